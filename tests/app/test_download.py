"""The background of a download; fetching itself is tested with the sources. `pull` is replaced at its door."""

import threading
import time
from collections.abc import Callable
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

import prompts.download
from app.download import Downloads, wanted
from ingest.settings import Settings
from prompts.errors import ModelCancelled, ModelFileError
from prompts.modelfile import QWEN, ModelFile

WHOLE = b"GGUF" + b"x" * 9996
SPEC = replace(QWEN, size=len(WHOLE), sha256=sha256(WHOLE).hexdigest())


class Source:
    """Gives the file in ten pieces, as fast as `go` allows."""

    def __init__(self) -> None:
        self.go = threading.Event()
        self.calls = 0
        self.error: Exception | None = None

    def pull(self, spec: ModelFile, folder: Path, *, on_progress: Callable[[int, int], None], cancel: Any) -> Path:
        self.calls += 1
        folder.mkdir(parents=True, exist_ok=True)
        part = folder / f"{spec.filename}.hub.part"
        for _ in range(10):
            while not self.go.wait(0.01):
                if cancel.is_set():
                    raise ModelCancelled("Stopped. What has arrived is kept.")
            if self.error:
                raise self.error
            with part.open("ab") as file:
                file.write(WHOLE[part.stat().st_size : part.stat().st_size + 1000])
            on_progress(part.stat().st_size, spec.size)
            if part.stat().st_size == spec.size:
                break
            if part.stat().st_size == 5000:
                self.go.clear()
        return part.replace(folder / spec.filename)


@pytest.fixture
def source(monkeypatch: pytest.MonkeyPatch) -> Source:
    source = Source()
    monkeypatch.setattr(prompts.download, "pull", source.pull)
    return source


def until(downloads: Downloads, state: str) -> None:
    deadline = time.monotonic() + 10
    while downloads.state().state != state:
        assert time.monotonic() < deadline, downloads.state()
        time.sleep(0.01)


def test_it_runs_in_the_background_says_how_far_and_is_done(tmp_path: Path, source: Source) -> None:
    downloads = Downloads(tmp_path / "models", SPEC)
    assert downloads.state().state == "idle"
    downloads.start()
    assert downloads.state().state == "running"
    source.go.set()
    while downloads.state().done < 5000:
        time.sleep(0.01)
    half = downloads.state()
    assert (half.fraction, half.state) == (0.5, "running")
    source.go.set()
    until(downloads, "done")
    assert downloads.state().fraction == 1
    assert (tmp_path / "models" / SPEC.filename).read_bytes() == WHOLE


def test_pausing_keeps_what_came_and_holds_past_a_restart(tmp_path: Path, source: Source) -> None:
    folder = tmp_path / "models"
    first = Downloads(folder, SPEC)
    first.start()
    source.go.set()
    while first.state().done < 5000:
        time.sleep(0.01)
    first.pause()
    assert (first.state().state, first.state().done) == ("paused", 5000)

    second = Downloads(folder, SPEC)
    assert (second.state().state, second.state().done) == ("paused", 5000)
    assert not second.start_if_wanted(Settings(home=tmp_path))
    second.start()
    source.go.set()
    until(second, "done")
    assert source.calls == 2
    assert (folder / SPEC.filename).read_bytes() == WHOLE


def test_starting_twice_fetches_once(tmp_path: Path, source: Source) -> None:
    downloads = Downloads(tmp_path, SPEC)
    for _ in range(5):
        downloads.start()
    downloads.stop()
    assert source.calls == 1
    assert downloads.state().state == "paused"


@pytest.mark.parametrize(
    ("error", "told"),
    [(ModelFileError("No source could give it."), "No source could give it."), (OSError("x"), "error")],
)
def test_a_failure_is_told_and_can_be_tried_again(tmp_path: Path, source: Source, error: Exception, told: str) -> None:
    downloads = Downloads(tmp_path, SPEC)
    source.error = error
    source.go.set()
    downloads.start()
    until(downloads, "failed")
    assert told in downloads.state().error
    source.error = None
    downloads.start()
    while downloads.state().done < 5000:
        time.sleep(0.01)
    source.go.set()
    until(downloads, "done")
    assert downloads.state().error == ""


def test_a_file_that_somebody_else_fetched_counts(tmp_path: Path) -> None:
    downloads = Downloads(tmp_path, SPEC)
    (tmp_path / SPEC.filename).write_bytes(WHOLE)
    assert downloads.state().state == "done"
    assert not downloads.start_if_wanted(Settings(home=tmp_path))


def test_only_the_embedded_model_is_fetched_unasked(tmp_path: Path, source: Source) -> None:
    assert wanted(Settings(home=tmp_path))
    for settings in (
        Settings(home=tmp_path, model="none"),
        Settings(home=tmp_path, model="scripted:x.json"),
        Settings(home=tmp_path, chat_model="gpt"),
    ):
        assert not Downloads(tmp_path, SPEC).start_if_wanted(settings)
    assert source.calls == 0
