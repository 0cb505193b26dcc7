"""`lossbook kit`: the five-minute story of one deal, for the whole company. Its rep agrees first."""

from enum import StrEnum
from typing import Annotated

import typer

from app.commands.common import opened, say, viewer_of, write

EXAMPLES = """Examples:

\b
  lossbook kit 01K9XA7Q0V6E3M2T5W8Y1Z4B7C --agree
  lossbook kit 01K9XA7Q0V6E3M2T5W8Y1Z4B7C --agree --names --as "Maya Lindqvist"
  lossbook kit 01K9XA7Q0V6E3M2T5W8Y1Z4B7C --format md
  lossbook kit 01K9XA7Q0V6E3M2T5W8Y1Z4B7C --take-back"""


class Format(StrEnum):
    """What the story is written as."""

    pptx = "pptx"
    md = "md"


def add_to(app: typer.Typer) -> None:
    """Add the command."""
    app.command(epilog=EXAMPLES)(kit)


def kit(
    review_id: Annotated[str, typer.Argument(metavar="REVIEW", help="As `lossbook review` printed it.")],
    as_format: Annotated[Format, typer.Option("--format", help="PowerPoint, or Markdown.")] = Format.pptx,
    output: Annotated[
        str | None, typer.Option(metavar="FILE", help="Write it there. PowerPoint gets a name of its own without this.")
    ] = None,
    agree: Annotated[bool, typer.Option("--agree", help="The rep agrees that it is told; kept on record.")] = False,
    names: Annotated[
        bool, typer.Option("--names", help="With --agree: names may stay. Without it they are replaced.")
    ] = False,
    take_back: Annotated[bool, typer.Option("--take-back", help="The rep agrees no longer; nothing is made.")] = False,
    viewer_name: Annotated[str | None, typer.Option("--as", metavar="NAME", help="Act as this person.")] = None,
) -> None:
    """Make the story of a loss or a great win: intended, happened, why, next, three quotes, one ask. Names replaced."""
    from app.team.kit import kit as make
    from app.team.kit_markdown import FOOT, kit_markdown
    from app.team.kit_pptx import kit_pptx

    if (names and not agree) or (take_back and agree):
        raise typer.BadParameter("--names goes with --agree, and --take-back alone.")
    with opened() as book:
        viewer = viewer_of(book, viewer_name)
        if take_back:
            book.store.take_consent_back(viewer, review_id)
            say("Taken back. No kit is made of this review from now on; files made before are yours to delete.")
            return
        if agree:
            book.store.give_consent(viewer, review_id, names=names)
        made = make(book.store, viewer, review_id, book.playbook.name)
        book.store.looked(viewer, [made.review_id], "team")
    if as_format is Format.md and output is None:
        typer.echo(kit_markdown(made), nl=False)
        return
    data = kit_markdown(made).encode("utf-8", "replace") if as_format is Format.md else kit_pptx(made)
    write(output or f"kit {made.review_id}.pptx", data)
    say(FOOT[made.names])
