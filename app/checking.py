"""An open deal held against past losses. Nothing is recorded.

note -> the built-in engine's reading -> past losses that went the same way -> three questions for the next call
"""

import re
import time
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any, Final

from app.pastloss import Similar
from app.similar import WITHOUT_INDEX, matches
from ingest.coaching import called
from ingest.facts.notices import OPEN, WON
from ingest.records import Diagnosis, Given, Note, Reading, Viewer
from prompts.codes import Cause
from prompts.playbook import list_page
from prompts.prompt import FOLDER

if TYPE_CHECKING:
    from ingest.book import Book
    from ingest.pipeline import EngineChoice

QUESTIONS: Final = 3
_SLOT: Final = re.compile(r"\{(\w+)\}")
_LONGEST_LESSON: Final = 140
_BEGINNING: Final = 2000
"""Characters of the notes in which the account is looked for."""
_ANYBODY: Final = {"person": "your contact", "account": "the customer"}


@dataclass(frozen=True)
class Checked:
    """What the records say about a deal that is still open."""

    similar: tuple[Similar, ...]
    questions: tuple[str, ...]
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
        questions=questions(found.similar, reading.diagnosis, given or Given()),
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
        "questions": list(checked.questions),
        "notices": list(checked.notices),
        "seconds": round(checked.seconds, 3),
    }


def questions(similar: Sequence[Similar], diagnosis: Diagnosis, given: Given) -> tuple[str, ...]:
    """Three questions: what a colleague learned from a loss like this, then one for each cause that may be at work."""
    found = [_from_a_colleague(each) for each in similar if each.learned_by][:1]
    causes = _causes(similar, diagnosis)
    slots = _slots(diagnosis, given)
    pages = [[_filled(text, slots) for text in _open_questions()[cause]] for cause in causes]
    for depth in range(QUESTIONS):  # one of each cause first, then the second of each
        found += [page[depth] for page in pages if len(page) > depth]
    return tuple(dict.fromkeys(found))[:QUESTIONS]


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


def _from_a_colleague(past: Similar) -> str:
    lesson = " ".join(past.lesson.split())
    if len(lesson) > _LONGEST_LESSON:
        lesson = f"{lesson[:_LONGEST_LESSON].rsplit(' ', 1)[0]} …"
    return f"{past.learned_by} took this from {past.account}: “{lesson.rstrip('.')}”. How does that stand here?"


def _causes(similar: Sequence[Similar], diagnosis: Diagnosis) -> list[Cause]:
    """Causes that may be at work here, the likeliest first: those of the matches, and the reading's own."""
    votes: dict[Cause, float] = {}
    for each in similar:
        votes[each.cause] = votes.get(each.cause, 0.0) + each.score
    for ranked in diagnosis.ranking[:QUESTIONS]:
        votes[ranked.cause] = votes.get(ranked.cause, 0.0) + ranked.score
    likely: list[Cause] = sorted((cause for cause in votes if cause != "unknown"), key=lambda cause: -votes[cause])
    return likely[:QUESTIONS] or ["unknown"]


@cache
def _open_questions() -> dict[str, tuple[str, ...]]:
    """prompts/open.md: cause to its questions."""
    return list_page(FOLDER / "open.md")


def _slots(diagnosis: Diagnosis, given: Given) -> dict[str, str]:
    buyers = [person.name for person in diagnosis.people if person.side != "us"]
    named = {"person": called(buyers[0]) if buyers else None, "account": given.account or diagnosis.account}
    return _ANYBODY | {slot: name for slot, name in named.items() if name}


def _filled(text: str, slots: dict[str, str]) -> str:
    filled = _SLOT.sub(lambda found: slots[found[1]], text)
    return filled[0].upper() + filled[1:]
