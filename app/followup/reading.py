"""One commitment against one later note.

A line speaks of the commitment when it is near its words, or near lines that tell of such a promise kept or broken.
Which of the two it tells comes from what it is nearer to, and from the words around the deed. "Missed" needs more than
"kept": nobody is told they broke their word on a hint.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate
from typing import TYPE_CHECKING, Final, Literal

import numpy as np

from app.followup.cues import done, is_ahead
from app.followup.ways import Way
from app.wordmatch import words

if TYPE_CHECKING:
    from ingest.embed import Embedder, Vectors
    from ingest.records import Line

_WHOLE: Final = 12
_FEWEST_WORDS: Final = 5
Verdict = Literal["kept", "missed"]
_NAME: Final = re.compile(r"(?<=[a-z,;] )[A-Z][\w'’-]+")
_NOT_NAMES: Final = """
January February March April May June July August September October November December Monday Tuesday Wednesday
Thursday Friday Saturday Sunday CFO CEO COO CTO CIO IT FD MD HR PO POC ROI DPA ISO I RFP
"""


@dataclass(frozen=True)
class Measures:
    """Set on `eval/commitments/dev`; `python -m eval commitments` says how well they carry over."""

    own: float = 5.0
    """What it counts to be near the commitment's own words,"""
    way: float = 14.0
    """and near a way of keeping or breaking it."""
    whole: float = 3.3
    """A line of twelve words; shorter ones count less."""
    shared: float = 0.1
    """Each word of the commitment found in the line, up to three."""
    named: float = 1.0
    told: float = 1.9
    """Words such as 'never' or 'as promised': somebody tells of a thing done or not."""
    nothing: float = 11.5
    """What an ordinary line adds up to."""
    kept: float = 0.1
    """From where a line is taken to tell of it being kept,"""
    missed: float = 0.4
    """or missed."""
    lean: float = 0.05
    lean_missed: float = 0.06
    """How much nearer it must be to the one than to the other."""
    cue: float = 0.12
    """What such words count in that."""
    other: float = 0.03
    """A line this much nearer to promises of another kind tells of those."""
    kinds: float = 0.06
    """Ways of promising that are this much less near than the nearest are left aside."""


@dataclass(frozen=True)
class Promise:
    """A commitment, ready to be looked for."""

    text: str
    vector: "Vectors"
    """(384,)"""
    ways: list[int]
    """Which ways of keeping it are meant, by their place."""
    words: frozenset[str]
    names: frozenset[str]
    """People and places it names: such a promise is about them, not about every deal."""


@dataclass(frozen=True)
class _Near:
    """How near one line is to the commitment, to its being kept, its being missed."""

    own: float
    kept: float
    missed: float
    other: float
    """To promises of another kind."""


@dataclass(frozen=True)
class Shown:
    """What one line of a note shows."""

    verdict: Verdict
    line: "Line"
    """Its text is the exact words of the note."""
    strength: float


@dataclass(frozen=True)
class LaidOut:
    """A note's lines that may tell of something done, and how near each is to every way of keeping a promise."""

    lines: "tuple[Line, ...]"
    vectors: "Vectors"
    """(lines, 384)"""
    kept: "Vectors"
    missed: "Vectors"
    """(lines, ways) each."""
    said: str
    """The whole note and its speakers, to find a name in."""


class Reader:
    """Reads notes for commitments. Safe to share between threads."""

    def __init__(self, ways: Sequence[Way], embedder: "Embedder", measures: Measures | None = None) -> None:
        self._ways = tuple(ways)
        self._embedder = embedder
        self._measures = measures or Measures()

    def promises(self, texts: Sequence[str]) -> list[Promise]:
        """Commitments, embedded together."""
        return [self._promise(text, vector) for text, vector in zip(texts, self._embedder.embed(texts), strict=True)]

    def shown(
        self, promise: Promise, lines: "Sequence[Line]", vectors: "Vectors", rival: str | None = None
    ) -> Shown | None:
        """The line that shows most clearly whether it was kept; None when none does. `vectors` is (len(lines), 384)."""
        return self.shown_by(promise, self.laid_out(lines, vectors, rival))

    def laid_out(self, lines: "Sequence[Line]", vectors: "Vectors", rival: str | None = None) -> "LaidOut":
        """A note, ready to be read for several commitments."""
        telling = [n for n, line in enumerate(lines) if _may_tell(line.text, rival)]
        some = vectors[telling]
        starts, did, missed = self._stacked
        said = " ".join(f"{line.speaker or ''} {line.text}" for line in lines).casefold()
        kept = np.maximum.reduceat(some @ did.T, starts[0], axis=1)
        broken = np.maximum.reduceat(some @ missed.T, starts[1], axis=1)
        return LaidOut(tuple(lines[n] for n in telling), some, kept, broken, said)

    def shown_by(self, promise: Promise, note: "LaidOut") -> Shown | None:
        """The same of a note that is laid out."""
        if not note.lines or (promise.names and not any(name.casefold() in note.said for name in promise.names)):
            return None
        kept, missed = note.kept[:, promise.ways].max(axis=1), note.missed[:, promise.ways].max(axis=1)
        both = np.maximum(note.kept, note.missed)
        both[:, promise.ways] = -1.0
        own = note.vectors @ promise.vector
        found = [
            self._line(promise, line, _Near(*map(float, near)))
            for line, *near in zip(note.lines, own, kept, missed, both.max(axis=1), strict=True)
        ]
        return max((each for each in found if each), key=lambda each: each.strength, default=None)

    @cached_property
    def _stacked(self) -> "tuple[tuple[list[int], list[int]], Vectors, Vectors]":
        """Where each way's lines begin, and the lines of all, kept and missed."""
        starts = [
            [0, *accumulate(map(len, some))][:-1] for some in zip(*((w.did, w.missed) for w in self._ways), strict=True)
        ]
        did, missed = (np.concatenate(some) for some in zip(*((w.did, w.missed) for w in self._ways), strict=True))
        return (starts[0], starts[1]), did, missed

    def _line(self, promise: Promise, line: "Line", near: "_Near") -> Shown | None:
        set_to = self._measures
        if max(near.own, near.kept, near.missed) < near.other - set_to.other:
            return None
        lean = near.kept - near.missed + set_to.cue * done(line.text)
        telling = self._telling(promise, line.text, near)
        if lean >= set_to.lean and telling >= set_to.kept:
            return Shown("kept", line, telling)
        if -lean >= set_to.lean_missed and telling >= set_to.missed:
            return Shown("missed", line, telling)
        return None

    def _telling(self, promise: Promise, text: str, near: "_Near") -> float:
        """How surely the line speaks of the commitment; 0 is even."""
        set_to = self._measures
        score = set_to.own * near.own + set_to.way * max(near.kept, near.missed) - set_to.nothing
        score += set_to.whole * min(len(text.split()), _WHOLE) / _WHOLE
        score += set_to.shared * min(len(promise.words & set(words(text))), 3)
        score += set_to.told * abs(done(text))
        return score + set_to.named * any(name.casefold() in text.casefold() for name in promise.names)

    def _promise(self, text: str, vector: "Vectors") -> Promise:
        near = [float((way.says @ vector).max()) for way in self._ways]
        ways = [n for n, score in enumerate(near) if score > max(near) - self._measures.kinds]
        names = frozenset(name for name in _NAME.findall(text) if name not in _NOT_NAMES.split())
        return Promise(text, vector, ways, frozenset(words(text)), names)


def _may_tell(text: str, rival: str | None) -> bool:
    """Not what is still to come, not what the rival did, not a few words that could mean anything."""
    return len(text.split()) >= _FEWEST_WORDS and not is_ahead(text) and not (rival and text.strip().startswith(rival))
