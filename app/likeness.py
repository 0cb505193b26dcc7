"""How alike two deals went: six measures, each in its usual spread, weighed and added up.

ways     the two profiles over ways of losing (see `ways`)
marked   the same, only the ways each speaks of most
causes   the two rankings of causes
words    telling words in both (see `wordmatch`)
lines    every line's nearest line on the other side, both ways; what all lines have in common is taken out first
whole    the two gists: what a deal is about, which tells best whether there is anything like it at all

Means and spreads are those between an open deal, or a question, and an unrelated past loss; they and the weights were
measured on the labelled deals and questions of `eval/memory/dev` (`eval/ways/measure.py`). A sum of 0 is two deals with
nothing in common.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from prompts.codes import CAUSES

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from app.wordmatch import WordMatch
    from ingest.diagnose.ways import Ways
    from ingest.embed import Vectors
    from ingest.store.past import PastLoss


class Usual(NamedTuple):
    """One measure between deals that have nothing to do with each other."""

    mean: float
    spread: float


MEASURES: Final = {
    "ways": (Usual(0.044, 0.131), 0.7),
    "marked": (Usual(0.115, 0.138), 0.65),
    "causes": (Usual(0.327, 0.228), 0.5),
    "words": (Usual(0.065, 0.039), 0.35),
    "lines": (Usual(0.174, 0.039), 0.5),
    "whole": (Usual(0.440, 0.090), 0.5),
}
"""Of an open deal; how much each counts stands last."""
TOLD: Final = {"marked": (Usual(0.066, 0.097), 0.8), "ways": (Usual(0.015, 0.12), 0.7)}
"""Of a way of losing told in some words: few words have no lines and share few words."""
ALIKE: Final = 4.6
"""Sum from which one match alone is worth showing."""
TOLD_ALIKE: Final = 3.5
_STEEP: Final = 2.0
_KEPT: Final = 20_000
"""Profiles kept, of half a kilobyte each."""


class Shared(NamedTuple):
    """A way of losing that two notes speak of."""

    mechanism: str
    much: float
    """One share times the other, 0 to 1."""


@dataclass(frozen=True)
class Ours:
    """What past losses are compared with."""

    words: str
    """Its words, less those that are names."""
    vectors: "Vectors"
    """(lines, 384), none of them zero."""
    gist: "Vectors"
    """(384,)"""
    ranking: Mapping[str, float]
    """Cause to its share; empty for words that only tell a way of losing."""
    ways: "Vectors"
    """(ways,), its profile."""


class Likeness:
    """Made once from the playbook."""

    def __init__(self, background: "Vectors", words: "WordMatch", ways: "Ways") -> None:
        self._common = background.mean(axis=0)
        self.ways = ways
        self._known: dict[str, Vectors] = {}
        self.words = words

    def scores(self, ours: Ours, past: "Sequence[PastLoss]") -> list[float]:
        """For each of `past`, how alike it went, 0 to 1; 0.5 from where one match alone is worth showing."""
        return _shown(_total(self.measured(ours, past), MEASURES), ALIKE) if past else []

    def told_scores(self, asked: Ours, past: "Sequence[PastLoss]") -> list[float]:
        """The same for a way of losing told in some words."""
        return _shown(_total(self.told(asked, past), TOLD), TOLD_ALIKE) if past else []

    def measured(self, ours: Ours, past: "Sequence[PastLoss]") -> dict[str, "Vectors"]:
        """Each measure of an open deal beside each of `past`, (len(past),)."""
        every = np.concatenate([each.vectors for each in past])  # all at once: a hundred small products cost more
        theirs = self._profiles(past)
        return {
            "ways": theirs @ ours.ways,
            "marked": _marked(theirs) @ _marked(ours.ways),
            "causes": _shares(*(each.ranking for each in past)) @ _shares(ours.ranking)[0],
            "words": np.asarray(self.words.scores(ours.words, [each.text for each in past]), np.float32),
            "lines": _nearest(self.distinct(ours.vectors), self.distinct(every), past),
            "whole": _unit(_gists(every, past)) @ ours.gist,
        }

    def told(self, asked: Ours, past: "Sequence[PastLoss]") -> dict[str, "Vectors"]:
        """Each measure of some words."""
        theirs = self._profiles(past)
        return {"marked": _marked(theirs) @ _marked(asked.ways), "ways": theirs @ asked.ways}

    def profile(self, text: str, vectors: "Vectors") -> "Vectors":
        """(ways,) of one text. `vectors` is (lines, 384), none of them zero."""
        made: Vectors = self.ways.profiles([text], vectors.mean(axis=0)[None])[0]
        return made

    def _profiles(self, past: "Sequence[PastLoss]") -> "Vectors":
        """(len(past), ways). Kept by the review's id, whose note never changes: reading a hundred takes 50 ms."""
        if len(self._known) > _KEPT:
            self._known = {}  # anew, not emptied: another thread may be reading it
        known = self._known
        new = [each for each in past if each.row.id not in known]
        if new:
            means = np.stack([each.vectors.mean(axis=0) for each in new])
            made = self.ways.profiles([each.text for each in new], means)
            known.update({each.row.id: row for each, row in zip(new, made, strict=True)})
        return np.stack([known[each.row.id] for each in past])

    def shared(self, ours: Ours, past: "Sequence[PastLoss]") -> list[Shared]:
        """For each of `past`, the way of losing that it and ours both speak of most."""
        if not past:
            return []
        both = np.maximum(self._profiles(past), 0) * np.maximum(ours.ways, 0)
        best = zip(both.argmax(axis=1), both.max(axis=1), strict=True)
        return [Shared(self.ways.mechanisms[way], float(much)) for way, much in best]

    def distinct(self, vectors: "Vectors") -> "Vectors":
        """Vectors less what all lines have in common."""
        return _unit(vectors - self._common)


def _total(measured: "Mapping[str, Vectors]", counted: Mapping[str, tuple[Usual, float]]) -> "Vectors":
    """How far the measures are above what is usual, in spreads, added up."""
    parts = [weight * (measured[name] - usual.mean) / usual.spread for name, (usual, weight) in counted.items()]
    made: Vectors = np.sum(parts, axis=0)
    return made


def _marked(profiles: "Vectors") -> "Vectors":
    return _unit(np.maximum(profiles, 0) ** 2)


def _shown(totals: "Vectors", alike: float) -> list[float]:
    return [1 / (1 + math.exp((alike - float(each)) / _STEEP)) for each in totals]


def _nearest(ours: "Vectors", theirs: "Vectors", past: "Sequence[PastLoss]") -> "Vectors":
    """For each of `past`, every line's nearest on the other side, both ways. `theirs` are the lines of all."""
    likeness = ours @ theirs.T
    starts, counts = _parts(past)
    there = np.maximum.reduceat(likeness, starts, axis=1).mean(axis=0)
    back = np.add.reduceat(likeness.max(axis=0), starts) / counts
    made: Vectors = (there + back) / 2
    return made


def _gists(vectors: "Vectors", past: "Sequence[PastLoss]") -> "Vectors":
    """What each of `past` says as a whole, not yet of length 1. `vectors` are the lines of all."""
    proving = [{line for line, _ in each.proving} for each in past]
    weights = [2.0 if line in found else 1.0 for each, found in zip(past, proving, strict=True) for line in each.lines]
    starts, _ = _parts(past)
    made: Vectors = np.add.reduceat(vectors * np.asarray(weights, dtype=np.float32)[:, None], starts, axis=0)
    return made


def _parts(past: "Sequence[PastLoss]") -> "tuple[NDArray[np.intp], NDArray[np.float32]]":
    """Where each one's lines begin among the lines of all, and how many it has."""
    counts = np.asarray([len(each.lines) for each in past], dtype=np.intp)
    return np.cumsum(counts) - counts, counts.astype(np.float32)


def _shares(*rankings: Mapping[str, float]) -> "Vectors":
    """Rankings as unit vectors, so that two of them compare as cosines."""
    table = [[max(ranking.get(cause, 0.0), 0.0) for cause in CAUSES] for ranking in rankings]
    return _unit(np.sqrt(np.asarray(table, dtype=np.float32)))


def _unit(vectors: "Vectors") -> "Vectors":
    made: Vectors = vectors / np.maximum(np.linalg.norm(vectors, axis=-1, keepdims=True), 1e-9)
    return made
