"""What the index asks of the records, and the store's answers. Only ids and vectors pass here, never text."""

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Literal, Protocol

from ingest.index.frames import Chunk, Rows

if TYPE_CHECKING:
    from ingest.store import Store


class Entry(Protocol):
    """One row of the outbox, written in the same transaction as the change it tells of."""

    @property
    def id(self) -> int: ...
    @property
    def op(self) -> Literal["upsert", "drop", "erase"]:
        """upsert: these vectors are new; drop: stop returning these lines; erase: it must leave the disk."""

    @property
    def review_id(self) -> str: ...
    @property
    def lines(self) -> tuple[int, ...]: ...
    @property
    def vectors(self) -> Rows | None:
        """(len(lines), dimension) of an upsert."""


class Records(Protocol):
    """The lines on record: ids (`<review_id>:<line>`) and vectors."""

    def vectors_of(self, reviews: Sequence[str]) -> Chunk:
        """Line ids and vectors of these reviews; nothing for one that is gone."""

    def all_vectors(self) -> Iterable[Chunk]:
        """Every line id and vector, in chunks."""

    def line_ids(self) -> set[str]:
        """Every line id, without its vector."""

    def latest(self) -> int:
        """Number of the latest change; a smaller one than before means that other records took their place."""

    def since(self, last: int) -> Sequence[tuple[str, str]]:
        """Every change after `last`, oldest first: upsert, drop or erase, and the review."""


class Source(Records, Protocol):
    """And the outbox and the pointer, for the index's owner."""

    def outbox_batch(self, limit: int) -> Sequence[Entry]:
        """The oldest entries that are not done."""

    def pending(self) -> dict[int, str]:
        """Every entry that is not done: its id and its review."""

    def outbox_done(self, ids: Sequence[int]) -> None:
        """Mark entries done."""

    def get_pointer(self) -> str | None:
        """Name of the generation in use."""

    def set_pointer(self, name: str | None) -> None:
        """Change it, in one transaction."""


class StoreRecords:
    """`Source`, answered by the store."""

    def __init__(self, store: "Store", model: str) -> None:
        self._store = store
        self._model = model

    def vectors_of(self, reviews: Sequence[str]) -> Chunk:
        """Line ids and vectors of these reviews; nothing for one that is gone."""
        ids, rows = self._store.vectors_of(reviews)
        return [line_id(*each) for each in ids], rows

    def all_vectors(self) -> Iterator[Chunk]:
        """Every line id and vector, in chunks of 1,000."""
        for ids, rows in self._store.index_rows():
            yield [line_id(*each) for each in ids], rows

    def line_ids(self) -> set[str]:
        """Every line id, without its vector."""
        return {line_id(*each) for each in self._store.line_ids()}

    def latest(self) -> int:
        """Number of the latest change; a smaller one than before means that other records took their place."""
        return self._store.outbox_last()

    def since(self, last: int) -> Sequence[tuple[str, str]]:
        """Every change after `last`, oldest first: upsert, drop or erase, and the review."""
        return self._store.outbox_since(last)

    def outbox_batch(self, limit: int) -> Sequence[Entry]:
        """The oldest entries that are not done."""
        return self._store.outbox_batch(limit)

    def pending(self) -> dict[int, str]:
        """Every entry that is not done: its id and its review."""
        return self._store.outbox_pending()

    def outbox_done(self, ids: Sequence[int]) -> None:
        """Mark entries done."""
        self._store.outbox_done(ids)

    def get_pointer(self) -> str | None:
        """Name of the generation in use."""
        generation = self._store.generation()
        return generation.name if generation else None

    def set_pointer(self, name: str | None) -> None:
        """Change it, in one transaction."""
        if name is None:
            self._store.forget_generation()
        else:
            self._store.swap_generation(name, self._store.count_vectors(), self._model)


def line_id(review_id: str, line: int) -> str:
    """The id of a line in the index."""
    return f"{review_id}:{line}"


def review_of(line_id: str) -> str:
    """The review of a line id."""
    return line_id.rpartition(":")[0]
