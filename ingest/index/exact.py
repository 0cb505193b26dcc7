"""Exact search in memory: every vector, one matrix product. The oracle, the fallback, the permission path.

100,000 reviews of 384 floats take 154 MB and about 10 ms a query.
"""

import threading
from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from ingest.index.frames import Rows
from ingest.index.source import Records, review_of

FIRST_ASKED = 400
"""Of how many of the nearest it is asked first whether they may be seen."""
_THEN = 8
"""How many times as many each time too few of them may."""


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

    def forget(self, reviews: set[str]) -> None:
        """Forget every line of these reviews."""
        with self._lock:
            if not reviews & self._codes.keys():
                return
            ids, size, rows, _, _ = self._table
            kept = [position for position, each in enumerate(ids[:size]) if review_of(each) not in reviews]
            names = [ids[position] for position in kept]
            self._at, self._codes, self._table = {}, {}, _empty()
            if kept:
                self._table = self._merged(names, rows[kept])

    def search(self, queries: Rows, k: int, allowed: Callable[[list[str]], set[str]]) -> list[list[tuple[str, float]]]:
        """For each query, the `k` most similar allowed lines as (line id, cosine similarity), best first.

        Args:
            queries: (n, dimension) float32 unit rows.
            k: how many of each.
            allowed: given review ids, the ones that may be seen. Asked of the nearest first, of more when too few may.
        """
        table = self._table
        if not table.size or k < 1:
            return [[] for _ in queries]
        scores = queries @ table.rows[: table.size].T
        seen, asked = np.zeros(len(table.reviews), np.bool_), np.zeros(len(table.reviews), np.bool_)
        wide = max(FIRST_ASKED, k)
        while True:
            nearest = [_top(row, wide) for row in scores]
            new = np.unique(table.codes[np.concatenate(nearest)])
            new = new[~asked[new]]
            may = allowed([table.reviews[code] for code in new]) if len(new) else set()
            asked[new] = True
            seen[new] = [table.reviews[code] in may for code in new]
            found = [rows[seen[table.codes[rows]]] for rows in nearest]
            if wide >= table.size or all(len(rows) >= k for rows in found):
                return [_best(table.ids, rows, row, k) for rows, row in zip(found, scores, strict=True)]
            wide *= _THEN

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


def _top(scores: Rows, n: int) -> npt.NDArray[np.intp]:
    """Positions of the `n` best and of all that equal the last of them, in no order."""
    if len(scores) <= n:
        return np.arange(len(scores))
    return np.flatnonzero(scores >= np.partition(scores, len(scores) - n)[len(scores) - n])


def _best(ids: list[str], positions: npt.NDArray[np.intp], scores: Rows, k: int) -> list[tuple[str, float]]:
    """The `k` best of these positions, equal ones in the order of their ids."""
    near = positions[_top(scores[positions], k)] if len(positions) else positions
    hits = [(ids[position], float(scores[position])) for position in near]
    return sorted(hits, key=lambda hit: (-hit[1], hit[0]))[:k]


class ExactCache:
    """An `ExactSearch` over the records, loaded when first asked for and brought up to date when they change."""

    def __init__(self, source: Records) -> None:
        self._source = source
        self._lock = threading.Lock()
        self._exact: ExactSearch | None = None
        self._seen = 0

    def __call__(self) -> ExactSearch:
        """The search, equal to the records as they are now.

        Raises:
            LossbookError: the records could not be read.
        """
        with self._lock:
            latest = self._source.latest()  # before the rows: what comes after it is looked at next time
            if self._exact is None or latest < self._seen:
                exact = ExactSearch()
                for ids, rows in self._source.all_vectors():
                    exact.put(ids, rows)
                self._exact = exact
            elif latest > self._seen:
                self._catch_up(self._exact)
            self._seen = latest
            return self._exact

    def _catch_up(self, exact: ExactSearch) -> None:
        changes = self._source.since(self._seen)
        exact.forget({review for op, review in changes if op != "upsert"})
        new = list(dict.fromkeys(review for op, review in changes if op == "upsert"))
        for at in range(0, len(new), 200):
            exact.put(*self._source.vectors_of(new[at : at + 200]))
