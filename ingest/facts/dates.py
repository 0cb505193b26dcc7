"""Expressions of time in a line, resolved against the note's day: 'in Feb', 'after the summer', 'end of Q2 27'.

An expression names a period. 'After' means the day behind it, 'end of' its last day, 'mid' its middle, else its first
day. Without a year the next such day after the note's day is meant, so nothing that lies ahead ever resolves to the
past. What hangs on an event of unknown date ('60 days after cutover') has no date.
"""

import re
from datetime import date

from ingest.facts import timewords as tw
from ingest.facts.calendar import MONTHS, month
from ingest.facts.resolve import RULES, Rule, When, ahead, numeric, shift

__all__ = ["When", "after_event", "day_at", "find_dates"]

_YEARS_AHEAD = 7
"""Years that two digits behind a month may name."""
_NEAR = 90
"""Days ahead of which 'Oct 27' is a day rather than the October of next year."""
_DAYS = (tw.ISO, tw.DAY_MONTH, tw.MONTH_DAY, tw.NUMERIC)
"""Those that name one day of the calendar."""
_DOTTED = re.compile(r"\d{1,2}\.\d{1,2}(?![\d.%]|,\d)")
"""'24.03', which is a figure as easily as a day."""
_SLASHED = re.compile(r"(?<![\d/])(\d{1,2})/(\d{1,2})(?![\d%])")


def find_dates(text: str, anchor: date | None, around: str = "") -> list[When]:
    """Find expressions of time, in order, without overlaps. `around` is the whole note (for its fiscal year)."""
    found: list[When] = []
    taken: list[tuple[int, int]] = []
    if not tw.HINT.search(text):
        return found
    for pattern, resolve in RULES:
        for match in pattern.finditer(text):
            begin, end = match.span()
            if any(begin < other_end and other_start < end for other_start, other_end in taken):
                continue
            if pattern is tw.MONTH_DAY and anchor and _is_year(match, anchor, text[:4000] + "\n" + around):
                continue
            when = _resolved(resolve, match, anchor, pattern is tw.NUMERIC and _month_first(around))
            if when is None:
                continue
            if pattern is tw.FISCAL and when.day is None:
                when = When(when.start, when.end, _fiscal(text + "\n" + around, anchor), True)
            found.append(when)
            taken.append((begin, end))
    return sorted(found, key=lambda when: when.start)


def day_at(text: str, start: int, anchor: date, around: str = "") -> When | None:
    """The calendar day whose words begin just there, where only a day can be meant; without a year the next one."""
    dotted = _DOTTED.match(text, start)
    words = f"{dotted[0]}." if dotted else text[start:]
    for pattern, resolve in RULES:
        match = pattern.match(words) if pattern in _DAYS else None
        if match is None or match.groupdict().get("after"):
            continue
        when = _resolved(resolve, match, anchor, pattern is tw.NUMERIC and _month_first(around))
        if when is not None:
            return When(start, dotted.end() if dotted else start + when.end, when.day, True)
    return None


def _month_first(around: str) -> bool:
    """'12/1' is December where the note writes 7/25, or prices in dollars only."""
    pairs = [(int(one), int(other)) for one, other in _SLASHED.findall(around)]
    if any(one > 12 >= other for one, other in pairs):
        return False
    return any(other > 12 >= one for one, other in pairs) or ("$" in around and not re.search("[€£]", around))


def _is_year(match: "re.Match[str]", anchor: date, around: str) -> bool:
    """'Feb 27' in a note of 2026 is the month of a year, unless that day is near or the note writes 'Feb 14', too."""
    if not match["d"].isdigit() or match["year"] or not 0 < int(match["d"]) - anchor.year % 100 < _YEARS_AHEAD:
        return False
    before, behind = match.string[: match.start()], match.string[match.end() :]
    if match[0][-1].isalpha() or tw.ON_A_DAY.search(before) or tw.CLOCK.match(behind) or _month_first(around):
        return False
    days = [int(other["d"]) for other in tw.MONTH_DAY.finditer(around) if other["d"].isdigit() and not other["year"]]
    if any(day != int(match["d"]) for day in days):
        return False
    number = MONTHS[match["m"].lower()]
    day = ahead(lambda year: date(year, number, min(int(match["d"]), month(year, number).end.day)), anchor)
    return day.year == 2000 + int(match["d"]) or (day - anchor).days > _NEAR


def _resolved(resolve: Rule, match: "re.Match[str]", anchor: date | None, month_first: bool) -> When | None:
    """What the words mean; None when that day lies outside the calendar, as of a mail dated 31 December 9999."""
    try:
        return numeric(match, anchor, True) if month_first else resolve(match, anchor)
    except (ValueError, OverflowError, KeyError):
        return None


def _fiscal(text: str, anchor: date | None) -> date | None:
    said = tw.FISCAL_START.search(text)
    if not said or anchor is None:
        return None
    number = MONTHS[said["m"].lower()]
    try:
        return ahead(lambda year: month(year, number).start, anchor)
    except ValueError:  # beyond the year 9999
        return None


def after_event(text: str, event: date) -> date | None:
    """'sixty days after cutover', when the day of the cutover is known."""
    match = tw.SPAN.search(text)
    return shift(match, event) if match else None
