"""The day the note was written, when the note itself says so: a date field, a mail header, a dated first row."""

import re
from datetime import date
from email.utils import parsedate_to_datetime

from ingest.facts.dates import find_dates
from ingest.facts.fields import Field
from ingest.lines.threads import DATE_FIELDS, HEADER
from ingest.records import Line

_ENDED = re.compile(r"\b(?:closed(?:[ -](?:lost|won))?|lost|won|marked lost)(?: on|,| -| –| —|:)? \(?$", re.IGNORECASE)
_SHORT_YEAR = re.compile(r"[^\W\d]\.? \d\d$")
"""'4 sept 26', which may be anything where nothing says that the deal ended then."""
_YEAR = re.compile(r"20\d\d|[./-]\d\d\b|['’]\d\d\b")


def find_written(text: str, lines: tuple[Line, ...], fields: list[Field]) -> date | None:
    """Only a date with its year counts; deal dates such as the close date count last."""
    sent = _mail_date(text)
    if sent:
        return sent
    for kind in ("date", "closed"):
        for field in fields:
            if field.kind == kind and (day := _dated(field.value)):
                return day
    shown = [line.text for line in lines[:3] if line.speaker is None]
    shown += [line.text for line in lines[-2:] if line.speaker is None and len(line.text) < 60]
    return next((day for row in shown if (day := _dated(row[:200], heading=True))), None)


def _dated(words: str, heading: bool = False) -> date | None:
    """A full date; in a sentence ('they start on 1 April 2027.') only when it opens it or says when the deal closed."""
    for when in find_dates(words, None):
        ended = _ENDED.search(words[: when.start])
        if heading and words.endswith((".", "!", "?")) and when.start > 3 and not ended:
            continue
        shown = words[when.start : when.end]
        has_year = _YEAR.search(shown) or (ended and _SHORT_YEAR.search(shown))
        if when.absolute and when.day is not None and has_year and re.search(r"\d{1,2}\D+.*\d", shown):
            return when.day if 2000 <= when.day.year <= 2100 else None
    return None


def _mail_date(text: str) -> date | None:
    for row in text[:3000].splitlines()[:30]:
        header = HEADER.match(row.lstrip("> "))
        if header and header["field"].lower() in DATE_FIELDS:
            try:
                return parsedate_to_datetime(header["value"]).date()
            except (ValueError, TypeError, IndexError, OverflowError):
                return _dated(header["value"])
    return None
