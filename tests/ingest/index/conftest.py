from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from ingest.index.generations import Index
from ingest.index.indexer import Indexer
from ingest.index.process import Launch, Shape
from tests.ingest.index import zygote
from tests.ingest.index.memory import MemoryRecords, clustered

SHAPE = Shape("test-model")


@pytest.fixture(scope="session")
def fork(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Launch]:
    """Starts Chroma processes quickly."""
    address = tmp_path_factory.mktemp("zygote") / "door"
    with zygote.running(address):
        yield zygote.forking(address)


@pytest.fixture
def records() -> MemoryRecords:
    """60 reviews of 5 lines, all of them waiting in the outbox."""
    filled = MemoryRecords()
    for number in range(60):
        filled.record(f"review{number:03d}", clustered(5, seed=number))
    return filled


@pytest.fixture
def make(tmp_path: Path, fork: Launch, records: MemoryRecords) -> Iterator[Callable[..., Index]]:
    """Makes an index on the test's folder, as a fresh owner process would."""
    made: list[Index] = []

    def index(shape: Shape = SHAPE, start: Launch = fork) -> Index:
        for earlier in made:
            earlier.close()
        made.append(Index(tmp_path / "index", shape, records.get_pointer, records.set_pointer, start))
        return made[-1]

    yield index
    for each in made:
        each.close()


@pytest.fixture
def index(make: Callable[..., Index]) -> Index:
    return make()


@pytest.fixture
def indexer(index: Index, records: MemoryRecords) -> Indexer:
    """An indexer that has built the index and drained the outbox, stepped by hand."""
    indexer = Indexer(records, index)
    settle(indexer)
    return indexer


def settle(indexer: Indexer) -> None:
    """Rounds until there is nothing to do."""
    for _ in range(10):
        if not indexer.step():
            return
    raise AssertionError("never settles")


def nth(generation: str | None) -> int:
    """Number of a generation, 0 for none."""
    return int(generation.split("-")[1]) if generation else 0
