"""How right and how fast Lossbook is, measured."""

import os
import sys
import tempfile
from pathlib import Path
from typing import Annotated, Literal

import typer
from rich.console import Console

app = typer.Typer(no_args_is_help=True, add_completion=False, help=__doc__, pretty_exceptions_enable=False)
Smoke = Annotated[bool, typer.Option("--smoke", help="A small run: does it work at all? Promises are not judged.")]


def _console() -> Console:
    """Wide where nobody's window says how wide: in a file, in CI."""
    return Console(width=None if sys.stdout.isatty() else 150)


@app.command()
def bench(
    smoke: Smoke = False,
    model: Annotated[
        bool, typer.Option("--model/--no-model", help="Time the embedded language model, if it is there.")
    ] = True,
) -> None:
    """Time what the product promises, each figure with n and spread, and say which promises were kept."""
    from eval.bench import run

    raise typer.Exit(run(_console(), smoke=smoke, with_model=model and not smoke))


@app.command("bench-memory")
def bench_memory(
    sizes: Annotated[str, typer.Option(help="How many reviews, commas between.")] = "10000,100000",
    smoke: Smoke = False,
    keep: Annotated[
        Path | None, typer.Option(help="A folder for the generated records, used again by the next run.")
    ] = None,
    only: Annotated[str, typer.Option(help="Some of rebuild, serve, import, team, peers, commas between.")] = "",
) -> None:
    """Time asking, checking, importing and rebuilding over many reviews, beside what others take."""
    from eval.scale.run import run

    wanted = [int(size) for size in sizes.split(",")]
    raise typer.Exit(run(_console(), wanted, smoke=smoke, keep=keep, only=[part for part in only.split(",") if part]))


@app.command()
def memory(
    part: Annotated[Literal["dev", "sealed", "all"], typer.Option(help="Sealed prints totals only.")] = "all",
    writer: Annotated[str | None, typer.Option(help="Only this writer's.")] = None,
    kind: Annotated[
        Literal["account", "fact", "similar", "count", "ambiguous", "unanswerable"] | None,
        typer.Option(help="Only questions of this kind; similar includes the open deals."),
    ] = None,
    failures: Annotated[bool, typer.Option("--failures", help="Every answer that was not right (dev only).")] = False,
    peers: Annotated[bool, typer.Option("--peers/--no-peers", help="Ask the others too.")] = True,
    compare: Annotated[bool, typer.Option("--compare", help="Fail when a figure fell below the baseline.")] = False,
    write: Annotated[bool, typer.Option("--write", help="Write the figures down as the baseline.")] = False,
    engine: Annotated[
        Literal["builtin", "strong"], typer.Option(help="Which engine answers; strong is a model whose verdict stands.")
    ] = "builtin",
    dump_requests: Annotated[Path | None, typer.Option(help="Write every request a strong model would get.")] = None,
    replies: Annotated[
        Path | None,
        typer.Option(help="Score the replies in this file, made elsewhere; with --dump-requests, write what it lacks."),
    ] = None,
    redact: Annotated[
        bool, typer.Option("--redact", help="Such a model gets no known names, as one at an endpoint does not.")
    ] = False,
) -> None:
    """Ask the labelled questions and say how many answers were right."""
    from eval.outside import from_files, strong
    from eval.quality.labels import PARTS
    from eval.quality.report import Asked, run
    from ingest.book import Book
    from ingest.settings import Settings

    parts = PARTS if part == "all" else (part,)
    model = from_files(dump_requests, replies)
    if engine == "strong" and model is None:
        model = strong(Book(Settings()))
    raise typer.Exit(run(_console(), Asked(parts, writer, kind, failures, peers, compare, write, model, redact)))


@app.command()
def commitments(
    part: Annotated[Literal["dev", "sealed", "all"], typer.Option(help="Which cases.")] = "all",
    engine: Annotated[
        Literal["builtin", "strong"], typer.Option(help="Which engine reads; strong is a model whose verdict stands.")
    ] = "builtin",
    failures: Annotated[bool, typer.Option("--failures", help="Every case that was not right (dev only).")] = False,
    dump_requests: Annotated[Path | None, typer.Option(help="Write every request a strong model would get.")] = None,
    replies: Annotated[Path | None, typer.Option(help="Score the replies in this file, made elsewhere.")] = None,
) -> None:
    """Look for labelled commitments in later notes and say how many were found kept, missed or neither, rightly."""
    from eval.homes import fresh
    from eval.outside import from_files, strong
    from eval.promises import PARTS, run
    from ingest.book import Book
    from ingest.settings import Settings

    with tempfile.TemporaryDirectory() as home:
        settings = fresh(Path(home))
        model = from_files(dump_requests, replies)
        if engine == "strong" and model is None:
            model = strong(Book(Settings(home=settings.home)))
        raise typer.Exit(run(Book(settings), _console(), PARTS if part == "all" else (part,), failures, model))


@app.command()
def diagnosis(
    part: Annotated[Literal["train", "dev", "test"], typer.Option(help="test is sealed: for a release.")] = "dev",
    cases: Annotated[Path | None, typer.Option(help="A folder with cases of your own, .jsonl, instead.")] = None,
    engine: Annotated[Literal["builtin", "model"], typer.Option(help="Which engine reads.")] = "builtin",
    limit: Annotated[int | None, typer.Option(help="Only the first so many.")] = None,
    failures: Annotated[
        bool, typer.Option("--failures", help="Each cause that was not right (never of test).")
    ] = False,
    dump_requests: Annotated[
        Path | None, typer.Option(help="Write every request a strong model would get to this file.")
    ] = None,
    replies: Annotated[Path | None, typer.Option(help="Score the replies in this file, made elsewhere.")] = None,
    keep: Annotated[Path | None, typer.Option(help="Keep marks here as they come; a stopped run goes on.")] = None,
    compare: Annotated[bool, typer.Option("--compare", help="Fail when a figure fell below the baseline.")] = False,
    write: Annotated[bool, typer.Option("--write", help="Write the figures down as the baseline.")] = False,
) -> None:
    """Read labelled notes and say how often the cause, its evidence and the facts were right."""
    from eval.diagnosis.run import Asked, run
    from eval.diagnosis.targets import Engine
    from eval.homes import fresh
    from eval.outside import from_files
    from ingest.book import Book
    from ingest.settings import Settings

    model = from_files(dump_requests, replies)
    with tempfile.TemporaryDirectory() as home:
        settings = fresh(Path(home))
        if engine == "model" and model is None:
            settings = Settings(home=settings.home)
        book = Book(settings)
        reader: Engine = "builtin"
        if model or engine == "model":
            reader = "strong" if model or book.model_decides else "embedded"
        asked = Asked(part, cases, reader, limit, failures, compare, write, model, keep)
        raise typer.Exit(run(book, _console(), asked))


@app.command()
def coaching(
    part: Annotated[Literal["train", "dev", "test"], typer.Option(help="Whose notes.")] = "dev",
    cases: Annotated[Path | None, typer.Option(help="A folder with cases of your own, .jsonl, instead.")] = None,
    engine: Annotated[Literal["builtin", "model"], typer.Option(help="Which engine writes the coaching.")] = "builtin",
    limit: Annotated[int, typer.Option(help="As many losses, spread over the writers.")] = 60,
    failures: Annotated[bool, typer.Option("--failures", help="The weakest sentence of what was not right.")] = False,
    dump_requests: Annotated[Path | None, typer.Option(help="Write what the judge would be asked.")] = None,
    replies: Annotated[Path | None, typer.Option(help="A judge's replies, made elsewhere.")] = None,
) -> None:
    """Have the coaching judged: specific, true to the notes, open questions, process, no blame, useful."""
    from eval.diagnosis.coached import Sample, run
    from eval.homes import fresh
    from eval.outside import from_files
    from ingest.book import Book
    from ingest.settings import Settings

    with tempfile.TemporaryDirectory() as home:
        settings = fresh(Path(home))
        asked = Book(Settings(home=settings.home))
        writes = asked if engine == "model" else Book(settings)
        judge = from_files(dump_requests, replies) or asked.model
        raise typer.Exit(run(writes, judge, _console(), Sample(part, cases, limit, failures)))


@app.command()
def train() -> None:
    """Learn the rules of facts, causes, ways of losing, promises, which firm is meant, what is asked, which line."""
    from eval import asking_train, promises_train, sorting_train, which_train
    from eval.diagnosis import train, train_facts
    from eval.homes import fresh
    from eval.lookups import train as lookups
    from eval.ways import train as ways
    from ingest.book import Book

    with tempfile.TemporaryDirectory() as home:
        book = Book(fresh(Path(home)))
        train_facts.run(_console())
        train.run(book, _console())
        ways.run(book, _console())
        promises_train.run(book, _console())
        sorting_train.run(book, _console())
        which_train.run(book, _console())
        lookups.run(book, _console())
        asking_train.run(book, _console())


@app.command()
def train_reader(
    weights: Annotated[Path, typer.Argument(help="model.safetensors of sentence-transformers/all-MiniLM-L6-v2.")],
) -> None:
    """Learn to read a question beside a line. First: pip install torch==2.13.0 safetensors onnx"""
    from eval.homes import fresh
    from eval.reading.train import run
    from ingest.book import Book

    with tempfile.TemporaryDirectory() as home:
        run(Book(fresh(Path(home))).embedder, weights, _console())


@app.command()
def answering(
    failures: Annotated[int, typer.Option(help="List so many of the wrong ones of each kind.")] = 0,
) -> None:
    """Ask labelled questions of single notes: is the right line named, and is it said when there is none?"""
    from eval.answering.run import run
    from eval.homes import fresh
    from ingest.book import Book

    with tempfile.TemporaryDirectory() as home:
        run(Book(fresh(Path(home))), _console(), failures)


@app.command()
def lookups() -> None:
    """Questions about one account: is it known which of them its record answers, and with what?"""
    from eval.homes import fresh
    from eval.lookups.run import run
    from ingest.book import Book

    with tempfile.TemporaryDirectory() as home:
        run(Book(fresh(Path(home))), _console())


@app.command()
def ways() -> None:
    """How well each measure of likeness finds the labelled past losses, each dev writer left out in turn."""
    from eval.ways.measure import run

    run(_console())


@app.command()
def samples() -> None:
    """Score the built-in engine on the sample notes."""
    from eval.samples import run
    from ingest.book import Book
    from ingest.settings import Settings

    with tempfile.TemporaryDirectory() as home:
        (Path(home) / "models").symlink_to(Settings().models)
        run(Book(Settings(home=Path(home), model="none")), _console())


if __name__ == "__main__":
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # as `lossbook` sets it
    app()
