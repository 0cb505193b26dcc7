"""Two causes are close: what to ask the rep, and the review after the answer. Each answer is kept with the review."""

from typing import TYPE_CHECKING, Any, Final

from app import desk
from ingest.diagnose.settle import CLOSE, Reply, Settling, next_question
from ingest.records import Viewer

if TYPE_CHECKING:
    from ingest.book import Book
    from ingest.store.rows import StoredReview

WORDS: Final[dict[Reply, str]] = {"yes": "Yes", "no": "No", "neither": "Hard to say"}


def open_question(book: "Book", review: "StoredReview") -> Settling | None:
    """What to ask about this review; None when its cause is clear, asked about enough, or the rep's own."""
    found = review.diagnosis
    if found.outcome == "won" or not found.ranking or found.ranking[0].cause != found.cause:
        return None
    answered = [question for question, _ in review.debrief.answers] if review.debrief else []
    asked = [each for each in answered if each in _all_questions(book)]
    return next_question(found.ranking, book.playbook, asked)


def answer(book: "Book", viewer: Viewer, review: "StoredReview", asked: Settling, reply: Reply) -> str:
    """Keep the reply and rank again; returns the id of the version that counts now."""
    book.store.answer(viewer, review.id, asked.question, WORDS[reply])
    ranking = asked.after(review.diagnosis.ranking, reply)
    cause, sure = ranking[0].cause, ranking[0].score >= CLOSE
    changes: dict[str, Any] = {"ranking": ranking, "confidence": "medium" if sure and cause != "unknown" else "low"}
    if cause != review.diagnosis.cause:
        page = book.playbook.causes[cause]
        others = tuple(each for each in review.diagnosis.contributing if each != cause)
        changes |= {"cause": cause, "mechanism": page.mechanisms[0], "control": page.control, "contributing": others}
    return desk.correct(book, viewer, review, changes)


def _all_questions(book: "Book") -> set[str]:
    return {each.question for page in book.playbook.causes.values() for each in page.look_alikes}
