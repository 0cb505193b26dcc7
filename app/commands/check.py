"""`lossbook check`: the notes of an open deal, held against past losses. Nothing is recorded."""

from typing import TYPE_CHECKING, Annotated

import typer

from app.commands.common import opened, print_document, read_given, say, viewer_of, words
from app.commands.review import EngineName

if TYPE_CHECKING:
    from app.checking import Checked
    from ingest.book import Book

EXAMPLES = """Examples:

\b
  lossbook check call.txt
  lossbook check call.vtt --account "Halden Cold Chain" --top 3
  lossbook check notes.md --as "Maya Lindqvist" --other-accounts
  lossbook check notes.md --engine auto
  pbpaste | lossbook check - --json"""


def add_to(app: typer.Typer) -> None:
    """Add the command."""
    app.command(epilog=EXAMPLES)(check)


def check(
    file: Annotated[
        str | None,
        typer.Argument(metavar="[FILE|-]", help="Notes: .txt .md .docx .eml .vtt .srt; '-' or nothing reads stdin."),
    ] = None,
    viewer_name: Annotated[
        str | None, typer.Option("--as", metavar="NAME", help="Compare with what this person may see.")
    ] = None,
    top: Annotated[int, typer.Option(metavar="N", min=1, max=50, help="How many past losses at most.")] = 5,
    account: Annotated[str | None, typer.Option(metavar="NAME", help="The account, if the notes do not say.")] = None,
    other_accounts: Annotated[bool, typer.Option("--other-accounts", help="Leave the account's own past out.")] = False,
    engine: Annotated[
        EngineName,
        typer.Option(help="What compares them; auto: a model at an endpoint, if set, gets the notes."),
    ] = EngineName.builtin,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON document on stdout and nothing else.")] = False,
) -> None:
    """Have we lost like this before? An open deal's notes against past losses, what to ask next. Records nothing."""
    from ingest.records import Given

    with opened() as book:
        viewer = viewer_of(book, viewer_name)
        note = read_given(file, None)
        from app.checking import check as compare
        from app.checking import document

        given = Given(account=words(account))
        done = compare(book, viewer, note, given, top=top, leave_out_account=other_accounts, engine=engine.value)
        book.store.looked(viewer, [each.review_id for each in done.similar], "check")
        if as_json:
            print_document(document(done))
            return
        for notice in done.notices:
            say(notice)
        _print(book, done)


def _print(book: "Book", done: "Checked") -> None:
    from app.checkpage import page
    from app.paper import show

    show(page(done, book.playbook.name))
