"""Which ways of losing does a text speak of? A profile over the mechanisms, to be compared with another text's.

A linear rule over words, word pairs and meaning, learned from labelled notes and from many wordings of each mechanism
(`eval/ways`; `make train` writes the weights). Two texts with no word in common can have the same profile: that is what
tells a mechanism from a topic. What it gave is in `eval/FINDINGS.md`.
"""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from ingest.embed import Vectors
from ingest.weights import opened, packed, rows_of, same_version

LEARNED: Final = Path(__file__).with_name("ways.npz")
Floats = NDArray[np.float32]
_PARTS: Final = ("rarity", "scale", "meaning", "middle", "usual")
_WORD: Final = re.compile(r"[^\W_]+")
_NOT: Final = re.compile(r"n't\b")


@dataclass(frozen=True)
class Ways:
    """The learned weights, one column a way of losing."""

    places: Mapping[str, int]
    """Row of each word and pair that is known."""
    rarity: Floats
    """(n,): inverse document frequency."""
    words: NDArray[np.int8]
    """(n, ways), to be multiplied by `scale`."""
    scale: Floats
    """(n,)"""
    meaning: Floats
    """(384, ways), for the direction of the mean line vector from `middle`."""
    middle: Floats
    """(384,): the mean of the notes learned from."""
    usual: Floats
    """(ways,): what a note scores on average."""
    mechanisms: tuple[str, ...]
    """The sentence of each way of losing, mostly one of the playbook's."""

    def profiles(self, texts: Sequence[str], means: Vectors) -> Floats:
        """(n, ways) unit vectors, one a text. `means` is (n, 384): the mean of each text's line vectors."""
        scores = _direction(means - self.middle) @ self.meaning - self.usual
        for row, text in enumerate(texts):
            found, weight = self.weigh(said(text))
            scores[row] += (weight * self.scale[found]) @ self.words[found].astype(np.float32)
        return _direction(scores)

    def spoken_of(self, text: str, vectors: Vectors) -> dict[str, float]:
        """How much a note speaks of each mechanism, by its sentence. `vectors` is (lines, 384), none of them zero."""
        if not len(vectors):
            return {}
        profile = self.profiles([text], vectors.mean(axis=0)[None])[0]
        return dict(zip(self.mechanisms, profile.tolist(), strict=True))

    def speaking(self, lines: Sequence[str], vectors: Vectors, mechanisms: Sequence[str]) -> Floats:
        """(lines, mechanisms): how much each line speaks of each. `vectors` is (lines, 384), none of them zero.

        Raises:
            ValueError: one is none of the mechanisms that are known.
        """
        columns = [self.mechanisms.index(each) for each in mechanisms]
        made: Floats = _direction(vectors - self.middle) @ self.meaning[:, columns] - self.usual[columns]
        for row, line in enumerate(lines):
            found, weight = self.weigh(said(line))
            made[row] += (weight * self.scale[found]) @ self.words[found][:, columns].astype(np.float32)
        return made

    def weigh(self, times: Mapping[str, int]) -> tuple[NDArray[np.int64], Floats]:
        """See `tf_idf`."""
        return tf_idf(times, self.places, self.rarity)


def tf_idf(times: Mapping[str, int], places: Mapping[str, int], rarity: Floats) -> tuple[NDArray[np.int64], Floats]:
    """Rows of what stands in a text so many times, and their weights, of length 1 together.

    Args:
        times: How often each word and pair stands there; one that is not known counts nothing.
        places: The row of each that is known.
        rarity: (n,), inverse document frequency.
    """
    known = [(row, count) for gram, count in times.items() if (row := places.get(gram)) is not None]
    rows = np.array([row for row, _ in known], np.int64)
    weight = (1 + np.log(np.array([count for _, count in known], np.float32))) * rarity[rows]
    unit: Floats = (weight / max(float(np.linalg.norm(weight)), 1e-6)).astype(np.float32)
    return rows, unit


def said(text: str) -> Counter[str]:
    """How often each word and pair of neighbours stands in a text; a number is '#'.

    The whole text at once, unlike `ingest.lines.grams`: a hundred past notes are read for one check.
    """
    found = _WORD.findall(_NOT.sub(" not", text.casefold().replace("\u2019", "'")))
    words = ["#" if word.isdigit() else word for word in found]
    return Counter(words + [f"{one} {next_one}" for one, next_one in pairwise(words)])


def _direction(rows: Floats) -> Floats:
    made: Floats = rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-9)
    return made


@cache
def learned(path: Path = LEARNED) -> Ways:
    """The weights that came with this version.

    Raises:
        ModelFileError: the file is missing, damaged or of another version.
    """
    with opened(path) as file:
        places, words = rows_of(file["places"]), file["words"]
        rarity, scale, meaning, middle, usual = (file[name].astype(np.float32) for name in _PARTS)
        mechanisms = tuple(rows_of(file["mechanisms"]))
    same_version(path, words.shape == (len(places), len(usual)) and len(mechanisms) == len(usual))
    return Ways(places, rarity, words, scale, meaning, middle, usual, mechanisms)


def save(ways: Ways, path: Path = LEARNED) -> None:
    """Write the weights."""
    parts = {name: getattr(ways, name).astype(np.float16) for name in _PARTS}
    places, mechanisms = packed(ways.places), packed(ways.mechanisms)
    np.savez_compressed(path, places=places, mechanisms=mechanisms, words=ways.words, **parts)
