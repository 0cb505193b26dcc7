"""`lossbook model`: the embedded language model's file."""

from typing import Annotated

import typer

from app.commands.common import open_settings, print_document, say

EXAMPLES = """Examples:

\b
  lossbook model pull
  lossbook model status --json
  lossbook model remove --yes"""


def add_to(app: typer.Typer) -> None:
    """Add the commands."""
    group = typer.Typer(
        no_args_is_help=True,
        rich_markup_mode=None,
        epilog=EXAMPLES,
        help="The language model that runs on this machine: fetch it, see it, remove it.",
    )
    group.command(epilog="Example:\n\n\b\n  lossbook model pull")(pull)
    group.command(epilog="Examples:\n\n\b\n  lossbook model status\n  lossbook model status --json")(status)
    group.command(epilog="Example:\n\n\b\n  lossbook model remove --yes")(remove)
    app.add_typer(group, name="model")


def pull() -> None:
    """Fetch the model (1.1 GB). It goes on where it stopped, and only the right sha256 is kept."""
    from app.commands.progress import Bar
    from prompts.download import QWEN
    from prompts.download import pull as fetch

    settings = open_settings()
    with Bar() as bar:
        file = fetch(QWEN, settings.models, on_progress=lambda done, total: bar(f"Fetching {QWEN.name}", done, total))
    typer.echo(f"{QWEN.name} is ready: {file}")


def status(
    as_json: Annotated[bool, typer.Option("--json", help="One JSON document on stdout and nothing else.")] = False,
) -> None:
    """Which model reads the notes, and where they go."""
    from app.download import Downloads
    from prompts.modelfile import QWEN

    settings = open_settings()
    state = Downloads(settings.models).state()
    engine, host = _in_force(state.state == "done")
    if as_json:
        print_document(
            {
                "engine": engine,
                "host": host,
                "file": str(settings.models / QWEN.filename),
                "state": state.state,
                "bytes": state.done,
                "size": QWEN.size,
            }
        )
        return
    typer.echo(f"Notes are read by {engine}" + (f", at {host}." if host else "; they stay on this machine."))
    if state.state == "done":
        typer.echo(f"{QWEN.name} is here ({QWEN.size / 1e9:.1f} GB).")
    elif state.done:
        typer.echo(f"{QWEN.name}: {state.done / 1e6:.0f} of {QWEN.size / 1e6:.0f} MB here. Go on: lossbook model pull")
    else:
        typer.echo(f"{QWEN.name} is not here. Fetch it: lossbook model pull")


def remove(
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
) -> None:
    """Delete the model's file and what is left of an unfinished download. The built-in engine reads on."""
    from app.download import Downloads
    from prompts.modelfile import QWEN

    settings = open_settings()
    downloads = Downloads(settings.models)
    files = downloads.files()
    if not files:
        typer.echo(f"{QWEN.name} is not here; nothing was removed.")
        return
    size = sum(file.stat().st_size for file in files) / 1e6
    if not yes:
        typer.confirm(f"Remove {QWEN.name} ({size:.0f} MB)?", abort=True, err=True)
    downloads.remove()
    say(f"Removed {size:.0f} MB.")


def _in_force(embedded: bool) -> tuple[str, str | None]:
    """Which engine, and the host the notes go to when they leave this machine."""
    from prompts.model import host_of

    settings = open_settings()
    if settings.model == "none":
        return "the built-in engine", None
    if settings.model.startswith("scripted:"):
        return "a script", None
    if settings.chat_model:
        return settings.chat_model, host_of(settings.openai_base_url or "https://api.openai.com/v1")
    return ("the embedded language model" if embedded else "the built-in engine"), None
