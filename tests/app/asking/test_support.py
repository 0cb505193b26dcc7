"""What is on record is answered, what the notes do not hold is not: whose price, which office, which paper."""

from pathlib import Path

import pytest

from app.asking import ask
from app.asking.kinds import wanted_types
from app.asking.whose import without_ours
from ingest.book import Book
from ingest.records import Given
from tests.app.asking.conftest import TODAY, with_engines
from tests.ingest.store.making import BOSS, MAYA, reading, vectors

ROWS = [
    (
        "Tarn Peak",
        "Met Josh Ballantyne, the lift boss. They went with Kestrel. Kestrel wanted two pilots first. "
        "We quoted 41k for two lifts. The bursar grumbled, the bank must agree. Three patrollers tried it for a week. "
        "Their contract with Rostera runs until 30 June 2027. Mr Hale retired and Wanda Pike took over his desk.",
    ),
    (
        "Marl Brewery",
        "They went with Kestrel. Kestrel was 38k, we were 36k. The controller, Ida Voss, signed it. "
        "Ida's phone number is 01604 555 0187. They employ 240 people and run eleven vats. Their bank, Harrow Mutual, lends for it.",
    ),
]


@pytest.fixture(scope="module")
def notes(engines: Book, model_files: Path, tmp_path_factory: pytest.TempPathFactory) -> Book:
    """Two deals lost to Kestrel; ours at Tarn Peak was worth 41,000."""
    book = with_engines(tmp_path_factory.mktemp("support") / "home", engines, model_files)
    for account, text in ROWS:
        of = reading(text, outcome="competitor", competitor="Kestrel")
        given = Given(date=TODAY, amount=41_000.0 if account == "Tarn Peak" else 36_000.0)
        book.store.record(BOSS, of, account=account, rep=MAYA.name, given=given, vectors=vectors(of), shared="team")
    return book


@pytest.mark.parametrize(
    "question",
    [
        "What did Kestrel charge Tarn Peak?",
        "Who is the chaplain at Tarn Peak?",
        "What's the name of the bursar at Tarn Peak?",
        "What did the bursar at Tarn Peak think of the kitchen?",
        "How many waiters does Tarn Peak employ?",
        "Who took over from Josh at Marl Brewery?",
        "How many % did we take off for Marl Brewery?",
        "Why did Kestrel dismiss Marl Brewery's plumber?",
        "Do you have Josh Ballantyne's phone number, at Tarn Peak?",
        "What's the headcount at Tarn Peak?",
        "Which bank does Tarn Peak owe?",
        "whats joshs email at Tarn Peak",
        "do we have josh ballantyne's mobile, Tarn Peak",
        "did the bursar at Tarn Peak meet mrs voss",
    ],
)
def test_what_no_note_says_is_not_answered_with_what_is_near(notes: Book, question: str) -> None:
    found = ask(notes, BOSS, question, today=TODAY, use_model=False)
    assert (found.kind, found.citations) == ("no_record", ()), found.answer


@pytest.mark.parametrize(
    "question",
    [
        "What did the pastor at Tarn Peak think of the pilots?",
        "When does Tarn Peak's lease end?",
        "What did the finance director of Tarn Peak object to?",
    ],
)
def test_what_the_notes_may_call_otherwise_is_answered_with_a_warning(notes: Book, question: str) -> None:
    found = ask(notes, BOSS, question, today=TODAY, use_model=False)
    assert found.kind == "record"
    assert found.answer.startswith("The notes may not say so outright; these lines come nearest.")


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("What did Kestrel charge Marl Brewery?", "38k"),
        ("Who is the controller at Marl Brewery?", "Ida Voss"),
        ("Do you have Ida's phone number, at Marl Brewery?", "01604 555 0187"),
        ("What's the headcount at Marl Brewery?", "240 people"),
        ("Which bank is Marl Brewery with?", "Harrow Mutual"),
        ("how many vats does Marl Brewery run", "eleven vats"),
        ("did mr hale retire, Tarn Peak", "Mr Hale retired"),
        ("did Tarn Peak answer our e-mail", "Tarn Peak"),
        ("When does Tarn Peak's contract with Rostera run out?", "30 June 2027"),
        ("How many patrollers tried it at Tarn Peak?", "Three patrollers"),
        ("Who took over from Mr Hale at Tarn Peak?", "Wanda Pike"),
        ("What did the bursar at Tarn Peak think of two lifts?", "grumbled"),
    ],
)
def test_what_a_note_says_is_answered(notes: Book, question: str, words: str) -> None:
    found = ask(notes, BOSS, question, today=TODAY, use_model=False)
    assert found.kind == "record", found.answer
    assert words in found.answer + repr(found.citations)


@pytest.mark.parametrize(
    ("text", "ours", "left"),
    [
        ("Kestrel was 38k, we were 36k.", None, "Kestrel was 38k, we were."),
        ("Kestrel second (58 000 for two).", 58_000.0, "Kestrel second (for two)."),
        ("Kestrel, 58k was ours.", None, "Kestrel, was ours."),
        ("They pay 1,250 a month to Kestrel", 58_000.0, "They pay 1,250 a month to Kestrel"),
        ("Kestrel charged US$41,000 a year", None, "Kestrel charged US$41,000 a year"),
        ("Kestrel second, for us 41,000", None, "Kestrel second, for us"),
        ("no amount at all", 58_000.0, "no amount at all"),
    ],
)
def test_amounts_that_are_ours_are_told_from_theirs(text: str, ours: float | None, left: str) -> None:
    assert without_ours(text, ours) == left


@pytest.mark.parametrize(
    ("question", "asks"),
    [
        ("What is her email?", True),
        ("what is the finance director's phone, please", True),
        ("do we have Ida Voss's mobile", True),
        ("What was the reason in her email?", False),
        ("What was the problem with her phone?", False),
        ("anything in her e-mail?", False),
        ("give me the gist of his email", False),
    ],
)
def test_what_stands_in_a_mail_is_no_address(question: str, asks: bool) -> None:
    assert ("contact" in wanted_types(question)) is asks
