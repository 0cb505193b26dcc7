"""`lossbook corrections`: does the engine agree by now with what people corrected?"""

from typing import Annotated

import typer

from app.commands.common import opened, print_document, say, viewer_of, write

EXAMPLES = """Examples:

\b
  lossbook corrections
  lossbook corrections --output mine/cases.jsonl
  lossbook corrections --json"""


def add_to(app: typer.Typer) -> None:
    """Add the command."""
    app.command(epilog=EXAMPLES)(corrections)


def corrections(
    output: Annotated[
        str | None, typer.Option(metavar="FILE", help="Write the corrected notes as labelled cases (JSON Lines).")
    ] = None,
    viewer_name: Annotated[str | None, typer.Option("--as", metavar="NAME", help="Only this person's own.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON document on stdout and nothing else.")] = False,
) -> None:
    """Read every corrected note again and say how often the built-in engine now agrees with the person.

    Worth a look after a page of the playbook was edited. The cases hold the notes' text: keep them as you keep those.
    """
    from dataclasses import asdict

    from app.corrections import agreement, cases, told

    with opened() as book:
        viewer = viewer_of(book, viewer_name)
        if output is not None:
            write(output, cases(book.store, viewer).encode("utf-8", "replace"))
        found = agreement(book, viewer, lambda n: None if n % 50 else say(f"{n} notes read."))
    if as_json:
        print_document(asdict(found))
        return
    typer.echo(told(found))
    if found.n and output:
        say("`python -m eval diagnosis --cases FOLDER` scores them in full, in a checkout of Lossbook.")
