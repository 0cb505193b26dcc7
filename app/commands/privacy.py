"""`lossbook forget`, `takeout` and `retention`: what is kept about people, and for how long."""

import datetime as dt
import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from app.commands.common import open_settings, opened, print_document, say, viewer_of, words, write

if TYPE_CHECKING:
    from app.retention import Due

FORGET = """Examples:

\b
  lossbook forget --person "Orlaith Vexley"
  lossbook forget --account "Halden Cold Chain" --yes --output halden-erased
  lossbook forget --person "Maya Lindqvist" --as "Ada Admin" --json

\b
Nothing of it is kept in Lossbook, the certificate neither: it goes to FILE.md and FILE.json."""
TAKEOUT = """Examples:

\b
  lossbook takeout --person "Maya Lindqvist" --output maya.zip
  lossbook takeout --person "Orlaith Vexley" --output orlaith.zip"""
RETENTION = """Examples:

\b
  lossbook retention --months 24
  lossbook retention --months 24 --yes
  lossbook retention --json

\b
Without --yes nothing is removed. LOSSBOOK_KEEP_MONTHS sets the period; without it everything is kept."""
_TOLD = 30
As = Annotated[str | None, typer.Option("--as", metavar="NAME", help="As this person, who may do less than you.")]
AsJson = Annotated[bool, typer.Option("--json", help="One JSON document on stdout and nothing else.")]


def add_to(app: typer.Typer) -> None:
    """Add the commands."""
    app.command(epilog=FORGET)(forget)
    app.command(epilog=TAKEOUT)(takeout)
    app.command(epilog=RETENTION)(retention)


def forget(
    person: Annotated[
        str | None,
        typer.Option(metavar="NAME", help="A rep, or somebody named in notes: records and name."),
    ] = None,
    account: Annotated[
        str | None, typer.Option(metavar="NAME", help="A customer: all its reviews, and its name in other notes.")
    ] = None,
    output: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Write the certificate to FILE.md and FILE.json.")
    ] = None,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
    viewer_name: As = None,
    as_json: AsJson = False,
) -> None:
    """Erase a person or an account everywhere, look whether anything is left, and give a certificate.

    Unlike `erase`, it also makes the name unreadable in notes about others; they stay as long as they were.
    """
    name = words(person) or words(account)
    if (person is None) == (account is None) or name is None:
        raise typer.BadParameter("Give either --person NAME or --account NAME.")
    from app.forgetting import forget as do
    from app.forgetting import page

    with opened() as book:
        if not yes:
            found = book.store.names_left([name])
            rows = sum(found.values())
            asked = f"Erase {name!r} everywhere? The name stands in {rows} rows now. This cannot be undone."
            typer.confirm(asked, abort=True, err=True)
        done = do(book, viewer_of(book, viewer_name), "person" if person is not None else "account", name)
    document, text = done.document, page(done)
    if output is not None:
        base = output.with_suffix("") if output.suffix in (".md", ".json") else output
        write(f"{base}.md", text.encode())
        write(f"{base}.json", (json.dumps(document, ensure_ascii=False, indent=1) + "\n").encode())
    if as_json:
        print_document(document)
    elif output is None:
        typer.echo(text, nl=False)
    if not done.complete:
        say("Something is left: the certificate says what, and why.")
        raise typer.Exit(1)


def takeout(
    person: Annotated[str, typer.Option(metavar="NAME", help="A rep, or somebody named in notes.")],
    output: Annotated[Path, typer.Option(metavar="FILE.zip", help="A new file; an existing one is not overwritten.")],
    viewer_name: As = None,
) -> None:
    """Everything the records hold about one person, as JSON and as Markdown, in one zip file."""
    name = words(person)
    if name is None:
        raise typer.BadParameter("Give the person's name.")
    if output.exists():
        raise typer.BadParameter(f"{str(output)!r} is there already; give another name.")
    from app.personal import archive

    with opened() as book:
        about = book.store.about_person(viewer_of(book, viewer_name), name)
    write(str(output), archive(about, dt.datetime.now(dt.UTC)))
    reviews, lines = len(about.tables.get("reviews", [])), len(about.mentions)
    typer.echo(f"{reviews} of their reviews, {lines} lines of others that name them. Hand it to nobody but {name}.")


def retention(
    months: Annotated[
        int | None, typer.Option(min=1, max=1200, metavar="N", help="Months after a deal closed. Default: the setting.")
    ] = None,
    yes: Annotated[bool, typer.Option("--yes", help="Remove what is listed.")] = False,
    as_json: AsJson = False,
) -> None:
    """List reviews whose deals closed too long ago, and remove them with --yes."""
    from app.retention import KEPT, due, remove

    settings = open_settings()
    period = months or settings.keep_months
    if period is None:
        if as_json:
            print_document({"months": None, "due": 0})
        else:
            typer.echo("Everything is kept: no period is set. Give --months N, or set LOSSBOOK_KEEP_MONTHS.")
        return
    with opened(settings) as book:
        found = due(book, book.viewer, period, dt.datetime.now().astimezone().date())
        removed, file = remove(book, book.viewer, found) if yes and found.rows else (None, None)
    if as_json:
        print_document(
            {
                "months": period,
                "before": found.before.isoformat(),
                "due": len(found.rows),
                "removed": removed.reviews if removed else 0,
                "counts": found.counts,
            }
        )
        return
    _list(found, period, removed is not None)
    if removed is not None:
        typer.echo(f"Removed {removed.reviews}. {KEPT} They are in {file}.")
        if not removed.scrubbed:
            typer.echo("Another process has the database open; the last traces on disk go when it closes.")


def _list(found: "Due", months: int, removed: bool) -> None:
    if not found.rows:
        typer.echo(f"Nothing is older than {months} months (deals closed before {found.before}).")
        return
    for row in found.rows[:_TOLD]:
        typer.echo(f"  {row.happened}  {row.account}, {row.rep}, {row.outcome}")
    if len(found.rows) > _TOLD:
        typer.echo(f"  and {len(found.rows) - _TOLD} more")
    typer.echo(f"{len(found.rows)} reviews of deals closed before {found.before}.")
    if not removed:
        typer.echo("Nothing was removed. To remove them for good, with notes and vectors: the same with --yes.")
