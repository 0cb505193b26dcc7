import os
import signal

import numpy as np
import pytest

from ingest.index import generations
from ingest.index.exact import ExactCache
from ingest.index.generations import Index
from ingest.index.indexer import Indexer
from ingest.index.search import search
from prompts.errors import IndexUnavailable
from tests.ingest.index.memory import MemoryRecords, clustered


def everyone(reviews: list[str]) -> set[str]:
    return set(reviews)


def test_the_index_answers_and_says_so(indexer: Indexer, index: Index, records: MemoryRecords) -> None:
    queries = records.lines["review010"][:2]

    first, second = search(index, queries * 3, 5, everyone, ExactCache(records))

    assert (first.path, first.why) == ("index", "")
    assert first.hits[0].id == "review010:0"
    assert first.hits[0].score == pytest.approx(1, abs=1e-5)
    assert (second.hits[0].review_id, second.hits[0].line) == ("review010", 1)
    assert len(first.hits) == len(second.hits) == 5


def test_both_ways_agree(indexer: Indexer, index: Index, records: MemoryRecords) -> None:
    queries, exact = clustered(20, seed=99), ExactCache(records)

    for by_index, by_exact in zip(
        search(index, queries, 10, everyone, exact), search(None, queries, 10, everyone, exact), strict=True
    ):
        assert (by_index.path, by_exact.path) == ("index", "exact")
        assert [hit.score for hit in by_index.hits] == pytest.approx([hit.score for hit in by_exact.hits], abs=1e-4)


def test_too_few_allowed_are_found_exactly(indexer: Indexer, index: Index, records: MemoryRecords) -> None:
    """The viewer's one review is the farthest of all from the query, so no over-fetching finds it."""
    target = min(records.lines, key=lambda review: float((records.lines[review] @ records.lines["review000"][0]).max()))
    asked: list[str] = []

    def allowed(reviews: list[str]) -> set[str]:
        asked.extend(reviews)
        return {target} & set(reviews)

    (found,) = search(index, records.lines["review000"][:1], 5, allowed, ExactCache(records))

    assert found.path == "exact"
    assert "may be seen" in found.why
    assert {hit.review_id for hit in found.hits} == {target}
    assert len(found.hits) == 5
    assert set(asked) == set(records.lines)


def test_nothing_allowed_is_nothing_found(indexer: Indexer, index: Index, records: MemoryRecords) -> None:
    (found,) = search(index, clustered(1), 5, lambda _: set(), ExactCache(records))
    assert found.hits == ()


def test_what_was_erased_is_not_found_even_before_the_index_knows(
    indexer: Indexer, index: Index, records: MemoryRecords
) -> None:
    query = records.lines["review020"][:1]
    records.erase("review020")

    (found,) = search(index, query, 5, lambda reviews: set(reviews) & set(records.lines), ExactCache(records))

    assert len(found.hits) == 5
    assert "review020" not in {hit.review_id for hit in found.hits}


def test_a_crash_in_the_middle_is_not_the_searchers_problem(
    indexer: Indexer, index: Index, records: MemoryRecords
) -> None:
    assert index.pid is not None
    os.kill(index.pid, signal.SIGSEGV)

    (found,) = search(index, records.lines["review010"][:1], 5, everyone, ExactCache(records))

    assert found.path == "exact"
    assert "rebuilt" in found.why
    assert found.hits[0].id == "review010:0"


def test_a_busy_index_is_left_alone(
    indexer: Indexer, index: Index, records: MemoryRecords, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(generations, "PATIENCE_SECONDS", 0.01)
    process = index._process
    assert process is not None
    with process._lock:
        (found,) = search(index, records.lines["review010"][:1], 5, everyone, ExactCache(records))

    assert found.path == "exact"
    assert index.ready


def test_before_the_probe_nothing_is_asked_of_the_index(index: Index) -> None:
    with pytest.raises(IndexUnavailable, match="starting"):
        index.query(clustered(1), 5)


@pytest.mark.parametrize("bad", [0.0, np.nan])
def test_a_query_that_is_no_direction(records: MemoryRecords, bad: float) -> None:
    with pytest.raises(ValueError, match="query vector"):
        search(None, np.full((1, 384), bad, np.float32), 5, everyone, ExactCache(records))
