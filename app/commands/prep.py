"""`lossbook prep`: the 1:1 pack for a rep and a time. No message goes to anybody."""

import sys
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from app.commands.common import day, opened, print_document, say, viewer_of, words, write
from app.commands.review import EngineName

if TYPE_CHECKING:
    from app.prep import Pack
    from ingest.book import Book

EXAMPLES = """Examples:

\b
  lossbook prep --rep "Maya Lindqvist"
  lossbook prep --rep "Maya Lindqvist" --since 2026-01-01 --as "Ines Rault"
  lossbook prep --rep "Maya Lindqvist" --format docx --output maya.docx
  lossbook prep --rep "Maya Lindqvist" --engine builtin
  lossbook prep --rep "Maya Lindqvist" --format json"""


class Format(StrEnum):
    """What the pack is written as."""

    md = "md"
    docx = "docx"
    json = "json"


def add_to(app: typer.Typer) -> None:
    """Add the command."""
    app.command(epilog=EXAMPLES)(prep)


def prep(
    rep: Annotated[str, typer.Option(metavar="NAME", help="Whose deals.")],
    since: Annotated[
        str | None, typer.Option(metavar="YYYY-MM-DD", help="The first day; 90 days back when it is not given.")
    ] = None,
    viewer_name: Annotated[
        str | None, typer.Option("--as", metavar="NAME", help="Prepare it with what this person may see.")
    ] = None,
    engine: Annotated[
        EngineName,
        typer.Option(
            help="Whose words. auto: a model at an endpoint where one is set, each sentence checked against its quote, "
            "else the built-in engine. model: also the small one on this machine, which takes minutes."
        ),
    ] = EngineName.auto,
    as_format: Annotated[Format, typer.Option("--format", help="Markdown, Word or JSON.")] = Format.md,
    output: Annotated[
        str | None, typer.Option(metavar="FILE", help="Write it there. Word gets a name of its own without this.")
    ] = None,
) -> None:
    """Prepare a 1:1: commitment, own words, deals, a pattern, what works, questions. For coaching, not ratings."""
    from app.prep import document, markdown, prepare, word

    begin = day(since) if since else None
    with opened() as book:
        pack = _worded(book, prepare(book, viewer_of(book, viewer_name), words(rep) or rep, begin), engine)
    if as_format is Format.docx:
        write(output or f"1-1 {_file_name(pack.rep)} {pack.until}.docx", word(pack))
    elif as_format is Format.json and output is None:
        print_document(document(pack))
    elif as_format is Format.json:
        import json

        write(output or "", (json.dumps(document(pack), ensure_ascii=False) + "\n").encode("utf-8", "replace"))
    elif output is None:
        typer.echo(markdown(pack), nl=False)
    else:
        write(output, markdown(pack).encode("utf-8", "replace"))


def _worded(book: "Book", pack: "Pack", engine: EngineName) -> "Pack":
    """In a model's words where there is one; what became of it is said on stderr."""
    from app.prep import in_better_words

    model = book.model_for(engine.value)
    if model is None:
        return pack
    if sys.stderr.isatty():
        say(f"{model.name} is wording it.")
    better, notice = in_better_words(book, pack, model)
    say(notice)
    return better


def _file_name(name: str) -> str:
    return "".join(c if c.isalnum() else "-" for c in name).strip("-") or "rep"
