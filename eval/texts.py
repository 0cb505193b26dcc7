"""Notes of a given length for the benchmark, made of lines from the playbook and the sample notes."""

import random
from functools import cache
from pathlib import Path
from typing import Final

from ingest.records import Note

_SAMPLES: Final = Path(__file__).parent.parent / "app" / "samples" / "notes"


@cache
def _lines() -> tuple[str, ...]:
    texts = [file.read_text(encoding="utf-8") for file in sorted(_SAMPLES.glob("*.txt"))]
    return tuple(line.strip() for text in texts for line in text.splitlines() if len(line.split()) > 4)


def sentences(count: int, seed: int = 0) -> list[str]:
    """`count` lines of real length, shuffled."""
    chosen = random.Random(seed)  # noqa: S311 - repeatable, not secret
    return [chosen.choice(_lines()) for _ in range(count)]


def note_of(words: int, seed: int) -> Note:
    """A note of about `words` words, one line after the other."""
    text: list[str] = []
    for line in sentences(words, seed):
        if sum(len(each.split()) for each in text) >= words:
            break
        text.append(line)
    return Note(text="\n".join(text), kind="paste")


def transcript_of(words: int) -> Note:
    """A transcript of about `words` words, two people in turn."""
    lines = note_of(words, 7).text.splitlines()
    turns = [f"{'Maya' if turn % 2 else 'Dana Whitlock'}: {line}" for turn, line in enumerate(lines)]
    return Note(text="\n".join(turns), kind="txt")
