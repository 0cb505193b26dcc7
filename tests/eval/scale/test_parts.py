import pytest

from eval.scale.parts import WINDOW, Mark, rates


def test_rates_are_taken_over_enough_notes_and_from_the_first_kept() -> None:
    marks = [Mark(0, 0, 1), Mark(10, 16, 1), Mark(11, 16 + WINDOW, 1), Mark(13, 16 + 2 * WINDOW, 1)]
    assert rates(marks) == [WINDOW, WINDOW / 2]


def test_of_few_notes_there_is_one_rate() -> None:
    assert rates([Mark(0, 0, 1), Mark(2, 8, 1)]) == [pytest.approx(4)]
