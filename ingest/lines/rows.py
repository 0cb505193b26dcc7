"""The note's rows as they stand, with offsets; quote marks and bullets are set apart from the words."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

_BREAK = re.compile("\r\n|[\n\r\x85\u2028\u2029]")
_QUOTE = re.compile(r"[ \t]*>[ \t>]*")
_BULLET = re.compile(r"[ \t]*(?:[-*+•◦▪‣·–—➢✓✗→]|-{1,2}>|\(?\d{1,2}[.)]|\[[ xX]\]|#{1,6})[ \t]+(?:\[[ xX]\][ \t]+)?")


@dataclass(slots=True)
class Row:
    """Words of one row are `text[start:end]`, trimmed; `depth` counts the '>' before them."""

    start: int
    end: int
    depth: int = 0
    bullet: bool = False
    kind: str = "text"
    """text, field, skip (headers, timings) or blank."""
    speaker: str | None = None
    turn: bool = False
    """Whether this row itself names its speaker."""
    said: bool = False
    """Whether the speaker is speaking (a turn, a mail) and not being reported by the rep."""


def rows_of(text: str) -> list[Row]:
    """Split into rows; of several blank rows one stays, because it ends a paragraph."""
    rows: list[Row] = []
    blank = False
    for start, end in _spans(text):
        if start == end and blank:
            continue
        rows.append(_row(text, start, end))
        blank = rows[-1].kind == "blank"
    return rows


def _spans(text: str) -> Iterator[tuple[int, int]]:
    start = 0
    for found in _BREAK.finditer(text):
        yield start, found.start()
        start = found.end()
    yield start, len(text)


def _row(text: str, start: int, end: int) -> Row:
    depth = 0
    quote = _QUOTE.match(text, start, end)
    if quote:
        depth = quote[0].count(">")
        start = quote.end()
    bullet = _BULLET.match(text, start, end)
    if bullet:
        start = bullet.end()
    start, end = trim(text, start, end)
    return Row(start, end, depth, bullet is not None, "text" if start < end else "blank")


def trim(text: str, start: int, end: int) -> tuple[int, int]:
    """Shrink a span until it neither begins nor ends with white space."""
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end
