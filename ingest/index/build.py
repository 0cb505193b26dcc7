"""A new generation from SQL's vectors, and the checks it passes before anybody searches it."""

from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np

from ingest.index import folders
from ingest.index.frames import Chunk, Rows
from ingest.index.process import ChromaProcess, Launch, Shape, launch
from prompts.errors import IndexUnavailable

BATCH = 2000
PROBES = 20
NEIGHBOURS = 10
RECALL = 0.95
_SAME = 1e-3
"""Similarities closer than this are the same neighbour: equal sentences have equal vectors, and any of them will do."""


def build(folder: Path, shape: Shape, chunks: Iterable[Chunk], start: Launch = launch) -> ChromaProcess:
    """Fill a new `folder` from `chunks`, verify it from the disk, and return its open process.

    Raises:
        IndexUnavailable: it could not be built or is not right. The folder is gone again.
        LossbookError: the records could not be read. The folder is gone again.
    """
    folder.mkdir(parents=True)
    process: ChromaProcess | None = None
    try:
        process = ChromaProcess(folder, shape, create=True, start=start)
        audit = Audit()
        for ids, rows in chunks:
            for at in range(0, len(ids), BATCH):
                process.upsert(ids[at : at + BATCH], rows[at : at + BATCH])
            audit.add(ids, rows)
        process.reopen()
        folders.refuse_sparse(folder)
        audit.check(process)
    except BaseException:
        if process is not None:
            process.kill()
        folders.remove(folder)
        raise
    return process


class Audit:
    """What a generation was fed, in one pass: its ids, and the exact answers to a few questions."""

    def __init__(self) -> None:
        self._ids: set[str] = set()
        self._random = np.random.default_rng(20)
        self._probes: Rows | None = None
        self._best: Rows | None = None
        """(probes, NEIGHBOURS) best similarities so far, best first."""
        self._sample: list[Rows] = []

    def add(self, ids: Sequence[str], rows: Rows) -> None:
        """Count in what was written."""
        if not len(ids):
            return
        self._ids.update(ids)
        unit = rows / np.linalg.norm(rows, axis=1, keepdims=True)
        if self._probes is None:
            picked = self._random.choice(len(unit), size=min(PROBES, len(unit)), replace=False)
            self._probes = unit[picked]
            self._best = np.full((len(picked), NEIGHBOURS), -2.0, dtype=np.float32)
        assert self._best is not None
        both = np.concatenate([self._best, self._probes @ unit.T], axis=1)
        self._best = -np.sort(np.partition(-both, NEIGHBOURS - 1, axis=1)[:, :NEIGHBOURS], axis=1)
        # A few rows of every chunk, so that a part that cannot be reached is noticed wherever it is.
        self._sample.append(unit[self._random.choice(len(unit), size=min(2, len(unit)), replace=False)])

    def check(self, process: ChromaProcess) -> None:
        """Hold `process` against what was fed.

        Raises:
            IndexUnavailable: count, ids or recall are off.
        """
        count, ids = process.count(), process.ids()
        if count != len(self._ids) or ids != self._ids:
            raise IndexUnavailable(
                f"the new index holds {count} vectors, {len(ids ^ self._ids)} of them wrong or missing, of "
                f"{len(self._ids)}; run `lossbook rebuild-index` when the disk is healthy"
            )
        if self._probes is None or self._best is None:
            return
        recall = recall_of(process, self._probes, self._best)
        reached = recall_of(process, sampled(self._sample), None)
        if min(recall, reached) < RECALL:
            raise IndexUnavailable(
                f"the new index finds {recall:.0%} of true neighbours and {reached:.0%} of known lines, under "
                f"{RECALL:.0%}; run `lossbook rebuild-index`"
            )


def sampled(parts: list[Rows], most: int = 200) -> Rows:
    """At most `most` rows, spread evenly over `parts`."""
    rows = np.concatenate(parts)
    spread: Rows = rows[np.linspace(0, len(rows) - 1, num=min(most, len(rows))).astype(int)]
    return spread


def recall_of(process: ChromaProcess, queries: Rows, best: Rows | None) -> float:
    """Share of the true neighbours that `process` finds.

    Args:
        process: the index to ask.
        queries: unit rows.
        best: (queries, k) exact similarities, best first, -2 where there are fewer; None when every query is itself
            in the index and has only to find itself.
    """
    exact = np.ones((len(queries), 1), dtype=np.float32) if best is None else best
    wanted = found = 0
    for row, answer in zip(exact, process.query(queries, exact.shape[1]), strict=True):
        true = row[row > -2]
        similar = np.asarray([each for _, each in answer], dtype=np.float32)
        wanted += len(true)
        found += min(len(true), int((similar >= true[-1] - _SAME).sum()))
    return found / wanted if wanted else 1.0
