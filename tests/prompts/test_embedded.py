import os
import signal
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest

from prompts import embedded
from prompts.embedded import EmbeddedModel, EmbeddedServer
from prompts.errors import ModelCancelled, ModelError, ModelFileError, ModelTimeout
from prompts.modelfile import QWEN
from tests.prompts.conftest import rendered
from tests.prompts.test_chat import NOTE, Verdict

MakeModel = Callable[[str], EmbeddedModel]


@pytest.fixture
def model_that(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[MakeModel]:
    """An EmbeddedModel whose child is fake_child.py."""
    monkeypatch.setattr(embedded, "_CHILD", Path(__file__).with_name("fake_child.py"))
    made: list[EmbeddedModel] = []

    def make(behaves: str) -> EmbeddedModel:
        path = tmp_path / f"{behaves}.gguf"
        path.write_bytes(b"GGUF")
        made.append(EmbeddedModel(path, None, timeout=10))
        return made[-1]

    yield make
    for model in made:
        model.close()


def pid_of(model: EmbeddedModel) -> int:
    process = model.server._process
    assert process is not None
    return process.pid


def test_nothing_starts_before_the_first_question(model_that: MakeModel) -> None:
    model = model_that("answers")
    assert not model.server.running
    answer = model.ask(NOTE, Verdict)
    assert (answer.value.cause, answer.host, answer.model, answer.cost) == (
        "follow_up",
        "this machine",
        "answers",
        None,
    )
    first = pid_of(model)
    model.ask(NOTE, Verdict)
    assert pid_of(model) == first
    model.close()
    assert not model.server.running
    assert not psutil.pid_exists(first)


def test_a_missing_file_names_the_path_and_the_next_step(tmp_path: Path) -> None:
    with pytest.raises(ModelFileError, match=r"no\.gguf' is not there\. Run `lossbook model pull`"):
        EmbeddedModel(tmp_path / "no.gguf").ask(NOTE, Verdict)


def test_a_truncated_file_is_told_without_starting_anything(tmp_path: Path) -> None:
    path = tmp_path / QWEN.filename
    path.write_bytes(b"GGUF" + bytes(996))
    model = EmbeddedModel(path)
    with pytest.raises(ModelFileError, match=r"is incomplete: 1,000 of 1,117,320,768 bytes"):
        model.ask(NOTE, Verdict)
    assert model.server._process is None


def test_another_file_under_that_name_is_told(tmp_path: Path) -> None:
    path = tmp_path / "other.gguf"
    path.write_bytes(b"PK\3\4")
    with pytest.raises(ModelFileError, match="is not a GGUF file"):
        EmbeddedServer(path, None).endpoint()


def test_a_file_that_llama_cpp_cannot_load_does_not_take_us_down(tmp_path: Path) -> None:
    path = tmp_path / "garbage.gguf"
    path.write_bytes(b"GGUF" + bytes(5000))
    server = EmbeddedServer(path, None)
    with pytest.raises(ModelFileError, match=r"garbage\.gguf' cannot be loaded \(.+\)\. Run `lossbook model pull`"):
        server.endpoint()
    assert not server.running


def test_a_crash_while_loading_is_an_error_not_our_end(model_that: MakeModel) -> None:
    with pytest.raises(ModelFileError, match="the loader crashed"):
        model_that("crashes").ask(NOTE, Verdict)


def test_loading_can_be_stopped(model_that: MakeModel) -> None:
    model, cancel = model_that("loads for ever"), threading.Event()
    threading.Timer(0.2, cancel.set).start()
    began = time.monotonic()
    with pytest.raises(ModelCancelled):
        model.ask(NOTE, Verdict, cancel=cancel)
    assert time.monotonic() - began < 1
    assert model.server._process is None


def test_loading_has_a_limit(model_that: MakeModel, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(embedded, "_LOAD_SECONDS", 0.3)
    with pytest.raises(ModelTimeout, match="did not load within"):
        model_that("loads for ever").ask(NOTE, Verdict)


def test_a_death_in_the_middle_is_told_and_the_next_question_starts_it_again(model_that: MakeModel) -> None:
    model = model_that("drips")
    model.server.endpoint()
    first = pid_of(model)
    threading.Timer(2.0, os.kill, (first, signal.SIGKILL)).start()
    with pytest.raises(ModelError, match=r"stopped by itself \(signal 9\).*starts again with the next question"):
        model.ask(NOTE, Verdict)
    model.server.endpoint()
    assert pid_of(model) != first


def test_one_question_at_a_time_and_waiting_can_be_stopped(model_that: MakeModel) -> None:
    model = model_that("drips")
    model.server.endpoint()
    first, second = threading.Event(), threading.Event()
    ended: list[str] = []

    def ask(name: str, cancel: threading.Event) -> None:
        with pytest.raises(ModelCancelled) as caught:
            model.ask(NOTE, Verdict, cancel=cancel)
        ended.append(f"{name}: {caught.value}")

    threads = [threading.Thread(target=ask, args=pair) for pair in (("first", first), ("second", second))]
    threads[0].start()
    time.sleep(0.3)
    threads[1].start()
    second.set()
    threads[1].join(2)
    assert ended == ["second: Stopped while waiting for its turn. Nothing was changed."]
    first.set()
    for thread in threads:
        thread.join(2)
    assert len(ended) == 2


def test_the_child_ends_with_its_parent(model_that: MakeModel) -> None:
    model = model_that("answers")
    model.server.endpoint()
    process = model.server._process
    assert process is not None
    assert process.stdin is not None
    process.stdin.close()  # what the kernel does when the parent is gone
    assert process.wait(5) == 0


def test_the_key_is_not_on_the_command_line(model_that: MakeModel) -> None:
    model = model_that("answers")
    endpoint = model.server.endpoint()
    assert endpoint.api_key
    assert len(endpoint.api_key) >= 32
    child = psutil.Process(pid_of(model))
    assert endpoint.api_key not in " ".join(child.cmdline())
    assert endpoint.api_key not in str(child.environ())


@pytest.mark.parametrize("text", ["static words", rendered("static words")])
def test_warming_reads_the_system_text_and_answers_nothing(model_that: MakeModel, text: str) -> None:
    assert model_that("answers").warm(text) > 0
