"""Words for time, resolved against the note's day."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.facts.calendar import add_months, easter, feast
from ingest.facts.dates import find_dates

CASES = [
    ("2025-11-18", "come back in March", "2026-03-01"),
    ("2026-03-03", "come back in March", "2027-03-01"),
    ("2026-03-03", "by the end of March", "2026-03-31"),
    ("2026-03-17", "ping me after the summer", "2026-09-01"),
    ("2026-03-17", "sometime in the autumn", "2026-09-01"),
    ("2026-02-10", "nach Ostern", "2026-04-07"),
    ("2026-04-20", "nach Ostern", "2027-03-30"),
    ("2026-02-10", "nach den Sommerferien", "2026-09-01"),
    ("2026-04-21", "to end of Q2 27", "2027-06-30"),
    ("2026-04-21", "in Q3", "2026-07-01"),
    ("2026-05-12", "Anfang Q4", "2026-10-01"),
    ("2026-05-12", "Mitte Juni", "2026-06-15"),
    ("2026-05-12", "late October", "2026-10-21"),
    ("2026-06-11", "in six months", "2026-12-11"),
    ("2026-08-31", "in 6 months", "2027-02-28"),
    ("2026-02-02", "in two quarters", "2026-07-01"),
    ("2026-02-02", "three weeks from now", "2026-02-23"),
    ("2026-05-28", "say May next year", "2027-05-01"),
    ("2026-05-28", "next February", "2027-02-01"),
    ("2026-05-28", "next quarter", "2026-07-01"),
    ("2026-11-28", "next month", "2026-12-01"),
    ("2026-11-28", "early next year", "2027-01-01"),
    ("2026-04-09", "first week of October", "2026-10-01"),
    ("2026-09-10", "second week of Jan", "2027-01-11"),
    ("2026-07-04", "first wk of sept", "2026-09-01"),
    ("2026-09-04", "renews Feb 27", "2027-02-01"),
    ("2026-09-04", "runs to Mar 28", "2028-03-01"),
    ("2026-09-04", "call on Feb 27", "2027-02-27"),
    ("2026-09-04", "Fri Feb 27", "2027-02-27"),
    ("2026-09-04", "Feb 27th", "2027-02-27"),
    ("2026-09-04", "Feb 27 at 10am", "2027-02-27"),
    ("2026-09-04", "again Oct 27", "2026-10-27"),
    ("2026-09-04", "Feb 27, not Feb 14", "2027-02-27"),
    ("2026-09-04", "Feb 27, $40k", "2027-02-27"),
    ("2026-09-04", "decision Jan", "2027-01-01"),
    ("2026-02-02", "week of the 12th", "2026-02-12"),
    ("2026-02-20", "week of the 12th", "2026-03-12"),
    ("2026-02-02", "w/c 18 May", "2026-05-18"),
    ("2026-02-02", "KW 15", "2026-04-06"),
    ("2026-02-02", "en septiembre", "2026-09-01"),
    ("2026-02-02", "después del verano", "2026-09-01"),
    ("2026-02-02", "el año que viene", "2027-01-01"),
    ("2026-02-02", "12.03.2026", "2026-03-12"),
    ("2026-02-02", "3/31/2026", "2026-03-31"),
    ("2026-02-02", "on 18/11 at noon", "2026-11-18"),
    ("2026-02-02", "2026-12-01", "2026-12-01"),
    ("2026-02-02", "12 de marzo", "2026-03-12"),
    ("2026-02-02", "June 3rd, 2027", "2027-06-03"),
    ("2026-02-02", "after Christmas", "2026-12-27"),
    ("2026-02-02", "in the new year", "2027-01-01"),
    ("2026-02-02", "end of the year", "2026-12-31"),
    ("2026-02-02", "mid-year", "2026-07-01"),
    ("2026-02-02", "not before 2028", "2028-01-01"),
    ("2026-02-02", "next Tuesday", "2026-02-03"),
    ("2026-02-02", "once the June board is over", "2026-07-01"),
    ("2026-02-02", "60 days after cutover", None),
    ("2026-02-02", "next fiscal", None),
    ("2026-02-02", "next fiscal year, which begins in April", "2026-04-01"),
]

ODD = [
    "after",
    "end of",
    "mid",
    "Q3",
    "Feb",
    "31",
    "30th",
    "29",
    "the",
    "next",
    "week of",
    "2027",
    "in two months",
    "12/31",
    "0.0.",
    "FY27",
    "KW 53",
]


@pytest.mark.parametrize(("written", "words", "day"), CASES, ids=[case[1] for case in CASES])
def test_words_for_time(written: str, words: str, day: str | None) -> None:
    found = find_dates(words, date.fromisoformat(written), words)
    first = found[0].day if found else None
    assert (first.isoformat() if first else None) == day


@pytest.mark.parametrize(
    "words",
    [
        "we may be there",
        "the decision may take a while",
        "the march on Rome was long",
        "we had 12 users and 3 vans",
        "price 4.5k",
        "row 31",
        "24/7",
        "99%",
        "v2.3",
    ],
)
def test_what_is_no_date(words: str) -> None:
    assert [when.day for when in find_dates(words, date(2026, 2, 2))] == []


def test_without_a_day_to_count_from_only_full_dates_resolve() -> None:
    found = find_dates("in March, in six months, or 12 March 2027", None)
    assert [when.day for when in found] == [None, None, date(2027, 3, 12)]


@given(
    st.dates(date(2000, 1, 1), date(2090, 1, 1)),
    st.sampled_from([c[1] for c in CASES if "20" not in c[1] and "27" not in c[1]]),
)
def test_what_lies_ahead_never_resolves_to_the_past(anchor: date, words: str) -> None:
    assert all(when.day is None or when.day > anchor for when in find_dates(words, anchor, words))


@given(st.text(max_size=80), st.none() | st.dates(date(1990, 1, 1), date(2090, 1, 1)))
def test_any_text_has_dates_or_none(words: str, anchor: date | None) -> None:
    for when in find_dates(words, anchor):
        assert 0 <= when.start < when.end <= len(words)


@given(
    st.lists(
        st.sampled_from(ODD),
        max_size=8,
    )
)
def test_odd_words_for_time_never_fail(words: list[str]) -> None:
    find_dates(" ".join(words), date(2026, 12, 31))


@pytest.mark.parametrize(
    ("year", "day"), [(2025, (4, 20)), (2026, (4, 5)), (2027, (3, 28)), (2038, (4, 25)), (1818, (3, 22))]
)
def test_easter(year: int, day: tuple[int, int]) -> None:
    assert easter(year) == date(year, *day)


def test_months_end_where_the_month_ends() -> None:
    assert add_months(date(2026, 1, 31), 1) == date(2026, 2, 28)
    assert add_months(date(2026, 10, 31), 4) == date(2027, 2, 28)
    assert feast("thanksgiving", 2026).start == date(2026, 11, 26)


@pytest.mark.parametrize("anchor", [date(1, 1, 1), date(9999, 12, 31)])
@pytest.mark.parametrize(
    "words",
    ["next month", "next week", "by Friday", "year-end", "in 999 quarters", "the week of 30", "next quarter", "in May"],
)
def test_a_note_dated_at_the_end_of_the_calendar_is_read_all_the_same(anchor: date, words: str) -> None:
    find_dates(f"come back {words}; their fiscal year starts in May, so FY27", anchor)
