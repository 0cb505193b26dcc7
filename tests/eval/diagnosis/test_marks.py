"""Marks are pure: what is not labelled is not scored."""

from eval.diagnosis.cases import Case, When
from eval.diagnosis.marks import FIRST, marks, settled, shown_right
from ingest.book import Book
from ingest.records import Ranked
from tests.ingest.test_verify import diagnosis, evidence

LATE = "We sent the quote late. Price was fine."


def case(**given: object) -> Case:
    row = {"id": "a-1", "kind": "loss", "text": LATE, "outcome": "competitor", "cause": "follow_up"}
    return Case.model_validate(row | given)


def test_a_right_cause_counts_in_every_line_it_belongs_to(book: Book) -> None:
    found = marks(case(stated_cause="budget_ceiling"), diagnosis(), book.playbook, [True])
    assert found[FIRST] is True
    assert found["cause first, stated reason wrong"] is True
    assert found["quotes that exist"] is True


def test_what_is_not_labelled_is_not_scored(book: Book) -> None:
    found = marks(case(kind="win", cause=None, outcome="won"), diagnosis(), book.playbook, [])
    assert found[FIRST] is None
    assert found["account"] is None
    assert found["revisit words"] is None
    assert found["quotes that exist"] is None
    assert found["won deals seen as won"] is False


def test_a_missed_revisit_is_a_miss(book: Book) -> None:
    later = case(text=LATE + " Call in May.", revisit=When(text="Call in May"))
    assert marks(later, diagnosis(), book.playbook, [])["revisit words"] is False


def test_a_shorter_form_of_the_account_is_the_account(book: Book) -> None:
    found = diagnosis().model_copy(update={"account": "Halden"})
    assert marks(case(account="Halden Foods GmbH"), found, book.playbook, [])["account"] is True
    assert marks(case(account="Holden Foods"), found, book.playbook, [])["account"] is False


def test_shown_lines_are_held_against_the_labelled_ones() -> None:
    shown = [evidence(1, 0, 23, "We sent the quote late."), evidence(2, 24, 39, "Price was fine.")]
    assert shown_right(case(evidence=("the quote late",)), shown) == [True, False]
    assert shown_right(case(), shown) == []


def test_the_label_answers_the_settling_questions(book: Book) -> None:
    close = (
        Ranked(cause="outsold", score=0.45),
        Ranked(cause="follow_up", score=0.4),
        Ranked(cause="unknown", score=0.15),
    )
    found = diagnosis().model_copy(update={"ranking": close, "cause": "outsold"})
    assert settled(case(), found, book.playbook) == "follow_up"
    assert settled(case(cause="outsold"), found, book.playbook) == "outsold"
