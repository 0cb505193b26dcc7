"""Three linear rules over words, learned from the labelled notes in `eval/cases/train` by `make train`.

`revisit` says which line tells when to come back, `rival` which name was chosen, `ending` how the deal ended. Each was
measured on writers it had not met.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from ingest.weights import Arrays, opened, packed, rows_of, same_version
from prompts.codes import Outcome

LEARNED: Final = Path(__file__).with_name("learned.npz")
ENDINGS: Final[tuple[Outcome, ...]] = ("competitor", "in_house", "no_decision", "disqualified", "unknown")
"""Columns of the rule `ending`: how a lost deal ended."""
Cues = Mapping[str, float]
"""What is seen, by name, and how strongly."""


@dataclass(frozen=True)
class Linear:
    """Weights of cues, one column an answer; a cue it never met counts nothing."""

    places: Mapping[str, int]
    """Row of each cue."""
    weights: NDArray[np.float32]
    """(cues, answers)"""
    bias: NDArray[np.float32]
    """(answers,)"""

    def weigh(self, cues: Cues) -> NDArray[np.float32]:
        """Log-odds of each answer, (answers,)."""
        seen = [(row, strength) for cue, strength in cues.items() if (row := self.places.get(cue)) is not None]
        if not seen:
            return self.bias
        rows, strengths = zip(*seen, strict=True)
        weighed: NDArray[np.float32] = np.array(strengths, np.float32) @ self.weights[list(rows)] + self.bias
        return weighed


@dataclass(frozen=True)
class Rules:
    """What came with this version."""

    revisit: Linear
    rival: Linear
    ending: Linear
    ordinary: frozenset[str]
    """Words that several writers write small: no names."""


@cache
def learned(path: Path = LEARNED) -> Rules:
    """The rules in this file.

    Raises:
        ModelFileError: the file is missing, damaged or of another version.
    """
    with opened(path) as file:
        revisit, rival, ending = (_linear(file, name) for name in ("revisit", "rival", "ending"))
        ordinary = frozenset(rows_of(file["ordinary"]))
    same_version(path, (revisit.bias.size, rival.bias.size, ending.bias.size) == (1, 1, len(ENDINGS)))
    return Rules(revisit, rival, ending, ordinary)


def save(rules: Rules, path: Path = LEARNED) -> None:
    """Write the rules, rounded to 16 bits."""
    parts = {"ordinary": packed(sorted(rules.ordinary))}
    for name in ("revisit", "rival", "ending"):
        rule: Linear = getattr(rules, name)
        parts |= {
            f"{name}_places": packed(rule.places),
            f"{name}_weights": rule.weights.astype(np.float16),
            f"{name}_bias": rule.bias.astype(np.float32),
        }
    np.savez_compressed(path, **parts)  # type: ignore[arg-type]


def _linear(file: Arrays, name: str) -> Linear:
    places = rows_of(file[f"{name}_places"])
    weights, bias = (file[f"{name}_{part}"].astype(np.float32) for part in ("weights", "bias"))
    if len(weights) != len(places):
        raise ValueError(f"{len(weights)} weights for {len(places)} cues")
    return Linear(places, weights, bias)
