"""Labelled questions of single notes: some answered by lines of the note, some near misses that none answers."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Literal

from eval.diagnosis.cases import FOLDER as NOTES
from ingest.lines import flat, number_lines
from ingest.records import Note

FOLDER: Final = Path(__file__).with_name("questions")
Way = Literal["indirect", "plain"]
"""In other words than the notes', or in those that come to mind first."""
WAYS: Final[tuple[Way, ...]] = ("indirect", "plain")


@dataclass(frozen=True)
class Asked:
    """One question of one note."""

    way: Way
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
    lines = {note.id: _lines(note.text) for note in _every_note()}
    return [
        Asked(way, row["id"], row["q"], tuple(lines[row["id"]][number] for number in row["lines"]))
        for way, row in _labelled()
    ]


def notes() -> list[Written]:
    """The notes, each under an account; one that names none goes by its id."""
    wanted = {row["id"] for _, row in _labelled()}
    return [note for note in _every_note() if note.id in wanted]


def _labelled() -> Iterator[tuple[Way, dict[str, Any]]]:
    for way in WAYS:
        for file in sorted((FOLDER / way).glob("*.jsonl")):
            yield from ((way, row) for row in _rows(file))


def _every_note() -> list[Written]:
    rows = (row for file in sorted((NOTES / "train").glob("*.jsonl")) for row in _rows(file))
    return [Written(row["id"], row["text"], row.get("account") or row["id"]) for row in rows]


def _lines(text: str) -> dict[int, str]:
    return {line.number: flat(line.text) for line in number_lines(Note(text=text))}


def _rows(file: Path) -> Iterator[dict[str, Any]]:
    yield from map(json.loads, file.read_text(encoding="utf-8").splitlines())
