"""The built-in engine: always there, no model server, the same answer every time.

Each line is scored against the playbook (`head`), weighed (`weigh`), and the few strongest lines of each cause make its
score. Many weak lines must not outvote one clear one, so a cause's lines count less and less after the first.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from ingest.diagnose.conclude import Scores, conclude
from ingest.diagnose.head import LineHead
from ingest.diagnose.signals import NONE, SignalBank, cached_vectors, signal_bank
from ingest.diagnose.weigh import line_weights, side_weights
from ingest.embed import Embedder, Vectors
from ingest.records import Diagnosis, Facts, Line
from prompts.codes import CAUSES
from prompts.playbook import Playbook

DECAY: Final = np.array([1.0, 0.8, 0.6, 0.4, 0.3, 0.2], dtype=np.float32)
"""What the first, second, ... strongest line of a cause adds to its score."""
FLOOR: Final = 0.35
"""Note score under which nothing speaks for a cause: small talk reaches 0.3, real reasons 0.5 and more."""


@dataclass
class BuiltinDiagnosis:
    """Reads notes with the playbook. Safe to share between threads once warmed."""

    playbook: Playbook
    embedder: Embedder
    cache: Path | None = None

    @cached_property
    def bank(self) -> SignalBank:
        """The playbook's labelled lines."""
        return signal_bank(self.playbook, self.embedder, self._file("signals.npz"))

    @cached_property
    def head(self) -> LineHead:
        """What they teach."""
        return LineHead.fit(self.bank)

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
        _ = self.head, self.mechanisms
        self.embedder.warm()

    def diagnose(self, lines: Sequence[Line], vectors: Vectors, facts: Facts) -> Diagnosis:
        """Why the deal was lost. `vectors` is (len(lines), 384), one row a line."""
        return conclude(self.score(lines, vectors, facts), lines, vectors, facts, self.playbook, self.mechanisms)

    def score(self, lines: Sequence[Line], vectors: Vectors, facts: Facts) -> Scores:
        """What each line says, and what they say together."""
        if not lines:
            return Scores(np.zeros((0, len(CAUSES)), np.float32), _share(np.zeros(len(CAUSES), np.float32)))
        compared = vectors.any(axis=1, keepdims=True)
        shares = self.head.score(vectors)[:, :NONE] * compared
        weighed = shares * line_weights(lines, facts)[:, None] * side_weights(lines, self.playbook)
        return Scores(weighed, _share(_note_scores(weighed)))

    def _file(self, name: str) -> Path | None:
        return None if self.cache is None else self.cache / name


def _note_scores(weighed: NDArray[np.float32]) -> NDArray[np.float32]:
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
