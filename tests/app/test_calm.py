"""Exact arithmetic, held against counting every possible sequence."""

from fractions import Fraction
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.calm import (
    SOLID,
    all_lost,
    count,
    in_proportion,
    losing_streak,
    own_rate,
    percent,
    proportion,
    run_within,
    streak_lines,
)
from ingest.book import Book


def by_counting(streak: int, deals: int, rate: Fraction) -> Fraction:
    """P(a run of `streak` losses), summed over every sequence of wins (1) and losses (0)."""
    total = Fraction(0)
    for sequence in product((0, 1), repeat=deals):
        if "0" * streak in "".join(map(str, sequence)):
            wins = sum(sequence)
            total += rate**wins * (1 - rate) ** (deals - wins)
    return total


@pytest.mark.parametrize("streak", [1, 2, 3, 5])
@pytest.mark.parametrize("deals", [0, 1, 2, 3, 5, 9])
@pytest.mark.parametrize("rate", [Fraction(1, 4), Fraction(1, 2), Fraction(6, 31)])
def test_a_run_is_as_likely_as_counting_says(streak: int, deals: int, rate: Fraction) -> None:
    assert run_within(streak, deals, rate) == by_counting(streak, deals, rate)


@given(st.integers(1, 12), st.integers(0, 200), st.fractions(0, 1, max_denominator=60))
def test_chances_are_chances(streak: int, deals: int, rate: Fraction) -> None:
    assert 0 <= run_within(streak, deals, rate) <= 1
    assert run_within(streak, deals, rate) <= run_within(streak, deals + 1, rate)


def test_six_in_a_row_at_a_quarter() -> None:
    assert all_lost(6, Fraction(1, 4)) == Fraction(729, 4096)
    assert percent(all_lost(6, Fraction(1, 4))) == "18 %"
    assert streak_lines(6, SOLID, 12) == (
        "Six losses in a row: at a win rate of 25 %, 6 deals are all lost 18 % of the time (0.75 ^ 6).",
    )


def test_the_record_in_words() -> None:
    assert proportion(0, 0) == ()
    assert proportion(0, 1) == ("1 deal on record, 0 won. Too few to call anything a rate.",)
    assert proportion(1, 3) == ("4 deals on record, 1 won. Too few to call anything a rate.",)
    assert proportion(2, 7) == ("Won: 2 of 9. Between 20 and 30 % of all opportunities is solid.",)
    assert proportion(6, 25) == ("Won: 6 of 31 (19 %). Between 20 and 30 % of all opportunities is solid.",)


def test_a_streak_is_only_spoken_of_when_there_is_one() -> None:
    assert len(proportion(6, 25, streak=2)) == 1
    lines = proportion(6, 25, streak=6)
    assert lines[1].startswith("Six losses in a row: at a win rate of 19 %")
    assert lines[2] == "Somewhere in 31 deals at that rate, such a run turns up 95 % of the time."


def test_no_rate_of_ones_own_before_twenty_deals_nor_from_none_or_all_won() -> None:
    assert own_rate(2, 19) == SOLID
    assert own_rate(5, 20) == Fraction(1, 4)
    assert own_rate(0, 40) == SOLID
    assert own_rate(40, 40) == SOLID


def test_a_streak_ends_at_the_last_win_and_a_deal_turned_away_is_no_loss() -> None:
    assert losing_streak([]) == 0
    assert losing_streak(["won", "competitor"]) == 0
    assert losing_streak(["competitor", "disqualified", "no_decision", "won", "in_house"]) == 2


def test_percentages_are_never_rounded_to_never_or_always() -> None:
    assert percent(Fraction(1, 1000)) == "less than 1 %"
    assert percent(Fraction(999, 1000)) == "more than 99 %"
    assert percent(Fraction(0)) == "0 %"
    assert percent(Fraction(1, 200)) == "1 %"


def test_counts_before_percentages() -> None:
    assert count(6, 19) == "6 of 19"
    assert count(6, 24, "losses") == "6 of 24 losses (25 %)"


def test_nothing_on_record_says_nothing(book: Book) -> None:
    assert in_proportion(book.store, book.viewer, "Me") == ()
