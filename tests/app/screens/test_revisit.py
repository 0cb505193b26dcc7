"""Revisit: cards by day, answered on the screen."""

import datetime as dt
import re
from collections.abc import Iterator

import pytest
import time_machine

from app.duplicates import suggest
from ingest.book import Book
from ingest.records import FutureCard, Given
from tests.app.screens.conftest import ME, Open, area, button, on_record, raw, text

TODAY = dt.datetime(2026, 11, 18, 9, tzinfo=dt.UTC)  # a Wednesday


@pytest.fixture
def frozen() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(TODAY, tick=True) as moved:
        yield moved


def card(kept: Book, account: str, day: dt.date | None) -> str:
    review_id = on_record(kept, given=Given(account=account, closed=dt.date(2026, 8, 1)))
    kept.store.set_card(ME, review_id, FutureCard(revisit=day, reopen_when=f"{account} has a budget", call="Dana"))
    return review_id


def test_nothing_waits_yet(opened: Open) -> None:
    assert "No card is waiting" in text(opened("revisit"))


def test_each_card_stands_under_its_time(opened: Open, kept: Book, frozen: object) -> None:
    days = {
        "Over": dt.date(2026, 11, 17),
        "Week": dt.date(2026, 11, 22),
        "Month": dt.date(2026, 11, 30),
        "Quarter": dt.date(2026, 12, 31),
        "Later": dt.date(2027, 1, 1),
        "Undated": None,
    }
    for name, day in days.items():
        card(kept, f"{name} Bakery", day)
    at = opened("revisit")
    shown = text(at)
    order = ["Overdue", "This week", "This month", "This quarter", "Later", "No day set"]
    assert re.findall(r'<h2 class="lb-h2">(.*?)</h2>', raw(at)) == order
    for name in days:
        assert f"{name} Bakery has a budget" in shown


def test_the_day_comes_and_the_answer_is_kept(opened: Open, kept: Book, frozen: time_machine.Traveller) -> None:
    review_id = card(kept, "Halden", dt.date(2027, 1, 20))
    assert "This week" not in text(opened("revisit"))
    frozen.move_to(dt.datetime(2027, 1, 20, 9, tzinfo=dt.UTC))
    at = opened("revisit")
    assert "This week" in text(at)
    area(at, "What changed since?").set_value("They have a new CFO")
    button(at, "Reopen")
    assert "Halden: reopened." in text(at)
    assert "No card is waiting" in text(at)
    (answer,) = kept.store.revisited(ME, [review_id])[review_id]
    assert (answer.outcome, answer.changed) == ("reopened", "They have a new CFO")
    account = kept.store.review(ME, review_id).account_id
    ledger = text(opened("accounts", account=str(account)))
    assert "Reopened on 20 Jan 2027. What changed: They have a new CFO" in ledger
    assert "Halden has a budget" in ledger, "reopening erases nothing"
    button(at, "Take back")
    assert kept.store.revisited(ME, [review_id]) == {}
    assert "This week" in text(at)


def test_later_moves_it_to_the_chosen_day(opened: Open, kept: Book, frozen: object) -> None:
    review_id = card(kept, "Halden", dt.date(2026, 11, 18))
    at = opened("revisit")
    at.date_input[0].set_value(dt.date(2027, 5, 4))
    button(at, "Later")
    assert "moved to another day to 4 May 2027" in text(at)
    assert kept.store.review(ME, review_id).card.revisit == dt.date(2027, 5, 4)


def test_accounts_that_may_be_one_are_merged_with_a_click_and_undone(opened: Open, kept: Book) -> None:
    for name in ("Wexley Diner Group", "Wexly Diner Group", "Pellworth Foods"):
        on_record(kept, given=Given(account=name))
    at = opened("accounts")
    assert "1 pair of accounts may be one" in [each.label for each in at.expander]
    assert "one letter differs from" in text(at)
    keep = suggest(kept.store, ME)[0].keep.name
    button(at, f"Merge into {keep}")
    assert "is now part of" in text(at)
    assert len(kept.store.accounts(ME)) == 2
    button(at, "Undo")
    assert len(kept.store.accounts(ME)) == 3
    button(at, "Two different accounts")
    assert "stay two accounts." in text(at)
    assert suggest(kept.store, ME) == ()
    assert "are two accounts" in text(at)


def test_a_round_is_split_off_in_the_ledger(opened: Open, kept: Book) -> None:
    for _ in range(2):
        on_record(kept, given=Given(account="Halden Cold Chain"))
    (account,) = kept.store.accounts(ME)
    at = opened("accounts", account=str(account.id))
    at.multiselect[0].set_value([kept.store.ledger(ME, account.id).rounds[1].review.id])
    area(at, "Its name").set_value("Halden Motors")
    button(at, "Split")
    assert "Halden Motors is an account of its own now." in text(at)
    assert {row.name for row in kept.store.accounts(ME)} == {"Halden Cold Chain", "Halden Motors"}
    button(at, "Undo")
    assert len(kept.store.accounts(ME)) == 1


def test_the_ledger_says_what_each_version_said(opened: Open, kept: Book) -> None:
    review_id = on_record(kept)
    made = kept.store.review(ME, review_id).diagnosis
    kept.store.correct(ME, review_id, made.model_copy(update={"cause": "outsold", "mechanism": "They demoed better."}))
    shown = text(opened("accounts", account=str(kept.store.review(ME, review_id).account_id)))
    assert "First reading: Lost to Routely" in shown
    assert "corrected it: Lost to Routely" in shown
    assert "They demoed better." in shown
