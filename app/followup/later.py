"""A note that has come on record, read for what its rep said before: queued by the desk, done by the worker.

Only by a model whose verdict stands, and never while a screen is drawn. Whatever fails, the built-in finding stands.
"""

import datetime as dt
import threading
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from app.followup.asked import MOST, Said, ask
from app.followup.following import is_later, said_on
from ingest.records import Given
from ingest.store.rows import FOLLOW
from prompts.errors import ModelError, NotFound

if TYPE_CHECKING:
    from ingest.book import Book
    from ingest.records import Diagnosis, Viewer
    from ingest.store.rows import CommitmentRow, ReviewRow
    from prompts.model import Model


def open_before(book: "Book", viewer: "Viewer", rep: str, day: dt.date) -> "list[CommitmentRow]":
    """What would be looked for in a note of this day that is recorded now: open, the latest eight, the oldest first."""
    return _latest(row for row in book.store.commitments(viewer, rep, "open") if said_on(row) <= day)


def queue(book: "Book", viewer: "Viewer", review_id: str) -> str | None:
    """Queue this review's note, when there is a model for it and something to look for; the job's id then.

    Asked again while it waits, or when a model has read it already, it queues nothing.
    """
    if not book.model_decides:
        return None
    row = book.store.review_rows(viewer, [review_id]).get(review_id)
    if row is None or not _wanted(book, viewer, row):
        return None
    waiting = book.store.open_jobs(viewer, FOLLOW)
    if any(job.request.get("review") == row.first_id for job in waiting):
        return None
    return book.store.enqueue(viewer.name, FOLLOW, {"review": row.first_id})


def read(book: "Book", viewer: "Viewer", request: Mapping[str, Any], cancel: threading.Event | None = None) -> int:
    """Do such a job; returns of how many commitments something was found, "not testable" too.

    Raises:
        ModelError: the model could not answer, or was stopped. Nothing was kept.
        NotFound: the review is gone.
        StoreError: it could not be kept.
    """
    *_, latest = book.store.history(viewer, str(request.get("review")))
    row = book.store.review_rows(viewer, [latest.id]).get(latest.id)
    if row is None:
        raise NotFound(f"Review {latest.id!r} was corrected meanwhile; the built-in finding stands.")
    rows = _wanted(book, viewer, row)
    if not rows:
        return 0
    promised = [Said(said_on(each), each.commitment.text) for each in rows]
    model = _model(book, latest.diagnosis, Given(account=row.account, rep=row.rep))
    told = ask(model, promised, latest.lines, row.happened, row.account, cancel)
    found = {
        each.commitment.id: (one.verdict, one.line.number if one.line else None)
        for each, one in zip(rows, told, strict=True)
        if one is not None
    }
    book.store.keep_followups(viewer, row.id, found, model.name)
    return len(found)


def _model(book: "Book", diagnosis: "Diagnosis", given: Given) -> "Model":
    """The model whose verdict stands, logged; elsewhere it gets no name that was found in the note, as for a review."""
    from ingest.outgoing import names_in

    model = book.model_for("auto", names_in(diagnosis, given))
    if model is None:
        raise ModelError("No language model whose verdict stands is set up any more; the built-in finding stands.")
    return model


def _wanted(book: "Book", viewer: "Viewer", note: "ReviewRow") -> "list[CommitmentRow]":
    """What this note may show, and no model has looked for in it."""
    rows = _latest(row for row in book.store.commitments(viewer, note.rep, "open") if is_later(note, row))
    known = book.store.followups(viewer, [row.commitment.id for row in rows])
    return [row for row in rows if (row.commitment.id, note.first_id) not in known]


def _latest(rows: "Iterable[CommitmentRow]") -> "list[CommitmentRow]":
    return sorted(rows, key=lambda row: (said_on(row), row.commitment.id))[-MOST:]
