"""`lossbook doctor`: is everything in its place, and what to do where it is not."""

from typing import Annotated

import typer

from app.commands.common import open_settings, print_document

EXAMPLES = """Examples:

\b
  lossbook doctor
  lossbook doctor --json
  lossbook doctor --no-probe"""


def add_to(app: typer.Typer) -> None:
    """Add the command."""
    app.command(epilog=EXAMPLES)(doctor)


def doctor(
    as_json: Annotated[bool, typer.Option("--json", help="One JSON document on stdout and nothing else.")] = False,
    probe: Annotated[bool, typer.Option("--probe/--no-probe", help="Ask the model endpoint if it answers.")] = True,
) -> None:
    """Check home, database, embedder, model, index and disk. Exit status 1 when something must be mended."""
    from app.checks import run_checks
    from ingest import version

    settings = open_settings()
    checks = []
    for check in run_checks(settings, probe):
        checks.append(check)
        if not as_json:
            typer.echo(f"{check.state:<5} {check.name:<9} {' '.join(check.text.split())}")
            if check.next:
                typer.echo(f"{'':<16}{check.next}")
    failed = any(check.state == "fail" for check in checks)
    if as_json:
        rows = [check.as_json() for check in checks]
        print_document({"ok": not failed, "version": version(), "home": str(settings.home), "checks": rows})
    if failed:
        raise typer.Exit(1)
