"""One commitment against one later note.

Each line is weighed beside the commitment, and then the whole note, in which the lines that tell most count most: does
it show that it was kept, that it was missed, or neither? What is not sure enough is not said: nobody is told they broke
their word on a hint.
"""

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

import numpy as np
from numpy.typing import NDArray

from app.followup.cues import done, is_ahead
from app.followup.learned import Ear, Floats, Learned, Rows, attended, unit_sum

if TYPE_CHECKING:
    from ingest.embed import Embedder, Vectors
    from ingest.records import Line

Verdict = Literal["kept", "missed"]
_VERDICTS: Final[tuple[Verdict, Verdict]] = ("kept", "missed")
_FEWEST_WORDS: Final = 3
_SILENT: Final = -0.3
"""What a line counts that may not tell."""
_FROM: Final = (0.55, 0.55)
"""How sure it must be to say kept, and missed: set on `eval/commitments/dev`, writers left out."""
_TITLED: Final = re.compile(r"\b(?:Mr|Mrs|Ms|Mdm|Madam|Mme|Dr|Herr|Frau|Eng|Sra?|Dona)\.? ([A-Z]\w*[a-z]\w*)")
_RUNG: Final = re.compile(r"\b(?:[Rr]ing|[Cc]all|[Pp]hone|[Vv]isit|[Ss]ee|[Mm]eet) ([A-Z]\w*[a-z]\w*)")
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
    lines: Ear
    note: Ear
    names: frozenset[str]
    """People it is about: such a promise is looked for only where one of them is."""


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
    """A note, ready to be read for several commitments."""

    lines: "tuple[Line, ...]"
    vectors: "Vectors"
    """(lines, 384)"""
    away: "Vectors"
    """(lines, 384): the same from the middle of all lines."""
    grams: tuple[tuple[Rows, Floats], ...]
    """Words and pairs of each line."""
    usual: Floats
    """(lines, 2): how near each is to commitments as such, mean and spread."""
    may_tell: NDArray[np.bool_]
    """(lines,): of something done."""
    done: Floats
    """(lines,): what the words around the deed say."""
    ahead: float
    """Share of lines that tell of what is still to come."""
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
            Promise(text, each, *self._learned.ears(each), _names(text))
            for text, each in zip(texts, vectors, strict=True)
        ]

    def shown(
        self, promise: Promise, lines: "Sequence[Line]", vectors: "Vectors", rival: str | None = None
    ) -> Shown | None:
        """The line that shows most clearly whether it was kept; None when none does. `vectors` is (len(lines), 384)."""
        return self.shown_by(promise, self.laid_out(lines, vectors, rival))

    def laid_out(self, lines: "Sequence[Line]", vectors: "Vectors", rival: str | None = None) -> LaidOut:
        """A note, ready to be read for several commitments."""
        learned = self._learned
        return LaidOut(
            lines=tuple(lines),
            vectors=vectors,
            away=vectors - learned.middle,
            grams=tuple(learned.weighed(line.text) for line in lines),
            usual=learned.usual_likeness(vectors),
            may_tell=np.array([_may_tell(line.text, rival) for line in lines], bool),
            done=np.array([done(line.text) for line in lines], np.float32),
            ahead=sum(is_ahead(line.text) for line in lines) / max(len(lines), 1),
            said=" ".join(f"{line.speaker or ''} {line.text}" for line in lines).casefold(),
        )

    def shown_by(self, promise: Promise, note: LaidOut) -> Shown | None:
        """The same of a note that is laid out."""
        if not note.may_tell.any() or (
            promise.names and not any(each.casefold() in note.said for each in promise.names)
        ):
            return None
        told = promise.lines.hear(note.away, note.grams)
        sure = self._learned.chances(measured(promise, note, told, self._whole(promise, note, told)))
        column = int(np.argmax(sure))
        if sure[column] < _FROM[column]:
            return None
        line = note.lines[int(np.argmax(np.where(note.may_tell, told[:, column], -np.inf)))]
        return Shown(_VERDICTS[column], line, float(sure[column]))

    def _whole(self, promise: Promise, note: LaidOut, told: Floats) -> Floats:
        """(2,): what the whole note tells."""
        vector, grams = whole(note, told)
        made: Floats = promise.note.hear(vector[None, :], [grams])[0]
        return made


def whole(note: LaidOut, told: Floats) -> "tuple[Vectors, tuple[Rows, Floats]]":
    """A note as one, each line counting as much as it tells: (384,) of length 1, and its words and pairs."""
    shares = attended(told)
    vector = shares @ note.away
    return vector / max(float(np.linalg.norm(vector)), 1e-9), unit_sum(note.grams, shares)


def measured(promise: Promise, note: LaidOut, told: Floats, both: Floats) -> Floats:
    """(measures,) of a note that has a line which may tell.

    `told` is (lines, 2), what each line tells of it kept and missed; `both` is (2,), what the whole note does.
    """
    near = note.vectors @ promise.vector
    over = (near - note.usual[:, 0]) / note.usual[:, 1]
    heard = np.where(note.may_tell[:, None], told, _SILENT)
    ranked = np.sort(heard, axis=0)[::-1]
    second = ranked[1] if len(ranked) > 1 else np.zeros(2)
    best, top = int(heard.max(axis=1).argmax()), ranked[0]
    made: Floats = np.array(
        [
            *top, *second, *told.sum(axis=0), near.max(), near[best], over.max(), over[best], *(top * over[best]),
            note.done[best], note.done.mean(), note.ahead, math.log(len(note.lines) + 1),
            *both, both[0] * both[1], abs(both[0] - both[1]), *(both * over.max()),
        ],
        np.float32,
    )  # fmt: skip
    return made


def _may_tell(text: str, rival: str | None = None) -> bool:
    """Not what is still to come, not what the rival did, not a word or two that could mean anything."""
    return len(text.split()) >= _FEWEST_WORDS and not is_ahead(text) and not (rival and text.strip().startswith(rival))


def _names(text: str) -> frozenset[str]:
    found = _TITLED.findall(text) or _RUNG.findall(text)
    return frozenset(name for name in found if name not in _NOT_NAMES.split())
