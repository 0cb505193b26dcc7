"""'Who is Mrs Dunmore?' in a talk about one account, where she stands on another's record alone."""

import datetime as dt
from pathlib import Path

import pytest

from app.asking import Answered, ask
from ingest.book import Book
from ingest.records import Given, Person, Viewer
from ingest.store.rows import Shared
from tests.app.asking.conftest import TODAY, keep, with_engines
from tests.ingest.store.making import BOSS, reading

Row = tuple[str, tuple[str, ...], str, Shared]
HALDEN: list[Row] = [
    ("Halden Cold Chain", ("Dana Whitlock",), "Dana Whitlock asked for loggers. The budget is frozen.", "team"),
    ("Halden Cold Chain", ("Graham Sole",), "Graham Sole runs the depot. He wants one year.", "team"),
]
BRACKWATER: Row = (
    "Brackwater Lifts", ("Mrs Dunmore", "Tom Okafor"), "Mrs Dunmore wants a fixed price. Tom Okafor is in IT.", "private"
)  # fmt: skip
QUILLFEATHER: Row = ("Quillfeather", ("Tom Okafor", "Dan Reed"), "Tom Okafor advised them. Dan Reed signed.", "team")
BEN = Viewer(name="Ben Castellanos")


def made(engines: Book, model_files: Path, home: Path, rows: list[Row]) -> Book:
    book = with_engines(home, engines, model_files)
    for at, (account, people, text, shared) in enumerate(rows):
        of = reading(
            text,
            outcome="no_decision",
            competitor=None,
            people=tuple(Person(name=name, side="buyer") for name in people),
        )
        given = Given(date=dt.date(2026, 2 + at, 3))
        keep(book, of, account, given, at, shared)
    return book


@pytest.fixture(scope="module")
def talk(engines: Book, model_files: Path, tmp_path_factory: pytest.TempPathFactory) -> Book:
    rows = [*HALDEN, QUILLFEATHER, BRACKWATER]
    return made(engines, model_files, tmp_path_factory.mktemp("somebody") / "home", rows)


def said(book: Book, *questions: str, viewer: Viewer = BOSS) -> Answered:
    found: Answered | None = None
    for question in ("What happened with Halden Cold Chain?", *questions):
        found = ask(book, viewer, question, previous=found, today=TODAY, use_model=False)
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("question", "name"),
    [
        ("Who is Mrs Dunmore?", "Mrs Dunmore"),
        ("whos dunmore", "Dunmore"),
        ("what does mrs dunmore want", "Mrs Dunmore"),
        ("what does Mrs. Dunmore want", "Mrs Dunmore"),
    ],
)
def test_somebody_of_another_account_is_found_there(talk: Book, question: str, name: str) -> None:
    found = said(talk, question)
    told = f"{name} is named in the notes of Brackwater Lifts, not in those of Halden Cold Chain."
    assert (found.account, found.notices) == ("Brackwater Lifts", (told,))
    assert "Mrs Dunmore wants a fixed price" in found.answer


@pytest.mark.parametrize(
    "question",
    [
        "who is Dana?",
        "who is Dan?",
        "who is Graham Sole",
        "did they ever talk to Mrs Dunmore?",
        "who is Maya Lindqvist",
        "who is the owner?",
    ],
)
def test_the_account_of_the_talk_comes_first(talk: Book, question: str) -> None:
    assert said(talk, question).account == "Halden Cold Chain"


def test_somebody_of_two_other_accounts_is_asked_back(talk: Book) -> None:
    found = said(talk, "who is Tom Okafor?")
    assert (found.kind, set(found.candidates)) == ("ambiguous", {"Brackwater Lifts", "Quillfeather"})


def test_somebody_of_an_earlier_round_is_found_in_a_talk_about_the_last(talk: Book) -> None:
    assert "Dana Whitlock asked for loggers" in said(talk, "who is Dana").answer


@pytest.mark.parametrize("question", ["Who is Mrs Dunmore?", "who is Tom Okafor?", "whos dunmore"])
def test_a_record_that_is_hidden_changes_nothing(
    talk: Book, engines: Book, model_files: Path, tmp_path: Path, question: str
) -> None:
    without = made(engines, model_files, tmp_path / "home", [*HALDEN, QUILLFEATHER])
    one, two = (said(book, question, viewer=BEN) for book in (talk, without))
    without.close()
    assert (one.kind, one.answer, one.account, one.notices) == (two.kind, two.answer, two.account, two.notices)
    assert "Brackwater" not in repr(one)
