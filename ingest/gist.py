"""One vector for a whole review: what the search index holds of it.

The mean of its lines, with those that show the cause counted twice. A note has a dozen lines; an index of all of them
costs a dozen times as much to build, to keep and to search, and finds the same reviews: the lines themselves stay in
the records, and the few reviews that come near are compared line by line.
"""

from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


def gist(numbers: Sequence[int], rows: "NDArray[np.float32]", proving: Collection[int]) -> "NDArray[np.float32] | None":
    """A unit vector, (384,); None when no line was embedded.

    Args:
        numbers: the lines' numbers.
        rows: (len(numbers), 384), their vectors; a row of zeros is a line that was not embedded.
        proving: numbers of the lines that show the cause.
    """
    import numpy as np

    weights = np.asarray([2.0 if number in proving else 1.0 for number in numbers], dtype=np.float32)
    total = weights @ rows if len(numbers) else np.zeros(0, dtype=np.float32)
    length = float(np.linalg.norm(total))
    if not length > 0:
        return None
    made: NDArray[np.float32] = (total / np.float32(length)).astype(np.float32)
    return made
