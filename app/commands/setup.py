"""`lossbook setup`: what a fresh machine needs before the first review."""

import typer

from app.commands.common import open_settings, say

EXAMPLES = """Example:

\b
  lossbook setup"""


def add_to(app: typer.Typer) -> None:
    """Add the command."""
    app.command(epilog=EXAMPLES)(setup)


def setup() -> None:
    """Put the embedding model in place (23 MB), make the records, warm the caches. Running it again does no harm."""
    from app.commands.progress import Bar
    from app.setup import prepare

    settings = open_settings()
    with Bar() as bar:
        prepare(settings, bar)
    say(f"Ready. Everything is in {settings.home}. Start the app: lossbook serve")
