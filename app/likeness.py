"""How alike two deals went: four measures, each in its usual spread, added up.

lines    every line's nearest line on the other side, both ways; what all lines have in common is taken out first
whole    the two gists
causes   the two rankings of causes
words    telling words in both (see `wordmatch`)

Means and spreads are those between an open deal and an unrelated past loss, measured on the labelled deals in
`eval/memory/dev`. A sum of 0 is two deals with nothing in common; right matches lie around 5.
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
    from ingest.embed import Vectors
    from ingest.store.past import PastLoss


class Usual(NamedTuple):
    """One measure between deals that have nothing to do with each other."""

    mean: float
    spread: float


LINES: Final = Usual(0.178, 0.0356)
WHOLE: Final = Usual(0.447, 0.07)
CAUSES_ALIKE: Final = Usual(0.321, 0.226)
WORDS: Final = Usual(0.064, 0.034)
ALIKE: Final = 5.4
"""Sum from which one match alone is worth showing."""
# A question of some words, held against a past loss; how much each measure counts stands last.
TOLD_WHOLE: Final = (Usual(0.21, 0.058), 1.0)
TOLD_MECHANISM: Final = (Usual(0.15, 0.08), 0.7)
TOLD_LINES: Final = (Usual(0.08, 0.06), 0.5)
TOLD_WORDS: Final = (Usual(0.02, 0.05), 0.3)
TOLD_CAUSES: Final = (CAUSES_ALIKE, 0.8)
TOLD_ALIKE: Final = 1.75
_STEEP: Final = 2.5


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


class Likeness:
    """Made once from the playbook."""

    def __init__(self, background: "Vectors", words: "WordMatch", mechanisms: "Mapping[str, Vectors]") -> None:
        self._common = background.mean(axis=0)
        self._mechanisms = mechanisms
        self.words = words

    def scores(self, ours: Ours, past: "Sequence[PastLoss]") -> list[float]:
        """For each of `past`, how alike it went, 0 to 1; 0.5 from where one match alone is worth showing."""
        if not past:
            return []
        mine, (own,) = self.distinct(ours.vectors), _shares(ours.ranking)
        every = np.concatenate([each.vectors for each in past])  # all at once: a hundred small products cost more
        lines = _nearest(mine, self.distinct(every), past)
        whole = _unit(_gists(every, past)) @ ours.gist
        causes = _shares(*(each.ranking for each in past)) @ own
        words = self.words.scores(ours.words, [each.text for each in past])
        total = _over(lines, LINES) + _over(whole, WHOLE) + _over(causes, CAUSES_ALIKE) + _over(words, WORDS)
        return _shown(total, ALIKE)

    def told_scores(self, asked: Ours, past: "Sequence[PastLoss]") -> list[float]:
        """The same for a way of losing told in some words: what counts is the whole and what went wrong."""
        if not past:
            return []
        one = self.distinct(asked.gist)
        whole = _unit(_gists(np.concatenate([each.vectors for each in past]), past)) @ asked.gist
        lines = [float((self.distinct(_proving(each)) @ one).max()) for each in past]
        words = self.words.scores(asked.words, [each.text for each in past])
        nothing = TOLD_MECHANISM[0].mean  # a sentence that is not the playbook's says nothing either way
        known = [self._mechanisms.get(each.row.mechanism) for each in past]
        mechanism = [nothing if vector is None else float(asked.gist @ vector) for vector in known]
        causes = _shares(*(each.ranking for each in past)) @ _shares(asked.ranking)[0]
        measured = (
            (causes, TOLD_CAUSES),
            (whole, TOLD_WHOLE),
            (mechanism, TOLD_MECHANISM),
            (lines, TOLD_LINES),
            (words, TOLD_WORDS),
        )
        return _shown(np.sum([weight * _over(found, usual) for found, (usual, weight) in measured], axis=0), TOLD_ALIKE)

    def distinct(self, vectors: "Vectors") -> "Vectors":
        """Vectors less what all lines have in common."""
        return _unit(vectors - self._common)


def _over(found: "Sequence[float] | Vectors", usual: Usual) -> "Vectors":
    """How far each is above what is usual, in spreads."""
    return (np.asarray(found, np.float32) - np.float32(usual.mean)) / np.float32(usual.spread)


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


def _proving(past: "PastLoss") -> "Vectors":
    """Vectors of the lines that show why; of all lines when none do."""
    proved = _proved(past)
    rows = [row for row, line in enumerate(past.lines) if line in proved]
    return past.vectors[rows] if rows else past.vectors


def _gists(vectors: "Vectors", past: "Sequence[PastLoss]") -> "Vectors":
    """What each of `past` says as a whole, not yet of length 1. `vectors` are the lines of all."""
    weights = [2.0 if line in proving else 1.0 for each in past for proving in [_proved(each)] for line in each.lines]
    starts, _ = _parts(past)
    made: Vectors = np.add.reduceat(vectors * np.asarray(weights, dtype=np.float32)[:, None], starts, axis=0)
    return made


def _proved(past: "PastLoss") -> set[int]:
    return {line for line, _ in past.proving}


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
