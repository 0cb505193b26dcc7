"""Amounts of several currencies: never added up, never set against each other."""

import datetime as dt
from pathlib import Path

import pytest

from app.asking import Answered, ask
from ingest.book import Book
from ingest.records import Given, Viewer
from ingest.store.rows import Shared
from prompts.codes import Outcome
from tests.app.asking.conftest import TODAY, with_engines
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
        book.store.record(
            BOSS,
            of,
            account=name,
            rep=MAYA.name,
            given=given,
            vectors=vectors(of),
            shared=shared,
            external_id=f"m-{at}",
        )
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
    assert said.startswith("The biggest on record lost, each currency for itself: Norder Foods (")
    assert "EUR 40,000" in said
    assert "JPY 6,000,000" in said
    assert "Pellmere" not in said
    assert said.endswith(NOT_CONVERTED)


def test_the_smallest_is_a_size_and_no_topic(deals: Book) -> None:
    assert asked(deals, "what are our smallest deals").answer.startswith("The smallest on record, each currency")


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
