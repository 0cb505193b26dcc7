import os
import select
import signal
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from ingest.index import indexer as module
from ingest.index.exact import ExactCache
from ingest.index.frames import Rows
from ingest.index.generations import Index
from ingest.index.indexer import Indexer
from ingest.index.process import Launch, Running
from ingest.index.search import search
from prompts.errors import IndexUnavailable
from tests.ingest.index.conftest import nth, settle
from tests.ingest.index.memory import MemoryRecords, clustered


def until(condition: Callable[[], bool], seconds: float = 20) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.01)


def test_as_a_thread_it_follows_the_records(index: Index, records: MemoryRecords) -> None:
    indexer = Indexer(records, index, idle=0.05)
    assert not indexer.state().ready
    indexer.start()
    until(lambda: indexer.state().ready and not records.outbox)

    records.record("fresh", clustered(3, seed=800))
    indexer.nudge()
    until(lambda: not records.outbox)
    assert index.query(records.lines["fresh"][1:2], 1)[0][0][0] == "fresh:1"

    records.erase("fresh")
    until(lambda: not records.outbox)
    assert nth(indexer.state().generation) == 2

    indexer.rebuild()
    until(lambda: nth(records.pointer) == 3)
    pid = index.pid
    assert pid is not None
    indexer.stop()
    assert not indexer.state().ready
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)


def test_the_same_entry_twice_changes_nothing(indexer: Indexer, index: Index, records: MemoryRecords) -> None:
    """A kill between the index and `outbox_done` has it drained again."""
    records.outbox_done = lambda ids: None  # type: ignore[method-assign]
    records.record("again", clustered(3, seed=800))
    indexer.step()
    indexer.step()

    assert sum(each.startswith("again:") for each, _ in index.query(records.lines["again"][:1], 400)[0]) == 3


def test_a_corrected_review_is_replaced_by_the_newer_one(
    indexer: Indexer, index: Index, records: MemoryRecords
) -> None:
    records.correct("review007", "review007b", records.lines["review007"])
    settle(indexer)

    hits = [each for each, _ in index.query(records.lines["review007b"][:1], 300)[0]]
    assert hits[0] == "review007b:0"
    assert not [each for each in hits if each.startswith("review007:")]
    assert nth(index.generation) == 1


def test_an_erased_line_is_nowhere_on_the_disk(indexer: Indexer, index: Index, records: MemoryRecords) -> None:
    """Chroma's own delete leaves the vector in its files for good, so this looks for its very bytes."""
    canary = clustered(1, seed=4321)
    records.record("canary-review", canary)
    settle(indexer)
    assert traces(index.root, canary)

    records.erase("canary-review")
    settle(indexer)

    assert not traces(index.root, canary)
    assert index.ready
    assert not records.outbox


def traces(root: Path, canary: Rows) -> list[Path]:
    spellings = (b"canary-review", canary.tobytes()[64:128])
    return [each for each in root.rglob("*") if each.is_file() and any(word in each.read_bytes() for word in spellings)]


def test_when_erasing_cannot_build_there_is_no_index_rather_than_an_old_one(
    indexer: Indexer, index: Index, records: MemoryRecords, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(_: Path) -> Running:
        raise OSError(28, "No space left on device")

    healthy, index._start = index._start, fails
    records.erase("review001")
    indexer.step()

    assert not records.outbox
    assert list(index.root.iterdir()) == []
    assert records.pointer is None

    index._start = healthy
    settle(indexer)
    assert index.ready


def test_an_erasure_is_honoured_while_the_index_is_away(indexer: Indexer, index: Index, records: MemoryRecords) -> None:
    def fails(_: Path) -> Running:
        raise OSError(28, "No space left on device")

    index._start = fails
    assert index.pid is not None
    os.kill(index.pid, signal.SIGKILL)
    records.record("late", clustered(2))
    with pytest.raises(IndexUnavailable):
        indexer.step()
    records.erase("review001")
    with pytest.raises(IndexUnavailable):
        indexer.step()

    assert records.outbox == []
    assert list(index.root.iterdir()) == []
    assert records.pointer is None  # so the next index is built from the records, with what was waiting


def test_repairs_are_capped_until_asked_for(make: Callable[..., Index], fork: Launch, records: MemoryRecords) -> None:
    starts = []

    def fails(root: Path) -> Running:
        starts.append(root)
        raise OSError(12, "Cannot allocate memory")

    index = make(start=fails)
    indexer = Indexer(records, index)
    for _ in range(10):
        with pytest.raises(IndexUnavailable):
            indexer.step()
    assert len(starts) == module.TRIES

    index._start = fork
    indexer.rebuild()
    settle(indexer)
    assert index.ready


def test_a_hang_is_answered_exactly_within_two_seconds_and_repaired(index: Index, records: MemoryRecords) -> None:
    indexer = Indexer(records, index, idle=0.05)
    indexer.start()
    until(lambda: index.ready and not records.outbox)
    first = index.pid
    assert first is not None
    exact = ExactCache(records)
    exact()
    os.kill(first, signal.SIGSTOP)
    started = time.monotonic()
    (found,) = search(index, clustered(1), 5, set, exact)
    assert time.monotonic() - started < 2
    assert (found.path, len(found.hits)) == ("exact", 5)
    assert "ended after" in found.why

    until(lambda: index.ready)
    assert index.pid != first
    assert len(index.query(clustered(1), 5)[0]) == 5
    indexer.stop()


def test_stopping_ends_a_process_that_hangs(index: Index, records: MemoryRecords) -> None:
    indexer = Indexer(records, index, idle=0.01)
    indexer.start()
    until(lambda: index.ready and not records.outbox)
    assert index.pid is not None
    handle = os.pidfd_open(index.pid)
    os.kill(index.pid, signal.SIGSTOP)
    records.record("late", clustered(3))
    time.sleep(0.2)

    started = time.monotonic()
    indexer.stop(timeout=0.3)

    assert time.monotonic() - started < 5
    assert select.select([handle], [], [], 1)[0]
    os.close(handle)
    assert records.outbox  # not done: the next start does it


def test_records_that_cannot_be_read_do_not_end_the_thread(index: Index, records: MemoryRecords) -> None:
    working, calls = records.outbox_batch, []

    def failing(limit: int) -> object:
        calls.append(limit)
        if len(calls) < 4:
            raise OSError("the database is on a disk that is gone")
        return working(limit)

    records.outbox_batch = failing  # type: ignore[method-assign,assignment]
    indexer = Indexer(records, index, idle=0.01)
    indexer.start()
    until(lambda: index.ready and not records.outbox)
    indexer.stop()


def test_stopping_in_the_middle_of_a_build_is_quick(index: Index, records: MemoryRecords) -> None:
    entered = []

    def slowly() -> object:
        for review in list(records.lines):
            entered.append(review)
            time.sleep(0.2)
            yield records.vectors_of([review])

    records.all_vectors = slowly  # type: ignore[method-assign,assignment]
    indexer = Indexer(records, index)
    indexer.start()
    until(lambda: bool(entered))

    started = time.monotonic()
    indexer.stop()

    assert time.monotonic() - started < 5
    assert len(entered) < 10
    assert list(index.root.iterdir()) == []
