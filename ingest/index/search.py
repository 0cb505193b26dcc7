"""The one front for searching: the index when it can, permission before anything else, exact search when it must.

Whoever searches gets ids. Text is loaded afterwards, by the same viewer.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import numpy as np

from ingest.index.exact import ExactSearch
from ingest.index.frames import Rows
from ingest.index.generations import Index
from ingest.index.source import review_of
from prompts.errors import IndexUnavailable

OVER_FETCH = 200
"""Reviews asked of the index a query, so that enough are left when the viewer's are picked out: 5 ms at 100,000."""

Allowed = Callable[[list[str]], set[str]]
"""Given review ids, the ones the viewer may see (and wants: leave out an account here). Answered by SQL."""


@dataclass(frozen=True)
class Hit:
    """One line that is like the query."""

    id: str
    """`<review_id>:<line>`."""
    score: float
    """Cosine similarity, -1 to 1."""

    @property
    def review_id(self) -> str:
        """Its review."""
        return review_of(self.id)

    @property
    def line(self) -> int:
        """Its line; 0 is the sentence that says what went wrong."""
        return int(self.id.rpartition(":")[2])


@dataclass(frozen=True)
class Found:
    """What one query found, best first, and how."""

    hits: tuple[Hit, ...]
    path: Literal["index", "exact"]
    why: str = ""
    """Why exact search answered; empty when the index did."""


def search(
    index: Index | None, vectors: Rows, k: int, allowed: Allowed, exact: Callable[[], ExactSearch]
) -> tuple[Found, ...]:
    """For each of `vectors`, the `k` most similar lines that are allowed.

    Args:
        index: the owner's index; None in a process that does not own it.
        vectors: (n, dimension) float32, finite; unit length is not required.
        k: how many lines for each.
        allowed: the permission filter. Nothing it leaves out is ever in an answer.
        exact: gives exact search over the records; called only when it is needed.

    Raises:
        ValueError: a vector is not finite or all zero.
        LossbookError: the records could not be read.
    """
    queries = np.atleast_2d(np.asarray(vectors, np.float32))
    lengths = np.linalg.norm(queries, axis=1, keepdims=True)
    if not np.isfinite(queries).all() or not lengths.all():
        raise ValueError("a query vector is not finite or is all zero")
    queries = queries / lengths
    found: list[Found | None] = [None] * len(queries)
    if index is None:
        why = "this process does not own the search index"
    else:
        found, why = _from_index(index, queries, k, allowed)
    missing = [position for position, each in enumerate(found) if each is None]
    if missing:
        answers = exact().search(queries[missing], k, allowed)
        for position, answer in zip(missing, answers, strict=True):
            found[position] = Found(tuple(Hit(*each) for each in answer), "exact", why)
    return tuple(each for each in found if each is not None)


def _from_index(index: Index, queries: Rows, k: int, allowed: Allowed) -> tuple[list[Found | None], str]:
    """What the index can answer in full, None for the rest, and why there is a rest."""
    try:
        answers = index.query(queries, max(OVER_FETCH, k))
    except IndexUnavailable as error:
        return [None] * len(queries), str(error)
    reviews = list(dict.fromkeys(review_of(each) for answer in answers for each, _ in answer))
    seen = allowed(reviews) if reviews else set()
    found: list[Found | None] = []
    for answer in answers:
        hits = tuple(Hit(*each) for each in answer if review_of(each[0]) in seen)[:k]
        found.append(Found(hits, "index") if len(hits) == k else None)
    return found, f"fewer than {k} of the index's {OVER_FETCH} nearest reviews may be seen"
