"""python -m eval bench [--smoke] | samples."""

import tempfile
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

app = typer.Typer(no_args_is_help=True, add_completion=False, help=__doc__, pretty_exceptions_enable=False)


@app.command()
def bench(
    smoke: Annotated[
        bool, typer.Option("--smoke", help="Few repetitions, no language model: does it run at all?")
    ] = False,
    model: Annotated[
        bool, typer.Option("--model/--no-model", help="Time the embedded language model, if it is there.")
    ] = True,
) -> None:
    """Time what the product promises, each figure with n and spread, and say which promises were kept."""
    from eval.bench import run

    raise typer.Exit(run(Console(), smoke=smoke, with_model=model and not smoke))


@app.command()
def samples() -> None:
    """Score the built-in engine on the sample notes."""
    from eval.samples import run
    from ingest.book import Book
    from ingest.settings import Settings

    with tempfile.TemporaryDirectory() as home:
        (Path(home) / "models").symlink_to(Settings().models)
        run(Book(Settings(home=Path(home), model="none")), Console())


if __name__ == "__main__":
    app()
