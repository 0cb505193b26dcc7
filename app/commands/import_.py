"""`lossbook import`: the past comes in, from files and folders."""

import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from app.commands.common import open_settings, opened, print_document, say, words

if TYPE_CHECKING:
    from ingest.importing.run import Imported, Progress

EXAMPLES = """Examples:

\b
  lossbook import notes.jsonl
  lossbook import salesforce-report.csv --rep "Maya Lindqvist"
  lossbook import calls/ hubspot-deals.csv --json
  lossbook import deals.csv --map text=Comments --map account=Client --day-first
  lossbook import deals.csv --dry-run --rejects to-mend.csv

\b
A line of .jsonl is {"text": ...} with whatever is known: account, rep, date, id, stated_cause, outcome,
amount, currency, stage, closed, segment. Days are written 2026-03-31.

\b
Reads .jsonl, CSV exports of Salesforce, HubSpot, Pipedrive, Close and Dynamics 365, any other CSV with
--map, .vtt .srt .txt .md .docx .eml, and .json calls of Gong, Fireflies, Fathom and Momentum. Stop it
whenever you like: run it again and it goes on; what is on record is not kept twice."""
_TOLD = 20


def add_to(app: typer.Typer) -> None:
    """Add the command."""
    app.command("import", epilog=EXAMPLES)(import_)


def import_(
    paths: Annotated[list[Path], typer.Argument(metavar="PATH...", help="Files and folders.")],
    rep: Annotated[
        str | None, typer.Option(metavar="NAME", help="Whose deals they are, where a row does not say.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON document on stdout and nothing else.")] = False,
    mapped: Annotated[
        list[str] | None,
        typer.Option("--map", metavar="FIELD=COLUMN", help="Which column of a CSV is which; may be given often."),
    ] = None,
    day_first: Annotated[
        bool, typer.Option("--day-first", help="03/04/2026 is the third of April. Default: as the rows show.")
    ] = False,
    month_first: Annotated[bool, typer.Option("--month-first", help="03/04/2026 is the fourth of March.")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would come in; record nothing.")] = False,
    rejects: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Where rows go that could not be kept, to be mended.")
    ] = None,
) -> None:
    """Bring in past deals: their notes are read, and what the CRM said is kept beside what is found."""
    from ingest.importing.run import Wanted, run

    if day_first and month_first:
        raise typer.BadParameter("--day-first and --month-first say opposite things; give one of them.")
    first = day_first if day_first or month_first else None
    wanted = Wanted(rep=words(rep), changes=_changes(mapped or []), day_first=first, dry_run=dry_run, rejects=rejects)
    with opened(open_settings()) as book, _Shown() as shown:
        try:
            done = run(book, book.viewer, paths, wanted, shown)
        except KeyboardInterrupt:
            shown.clear()
            say(f"Stopped; {shown.kept} kept in this run. Run it again to go on.")
            raise typer.Exit(130) from None
    _print(done, as_json, dry_run)
    if not done.kept and not done.unchanged and done.rejected_count:
        raise typer.Exit(1)


def _print(done: "Imported", as_json: bool, dry_run: bool) -> None:
    for notice in done.notices:
        say(notice)
    if as_json:
        print_document(
            {
                "read": done.read,
                "kept": 0 if dry_run else done.kept,
                "unchanged": done.unchanged,
                "rejected": [{"where": each.where, "why": each.why} for each in done.rejected],
                "seconds": done.seconds,
            }
        )
    else:
        kept = f"{done.kept} would be kept" if dry_run else f"{done.kept} kept"
        typer.echo(f"{done.read} read, {kept}, {done.unchanged} unchanged, {done.rejected_count} rejected.")
        for each in done.rejected[:_TOLD]:
            typer.echo(f"  {each.where}: {each.why}")
        if done.rejected_count > _TOLD:
            typer.echo(f"  and {done.rejected_count - _TOLD} more.")
    for file in done.rejects_files:
        if file == done.rejects_list:
            say(f"Whole files that were rejected are listed in {file}; mend each where it is and import it again.")
        else:
            say(f"Rows that were rejected are in {file}; mend them there and import that file.")


def _changes(mapped: list[str]) -> dict[str, list[str]]:
    changes: dict[str, list[str]] = {}
    for each in mapped:
        name, sign, column = each.partition("=")
        if not sign or not column.strip():
            raise typer.BadParameter(f"--map {each!r}: write it as FIELD=COLUMN, for instance text=Comments.")
        changes.setdefault(name.strip().lower(), []).append(column.strip())
    from ingest.importing.columns import FIELDS

    for name in changes:
        if name not in FIELDS:
            raise typer.BadParameter(f"--map {name}: the fields are {', '.join(FIELDS)}.")
    return changes


class _Shown:
    """How far it is, on stderr: one line that changes for a person, one line in ten seconds for a log."""

    def __init__(self) -> None:
        self._live = sys.stderr.isatty()
        self._said = time.monotonic()
        self.kept = 0

    def __enter__(self) -> "_Shown":
        return self

    def __call__(self, progress: "Progress") -> None:
        from app.importing import how_far

        self.kept = progress.kept
        if self._live:
            sys.stderr.write(f"\r\x1b[K{how_far(progress)}"[:180])
            sys.stderr.flush()
        elif time.monotonic() - self._said >= 10:
            self._said = time.monotonic()
            print(how_far(progress), file=sys.stderr, flush=True)

    def clear(self) -> None:
        """Take the line away again."""
        if self._live:
            sys.stderr.write("\r\x1b[K")
            sys.stderr.flush()

    def __exit__(self, *_: object) -> None:
        self.clear()
