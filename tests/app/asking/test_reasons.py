"""What deals were lost or won on: the reason given, however spelled, or what the notes speak of; and against whom."""

import datetime as dt
from pathlib import Path

import pytest

from app.asking import ask
from ingest.book import Book
from ingest.records import Given, Stated
from prompts.codes import Outcome
from tests.app.asking.conftest import TODAY, with_engines
from tests.ingest.store.making import BOSS, MAYA, reading, vectors

DEALS: list[tuple[str, Outcome, str | None, str | None]] = [
    ("Norder Foods", "competitor", "Inkwell", "Price"),
    ("Kasane Museum", "competitor", "Inkwell", "price"),
    ("Pellmere Print", "competitor", "Tally", "Price."),
    ("Stansted Dairy", "no_decision", None, "Price"),
    ("Ardmoor Lifts", "competitor", "Tally", "Security"),
    ("Quillfeather", "won", "Rostera", None),
    ("Hexley", "won", "Rostera", None),
    ("Bramble", "won", None, "Terms & conditions"),
]
LOUD = ("Kasane Museum", "Ardmoor Lifts")


@pytest.fixture(scope="module")
def deals(engines: Book, model_files: Path, tmp_path_factory: pytest.TempPathFactory) -> Book:
    book = with_engines(tmp_path_factory.mktemp("reasons") / "home", engines, model_files)
    for at, (name, outcome, rival, reason) in enumerate(DEALS):
        note = f"{name} called.{' The freezers were too loud.' if name in LOUD else ''}"
        stated = Stated(text=reason) if reason else None
        of = reading(note, outcome=outcome, competitor=rival, mechanism="It stalled.", people=(), stated=stated)
        given = Given(date=dt.date(2026, 1 + at, 3))
        book.store.record(BOSS, of, account=name, rep=MAYA.name, given=given, vectors=vectors(of), external_id=f"{at}")
    return book


def asked(book: Book, question: str) -> str:
    return ask(book, BOSS, question, today=TODAY, use_model=False).answer


@pytest.mark.parametrize(
    ("question", "begins"),
    [
        ("How much did we lose on price?", "4 deals on record lost with “Price” as the reason given, from 3 Jan"),
        ("How many deals did we lose over pricing?", "4 deals on record lost with “Price” as the reason given"),
        ("how many losses are down as price on the form?", "4 deals on record lost with “Price” as the reason given"),
        ("How many did we lose on security?", "1 deal on record lost with “Security” as the reason given."),
        (
            "How many did we lose on price and security?",
            "5 deals on record lost with “Price” or “Security” as the reason given, from",
        ),
        (
            "How many did we lose on security or freezers?",
            "2 deals on record lost with “Security” as the reason given or mentioning freezers, from",
        ),
        ("How many did we lose on price and pricing?", "4 deals on record lost with “Price” as the reason given, from"),
        ("How many did we lose on freezers and tractors?", "2 deals on record lost mentioning freezers or tractors,"),
        ("How many did we lose on loud freezers?", "2 deals on record lost mentioning loud freezers, from"),
        ("How many did we win on terms and conditions?", "1 deal on record won with “Terms & conditions” as the"),
        ("How many deals did we lose on average per month?", "5 deals on record lost, from 3 Jan"),
        ("How many deals did we lose on average, weekly?", "5 deals on record lost, from 3 Jan"),
    ],
)
def test_a_matter_is_a_reason_however_spelled_or_what_the_notes_speak_of(
    deals: Book, question: str, begins: str
) -> None:
    assert asked(deals, question).startswith(begins)


LOST_TO = "lost to a rival"
BEATEN = "Of 2 deals on record won against a named rival"


@pytest.mark.parametrize(
    ("question", "begins"),
    [
        ("Which competitor did we win against most?", f"{BEATEN}, most first: Rostera 2, the latest Hexley"),
        ("Which competitor shows up most in won deals?", f"{BEATEN}, most first: Rostera 2"),
        ("Which rival do we beat most?", f"{BEATEN}, most first: Rostera 2"),
        ("Which rivals have we won against most since October?", "No deal on record won against a named rival since"),
        ("Which competitor won most against us?", f"Of 4 deals on record {LOST_TO}, most first:"),
        ("Which competitor won the most deals?", f"Of 4 deals on record {LOST_TO}, most first:"),
        ("Which competitor have we been beaten by most?", f"Of 4 deals on record {LOST_TO}, most first:"),
        ("Who beats us most on price?", f"Of 3 deals on record {LOST_TO} with “Price” as the reason given, most"),
    ],
)
def test_rivals_we_won_against_are_not_those_that_took_a_deal(deals: Book, question: str, begins: str) -> None:
    assert asked(deals, question).startswith(begins)
