"""`lossbook share`: who may see a review."""

from enum import StrEnum
from typing import Annotated

import typer

from app.commands.common import opened

EXAMPLES = """Examples:

\b
  lossbook share 01K9XA7Q0V6E3M2T5W8Y1Z4B7C team
  lossbook share 01K9XA7Q0V6E3M2T5W8Y1Z4B7C private"""

SAID = {
    "private": "Only the rep sees it now.",
    "manager": "The rep and their manager of record see it.",
    "team": "Everybody here sees it.",
}


class With(StrEnum):
    """Who may see it beside the rep."""

    private = "private"
    manager = "manager"
    team = "team"


def add_to(app: typer.Typer) -> None:
    """Add the command."""
    app.command(epilog=EXAMPLES)(share)


def share(
    review_id: Annotated[str, typer.Argument(metavar="REVIEW_ID", help="As `lossbook review` printed it.")],
    shared: Annotated[With, typer.Argument(metavar="private|manager|team", help="Who may see it beside the rep.")],
) -> None:
    """Share a review, or take the sharing back. Taking it back also takes it out of kits and other people's packs."""
    with opened() as book:
        before = book.store.review(book.viewer, review_id)
        book.store.share(book.viewer, review_id, shared.value)
        known = book.store.person(book.viewer, before.rep)
    typer.echo(f"{before.account}, round {before.round}, {before.rep}: {SAID[shared.value]}")
    if shared == With.manager and (known is None or known.manager is None):
        typer.echo(f"{before.rep} has no manager of record yet: lossbook people set {before.rep!r} --manager NAME")
