"""One small function for each pattern of `timewords`: what day its words mean, counted from the note's day."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from ingest.facts import timewords as tw
from ingest.facts.calendar import MONTHS, NUMBERS, WEEKDAYS, Period, add_months, feast, month, months, season

_DAYS: Final = {"d": 1, "w": 7, "f": 14}
_MONTHS: Final = {"m": 1, "q": 3, "y": 12}


@dataclass(frozen=True, slots=True)
class When:
    """An expression of time in a text; `day` is None when it names no day."""

    start: int
    end: int
    day: date | None
    absolute: bool = False
    """Names a calendar day of its own (not 'in six months')."""


def ahead(day: Callable[[int], date], anchor: date) -> date:
    """Next such day after the anchor; a feast near the turn of the year needs the year before, too."""
    return next(found for year in range(anchor.year - 1, anchor.year + 3) if (found := day(year)) > anchor)


def _point(period: Period, match: "re.Match[str]") -> date:
    """Day that is meant by a period and the words before it."""
    groups = match.groupdict()
    part = (groups.get("part") or "").strip().lower()
    if groups.get("after"):
        return period.end + timedelta(days=1)
    if re.match(r"(?:the )?(?:end|ende|fin|eind|fine)", part):
        return period.end
    half = period.start + (period.end - period.start) / 2
    days = (period.end - period.start).days
    if re.match(r"(?:mid|mitte|media|mi\b)", part):
        return period.start + timedelta(days=14) if days < 32 else month(half.year, half.month).start
    if part.startswith("late"):
        return period.start + timedelta(days=days * 2 // 3)
    return half if part.startswith("second") else period.start


def _year_of(match: "re.Match[str]", anchor: date | None) -> int | None:
    groups = match.groupdict()
    year = groups.get("year") or groups.get("y")
    if year:
        digits = re.sub(r"\D", "", year)
        return int(digits) if len(digits) == 4 else 2000 + int(digits)
    return anchor.year + 1 if groups.get("nextyear") and anchor else None


def _in_year(match: "re.Match[str]", anchor: date | None, period: Callable[[int], Period]) -> When | None:
    year = _year_of(match, anchor)
    try:
        if year is not None:
            day: date | None = _point(period(year), match)
        else:
            day = ahead(lambda y: _point(period(y), match), anchor) if anchor else None
    except (ValueError, OverflowError):
        return None
    return When(match.start(), match.end(), day, True)


def _day_in_year(match: "re.Match[str]", anchor: date | None, number: int, day: int) -> When | None:
    if not 1 <= day <= 31:
        return None

    def exact(year: int) -> Period:
        there = (
            month(year, number).start.replace(day=min(day, 28))
            if number == 2 and day == 29
            else date(year, number, day)
        )
        return Period(there, there)

    return _in_year(match, anchor, exact)


def _iso(match: "re.Match[str]", _anchor: date | None) -> When | None:
    try:
        return When(match.start(), match.end(), date(int(match["y"]), int(match["m"]), int(match["d"])), True)
    except ValueError:
        return None


def numeric(match: "re.Match[str]", anchor: date | None, month_first: bool = False) -> When | None:
    """'18/11' and '12.03.2026'; '3/4' is a day in April unless the note puts the month first."""
    a, b = int(match["a"]), int(match["b"])
    if match[0] == "24/7":
        return None
    if match["sep"] == "." and not match["y"] and not match[0].endswith("."):
        return None
    if b > 12 >= a or (month_first and match["sep"] == "/" and a <= 12):
        a, b = b, a
    return _day_in_year(match, anchor, b, a) if 1 <= b <= 12 else None


def _named_day(match: "re.Match[str]", anchor: date | None) -> When | None:
    digits = re.sub(r"\D", "", match["d"])
    day = int(digits) if digits else tw.ORDINALS[match["d"].lower()]
    return _day_in_year(match, anchor, MONTHS[match["m"].lower()], day)


def _named_month(match: "re.Match[str]", anchor: date | None) -> When | None:
    word = match["m"]
    before = match.string[max(0, match.start("m") - 12) : match.start("m")]
    bare = not (match["part"] or match["after"] or match["year"] or match["nextyear"] or match["next"])
    if (
        bare
        and word.lower() in tw.NEEDS_CAPITAL
        and (
            not (
                tw.PREPOSITION.search(before)
                or (word[0].isupper() and tw.BEFORE_CAPITAL.search(before))
                or ((word[0].isupper() or word == "jan") and tw.EVENT.search(before))
            )
            or tw.VERB.match(match.string[match.end() :])
        )
    ):
        return None
    number = MONTHS[word.lower()]
    if number % 3 == 0 and match.string[match.end() :].lstrip().lower().startswith("quarter"):
        return _in_year(match, anchor, lambda year: months(year, number - 2, 3))
    return _in_year(match, anchor, lambda year: month(year, number))


def _week_of_month(match: "re.Match[str]", anchor: date | None) -> When | None:
    number = MONTHS[match["m"].lower()]
    nth = match["n"].lower()
    at = {"sec": 1, "2nd": 1, "zwe": 1, "seg": 1, "thi": 2, "3rd": 2, "fou": 3, "4th": 3, "las": -1}.get(nth[:3], 0)

    def week(year: int) -> Period:
        whole = month(year, number)
        first = whole.start + timedelta(days=-whole.start.weekday() % 7)
        start = (
            whole.start
            if at == 0
            else first + timedelta(days=7 * at)
            if at > 0
            else whole.end - timedelta(days=whole.end.weekday())
        )
        return Period(start, start + timedelta(days=6))

    return _in_year(match, anchor, week)


def _quarter(match: "re.Match[str]", anchor: date | None) -> When | None:
    digit = match["q"] or match["q2"] or match["q3"] or match["r"]
    words = {"fir": 1, "sec": 2, "thi": 3, "ers": 1, "zwe": 2, "dri": 3, "1st": 1, "2nd": 2, "3rd": 3}
    number = int(digit) if digit else words.get((match["word"] or match["w"]).lower()[:3], 4)
    return _in_year(match, anchor, lambda year: months(year, 3 * number - 2, 3))


def _half(match: "re.Match[str]", anchor: date | None) -> When | None:
    word = (match["word"] or "").lower()
    second = match["h"] == "2" or word in ("second", "segundo")
    if match["coming"]:
        day = ahead(lambda year: date(year, 7, 1), anchor) if anchor and anchor.month < 7 else None
        return When(match.start(), match.end(), day or (date(anchor.year + 1, 1, 1) if anchor else None))
    before = match.string[: match.start("word")][-8:].lower() if word else ""
    if word and not (
        match["year"]
        or match["nextyear"]
        or before.endswith(("in the ", "en el "))
        or "of the year" in match.string[match.end() :][:14].lower()
    ):
        return None
    return _in_year(match, anchor, lambda year: months(year, 7 if second else 1, 6))


def _season(match: "re.Match[str]", anchor: date | None) -> When | None:
    name = tw.which(tw.SEASONS, match["s"])
    return _in_year(match, anchor, lambda year: season(name, year))


def _feast(match: "re.Match[str]", anchor: date | None) -> When | None:
    name = tw.which(tw.FEASTS, match["s"])
    # German offices are closed on Easter Monday as well.
    monday = name == "easter" and match["s"].lower() == "ostern"
    return _in_year(match, anchor, lambda year: feast("easter monday" if monday else name, year))


def _span(match: "re.Match[str]", anchor: date | None) -> When | None:
    if match["event"]:
        return When(match.start(), match.end(), None)
    if not (match["lead"] or match["tail"]) or (match["lead"] or "").strip().lower() in ("for", "für", "over"):
        return None
    day = shift(match, anchor) if anchor else None
    return When(match.start(), match.end(), day)


def shift(match: "re.Match[str]", start: date) -> date | None:
    """Day that lies the span's length after `start`."""
    if tw.which(tw.UNITS, match["u"]) == "q" and match["lead"] and (match["n"].isdigit() or match["n"] in NUMBERS):
        # 'in two quarters' is the quarter after next, from its first day
        count = int(match["n"]) if match["n"].isdigit() else NUMBERS[match["n"]]
        return month(start.year, 3 * ((start.month - 1) // 3 + count) + 1).start
    return step(match, start, 1)


def step(match: "re.Match[str]", event: date, sign: int) -> date | None:
    """Day that lies the span's length behind `event`, or before it where `sign` is -1."""
    words = match["n"].lower()
    count = sign * (int(words) if words.isdigit() else NUMBERS.get(words, 1))
    unit = tw.which(tw.UNITS, match["u"])
    try:
        if words == "half a":
            return add_months(event, 6 * sign)
        if unit in _DAYS:
            return event + timedelta(days=count * _DAYS[unit])
        return add_months(event, count * _MONTHS[unit])
    except (ValueError, OverflowError):
        return None


def _half_year(match: "re.Match[str]", anchor: date | None) -> When | None:
    return When(match.start(), match.end(), add_months(anchor, 6) if anchor else None)


def _next_unit(match: "re.Match[str]", anchor: date | None) -> When | None:
    unit = (match["u"] or match["rev"] or "").lower()
    if anchor is None:
        return When(match.start(), match.end(), None)
    if unit.startswith(("week", "woche", "semana")):
        monday = anchor + timedelta(days=7 - anchor.weekday())
        period = Period(monday, monday + timedelta(days=6))
    elif unit.startswith(("month", "monat", "mes", "el mes")):
        period = month(anchor.year, anchor.month + 1)
    elif unit.startswith(("quarter", "quartal", "trimestre")):
        period = months(anchor.year, 3 * ((anchor.month - 1) // 3) + 4, 3)
    else:
        period = months(anchor.year + 1, 1, 12)
    return When(match.start(), match.end(), _point(period, match))


def _weekday(match: "re.Match[str]", anchor: date | None) -> When | None:
    if anchor is None:
        return None
    days = (WEEKDAYS[match["w"].lower()] - anchor.weekday() - 1) % 7 + 1
    return When(match.start(), match.end(), anchor + timedelta(days=days))


def _week_of(match: "re.Match[str]", anchor: date | None) -> When | None:
    day = int(match["d"])
    if match["m"]:
        return _day_in_year(match, anchor, MONTHS[match["m"].lower()], day)
    if anchor is None or not 1 <= day <= 31:
        return None
    candidates = (month(anchor.year, anchor.month + step) for step in range(3))
    days = (
        period.start + timedelta(days=day - 1) for period in candidates if (period.end - period.start).days >= day - 1
    )
    return When(match.start(), match.end(), next((found for found in days if found > anchor), None), True)


def _iso_week(match: "re.Match[str]", anchor: date | None) -> When | None:
    week = int(match["w"])
    if not 1 <= week <= 52:
        return None
    return _in_year(match, anchor, lambda y: Period(date.fromisocalendar(y, week, 1), date.fromisocalendar(y, week, 7)))


def _year_part(match: "re.Match[str]", anchor: date | None) -> When | None:
    middle = re.match(r"mid|half", match["part"], re.IGNORECASE) is not None

    def point(year: int) -> Period:
        there = date(year, 7, 1) if middle else date(year, 12, 31)
        return Period(there, there)

    if anchor is None:
        return When(match.start(), match.end(), None)
    day = ahead(lambda year: point(year).start, anchor)
    return When(match.start(), match.end(), day + timedelta(days=1) if match["after"] and not middle else day, True)


def _bare_year(match: "re.Match[str]", _anchor: date | None) -> When | None:
    return When(match.start(), match.end(), _point(months(int(match["y"]), 1, 12), match), True)


def _no_day(match: "re.Match[str]", _anchor: date | None) -> When | None:
    return When(match.start(), match.end(), None)


Rule = Callable[["re.Match[str]", date | None], When | None]
"""A match and the note's day to what they mean. May raise ValueError or OverflowError at the ends of the calendar."""
RULES: Final[tuple[tuple["re.Pattern[str]", Rule], ...]] = (
    (tw.ISO, _iso),
    (tw.FISCAL, _no_day),
    (tw.WEEK_OF_MONTH, _week_of_month),
    (tw.WEEK_OF, _week_of),
    (tw.DAY_MONTH, _named_day),
    (tw.MONTH_DAY, _named_day),
    (tw.NUMERIC, numeric),
    (tw.QUARTER, _quarter),
    (tw.HALF, _half),
    (tw.MONTH, _named_month),
    (tw.YEAR_PART, _year_part),
    (tw.NEXT_UNIT, _next_unit),
    (tw.SEASON, _season),
    (tw.FEAST, _feast),
    (tw.HALF_YEAR, _half_year),
    (tw.SPAN, _span),
    (tw.ISO_WEEK, _iso_week),
    (tw.WEEKDAY, _weekday),
    (tw.BARE_YEAR, _bare_year),
)
