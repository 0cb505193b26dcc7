"""Fields of a form in the note: 'Stage: Closed Lost / Amount: 42k / Closed Lost Reason: Price', one a row or many."""

import re
from dataclasses import dataclass
from functools import cache

from ingest.lines.labels import FIELDS, field_kind
from ingest.records import Line

_WANTED = ("account", "deal", "outcome", "reason", "competitor", "people", "rep", "date", "closed", "next")
_END = re.compile(r"\s*(?:\s/\s|\s\|\s|;\s|\s·\s|\s•\s|\t)\s*")


@dataclass(frozen=True, slots=True)
class Field:
    """One filled field and where its value stands in the note."""

    kind: str
    label: str
    value: str
    line: int
    start: int
    end: int


@cache
def _pattern() -> "re.Pattern[str]":
    labels = {label for kind in _WANTED for label in FIELDS[kind].split("|")} | set(FIELDS["other"].split("|"))
    spelled = sorted(labels, key=len, reverse=True)
    ways = "|".join(re.escape(label).replace(r"\ ", r"[\s_]+").replace(r"\-", "[-_ ]?") for label in spelled)
    return re.compile(
        rf"(?:^|(?<=[/|;·•\t\n>])|(?<=, )|(?<=\. )|(?<=[*-] )|(?<=\s\s))\s*(?:[-*•]\s*)?(?:\*\*"
        rf"|__)?(?P<label>{ways})(?:__c)?\??"
        r"(?:\*\*|__)?\s*(?::|=|->|→)(?:\*\*|__)?[ \t]*(?P<value>[^\n\r]*)",
        re.IGNORECASE,
    )


def find_fields(lines: tuple[Line, ...]) -> list[Field]:
    """Return the filled fields in the order of the note; what a speaker says is never a field."""
    found: list[Field] = []
    for line in lines:
        if (line.speaker is None or line.number < 4) and any(mark in line.text for mark in ":=→>|"):
            found.extend(_in_line(line))
    return found


def _in_line(line: Line) -> list[Field]:
    found: list[Field] = []
    at = 0
    while at < len(line.text) and (match := _pattern().search(line.text, at)):
        value = match["value"]
        end = _END.search(value)
        stop = match.start("value") + (end.start() if end else len(value))
        after = _pattern().search(line.text, match.start("value"))
        if after and after.start() < stop:
            stop = after.start()
        shown = line.text[match.start("value") : stop].strip().strip("*_").rstrip(" ,;/|")
        kind = field_kind(match["label"])
        if (
            shown
            and kind in _WANTED
            and not re.fullmatch(r"[-–—.?]+|n/?a|none|null|tbd|keine?r?|ninguno", shown, re.IGNORECASE)
        ):
            start = line.text.index(shown, match.start("value"))
            found.append(
                Field(
                    kind,
                    match["label"].lower(),
                    shown,
                    line.number,
                    line.start + start,
                    line.start + start + len(shown),
                )
            )
        at = max(stop, match.end("label") + 1)
    return found
