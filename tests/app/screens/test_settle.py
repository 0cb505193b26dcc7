"""Two causes are close: the question, the answer, and the verdict that follows it."""

import pytest

from app.settling import open_question
from ingest.book import Book
from tests.app.screens.conftest import ME, Open, button, query, text
from tests.app.test_settling import close


def test_the_question_stands_under_the_verdict_and_the_answer_changes_it(opened: Open, kept: Book) -> None:
    review = close(kept)
    at = opened(review=review.id)
    assert "Settle it" in text(at)
    assert "These notes leave room for both" in text(at)
    assert "What would settle it" not in text(at), "one question is enough"
    asked = open_question(kept, review)
    assert asked is not None
    other = "Yes" if asked.yes != review.diagnosis.cause else "No"
    at = button(at, other)
    now = kept.store.review(ME, str(query(at, "review")))
    assert now.diagnosis.cause == (asked.yes if other == "Yes" else asked.no) != review.diagnosis.cause
    assert kept.playbook.name(now.diagnosis.cause) in text(at)
    assert "Corrected by you" in text(at)


@pytest.mark.parametrize("reply", ["Yes", "Neither"])
def test_the_machines_version_stays_to_be_seen(opened: Open, kept: Book, reply: str) -> None:
    review = close(kept)
    at = button(opened(review=review.id), reply)
    now = kept.store.review(ME, str(query(at, "review")))
    assert now.machine is not None
    assert now.debrief is not None
    assert now.debrief.answers[-1][1] == reply


def test_hard_to_say_keeps_the_verdict_and_claims_no_correction(opened: Open, kept: Book) -> None:
    review = close(kept)
    at = button(opened(review=review.id), "Hard to say")
    now = kept.store.review(ME, str(query(at, "review")))
    assert now.id == review.id
    assert now.debrief is not None
    assert now.debrief.answers[-1][1] == "Hard to say"
    assert "by you" not in text(at)


def test_an_answer_for_the_cause_shown_confirms_it(opened: Open, kept: Book) -> None:
    review = close(kept)
    asked = open_question(kept, review)
    assert asked is not None
    at = button(opened(review=review.id), "Yes" if asked.yes == review.diagnosis.cause else "No")
    assert "Confirmed by you" in text(at)


def test_a_clear_verdict_asks_nothing(opened: Open, kept: Book) -> None:
    review = close(kept)
    sure = review.diagnosis.model_copy(update={"ranking": review.diagnosis.ranking[:1]})
    first = sure.ranking[0].model_copy(update={"score": 0.9})
    new = kept.store.correct(ME, review.id, sure.model_copy(update={"ranking": (first,)}), author="engine")
    assert "Settle it" not in text(opened(review=new))
