"""`lossbook digest`: the week for everybody. Written to a file or to stdout; nothing is sent."""

import datetime as dt
from enum import StrEnum
from typing import Annotated

import typer

from app.commands.common import day, opened, print_document, write

EXAMPLES = """Examples:

\b
  lossbook digest
  lossbook digest --since 2026-11-01 --format eml --output digest.eml
  lossbook digest --format json --output digest.json"""


class Format(StrEnum):
    """What the digest is written as."""

    md = "md"
    eml = "eml"
    json = "json"


def add_to(app: typer.Typer) -> None:
    """Add the command."""
    app.command(epilog=EXAMPLES)(digest)


def digest(
    since: Annotated[
        str | None, typer.Option(metavar="YYYY-MM-DD", help="The first day; a week back when it is not given.")
    ] = None,
    as_format: Annotated[
        Format, typer.Option("--format", help="Markdown, an e-mail file, or a Slack-style webhook's JSON.")
    ] = Format.md,
    output: Annotated[str | None, typer.Option(metavar="FILE", help="Write it there.")] = None,
) -> None:
    """Put the week together from what was shared with the team: lessons, patterns, product gaps. Sends nothing."""
    import json

    from app.team.digest import digest as make
    from app.team.digest import email, markdown, webhook

    begin = day(since) if since else None
    with opened() as book:
        made = make(book.store, dt.date.today(), begin)  # noqa: DTZ011 - the reader's own day
        name = book.playbook.name
    if output is None and as_format is Format.json:
        print_document(webhook(made, name))
        return
    data = {
        Format.md: lambda: markdown(made, name).encode("utf-8", "replace"),
        Format.eml: lambda: email(made, name),
        Format.json: lambda: (json.dumps(webhook(made, name), ensure_ascii=False) + "\n").encode("utf-8", "replace"),
    }[as_format]()
    if output is None:
        typer.echo(data.decode("utf-8", "replace"), nl=False)
    else:
        write(output, data)
