"""Which lines of an account's notes answer a question: a weighed sum of what is measured of each, the weights learned.

`make train` learns them from the labelled questions of dev (`eval/asking_train.py`) and writes `ranking.json`.
"""

from collections.abc import Collection
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

from app.asking.dossier import Dossier
from app.asking.measures import NAMES, measured
from app.asking.understand import Question
from ingest.weights import opened_json

if TYPE_CHECKING:
    from ingest.embed import Vectors

FILE: Final = Path(__file__).with_name("ranking.json")


@dataclass(frozen=True)
class Ranked:
    """One line and how well it fits; only scores of one question compare."""

    index: int
    score: float


def rank(
    dossier: Dossier,
    question: Question,
    vector: "Vectors",
    also: "Vectors",
    within: "set[str] | None" = None,
    rivals: Collection[str] = (),
) -> list[Ranked]:
    """The account's lines, best first.

    Args:
        dossier: The account.
        question: What is asked.
        vector: Its vector, (384,).
        also: What notes tell that would answer it, (n, 384).
        within: Reviews to look in; None is all.
        rivals: First words of every rival's name on record.
    """
    if not dossier.lines:
        return []
    scores = measured(dossier, question, vector, also, rivals) @ weights()
    ranked = [
        Ranked(i, float(scores[i]))
        for i, line in enumerate(dossier.lines)
        if within is None or line.review_id in within
    ]
    return sorted(ranked, key=lambda one: (-one.score, one.index))


@cache
def weights(path: Path = FILE) -> NDArray[np.float32]:
    """Of each measure, in the order of `measures.NAMES`.

    Raises:
        ModelFileError: the file is missing, damaged or of another version.
    """
    with opened_json(path) as read:
        return np.array([float(read[name]) for name in NAMES], dtype=np.float32)
