"""`lossbook revisit`: the accounts to come back to."""

import datetime as dt
from pathlib import Path
from typing import Annotated

import typer

from app.commands.common import opened, print_document, say

EXAMPLES = """Examples:

\b
  lossbook revisit
  lossbook revisit --ics ~/lossbook.ics
  lossbook revisit --json"""


def add_to(app: typer.Typer) -> None:
    """Add the command."""
    app.command(epilog=EXAMPLES)(revisit)


def revisit(
    ics: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Write a calendar file; importing a newer one moves the days.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON document on stdout and nothing else.")] = False,
) -> None:
    """List future-you cards: overdue, this week, this month, this quarter, later."""
    from app.revisit import GROUPS, document, feed, groups

    with opened() as book:
        found = groups(book.store.open_cards(book.viewer), dt.date.today())  # noqa: DTZ011 - the reader's own day
        if ics is not None:
            _write(ics, feed(book.store, book.viewer))
    dated = sum(due.card.revisit is not None for some in found.values() for due in some)
    if ics is not None:
        say(f"{dated} {'day' if dated == 1 else 'days'} written to {str(ics)!r}.")
    if as_json:
        print_document(document(found))
        return
    if not found:
        typer.echo("No card is waiting. A review's card stands here once it names a day or what must be true.")
    for name, some in found.items():
        typer.echo(f"{GROUPS[name]} ({len(some)})")
        for due in some:
            typer.echo(f"  {due.card.revisit or 'no day'!s:<10}  {due.review.account}")
            for label, text in (("when", due.card.reopen_when), ("call", due.card.call), ("not", due.card.avoid)):
                if text:
                    typer.echo(f"              {label}: {text}")


def _write(file: Path, data: bytes) -> None:
    from prompts.errors import LossbookError

    try:
        file.write_bytes(data)
    except OSError as error:
        raise LossbookError(
            f"The calendar file {str(file)!r} cannot be written: {error.strerror or error}; give another place."
        ) from error
