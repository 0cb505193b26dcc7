"""Which days a question means: 'since March', 'last quarter', 'in 2025'. Always looking back."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from ingest.facts.calendar import MONTHS, NUMBERS, Period, add_months, month, months

_M: Final = "|".join(sorted((name for name in MONTHS if name.isascii() and len(name) > 2), key=len, reverse=True))
_N: Final = r"\d{1,2}|" + "|".join(sorted((name for name in NUMBERS if name.isascii()), key=len, reverse=True))
_PART: Final = r"(?:the )?(?:(?P<part>early|start of|beginning of|mid|middle of|late|end of)[\s-]+)?"
_WHEN: Final = (
    rf"(?:(?P<iso>20\d\d-\d\d-\d\d)|{_PART}(?:(?P<day>\d{{1,2}})(?:st|nd|rd|th)?\s+)?(?P<month>{_M})\b\.?"
    rf"(?:\s+(?P<mday>\d{{1,2}})(?:st|nd|rd|th)?(?!\d))?,?(?:\s+(?:of\s+)?(?P<myear>20\d\d|'\d\d))?"
    rf"|(?:q(?P<q>[1-4])|(?P<qn>first|second|third|fourth) quarter)(?:\s+(?:of\s+)?(?P<qyear>20\d\d|'?\d\d))?"
    rf"|h(?P<h>[12])(?:\s+(?:of\s+)?(?P<hyear>20\d\d))?"
    rf"|(?P<season>spring|summer|autumn|fall|winter)(?:\s+(?:of\s+)?(?P<syear>20\d\d))?"
    rf"|(?P<year>20\d\d))(?!\w)"
)
_SINCE: Final = re.compile(rf"\b(?:since|after|from|starting)\s+{_WHEN}", re.IGNORECASE)
_BEFORE: Final = re.compile(rf"\b(?:before|until|till|up to|prior to|by)\s+{_WHEN}", re.IGNORECASE)
_IN: Final = re.compile(rf"\b(?:in|during|for|of|over|this|last|back in|the)\s+{_WHEN}", re.IGNORECASE)
_BETWEEN: Final = re.compile(rf"\b(?:between|from)\s+{_WHEN}\s+(?:and|to|until|till|-)\s+(?P<rest>.+)", re.IGNORECASE)
_BARE: Final = re.compile(r"\b(?:20\d\d|[Qq][1-4](?:\s+20\d\d)?)\b")
_SPAN: Final = re.compile(
    rf"\b(?:last|past|previous)\s+(?:(?P<n>{_N})\s+)?(?P<unit>days?|weeks?|months?|quarters?|years?)\b", re.IGNORECASE
)
_THIS: Final = re.compile(
    r"\b(?:this|current)\s+(?P<unit>week|month|quarter|half|year)\b|\b(?P<ytd>so far this year|year to date|ytd)\b",
    re.IGNORECASE,
)
_HALVES: Final = {"spring": (3, 3), "summer": (6, 3), "autumn": (9, 3), "fall": (9, 3), "winter": (12, 3)}
_LONG_AGO: Final = date(1900, 1, 1)


@dataclass(frozen=True)
class Span:
    """Days from `since` to `until`, both included; None is open. `words` is what the question said."""

    since: date | None
    until: date | None
    words: str


def find_span(text: str, today: date) -> Span | None:
    """The period a question names; None when it names none. 'Last time' names none."""
    for find in (_this, _span):
        found = find(text, today)
        if found:
            return found
    between = _BETWEEN.search(text)
    if between and (found := _both(between, today)):
        return found
    since, before = _SINCE.search(text), _BEFORE.search(text)
    if since or before:
        return _open(since, before, today)
    match = _IN.search(text)
    if match is None and (bare := _BARE.search(text)):
        match = _IN.search(f"in {bare[0]}")
    period = _period(match, today) if match else None
    return Span(period.start, period.end, match[0]) if match and period else None


def _both(match: "re.Match[str]", today: date) -> Span | None:
    """'Between January and June 2026': the first has the year of the second when it names none."""
    end = _SINCE.match(f"since {match['rest']}")
    last = _period(end, today) if end else None
    first = _period(match, last.end if last else today)
    if first is None or last is None or end is None:
        return None
    return Span(first.start, last.end, match[0][: match.start("rest") - match.start()] + end[0].removeprefix("since "))


def _open(since: "re.Match[str] | None", before: "re.Match[str] | None", today: date) -> Span | None:
    start = _period(since, today) if since else None
    end = _period(before, today) if before else None
    if start is None and end is None:
        return None
    first = None
    if start and since:
        first = start.end + timedelta(days=1) if since[0].lower().startswith("after") else start.start
    last = end.start - timedelta(days=1) if end else None
    return Span(first, last, " ".join(match[0] for match in (since, before) if match))


def _this(text: str, today: date) -> Span | None:
    match = _THIS.search(text)
    if not match:
        return None
    unit = (match["unit"] or "year").lower()
    starts: dict[str, Callable[[], date]] = {
        "week": lambda: today - timedelta(days=today.weekday()),
        "month": lambda: today.replace(day=1),
        "quarter": lambda: date(today.year, (today.month - 1) // 3 * 3 + 1, 1),
        "half": lambda: date(today.year, 1 if today.month < 7 else 7, 1),
        "year": lambda: date(today.year, 1, 1),
    }
    return Span(starts[unit](), today, match[0])


def _span(text: str, today: date) -> Span | None:
    match = _SPAN.search(text)
    if not match:
        return None
    unit = match["unit"].lower().rstrip("s")
    if match["n"] is None and not match["unit"].lower().endswith("s"):
        return _previous(unit, today, match[0])
    raw = (match["n"] or "1").lower()
    count = int(raw) if raw.isdigit() else NUMBERS[raw]
    if unit in ("day", "week"):
        return Span(today - timedelta(days=count * (7 if unit == "week" else 1)), today, match[0])
    return Span(add_months(today, -count * {"month": 1, "quarter": 3, "year": 12}[unit]), today, match[0])


def _previous(unit: str, today: date, words: str) -> Span | None:
    """'Last quarter' is the one before this."""
    if unit == "day":
        return None
    if unit == "week":
        monday = today - timedelta(days=today.weekday() + 7)
        return Span(monday, monday + timedelta(days=6), words)
    if unit == "year":
        return Span(date(today.year - 1, 1, 1), date(today.year - 1, 12, 31), words)
    if unit == "month":
        there = month(today.year - 1, today.month + 11)
        return Span(there.start, there.end, words)
    quarter = (today.month - 1) // 3
    there = months(today.year - 1, 10, 3) if quarter == 0 else months(today.year, quarter * 3 - 2, 3)
    return Span(there.start, there.end, words)


def _period(match: "re.Match[str]", today: date) -> Period | None:
    """What a named month, quarter, season or year is; the latest one that has begun, when no year is said."""
    try:
        return _named(match, today)
    except ValueError:
        return None


def _named(match: "re.Match[str]", today: date) -> Period:
    if match["iso"]:
        there = date.fromisoformat(match["iso"])
        return Period(there, there)
    if match["year"]:
        return months(int(match["year"]), 1, 12)
    if match["q"] or match["qn"]:
        number = int(match["q"] or ("first", "second", "third", "fourth").index(match["qn"].lower()) + 1)
        return _latest(match["qyear"], today, lambda year: months(year, number * 3 - 2, 3))
    if match["h"]:
        return _latest(match["hyear"], today, lambda year: months(year, int(match["h"]) * 6 - 5, 6))
    if match["season"]:
        first, length = _HALVES[match["season"].lower()]
        return _latest(match["syear"], today, lambda year: months(year, first, length))
    number = MONTHS[match["month"].lower()]
    day = match["day"] or match["mday"]
    if day:
        return _latest(match["myear"], today, lambda year: _day(year, number, int(day)))
    return _latest(match["myear"], today, lambda year: _in_month(year, number, match["part"]))


def _latest(year: str | None, today: date, make: Callable[[int], Period]) -> Period:
    if year:
        digits = year.lstrip("'")
        return make(int(digits) if len(digits) == 4 else 2000 + int(digits))
    this = make(today.year)
    return this if this.start <= today else make(today.year - 1)


def _day(year: int, number: int, day: int) -> Period:
    return Period(date(year, number, day), date(year, number, day))


def _in_month(year: int, number: int, part: str | None) -> Period:
    whole = month(year, number)
    part = (part or "").lower()
    if part in ("early", "start of", "beginning of"):
        return Period(whole.start, whole.start + timedelta(days=9))
    if part in ("mid", "middle of"):
        return Period(whole.start + timedelta(days=10), whole.start + timedelta(days=19))
    if part in ("late", "end of"):
        return Period(whole.start + timedelta(days=20), whole.end)
    return whole
