"""The best lines, read beside the question: their order after that, and whether any of them answers it.

What is measured of a line (`app.asking.measures`) finds those that speak of the matter; the reader tells which of them
say what is asked. On questions of writers that neither had learned from, both together put a right line first more
often than either alone; and how sure the reader is of the surest line tells answered questions from near misses,
which nothing in the measures does (eval/FINDINGS.md).
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import accumulate
from typing import TYPE_CHECKING, Final

import numpy as np

from app.asking.dossier import Dossier
from app.asking.ranking import Ranked
from app.asking.support import Held
from app.asking.words import content, stem
from ingest.embed.reader import Passage, Reader

if TYPE_CHECKING:
    from ingest.book import Book
    from ingest.embed import Vectors

READ: Final = 6
"""Lines that are read at most: with ten no more near misses are told."""
LEAST: Final = 3
"""... and at least."""
WORDS: Final = 80
"""... of as many words."""
ALIKE: Final = 2
"""... where one of them has all the words of the question: reading the others changes nothing (eval/FINDINGS.md)."""
WEIGHT: Final = 0.5
"""Of what reading a line gave, beside what was measured of it."""
NONE: Final = -3.2
"""Logarithm of the odds that any line answers, below which the notes do not say, unless a line has all its words."""
DOUBT: Final = -1.2
"""... below which they may not."""


@dataclass(frozen=True)
class Read:
    """What reading gave."""

    ranked: list[Ranked]
    """Every line, those that were read first, best first."""
    held: Held
    """Whether any of them answers the question."""


def read(book: "Book", dossier: Dossier, text: str, ranked: Sequence[Ranked]) -> Read:
    """Read the first of these lines beside the question. Raises ModelFileError as `Reader.read` does."""
    alike = _in_a_line(dossier, text, ranked[:READ])
    most = ALIKE if alike else _most(dossier, ranked)
    first, rest = ranked[:most], ranked[most:]
    odds = _odds(book, dossier, text, [one.index for one in first])
    weighed = [replace(one, score=one.score + WEIGHT * float(own)) for one, own in zip(first, odds, strict=True)]
    sure = float(np.logaddexp.reduce(odds)) if len(odds) else -np.inf
    held: Held = "yes" if sure >= DOUBT else "near" if alike or sure >= NONE else "no"
    return Read([*sorted(weighed, key=lambda one: -one.score), *rest], held)


def _most(dossier: Dossier, ranked: Sequence[Ranked]) -> int:
    """How many lines: fewer where they are long, so that reading never takes much longer."""
    words = accumulate(len(dossier.texts[one.index].split()) for one in ranked[:READ])
    return max(LEAST, sum(each <= WORDS for each in words))


def _in_a_line(dossier: Dossier, text: str, ranked: Sequence[Ranked]) -> bool:
    """Whether one of these lines has every word that the question is about."""
    asked = {stem(word) for word in content(text)}
    return any(asked <= set(dossier.stems[one.index]) for one in ranked)


@cache
def reader() -> Reader:
    """The one of this process."""
    return Reader()


def _odds(book: "Book", dossier: Dossier, text: str, rows: Sequence[int]) -> "Vectors":
    """(len(rows),): see `Reader.read`."""
    asked, *words = book.embedder.states([text, *(dossier.texts[i] for i in rows)])
    passages = [
        Passage(own, _beside(dossier, i, -1), _beside(dossier, i, 1)) for own, i in zip(words, rows, strict=True)
    ]
    return reader().read(asked, passages)


def _beside(dossier: Dossier, index: int, step: int) -> "Vectors | None":
    """The vector of the line before or after in the same note."""
    there = index + step
    if not 0 <= there < len(dossier.lines) or dossier.lines[there].review_id != dossier.lines[index].review_id:
        return None
    vector: Vectors = dossier.vectors[there]
    return vector if vector.any() else None
