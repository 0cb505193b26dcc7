"""What an import asks of the store, on both databases."""

import pytest

from ingest.records import Given
from ingest.store.rows import Entry
from ingest.store.store import Store
from prompts.errors import NotFound, StoreError
from tests.ingest.store.making import BOSS, reading, vectors


def entry(text: str, mark: str, supersedes: str | None = None, external_id: str = "x1", rep: str = "Maya") -> Entry:
    made = reading(text)
    given = Given(amount=5.0, currency="EUR", stage="Closed Lost")
    return Entry(made, "Halden", rep, given, vectors(made), external_id, mark, supersedes)


def test_many_in_one_transaction_or_none(store: Store) -> None:
    one, two = entry("They froze the budget.", "m:1"), entry("They chose Kestrel.", "m:2", external_id="x2")
    first = store.record_many(BOSS, [one, two])
    assert len(set(first)) == 2
    assert store.record_many(BOSS, [one, two]) == first, "the same marks are recorded once"
    bad = entry("They went quiet.", "m:3", supersedes="nothing", external_id="x3")
    with pytest.raises(NotFound):
        store.record_many(BOSS, [entry("One more came in.", "m:4", external_id="x4"), bad])
    assert store.count(BOSS) == 2
    account = store.find_account(BOSS, "Halden")
    assert account is not None
    assert [each.review.round for each in store.ledger(BOSS, account.id).rounds] == [1, 2]


def test_the_next_version(store: Store) -> None:
    (first,) = store.record_many(BOSS, [entry("They froze the budget.", "m:1")])
    (second,) = store.record_many(BOSS, [entry("They froze it until March.", f"m:2:{first}", first)])
    found = store.on_record(BOSS, ["x1", "x2"])
    assert set(found) == {"x1"}
    assert (found["x1"].id, found["x1"].mark, found["x1"].earlier) == (second, f"m:2:{first}", frozenset({"m:1"}))
    assert [each.note.text for each in store.history(BOSS, second)] == [
        "They froze the budget.",
        "They froze it until March.",
    ]
    assert store.count(BOSS) == 1
    with pytest.raises(StoreError, match="corrected meanwhile"):
        store.record_many(BOSS, [entry("A third telling of it.", "m:3", first)])
    store.correct(BOSS, second, store.review(BOSS, second).diagnosis)
    after = store.on_record(BOSS, ["x1"])["x1"]
    assert (after.author, after.mark) == ("rep", f"m:2:{first}")


def test_columns_are_kept_by_their_header(store: Store) -> None:
    assert store.column_map("h") is None
    store.keep_column_map("h", {"source": "table", "fields": {"text": ["Ü"]}})
    store.keep_column_map("h", {"source": "table", "fields": {"text": ["Notes"]}})
    assert store.column_map("h") == {"source": "table", "fields": {"text": ["Notes"]}}


def test_notes_on_record(store: Store) -> None:
    store.record_many(BOSS, [entry("They froze the budget.", "m:1")])
    assert store.notes_on_record(BOSS, ["They froze the budget.", "Another"]) == {"They froze the budget."}


def test_deals_with_the_same_notes(store: Store) -> None:
    text = "They froze the budget."
    (first,) = store.record_many(BOSS, [entry(text, "m:1")])
    store.record_many(BOSS, [entry("They froze it until March.", f"m:2:{first}", first)])
    (deal,) = store.same_notes(BOSS, [text, "Another"])[text]
    assert (deal.id, deal.mark, deal.account, deal.amount) == ("x1", "m:1", "halden", 5.0)
    assert set(store.same_notes(BOSS, ["Another"])) == set()
    written = "Written here, and the CRM's row of it comes later."
    store.record(BOSS, reading(written), account="Halden", rep="Me", once="job-1")
    assert store.same_notes(BOSS, [written]) == {}
