"""The labelled questions of single notes, as the reader takes them."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np

from eval.answering.labels import Asked, Way, load, notes
from ingest.embed import Embedder, States
from ingest.embed.reader import Passage
from ingest.lines import flat, number_lines
from ingest.records import Note

_AT_ONCE: Final = 512


@dataclass(frozen=True)
class Example:
    """One question and every line of its note."""

    way: Way
    writer: str
    question: States
    passages: tuple[Passage, ...]
    right: tuple[int, ...]
    """Which of the lines answer it; none of a near miss."""
    near: tuple[int, ...]
    """Its lines, nearest to the question in meaning first."""


def examples(embedder: Embedder) -> list[Example]:
    """All of them; some minutes, and about a GiB of memory."""
    lines = {note.id: tuple(flat(line.text) for line in number_lines(Note(text=note.text))) for note in notes()}
    every = load()
    texts = dict.fromkeys((*(text for note in lines.values() for text in note), *(each.question for each in every)))
    states = dict(_states(embedder, list(texts)))
    return [_example(each, lines[each.note], states) for each in every]


def _states(embedder: Embedder, texts: list[str]) -> Iterator[tuple[str, States]]:
    for at in range(0, len(texts), _AT_ONCE):
        some = texts[at : at + _AT_ONCE]
        yield from zip(some, embedder.states(some), strict=True)


def _example(asked: Asked, lines: tuple[str, ...], states: dict[str, States]) -> Example:
    vectors = np.stack([states[line].pooled() for line in lines])
    beside = [None, *vectors, None]
    passages = tuple(Passage(states[line], beside[at], beside[at + 2]) for at, line in enumerate(lines))
    right = tuple(at for at, line in enumerate(lines) if line in asked.answers)
    question = states[asked.question]
    near = np.argsort(-(vectors @ question.pooled()), kind="stable")
    return Example(asked.way, asked.writer, question, passages, right, tuple(near.tolist()))
