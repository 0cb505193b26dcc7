"""`lossbook review`: notes in, an honest review out, recorded."""

import datetime as dt
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from app.commands.common import day, open_settings, opened, print_document, read_given, say, words

if TYPE_CHECKING:
    from app.reviewing import Reviewed
    from ingest.book import Book
    from ingest.pipeline import Progress
    from ingest.records import Given

EXAMPLES = """Examples:

\b
  lossbook review notes.txt
  lossbook review call.vtt --account "Halden Cold Chain" --rep "Maya Lindqvist" --date 2026-03-31
  pbpaste | lossbook review - --json
  lossbook review notes.txt --engine builtin --no-save
  lossbook review notes.txt --show-request
  lossbook review --batch notes.jsonl --json > reviews.jsonl"""


class EngineName(StrEnum):
    """Which engine reads the notes."""

    auto = "auto"
    builtin = "builtin"
    model = "model"


def add_to(app: typer.Typer) -> None:
    """Add the command."""
    app.command(epilog=EXAMPLES)(review)


def review(
    file: Annotated[
        str | None,
        typer.Argument(metavar="[FILE|-]", help="Notes: .txt .md .docx .eml .vtt .srt; '-' or nothing reads stdin."),
    ] = None,
    account: Annotated[str | None, typer.Option(metavar="NAME", help="The account, if the notes do not say.")] = None,
    rep: Annotated[str | None, typer.Option(metavar="NAME", help="Whose deal it was. Default: LOSSBOOK_REP.")] = None,
    date: Annotated[
        dt.date | None,
        typer.Option(metavar="ISO", parser=day, help="Day of the notes; 'come back in March' is counted from it."),
    ] = None,
    segment: Annotated[
        str | None, typer.Option(metavar="WORDS", help="Industry, region or size of the account; counted by the team.")
    ] = None,
    engine: Annotated[
        EngineName,
        typer.Option(
            help="auto: a model at an endpoint where one is set, else the built-in engine. "
            "model: also the small one on this machine, which takes half a minute."
        ),
    ] = EngineName.auto,
    save: Annotated[bool, typer.Option("--save/--no-save", help="Record the review, or only show it.")] = True,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON document on stdout and nothing else.")] = False,
    batch: Annotated[
        str | None,
        typer.Option(metavar="FILE.jsonl", help='One {"id", "text", ...} a line; writes one JSON document a line.'),
    ] = None,
    show_request: Annotated[
        bool,
        typer.Option("--show-request", help="Only show what would go to a model on another machine; send nothing."),
    ] = False,
) -> None:
    """Read the notes of a deal, say what really decided it, and record that with the words that prove it."""
    from ingest.records import Given

    if batch is not None and file is not None:
        raise typer.BadParameter(f"Give either {file!r} or --batch {batch!r}, not both.")
    if batch is not None and show_request:
        raise typer.BadParameter("--show-request shows one note; leave --batch out.")
    settings = open_settings()
    given = Given(account=words(account), rep=words(rep) or settings.rep, date=date, segment=_segment(segment))
    with opened(settings) as book, _ahead(book):
        if batch is not None:
            from app.commands.batch import run_batch

            run_batch(book, batch, given, engine.value, save)
            return
        note = read_given(file, date)
        if show_request:
            from app.commands.request import show_leaving

            show_leaving(book, note, given, as_json)
            return
        from app.reviewing import review_note

        with _Watching() as watch:
            done = review_note(book, note, given, engine.value, save, on_progress=watch)
        _show(book, done, given, as_json)


def _segment(given: str | None) -> str | None:
    from ingest.records import SEGMENT_LONGEST

    segment = words(given)
    if segment is not None and len(segment) > SEGMENT_LONGEST:
        raise typer.BadParameter(
            f"The segment {segment[:30]!r}... has {len(segment)} characters; keep it to {SEGMENT_LONGEST}."
        )
    return segment


@contextmanager
def _ahead(book: "Book") -> Iterator[None]:
    """Open the embedding model on the other core while the records are opened on this one."""
    from prompts.errors import LossbookError

    embedder = book.embedder

    def warm() -> None:
        with suppress(LossbookError):  # the review itself says so
            embedder.warm()

    thread = threading.Thread(target=warm, daemon=True)
    thread.start()
    try:
        yield
    finally:
        thread.join(10)


def _show(book: "Book", done: "Reviewed", given: "Given", as_json: bool) -> None:
    for notice in done.notices:
        say(notice)
    if as_json:
        from app.document import document

        print_document(document(done.review_id, done.reading, done.similar, done.seconds))
        return
    from app.paper import sheet, show

    show(sheet(done.reading, done.similar, book.playbook.name, _footer(book, done, given), done.pattern))


def _footer(book: "Book", done: "Reviewed", given: "Given") -> list[str]:
    if done.review_id is None:
        return ["Not recorded (--no-save)."]
    from app.calm import in_proportion

    lines = [f"Recorded as {done.review_id}. See it again: lossbook show {done.review_id}"]
    return [*lines, *in_proportion(book.store, book.viewer, given.rep or book.settings.rep)]


class _Watching:
    """One line of progress on stderr while the engines read, only where a person watches."""

    def __init__(self) -> None:
        self._shown = sys.stderr.isatty()

    def __enter__(self) -> "_Watching":
        return self

    def __call__(self, progress: "Progress") -> None:
        if self._shown and progress.step in ("reading", "builtin"):
            sys.stderr.write(f"\r\x1b[K{progress.text}")
            sys.stderr.flush()

    def __exit__(self, *_: object) -> None:
        if self._shown:
            sys.stderr.write("\r\x1b[K")
            sys.stderr.flush()
