import datetime as dt

import pytest

from app.asking.period import find_span

TODAY = dt.date(2026, 11, 22)


@pytest.mark.parametrize(
    ("text", "since", "until"),
    [
        ("since March", "2026-03-01", None),
        ("since December", "2025-12-01", None),
        ("after 3 March 2026", "2026-03-04", None),
        ("before 2025", None, "2024-12-31"),
        ("last quarter", "2026-07-01", "2026-09-30"),
        ("last year", "2025-01-01", "2025-12-31"),
        ("last month", "2026-10-01", "2026-10-31"),
        ("this year", "2026-01-01", "2026-11-22"),
        ("in the last six months", "2026-05-22", "2026-11-22"),
        ("in Q3", "2026-07-01", "2026-09-30"),
        ("in H1 2026", "2026-01-01", "2026-06-30"),
        ("in the spring of 2025", "2025-03-01", "2025-05-31"),
        ("this fall", "2026-09-01", "2026-11-30"),
        ("between January and June 2026", "2026-01-01", "2026-06-30"),
        ("the 2025 rounds", "2025-01-01", "2025-12-31"),
    ],
)
def test_periods_look_back_from_today(text: str, since: str | None, until: str | None) -> None:
    span = find_span(f"How many deals did we lose {text}?", TODAY)
    assert span is not None
    assert (span.since and span.since.isoformat(), span.until and span.until.isoformat()) == (since, until)


@pytest.mark.parametrize("text", ["last time", "may I ask", "the last round"])
def test_what_is_no_period_is_none(text: str) -> None:
    span = find_span(f"What happened {text}?", TODAY)
    assert span is None
