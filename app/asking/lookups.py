"""What of an account's record a question asks for, and whether it asks for something that only notes hold.

One logistic rule for each thing a record holds, over the question's words, pairs of words and vector, learned from
labelled questions (`make train`, `eval/lookups`).
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

from ingest.diagnose.ways import tf_idf
from ingest.lines.grams import grams
from ingest.weights import opened, packed, rows_of, same_version

if TYPE_CHECKING:
    from ingest.embed import Vectors

WANTS: Final = (
    "last", "history", "why", "stated", "outcome", "tally", "closed", "revisit", "rival", "rep", "people", "amount",
    "lessons", "promised", "objection",
)  # fmt: skip
"""What one account's record holds, in the order in which sentences about it stand in an answer."""
PARTICULAR: Final = "particular"
"""One thing that somebody said or did, which the notes may tell and the record does not."""
LABELS: Final = (*WANTS, PARTICULAR)
LEARNED: Final = Path(__file__).with_name("lookups.npz")
MEANING: Final = 0.6
"""Weight of the vector beside the words; chosen on writers left out in turn."""
SURE: Final = 0.5
"""Probability from which something is asked for."""
_PARTS: Final = ("rarity", "words", "meaning", "bias")
Floats = NDArray[np.float32]


@dataclass(frozen=True)
class Wanted:
    """What a question asks for."""

    record: tuple[str, ...]
    """Of `WANTS`, in their order."""
    particular: bool
    """Whether only notes can tell it."""


@dataclass(frozen=True)
class Lookups:
    """The learned weights, one column for each of `LABELS`."""

    places: Mapping[str, int]
    """Row of each word and pair that is known."""
    rarity: Floats
    """(n,): inverse document frequency."""
    words: Floats
    """(n, 16)"""
    meaning: Floats
    """(384, 16)"""
    bias: Floats
    """(16,)"""

    def odds(self, text: str, vector: "Vectors") -> Floats:
        """(16,): logarithm of the odds that a question, less the account's name, asks for each."""
        rows, weights = tf_idf(Counter(grams(text)), self.places, self.rarity)
        odds = weights @ self.words[rows] + MEANING * vector @ self.meaning + self.bias
        return np.asarray(odds, dtype=np.float32)


def wanted(text: str, vector: "Vectors") -> Wanted:
    """What a question asks for; `text` is without the account's name, `vector` (384,) is its vector."""
    chances = dict(zip(LABELS, (1 / (1 + np.exp(-learned().odds(text, vector)))).tolist(), strict=True))
    particular = chances.pop(PARTICULAR)
    likeliest = max(chances, key=lambda name: chances[name])
    narrow = particular > chances[likeliest]
    return Wanted(tuple(name for name in WANTS if chances[name] >= SURE or (name == likeliest and not narrow)), narrow)


@cache
def learned(path: Path = LEARNED) -> Lookups:
    """The weights that came with this version.

    Raises:
        ModelFileError: the file is missing, damaged or of another version.
    """
    with opened(path) as file:
        places = rows_of(file["places"])
        rarity, words, meaning, bias = (file[name].astype(np.float32) for name in _PARTS)
    same_version(path, words.shape == (len(places), len(LABELS)))
    return Lookups(places, rarity, words, meaning, bias)


def save(lookups: Lookups, path: Path = LEARNED) -> None:
    """Write the weights, rounded to 16 bits."""
    arrays = {name: getattr(lookups, name).astype(np.float16) for name in _PARTS}
    np.savez_compressed(path, places=packed(lookups.places), **arrays)
