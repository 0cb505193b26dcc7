"""`lossbook show`: a recorded review again."""

from typing import Annotated

import typer

from app.commands.common import opened, print_document

EXAMPLES = """Examples:

\b
  lossbook show 01K9XA7Q0V6E3M2T5W8Y1Z4B7C
  lossbook show 01K9XA7Q0V6E3M2T5W8Y1Z4B7C --json"""


def add_to(app: typer.Typer) -> None:
    """Add the command."""
    app.command(epilog=EXAMPLES)(show)


def show(
    review_id: Annotated[str, typer.Argument(metavar="REVIEW_ID", help="As `lossbook review` printed it.")],
    as_json: Annotated[bool, typer.Option("--json", help="The document `lossbook review --json` prints.")] = False,
) -> None:
    """Show a recorded review as it stands, corrections included."""
    with opened() as book:
        stored = book.store.history(book.viewer, review_id)[-1]
        # The account on record, which the rep may have given or corrected, beats the one the notes seem to name.
        diagnosis = stored.diagnosis.model_copy(update={"account": stored.account})
        reading = stored.reading.model_copy(update={"diagnosis": diagnosis})
        from app.similar import similar

        matches = similar(book, book.viewer, reading, exclude=stored.id)
        if as_json:
            from app.document import document

            print_document(document(stored.id, reading, matches, stored.provenance.seconds))
            return
        from app.paper import date, sheet
        from app.paper import show as print_page
        from app.wording import typed_mechanism

        footer = [f"Round {stored.round} with {stored.account}, {stored.rep}, {date(stored.happened)}."]
        if stored.supersedes:
            footer.append("Corrected; the earlier version is kept.")
        footer += [f"Will do: {each.text} ({each.status.replace('_', ' ')})" for each in stored.commitments]
        typed = typed_mechanism(stored, book.playbook)
        print_page(sheet(reading, matches, book.playbook.name, footer, typed=typed))
