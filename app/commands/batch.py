"""`lossbook review --batch`: a file of notes, one JSON object a line, one document a line out. Memory stays flat."""

import contextlib
import datetime as dt
import json
import sys
from collections.abc import Iterator
from typing import IO, TYPE_CHECKING, Any, Final

from app.commands.common import print_document, say, words
from app.document import document
from app.log import note_exception
from app.reviewing import review_note
from ingest.importing.values import segment_of
from ingest.read import read_text
from ingest.records import Given
from prompts.errors import LossbookError, NoteError

if TYPE_CHECKING:
    from ingest.book import Book
    from ingest.pipeline import EngineChoice

LONGEST: Final = 10_000_000
"""Bytes of one line: a 2 MB note in the longest JSON spelling. What is longer is skipped unread."""
_KNOWN_EVERY: Final = 50
"""Reviews after which the names on record are read again."""


def run_batch(book: "Book", file: str, given: Given, engine: "EngineChoice", save: bool) -> None:
    """Review every line; a bad line gives {"id", "error"} and the rest go on. Blank lines are passed over.

    Raises:
        NoteError: the file cannot be opened.
    """
    done = failed = 0
    known = book.known(book.viewer)
    with _lines(file) as lines, _Counter() as counter:
        for number, line in enumerate(lines, start=1):
            if line is not None and not line.strip():
                continue
            if done % _KNOWN_EVERY == 0 and save:
                known = book.known(book.viewer)
            name: Any = None
            try:
                name, text, own = _parse(line, number, given)
                made = review_note(book, read_text(text, own.date), own, engine, save, known=known)
                answer = {"id": name, **document(made.review_id, made.reading, made.similar, made.seconds)}
                done += 1
            except Exception as error:  # whatever one line does, the rest go on
                answer = {"id": _id_of(line) if name is None else name, "error": _told(book, number, error)}
                failed += 1
            print_document(answer)
            counter(done, failed)
    if failed:
        say(f"{done} reviewed, {failed} could not be; each says why in its line of the output.")


@contextlib.contextmanager
def _lines(file: str) -> Iterator[Iterator[bytes | None]]:
    if file == "-":
        yield _split(sys.stdin.buffer)
        return
    try:
        source = open(file, "rb")  # noqa: SIM115
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or str(error)
        raise NoteError(f"The file {file!r} cannot be opened: {why}. Check the name and try again.") from error
    with source:
        yield _split(source)


def _split(source: IO[bytes]) -> Iterator[bytes | None]:
    """Lines, and None for one that is too long."""
    while line := source.readline(LONGEST):
        if len(line) == LONGEST and not line.endswith(b"\n"):
            while (rest := source.readline(LONGEST)) and not rest.endswith(b"\n"):
                pass
            yield None
        else:
            yield line


def _parse(line: bytes | None, number: int, given: Given) -> tuple[Any, str, Given]:
    """Id, text and what is given of one line. Raises NoteError, which names the line."""
    if line is None:
        raise NoteError(f"Line {number} is over {LONGEST // 1_000_000} MB; cut it to the part about this deal.")
    try:
        found = json.loads(line.decode("utf-8-sig" if number == 1 else "utf-8"))
    except (ValueError, RecursionError) as error:
        raise NoteError(f"Line {number} is not JSON: {_short(error)}. Write one object a line.") from None
    if not isinstance(found, dict):
        raise NoteError(f'Line {number} is {type(found).__name__}, not an object such as {{"id": ..., "text": ...}}.')
    text = found.get("text")
    if not isinstance(text, str):
        raise NoteError(f'Line {number} has no "text" to read; give the notes as a string.')
    return found.get("id"), text, _given(found, number, given)


def _given(found: dict[str, Any], number: int, given: Given) -> Given:
    own: dict[str, Any] = {}
    for key in ("account", "rep", "date", "segment"):
        value = found.get(key)
        if value is None:
            continue
        if not isinstance(value, str):
            raise NoteError(f"Line {number}: {key!r} is {value!r}; write it as a string.")
        own[key] = _day(value, number) if key == "date" else words(value)
    own["segment"] = segment_of(own.get("segment"))
    return given.model_copy(update={key: value for key, value in own.items() if value})


def _day(value: str, number: int) -> dt.date | None:
    if not value.strip():
        return None
    try:
        return dt.date.fromisoformat(value.strip()[:10])
    except ValueError:
        raise NoteError(f"Line {number}: 'date' is {value!r}; write it as 2026-03-31.") from None


def _id_of(line: bytes | None) -> Any:
    """The id of a line that went wrong later on, as far as it can be read."""
    with contextlib.suppress(ValueError, RecursionError):
        found = json.loads((line or b"").decode("utf-8-sig"))
        return found.get("id") if isinstance(found, dict) else None
    return None


def _told(book: "Book", number: int, error: Exception) -> str:
    """One sentence; the traceback of what should not have happened goes to the log."""
    if isinstance(error, LossbookError):
        return " ".join(str(error).split())
    note_exception(book.settings.home, error)
    return (
        f"Line {number} stopped at an error that should not have happened ({type(error).__name__}); it is in the log."
    )


def _short(error: Exception) -> str:
    return str(error).splitlines()[0][:120] if str(error) else type(error).__name__


class _Counter:
    """How far it is, on stderr, only when a person watches."""

    def __init__(self) -> None:
        self._shown = sys.stderr.isatty()

    def __enter__(self) -> "_Counter":
        return self

    def __call__(self, done: int, failed: int) -> None:
        if self._shown:
            sys.stderr.write(f"\r\x1b[K{done} reviewed" + (f", {failed} could not be" if failed else ""))
            sys.stderr.flush()

    def __exit__(self, *_: object) -> None:
        if self._shown:
            sys.stderr.write("\r\x1b[K")
