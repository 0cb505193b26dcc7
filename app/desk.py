"""What a rep does with one note, without the screen: start, put on record, take the model's reading, correct.

Everything here can be repeated: a reload in the middle of it records nothing twice.
"""

import logging
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

from ingest.records import Debrief, Diagnosis, Given, Note, Person, Reading, Stated, Viewer
from prompts.errors import StoreError

if TYPE_CHECKING:
    from ingest.book import Book
    from ingest.store.rows import Job, StoredReview

log = logging.getLogger(__name__)

KIND: Final = "review"
_ENDED: Final = ("done", "failed", "cancelled")


def start(book: "Book", viewer: Viewer, note: Note, given: Given) -> str:
    """Queue a note for reading; returns the job's id."""
    request = {"text": note.text, "kind": note.kind, "name": note.name, "given": given.model_dump(mode="json")}
    return book.store.enqueue(viewer.name, KIND, request)


def given_of(job: "Job") -> Given:
    """What the rep told us beside the note."""
    return Given.model_validate(job.request.get("given") or {})


def reading_of(job: "Job") -> Reading | None:
    """The best reading there is so far; None before the first one."""
    for document in (job.result, job.progress):
        if document and document.get("reading"):
            return Reading.model_validate(document["reading"])
    return None


def is_over(job: "Job") -> bool:
    """Nothing more will come of it."""
    return job.state in _ENDED


def put_on_record(book: "Book", viewer: Viewer, job: "Job", reading: Reading, debrief: Debrief) -> str:
    """Record what a job has read; returns the review's id. A second call for the same job returns the first id."""
    review_id = book.record(viewer, reading, given_of(job), debrief, once=job.id)
    _look_for_promises(book, viewer, review_id)
    return review_id


def adopt(book: "Book", viewer: Viewer, review: "StoredReview", reading: Reading) -> str:
    """Let the model's reading take the place of the built-in one; returns the new version's id."""
    new = book.store.correct(
        viewer,
        review.id,
        reading.diagnosis,
        coaching=reading.coaching,
        card=reading.card,
        provenance=reading.provenance,
        author="engine",
    )
    _look_for_promises(book, viewer, new)
    return new


def _look_for_promises(book: "Book", viewer: Viewer, review_id: str) -> None:
    """Have a model read it for what the rep said before; the review is on record whether that can be queued or not."""
    from app.followup.later import queue

    try:
        queue(book, viewer, review_id)
    except StoreError as error:
        log.warning("commitments are not looked for in %s: %s", review_id, error)


def correct(
    book: "Book", viewer: Viewer, review: "StoredReview", changes: Mapping[str, Any], account: str | None = None
) -> str:
    """Record the rep's version; returns its id. `changes` holds Diagnosis fields.

    When the cause or the outcome changed, lessons, questions and card are those of the new one.
    """
    before = review.diagnosis
    diagnosis = Diagnosis.model_validate(before.model_dump() | dict(changes))
    if diagnosis.cause != before.cause:
        diagnosis = _sorted_again(diagnosis, before)
    diagnosis = _agreeing(diagnosis)
    coaching = card = None
    if (diagnosis.cause, diagnosis.outcome) != (before.cause, before.outcome):
        given = Given(account=account or review.account, rep=review.rep)
        coaching = book.coach.coach(diagnosis, review.lines, book.line_vectors(review.lines), given)
        card = book.coach.card(diagnosis).model_copy(update={"revisit": review.card.revisit})
    return book.store.correct(
        viewer,
        review.id,
        diagnosis,
        coaching=coaching,
        card=card,
        account=account if account and account != review.account else None,
    )


def _sorted_again(diagnosis: Diagnosis, before: Diagnosis) -> Diagnosis:
    """Quotes speak for or against the rep's cause now; the machine's reasons for its confidence are its own."""
    own = {diagnosis.cause, *diagnosis.contributing}
    # Counter-evidence that names the old cause only cleared it; it says nothing about the new one.
    rivals = [quote for quote in before.counter_evidence if quote.cause != before.cause]
    quotes = (*before.evidence, *rivals)
    update = {
        "why": (),
        "settling_question": None,
        "telling": None,
        "evidence": tuple(quote for quote in quotes if quote.cause in own),
        "counter_evidence": tuple(quote for quote in quotes if quote.cause not in own),
    }
    return diagnosis.model_copy(update=update)


def _agreeing(diagnosis: Diagnosis) -> Diagnosis:
    """What nobody could change had no last moment to change it; where no cause is clear, none was at work beside it."""
    nobody, unknown = diagnosis.control == "nobody", diagnosis.cause == "unknown"
    return diagnosis.model_copy(
        update={
            "recoverable": None if nobody else diagnosis.recoverable,
            "contributing": () if unknown else diagnosis.contributing,
        }
    )


def stated_as(text: str, before: Stated | None) -> Stated | None:
    """The stated reason in new words; the cause those words name is looked up again."""
    text = text.strip()
    if not text:
        return None
    if before and before.text == text:
        return before
    from ingest.facts.stated import cause_of

    return Stated(text=text, cause=cause_of(text))


def people_as(text: str, before: tuple[Person, ...]) -> tuple[Person, ...]:
    """People from lines of 'Name, role'; the side of somebody already known is kept."""
    sides = {person.name: person.side for person in before}
    rows = [line.partition(",") for line in text.splitlines() if line.strip()]
    return tuple(
        Person(name=name.strip(), role=role.strip() or None, side=sides.get(name.strip(), "unknown"))
        for name, _, role in rows
        if name.strip()
    )
