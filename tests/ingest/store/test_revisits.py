"""Cards that wait, and what was found on coming back."""

import datetime as dt

import pytest
import sqlalchemy as sa

from ingest.records import FutureCard
from ingest.store.store import Store
from ingest.store.tables import revisits
from prompts.errors import NotFound, StoreError
from tests.ingest.store.making import BEN, BOSS, MAYA, reading
from tests.ingest.store.test_record import record as _record

JUNE = dt.date(2027, 6, 1)


def record(store: Store, account: str = "Halden") -> str:
    return _record(store, account=account)


def waiting(store: Store) -> list[tuple[str, dt.date | None]]:
    return [(due.review.account, due.card.revisit) for due in store.open_cards(BOSS)]


def test_cards_wait_by_day_and_those_without_one_come_last(store: Store) -> None:
    record(store, account="March")
    for account, day in (("Undated", None), ("January", dt.date(2027, 1, 5))):
        store.set_card(MAYA, record(store, account=account), FutureCard(revisit=day, reopen_when="They move."))
    store.set_card(MAYA, record(store, account="Blank"), FutureCard())
    store.record(MAYA, reading(outcome="won"), account="Won", rep=MAYA.name)
    assert waiting(store) == [("January", dt.date(2027, 1, 5)), ("March", dt.date(2027, 3, 1)), ("Undated", None)]


def test_only_the_latest_round_of_an_account_waits(store: Store) -> None:
    record(store)
    second = record(store)
    assert [due.review.id for due in store.open_cards(BOSS)] == [second]


def test_later_moves_the_card_and_undo_moves_it_back(store: Store) -> None:
    review_id = record(store)
    with pytest.raises(StoreError, match="needs a day"):
        store.revisit(MAYA, review_id, "Not yet", "later")
    answer = store.revisit(MAYA, review_id, " New CFO in May ", "later", JUNE)
    assert waiting(store) == [("Halden", JUNE)]
    (kept,) = store.revisited(MAYA, [review_id])[review_id]
    assert (kept.changed, kept.outcome) == ("New CFO in May", "later")
    assert store.review(MAYA, review_id).card.avoid == "Price first.", "the rest of the card stays"
    store.undo_revisit(MAYA, answer)
    assert waiting(store) == [("Halden", dt.date(2027, 3, 1))]
    with pytest.raises(NotFound):
        store.undo_revisit(MAYA, answer)


@pytest.mark.parametrize("outcome", ["reopened", "closed"])
def test_an_answered_card_waits_no_longer_and_nothing_is_lost(store: Store, outcome: str) -> None:
    review_id = record(store)
    answer = store.revisit(MAYA, review_id, "They called us", outcome)  # type: ignore[arg-type]
    assert waiting(store) == []
    assert store.review(MAYA, review_id).card.revisit == dt.date(2027, 3, 1)
    assert store.latest_revisits(MAYA)[0][1] == "Halden"
    store.undo_revisit(MAYA, answer)
    assert waiting(store) == [("Halden", dt.date(2027, 3, 1))]


def test_answers_are_taken_back_in_order(store: Store) -> None:
    review_id = record(store)
    first = store.revisit(MAYA, review_id, "a", "later", JUNE)
    store.revisit(MAYA, review_id, "b", "reopened")
    with pytest.raises(StoreError, match="later answer"):
        store.undo_revisit(MAYA, first)


def test_others_neither_answer_nor_see_a_private_one(store: Store) -> None:
    review_id = record(store)
    answer = store.revisit(MAYA, review_id, "secret", "closed")
    assert store.revisited(BEN, [review_id]) == {}
    assert store.latest_revisits(BEN) == []
    assert store.open_cards(BEN) == []
    for call in (
        lambda: store.revisit(BEN, review_id, "x", "closed"),
        lambda: store.undo_revisit(BEN, answer),
    ):
        with pytest.raises(NotFound):
            call()
    store.share(MAYA, review_id, "team")
    assert store.revisited(BEN, [review_id])[review_id][0].changed == "secret"
    with pytest.raises(StoreError, match="belongs to Maya"):
        store.undo_revisit(BEN, answer)


def test_a_hidden_later_round_does_not_hide_a_card(store: Store) -> None:
    mine = record(store)
    store.record(BEN, reading(), account="Halden", rep=BEN.name)
    assert [due.review.id for due in store.open_cards(MAYA)] == [mine]


def test_erasing_takes_the_answers_too(store: Store) -> None:
    review_id = record(store)
    store.revisit(MAYA, review_id, "x", "closed")
    store.erase_review(MAYA, review_id)
    with store.db.reading_all() as conn:
        assert conn.scalar(sa.select(sa.func.count()).select_from(revisits)) == 0
