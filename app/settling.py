"""Two causes are close: what to ask the rep, and the review after the answer. Each answer is kept with the review."""

from typing import TYPE_CHECKING, Any, Final, Literal

from app import desk
from ingest.diagnose.settle import CLOSE, Reply, Settling, next_question
from ingest.records import Viewer

if TYPE_CHECKING:
    from ingest.book import Book
    from ingest.store.rows import StoredReview

Answer = Reply | Literal["unsure"]
WORDS: Final[dict[Answer, str]] = {"yes": "Yes", "no": "No", "neither": "Neither", "unsure": "Hard to say"}


def open_question(book: "Book", review: "StoredReview") -> Settling | None:
    """What to ask about this review; None when its cause is clear, asked about enough, or the rep's own."""
    found = review.diagnosis
    if found.outcome == "won" or not found.ranking or found.ranking[0].cause != found.cause:
        return None
    return next_question(found.ranking, book.playbook, list(_answered(book, review)))


def is_settled(book: "Book", review: "StoredReview") -> bool:
    """Whether the rep answered such a question, and the cause is the machine's: they confirmed it."""
    same = review.machine is not None and review.machine.cause == review.diagnosis.cause
    return same and any(words != WORDS["unsure"] for words in _answered(book, review).values())


def answer(book: "Book", viewer: Viewer, review: "StoredReview", asked: Settling, reply: Answer) -> str:
    """Keep the reply and rank again; returns the id of the version that counts now.

    'Hard to say' says nothing about the deal: it is kept, and the verdict stays as it is.
    """
    book.store.answer(viewer, review.id, asked.question, WORDS[reply])
    if reply == "unsure":
        return review.id
    ranking = asked.after(review.diagnosis.ranking, reply)
    cause, sure = ranking[0].cause, ranking[0].score >= CLOSE
    changes: dict[str, Any] = {"ranking": ranking, "confidence": "medium" if sure and cause != "unknown" else "low"}
    if cause != review.diagnosis.cause:
        page = book.playbook.causes[cause]
        others = tuple(each for each in review.diagnosis.contributing if each != cause)
        changes |= {"cause": cause, "mechanism": page.mechanisms[0], "control": page.control, "contributing": others}
    return desk.correct(book, viewer, review, changes)


def _answered(book: "Book", review: "StoredReview") -> dict[str, str]:
    """The rep's answers to questions of this kind."""
    ours = {each.question for page in book.playbook.causes.values() for each in page.look_alikes}
    given = review.debrief.answers if review.debrief else ()
    return {question: words for question, words in given if question in ours}
