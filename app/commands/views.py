"""`lossbook views`: who looked at whose records."""

from typing import Annotated

import typer

from app.commands.common import opened, print_document, viewer_of

EXAMPLES = """Examples:

\b
  lossbook views
  lossbook views --as "Maya Lindqvist" --json"""


def add_to(app: typer.Typer) -> None:
    """Add the command."""
    app.command(epilog=EXAMPLES)(views)


def views(
    as_: Annotated[
        str | None, typer.Option("--as", metavar="NAME", help="Only of this rep's records. Default: of everybody's.")
    ] = None,
    limit: Annotated[int, typer.Option(min=1, max=10_000, help="At most so many, the latest first.")] = 200,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON document on stdout and nothing else.")] = False,
) -> None:
    """Who looked at somebody else's record, and when. What the laptop's one user looks at is not written down."""
    with opened() as book:
        found = book.store.views(viewer_of(book, as_), limit)
    if as_json:
        rows = [
            {
                "viewer": each.viewer,
                "review_id": each.review_id,
                "account": each.account,
                "place": each.place,
                "at": each.at.isoformat(),
            }
            for each in found
        ]
        print_document(rows)
        return
    if not found:
        typer.echo("Nobody has looked at a record that is not theirs.")
    for each in found:
        when = f"{each.at.astimezone():%Y-%m-%d %H:%M}"
        typer.echo(f"{when}  {each.viewer}  {each.account}  ({each.place})  {each.review_id}")
