"""What was learned of promises: what a commitment is about, and how a line sounds that tells of it, done or not.

Learned from many wordings and from labelled notes (`eval/promises_train.py`; `make train` writes the weights). The
nearest wording says which ways of promising a commitment means; a linear rule, what a line tells of each way; another
weighs that, for one commitment and one line, into kept, missed or neither.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from app.ways import said
from ingest.embed import Vectors
from ingest.weights import opened, packed, rows_of, same_version

FILE: Final = Path(__file__).with_name("promises.npz")
Floats = NDArray[np.float32]
_SHARP: Final = 15.0
"""How sharply a commitment is given to the ways it is nearest to."""
_FAINT: Final = 0.2
"""Ways that are meant this little beside the first are not meant."""
_HALVES: Final = ("says", "meaning", "middle", "usual", "rarity", "scale")
_EXACT: Final = ("centre", "spread", "weights", "start")


@dataclass(frozen=True, eq=False)
class Learned:
    """The weights. Each way has two columns: it was done, it was not."""

    says: Floats
    """(wordings, 384): commitments,"""
    means: NDArray[np.int64]
    """(wordings,): and the way each of them means."""
    meaning: Floats
    """(384, 2 * ways), for a line's vector less `middle`."""
    middle: Floats
    """(384,)"""
    usual: Floats
    """(2 * ways,): what every line gets."""
    places: Mapping[str, int]
    """Row of each word and pair that is known."""
    rarity: Floats
    """(n,): inverse document frequency."""
    words: NDArray[np.int8]
    """(n, 2 * ways), to be multiplied by `scale`."""
    scale: Floats
    """(n,)"""
    centre: Floats
    """(measures,)"""
    spread: Floats
    """(measures,)"""
    weights: Floats
    """(measures, 3): neither, kept, missed."""
    start: Floats
    """(3,)"""

    def aims(self, vector: Vectors) -> Floats:
        """(ways,): how much a commitment means each, 1 the most. `vector` is (384,)."""
        near = np.full(int(self.means.max()) + 1, -1.0, np.float32)
        np.maximum.at(near, self.means, self.says @ vector)
        shares = np.exp(_SHARP * (near - near.max()))
        made: Floats = np.where(shares < _FAINT, 0, shares).astype(np.float32)
        return made

    def told(self, texts: Sequence[str], vectors: Vectors) -> Floats:
        """(n, ways, 2): how much each line tells of each way done, and not done. `vectors` is (n, 384)."""
        scores = (vectors - self.middle) @ self.meaning + self.usual
        for row, text in enumerate(texts):
            found, weight = self._weighed(text)
            scores[row] += (weight * self.scale[found]) @ self.words[found].astype(np.float32)
        made: Floats = scores.astype(np.float32).reshape(len(texts), len(self.usual) // 2, 2)
        return made

    def chances(self, measures: Floats) -> Floats:
        """(n, 2): how sure it is that each line tells of it kept, and missed. `measures` is (n, measures)."""
        scores = (measures - self.centre) / self.spread @ self.weights + self.start
        shares = np.exp(scores - scores.max(axis=1, keepdims=True))
        made: Floats = (shares / shares.sum(axis=1, keepdims=True))[:, 1:]
        return made

    def _weighed(self, text: str) -> tuple[NDArray[np.int64], Floats]:
        known = [(row, count) for gram, count in said(text).items() if (row := self.places.get(gram)) is not None]
        rows = np.array([row for row, _ in known], np.int64)
        weight = (1 + np.log(np.array([count for _, count in known], np.float32))) * self.rarity[rows]
        unit: Floats = (weight / max(float(np.linalg.norm(weight)), 1e-6)).astype(np.float32)
        return rows, unit


def measured(aims: Floats, own: Floats, told: Floats, places: Floats, sizes: Floats) -> Floats:
    """(n, measures) of each line beside one commitment.

    Args:
        aims: (ways,), from `Learned.aims`.
        own: (n,), how near each line is to the commitment's own words.
        told: (n, ways, 2), from `Learned.told`.
        places: (n,), where in the note each stands, 0 to 1.
        sizes: (n,), how long each is, 1 from twenty words.
    """
    meant = np.tensordot(told, aims, axes=(1, 0))
    other = np.where((aims > 0)[:, None], -1.0, told).max(axis=1)
    near = meant.max(axis=1) * np.maximum(own, 0)
    made: Floats = np.column_stack([meant, told.sum(axis=1), other, own, near, places, sizes]).astype(np.float32)
    return made


@cache
def learned(path: Path = FILE) -> Learned:
    """The weights that came with this version.

    Raises:
        ModelFileError: the file is missing, damaged or of another version.
    """
    with opened(path) as file:
        floats = {name: file[name].astype(np.float32) for name in _HALVES + _EXACT}
        places, words = rows_of(file["places"]), file["words"]
        made = Learned(means=file["means"].astype(np.int64), places=places, words=words, **floats)
    same_version(path, words.shape == (len(places), len(made.usual)))
    return made


def save(made: Learned, path: Path = FILE) -> None:
    """Write the weights."""
    places = packed(made.places)
    halves = {name: getattr(made, name).astype(np.float16) for name in _HALVES}
    exact = {name: getattr(made, name).astype(np.float32) for name in _EXACT}
    np.savez_compressed(path, places=places, means=made.means.astype(np.uint8), words=made.words, **halves, **exact)
