"""Notes become readings, some at a time: lines of several notes go through the embedder together."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from ingest.embed import MODEL_ID
from ingest.facts.known import Known
from ingest.importing.names import NamesOnRecord
from ingest.lines import number_lines
from ingest.pipeline import review
from ingest.records import Given, Line, Note, Reading
from ingest.store.rows import Vectors

if TYPE_CHECKING:
    from ingest.book import Book

TOGETHER: Final = 8
"""Notes that are read together."""
_LONG: Final = 60_000
"""Characters from which a note is read by itself."""


@dataclass(frozen=True, slots=True)
class Work:
    """A note to be read."""

    number: int
    """Whose it is: the answer carries it too."""
    note: Note
    given: Given
    beside: tuple[tuple[str, int], ...] = ()
    """Accounts by what stands beside the note, with their points."""


@dataclass(frozen=True, slots=True)
class Done:
    """It was read."""

    number: int
    reading: Reading
    vectors: Vectors


@dataclass(frozen=True, slots=True)
class Failed:
    """It could not be read; one sentence says why."""

    number: int
    why: str


def read_notes(book: "Book", works: Sequence[Work], names: NamesOnRecord) -> list[Done | Failed]:
    """Read them with the built-in engine; one that fails leaves the others."""
    known = {work.number: names.near(work.note.text, work.given.rep, work.beside) for work in works}
    lines = _ahead(book, works, known)
    readings: dict[int, Reading] = {}
    failed: list[Done | Failed] = []
    for work in works:
        try:
            readings[work.number] = _read(book, work, known[work.number], lines.get(work.number))
        except Exception as error:  # whatever one note does, the others are read
            failed.append(Failed(work.number, told(error)))
    done = [
        Done(number, reading, Vectors(book.line_vectors(reading.lines), MODEL_ID))
        for number, reading in readings.items()
    ]
    return [*done, *failed]


def _ahead(book: "Book", works: Sequence[Work], known: Mapping[int, Known]) -> dict[int, tuple[Line, ...]]:
    """Number the lines of all of them and embed them together; what cannot be done here is done note by note."""
    lines: dict[int, tuple[Line, ...]] = {}
    for work in works:
        with suppress(Exception):  # the note's own turn says what is wrong
            if len(work.note.text) < _LONG:
                lines[work.number] = number_lines(work.note, known[work.number])
    book.note_vectors.ahead(list(lines.values()))
    return lines


def _read(book: "Book", work: Work, known: Known, lines: tuple[Line, ...] | None) -> Reading:
    *_, last = review(work.note, book, work.given, "builtin", known, lines=lines)
    assert last.reading is not None, "the pipeline ends in a reading"
    return last.reading


def told(error: Exception) -> str:
    """One sentence."""
    from prompts.errors import LossbookError

    if isinstance(error, LossbookError):
        return " ".join(str(error).split())
    return f"It could not be read: {type(error).__name__}. Please report it."
