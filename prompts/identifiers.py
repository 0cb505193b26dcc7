"""E-mail addresses, web addresses, phone, account and card numbers, street addresses: where they stand in a text.

Patterns, and phonenumbers for what a phone number is. Presidio's recognisers are patterns too, but they come with spaCy
(392 MB installed, 105 MB in memory, 1.8 s to import), and its e-mail one asks a server on the internet for the list of
public suffixes the first time: before notes are sent anywhere, that is the wrong moment.
"""

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

REGIONS: Final = ("US", "GB", "DE", "FR", "ES", "NL", "IT")
"""Where national phone numbers are looked for; international ones are found from anywhere."""


class Found(NamedTuple):
    """Characters `start` to `end` are a `noun`: email, link, account-number ..."""

    start: int
    end: int
    noun: str


_EMAIL: Final = re.compile(r"[^\s@<>()\[\],;:\"]{1,64}@\w[\w.-]*\w")
_LINK: Final = re.compile(
    r"(?:https?://|www\.)[^\s<>\"]*[^\s<>\"'.,;:!?)\]]"
    r"|(?<![\w@.-])(?:[\w-]{1,63}\.){1,4}(?:com|net|org|io|co|de|uk|eu|fr|es|nl|ch|at|it|ie|dk|se|no)\b"
    r"(?:/[^\s<>\"]*[^\s<>\"'.,;:!?)\]])?",
    re.IGNORECASE,
)
_BANK: Final = re.compile(r"(?<!\w)[A-Za-z]{2}\d{2}(?:[ -]?[A-Z0-9]{4}){2,7}(?:[ -]?[A-Z0-9]{1,4})?(?!\w)")
# Not in a word and not the decimals of a number; "Nr.4111" begins at the 4.
_BEGINS: Final = r"(?<![\w+])(?<!\d[.,])"
_CARD: Final = re.compile(
    rf"{_BEGINS}(?:\d(?:[ -]?\d){{12,18}}|\d{{4}}(?:\.\d{{4}}){{2}}\.\d{{1,7}}|\d{{4}}\.\d{{6}}\.\d{{5}})(?!\w)"
)
# With the letters of a tax number: GB123456789, ATU12345678, NL123456789B01.
_LONG: Final = re.compile(rf"{_BEGINS}(?:\d{{9,}}|[A-Za-z]{{1,3}}\d{{8,}}(?:B\d\d)?)(?!\w)")
_PHONE: Final = re.compile(
    r"(?<![\w/])(?<!\d[.,])(?:\+|00|\(?0)\d[\d ()/.-]{5,24}\d(?!\w)"
    r"|(?<![\w/.,-])(?:\(\d{3}\) ?|\d{3}[-.])\d{3}[-.]\d{4}(?!\w)"
)
_MAYBE: Final = re.compile(r"(?<![\w/])(?<!\d[.,])[+(]{0,2}\d[\d ()/.–-]{5,30}\d(?!\w)")
_YEAR: Final = r"(?:19|20)\d\d"
_MONTH: Final = r"(?:0?[1-9]|1[0-2])"
_OF_MONTH: Final = r"(?:0?[1-9]|[12]\d|3[01])"
# What could be a piece of a phone number ("0176 20-12-34-56", "020-1998-2012") is no date: with digits beside it, only
# a date in full is one. A time may follow.
_DAY: Final = re.compile(
    rf"(?<![\w./+-])(?:{_OF_MONTH}([-./]){_OF_MONTH}\1{_YEAR}(?:[-–]{_OF_MONTH}\1{_OF_MONTH}\1{_YEAR})?"
    rf"|{_YEAR}([-./]){_MONTH}\2{_OF_MONTH}"
    rf"|(?<!\d )(?:{_OF_MONTH}([-./]){_OF_MONTH}\3\d\d|{_YEAR}[-./]{_MONTH}|{_YEAR}[-–]{_YEAR})"
    r"(?! ?\d(?!\d?[:.]\d\d(?!\d))))(?!\w|[-./]\d)"
)
_STREET: Final = re.compile(
    r"(?<!\w)\d{1,5}[a-z]? (?:[A-ZÀ-Þ][\w'’-]+ ){1,3}"
    r"(?:Street|St|Road|Rd|Avenue|Ave|Lane|Ln|Drive|Dr|Boulevard|Blvd|Way|Court|Ct|Place|Square|Close)(?!\w)"
    r"|(?<!\w)[A-ZÀ-Þ][\w-]*(?:straße|strasse|str\.|weg|platz|allee|gasse|straat|laan) \d{1,4}[a-z]?(?!\w)"
    r"|(?<!\w)(?:Calle|Avenida|Rue|Plaza|Via) (?:[\w'’]+,? ){1,4}\d{1,4}(?!\w)"
    r"|(?<!\w)[A-Z]{1,2}\d[A-Z\d]? \d[A-Z]{2}(?!\w)"
)
_ORDER: Final = (
    ("email", _EMAIL),
    ("link", _LINK),
    ("account-number", _BANK),
    ("card-number", _CARD),
    ("address", _STREET),
)
NOUNS: Final = ("email", "link", "account-number", "card-number", "address", "phone-number", "long-number")
_FEWEST: Final = 7
"""Digits of a phone number."""


def identifiers(text: str) -> list[Found]:
    """All of them, the surer kinds first; they may overlap."""
    found = [Found(*match.span(), noun) for noun, pattern in _ORDER for match in pattern.finditer(text)]
    found = [each for each in found if each.noun != "account-number" or _digits(text[each.start : each.end]) > 7]
    found += [Found(start, end, "phone-number") for start, end in _phones(text)]
    return found + [Found(*match.span(), "long-number") for match in _LONG.finditer(text)]


def cut(text: str, most: int) -> str:
    """Its first `most` characters, less whatever word, address or number is cut: half of one is hidden from nobody."""
    if len(text) <= most:
        return text
    end = min([most, *(each.start for each in identifiers(text) if each.start < most < each.end)])
    return text[:end].rpartition(" ")[0] if end == most else text[:end].rstrip()


def _phones(text: str) -> Iterator[tuple[int, int]]:
    """What is written as a number to ring, and whatever phonenumbers knows as one."""
    text = _DAY.sub(lambda match: "x" * len(match[0]), text)
    for match in _PHONE.finditer(text):
        if _digits(match[0]) >= _FEWEST:
            yield match.span()
    for match in _MAYBE.finditer(text):
        if _digits(match[0]) >= _FEWEST and _rings(match[0]):
            yield match.span()


def _rings(words: str) -> bool:
    from phonenumbers import Leniency, PhoneNumberMatcher

    return any(PhoneNumberMatcher(words, region, leniency=Leniency.VALID).has_next() for region in REGIONS)


def _digits(text: str) -> int:
    return sum(char.isdigit() for char in text)
