"""The order: read, number, find facts, diagnose, verify, coach. The only file that knows it.

note -> numbered lines -> facts and vectors -> diagnosis -> verified -> coaching and card -> Reading
"""

import datetime as dt
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from threading import Event
from typing import TYPE_CHECKING, Any, Literal

from ingest.facts import find_facts
from ingest.facts.known import Known
from ingest.facts.stated import cause_of
from ingest.lines import number_lines
from ingest.records import Diagnosis, Facts, Given, Line, Note, Provenance, Reading, Stated
from ingest.verify import verify
from prompts.errors import ModelCancelled, ModelError

if TYPE_CHECKING:
    from ingest.book import Book
    from ingest.embed import Vectors
    from prompts.model import Model

EngineChoice = Literal["auto", "builtin", "model"]


@dataclass(frozen=True)
class Progress:
    """One step of a review. `reading` is set from the moment there is something to show; the last one stands."""

    step: Literal["reading", "builtin", "model", "failed", "done"]
    text: str
    """One line for a person."""
    reading: Reading | None = None


@dataclass(frozen=True)
class _Read:
    """A note, taken apart."""

    note: Note
    lines: tuple[Line, ...]
    vectors: "Vectors"
    facts: Facts
    given: Given


def review(
    note: Note,
    book: "Book",
    given: Given,
    engine: EngineChoice = "auto",
    known: Known | None = None,
    cancel: Event | None = None,
    on_partial: Callable[[dict[str, Any]], None] | None = None,
    lines: tuple[Line, ...] | None = None,
) -> Iterator[Progress]:
    """Review one note, step by step. The built-in reading comes first; a model's reading replaces it when it is done.

    `on_partial` is told what the model has written so far, while it writes. `lines` are the note's, where somebody has
    numbered them already.

    Raises:
        NoteError: there is nothing in the note to read.
        ModelError: `engine` is "model" and there is none, or it could not answer. With "auto" the built-in reading
            stands and a step "failed" says why.
    """
    started = time.monotonic()
    yield Progress("reading", "Reading the notes.")
    read = _read(note, book, given, known or Known(), cancel, lines)
    builtin = _finish(read, book, book.builtin.diagnose(read.lines, read.vectors, read.facts), _own(started))
    door = None if engine == "builtin" else book.model_diagnosis(engine == "model", read.facts, given)
    if door is None or (builtin.diagnosis.outcome == "won" and not door.decides):  # no cause to choose
        yield Progress("done", "Read by the built-in engine.", builtin)
        return
    who = _called(door.model)
    yield Progress("builtin", f"{who} reads the notes now.", builtin)
    try:
        told = given.model_copy(update={"date": builtin.note.written})
        diagnosis, coaching, provenance = door.diagnose(read.lines, builtin.diagnosis, told, on_partial, cancel)
        reading = _finish(read, book, diagnosis, provenance)
        if coaching is not None:
            reading = reading.model_copy(update={"coaching": coaching})
        yield Progress("done", f"Read by {who[0].lower()}{who[1:]}.", reading)
    except ModelError as error:
        if engine == "model" and not isinstance(error, ModelCancelled):
            raise
        yield Progress("failed", f"{error} The built-in engine's reading stands.", builtin)


def _read(
    note: Note, book: "Book", given: Given, known: Known, cancel: Event | None, lines: tuple[Line, ...] | None
) -> _Read:
    if given.date is not None:
        note = note.model_copy(update={"written": given.date})
    lines = number_lines(note, known) if lines is None else lines
    today = dt.datetime.now().astimezone().date()
    told = find_facts(
        note,
        lines,
        known,
        account=given.account,
        lost=given.lost,
        today=today,
        opened=given.opened and bool(given.date),
    )
    facts = _with_given(told, given)
    if note.written is None:
        note = note.model_copy(update={"written": facts.written})
    vectors = book.line_vectors(lines, cancel)
    if len(lines) > (compared := int(vectors.any(axis=1).sum())):
        long = (
            f"These notes are very long: {compared:,} of {len(lines):,} lines were compared, their beginning and end."
        )
        facts = facts.model_copy(update={"notices": (*facts.notices, long)})
    return _Read(note, lines, vectors, facts, given)


def _with_given(facts: Facts, given: Given) -> Facts:
    """What the rep or the CRM told us beats what the text seems to say."""
    update: dict[str, object] = {}
    if given.stated and given.stated.strip():
        update["stated"] = Stated(text=given.stated.strip(), cause=cause_of(given.stated))
    if given.outcome is not None:
        update["outcome"] = given.outcome
    return facts.model_copy(update=update)


def _finish(read: _Read, book: "Book", diagnosis: Diagnosis, provenance: Provenance) -> Reading:
    verified = verify(diagnosis, read.note, read.lines)
    return Reading(
        note=read.note,
        lines=read.lines,
        diagnosis=verified,
        coaching=book.coach.coach(verified, read.lines, read.vectors, read.given),
        card=book.coach.card(verified),
        provenance=provenance,
        closed=read.facts.closed,
    )


def _called(model: "Model") -> str:
    """A model as a rep knows it: the one on this machine, or its name and where it is."""
    return "The language model on this machine" if model.local else f"The model {model.name} at {model.host}"


def _own(started: float) -> Provenance:
    from ingest import version

    now = dt.datetime.now(dt.UTC)
    return Provenance(engine="builtin", code=version(), at=now, seconds=round(time.monotonic() - started, 3))
