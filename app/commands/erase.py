"""`lossbook erase`: take an account or a person out for good."""

from typing import Annotated

import typer

from app.commands.common import opened, words

EXAMPLES = """Examples:

\b
  lossbook erase --account "Halden Cold Chain"
  lossbook erase --rep "Maya Lindqvist" --yes"""


def add_to(app: typer.Typer) -> None:
    """Add the command."""
    app.command(epilog=EXAMPLES)(erase)


def erase(
    account: Annotated[str | None, typer.Option(metavar="NAME", help="Everything about this account.")] = None,
    rep: Annotated[str | None, typer.Option(metavar="NAME", help="Everything this rep recorded.")] = None,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
) -> None:
    """Erase notes, reviews, vectors, jobs and drafts. A restored backup does not bring them back."""
    name = words(account) or words(rep)
    if (account is None) == (rep is None) or name is None:
        raise typer.BadParameter("Give either --account NAME or --rep NAME.")
    whose = f"the account {name!r}" if account is not None else f"the rep {name!r}"
    with opened() as book:
        if not yes:
            typer.confirm(f"Erase everything about {whose}? This cannot be undone.", abort=True, err=True)
        take_out = book.store.erase_account if account is not None else book.store.erase_rep
        gone = take_out(book.viewer, name)
    typer.echo(f"Erased {gone.reviews} reviews of {whose} ({gone.passages} lines).")
    if not gone.scrubbed:
        typer.echo("Another process has the database open; the last traces on disk go when it closes.")
