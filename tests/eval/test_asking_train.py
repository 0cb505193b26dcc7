"""What is learned puts lines like the right ones first, and of a writer left out nothing is learned."""

import numpy as np

from app.asking.measures import NAMES
from eval.asking_train import LEAST, Example, fit, left_out


def _example(writer: str, column: int, right: int, seed: int) -> Example:
    """Eight lines of chance measures; the right one is high in one column."""
    measures = np.random.default_rng(seed).random((8, len(NAMES)))
    measures[right, column] += 3
    return Example(writer, measures, (right,))


def test_right_lines_come_first() -> None:
    some = [_example("a", 0, seed % 8, seed) for seed in range(400)]
    weights = fit(some)
    assert NAMES[0] not in LEAST
    assert weights[0] == max(weight for name, weight in zip(NAMES, weights, strict=True) if name not in LEAST)
    first = [int(np.argmax(each.measures @ weights)) == each.right[0] for each in some]
    assert sum(first) > 0.9 * len(first)


def test_words_of_the_question_count_whatever_was_labelled() -> None:
    weights = dict(zip(NAMES, fit([_example("a", 0, seed % 8, seed) for seed in range(20)]), strict=True))
    assert all(weights[name] >= least for name, least in LEAST.items())


def test_a_writer_left_out_is_not_learned_from() -> None:
    alike = [_example(writer, 0, seed % 8, seed) for seed in range(200) for writer in "ab"]
    other = [_example("c", 5, seed % 8, seed) for seed in range(40, 60)]
    assert sum(place == 0 for place in left_out(alike)) > 0.9 * len(alike)
    assert sum(place > 0 for place in left_out([*alike, *other])) > len(other) / 2
