from eval.rows import Row, missed


def test_a_promise_for_the_slowest_is_judged_by_the_95th_percentile() -> None:
    spent = [1.0] * 95 + [9.0] * 5
    assert Row("x", "ms", spent, 5, late=True).kept is True
    assert Row("x", "ms", [*spent, 9.0, 9.0], 5, late=True).kept is False
    assert Row("x", "ms", [1.0, 1.0, 9.0], 5).kept is True


def test_p95_of_a_few_is_the_largest() -> None:
    assert Row("x", "ms", [3, 1, 2]).p95 == 3


def test_what_was_missed_is_named() -> None:
    assert missed([Row("slow", "s", [2], 1), Row("fine", "s", [1], 1), Row("free", "s", [5])]) == (
        "Not kept in this run: slow."
    )
