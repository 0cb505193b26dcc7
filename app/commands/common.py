"""What commands share: settings, the book, what was given on the command line, one document on stdout."""

import datetime as dt
import json
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from shlex import quote
from typing import IO, TYPE_CHECKING, Any

import typer

if TYPE_CHECKING:
    from ingest.book import Book
    from ingest.records import Note, Viewer
    from ingest.settings import Settings


def open_settings(**given: Any) -> "Settings":
    """Settings from the environment, `given` first.

    Raises:
        LossbookError: a variable holds what it cannot mean; the message names it.
    """
    from pydantic import ValidationError

    from ingest.settings import Settings
    from prompts.errors import LossbookError

    try:
        return Settings(**{key: value for key, value in given.items() if value is not None})
    except ValidationError as error:
        first = error.errors()[0]
        name = str(first["loc"][0]).upper()
        variable = name if name.startswith("OPENAI_") else f"LOSSBOOK_{name}"
        why = first["msg"].lower()
        raise LossbookError(f"{variable} is {first['input']!r}: {why}. Change it or leave it unset.") from None


def home() -> Path:
    """The data folder, also when other settings are broken."""
    given = os.environ.get("LOSSBOOK_HOME")
    if given:
        return Path(given)
    from ingest.settings import default_home

    return default_home()


@contextmanager
def opened(settings: "Settings | None" = None) -> "Iterator[Book]":
    """The book, closed afterwards however the command ends."""
    from ingest.book import Book

    book = Book(settings or open_settings())
    try:
        yield book
    finally:
        book.close()


def day(value: str) -> dt.date:
    """A date option: 2026-03-31. Raises a usage error for anything else."""
    try:
        return dt.date.fromisoformat(value.strip())
    except ValueError:
        raise typer.BadParameter(f"{value!r} is not a date; write it as year-month-day: 2026-03-31.") from None


def words(value: str | None) -> str | None:
    """A name option without characters no database takes; None when nothing is left."""
    from ingest.read.encoding import clean

    return " ".join(clean(value).split()) or None if value else None


def viewer_of(book: "Book", name: str | None) -> "Viewer":
    """Whose eyes `--as NAME` lends; without it the one user of a laptop. A name nobody has is said on stderr."""
    from ingest.records import Viewer

    given = words(name)
    if given is None:
        return book.viewer
    if book.store.person(book.viewer, given) is None and book.store.people(book.viewer):
        say(
            f"Nobody by the name {given!r} is on record; they see only what is shared with everybody. "
            "Names: lossbook people list"
        )
    return Viewer(name=given)


def read_given(file: str | None, written: dt.date | None) -> "Note":
    """The note from a file, from stdin ('-'), or pasted into the terminal.

    Raises:
        NoteError: it cannot be read as a note, or is a list of deals.
    """
    from ingest.read import read_bytes, read_file
    from ingest.read.limits import MAX_FILE
    from prompts.errors import NoteError

    if file is not None and file != "-":
        from ingest.importing.files import holds_deals

        if holds_deals(Path(file)):
            raise NoteError(
                f"{file!r} is a list of deals and no note; bring them in with `lossbook import {quote(file)}`."
            )
        return read_file(file, written)
    if sys.stdin.isatty():
        end = "Ctrl-Z and Enter" if os.name == "nt" else "Ctrl-D"
        typer.echo(f"Paste the notes, then press Enter and {end}.", err=True)
    return read_bytes("", sys.stdin.buffer.read(MAX_FILE + 1), written)


def print_document(document: Any, to: IO[str] | None = None) -> None:
    """One JSON document and a line break; ready to be read at once by a program on the other end of a pipe."""
    out = to or sys.stdout
    # Lone surrogates come in through file names; they are not valid in UTF-8 output.
    text = json.dumps(document, ensure_ascii=False).encode("utf-8", "replace").decode("utf-8")
    out.write(text + "\n")
    out.flush()


def say(message: str) -> None:
    """One line for a person, on stderr: stdout is for what was asked."""
    typer.echo(" ".join(message.split()), err=True)


def write(output: str, data: bytes) -> None:
    """Write a file and say so. Raises LossbookError when that cannot be done."""
    from prompts.errors import LossbookError

    try:
        Path(output).write_bytes(data)
    except OSError as error:
        raise LossbookError(
            f"{output!r} cannot be written: {error.strerror or error}. Give another --output FILE."
        ) from error
    say(f"Written to {output}")
