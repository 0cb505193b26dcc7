"""Labelled questions of single notes: some answered by lines of the note, some near misses that none answers."""

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final, Literal

from eval.diagnosis.cases import FOLDER as NOTES
from eval.quality.labels import FOLDER as COMPANIES
from ingest.lines import flat, number_lines
from ingest.records import Note
from ingest.store.names import account_key

FOLDER: Final = Path(__file__).with_name("questions")
Way = Literal["indirect", "plain", "mixed", "deals"]
"""In other words than the notes', in those that come to mind first, or some of both; the last of other notes."""
WAYS: Final[tuple[Way, ...]] = ("indirect", "plain", "mixed", "deals")
LEFT_OUT: Final = ("glasgow", "lyon", "oslo", "ostrava", "tucson")
"""Writers from whose questions nothing is learned."""


@dataclass(frozen=True)
class Asked:
    """One question of one note."""

    way: Way
    writer: str
    """Of the note and the question."""
    note: str
    """Its id."""
    question: str
    answers: tuple[str, ...]
    """Lines of the note that answer it, each on one row; empty where none does."""


@dataclass(frozen=True)
class Written:
    """A note that is asked about."""

    id: str
    text: str
    account: str


def load() -> list[Asked]:
    """All of them, by way and writer."""
    lines = {note.id: lines_of(note.text) for note in _every_note()}
    return [
        Asked(way, writer, row["id"], row["q"], tuple(lines[row["id"]][number] for number in row["lines"]))
        for way, writer, row in _labelled()
    ]


def notes() -> list[Written]:
    """The notes, each under an account of its own: what another round's note says is no answer here."""
    wanted = {row["id"] for _, _, row in _labelled()}
    found = [note for note in _every_note() if note.id in wanted]
    rounds = Counter(account_key(note.account) for note in found)
    return [note if rounds[account_key(note.account)] == 1 else replace(note, account=note.id) for note in found]


def _labelled() -> Iterator[tuple[Way, str, dict[str, Any]]]:
    for way in WAYS:
        for file in sorted((FOLDER / way).glob("*.jsonl")):
            yield from ((way, file.stem, row) for row in _rows(file))


def _every_note() -> list[Written]:
    files = (*sorted((NOTES / "train").glob("*.jsonl")), *sorted((COMPANIES / "dev").glob("*/records.jsonl")))
    rows = (row for file in files for row in _rows(file))
    return [Written(row["id"], row["text"], row.get("account") or row["id"]) for row in rows]


def lines_of(text: str) -> dict[int, str]:
    """Lines of a note by their number, each on one row."""
    return {line.number: flat(line.text) for line in number_lines(Note(text=text))}


def _rows(file: Path) -> Iterator[dict[str, Any]]:
    yield from map(json.loads, file.read_text(encoding="utf-8").splitlines())
