import threading

import numpy as np
import pytest

from ingest.index.exact import ExactCache, ExactSearch
from tests.ingest.index.memory import MemoryRecords, clustered


def everyone(reviews: list[str]) -> set[str]:
    return set(reviews)


def ids(n: int) -> list[str]:
    return [f"review{number // 5:06d}:{number % 5}" for number in range(n)]


def test_the_answer_is_the_exact_one() -> None:
    rows = clustered(500)
    exact = ExactSearch(ids(500), rows * 7)
    queries = clustered(3, seed=5)

    for query, answer in zip(queries, exact.search(queries, 20, everyone), strict=True):
        order = np.argsort(-(rows @ query))[:20]
        assert [each for each, _ in answer] == [ids(500)[position] for position in order]
        assert [score for _, score in answer] == pytest.approx((rows @ query)[order], abs=1e-5)


@pytest.mark.parametrize("share", [0.02, 0.6])
def test_only_what_is_allowed(share: float) -> None:
    rows = clustered(500)
    exact = ExactSearch(ids(500), rows)
    wanted = {f"review{number:06d}" for number in range(int(100 * share))}

    (answer,) = exact.search(rows[499:], 400, lambda reviews: wanted & set(reviews))

    assert {each.split(":")[0] for each, _ in answer} == wanted
    assert len(answer) == min(400, len(wanted) * 5)
    assert exact.search(rows[:1], 5, lambda _: set()) == [[]]
    assert exact.search(rows[:1], 0, everyone) == [[]]
    assert ExactSearch().search(rows[:2], 5, everyone) == [[], []]


def test_equal_lines_come_in_the_order_of_their_ids() -> None:
    exact = ExactSearch(["b:0", "c:0", "a:0"], np.repeat(clustered(1), 3, axis=0))
    ((first, second),) = exact.search(clustered(1), 2, everyone)
    assert [first[0], second[0]] == ["a:0", "b:0"]


def test_growing_replacing_and_forgetting() -> None:
    rows = clustered(1000)
    exact = ExactSearch()
    for at in range(0, 1000, 7):
        exact.put(ids(1000)[at : at + 7], rows[at : at + 7])
    exact.put(ids(1000)[:2], rows[998:])  # replaced
    exact.put(["x:1", "x:1"], rows[:2])  # the last counts
    assert len(exact) == 1001

    assert exact.search(rows[998:999], 2, everyone)[0][0][0] == "review000000:0"
    assert exact.search(rows[1:2], 1, everyone)[0][0][0] == "x:1"
    exact.forget(set(exact.reviews) - {"review000003", "review000150", "gone"})
    assert sorted(exact.reviews) == ["review000003", "review000150"]
    assert [each for each, _ in exact.search(rows[751:752], 1, everyone)[0]] == ["review000150:1"]
    exact.forget({"review000003", "review000150", "never there"})
    assert len(exact) == 0


def test_searching_while_it_changes() -> None:
    rows = clustered(3000)
    exact = ExactSearch(ids(3000)[:1000], rows[:1000])
    wrong = []

    def look() -> None:
        for _ in range(60):
            ((each, score),) = exact.search(rows[501:502], 1, everyone)[0]
            if each != ids(3000)[501] or score < 0.999:
                wrong.append((each, score))

    readers = [threading.Thread(target=look) for _ in range(3)]
    for reader in readers:
        reader.start()
    for at in range(1000, 3000, 50):
        exact.put(ids(3000)[at : at + 50], rows[at : at + 50])
        exact.put(ids(3000)[:20], rows[:20])
    for reader in readers:
        reader.join()
    assert not wrong


def test_the_cache_follows_the_records(records: MemoryRecords, monkeypatch: pytest.MonkeyPatch) -> None:
    cache = ExactCache(records)
    assert len(cache()) == 300
    read: list[str] = []
    original = records.vectors_of

    def counting(reviews: list[str]) -> object:
        read.extend(reviews)
        return original(reviews)

    monkeypatch.setattr(records, "vectors_of", counting)
    records.record("fresh", clustered(3, seed=70))
    records.erase("review005")

    assert {"fresh"} == set(cache().reviews) - {f"review{number:03d}" for number in range(60)}
    assert "review005" not in cache().reviews
    assert len(cache()) == 298
    assert read == ["fresh"]  # only what is new is read again
