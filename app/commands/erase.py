"""`lossbook erase`: take an account, a person or one review out for good."""

from typing import Annotated

import typer

from app.commands.common import opened, words

EXAMPLES = """Examples:

\b
  lossbook erase --account "Halden Cold Chain"
  lossbook erase --rep "Maya Lindqvist" --yes
  lossbook erase --review 01K9XA7Q0V6E3M2T5W8Y1Z4B7C"""


def add_to(app: typer.Typer) -> None:
    """Add the command."""
    app.command(epilog=EXAMPLES)(erase)


def erase(
    account: Annotated[str | None, typer.Option(metavar="NAME", help="Everything about this account.")] = None,
    rep: Annotated[str | None, typer.Option(metavar="NAME", help="Everything this rep recorded.")] = None,
    review: Annotated[str | None, typer.Option(metavar="ID", help="One review, all versions of it.")] = None,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
) -> None:
    """Erase notes, reviews, vectors, jobs and drafts. A restored backup does not bring them back."""
    given = [(what, value) for what, value in (("account", account), ("rep", rep), ("review", review)) if value]
    name = words(given[0][1]) if len(given) == 1 else None
    if name is None:
        raise typer.BadParameter("Give one of --account NAME, --rep NAME or --review ID.")
    what = given[0][0]
    whose = f"the {what} {name!r}"
    with opened() as book:
        if not yes:
            typer.confirm(f"Erase everything about {whose}? This cannot be undone.", abort=True, err=True)
        store = book.store
        take_out = {"account": store.erase_account, "rep": store.erase_rep, "review": store.erase_review}[what]
        gone = take_out(book.viewer, name)
    typer.echo(f"Erased {gone.reviews} reviews of {whose} ({gone.passages} lines).")
    if not gone.scrubbed:
        typer.echo("Another process has the database open; the last traces on disk go when it closes.")
