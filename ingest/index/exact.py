"""Exact search in memory: every vector, one matrix product, a mask. The oracle, the fallback, the permission path.

100,000 lines of 384 floats take 154 MB and about 10 ms a query.
"""

import threading
from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from ingest.index.frames import Rows
from ingest.index.source import Records, review_of


class _Table(NamedTuple):
    """A state that readers keep while a writer makes the next one. Rows past `size` are room to grow."""

    ids: list[str]
    size: int
    rows: Rows
    reviews: list[str]
    codes: npt.NDArray[np.int32]
    """Position in `reviews` of each row's review."""


class ExactSearch:
    """Line ids and unit vectors in memory. Many threads may search while one changes it."""

    def __init__(self, ids: Sequence[str] = (), rows: Rows | None = None) -> None:
        self._lock = threading.Lock()
        self._at: dict[str, int] = {}
        self._codes: dict[str, int] = {}
        self._table = _empty()
        if rows is not None:
            self.put(ids, rows)

    def __len__(self) -> int:
        return self._table.size

    @property
    def reviews(self) -> list[str]:
        """Every review that has a line here."""
        return list(self._table.reviews)

    def put(self, ids: Sequence[str], rows: Rows) -> None:
        """Add lines, or replace those with the same id.

        Args:
            ids: line ids, `<review_id>:<line>`.
            rows: (len(ids), dimension) float32; unit length is not required.
        """
        if not len(ids):
            return
        unit = np.asarray(rows, np.float32) / np.linalg.norm(rows, axis=1, keepdims=True)
        with self._lock:
            self._table = self._merged(ids, unit)

    def keep(self, reviews: set[str]) -> None:
        """Forget every line of a review that is not among `reviews`."""
        with self._lock:
            if set(self._table.reviews) <= reviews:
                return
            ids, _, rows, _, _ = self._table
            kept = [position for position, each in enumerate(ids) if review_of(each) in reviews]
            self._at, self._codes, self._table = {}, {}, _empty()
            if kept:
                self._table = self._merged([ids[position] for position in kept], rows[kept])

    def search(self, queries: Rows, k: int, allowed: Callable[[list[str]], set[str]]) -> list[list[tuple[str, float]]]:
        """For each query, the `k` most similar allowed lines as (line id, cosine similarity), best first.

        Args:
            queries: (n, dimension) float32 unit rows.
            k: how many of each.
            allowed: given review ids, the ones that may be seen.
        """
        table = self._table
        if not table.size or k < 1:
            return [[] for _ in queries]
        seen = allowed(list(table.reviews))
        wanted = np.fromiter((each in seen for each in table.reviews), np.bool_, len(table.reviews))
        positions = np.flatnonzero(wanted[table.codes[: table.size]])
        if len(positions) * 4 < table.size:  # few: copying them costs less than scoring all
            scores = queries @ table.rows[positions].T
        else:
            scores = (queries @ table.rows[: table.size].T)[:, positions]
        return [_top(table.ids, positions, row, k) for row in scores]

    def _merged(self, ids: Sequence[str], unit: Rows) -> _Table:
        table = self._table
        last = {each: position for position, each in enumerate(ids)}
        replaced = [each for each in last if each in self._at]
        added = [each for each in last if each not in self._at]
        size = table.size + len(added)
        rows, codes, reviews = table.rows, table.codes, list(table.reviews)
        if replaced or size > len(rows):  # readers keep the old arrays
            room = max(size, int(table.size * 1.25))
            rows, codes = np.empty((room, unit.shape[1]), np.float32), np.empty(room, np.int32)
            if table.size:
                rows[: table.size], codes[: table.size] = table.rows[: table.size], table.codes[: table.size]
        if replaced:
            rows[[self._at[each] for each in replaced]] = unit[[last[each] for each in replaced]]
        rows[table.size : size] = unit[[last[each] for each in added]]
        for position, each in enumerate(added, start=table.size):
            review = review_of(each)
            if review not in self._codes:
                self._codes[review] = len(reviews)
                reviews.append(review)
            codes[position], self._at[each] = self._codes[review], position
        table.ids.extend(added)  # past every reader's `size`
        return _Table(table.ids, size, rows, reviews, codes)


def _empty() -> _Table:
    return _Table([], 0, np.empty((0, 0), np.float32), [], np.empty(0, np.int32))


def _top(ids: list[str], positions: npt.NDArray[np.intp], scores: Rows, k: int) -> list[tuple[str, float]]:
    """The `k` best of `scores` (one a position), equal ones in the order of their ids."""
    if len(scores) > k:
        cut = np.partition(scores, len(scores) - k)[len(scores) - k]
        best = np.flatnonzero(scores >= cut)
    else:
        best = np.arange(len(scores))
    hits = [(ids[positions[each]], float(scores[each])) for each in best]
    return sorted(hits, key=lambda hit: (-hit[1], hit[0]))[:k]


class ExactCache:
    """An `ExactSearch` over the records, loaded when first asked for and brought up to date when they change."""

    def __init__(self, source: Records) -> None:
        self._source = source
        self._lock = threading.Lock()
        self._exact: ExactSearch | None = None
        self._seen = (-1, -1)

    def __call__(self) -> ExactSearch:
        """The search, equal to the records as they are now.

        Raises:
            LossbookError: the records could not be read.
        """
        with self._lock:
            state = self._source.state()  # before the rows: what comes after it is looked at next time
            if self._exact is None:
                exact = ExactSearch()
                for ids, rows in self._source.all_vectors():
                    exact.put(ids, rows)
                self._exact = exact
            elif state != self._seen:
                self._refresh(self._exact)
            self._seen = state
            return self._exact

    def _refresh(self, exact: ExactSearch) -> None:
        current = {review_of(each) for each in self._source.line_ids()}
        known = set(exact.reviews)
        exact.keep(current)
        new = sorted(current - known)
        for at in range(0, len(new), 200):
            exact.put(*self._source.vectors_of(new[at : at + 200]))
