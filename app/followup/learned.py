"""What was learned of promises: how a line, and a whole note, sounds that tells of one kept or missed.

Learned from labelled notes and from many wordings (`eval/promises_train.py`; `make train` writes the weights). Every
known commitment holds how the lines sounded that told of it. A new one borrows from all of them, most from the nearest,
so that one nobody listed is heard too. A last rule weighs what was heard into kept, missed or neither.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from functools import cache
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from ingest.diagnose.ways import said, tf_idf
from ingest.embed import Vectors
from ingest.weights import Arrays, opened, packed, rows_of, same_version

FILE: Final = Path(__file__).with_name("promises.npz")
Floats = NDArray[np.float32]
Rows = NDArray[np.int64]
_EXACT: Final = ("centre", "spread", "weights", "start")


@dataclass(frozen=True, eq=False)
class Ear:
    """What to listen for, of one commitment. Two columns: it was kept, it was missed."""

    meaning: Floats
    """(384, 2)"""
    words: Floats
    """(grams, 2)"""
    usual: Floats
    """(2,)"""

    def hear(self, vectors: Vectors, grams: "Sequence[tuple[Rows, Floats]]") -> Floats:
        """(n, 2) of n texts: vectors (n, 384), and the rows and weights of the words and pairs of each."""
        heard = vectors @ self.meaning + self.usual
        for row, (places, weights) in enumerate(grams):
            heard[row] += weights @ self.words[places]
        made: Floats = heard.astype(np.float32)
        return made


@dataclass(frozen=True, eq=False)
class Heard:
    """How it sounded, by known commitment."""

    near: Floats
    """(2,): what all commitments borrow from each other, and how sharply the rest goes to the nearest."""
    meaning: NDArray[np.int8]
    """(commitments, 384, 2), to be multiplied by `lengths`."""
    lengths: Floats
    """(commitments, 2)"""
    usual: Floats
    """(commitments, 2)"""
    of: Rows
    """(n,): the commitment of each weight of a word or pair,"""
    grams: Rows
    """(n,): the word or pair,"""
    words: NDArray[np.int8]
    """(n, 2): and the weight, to be multiplied by `scale`."""
    scale: Floats
    """(commitments, 2)"""

    def ear(self, alike: Floats, size: int) -> Ear:
        """For a commitment as near to the known ones as `alike` says, (commitments,); `size` words and pairs."""
        share = borrowed(alike, self.near)
        words = share[self.of, None] * self.scale[self.of] * self.words
        return Ear(
            np.einsum("cdk,ck->dk", self.meaning, share[:, None] * self.lengths, optimize=True).astype(np.float32),
            np.column_stack([np.bincount(self.grams, each, size) for each in words.T]).astype(np.float32),
            share @ self.usual,
        )


@dataclass(frozen=True, eq=False)
class Learned:
    """The weights."""

    known: Floats
    """(commitments, 384)"""
    middle: Floats
    """(384,): the mean of all lines."""
    places: Mapping[str, int]
    """Row of each word and pair that is known."""
    rarity: Floats
    """(n,): inverse document frequency."""
    lines: Heard
    notes: Heard
    centre: Floats
    """(measures,)"""
    spread: Floats
    """(measures,)"""
    weights: Floats
    """(measures, 3): neither, kept, missed."""
    start: Floats
    """(3,)"""

    def ears(self, vector: Vectors) -> tuple[Ear, Ear]:
        """For the lines and for the whole note, of a commitment. `vector` is (384,)."""
        alike = self.known @ vector
        return self.lines.ear(alike, len(self.rarity)), self.notes.ear(alike, len(self.rarity))

    def usual_likeness(self, vectors: Vectors) -> Floats:
        """(n, 2): how near each line is to commitments as such, mean and spread. `vectors` is (n, 384)."""
        near = vectors @ self.known.T
        made: Floats = np.column_stack([near.mean(axis=1), near.std(axis=1) + 1e-6]).astype(np.float32)
        return made

    def weighed(self, text: str) -> tuple[Rows, Floats]:
        """Rows of a line's words and pairs, and their weights, of length 1 together."""
        return tf_idf(said(text), self.places, self.rarity)

    def chances(self, measures: Floats) -> Floats:
        """(2,): how sure it is that a note tells of it kept, and missed. `measures` is (measures,)."""
        scores = (measures - self.centre) / self.spread @ self.weights + self.start
        shares = np.exp(scores - scores.max())
        made: Floats = (shares / shares.sum())[1:]
        return made


def borrowed(alike: Floats, near: Floats) -> Floats:
    """How much a commitment borrows from others, as near as their cosines."""
    made: Floats = (near[0] + np.exp(near[1] * (alike - 1))).astype(np.float32)
    return made


def attended(scores: Floats, sharp: float = 8.0) -> Floats:
    """(lines,), together 1: how much each line of a note counts in the whole. `scores` is (lines, 2)."""
    shares = np.exp(sharp * (scores.max(axis=1) - scores.max()))
    made: Floats = (shares / shares.sum()).astype(np.float32)
    return made


def unit_sum(grams: "Sequence[tuple[Rows, Floats]]", shares: Floats) -> tuple[Rows, Floats]:
    """The words and pairs of a whole note, of length 1 together, each line counting its share."""
    if not grams:
        return np.zeros(0, np.int64), np.zeros(0, np.float32)
    rows, back = np.unique(np.concatenate([places for places, _ in grams]), return_inverse=True)
    each = np.concatenate([share * weights for share, (_, weights) in zip(shares, grams, strict=True)])
    weights = np.bincount(back, each, len(rows))
    return rows, (weights / max(float(np.linalg.norm(weights)), 1e-9)).astype(np.float32)


@cache
def learned(path: Path = FILE) -> Learned:
    """The weights that came with this version.

    Raises:
        ModelFileError: the file is missing, damaged or of another version.
    """
    with opened(path) as file:
        floats = {name: file[name].astype(np.float32) for name in ("known", "middle", "rarity", *_EXACT)}
        lines, notes, places = _heard(file, "lines"), _heard(file, "notes"), rows_of(file["places"])
        made = Learned(places=places, lines=lines, notes=notes, **floats)
    same_version(path, len(places) == len(made.rarity) and len(made.known) == len(lines.usual) == len(notes.usual))
    return made


def _heard(file: Arrays, part: str) -> Heard:
    near, lengths, usual, scale = (
        file[f"{part}_{name}"].astype(np.float32) for name in ("near", "lengths", "usual", "scale")
    )
    of, grams = (file[f"{part}_{name}"].astype(np.int64) for name in ("of", "grams"))
    return Heard(near, file[f"{part}_meaning"], lengths, usual, of, grams, file[f"{part}_words"], scale)


def save(made: Learned, path: Path = FILE) -> None:
    """Write the weights."""
    parts: dict[str, Any] = {
        "known": made.known.astype(np.float16),
        "middle": made.middle,
        "rarity": made.rarity.astype(np.float16),
    }
    parts |= {name: getattr(made, name).astype(np.float32) for name in _EXACT}
    for part in ("lines", "notes"):
        heard = getattr(made, part)
        parts |= {f"{part}_{each.name}": getattr(heard, each.name) for each in fields(Heard)}
        parts |= {f"{part}_{name}": getattr(heard, name).astype(np.uint16) for name in ("of", "grams")}
    np.savez_compressed(path, places=packed(made.places), **parts)
