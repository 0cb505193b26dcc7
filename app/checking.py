"""An open deal held against past losses. Nothing is recorded.

note -> the built-in engine's reading -> past losses that went the same way -> three questions for the next call
"""

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from app.nextcall import Question, questions
from app.pastloss import Similar
from app.similar import WITHOUT_INDEX, matches
from ingest.diagnose.ways import learned
from ingest.facts.notices import OPEN, WON
from ingest.records import Given, Note, Reading, Viewer

if TYPE_CHECKING:
    from ingest.book import Book
    from ingest.pipeline import EngineChoice

_BEGINNING: Final = 2000
"""Characters of the notes in which the account is looked for."""


@dataclass(frozen=True)
class Checked:
    """What the records say about a deal that is still open."""

    similar: tuple[Similar, ...]
    questions: tuple[Question, ...]
    """At most three, worth asking before the next call."""
    reading: Reading
    account_id: int | None
    """The deal's account, when it is on record and the name means no other."""
    seconds: float
    path: str
    """index, or exact when the search index was away."""
    notices: tuple[str, ...] = ()
    compared_by: str = ""
    """The language model that compared it with past losses; empty for the built-in engine."""

    @property
    def model_did(self) -> str:
        """What a language model did for it, as a sentence; empty for the built-in engine."""
        return f"Compared by {self.compared_by}; the quotes are the notes’ own words." if self.compared_by else ""


def check(
    book: "Book",
    viewer: Viewer,
    note: Note,
    given: Given | None = None,
    *,
    top: int = 5,
    leave_out_account: bool = False,
    engine: "EngineChoice" = "builtin",
) -> Checked:
    """Past losses that went the way this deal may be going, and what to ask before the next call.

    Args:
        book: Where the records are.
        viewer: Who is asking. What they may not see changes nothing.
        note: The open deal's notes.
        given: The account, if the notes do not say it.
        top: How many past losses at most.
        leave_out_account: Leave the account's own past out.
        engine: Which compares the notes with past losses; a model is sent both.

    Raises:
        NoteError: there is nothing in the note to read.
        ModelError: the model could not answer.
        ModelFileError: `engine` is 'model' and none is set up.
    """
    from ingest.outgoing import names_in

    started = time.monotonic()
    reading = read_open(book, note, given or Given())
    model = book.model_for(engine, names_in(reading.diagnosis, given or Given()))
    account = _account(book, viewer, given.account if given else None, reading)
    left_out = account if leave_out_account else None
    found = matches(book, viewer, reading, top, account=account, leave_out_account=left_out, model=model)
    notices = [notice for notice in reading.diagnosis.notices if notice not in (OPEN, WON)]
    if found.exact:
        notices.append(WITHOUT_INDEX)
    return Checked(
        similar=found.similar,
        questions=questions(found.similar, reading, given or Given(), learned(), book.line_vectors(reading.lines)),
        reading=reading,
        account_id=account,
        seconds=time.monotonic() - started,
        path="exact" if found.exact else "index",
        notices=tuple(notices),
        compared_by=found.chosen_by,
    )


def document(checked: Checked) -> dict[str, Any]:
    """The JSON other programs read; every key is part of the command line's contract and stays."""
    return {
        "similar": [
            {
                "review_id": each.review_id,
                "external_id": each.external_id,
                "account": each.account,
                "date": each.date.isoformat(),
                "rep": each.rep,
                "same_account": each.same_account,
                "cause": each.cause,
                "mechanism": each.mechanism,
                "score": each.score,
                "why": each.why,
                "quote": each.quote,
                "line": each.line,
                "own_quote": each.own_quote,
                "own_line": each.own_line,
                "lesson": each.lesson,
                "learned_by": each.learned_by,
                "committed": list(each.committed),
            }
            for each in checked.similar
        ],
        "questions": [each.text for each in checked.questions],
        "notices": list(checked.notices),
        "seconds": round(checked.seconds, 3),
    }


def read_open(book: "Book", note: Note, given: Given) -> Reading:
    """The built-in engine's reading of a deal that is not decided."""
    from ingest.pipeline import review

    reading: Reading | None = None
    still_open = given.model_copy(update={"outcome": "unknown"})  # also when it sounds won already
    for step in review(note, book, still_open, "builtin"):
        reading = step.reading or reading
    assert reading is not None, "the pipeline ends in a reading"
    return reading


def _account(book: "Book", viewer: Viewer, name: str | None, reading: Reading) -> int | None:
    """The account on record that is meant: the one given, else the one the notes name."""
    from app.resolve import named_in, resolve

    if name or reading.diagnosis.account:
        found = resolve(book, viewer, name or reading.diagnosis.account or "")
    else:
        found = named_in(book, viewer, reading.note.text[:_BEGINNING])
    return found.one.account_id if found.one else None
