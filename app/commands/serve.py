"""`lossbook serve`: the app in a browser, on this machine only."""

from typing import Annotated

import typer

from app.commands.common import open_settings, say

EXAMPLES = """Examples:

\b
  lossbook serve
  lossbook serve --port 8600 --no-browser"""


def add_to(app: typer.Typer) -> None:
    """Add the command."""
    app.command(epilog=EXAMPLES)(serve)


def serve(
    port: Annotated[
        int | None, typer.Option(min=1, max=65535, help="Port on 127.0.0.1. Default: LOSSBOOK_PORT or 8501.")
    ] = None,
    browser: Annotated[bool, typer.Option("--browser/--no-browser", help="Open a browser window.")] = True,
) -> None:
    """Start the app and open it. One process serves a home; a second one is refused."""
    from app.serving import serve as run

    settings = open_settings(port=port)
    run(settings, settings.port, browser, say)
