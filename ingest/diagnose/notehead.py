"""Which cause does a whole note speak for, and how much each of its lines adds? A linear rule over words and meaning.

Multinomial logistic regression over the note's words and word pairs (tf-idf, sublinear) and the mean of its line
vectors, learned from the labelled notes in `eval/cases/train` by `make train`. A linear rule adds up over lines, so the
lines that weigh most for a cause are its evidence, and no second model has to find them. What was tried instead, and
what it gave, is in `eval/FINDINGS.md`.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from ingest.embed import Vectors
from ingest.lines.grams import grams
from ingest.weights import opened, packed, rows_of, same_version
from prompts.codes import CAUSES

LEARNED: Final = Path(__file__).with_name("notehead.npz")
Floats = NDArray[np.float32]
_PARTS: Final = ("rarity", "words", "meaning", "bias")


class Said(NamedTuple):
    """What lines say, as log-odds."""

    lines: Floats
    """What each adds for each cause, (lines, 15)."""
    note: Floats
    """All of them together, (15,)."""
    full: float
    """How much there is to read, 0 to 1."""


@dataclass(frozen=True)
class NoteHead:
    """The learned weights, one column a cause. Each row is centred, so that it says for which causes, not how many."""

    places: Mapping[str, int]
    """Row of each word and pair that is known."""
    rarity: Floats
    """(n,): inverse document frequency."""
    words: Floats
    """(n, 15)"""
    meaning: Floats
    """(384, 15), for the mean of the line vectors."""
    bias: Floats
    """(15,)"""
    sharpness: float
    """Multiplies the log-odds: a rule this smooth is less sure than it is right."""
    usual: float
    """Size of a short note's weights; a shorter one says less, and is read with less."""

    def known(self, texts: Sequence[str]) -> list[list[int]]:
        """Rows of the words and pairs in each line."""
        return [[row for gram in grams(text) if (row := self.places.get(gram)) is not None] for text in texts]

    def weigh(self, times: Mapping[int, int]) -> tuple[NDArray[np.int64], Floats]:
        """Rows that stand in a note so many times, and their weights before they are scaled."""
        rows = np.fromiter(times, np.int64, len(times))
        return rows, (1 + np.log(np.fromiter(times.values(), np.float32, len(times)))) * self.rarity[rows]

    def read(self, texts: Sequence[str], vectors: Vectors) -> Said:
        """What these lines say. `vectors` is (lines, 384)."""
        found = self.known(texts)
        times = Counter(row for each in found for row in each)
        rows, weight = self.weigh(times)
        size = max(float(np.linalg.norm(weight)), 1e-6)
        full = min(size / self.usual, 1.0)
        worth = dict(zip(rows.tolist(), (weight / size).tolist(), strict=True))
        added = vectors @ self.meaning / max(len(texts), 1)
        for line, each in enumerate(found):
            if each:
                added[line] += np.array([worth[row] / times[row] for row in each], np.float32) @ self.words[each]
        lines: Floats = (added * self.sharpness * full).astype(np.float32)
        note: Floats = (lines.sum(axis=0) + self.bias * self.sharpness * full).astype(np.float32)
        return Said(lines, note, full)


@cache
def learned(path: Path = LEARNED) -> NoteHead:
    """The head that came with this version.

    Raises:
        ModelFileError: the file is missing, damaged or of another version.
    """
    with opened(path) as file:
        places = rows_of(file["places"])
        rarity, words, meaning, bias = (file[name].astype(np.float32) for name in _PARTS)
        sharpness, usual = map(float, file["scale"])
    same_version(path, words.shape == (len(places), len(CAUSES)))
    return NoteHead(places, rarity, words, meaning, bias, sharpness, usual)


def save(head: NoteHead, path: Path = LEARNED) -> None:
    """Write the weights, rounded to 16 bits: half the size, and no answer changes."""
    rarity, words, meaning, bias = (getattr(head, name).astype(np.float16) for name in _PARTS)
    scale = np.array([head.sharpness, head.usual], np.float32)
    np.savez_compressed(
        path, places=packed(head.places), rarity=rarity, words=words, meaning=meaning, bias=bias, scale=scale
    )
