"""`lossbook mcp`: the tools an assistant calls."""

from typing import Annotated

import typer

from app.commands.common import opened, viewer_of

EXAMPLES = """Examples:

\b
  lossbook mcp
  lossbook mcp --as "Maya Lindqvist"

\b
In the assistant's settings:
  {"mcpServers": {"lossbook": {"command": "/path/to/.venv/bin/lossbook", "args": ["mcp"]}}}"""


def add_to(app: typer.Typer) -> None:
    """Add the command."""
    app.command(epilog=EXAMPLES)(mcp)


def mcp(
    viewer: Annotated[
        str | None,
        typer.Option("--as", metavar="NAME", help="Answer as this rep: their own records and what the team shares."),
    ] = None,
) -> None:
    """Serve Lossbook's tools to an assistant, over stdin and stdout (Model Context Protocol)."""
    from app.assistant import server

    with opened() as book:
        _ = book.store  # a home that cannot be read is told here, not at the first question
        server(book, viewer_of(book, viewer)).run()
