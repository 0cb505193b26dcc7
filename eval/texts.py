"""Notes of a given length for the benchmark, made of the lines of the sample notes as the product cuts them."""

import random
from functools import cache
from pathlib import Path
from typing import Final

from ingest.lines import flat, number_lines
from ingest.read import read_file
from ingest.records import Note

_SAMPLES: Final = Path(__file__).parent.parent / "app" / "samples" / "notes"


@cache
def _lines() -> tuple[str, ...]:
    notes = [read_file(file) for file in sorted(_SAMPLES.glob("*.txt"))]
    return tuple(flat(line.text) for note in notes for line in number_lines(note) if len(line.text.split()) > 4)


def sentences(count: int, seed: int = 0) -> list[str]:
    """`count` lines of real length, shuffled."""
    chosen = random.Random(seed)  # noqa: S311 - repeatable, not secret
    return [chosen.choice(_lines()) for _ in range(count)]


def note_of(words: int, seed: int) -> Note:
    """A note of about `words` words, one line after the other."""
    return Note(text=_up_to(words, sentences(words, seed)), kind="paste")


def transcript_of(words: int) -> Note:
    """A transcript of about `words` words, names included, two people in turn."""
    lines = enumerate(sentences(words, 7))
    turns = [f"{'Maya' if turn % 2 else 'Dana Whitlock'}: {line}" for turn, line in lines]
    return Note(text=_up_to(words, turns), kind="txt")


def _up_to(words: int, rows: list[str]) -> str:
    taken: list[str] = []
    count = 0
    for row in rows:
        if count >= words:
            break
        taken.append(row)
        count += len(row.split())
    return "\n".join(taken)
