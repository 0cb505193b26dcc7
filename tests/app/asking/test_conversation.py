"""A talk as people have it: a reply to 'which one?', a question about all deals in between, a name to the letter."""

import datetime as dt
from pathlib import Path

import pytest

from app.asking import Answered, ask
from app.asking.back import chosen
from ingest.book import Book
from ingest.records import Given, Person
from prompts.codes import Outcome
from tests.app.asking.conftest import TODAY, with_engines
from tests.ingest.store.making import BOSS, MAYA, reading, vectors

NOTES: list[tuple[str, str, Outcome, str | None]] = [
    ("Pellmere Dairies", "Moira signs. The capex is frozen until April.", "no_decision", None),
    ("Pellmere Print", "They renewed with the old lot. Our quote never came.", "competitor", "Inkwell"),
    ("Stansted Dairy", "Kerensa wants the small unit. She rings in October.", "no_decision", None),
    ("Vexlow Packging GmbH", "Bernd wants a figure. Nobody added it up.", "competitor", "Inkwell"),
    ("Vexlow Packaging", "The pilot ran for a week. It stalled.", "unknown", None),
    ("Pellmere Print", "They asked again. The old lot was cheaper.", "competitor", "Inkwell"),
]


@pytest.fixture(scope="module")
def talk(engines: Book, model_files: Path, tmp_path_factory: pytest.TempPathFactory) -> Book:
    book = with_engines(tmp_path_factory.mktemp("talk") / "home", engines, model_files)
    people = (
        Person(name="Dana Whitlock", side="buyer"),
        Person(name="Inkwell", side="buyer"),
        Person(name="Maya", side="unknown"),
    )
    for at, (name, text, outcome, rival) in enumerate(NOTES):
        of = reading(text, outcome=outcome, competitor=rival, mechanism="A step nobody wrote about.", people=people)
        given = Given(date=dt.date(2026, 2 + at, 3))
        book.store.record(
            BOSS, of, account=name, rep=MAYA.name, given=given, vectors=vectors(of), external_id=f"t-{at}"
        )
    return book


def said(book: Book, *questions: str) -> Answered:
    found: Answered | None = None
    for question in questions:
        found = ask(book, BOSS, question, previous=found, today=TODAY, use_model=False)
    assert found is not None
    return found


@pytest.mark.parametrize("reply", ["the dairies", "the dairies one - when do I call back", "Pellmere Dairies"])
def test_a_reply_picks_among_those_offered(talk: Book, reply: str) -> None:
    first = said(talk, "What happened with Pellmere?")
    assert set(first.candidates) == {"Pellmere Dairies", "Pellmere Print"}
    found = said(talk, "What happened with Pellmere?", reply)
    assert (found.kind, found.account) == ("record", "Pellmere Dairies")


def test_a_reply_that_names_another_firm_is_about_that_one(talk: Book) -> None:
    assert said(talk, "What happened with Pellmere?", "and Stansted Dairy?").account == "Stansted Dairy"
    assert said(talk, "What happened with Pellmere?", "how many deals did we lose?").account is None


@pytest.mark.parametrize(
    "reply", ["not the print one", "what about Stansted then, was it a dairy?", "who is our best rep in print?", "?"]
)
def test_a_reply_that_says_more_than_a_name_is_a_question_of_its_own(talk: Book, reply: str) -> None:
    assert chosen(said(talk, "What happened with Pellmere?"), reply) is None


@pytest.mark.parametrize("question", ["did we ever lose the champion?", "have we ever seen the contract?"])
def test_a_question_about_them_stays_with_them(talk: Book, question: str) -> None:
    found = said(talk, "What happened with Stansted Dairy?", question)
    assert {each.account for each in found.citations} <= {"Stansted Dairy"}


def test_a_name_to_the_letter_is_no_other_firms(talk: Book) -> None:
    for name in ("Vexlow Packging GmbH", "Vexlow Packaging"):
        assert said(talk, f"Why did we not get {name}?").account == name


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("list everything we lost in March", "1 deal on record lost from 1 Mar 2026"),
        ("which deals did we lose this year?", "5 deals on record lost from 1 Jan 2026"),
    ],
)
def test_all_deals_are_asked_for_in_a_talk_about_one(talk: Book, question: str, answer: str) -> None:
    found = said(talk, "What happened with Stansted Dairy?", question)
    assert found.account is None
    assert found.answer.startswith(answer)
    assert said(talk, "What happened with Stansted Dairy?", "how many rounds did they have?").account is not None


def test_what_a_rep_lost_or_won_is_counted(talk: Book) -> None:
    assert said(talk, "what did Maya lose?").answer.startswith("5 deals on record lost by Maya Lindqvist")
    assert said(talk, "what did Maya win?").answer == "No deal on record won by Maya Lindqvist."


def test_a_legal_form_the_record_lacks_asks_for_nothing(talk: Book) -> None:
    assert said(talk, "what's the history with Stansted Dairy Ltd").kind == "record"


def test_what_is_not_clear_is_counted_apart(talk: Book) -> None:
    assert "How 1 more ended is not clear." in said(talk, "how many deals did we lose in all?").answer
    assert "more ended" not in said(talk, "how many deals did we win?").answer


def test_more_than_once(talk: Book) -> None:
    accounts = said(talk, "which accounts did we lose more than once?").answer
    assert accounts.startswith("Of 5 deals on record lost, more than once: Pellmere Print 2, the latest on 3 Jul")
    assert "Stansted" not in accounts
    assert "more than once" not in said(talk, "Which customers asked twice for a discount?").answer
    rivals = said(talk, "who have we lost to more than once?").answer
    assert rivals.startswith("Of 3 deals on record lost to a rival, more than once: Inkwell 3")


def test_a_rival_in_small_letters_that_nobody_lost_to_is_not_all_of_them(talk: Book) -> None:
    assert said(talk, "how many deals did we lose to yardwise").answer == "No deal on record lost to Yardwise."
    assert said(talk, "how many did we lose to inkwell").answer.startswith("3 deals on record lost to Inkwell")
    for other in ("indecision", "layoffs", "inertia", "vendor lock-in"):
        assert "lost to" not in said(talk, f"How many deals did we lose to {other}?").answer.split(". ")[0]
    assert said(talk, "how many deals did we lose to competitors").answer.startswith("3 deals on record lost to ano")


def test_no_sentence_of_the_playbook_stands_as_what_happened(talk: Book) -> None:
    found = said(talk, "Why did we lose Stansted Dairy?")
    assert "the notes show" in found.answer
    assert "A step nobody wrote about" not in found.answer
    assert all("A step nobody" not in each.quote for each in found.citations)


def test_reps_and_rivals_are_not_named_on_their_side(talk: Book) -> None:
    found = said(talk, "who did we talk to at Stansted Dairy?")
    assert "Named on their side: Dana Whitlock [" in found.answer
    assert "Inkwell" not in found.answer
    assert "Maya [" not in found.answer
