"""One commitment against one later note.

Each line is weighed beside the commitment: does it tell that it was kept, that it was missed, or neither? The two lines
that tell most decide. What is not sure enough is not said: nobody is told they broke their word on a hint.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

import numpy as np

from app.followup.cues import is_ahead
from app.followup.learned import Floats, Learned, measured

if TYPE_CHECKING:
    from ingest.embed import Embedder, Vectors
    from ingest.records import Line

Verdict = Literal["kept", "missed"]
_VERDICTS: Final[tuple[Verdict, Verdict]] = ("kept", "missed")
_FEWEST_WORDS: Final = 3
_LONG: Final = 20
_DECIDE: Final = 2
"""Lines that decide together: in a long note many faint ones would add up to something."""
_FROM: Final = (0.45, 0.55)
"""How sure it must be to say kept, and missed: set on `eval/commitments/dev`, each writer left out in turn."""
_NAME: Final = re.compile(r"(?<=[a-z,;] )(?:(?:Mr|Mrs|Ms|Dr|Eng|Sr|Sra)\.? )*([A-Z]\w*[a-z]\w*)")
_NOT_NAMES: Final = """
January February March April May June July August September October November December Monday Tuesday Wednesday
Thursday Friday Saturday Sunday
"""


@dataclass(frozen=True)
class Promise:
    """A commitment, ready to be looked for."""

    text: str
    vector: "Vectors"
    """(384,)"""
    aims: Floats
    """(ways,): how much it means each way of promising."""
    names: frozenset[str]
    """People and places it names: such a promise is about them, not about every deal."""


@dataclass(frozen=True)
class Shown:
    """What one line of a note shows."""

    verdict: Verdict
    line: "Line"
    """Its text is the exact words of the note."""
    strength: float
    by: str | None = None
    """The language model that read it; None for the built-in rule."""


@dataclass(frozen=True)
class LaidOut:
    """A note's lines that may tell of something done, and how much each tells of every way of promising."""

    lines: "tuple[Line, ...]"
    vectors: "Vectors"
    """(lines, 384)"""
    told: Floats
    """(lines, ways, 2): done, and not done."""
    places: Floats
    sizes: Floats
    said: str
    """The whole note and its speakers, to find a name in."""


class Reader:
    """Reads notes for commitments. Safe to share between threads."""

    def __init__(self, learned: Learned, embedder: "Embedder") -> None:
        self._learned = learned
        self._embedder = embedder

    def promises(self, texts: Sequence[str]) -> list[Promise]:
        """Commitments, embedded together."""
        vectors = self._embedder.embed(texts)
        return [
            Promise(text, each, self._learned.aims(each), _names(text))
            for text, each in zip(texts, vectors, strict=True)
        ]

    def shown(
        self, promise: Promise, lines: "Sequence[Line]", vectors: "Vectors", rival: str | None = None
    ) -> Shown | None:
        """The line that shows most clearly whether it was kept; None when none does. `vectors` is (len(lines), 384)."""
        return self.shown_by(promise, self.laid_out(lines, vectors, rival))

    def laid_out(self, lines: "Sequence[Line]", vectors: "Vectors", rival: str | None = None) -> LaidOut:
        """A note, ready to be read for several commitments."""
        telling = [n for n, line in enumerate(lines) if _may_tell(line.text, rival)]
        some, texts = vectors[telling], [lines[n].text for n in telling]
        return LaidOut(
            lines=tuple(lines[n] for n in telling),
            vectors=some,
            told=self._learned.told(texts, some),
            places=(np.array(telling) / max(len(lines), 1)).astype(np.float32),
            sizes=np.array([min(len(text.split()), _LONG) / _LONG for text in texts], np.float32),
            said=" ".join(f"{line.speaker or ''} {line.text}" for line in lines).casefold(),
        )

    def measures_of(self, promise: Promise, note: LaidOut) -> Floats:
        """(lines, measures): what is weighed."""
        return measured(promise.aims, note.vectors @ promise.vector, note.told, note.places, note.sizes)

    def shown_by(self, promise: Promise, note: LaidOut) -> Shown | None:
        """The same of a note that is laid out."""
        if not note.lines or (promise.names and not any(name.casefold() in note.said for name in promise.names)):
            return None
        chances = self._learned.chances(self.measures_of(promise, note))
        sure = 1 - np.prod(1 - np.sort(chances, axis=0)[-_DECIDE:], axis=0)
        column = int(np.argmax(sure))
        if sure[column] < _FROM[column]:
            return None
        line = note.lines[int(np.argmax(chances[:, column]))]
        return Shown(_VERDICTS[column], line, float(sure[column]))


def _may_tell(text: str, rival: str | None = None) -> bool:
    """Not what is still to come, not what the rival did, not a word or two that could mean anything."""
    return len(text.split()) >= _FEWEST_WORDS and not is_ahead(text) and not (rival and text.strip().startswith(rival))


def _names(text: str) -> frozenset[str]:
    return frozenset(name for name in _NAME.findall(text) if name not in _NOT_NAMES.split())
