"""The pair of lines of two deals that shows what they have in common: the quotes that stand side by side.

Of the way of losing that both notes speak of most, the lines that speak of it; lines that show why and lines that are
alike count for more, and a line of a few words says little.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from app.settled import is_settled
from prompts.codes import CAUSES

if TYPE_CHECKING:
    from app.likeness import Likeness, Ours, Shared
    from ingest.diagnose.head import LineHead
    from ingest.embed import Vectors
    from ingest.records import Reading
    from ingest.store.past import PastLoss, PastWords

SPOKEN: Final = 0.1
"""What a line must say of a way of losing to be shown for it: chance lines say less."""
ALIKE: Final = 0.35
"""Likeness of two lines, less what all lines share, from which they say much the same."""
_PROVES: Final = 0.075
_SAYS: Final = 0.25
_SHORT: Final = 0.15
_FEW: Final = 5
_SPEAKS: Final = 2.0
"""What a line counts by how much it speaks of the way of losing that both notes speak of most.
What that gives: `python -m eval ways`."""

Told = tuple[int, str]
"""A line's number and its words."""


@dataclass(frozen=True)
class Pair:
    """Two lines, and whether they say much the same."""

    mine: Told | None = None
    theirs: Told | None = None
    alike: bool = False
    shared: "Shared | None" = None
    """The way of losing both notes speak of most, where both lines say it."""


def pairs(
    reading: "Reading",
    vectors: "Vectors",
    past: "Sequence[tuple[PastLoss, PastWords]]",
    ours: "Ours",
    head: "LineHead",
    likeness: "Likeness",
) -> list[Pair]:
    """For each of `past`, the pair of lines to show. `vectors` are those of the reading's lines, `ours` its profile."""
    kept = np.asarray(vectors.any(axis=1))
    mine = [(line.number, line.text) for line, held in zip(reading.lines, kept, strict=True) if held]
    theirs = [_embedded(*each) for each in past]
    held = [rows for _, rows in theirs if len(rows)]
    if not mine or not held:
        return [Pair() for _ in past]
    # All lines of all in one go: most of the time is spent on getting started.
    own, others = vectors[kept], np.concatenate(held)
    says = head.score(np.concatenate([own, others]))[:, : CAUSES.index("unknown")].max(axis=1)
    product = likeness.distinct(own) @ likeness.distinct(others).T
    shared = likeness.shared(ours, [one for one, _ in past])
    ways = list(dict.fromkeys(each.mechanism for each in shared))
    speaking = _speaking(likeness, mine, own, ways)
    here = _worth(mine, {item.line for item in reading.diagnosis.evidence}, says[: len(mine)])
    found, at = [], 0
    for (one, _), (lines, rows), way in zip(past, theirs, shared, strict=True):
        columns = slice(at, at := at + len(lines))
        there = _worth(lines, {line for line, _ in one.proving}, says[len(mine) :][columns])
        spoken = speaking[:, ways.index(way.mechanism)]
        said = _speaking(likeness, lines, rows, [way.mechanism])[:, 0]
        worth = (here + _SPEAKS * spoken)[:, None] + there + _SPEAKS * said
        if not lines:
            found.append(Pair())
            continue
        alike = product[:, columns]
        row, column = divmod(int((alike + worth).argmax()), len(lines))
        says_it = min(spoken[row], said[column]) >= SPOKEN
        found.append(Pair(mine[row], lines[column], float(alike[row, column]) >= ALIKE, way if says_it else None))
    return found


def _embedded(past: "PastLoss", words: "PastWords") -> "tuple[list[Told], Vectors]":
    at = {line: row for row, line in enumerate(past.lines)}
    lines = [line for line in words.lines if line[0] in at]
    return lines, past.vectors[[at[number] for number, _ in lines]]


def _speaking(likeness: "Likeness", lines: Sequence[Told], rows: "Vectors", ways: Sequence[str]) -> "Vectors":
    """(lines, ways): how much each line speaks of each; one that says the thing is settled does not."""
    made = likeness.ways.speaking([text for _, text in lines], rows, ways)
    made[[is_settled(text) for _, text in lines]] = 0.0
    return made


def _worth(lines: Sequence[Told], proving: Collection[int], says: "Vectors") -> "Vectors":
    """What each line has to say about a cause."""
    flags = [_PROVES * (number in proving) - _SHORT * (len(text.split()) < _FEW) for number, text in lines]
    made: Vectors = np.asarray(flags, np.float32) + np.float32(_SAYS) * says
    return made
