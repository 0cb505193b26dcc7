"""`lossbook rebuild-index`, `backup` and `restore`: keeping the records, and the copies made from them."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from app.commands.common import open_settings, opened, say

if TYPE_CHECKING:
    from ingest.book import Book


def add_to(app: typer.Typer) -> None:
    """Add the commands."""
    app.command("rebuild-index", epilog="Example:\n\n\b\n  lossbook rebuild-index")(rebuild_index)
    app.command(epilog="Example:\n\n\b\n  lossbook backup lossbook-2026-11-22.db")(backup)
    app.command(epilog="Example:\n\n\b\n  lossbook restore lossbook-2026-11-22.db")(restore)


def rebuild_index() -> None:
    """Build the search index anew from the records. Nothing is lost: the index is only a copy."""
    from ingest.index.owner import OwnerLock
    from prompts.errors import HomeBusy

    settings = open_settings()
    with opened(settings) as book:
        book.store.forget_generation()
        try:
            with OwnerLock(settings.home):
                name = _build(book)
        except HomeBusy:
            say("The running app builds the index anew now; searches are exact meanwhile.")
            return
        typer.echo(f"The index is built: {name}, {book.store.count_vectors()} lines.")


def backup(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A new file; an existing one is not overwritten.")],
) -> None:
    """Copy all records to one file, while the app runs or not."""
    with opened() as book:
        book.store.backup(file)
        count = book.store.count(book.viewer)
    typer.echo(f"{count} reviews are in {file}. Keep it as safe as the records: it holds every note.")


def restore(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A file that `lossbook backup` wrote.")],
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
) -> None:
    """Put a backup in place of the records. What was erased since stays erased; the records it replaces are kept."""
    from ingest.index.owner import OwnerLock
    from ingest.store import restore as put_back

    settings = open_settings()
    if not yes:
        typer.confirm(f"Replace the records in {settings.home} with {file}?", abort=True, err=True)
    with OwnerLock(settings.home):
        done = put_back(settings.sql_url, file, home_is_held=False)
    typer.echo(f"{done.reviews} reviews are back.")
    if done.erased_again:
        typer.echo(f"{done.erased_again} reviews were erased since that backup and stay erased.")
    if done.kept_old:
        typer.echo(f"The records before it are kept in {done.kept_old}.")


def _build(book: "Book") -> str:
    """A new generation, built by this process, which holds the home."""
    index, indexer = book.make_index()
    try:
        while indexer.step():
            pass
        return index.generation or ""
    finally:
        indexer.stop()
