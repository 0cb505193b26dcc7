"""Whose amount it is: what a rival charged is not answered with what we asked."""

import re
from typing import Final

_AMOUNT: Final = re.compile(
    r"[€$£]?\s?(?P<number>\d{1,3}(?:[ ,.]\d{3})+|\d+(?:[.,]\d+)?)\s?(?P<unit>k|thousand|grand|m|mil|million)?\b",
    re.IGNORECASE,
)
_UNITS: Final = {"k": 1e3, "thousand": 1e3, "grand": 1e3, "m": 1e6, "mil": 1e6, "million": 1e6}
_OURS: Final = re.compile(r"\b(?:our|ours|we|(?-i:[Uu]s)|i|you)\b", re.IGNORECASE)
"""'US' in capitals is a currency or a country."""
_NEAR: Final = 3
"""Words between an amount and whose it is."""
_SENTENCE: Final = re.compile(r"[.!?;,]\s")


def value(found: "re.Match[str]") -> float:
    """The amount: 58,000 for "58k", "58 000" and "58,000"."""
    number = found["number"]
    if re.fullmatch(r"\d{1,3}(?:[ ,.]\d{3})+", number):
        number = re.sub(r"[ ,.]", "", number)
    return float(number.replace(",", ".")) * _UNITS.get((found["unit"] or "").lower(), 1.0)


def without_ours(text: str, ours: float | None) -> str:
    """`text` less the amounts that are ours: what the deal was worth, and those with "we" or "ours" beside them."""
    kept, end = [], 0
    for found in _AMOUNT.finditer(text):
        before = _SENTENCE.split(text[: found.start()])[-1].split()[-_NEAR:]
        after = _SENTENCE.split(text[found.end() :])[0].split()[:_NEAR]
        mine = ours is not None and abs(value(found) - ours) < 1
        if mine or _OURS.search(" ".join(before)) or _OURS.search(" ".join(after)):
            kept.append(text[end : found.start()])
            end = found.end()
    return "".join((*kept, text[end:]))
