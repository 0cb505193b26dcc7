"""What would leave this machine for one note: the very question, made by the same code, and sent nowhere."""

import datetime as dt
import threading
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, NoReturn, TypeVar

from pydantic import BaseModel

if TYPE_CHECKING:
    from ingest.book import Book
    from ingest.records import Given, Note, Reading, Viewer
    from prompts.model import Model, OnPartial
    from prompts.prompt import Rendered

T = TypeVar("T", bound=BaseModel)

NO_ANONYMITY = (
    "This is no anonymity: nicknames, initials, misspelt names, places and what the notes tell can still say who it "
    "is. What must not leave should be read on this machine."
)
MORE = "Names on records that are not shared with you are replaced as well; they are not marked here."
OFF = "Names are sent as they are: LOSSBOOK_REDACT is 0."


@dataclass(frozen=True)
class Leaving:
    """One question to a model on another machine."""

    host: str
    model: str
    redacted: bool
    """Whether known names and numbers are replaced first."""
    messages: tuple[tuple[str, str], ...]
    """(role, text), as they leave; empty when the notes are not sent at all."""
    commitments: int = 0
    """Open commitments that leave too, once the review is on record: to see whether these notes show them kept."""
    follows: tuple[tuple[str, str], ...] = ()
    """That question, in the same form; empty when there are none."""


def destination(book: "Book") -> "Model | None":
    """The model on another machine that notes go to; None when they stay here."""
    model = book.model
    return None if model is None or model.local else model


def leaving(book: "Book", viewer: "Viewer", note: "Note", given: "Given") -> Leaving | None:
    """The first question about a note; the next ones hold the same lines. None when nothing leaves this machine.

    And the one that asks for the rep's open commitments, if there are any: the screens have it asked.

    Raises:
        NoteError: there is nothing in the note to read.
    """
    from ingest.outgoing import guarded
    from ingest.pipeline import review

    model = destination(book)
    if model is None:
        return None
    recorder = _Recorder(model)
    door = guarded(recorder, book.store, viewer) if book.settings.redact else recorder
    reading: Reading | None = None
    try:
        for step in review(note, book.asking(door), given, "model", book.known(viewer)):
            reading = step.reading or reading
    except _Asked:
        pass
    found = Leaving(model.host, model.name, book.settings.redact, recorder.messages)
    return found if reading is None else _with_commitments(book, viewer, reading, given, door, recorder, found)


def _with_commitments(
    book: "Book",
    viewer: "Viewer",
    reading: "Reading",
    given: "Given",
    door: "Model",
    recorder: "_Recorder",
    found: Leaving,
) -> Leaving:
    """The same, with the question for the rep's open commitments: as it will be asked if this reading is recorded."""
    from app.followup.asked import Said, ask
    from app.followup.following import said_on
    from app.followup.later import open_before
    from ingest.outgoing import names_in
    from ingest.store.names import UNNAMED
    from ingest.store.write import day_of
    from prompts.redacted import RedactedModel

    day = day_of(reading, given, dt.datetime.now(dt.UTC))
    rows = open_before(book, viewer, given.rep or viewer.name, day)
    if not rows:
        return found
    account = given.account or reading.diagnosis.account or UNNAMED
    if isinstance(door, RedactedModel):
        door = door.knowing(names_in(reading.diagnosis, given))
    with suppress(_Asked):
        ask(door, [Said(said_on(row), row.commitment.text) for row in rows], reading.lines, day, account)
    return replace(found, commitments=len(rows), follows=recorder.messages)


class _Asked(Exception):
    """The question is made; nothing is to be sent."""


class _Recorder:
    """Stands where the real model stands, and keeps what it is asked."""

    def __init__(self, model: "Model") -> None:
        self.name, self.host, self.local = model.name, model.host, model.local
        self.messages: tuple[tuple[str, str], ...] = ()

    def ask(
        self,
        prompt: "Rendered",
        returns: type[T],
        *,
        system: "Rendered | None" = None,
        on_partial: "OnPartial | None" = None,
        cancel: threading.Event | None = None,
        max_tokens: int = 600,
    ) -> NoReturn:
        """See `Model.ask`; there is no answer."""
        head = (("system", system.text),) if system else ()
        self.messages = (*head, ("user", prompt.text))
        raise _Asked
