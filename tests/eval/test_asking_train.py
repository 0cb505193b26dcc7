"""What is learned puts lines like the right ones first, and of a writer left out nothing is learned."""

import numpy as np

from app.asking.measures import NAMES
from eval.asking_train import Example, fit, left_out


def _example(writer: str, column: int, right: int, seed: int) -> Example:
    """Eight lines of chance measures; the right one is high in one column."""
    measures = np.random.default_rng(seed).random((8, len(NAMES)))
    measures[right, column] += 3
    return Example(writer, measures, (right,))


def test_right_lines_come_first() -> None:
    some = [_example("a", 0, seed % 8, seed) for seed in range(20)]
    weights = fit(some)
    assert int(np.argmax(weights)) == 0
    assert all(int(np.argmax(each.measures @ weights)) == each.right[0] for each in some)


def test_a_writer_left_out_is_not_learned_from() -> None:
    alike = [_example(writer, 0, seed % 8, seed) for seed in range(20) for writer in "ab"]
    other = [_example("c", 5, seed % 8, seed) for seed in range(40, 60)]
    assert all(place == 0 for place in left_out(alike))
    assert any(place > 0 for place in left_out([*alike, *other]))
