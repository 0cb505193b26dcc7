"""The labelled questions of single notes, as the reader takes them."""

from dataclasses import dataclass

import numpy as np

from eval.answering.labels import Asked, Way, lines_of, load, notes
from ingest.embed import Embedder, States
from ingest.embed.reader import Passage


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
    lines = {note.id: tuple(lines_of(note.text).values()) for note in notes()}
    every = load()
    texts = list(
        dict.fromkeys([*(text for note in lines.values() for text in note), *(each.question for each in every)])
    )
    states = dict(zip(texts, embedder.states(texts), strict=True))
    return [_example(each, lines[each.note], states) for each in every]


def _example(asked: Asked, lines: tuple[str, ...], states: dict[str, States]) -> Example:
    vectors = np.stack([states[line].pooled() for line in lines])
    beside = [None, *vectors, None]
    passages = tuple(Passage(states[line], beside[at], beside[at + 2]) for at, line in enumerate(lines))
    right = tuple(at for at, line in enumerate(lines) if line in asked.answers)
    question = states[asked.question]
    near = np.argsort(-(vectors @ question.pooled()), kind="stable")
    return Example(asked.way, asked.writer, question, passages, right, tuple(near.tolist()))
