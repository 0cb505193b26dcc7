"""Which cause does one line speak for? A Gaussian head over frozen sentence vectors, blended with the nearest lines.

Linear discriminant analysis with a shrunk shared covariance (Ledoit and Wolf, 2004, "Honey, I shrunk the sample
covariance matrix"): closed form, so an edited playbook is learned at the next start, in milliseconds, always the same.
The nearest playbook lines add what a linear rule cannot see: one odd way of saying it that somebody wrote down before.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from ingest.diagnose.signals import NONE, SignalBank
from ingest.embed import Vectors

CLASSES: Final = NONE + 1
NEIGHBOURS: Final = 8
SHARPNESS: Final = 10.0
"""Weight of a neighbour is exp(SHARPNESS * cosine)."""
BLEND: Final = 0.4
"""Share of the neighbours in the score."""
BLOCK: Final = 2048
"""Lines compared at once: a note of 200,000 rows would take 6 GB in one piece."""


@dataclass(frozen=True)
class LineHead:
    """Scores lines against every class. Built once from a signal bank."""

    weights: NDArray[np.float32]
    """(384, 16)"""
    bias: NDArray[np.float32]
    """(16,)"""
    temperature: float
    bank: SignalBank

    @classmethod
    def fit(
        cls, bank: SignalBank, shrink: float = 0.35, none_prior: float = 0.3, temperature: float = 2.0
    ) -> "LineHead":
        """Fit on the bank's labelled lines.

        Args:
            bank: labelled vectors.
            shrink: weight of the spherical part of the covariance, 0 to 1.
            none_prior: how many lines of a note decide nothing, before one is read.
            temperature: divides the log-odds; above 1 because 70 lines a cause make a plain LDA over-sure.
        """
        counts = np.bincount(bank.labels, minlength=CLASSES).astype(np.float64)
        means = np.stack([bank.vectors[bank.labels == label].mean(axis=0) for label in range(CLASSES)])
        centred = bank.vectors - means[bank.labels]
        covariance = centred.T @ centred / max(len(centred) - CLASSES, 1)
        spherical = np.eye(covariance.shape[0]) * np.trace(covariance) / covariance.shape[0]
        precision = np.linalg.inv((1 - shrink) * covariance + shrink * spherical)
        priors = np.where(np.arange(CLASSES) == NONE, none_prior, (1 - none_prior) / (CLASSES - 1))
        weights = precision @ means.T
        bias = -0.5 * np.einsum("cd,dc->c", means, weights) + temperature * np.log(priors * (counts > 0) + 1e-9)
        return cls(weights.astype(np.float32), bias.astype(np.float32), temperature, bank)

    def score(self, vectors: Vectors) -> NDArray[np.float32]:
        """(n, 16): how likely each line speaks for each cause, the last column for none; rows add up to 1."""
        blocks = [vectors[at : at + BLOCK] for at in range(0, len(vectors), BLOCK)]
        blended = [(1 - BLEND) * self._gaussian(block) + BLEND * self._neighbours(block) for block in blocks]
        return np.concatenate(blended) if blended else np.zeros((0, CLASSES), dtype=np.float32)

    def _gaussian(self, vectors: Vectors) -> NDArray[np.float32]:
        logits = (vectors @ self.weights + self.bias) / self.temperature
        shares = np.exp(logits - logits.max(axis=1, keepdims=True))
        result: NDArray[np.float32] = shares / shares.sum(axis=1, keepdims=True)
        return result

    def _neighbours(self, vectors: Vectors) -> NDArray[np.float32]:
        likeness = vectors @ self.bank.vectors.T
        count = min(NEIGHBOURS, likeness.shape[1])
        nearest = np.argpartition(-likeness, count - 1, axis=1)[:, :count]
        votes = np.exp(SHARPNESS * np.take_along_axis(likeness, nearest, axis=1))
        shares = np.zeros((len(vectors), CLASSES), dtype=np.float32)
        np.add.at(shares, (np.arange(len(vectors))[:, None], self.bank.labels[nearest]), votes)
        result: NDArray[np.float32] = shares / shares.sum(axis=1, keepdims=True)
        return result
