"""When to come back: the line that says so, found by a learned rule, and the day it means."""

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final

from ingest.facts.dates import When, find_dates
from ingest.facts.learned import learned
from ingest.facts.meant import meant
from ingest.facts.told import ends_in_year, is_told
from ingest.lines import flat
from ingest.lines.grams import grams
from ingest.records import Line, Revisit

SURE: Final = -1.6
"""Log-odds from which a line counts; chosen on writers left out in turn."""
ASKED: Final = 3.0
"""What an outright request adds to them."""
_ASKED: Final = re.compile(
    r"\bto be (?:called|rung|contacted|phoned|approached|reminded|asked again)\b"
    r"|(?<!heard )(?<!got )(?<!sent )(?<!did )(?<!had )\bnothing(?: doing| happening| more| new| moves| possible"
    r"| changes)? (?:until|till|til|before)\b"
    r"|\bno (?:budget|money|spend|spending|new \w+|purchases?|decisions?|changes?|funds|funding|projects?|investment)"
    r" (?:until|till|til|before)\b"
    r"|(?<!no )\b(?:decision|vote|renewal|re-?tender|next round)(?: is| due| comes| expected| now)*(?: in)?"
    r" (?:early |mid |late )?(?-i:[A-Z]?[a-z]{2,8})\.?(?: \d{2,4})?\W*$"
    r"|^\W*(?:nudge|ping|retry|revisit|re-?engage|come back|go back|look again|check back|try again"
    r"|try (?:them|her|him))\b",
    re.IGNORECASE,
)
_TIME: Final = "zztime"
_KINDS: Final = {
    "ask": "call ring ping try write mail email phone talk speak come pop look knock check circle touch follow contact"
    " reach revisit retry reopen visit swing meet greet ask message text shout bell chase see hear send nudge pass drop"
    " go get pick start submit present apply bid quote remind diary diarise reminder task engage"
    " wiedervorlage melden anrufen llamar volver",
    "again": "back again wieder nochmal otra",
    "when": "when once if after until till from before unless wenn sobald nach ab bis cuando después hasta",
    "whom": "me us him her them",
    "say": "said says say told tells asked asks wants wrote",
    "begin": "opens open starts start begins resets reopens ends end expires up runs due renews renewal closes lifts",
    "money": "budget fiscal financial grant money funding fund tender contract term lease licence round season cycle"
    " capital year committee board",
    "maybe": "maybe perhaps might may could possibly probably",
}
_KIND: Final = {word: kind for kind, words in reversed(_KINDS.items()) for word in words.split()} | {_TIME: "time"}
_PAST: Final = 300
"""Days: 'call 20 Jan' in a note of March tells what has been."""
_YEAR: Final = re.compile(
    r"20\d\d|['’]\d\d|\bnext\b|nächste|próxim|year|jahr|año|\d[./]\d{1,2}[./]\d\d|month|monat|mes\b", re.IGNORECASE
)
_REACH: Final = 4
"""Words within which two kinds of words belong together."""


@dataclass(frozen=True)
class Timed:
    """A line and the expressions of time in it."""

    line: Line
    dates: list[When]


def find_revisit(text: str, lines: tuple[Line, ...], anchor: date | None) -> Revisit | None:
    """Return the line that most surely says when to come back; None when none does."""
    timed = time_lines(text, lines, anchor)
    asked = [[when for when in each.dates if not is_told(each.line.text, when)] for each in timed]
    odds = _odds(timed, asked, anchor)
    if not odds or max(odds) < SURE:
        return None
    best = odds.index(max(odds))
    line = lines[best]
    day = meant(line.text, asked[best], asked[:best])
    day = _nearer(day, timed[best + 1].dates) if day and line is not lines[-1] else day
    return Revisit(text=line.text, date=day, line=line.number, start=line.start, end=line.end)


def _odds(timed: list[Timed], asked: list[list[When]], anchor: date | None) -> list[float]:
    """How surely each line says it. One that only tells of days that have been never does; a request says more."""
    rule = learned().revisit
    return [
        -math.inf
        if each.dates and not left
        else float(rule.weigh(cues)[0]) + (ASKED if left and _ASKED.search(each.line.text) else 0)
        for each, left, cues in zip(timed, asked, line_cues(timed, anchor), strict=True)
    ]


def _nearer(day: date, behind: list[When]) -> date:
    """'Their budget opens in January.' 'Say the 11th of January.': the line behind may name a day of that month."""
    days = [when.day for when in behind if when.day and when.day.day > 1 and day.day == 1]
    return next((other for other in days if (other.year, other.month) == (day.year, day.month)), day)


def time_lines(text: str, lines: tuple[Line, ...], anchor: date | None) -> list[Timed]:
    """Each line with its expressions of time."""
    return [Timed(line, find_dates(line.text, anchor, text[:4000])) for line in lines]


def line_cues(timed: list[Timed], anchor: date | None) -> Iterator[dict[str, float]]:
    """What each line shows: words and pairs, kinds of words near each other, how far ahead its days lie, its place."""
    for at, each in enumerate(timed):
        words = list(grams(_without_times(each)))
        cues = {word: 0.5 if " " in word else 1.0 for word in words}
        plain = [word for word in words if " " not in word]
        cues |= dict.fromkeys(_pairs_of_kinds(plain), 1.0)
        aheads = {_ahead(when, each.line.text, anchor) for when in each.dates}
        cues |= {f"ahead {ahead}": 1.0 for ahead in aheads or {"none"}}
        cues |= {
            "place": 2 * (at + 1) / len(timed),
            "place last": float(at == len(timed) - 1),
            "place end": float(at >= len(timed) - 3),
            "place head": float(at < 2),
            f"side {each.line.side}": 1.0,
        }
        yield cues


def _without_times(timed: Timed) -> str:
    out, at = "", 0
    for when in timed.dates:
        out, at = f"{out}{timed.line.text[at : when.start]} {_TIME} ", when.end
    return flat(out + timed.line.text[at:])


def _pairs_of_kinds(words: list[str]) -> Iterator[str]:
    kinds = [_KIND.get(word) for word in words]
    for at, kind in enumerate(kinds):
        if kind:
            yield f"<{kind}>"
            yield from (f"<{kind}>…<{other}>" for other in kinds[at + 1 : at + 1 + _REACH] if other)
    for one, other, first, second in zip(kinds, kinds[1:], words, words[1:], strict=False):
        if one or other:
            yield (
                f"<{one}> {second}" if one and not other else f"{first} <{other}>" if not one else f"<{one}> <{other}>"
            )


def _ahead(when: When, words: str, anchor: date | None) -> str:
    """How far ahead a day lies; one without a year that lies nearly a year ahead is more likely past."""
    if when.day is None or anchor is None:
        return "unknown"
    days = (when.day - anchor).days
    shown = words[when.start : when.end]
    if days > _PAST and not _YEAR.search(shown) and not ends_in_year(shown, when):
        return "past"
    limits = ((14, "days"), (45, "weeks"), (130, "months"), (330, "year"))
    return next((name for limit, name in limits if days < limit), "late")
