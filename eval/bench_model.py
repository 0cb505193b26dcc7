"""The embedded language model, timed on sample notes; nothing when its file is not there."""

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from rich.console import Console

from eval.rows import Row
from ingest.book import Book
from ingest.pipeline import review
from ingest.read import read_file
from ingest.records import Given

_NOTES: Final = Path(__file__).parent.parent / "app" / "samples" / "notes"
_PICKED: Final = ("01-", "03-", "18-", "40-", "45-")


def rows(book: Book, console: Console) -> Iterator[Row]:
    """Seconds to the first field and to the whole reading, model loaded and its prompt's start read."""
    from prompts.embedded import EmbeddedModel

    model, door = book.model, book.model_diagnosis()
    if door is None or not isinstance(model, EmbeddedModel):
        console.print("The embedded language model is not here, so it is not timed: `lossbook model pull`.")
        return
    started = time.perf_counter()
    model.warm(door.system)
    yield Row("embedded model: load and read its instructions", "s", [time.perf_counter() - started], None)
    firsts, totals = [], []
    for prefix in _PICKED:
        first, total = _timed(book, next(_NOTES.glob(f"{prefix}*")))
        firsts.append(first)
        totals.append(total)
    yield Row("embedded model: first field", "s", firsts, 10.0)
    yield Row("embedded model: whole reading", "s", totals, 60.0)


def _timed(book: Book, note: Path) -> tuple[float, float]:
    """(seconds to the first field, seconds in all) from pressing the button, built-in reading included."""
    started = time.perf_counter()
    first: list[float] = []

    def on_partial(_: dict[str, Any]) -> None:
        if not first:
            first.append(time.perf_counter() - started)

    *_, last = review(read_file(note), book, Given(rep="Maya Lindqvist"), "model", on_partial=on_partial)
    assert last.step == "done"
    return first[0] if first else time.perf_counter() - started, time.perf_counter() - started
