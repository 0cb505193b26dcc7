"""What sort of question it is, by its meaning alone: of deals in general, or of how one account went as a whole.

Two logistic rules over the question's vector, learned from labelled questions (`make train`, `eval/sorting_train.py`).
"""

from functools import cache
from math import exp
from pathlib import Path
from typing import TYPE_CHECKING, Final, Literal

import numpy as np
from numpy.typing import NDArray

from ingest.store.rows import WIDTH
from ingest.weights import opened_json

if TYPE_CHECKING:
    from ingest.embed import Vectors

FILE: Final = Path(__file__).with_name("sorting.json")
Sort = Literal["all deals", "whole account"]
SORTS: Final[tuple[Sort, ...]] = ("all deals", "whole account")
SURE: Final[dict[Sort, float]] = {"all deals": 0.4, "whole account": 0.7}
"""Probability from which it is taken to be of this sort."""


def is_of(sort: Sort, vector: "Vectors") -> bool:
    """Whether a question with this vector, (WIDTH,), is of this sort."""
    learned = weights()[sort]
    value = float(vector @ learned[:-1] + learned[-1])
    return 1 / (1 + exp(-value)) > SURE[sort]


@cache
def weights(path: Path = FILE) -> dict[Sort, NDArray[np.float64]]:
    """Of each sort, (WIDTH + 1,), the constant last.

    Raises:
        ModelFileError: the file is missing, damaged or of another version.
    """
    with opened_json(path) as read:
        found = {sort: np.array(read[sort], dtype=np.float64) for sort in SORTS}
        if any(each.shape != (WIDTH + 1,) for each in found.values()):
            raise ValueError(f"not {WIDTH + 1} weights of each sort")
    return found
