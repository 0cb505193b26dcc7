"""`lossbook review --show-request`: what would leave this machine for one note. Nothing is sent or recorded."""

from typing import TYPE_CHECKING

import typer

from app.commands.common import print_document, say

if TYPE_CHECKING:
    from ingest.book import Book
    from ingest.records import Given, Note


def show_leaving(book: "Book", note: "Note", given: "Given", as_json: bool) -> None:
    """The question as it would be sent, on stdout; what to know about it, on stderr."""
    from app.outgoing import NO_ANONYMITY, OFF, leaving

    found = leaving(book, book.viewer, note, given)
    if as_json:
        messages = [{"role": role, "text": text} for role, text in found.messages] if found else []
        print_document(
            {
                "host": found.host if found else None,
                "model": found.model if found else None,
                "redacted": bool(found and found.redacted),
                "messages": messages,
            }
        )
        return
    if found is None:
        typer.echo("Nothing leaves this machine: these notes are read here.")
        return
    if not found.messages:
        typer.echo(f"Nothing would go to {found.host}: the built-in engine reads these notes alone.")
        return
    for role, text in found.messages:
        typer.echo(f"--- {role}\n{text}\n")
    say(f"This would go to {found.model} at {found.host}; nothing was sent. Later questions hold the same lines.")
    say(f"Known names and numbers are replaced here and put back here. {NO_ANONYMITY}" if found.redacted else OFF)
