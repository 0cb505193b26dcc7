"""How fast and how large, measured on this machine in one run.

Every row has its unit, n, median, smallest and largest. Timings on shared machines are noisy: the embedder is therefore
compared with Chroma's in the same run and judged by the ratio.
"""

import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Final

from rich.console import Console

from eval.peers import chroma_embedder
from eval.rows import Row, missed, table, timed
from eval.texts import note_of, sentences, transcript_of
from ingest.book import EMBEDDER_FILE, Book
from ingest.pipeline import review
from ingest.records import Given, Note
from ingest.settings import Settings

ROOT: Final = Path(__file__).parent.parent


def run(console: Console, *, smoke: bool, with_model: bool) -> int:
    """Measure everything and print the table; 1 when a promise was not kept (never in a smoke run), else 0."""
    repeat = 3 if smoke else 15
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "models").symlink_to(Settings().models)
        book = Book(Settings(home=Path(folder), model="auto" if with_model else "none", chat_model=None))
        # Reviews first: the peer's libraries must not count as our memory.
        rows: list[Row] = []
        with console.status("Built-in reviews") as status:
            rows += _reviews(book, repeat)
            status.update("The embedder and Chroma's")
            rows += _embedding(book, 32 if smoke else 256, 2 if smoke else 5)
            status.update("The command line")
            rows += _commands(folder, repeat)
            if with_model:
                from eval.bench_model import rows as model_rows

                status.update("The embedded language model")
                rows += model_rows(book, console)
        book.close()
    console.print(table(rows))
    if not_kept := missed(rows):
        console.print(not_kept)
    return 1 if not_kept and not smoke else 0


def _embedding(book: Book, texts: int, repeat: int) -> list[Row]:
    import numpy as np

    batch = sentences(texts)
    theirs_embed = chroma_embedder(book.settings.models / EMBEDDER_FILE)
    book.embedder.warm()
    theirs_embed(batch[:2])
    ours, theirs, ratios = [], [], []
    for _ in range(repeat):
        (mine,), (other,) = timed(lambda: book.embedder.embed(batch), 1, 0), timed(lambda: theirs_embed(batch), 1, 0)
        ours.append(texts / mine)
        theirs.append(texts / other)
        ratios.append(other / mine)
    cosines = np.sum(book.embedder.embed(batch) * np.array(theirs_embed(batch)), axis=1)
    return [
        Row("embedder", "sentences/s", ours, None),
        Row("Chroma's own class, same model", "sentences/s", theirs, None),
        Row("embedder against Chroma's", "times", ratios, 12.0, at_least=True),
        Row("same vectors: smallest cosine", "", [float(cosines.min())], 0.999, at_least=True),
    ]


def _reviews(book: Book, repeat: int) -> list[Row]:
    import psutil

    book.warm()
    process = psutil.Process()
    notes = [note_of(200, seed) for seed in range(repeat)]
    short = [timed(lambda note=note: _review(book, note), 1, 0)[0] for note in notes]  # type: ignore[misc]
    memory = process.memory_info().rss / 1e6
    long = timed(lambda: _review(book, transcript_of(10_000)), min(repeat, 3), 0)
    return [
        Row("built-in review, note of 200 words", "s", short, 0.4),
        Row("process memory after them", "MB", [memory], 700),
        Row("built-in review, transcript of 10,000 words", "s", long, 5.0),
    ]


def _review(book: Book, note: Note) -> None:
    book.note_vectors.forget()
    *_, last = review(note, book, Given(rep="Maya Lindqvist"), "builtin")
    assert last.reading is not None


def _commands(home: str, repeat: int) -> list[Row]:
    note = Path(home) / "note.txt"
    note.write_text(note_of(200, 1).text, encoding="utf-8")
    lossbook = [sys.executable, "-m", "app"]
    settings = {"LOSSBOOK_HOME": home, "LOSSBOOK_MODEL": "none", "PATH": "/usr/bin:/bin"}

    def command(*words: str) -> Callable[[], object]:
        return lambda: subprocess.run([*lossbook, *words], check=True, capture_output=True, env=settings, cwd=ROOT)  # noqa: S603

    few = min(repeat, 5)
    return [
        Row("lossbook --help, cold process", "s", timed(command("--help"), few), 0.5),
        Row("lossbook review, cold process", "s", timed(command("review", str(note), "--engine", "builtin"), few), 3.0),
    ]
