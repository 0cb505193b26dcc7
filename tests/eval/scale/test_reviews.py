from pathlib import Path

import numpy as np
import pytest

from eval.scale.lines import Pool, pool
from eval.scale.names import accounts, reps
from eval.scale.reviews import generate
from ingest.book import Book
from ingest.records import Viewer
from ingest.store.bulk import Bulk, record_many
from ingest.store.names import account_key

COUNT = 24


@pytest.fixture(scope="module")
def lines(engines: Book) -> Pool:
    return pool(engines, 8)


@pytest.fixture(scope="module")
def items(lines: Pool) -> list[Bulk]:
    return list(generate(COUNT, lines))


@pytest.fixture
def full(book: Book, items: list[Bulk]) -> Book:
    assert list(record_many(book.store, items)) == [COUNT]
    return book


def test_the_same_seed_gives_the_same_reviews(lines: Pool, items: list[Bulk]) -> None:
    again = list(generate(COUNT, lines))
    assert [each.reading for each in again] == [each.reading for each in items]
    assert np.array_equal(again[5].vectors.lines, items[5].vectors.lines)
    other = next(generate(1, lines, seed=1))
    assert other.reading.note != items[0].reading.note


def test_notes_are_of_a_rep_s_length_and_vectors_are_units(items: list[Bulk]) -> None:
    words = [len(item.reading.note.text.split()) for item in items]
    assert 120 < sum(words) / COUNT < 190
    for item in items:
        assert item.vectors.lines.shape == (len(item.reading.lines), 384)
        assert np.allclose(np.linalg.norm(item.vectors.lines, axis=1), 1, atol=1e-5)
        assert "\0" not in item.reading.note.text


def test_a_generated_review_is_opened_and_found_like_any_other(full: Book, items: list[Bulk]) -> None:
    item = items[3]
    ids = full.store.imported(full.viewer, [item.external_id])
    stored = full.store.review(full.viewer, ids[item.external_id])
    assert stored.note.text == item.reading.note.text
    assert stored.diagnosis.account == item.account == stored.account
    for quote in stored.diagnosis.evidence:
        assert stored.note.text[quote.start : quote.end] == quote.text
    words = full.store.search_words(full.viewer, item.account, limit=200)
    assert stored.id in {review for (review, _), _ in words}
    vectors = full.store.vectors_of([stored.id])[1]
    (found,) = full.nearest(full.viewer, vectors[:1], 1)
    assert found.hits[0].review_id == stored.id


def test_rounds_are_numbered_and_nothing_waits_for_the_index(full: Book) -> None:
    for row in full.store.accounts(full.viewer):
        rounds = full.store.ledger(full.viewer, row.id).rounds
        assert [each.review.round for each in rounds] == list(range(1, row.reviews + 1))
        days = [each.review.happened for each in rounds]
        assert days == sorted(days)
    assert full.store.outbox_waiting() == 0
    assert full.store.generation() is None


def test_another_rep_s_private_review_stays_unseen(full: Book, items: list[Bulk]) -> None:
    viewer = Viewer(name=reps()[0])
    may = {item.external_id for item in items if item.shared == "team" or item.rep == viewer.name}
    assert 0 < len(may) < COUNT
    assert full.store.imported(viewer, [item.external_id for item in items]).keys() == may


def test_bulk_writes_what_record_writes(book: Book, items: list[Bulk], tmp_path: Path) -> None:
    from ingest.settings import Settings
    from ingest.store import Store

    item = items[1]
    list(record_many(book.store, [item]))
    with Store.open(Settings(home=tmp_path / "other").sql_url) as other:
        viewer = Viewer(name=item.rep, all=True)
        given = {"given": item.given, "vectors": item.vectors, "shared": item.shared, "external_id": item.external_id}
        there = other.record(viewer, item.reading, account=item.account, rep=item.rep, **given)  # type: ignore[arg-type]
        one = other.review(viewer, there).model_dump()
    here = book.store.imported(book.viewer, [item.external_id])[item.external_id]
    two = book.store.review(book.viewer, here).model_dump()
    for changing in ("id", "first_id", "created"):
        one.pop(changing), two.pop(changing)
    assert one == two


def test_every_name_is_an_account_of_its_own() -> None:
    assert len(set(accounts(30_000))) == 30_000
    assert len({account_key(name) for name in accounts(500)}) == 500
