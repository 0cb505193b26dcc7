"""Ridge regression over pairs of a commitment and a text: what the text tells of that commitment.

Two pairs are alike as far as their texts are (meaning, words) times as far as their commitments are. It is solved once;
what it would have learned without some of its rows follows exactly from that, at a small part of the cost.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.linalg import lapack, solve
from scipy.sparse import csr_matrix

from app.followup.learned import Floats, Heard, Rows, borrowed
from ingest.embed import Vectors

SAME: Final = 0.05
"""What any two texts have in common."""
Exact = NDArray[np.float64]
Grams = Sequence[tuple[Rows, Floats]]


@dataclass(frozen=True)
class Pairs:
    """What is learned from."""

    vectors: Vectors
    """(n, 384), from the middle of all lines."""
    grams: csr_matrix
    """(n, words)"""
    of: Rows
    """(n,): row of the commitment."""
    tells: Exact
    """(n, 2): 1 where it tells of that commitment kept, or missed."""
    weights: Exact
    """(n,)"""


@dataclass(frozen=True)
class Ridge:
    """Pairs, and what was learned."""

    pairs: Pairs
    near: Floats
    words: float
    """Weight of words beside meaning."""
    inverse: Floats
    """(n, n)"""
    solved: Exact
    """(n, 2)"""

    def without(self, rows: Rows) -> Exact:
        """(n, 2): as `solved`, had some rows not been there."""
        if not len(rows):
            return self.solved
        inner = self.inverse[np.ix_(rows, rows)].astype(np.float64)
        left: Exact = self.solved - self.inverse[:, rows] @ solve(inner, self.solved[rows], assume_a="pos")
        left[rows] = 0
        return left

    def heard(self, solved: Exact, commitments: int) -> Heard:
        """The same by commitment, in small numbers."""
        pairs = self.pairs
        places = csr_matrix(
            (np.ones(len(pairs.of)), (pairs.of, np.arange(len(pairs.of)))), (commitments, len(pairs.of))
        )
        sides = [places.multiply(solved[:, side]).tocsr() for side in (0, 1)]
        meaning, lengths = _small(np.stack([side @ pairs.vectors for side in sides], axis=2))
        dense = np.stack([self.words * (side @ pairs.grams).toarray() for side in sides], axis=2)
        words, scale = _small(dense)
        of, grams = np.nonzero(words.any(axis=2))
        return Heard(
            near=self.near,
            meaning=meaning,
            lengths=lengths,
            usual=(SAME * (places @ solved)).astype(np.float32),
            of=of,
            grams=grams,
            words=words[of, grams],
            scale=scale,
        )


def learned_from(pairs: Pairs, known: Vectors, near: tuple[float, float], words: float, penalty: float) -> Ridge:
    """Solve it. `known` is (commitments, 384)."""
    sharp = np.array(near, np.float32)
    alike = (pairs.grams @ pairs.grams.T).toarray().astype(np.float32)
    alike *= words
    alike += pairs.vectors @ pairs.vectors.T + np.float32(SAME)
    alike *= borrowed(known @ known.T, sharp)[np.ix_(pairs.of, pairs.of)]
    alike[np.diag_indices(len(alike))] += (penalty / pairs.weights).astype(np.float32)
    inverse = _inverse(alike)
    return Ridge(pairs, sharp, words, inverse, inverse.astype(np.float64) @ pairs.tells)


def sparse(grams: Grams, width: int) -> csr_matrix:
    """(n, width) of the words and pairs of each text."""
    ends = np.cumsum([0, *(len(rows) for rows, _ in grams)])
    weights = np.concatenate([weights for _, weights in grams])
    return csr_matrix((weights, np.concatenate([rows for rows, _ in grams]), ends), shape=(len(grams), width))


def _inverse(matrix: Floats) -> Floats:
    """Of a symmetric one, which is overwritten; in single precision: it is large, and the penalty keeps it tame."""
    lower, failed = lapack.spotrf(np.asfortranarray(matrix), lower=1, overwrite_a=1)
    half, failed_too = lapack.spotri(lower, lower=1, overwrite_c=1)
    if failed or failed_too:
        raise ArithmeticError("The ridge has no solution: raise its penalty.")
    found: Floats = np.tril(half) + np.tril(half, -1).T
    return found


def _small(values: Exact) -> tuple[NDArray[np.int8], Floats]:
    """(commitments, n, 2) in whole numbers from -127 to 127, and what to multiply them by, (commitments, 2)."""
    scale = np.maximum(np.abs(values).max(axis=1), 1e-9) / 127
    return np.round(values / scale[:, None, :]).astype(np.int8), scale.astype(np.float32)
