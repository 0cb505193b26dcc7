"""The built-in engine: always there, no model server, the same answer every time.

What many reps' labelled notes teach decides (`notehead`). The playbook has a say, so that a page edited by its users
counts at once: each line is scored against it (`head`), weighed (`weigh`), and the few strongest lines of each cause
make its score. Many weak lines must not outvote one clear one, so a cause's lines count less and less after the first.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from ingest.diagnose.conclude import Scores, conclude
from ingest.diagnose.head import LineHead
from ingest.diagnose.notehead import NoteHead, Said, learned
from ingest.diagnose.signals import NONE, SignalBank, cached_vectors, signal_bank
from ingest.diagnose.ways import Ways
from ingest.diagnose.ways import learned as learned_ways
from ingest.diagnose.weigh import line_weights, shape, side_weights, states_reason
from ingest.embed import Embedder, Vectors
from ingest.lines import flat
from ingest.lines.grams import grams
from ingest.records import Diagnosis, Facts, Line
from prompts.codes import CAUSES
from prompts.playbook import Playbook

DECAY: Final = np.array([1.0, 0.8, 0.6, 0.4, 0.3, 0.2], dtype=np.float32)
"""What the first, second, ... strongest line of a cause adds to its score."""
FLOOR: Final = 0.35
"""Note score under which nothing speaks for a cause: small talk reaches 0.3, real reasons 0.5 and more."""
LONG: Final = 60
"""Lines that are read; one note in a hundred of those learned from has more."""
SAY: Final = 0.25
"""What the playbook's view counts beside what was learned from notes, of a note of usual length."""

WAYS: Final = 1.0
"""What the ways of losing count beside both."""
WAYS_FLOOR: Final = 0.02
"""Share of a cause none of whose ways the note speaks of."""


@dataclass
class BuiltinDiagnosis:
    """Reads notes with the playbook. Safe to share between threads once warmed."""

    playbook: Playbook
    embedder: Embedder
    cache: Path | None = None
    ways: Ways | None = None
    """Those that came with this version, where none are given."""

    @cached_property
    def bank(self) -> SignalBank:
        """The playbook's labelled lines."""
        return signal_bank(self.playbook, self.embedder, self._file("signals.npz"))

    @cached_property
    def head(self) -> LineHead:
        """What they teach."""
        return LineHead.fit(self.bank)

    @property
    def notes(self) -> NoteHead:
        """What labelled notes teach."""
        return learned()

    @cached_property
    def mechanisms(self) -> dict[str, Vectors]:
        """Vectors of each cause's mechanism sentences, and of the won deals' under 'won'."""
        named: dict[str, tuple[str, ...]] = {"won": self.playbook.win.mechanisms}
        named |= {code: page.mechanisms for code, page in self.playbook.causes.items()}
        texts = [text for texts in named.values() for text in texts]
        vectors = iter(cached_vectors(texts, self.embedder, self._file("mechanisms.npz")))
        return {code: np.stack([next(vectors) for _ in texts]) for code, texts in named.items()}

    def warm(self) -> None:
        """Load everything a first review would otherwise wait for."""
        _ = self.head, self.notes, self.mechanisms, learned_ways()
        self.embedder.warm()

    def diagnose(self, lines: Sequence[Line], vectors: Vectors, facts: Facts) -> Diagnosis:
        """Why the deal was lost. `vectors` is (len(lines), 384), one row a line."""
        spoken_of = self._spoken_of(lines, vectors)
        scores = self.score(lines, vectors, facts, spoken_of)
        return conclude(scores, lines, vectors, facts, self.playbook, self.mechanisms, spoken_of)

    def score(self, lines: Sequence[Line], vectors: Vectors, facts: Facts, spoken_of: Mapping[str, float]) -> Scores:
        """What each line says, and what they say together, with the ways of losing that the note speaks of."""
        said = np.zeros((len(lines), len(CAUSES)), np.float32)
        weighed = self._weighed(lines, vectors, facts)
        playbook = _share(_note_scores(weighed))
        rows = _telling(np.flatnonzero(self.counted(lines, facts)), lines, weighed)
        if not rows:
            return Scores(said, playbook)
        read = self.notes.read([flat(lines[row].text) for row in rows], vectors[rows])
        said[rows] = read.lines
        said *= np.array([shape(line) for line in lines], np.float32)[:, None]
        return Scores(said, with_ways(_together(read, playbook), self._shares_of(spoken_of)))

    def _shares_of(self, spoken_of: Mapping[str, float]) -> NDArray[np.float32]:
        """(15,): how much the note speaks of each cause's ways of losing; -1 where one is a user's own sentence."""
        pages = [self.playbook.causes[cause].mechanisms for cause in CAUSES]
        said = [sum(max(spoken_of.get(each, 0.0), 0.0) ** 2 for each in page) for page in pages]
        known = np.array([all(each in spoken_of for each in page) for page in pages])
        shares: NDArray[np.float32] = np.asarray(said, np.float32) / max(sum(said), 1e-6)
        return np.where(known, shares, np.float32(-1))

    def _spoken_of(self, lines: Sequence[Line], vectors: Vectors) -> dict[str, float]:
        """How much the note speaks of each mechanism."""
        known = self.ways or learned_ways()
        return known.spoken_of("\n".join(line.text for line in lines), vectors[vectors.any(axis=1)])

    @staticmethod
    def counted(lines: Sequence[Line], facts: Facts) -> list[bool]:
        """Which lines are looked at: not those that only say what the rep believes."""
        return [not states_reason(line, facts) for line in lines]

    def _weighed(self, lines: Sequence[Line], vectors: Vectors, facts: Facts) -> NDArray[np.float32]:
        """(n, 15): the playbook's view of each line."""
        if not lines:
            return np.zeros((0, len(CAUSES)), np.float32)
        compared = vectors.any(axis=1, keepdims=True)
        shares = self.head.score(vectors)[:, :NONE] * compared
        weighed: NDArray[np.float32] = shares * line_weights(lines, facts)[:, None] * side_weights(lines, self.playbook)
        return weighed

    def _file(self, name: str) -> Path | None:
        return None if self.cache is None else self.cache / name


def _telling(rows: NDArray[np.int64], lines: Sequence[Line], weighed: NDArray[np.float32]) -> list[int]:
    """The rows to read: each wording once, and of a long note those the playbook finds most in.

    A pasted log, or an hour of small talk, must not drown the two lines that tell.
    """
    once = {tuple(grams(lines[row].text)): int(row) for row in reversed(rows)}
    found = sorted(once.values())
    if len(found) <= LONG:
        return found
    strongest = sorted(found, key=lambda row: -float(weighed[row].max()))[:LONG]
    return sorted(strongest)


def with_ways(shares: NDArray[np.float32], spoken: NDArray[np.float32]) -> NDArray[np.float32]:
    """Which cause it is, not whether there is one: the share of 'unknown' stays. For `spoken` see `_shares_of`."""
    if not (spoken > 0).any():
        return shares
    spoken = np.where(
        spoken < 0, shares, spoken
    )  # nothing is known of a page that was edited: it says what the rest says
    unknown = CAUSES.index("unknown")
    weighed = (shares + 1e-3) * (spoken + WAYS_FLOOR) ** WAYS
    weighed[unknown] = 0.0
    result: NDArray[np.float32] = (weighed / weighed.sum() * (1 - shares[unknown])).astype(np.float32)
    result[unknown] = shares[unknown]
    return result


def _together(said: Said, playbook: NDArray[np.float32]) -> NDArray[np.float32]:
    """The less a note says, the more the playbook counts."""
    odds = said.note + (SAY + (1 - SAY) * (1 - said.full)) * np.log(playbook + 0.01)
    shares = np.exp(odds - odds.max())
    result: NDArray[np.float32] = (shares / shares.sum()).astype(np.float32)
    return result


def _note_scores(weighed: NDArray[np.float32]) -> NDArray[np.float32]:
    if not len(weighed):
        return np.zeros(len(CAUSES), np.float32)
    strongest = -np.sort(-weighed, axis=0)[: len(DECAY)]
    result: NDArray[np.float32] = DECAY[: len(strongest)] @ strongest
    return result


def _share(scores: NDArray[np.float32]) -> NDArray[np.float32]:
    """Scores that add up to 1. What no line explains goes to 'unknown'."""
    shares = scores.copy()
    unknown = CAUSES.index("unknown")
    shares[unknown] = 0.6 * shares[unknown] + max(FLOOR - float(np.delete(scores, unknown).max(initial=0.0)), 0.0) * 10
    total = float(shares.sum())
    if total <= 0:
        shares[unknown] = total = 1.0
    result: NDArray[np.float32] = (shares / total).astype(np.float32)
    return result
