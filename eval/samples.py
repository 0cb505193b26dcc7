"""How right the built-in engine is on the sample notes that ship with Lossbook.

These notes were at hand while the engine was tuned and one person labelled them, so the figures show that it works, not
how well it will do on notes it has never seen.
"""

import datetime as dt
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from rich.console import Console

from eval.score import evidence_hit, rank_of, share
from ingest.book import Book
from ingest.pipeline import review
from ingest.read import read_file
from ingest.records import Diagnosis, Given
from ingest.verify import is_true

FOLDER: Final = Path(__file__).parent.parent / "app" / "samples"


def run(book: Book, console: Console) -> None:
    """Print the shares, each with n and its interval."""
    results = list(_read_all(book))
    lost = [(diagnosis, label) for diagnosis, label, _ in results if label["cause"]]
    ranks = [rank_of(diagnosis, label["cause"]) for diagnosis, label in lost]
    rows = {
        "cause first": share([rank == 1 for rank in ranks]),
        "cause in first two": share([rank <= 2 for rank in ranks]),
        "cause in first three": share([rank <= 3 for rank in ranks]),
        "evidence overlaps a labelled line": share([evidence_hit(found, label["evidence"]) for found, label in lost]),
        "outcome": share([found.outcome == label["outcome"] for found, label, _ in results]),
        "competitor": share([_same(found.competitor, label["competitor"]) for found, label, _ in results]),
        "revisit date": share([_date(found) == _wanted(label) for found, label, _ in results if label["revisit"]]),
        "quotes that exist": share([true for _, _, quotes in results for true in quotes]),
    }
    for name, value in rows.items():
        console.print(f"{name:36} {value}")
    console.print(
        "Labelled by one person and known while tuning: a check that it works, not an error rate.", style="dim"
    )


def _read_all(book: Book) -> Iterator[tuple[Diagnosis, dict[str, Any], list[bool]]]:
    for row in map(json.loads, (FOLDER / "index.jsonl").read_text(encoding="utf-8").splitlines()):
        given = Given(rep=row["rep"], date=dt.date.fromisoformat(row["date"]), stated=row["stated"])
        *_, last = review(read_file(FOLDER / "notes" / row["file"]), book, given, "builtin")
        reading = last.reading
        assert reading is not None
        found = reading.diagnosis
        quotes = (*found.evidence, *found.counter_evidence)
        yield found, row["label"], [is_true(quote, reading.note, reading.lines) for quote in quotes]


def _same(found: str | None, wanted: str | None) -> bool:
    return (found or "").casefold() == (wanted or "").casefold()


def _date(found: Diagnosis) -> str | None:
    return found.revisit.date.isoformat() if found.revisit and found.revisit.date else None


def _wanted(label: dict[str, Any]) -> str | None:
    date: str | None = label["revisit"]["date"]
    return date
