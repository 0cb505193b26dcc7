"""Amounts and days as exports write them."""

import datetime as dt
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

from ingest.records import SEGMENT_LONGEST

EMPTY: Final = frozenset(["", "-", "--", "—", "–", "n/a", "#n/a", "na", "null", "none", "nan", "(blank)", "[no value]"])
_SIGNS: Final = {"€": "EUR", "$": "USD", "£": "GBP", "¥": "JPY", "₹": "INR", "₽": "RUB", "₺": "TRY", "₩": "KRW"}
_LETTERS: Final = {"us$": "USD", "a$": "AUD", "c$": "CAD", "r$": "BRL", "kr": "SEK", "fr.": "CHF"}
_NUMBER: Final = re.compile(r"\d(?:[\d.,'’\s]*\d)?(?:[eE][+]?\d{1,2})?")
_DAY: Final = re.compile(r"^\s*(\d{1,4})[./-](\d{1,2})[./-](\d{1,4})(?=\D|$)")
_NAMED: Final = (
    "%d %b %Y", "%d %B %Y", "%b %d, %Y", "%B %d, %Y", "%b %d %Y", "%B %d %Y", "%d-%b-%Y", "%d-%b-%y", "%d. %B %Y",
)  # fmt: skip


def text_of(cell: str | None) -> str:
    """A cell's words; '' for what exports write into an empty one."""
    words = (cell or "").strip()
    return "" if words.lower() in EMPTY else words


def amount_of(cell: str) -> tuple[float | None, str | None]:
    """'USD 485,000.00', '485.000,00 €', '$45k' and '(1,000)' as a number and a currency; None for what is not there."""
    words = text_of(cell)
    found = _NUMBER.search(words)
    if not found:
        return None, currency_of(words)
    number = _number(found[0])
    rest = words[: found.start()] + " " + words[found.end() :]
    if number is None:
        return None, currency_of(rest)
    scale = re.match(r"\s*(k|m|mio|tsd)\b", words[found.end() :], re.IGNORECASE)
    if scale:
        number *= 1000 if scale[1].lower() in ("k", "tsd") else 1_000_000
    if "-" in rest or words.startswith("("):
        number = -number
    return number, currency_of(rest)


def currency_of(cell: str) -> str | None:
    """'USD', '€' or 'US$' as three letters."""
    words = text_of(cell)
    code = re.search(r"(?<![A-Za-z])([A-Z]{3})(?![A-Za-z])", words)
    if code:
        return code[1]
    low = words.lower()
    named = next((code for letters, code in _LETTERS.items() if letters in low), None)
    return named or next((code for sign, code in _SIGNS.items() if sign in words), None)


def segment_of(words: str | None) -> str | None:
    """At most as long as a segment may be: a deal is not turned away for a long word beside it."""
    return (words or "")[:SEGMENT_LONGEST].rstrip() or None


def _number(digits: str) -> float | None:
    plain = re.sub(r"[\s'’]", "", digits)
    if "e" in plain.lower():
        plain = plain.replace(",", ".")
    elif "," in plain and "." in plain:
        decimal = max(plain.rfind(","), plain.rfind("."))
        plain = re.sub(r"[.,]", "", plain[:decimal]) + "." + plain[decimal + 1 :]
    elif re.fullmatch(r"\d{1,3}(?:([.,])\d{3})(?:\1\d{3})*", plain):
        plain = re.sub(r"[.,]", "", plain)  # groups of three: thousands
    else:
        plain = plain.replace(",", ".")
    try:
        return float(plain)
    except ValueError:
        return None


@dataclass
class DayOrder:
    """Whether 03/04/2025 is in April or in March, as far as a whole column shows."""

    day_first: bool = False
    """A row was seen that can only be day first."""
    month_first: bool = False
    example: str = ""
    """A cell that can be read both ways."""
    late: dict[bool, int] = field(default_factory=lambda: {True: 0, False: 0})
    """Cells which, read this way (True: day first), lie in the future."""
    dots: bool = False

    def see(self, cells: Iterable[str], today: dt.date) -> None:
        """Take in the days of closed deals: they lie in the past."""
        for cell in cells:
            found = _DAY.match(cell)
            if not found or len(found[1]) == 4:
                continue
            one, two = int(found[1]), int(found[2])
            self.dots = self.dots or "." in found[0]
            if one > 12 >= two:
                self.day_first = True
            elif two > 12 >= one:
                self.month_first = True
            elif one != two:
                self.example = self.example or cell.strip()
                for first in (True, False):
                    day = _ordered(found, first)
                    self.late[first] += day is not None and day > today

    @property
    def settled(self) -> bool | None:
        """True: day first. None: nothing tells."""
        if self.day_first != self.month_first:
            return self.day_first
        if self.dots:
            return True
        if bool(self.late[True]) != bool(self.late[False]):
            return bool(self.late[False])
        return None

    @property
    def mixed(self) -> bool:
        """Rows of both kinds were seen."""
        return self.day_first and self.month_first


def day_of(cell: str, day_first: bool) -> dt.date | None:
    """A day; None when the cell is empty.

    Raises:
        ValueError: something is there, and it is no day.
    """
    words = text_of(cell)
    if not words:
        return None
    if re.match(r"\d{4}-\d{2}-\d{2}", words):
        return dt.date.fromisoformat(words[:10])
    if re.fullmatch(r"1[0-9]{12}|1[0-9]{9}", words):  # milliseconds or seconds since 1970
        return dt.datetime.fromtimestamp(int(words) / (1000 if len(words) == 13 else 1), dt.UTC).date()
    if re.fullmatch(r"[2-6]\d{4}(?:\.\d+)?", words):  # a spreadsheet's day number
        return dt.date(1899, 12, 30) + dt.timedelta(days=int(float(words)))
    found = _DAY.match(words)
    if found:
        day = _ordered(found, day_first) or _ordered(found, not day_first)
        if day is None:
            raise ValueError(words)
        return day
    bare = re.sub(r"(?<=\d)(?:st|nd|rd|th)\b", "", words)
    bare = re.sub(r"^(?:mon|tue|wed|thu|fri|sat|sun)\w*,?\s+", "", bare, flags=re.IGNORECASE)
    bare = re.sub(r",?\s+(?:at\s+)?\d{1,2}:\d{2}.*$", "", bare)
    for form in _NAMED:
        try:
            return dt.datetime.strptime(bare, form).date()  # noqa: DTZ007 - a day has no zone
        except ValueError:
            continue
    raise ValueError(words)


def _ordered(found: "re.Match[str]", day_first: bool) -> dt.date | None:
    parts = [int(part) for part in found.groups()]
    if len(found[1]) == 4:
        year, month, day = parts
    else:
        day, month, year = parts if day_first else (parts[1], parts[0], parts[2])
    if year < 100:
        year += 2000
    try:
        return dt.date(year, month, day)
    except ValueError:
        return None
