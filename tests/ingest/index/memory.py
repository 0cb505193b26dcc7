"""Records in memory for the index's tests, and vectors that look like sentences'."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from ingest.index.frames import Chunk, Rows


def clustered(n: int, seed: int = 0, dimension: int = 384) -> Rows:
    """(n, dimension) unit rows around a few centres: as sentences are, and unlike noise, searchable by a graph."""
    random = np.random.default_rng(seed)
    centres = np.random.default_rng(1).standard_normal((40, dimension))
    rows = centres[random.integers(0, len(centres), n)] + 0.8 * random.standard_normal((n, dimension))
    return np.asarray(rows / np.linalg.norm(rows, axis=1, keepdims=True), np.float32)


@dataclass(frozen=True)
class Entry:
    id: int
    op: Literal["upsert", "drop", "erase"]
    review_id: str
    lines: tuple[int, ...] = ()
    vectors: Rows | None = None


class MemoryRecords:
    """`Source`, without SQL."""

    def __init__(self) -> None:
        self.lines: dict[str, Rows] = {}
        """Vectors of each review."""
        self.outbox: list[Entry] = []
        self.pointer: str | None = None
        self.changes: list[tuple[str, str]] = []

    def record(self, review: str, rows: Rows) -> None:
        self.lines[review] = rows
        self._tell("upsert", review, rows)

    def correct(self, review: str, replaced_by: str, rows: Rows) -> None:
        old = self.lines.pop(review)
        self.lines[replaced_by] = rows
        self._tell("drop", review, old)
        self._tell("upsert", replaced_by, rows)

    def erase(self, review: str) -> None:
        self._tell("erase", review, self.lines.pop(review))

    def _tell(self, op: Literal["upsert", "drop", "erase"], review: str, rows: Rows) -> None:
        self.changes.append((op, review))
        vectors = rows if op == "upsert" else None
        self.outbox.append(Entry(len(self.changes), op, review, tuple(range(len(rows))), vectors))

    def outbox_batch(self, limit: int) -> Sequence[Entry]:
        return self.outbox[:limit]

    def outbox_done(self, ids: Sequence[int]) -> None:
        self.outbox = [entry for entry in self.outbox if entry.id not in set(ids)]

    def vectors_of(self, reviews: Sequence[str]) -> Chunk:
        chosen = [each for each in reviews if each in self.lines]
        ids = [f"{each}:{line}" for each in chosen for line in range(len(self.lines[each]))]
        return ids, np.concatenate([self.lines[each] for each in chosen]) if chosen else np.empty((0, 384), np.float32)

    def all_vectors(self) -> Iterable[Chunk]:
        reviews = list(self.lines)
        for at in range(0, len(reviews), 50):
            yield self.vectors_of(reviews[at : at + 50])

    def line_ids(self) -> set[str]:
        return {f"{review}:{line}" for review, rows in self.lines.items() for line in range(len(rows))}

    def latest(self) -> int:
        return len(self.changes)

    def since(self, last: int) -> Sequence[tuple[str, str]]:
        return self.changes[last:]

    def pending(self) -> dict[int, str]:
        return {entry.id: entry.review_id for entry in self.outbox}

    def get_pointer(self) -> str | None:
        return self.pointer

    def set_pointer(self, name: str | None) -> None:
        self.pointer = name
