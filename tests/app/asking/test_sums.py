"""Amounts of several currencies: never added up, never set against each other."""

import datetime as dt
from pathlib import Path

import pytest

from app.asking import Answered, ask
from ingest.book import Book
from ingest.records import Given, Viewer
from ingest.store.rows import Shared
from prompts.codes import Outcome
from tests.app.asking.conftest import TODAY, keep, with_engines
from tests.ingest.store.making import BOSS, MAYA, reading, vectors

DEALS: list[tuple[str, Outcome, float | None, str | None]] = [
    ("Norder Foods", "competitor", 40_000.0, "EUR"),
    ("Kasane Museum", "competitor", 6_000_000.0, "JPY"),
    ("Pellmere Print", "competitor", 25_000.0, "EUR"),
    ("Stansted Dairy", "no_decision", None, None),
    ("Quillfeather", "won", 30_000.0, "EUR"),
]
NOT_CONVERTED = "Amounts of different currencies are not converted."


@pytest.fixture(scope="module")
def deals(engines: Book, model_files: Path, tmp_path_factory: pytest.TempPathFactory) -> Book:
    book = with_engines(tmp_path_factory.mktemp("sums") / "home", engines, model_files)
    for at, (name, outcome, amount, currency) in enumerate(DEALS):
        rival = "Inkwell" if outcome == "competitor" else None
        of = reading(f"{name} said no.", outcome=outcome, competitor=rival, mechanism="It stalled.", people=())
        given = Given(date=dt.date(2026, 1 + at, 3), amount=amount, currency=currency)
        shared: Shared = "private" if currency == "JPY" else "team"
        keep(book, of, name, given, at, shared)
    return book


def asked(book: Book, *questions: str, viewer: Viewer = BOSS) -> Answered:
    found: Answered | None = None
    for question in questions:
        found = ask(book, viewer, question, previous=found, today=TODAY, use_model=False)
    assert found is not None
    return found


@pytest.mark.parametrize(
    "question", ["what is the biggest deal we lost?", "our biggest losses", "biggest deals we lost"]
)
def test_the_biggest_is_said_of_each_currency(deals: Book, question: str) -> None:
    said = asked(deals, question).answer
    assert said.startswith("The biggest on record lost, by currency: Norder Foods (")
    assert "EUR 40,000" in said
    assert "JPY 6,000,000" in said
    assert "Pellmere" not in said
    assert said.endswith(NOT_CONVERTED)


def test_the_smallest_is_a_size_and_no_topic(deals: Book) -> None:
    assert asked(deals, "what are our smallest deals").answer.startswith("The smallest on record, by currency")


@pytest.mark.parametrize(
    "question",
    [
        "how much have we lost?",
        "how much money did we lose",
        "how much business did Maya lose?",
        "total value of our losses",
    ],
)
def test_sums_are_said_of_each_currency(deals: Book, question: str) -> None:
    said = asked(deals, question).answer
    assert f"On record worth EUR 65,000 and JPY 6,000,000 in all (3 deals of 4 with an amount). {NOT_CONVERTED}" in said


def test_one_currency_needs_no_such_words(deals: Book) -> None:
    ben = Viewer(name="Ben Castellanos")
    said = asked(deals, "how much have we lost?", viewer=ben).answer
    assert "On record worth EUR 65,000 in all (2 deals of 3 with an amount)." in said
    biggest = asked(deals, "what is the biggest deal we lost?", viewer=ben).answer
    assert biggest.startswith("The biggest on record lost: Norder Foods (")
    assert "Then Pellmere Print" in biggest
    assert "JPY" not in said + biggest
    assert NOT_CONVERTED not in said + biggest


def test_a_limit_is_of_the_currency_it_names(deals: Book) -> None:
    named = asked(deals, "deals we lost worth more than €30k").answer
    assert named.startswith("1 deal on record lost worth more than EUR 30,000. Norder Foods")
    assert asked(deals, "lost deals over 30k euros").answer == named
    open_to_all = asked(deals, "which deals over 30k did we lose?").answer
    assert open_to_all.startswith("2 deals on record lost worth more than 30,000")
    assert open_to_all.endswith(NOT_CONVERTED)


def test_the_biggest_of_all_is_asked_in_a_talk_about_one(deals: Book) -> None:
    assert asked(deals, "What happened with Norder Foods?", "what is the biggest deal we lost?").account is None
    assert asked(deals, "What happened with Norder Foods?", "how much did we lose?").account == "Norder Foods"


@pytest.mark.parametrize(
    "question", ["how much money did ms mlakar say she gives away", "how much did they lose in the recall"]
)
def test_what_somebody_else_spent_or_lost_is_no_sum_of_ours(deals: Book, question: str) -> None:
    assert "in all" not in asked(deals, question).answer
    assert "past loss" not in asked(deals, question).answer


def test_how_often_is_no_sum(deals: Book) -> None:
    assert "worth" not in asked(deals, "how many deals did we lose?").answer


@pytest.mark.parametrize(
    ("question", "begins"),
    [
        ("How much did we lose on freezers?", "No deal on record lost mentioning freezers."),
        ("How many did we lose over the freezers this year?", "No deal on record lost from 1 Jan"),
        ("what is the biggest deal we lost on freezers?", "No deal on record lost mentioning freezers."),
        ("who loses the most on freezers?", "No deal on record lost mentioning freezers."),
        ("How much did we lose to Inkwell over freezers?", "No deal on record lost to Inkwell mentioning freezers."),
    ],
)
def test_what_no_note_speaks_of_has_no_sum(deals: Book, question: str, begins: str) -> None:
    found = asked(deals, question)
    assert found.answer.startswith(begins)
    assert "worth" not in found.answer
    assert not found.citations


def test_a_sum_is_of_the_deals_lost_on_what_is_named(year: Book) -> None:
    """Seven have Price as the reason given; 'alarms' is no such reason."""
    price = asked(year, "How much did we lose on price?", viewer=year.viewer).answer
    assert price.startswith("7 deals on record lost with “Price” as the reason given")
    assert "On record worth USD 200,000 and EUR 201,000 in all." in price
    assert asked(year, "how many did we lose over pricing in 2026", viewer=year.viewer).answer.startswith("6 deals")
    alarms = asked(year, "How many deals did we lose over the alarms?", viewer=year.viewer).answer
    assert "on record lost mentioning alarms" in alarms
    most = asked(year, "which rival do we lose to most over security", viewer=year.viewer).answer
    assert most.startswith(
        "Of 2 deals on record lost to a rival with “Security” as the reason given, most first: Tally"
    )


@pytest.mark.parametrize(
    "question", ["how many deals did we lose on a Monday", "how many losses are on record", "how often did we lose?"]
)
def test_a_time_is_no_topic(deals: Book, question: str) -> None:
    assert asked(deals, question).answer.startswith("4 deals on record lost, from")


ODD: list[tuple[str, float | None, str | None]] = [
    ("Norder Foods", 40_000.0, "EUR"),
    ("Kasane Museum", -500.0, "USD"),
    ("Stansted Dairy", 0.0, "EUR"),
    ("Pellmere Print", 70_000.0, "CHF"),
    ("Quillfeather", 80_000.0, None),
    ("Ardmoor Lifts", 70_000.0, None),
]


@pytest.fixture(scope="module")
def odd(engines: Book, model_files: Path, tmp_path_factory: pytest.TempPathFactory) -> Book:
    """Some amounts have no currency, and one is below nothing."""
    return lost(engines, model_files, tmp_path_factory.mktemp("odd"), ODD)


def lost(engines: Book, model_files: Path, home: Path, rows: list[tuple[str, float | None, str | None]]) -> Book:
    book = with_engines(home / "home", engines, model_files)
    for at, (name, amount, currency) in enumerate(rows):
        of = reading(f"{name} said no.", outcome="no_decision", competitor=None, mechanism="It stalled.", people=())
        given = Given(date=dt.date(2026, 1 + at, 3), amount=amount, currency=currency)
        book.store.record(
            BOSS, of, account=name, rep=MAYA.name, given=given, vectors=vectors(of), external_id=f"o-{at}"
        )
    return book


def test_amounts_without_a_currency_are_named_last_and_those_below_nothing_left_out(odd: Book) -> None:
    said = asked(odd, "how much have we lost?").answer
    sums = "CHF 70,000, EUR 40,000 and 150,000 with no currency on record"
    assert f"On record worth {sums} in all (4 deals of 6 with an amount)." in said
    least = asked(odd, "what is the smallest deal we lost?").answer
    assert "Kasane" not in least
    assert "Stansted" not in least
    assert "70,000 with no currency on record)" in least


def test_an_amount_without_a_currency_may_be_of_the_one_that_is_asked_for(odd: Book) -> None:
    said = asked(odd, "Which deals over $75k did we lose?").answer
    assert said.startswith("1 deal on record lost worth more than USD 75,000. Quillfeather (")
    assert "80,000 with no currency on record)" in said
    assert asked(odd, "Which deals over €30k did we lose?").answer.startswith("3 deals on record lost worth")


def test_where_no_currency_is_on_record_a_sign_says_nothing(engines: Book, model_files: Path, tmp_path: Path) -> None:
    book = lost(engines, model_files, tmp_path, [("Quillfeather", 80_000.0, None), ("Norder Foods", 50_000.0, None)])
    over = asked(book, "Which deals over $60k did we lose?").answer
    assert over.startswith("1 deal on record lost worth more than 60,000. Quillfeather (")
    assert "no currency" not in over
    assert "On record worth 130,000 in all." in asked(book, "how much have we lost?").answer
    none = asked(book, "what is the biggest deal we lost worth more than $90k?").answer
    assert none == "No deal on record lost worth more than 90,000."
    book.close()
