"""One note from reading to record: what the command line does at once and the app does step by step."""

import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from ingest.records import Debrief, Given, Note, Reading, Viewer
from prompts.errors import StoreError

if TYPE_CHECKING:
    from app.pastloss import Similar
    from ingest.book import Book
    from ingest.facts.known import Known
    from ingest.pipeline import EngineChoice, Progress


@dataclass(frozen=True)
class Reviewed:
    """A finished review. `review_id` is None when it was not to be recorded."""

    review_id: str | None
    reading: Reading
    similar: "tuple[Similar, ...]"
    seconds: float
    pattern: str = ""
    """A sentence, when it has happened before in just this way."""
    notices: tuple[str, ...] = ()
    """What the person should know beside it: the model failed, the same notes are on record already."""


def review_note(
    book: "Book",
    note: Note,
    given: Given,
    engine: "EngineChoice",
    save: bool,
    *,
    viewer: Viewer | None = None,
    known: "Known | None" = None,
    debrief: Debrief | None = None,
    on_progress: "Callable[[Progress], None] | None" = None,
) -> Reviewed:
    """Read, compare with the past, record.

    The very same notes for the same account and day are recorded once: asking again gives the first one's id. Somebody
    waits at a terminal, so "auto" asks a language model only where its verdict would stand.

    Raises:
        NoteError, ModelError, StoreError: as the pipeline and the store.
    """
    started = time.monotonic()
    viewer = viewer or book.viewer
    notices: list[str] = []
    records = _records_open(book, required=save, notices=notices)
    if known is None and records:
        known = book.known(viewer)
    if known is not None and given.rep:
        known = replace(known, reps=(*known.reps, given.rep))  # their words are ours, not a buyer's
    if engine == "auto" and not book.model_decides:
        engine = "builtin"
    reading = _read(book, note, given, engine, known, on_progress, notices)
    if not records:
        return Reviewed(None, reading, (), time.monotonic() - started, notices=tuple(notices))
    from app.similar import pattern, similar

    same = _same(book, viewer, reading, given)
    matches = similar(book, viewer, reading, exclude=same)
    times = pattern(book, viewer, reading.diagnosis, same)
    review_id = None
    if save and same:
        review_id = same
        notices.append(f"These notes are on record already, as {same}; nothing was recorded twice.")
    elif save:
        review_id = book.record(viewer, reading, given, debrief)
    return Reviewed(review_id, reading, matches, time.monotonic() - started, times, tuple(notices))


def _read(
    book: "Book",
    note: Note,
    given: Given,
    engine: "EngineChoice",
    known: "Known | None",
    on_progress: "Callable[[Progress], None] | None",
    notices: list[str],
) -> Reading:
    from ingest.pipeline import review

    reading: Reading | None = None
    for step in review(note, book, given, engine, known):
        if on_progress:
            on_progress(step)
        if step.step == "failed":
            notices.append(step.text)
        reading = step.reading or reading
    assert reading is not None, "the pipeline ends in a reading"
    return reading


def _records_open(book: "Book", required: bool, notices: list[str]) -> bool:
    """Whether there are records to compare with; without them a review that is not kept can still be made."""
    try:
        _ = book.store
    except StoreError as error:
        if required:
            raise
        notices.append(f"Past reviews could not be read: {error}")
        return False
    return True


def _same(book: "Book", viewer: Viewer, reading: Reading, given: Given) -> str | None:
    """The review of exactly these notes, account and day, if there is one; any day that anybody told will do."""
    found = book.store.same_note(viewer, reading.note.text)
    if found is None:
        return None
    from ingest.store.names import UNNAMED, account_key, person_key

    row = book.store.review_rows(viewer, [found]).get(found)
    account = given.account or reading.diagnosis.account or UNNAMED
    rep = given.rep or book.settings.rep
    if row is None or account_key(row.account) != account_key(account) or person_key(row.rep) != person_key(rep):
        return None
    # The day the notes themselves say it closed may be read otherwise than when they were recorded.
    days = {given.closed, given.date, reading.note.written} - {None}
    return found if not days or row.happened in days | {reading.closed} else None
