"""Which day a line means that names several, or one and a step from it: 'runs to June 2028, ring 3 months before'."""

import re
from datetime import date, timedelta
from typing import Final

from ingest.facts import timewords as tw
from ingest.facts.dates import When, after_event
from ingest.facts.resolve import step

_UNTIL: Final = re.compile(r"\b(?:until|till|til|thru|through|runs? to|bis|hasta)\s+(?:the )?$", re.IGNORECASE)
_AFTER: Final = re.compile(
    r"\b(?:after|nach|past)\b[^.,;:]{0,45}?\s(?:on |of |am |vom |el )?(?:the )?$|that['’]s over (?:on )?$"
    r"|\b(?:after|past) $",
    re.IGNORECASE,
)
_OVER: Final = re.compile(r"\W*(?:is |are )?(?:over|ends?|done|finished|passed|vorbei)\b", re.IGNORECASE)
_AFTER_IT: Final = re.compile(
    r"\b(?:day after|after (?:it|that)|(?:ring|call|try|speak|talk|come|write)(?: to)?(?: me| us| him| her| them)?"
    r" after(?: it| that)?)\s*(?=[\W\d]|$|(?:for|then|and)\b)",
    re.IGNORECASE,
)
_WEEK_AFTER: Final = re.compile(r"\b(?:week|wk) after\b", re.IGNORECASE)
_SPAN: Final = rf"\b(?P<n>{tw.N}|half a|\d{{1,3}})[\s-]+(?P<u>{tw.alternatives(tw.UNITS)})\s+"
_EARLIER: Final = re.compile(
    rf"{_SPAN}(?:before|earlier|prior|vorher|antes)(?=\s+(?:that|it|then|is|the end|he|she|they)\b|\W*$)", re.IGNORECASE
)
_LATER: Final = re.compile(rf"{_SPAN}(?:from|after|past|following)\s+(?:the )?$", re.IGNORECASE)
_TOLD: Final = re.compile(r"\b(?:that|last|since|each|every)\s+$", re.IGNORECASE)
"""'she retires that winter': told of a day, not asked for it."""
_YEARS: Final = re.compile(r"20\d\d|['’]\d\d")


def meant(words: str, dates: list[When], before: list[list[When]]) -> date | None:
    """The day to come back. `before` holds the times of the lines before, for 'three months before that'."""
    named = [when for when in dates if when.day and not _TOLD.search(words[: when.start])]
    near = {when.day for earlier in before[-2:] for when in earlier if when.absolute and when.day}
    bases = [when.day for when in named if when.absolute and when.day] or (list(near) if len(near) == 1 else [])
    earlier = _EARLIER.search(words)
    if earlier and bases:
        return step(earlier, bases[0], -1)
    hanging = next((when for when in dates if not when.day and tw.SPAN.match(words[when.start : when.end])), None)
    if hanging and bases:
        return after_event(words[hanging.start : hanging.end], bases[0])
    if hanging or not named:
        return None
    # The last one: 'once the Christmas money is in, end of January'.
    return _reckoned(words, named[-1], bases)


def _reckoned(words: str, when: When, bases: list[date]) -> date | None:
    """The day itself, or one counted from it: the day behind it after 'after', eighteen months from it."""
    assert when.day
    shown, ahead, behind = words[when.start : when.end], words[: when.start], words[when.end :]
    if shown.lower().startswith("give") and bases:
        return after_event(shown, bases[0])
    if behind.lower().startswith(" before") and len(bases) > 1:
        return _last_before(when.day, bases[0])
    later = _LATER.search(ahead + re.split(r"\d", shown)[0])
    if later:
        return step(later, when.day, 1)
    if not when.absolute or not _is_a_day(shown) or shown.lower().startswith("after"):
        return when.day
    if _WEEK_AFTER.search(behind):
        return when.day + timedelta(days=7 - when.day.weekday())
    ends_a_month = (when.day + timedelta(days=1)).day == 1 and not shown.lower().startswith(("end", "the end"))
    if (
        (ends_a_month and _UNTIL.search(ahead))
        or _AFTER.search(ahead)
        or _OVER.match(behind)
        or _AFTER_IT.search(behind)
    ):
        return when.day + timedelta(days=1)
    return when.day


def _is_a_day(shown: str) -> bool:
    """'30 June 2029' or 'end of July', not 'July 2029'."""
    return bool(re.search(r"\d", _YEARS.sub("", shown)) or re.match(r"(?:the )?end of", shown, re.IGNORECASE))


def _last_before(day: date, event: date) -> date:
    """The same time of the year, for the last time before `event`: 'the winter before'."""
    years = event.year - day.year - (date(event.year, day.month, min(day.day, 28)) >= event)
    return day.replace(year=day.year + years, day=min(day.day, 28))
