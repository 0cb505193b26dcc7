import os
import select
import signal
import sys
import threading
import time
from pathlib import Path

import numpy as np
import pytest

from ingest.index import process
from ingest.index.process import Busy, ChromaProcess, Launch, Shape
from prompts.errors import IndexUnavailable
from tests.ingest.index.conftest import SHAPE
from tests.ingest.index.memory import clustered

IDS = [f"review{number // 4}:{number % 4}" for number in range(40)]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "gen-000001"
    folder.mkdir()
    return folder


@pytest.fixture
def chroma(folder: Path, fork: Launch) -> ChromaProcess:
    opened = ChromaProcess(folder, SHAPE, create=True, start=fork)
    opened.upsert(IDS, clustered(40))
    return opened


def test_a_fresh_process_knows_nothing_of_our_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Chroma reads a .env where it is started, and variables as plain as `MIGRATIONS`: either would break it."""
    root = tmp_path / "a home?with #50% odd\tnames"
    folder = root / "gen-000001"
    folder.mkdir(parents=True)
    (tmp_path / ".env").write_text("chroma_server_nofile=nonsense\n")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("MIGRATIONS", "nonsense")
    monkeypatch.setenv("PERSIST_DIRECTORY", str(tmp_path / "elsewhere"))

    opened = ChromaProcess(folder, SHAPE, create=True)
    opened.upsert(IDS, clustered(40))
    opened.close()
    again = ChromaProcess(folder, SHAPE)

    assert again.count() == 40
    assert again.ids() == set(IDS)
    again.close()
    assert "chromadb" not in sys.modules
    assert not (tmp_path / "elsewhere").exists()


def test_nearest_first_with_cosine_similarity(chroma: ChromaProcess) -> None:
    rows = clustered(40)
    truth = rows @ rows[7]

    ((first, similarity), *others) = chroma.query(rows[7:8] * 3, 40)[0]

    assert first == IDS[7]
    assert similarity == pytest.approx(1, abs=1e-5)
    assert [each for _, each in others] == pytest.approx(sorted(truth, reverse=True)[1:], abs=1e-4)
    chroma.close()


def test_upsert_replaces_and_delete_hides(chroma: ChromaProcess) -> None:
    fresh = clustered(2, seed=9)
    chroma.upsert([IDS[0], IDS[0]], fresh)
    chroma.delete([IDS[1], IDS[1]])

    assert chroma.count() == 39
    ((first, similarity),) = chroma.query(fresh[1:], 1)[0]
    assert first == IDS[0]
    assert similarity == pytest.approx(1, abs=1e-5)
    assert IDS[1] not in chroma.ids()
    chroma.close()


@pytest.mark.parametrize("bad", [np.nan, np.inf, 0.0])
def test_a_vector_that_is_no_direction_never_reaches_chroma(chroma: ChromaProcess, bad: float) -> None:
    rows = clustered(2)
    rows[1] = bad
    with pytest.raises(ValueError, match="'a:0' to 'a:1'"):
        chroma.upsert(["a:0", "a:1"], rows)
    with pytest.raises(ValueError, match=r"2 ids .*\(2, 3\)"):
        chroma.upsert(["a:0", "a:1"], np.ones((2, 3), np.float32))

    assert chroma.count() == 40
    chroma.close()


@pytest.mark.parametrize("shape", [Shape("other-model"), Shape("test-model", 768), Shape("test-model", schema=1)])
def test_vectors_of_another_shape_are_refused(chroma: ChromaProcess, fork: Launch, shape: Shape) -> None:
    chroma.close()
    with pytest.raises(IndexUnavailable, match=r"Mismatch.*test-model"):
        ChromaProcess(chroma.folder, shape, start=fork)


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGSEGV])
def test_a_process_that_dies_is_an_index_that_is_away(chroma: ChromaProcess, how: signal.Signals) -> None:
    os.kill(chroma.pid, how)

    for _ in range(2):
        with pytest.raises(IndexUnavailable):
            chroma.query(clustered(1), 5)


def test_a_process_that_hangs_is_killed(chroma: ChromaProcess, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(process, "WRITE_SECONDS", 0.3)
    os.kill(chroma.pid, signal.SIGSTOP)
    many = clustered(2000)  # more than a pipe holds, so that sending hangs too

    started = time.monotonic()
    with pytest.raises(IndexUnavailable, match=r"after 0\.3 seconds during 'upsert'"):
        chroma.upsert([f"more:{number}" for number in range(2000)], many)

    assert time.monotonic() - started < 5
    with pytest.raises(ProcessLookupError):
        os.kill(chroma.pid, 0)


def test_an_error_inside_chroma_ends_the_process(chroma: ChromaProcess) -> None:
    with pytest.raises(IndexUnavailable, match="query"):
        chroma.query(clustered(1), 0)
    with pytest.raises(IndexUnavailable, match="has ended"):
        chroma.count()


def test_a_search_does_not_wait_behind_a_write(chroma: ChromaProcess, monkeypatch: pytest.MonkeyPatch) -> None:
    os.kill(chroma.pid, signal.SIGSTOP)
    writing = threading.Thread(target=chroma.count)
    writing.start()
    time.sleep(0.1)

    with pytest.raises(Busy):
        chroma.query(clustered(1), 5, patience=0.05)

    os.kill(chroma.pid, signal.SIGCONT)
    writing.join()
    assert len(chroma.query(clustered(1), 5)[0]) == 5
    chroma.close()


def test_two_processes_never_have_one_folder_open(
    chroma: ChromaProcess, fork: Launch, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(process, "OPEN_SECONDS", 1.0)
    with pytest.raises(IndexUnavailable):
        ChromaProcess(chroma.folder, SHAPE, start=fork)
    assert chroma.count() == 40
    chroma.close()


def test_it_ends_with_its_owner_and_not_with_a_ctrl_c(chroma: ChromaProcess) -> None:
    for each in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        os.kill(chroma.pid, each)
    assert chroma.count() == 40

    handle = os.pidfd_open(chroma.pid)
    running = chroma._process
    assert running is not None
    assert running.stdin is not None
    running.stdin.close()  # what the kernel does when the owner is gone

    assert select.select([handle], [], [], 10)[0]
    os.close(handle)
    with pytest.raises(IndexUnavailable):
        chroma.count()


def test_a_folder_that_was_swept_away_is_not_made_again(tmp_path: Path, fork: Launch) -> None:
    with pytest.raises(IndexUnavailable, match="FileNotFoundError"):
        ChromaProcess(tmp_path / "gen-000009", SHAPE, create=True, start=fork)
    assert list(tmp_path.iterdir()) == []


def test_a_process_that_cannot_start(folder: Path) -> None:
    def out_of_memory(_: Path) -> process.Running:
        raise OSError(12, "Cannot allocate memory")

    with pytest.raises(IndexUnavailable, match="Cannot allocate memory"):
        ChromaProcess(folder, SHAPE, start=out_of_memory)
