"""`lossbook ask`: a question, answered from the records, with its sources."""

from typing import TYPE_CHECKING, Annotated

import typer

from app.commands.common import opened, print_document, say, viewer_of, words

if TYPE_CHECKING:
    from app.asking import Answered

EXAMPLES = """Examples:

\b
  lossbook ask "What happened last time with Halden Cold Chain?"
  lossbook ask "Who decides there?" --account "Halden Cold Chain"
  lossbook ask "How many deals did Tomas lose since March?" --json
  lossbook ask "Have we lost like this before: a questionnaire that sat for weeks?"
  lossbook ask "Why did we lose Pellworth?" --as "Maya Lindqvist" """


def add_to(app: typer.Typer) -> None:
    """Add the command."""
    app.command(epilog=EXAMPLES)(ask)


def ask(
    question: Annotated[str, typer.Argument(metavar='"QUESTION"', help="In plain words.")],
    viewer_name: Annotated[
        str | None, typer.Option("--as", metavar="NAME", help="Answer with what this person may see.")
    ] = None,
    account: Annotated[
        str | None, typer.Option(metavar="NAME", help="The account, if the question does not name it.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON document on stdout and nothing else.")] = False,
) -> None:
    """Ask about an account or the team's deals: who, when, why, how often, and what happened last time."""
    from app.asking import Answered, document, given
    from app.asking import ask as answer
    from ingest.read.encoding import clean

    with opened() as book:
        viewer = viewer_of(book, viewer_name)
        named, asked = words(account), clean(question)
        about = given(book, viewer, named, asked) if named else None
        found = about if isinstance(about, Answered) else answer(book, viewer, asked, about=about)
        book.store.looked(viewer, [each.review_id for each in found.citations], "ask")
        if as_json:
            print_document(document(found))
            return
        for notice in found.notices:
            say(notice)
        _print(found)


def _print(found: "Answered") -> None:
    """The answer, what would fill a gap, and the numbered sources."""
    from rich.console import Group, RenderableType
    from rich.padding import Padding
    from rich.text import Text

    from app.paper import date, plain, show

    parts: list[RenderableType] = []
    for part in found.answer.split("\n\n"):
        parts += [Text(plain(part)), Text()]
    if found.gap:
        parts += [Text(plain(found.gap)), Text()]
    if found.model_did:
        parts += [Text(found.model_did, style="dim"), Text()]
    if found.citations:
        parts.append(Text("Sources", style="bold"))
    for each in found.citations:
        head = f"[{each.n}] {each.account}, {date(each.date)}  {each.review_id}"
        parts.append(Text(plain(head), style="dim"))
        if each.quote:
            parts.append(Padding(Text(plain(each.quote)), (0, 0, 0, 4)))
    show(Group(*parts))
