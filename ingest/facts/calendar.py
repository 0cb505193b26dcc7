"""Words for days and periods, and the arithmetic on them: months, seasons, feasts, quarters."""

import calendar
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

MONTHS: Final = {
    name: number
    for number, names in enumerate(
        (
            "january jan januar jänner enero janvier gennaio januari janeiro",
            "february feb februar febrero février fevrier febbraio februari fevereiro",
            "march mar märz maerz marzo mars maart março",
            "april apr abril avril aprile",
            "may mai mayo maggio mei maio",
            "june jun juni junio juin giugno junho",
            "july jul juli julio juillet luglio julho",
            "august aug agosto août aout augustus",
            "september sep sept septiembre septembre settembre setembro",
            "october oct oktober okt octubre octobre ottobre outubro",
            "november nov noviembre novembre novembro",
            "december dec dezember dez diciembre décembre dicembre dezembro",
        ),
        1,
    )
    for name in names.split()
}
NUMBERS: Final = {
    word: number
    for number, words in {
        1: "one a an ein eine einem einer un una une",
        2: "two couple zwei dos deux due twee",
        3: "three few drei tres trois tre drie paar",
        4: "four vier cuatro quatre",
        5: "five fünf cinco cinq",
        6: "six sechs seis sei zes",
        7: "seven sieben siete sept",
        8: "eight acht ocho huit",
        9: "nine neun nueve neuf",
        10: "ten zehn diez dix",
        12: "twelve zwölf doce douze dozen",
        18: "eighteen achtzehn dieciocho",
        24: "twenty-four",
        30: "thirty dreißig treinta trente",
        60: "sixty sechzig sesenta",
        90: "ninety neunzig noventa",
        100: "hundred hundert cien",
        180: "180",
    }.items()
    for word in words.split()
}
WEEKDAYS: Final = {
    name: number
    for number, names in enumerate(
        (
            "monday mon montag lunes lundi",
            "tuesday tue tues dienstag martes mardi",
            "wednesday wed mittwoch miércoles mercredi",
            "thursday thu thurs donnerstag jueves jeudi",
            "friday fri freitag viernes vendredi",
            "saturday samstag sábado samedi",
            "sunday sonntag domingo dimanche",
        )
    )
    for name in names.split()
}


@dataclass(frozen=True, slots=True)
class Period:
    """A span of days, both ends included."""

    start: date
    end: date


def easter(year: int) -> date:
    """Easter Sunday of the Gregorian calendar (anonymous algorithm, Meeus/Jones/Butcher)."""
    a, (b, c) = year % 19, divmod(year, 100)
    d, e = divmod(b, 4)
    g = (8 * b + 13) // 25
    h = (19 * a + b - d - g + 15) % 30
    i, k = divmod(c, 4)
    m = (32 + 2 * e + 2 * i - h - k) % 7
    n = (a + 11 * h + 22 * m) // 451
    month, day = divmod(h + m - 7 * n + 114, 31)
    return date(year, month, day + 1)


def month(year: int, number: int) -> Period:
    """Month `number` of `year`; numbers beyond 12 run on into the next years."""
    year, number = year + (number - 1) // 12, (number - 1) % 12 + 1
    return Period(date(year, number, 1), date(year, number, calendar.monthrange(year, number)[1]))


def months(year: int, first: int, count: int) -> Period:
    """`count` months from month `first` on."""
    return Period(month(year, first).start, month(year, first + count - 1).end)


def add_months(day: date, count: int) -> date:
    """Same day `count` months on, or the last day of that month."""
    target = month(day.year, day.month + count)
    return target.start + timedelta(days=min(day.day, (target.end - target.start).days + 1) - 1)


def season(name: str, year: int) -> Period:
    """A season as offices use the word: summer is July and August, autumn begins on 1 September."""
    first, count = {"spring": (3, 3), "summer": (7, 2), "autumn": (9, 3), "winter": (12, 3)}[name]
    return months(year, first, count)


_DIWALI: Final = {
    2023: (11, 12),
    2024: (10, 31),
    2025: (10, 20),
    2026: (11, 8),
    2027: (10, 29),
    2028: (10, 17),
    2029: (11, 5),
    2030: (10, 26),
}
"""By the moon: no formula gives it."""


_FIXED: Final = {"epiphany": ((1, 6), (1, 6)), "obon": ((8, 13), (8, 16)), "new year": ((1, 1), (1, 1))}


def feast(name: str, year: int) -> Period:
    """A feast with the days around it on which no office answers.

    Raises:
        KeyError: the almanac of that year is not here.
    """
    if name in _FIXED:
        begins, ends = _FIXED[name]
        return Period(date(year, *begins), date(year, *ends))
    sunday = easter(year)
    if name in ("easter", "easter monday"):
        return Period(sunday, sunday + timedelta(days=int(name == "easter monday")))
    if name == "diwali":
        return Period(date(year, *_DIWALI[year]), date(year, *_DIWALI[year]))
    if name == "whitsun":
        return Period(sunday + timedelta(days=49), sunday + timedelta(days=50))
    if name == "carnival":
        return Period(sunday - timedelta(days=52), sunday - timedelta(days=47))
    if name == "holidays":
        return Period(date(year, 12, 24), date(year + 1, 1, 1))
    if name == "thanksgiving":
        first = date(year, 11, 1)
        thursday = first + timedelta(days=(3 - first.weekday()) % 7 + 21)
        return Period(thursday, thursday + timedelta(days=3))
    if name == "labor day":
        first = date(year, 9, 1)
        return Period(first + timedelta(days=-first.weekday() % 7), first + timedelta(days=-first.weekday() % 7))
    return Period(date(year, 12, 24), date(year, 12, 26))
