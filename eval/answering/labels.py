"""Labelled questions of single notes: half of them answered by lines of the note, half near misses."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from eval.diagnosis.cases import FOLDER as NOTES

FOLDER: Final = Path(__file__).with_name("questions")


@dataclass(frozen=True)
class Asked:
    """One question of one note."""

    note: str
    """Its id."""
    question: str
    lines: tuple[int, ...]
    """Numbers of the note's lines that answer it; empty where none does."""


@dataclass(frozen=True)
class Written:
    """A note that is asked about."""

    id: str
    text: str
    account: str


def load() -> list[Asked]:
    """All of them, by writer."""
    files = sorted(FOLDER.glob("*.jsonl"))
    return [Asked(row["id"], row["q"], tuple(row["lines"])) for file in files for row in _rows(file)]


def notes() -> list[Written]:
    """The notes, each under an account; one that names none goes by its id."""
    wanted = {asked.note for asked in load()}
    files = [NOTES / "train" / file.name for file in sorted(FOLDER.glob("*.jsonl"))]
    rows = (row for file in files for row in _rows(file) if row["id"] in wanted)
    return [Written(row["id"], row["text"], row.get("account") or row["id"]) for row in rows]


def _rows(file: Path) -> Iterator[dict[str, Any]]:
    yield from map(json.loads, file.read_text(encoding="utf-8").splitlines())
