"""Faults, each put in on purpose, and what the start-up probe and the rebuild make of them. Chroma is real."""

import os
import shutil
import signal
import threading
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from ingest.index import folders
from ingest.index.build import Audit
from ingest.index.child import Chroma
from ingest.index.exact import ExactCache
from ingest.index.frames import Chunk
from ingest.index.generations import Index
from ingest.index.indexer import Indexer
from ingest.index.process import Launch, Shape
from ingest.index.search import search
from prompts.errors import IndexUnavailable, StoreError
from tests.ingest.index.conftest import nth, settle
from tests.ingest.index.memory import MemoryRecords, clustered


def fits(index: Index, records: MemoryRecords) -> bool:
    """Whether the index answers, holds what the records hold, and is the only folder there is."""
    process = index._process
    assert process is not None
    return (
        index.ready
        and process.ids() == records.line_ids()
        and folders.generations(index.root) == [index.generation] == [records.pointer]
    )


def test_a_first_index_is_built_from_the_records(indexer: Indexer, index: Index, records: MemoryRecords) -> None:
    assert fits(index, records)
    assert nth(index.generation) == 1
    rows = records.lines["review007"]
    assert [answer[0][0] for answer in index.query(rows, 3)] == [f"review007:{line}" for line in range(5)]


def test_a_healthy_index_is_opened_again_as_it_is(
    indexer: Indexer, make: Callable[..., Index], records: MemoryRecords
) -> None:
    records.record("late", clustered(3, seed=500))  # waiting in the outbox: no reason to rebuild
    again = make()
    settle(Indexer(records, again))

    assert fits(again, records)
    assert nth(again.generation) == 1
    assert again.query(records.lines["late"][:1], 1)[0][0][0] == "late:0"


def damage_nothing_points_at_it(index: Index, records: MemoryRecords) -> None:
    records.pointer = None


def damage_pointer_is_a_path(index: Index, records: MemoryRecords) -> None:
    records.pointer = "../../etc"


def damage_folder_deleted(index: Index, records: MemoryRecords) -> None:
    shutil.rmtree(index.root / str(records.pointer))


def damage_whole_root_deleted(index: Index, records: MemoryRecords) -> None:
    shutil.rmtree(index.root)


def damage_database_truncated(index: Index, records: MemoryRecords) -> None:
    os.truncate(index.root / str(records.pointer) / "chroma.sqlite3", 5000)


def damage_database_emptied(index: Index, records: MemoryRecords) -> None:
    os.truncate(index.root / str(records.pointer) / "chroma.sqlite3", 0)


def damage_graph_truncated(index: Index, records: MemoryRecords) -> None:
    for file in (index.root / str(records.pointer)).glob("*/*.bin"):
        os.truncate(file, os.path.getsize(file) // 3)


def damage_files_overwritten(index: Index, records: MemoryRecords) -> None:
    for file in (index.root / str(records.pointer)).rglob("*"):
        if file.is_file():
            file.write_bytes(b"not what it was" * 400)


def damage_sparse_file(index: Index, records: MemoryRecords) -> None:
    """What a kill -9 has left behind: a file that claims 81 GB."""
    (graph,) = (index.root / str(records.pointer)).glob("*/link_lists.bin")
    os.truncate(graph, 81 * 10**9)


def damage_lines_missing(index: Index, records: MemoryRecords) -> None:
    records.lines["unseen"] = clustered(2, seed=700)


def damage_lines_too_many(index: Index, records: MemoryRecords) -> None:
    del records.lines["review003"]


def damage_other_vectors(index: Index, records: MemoryRecords) -> None:
    for number, review in enumerate(records.lines):
        records.lines[review] = clustered(5, seed=900 + number)


def damage_left_by_a_crash(index: Index, records: MemoryRecords) -> None:
    folders.mark_suspect(index.root / str(records.pointer))


DAMAGES = [each for name, each in sorted(globals().items()) if name.startswith("damage_")]


@pytest.mark.parametrize("damage", DAMAGES, ids=lambda each: each.__name__.removeprefix("damage_"))
def test_a_damaged_index_is_replaced_at_start(
    indexer: Indexer,
    index: Index,
    records: MemoryRecords,
    make: Callable[..., Index],
    damage: Callable[[Index, MemoryRecords], None],
) -> None:
    index.close()
    damage(index, records)

    again = make()
    settle(Indexer(records, again))

    assert fits(again, records)
    assert not list(again.root.glob("*.suspect"))


def test_an_index_of_another_model_is_replaced(
    indexer: Indexer, make: Callable[..., Index], records: MemoryRecords
) -> None:
    again = make(Shape("better-model"))
    settle(Indexer(records, again))

    assert fits(again, records)
    assert nth(again.generation) == 2


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGSEGV])
@pytest.mark.parametrize("during", ["query", "write"])
def test_a_crash_takes_the_index_away_until_it_is_rebuilt(
    indexer: Indexer, index: Index, records: MemoryRecords, how: signal.Signals, during: str
) -> None:
    assert index.pid is not None
    os.kill(index.pid, how)
    if during == "query":
        with pytest.raises(IndexUnavailable):
            index.query(clustered(1), 5)
    else:
        records.record("late", clustered(3, seed=500))
        with pytest.raises(IndexUnavailable):
            indexer.step()
    assert not index.ready
    assert "exact search answers" in index.reason

    settle(indexer)

    assert fits(index, records)
    assert nth(index.generation) == 2


def test_the_old_generation_answers_while_the_new_one_is_built(
    indexer: Indexer, index: Index, records: MemoryRecords
) -> None:
    answered = []

    def watching() -> Iterable[Chunk]:
        for chunk in records.all_vectors():
            answered.append(index.query(clustered(1), 5))
            yield chunk

    index.rebuild(watching())

    assert len(answered) == 2
    assert fits(index, records)


def test_records_that_fail_half_way_leave_the_old_generation(
    indexer: Indexer, index: Index, records: MemoryRecords
) -> None:
    def failing() -> Iterable[Chunk]:
        yield records.vectors_of(["review001"])
        raise StoreError("the disk is full")

    with pytest.raises(StoreError, match="disk is full"):
        index.rebuild(failing())

    assert fits(index, records)
    assert nth(index.generation) == 1


def test_a_builder_that_dies_leaves_the_old_generation(
    indexer: Indexer, index: Index, records: MemoryRecords, fork: Launch
) -> None:
    started: list[int] = []

    def noting(root: Path) -> object:
        running = fork(root)
        started.append(running.pid)
        return running

    def killing() -> Iterable[Chunk]:
        for chunk in records.all_vectors():
            yield chunk
            os.kill(started[0], signal.SIGKILL)

    index._start = noting  # type: ignore[assignment]
    with pytest.raises(IndexUnavailable):
        index.rebuild(killing())

    assert fits(index, records)


def test_a_pointer_that_cannot_be_written_leaves_the_old_generation(
    indexer: Indexer, index: Index, records: MemoryRecords
) -> None:
    def full(_: str | None) -> None:
        raise StoreError("the disk is full")

    index._set_pointer = full
    with pytest.raises(StoreError):
        index.rebuild(records.all_vectors())

    assert fits(index, records)


def test_the_process_of_a_killed_owner_never_meddles_with_the_next_ones_folder(
    make: Callable[..., Index], records: MemoryRecords
) -> None:
    """It may be importing chromadb still when the next owner sweeps its folder away and builds an index."""
    late = folders.next_name(make().root, None)

    assert folders.next_name(make().root, None) != late
    assert nth(folders.next_name(make().root, late)) == 2


def test_leftovers_of_killed_builds_are_removed(
    indexer: Indexer, index: Index, make: Callable[..., Index], records: MemoryRecords
) -> None:
    index.close()
    (index.root / "gen-000007-0a0a0a0a").mkdir()
    (index.root / "gen-000007-0a0a0a0a" / "chroma.sqlite3").write_bytes(b"half")
    (index.root / "gen-000005-0b0b0b0b.gone-123").mkdir()
    (index.root / "gen-000007-0a0a0a0a.suspect").touch()

    again = make()
    settle(Indexer(records, again))

    assert fits(again, records)
    assert sorted(each.name for each in again.root.iterdir()) == [again.generation]


def test_a_build_that_lost_lines_is_refused(indexer: Indexer, index: Index) -> None:
    process = index._process
    assert process is not None
    audit = Audit()
    audit.add(["elsewhere:0"], clustered(1))
    with pytest.raises(IndexUnavailable, match="300 vectors, 301 of them wrong or missing, of 1"):
        audit.check(process)


def test_a_build_that_misses_neighbours_is_refused(indexer: Indexer, index: Index, records: MemoryRecords) -> None:
    process = index._process
    assert process is not None
    audit = Audit()
    ids, rows = records.vectors_of(list(records.lines))
    audit.add(ids, np.roll(rows, 1, axis=1))
    with pytest.raises(IndexUnavailable, match="of known lines"):
        audit.check(process)


def test_a_hundred_equal_lines_pass_the_recall_check(index: Index, records: MemoryRecords) -> None:
    records.lines = {f"same{number}": clustered(1, seed=3) for number in range(300)}
    index.rebuild(records.all_vectors())
    assert fits(index, records)


def test_lines_that_the_graph_cannot_reach_are_found_exactly(
    indexer: Indexer, index: Index, records: MemoryRecords, monkeypatch: pytest.MonkeyPatch
) -> None:
    ids, rows = records.vectors_of(list(records.lines))
    answered = {"ids": [ids[1:]], "missing": 1}, np.zeros(len(ids) - 1, np.float32)
    monkeypatch.setattr(index._process, "_call", lambda *_, **__: answered)
    (found,) = search(index, rows[:1], 1, lambda reviews: set(reviews), ExactCache(records))
    assert (found.hits[0].id, found.path) == (ids[0], "exact")
    assert "cannot reach 1 of its lines" in found.why
    assert index.ready  # nothing is wrong with it otherwise


class Lines:
    """A collection of five, one of which no query finds."""

    def query(self, n_results: int, **_: object) -> dict[str, list[Any]]:
        return {"ids": [list("abcd")[:n_results]], "distances": [[0.1] * min(n_results, 4)]}

    def count(self) -> int:
        return 5


@pytest.mark.parametrize(("wanted", "missing"), [(3, 0), (4, 0), (5, 1), (200, 1)])
def test_a_line_that_ought_to_be_in_an_answer_is_counted(wanted: int, missing: int) -> None:
    chroma = Chroma(threading.Event())
    chroma._lines, chroma._meta = Lines(), {"dimension": 384}  # type: ignore[assignment]
    assert chroma.query(clustered(1), wanted)[0]["missing"] == missing


def test_a_folder_that_is_in_use_is_not_deleted(indexer: Indexer, index: Index, records: MemoryRecords) -> None:
    with pytest.raises(IndexUnavailable, match="could not be deleted"):
        folders.remove(index.root / str(records.pointer), seconds=0.1)
    assert len(index.query(clustered(1), 5)[0]) == 5
