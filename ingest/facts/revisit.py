"""When to come back: the words that say so, and the day they mean."""

import re
from datetime import date
from typing import Final

from ingest.facts.dates import When, after_event, find_dates
from ingest.facts.fields import Field
from ingest.records import Line, Revisit

_ASKED: Final = re.compile(
    r"\b(?:(?:come|coming|circle|check|get|go|swing|write|call|ring|touch|loop) (?:back|base|in)(?: (?:to|with|on"
    r"|in) (?:me|us|them|him|her|it))?"
    r"|ping|(?:reach|try) (?:back )?out|(?:try|ask|call|ring|email|mail|write|phone|contact|nudge|bother|chase"
    r"|message|buzz|see|talk to|speak to)"
    r" (?:me|us|them|him|her|again)|revisit|re-?visit|re-?engage|re-?open|reconnect|re-?connect|reapproach"
    r"|look (?:at (?:it|this) )?again|talk again"
    r"|speak again|pick (?:it|this|things)? ?(?:back )?up again|pick (?:it|this|things) (?:back )?up|try again"
    r"|knock again|give (?:it|us|me|them)|door(?:['’]s| is)? open"
    r"|follow up|call back|ring back|ring in|invite (?:sent )?(?:for|to)|(?:should|will|can|[’']ll|to) (?:call|ring"
    r"|mail|write)|let['’]?s talk|let['’]?s speak|diarise|diarize|diary|remind(?:er)? (?:me|us|for)"
    r"|set (?:a )?(?:task|reminder)"
    r"|not before|wieder ?(?:melden|anrufen|kommen|vorlage)|nochmal (?:anrufen|melden|sprechen|kommen)"
    r"|noch ?mal (?:anrufen|melden)|meld(?:en|et|e)|rückruf"
    r"|anrufen|nachfassen|wiederkommen|volver|vuelv[ea]|llama(?:r|d|me|nos)?|llámame|retom[ae]r?|escrib(?:ir|e|idme)"
    r"|contactar|hablamos|recontact\w*|rappel\w*|revenir|reven\w+"
    r"|terugkomen|bellen|richiamare|revisar)\b",
    re.IGNORECASE,
)
_BUDGET: Final = re.compile(
    r"\b(?:budget|fiscal|financial year|money|funds?|haushalt|presupuesto|pot|purse)\b.{0,50}\b(?:opens?|re-?opens?"
    r"|resets?|starts?|begins?|renew\w*|comes? round|free|available|refresh\w*|new|approved|set|planning"
    r"|beginnt|ab|abre|empieza)\b|\bnew (?:budget|fiscal|financial)|\bbudget (?:year|round|season|cycle|planning)\b"
    r"|\bneues? (?:budget|geschäftsjahr|haushalt)|nuevo presupuesto",
    re.IGNORECASE,
)
_CONTRACT: Final = re.compile(
    r"\b(?:contract|agreement|licen[cs]e|subscription|renewal|term|deal|lease|lock(?:ed)?[- ]?in|vertrag|laufzeit"
    r"|contrato|contrat|signed|renewed)\b.{0,60}\b(?:runs?|running|ends?|ending|expires?|expiring|up|out|until|till"
    r"|through"
    r"|to|ending|break clause|due|läuft|bis|endet|aus|hasta|vence|termina|acaba|jusqu)\b|\b(?:renewal|break clause"
    r"|notice period|vertragsende)\b",
    re.IGNORECASE,
)
_FREEZE: Final = re.compile(
    r"\b(?:freeze|frozen|on hold|paused?|moratorium|blocked|gesperrt|stopp|congelad\w+|(?:wait|nothing|no \w+|not"
    r"|locked)\b.{0,40}\b(?:until|till)|review it|earliest|frühestens|cutover|go-?live)\b",
    re.IGNORECASE,
)
_PAST = re.compile(
    r"\b(?:was|were|had|sent|came|rang|called|met|told|ago|last|since|signed|started|returned|did|war|hatte|vor|seit"
    r"|hace|dijo|por)\b",
    re.IGNORECASE,
)
_NOT_ASKED = re.compile(
    r"\b(?:my|the|our|a|each|every|last|this|that|first|final|his|her|their|was|were|had|did|didn['’]?t|never|came"
    r"|supposed to|meant to|tried to)\s+(?:not )?$",
    re.IGNORECASE,
)
"""'My call in May' and 'I never rang back in March' ask for nothing."""
_THAT_IS = re.compile(
    r"\b(?:that['’]?s|that is|say|so|i\.e\.?|meaning|around|roughly|probably|das ist|sagen wir|also|es decir"
    r"|digamos)\s+(?:the |around |about |roughly )?$",
    re.IGNORECASE,
)
_REACH = 90
_BEHIND = 30
_ENOUGH = 1.5


def find_revisit(text: str, lines: tuple[Line, ...], fields: list[Field], anchor: date | None) -> Revisit | None:
    """Return the strongest words on when to come back; None when the note has none."""
    all_dates: list[tuple[Line, When]] = []
    field = _in_fields(text, lines, fields, anchor)
    best: tuple[float, Revisit] | None = None
    days: list[tuple[int, date]] = []
    for line in lines:
        dates = find_dates(line.text, anchor, text[:4000])
        all_dates.extend((line, when) for when in dates)
        for when in dates:
            score = _score(line, when, anchor)
            if score > 0 and (best is None or score > best[0]):
                best = (
                    score,
                    _revisit(line, when, _day(line, when, [day for number, day in days if line.number - number <= 2])),
                )
        days = [*days, *((line.number, when.day) for when in dates if when.absolute and when.day)][-6:]
    if field and (best is None or best[0] < 5):
        return field
    return _refined(best[1], all_dates) if best else None


def _refined(found: Revisit, dates: list[tuple[Line, When]]) -> Revisit:
    """Take a nearer date said right after: 'when the autumn price is out, that's first week of October'."""
    for line, when in dates:
        if when.day is None or line.number < found.line or line.number > found.line + 1:
            continue
        start = line.start + when.start
        if line.number == found.line and start >= found.end and _THAT_IS.search(line.text[: when.start][-24:]):
            end = line.start + when.end
            return found.model_copy(
                update={"text": line.text[found.start - line.start : when.end], "date": when.day, "end": end}
            )
        whole = found.date is not None and found.date.day == 1 and when.day.day > 1
        if (
            whole
            and found.date
            and (when.day.year, when.day.month) == (found.date.year, found.date.month)
            and start >= found.end
        ):
            return found.model_copy(update={"date": when.day})
    return found


def _day(line: Line, when: When, before: list[date]) -> date | None:
    """'Sixty days after cutover': the day is known when the lines just before named one, and only one."""
    if when.day is None and before and len(set(before)) == 1:
        return after_event(line.text[when.start : when.end], before[0])
    return when.day


def _score(line: Line, when: When, anchor: date | None) -> float:
    words = line.text
    near = words[max(0, when.start - _REACH) : when.end + 60]
    asked = _nearest(_ASKED, words, when)
    score = 0.0
    if asked is not None:
        score = 5 - asked / 60
    elif _BUDGET.search(near):
        score = 3
    elif _CONTRACT.search(near):
        score = 2.5
    elif _FREEZE.search(near):
        score = 2
    if not score:
        return 0
    before = words[max(0, when.start - 45) : when.start]
    if when.day is None:
        score -= 0.5
    elif anchor and (when.day - anchor).days < 14:
        score -= 2.5
    if _PAST.search(before) and asked is None:
        score -= 1.5
    return score if score >= _ENOUGH else 0


def _nearest(pattern: "re.Pattern[str]", words: str, when: When) -> int | None:
    gaps: list[int] = []
    for match in pattern.finditer(words):
        if _NOT_ASKED.search(words[max(0, match.start() - 24) : match.start()]):
            continue
        ahead, behind = when.start - match.end(), match.start() - when.end
        if max(ahead, behind) <= (_REACH if ahead >= behind else _BEHIND):
            gaps.append(max(ahead, behind, 0))
    return min(gaps, default=None)


def _revisit(line: Line, when: When, day: date | None) -> Revisit:
    """Quote from the asking words to the date, within the line."""
    start, end = when.start, when.end
    for pattern in (_ASKED, _BUDGET, _CONTRACT, _FREEZE):
        matches = [m for m in pattern.finditer(line.text) if abs(m.start() - when.start) <= _REACH]
        if matches:
            match = min(matches, key=lambda m: max(when.start - m.end(), m.start() - when.end, 0))
            start, end = min(start, match.start()), max(end, match.end())
            break
    while end > start and line.text[end - 1].isspace():
        end -= 1
    return Revisit(
        text=line.text[start:end], date=day, line=line.number, start=line.start + start, end=line.start + end
    )


def _in_fields(text: str, lines: tuple[Line, ...], fields: list[Field], anchor: date | None) -> Revisit | None:
    for field in fields:
        named = re.search(
            r"revisit|come back|re-?engage|reopen|wiedervorlage|next|follow|nächste|próximo|seguimiento", field.label
        )
        dates = find_dates(field.value, anchor, text[:4000]) if named and field.kind == "next" else []
        if dates and (not anchor or dates[0].day is None or (dates[0].day - anchor).days >= 14):
            return Revisit(
                text=field.value[:200],
                date=dates[0].day,
                line=field.line,
                start=field.start,
                end=field.start + len(field.value[:200]),
            )
    return None
