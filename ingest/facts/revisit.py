"""When to come back: the words that say so, and the day they mean."""

import re
from datetime import date, timedelta
from typing import Final

from ingest.facts.dates import When, after_event, find_dates
from ingest.facts.fields import Field
from ingest.records import Line, Revisit

_ASKED: Final = re.compile(
    r"\b(?:(?:(?:come|coming|circle|check|get|go|swing|write|call|ring|loop) back|(?:check|ring|call|pop|swing"
    r"|loop) in"
    r"|touch base)(?: (?:to|with|on|in) (?:me|us|them|him|her|it))?"
    r"|ping|(?:reach|try) (?:back )?out|(?:try|ask|call|ring|email|mail|write|phone|contact|nudge|bother|chase"
    r"|message|buzz|see|talk to|speak to)"
    r" (?:me|us|them|him|her|again)|revisit|re-?visit|re-?engage|re-?open|reconnect|re-?connect|reapproach"
    r"|look (?:at (?:it|this) )?again|talk again"
    r"|speak again|pick (?:it|this|things)? ?(?:back )?up again|pick (?:it|this|things) (?:back )?up|try again"
    r"|knock again|give (?:it|us|me|them)|door(?:['’]s| is)? open"
    r"|follow up|call back|ring back|ring in|(?:looks?|looking) (?:at|in on|into|again)(?: (?:it|this|us|him|her|me"
    r"|that))?(?: again)?"
    r"|hear from (?:me|us)|(?:wants?|take) a call|go(?:es)? (?:again|back in)|back (?:to|at) (?:it|him|her|them"
    r"|this)|a bell|a shout|a brew|(?:have )?another go|bring (?:it|this) back|greet (?:her|him|them)|pass (?:again"
    r"|by)|re-?contact|re-?present"
    r"|retry|back in the loop|pop (?:in|by)|orders? again|see you|we talk"
    r"|talk (?=in|when|then|once|after|about it|next)|ask (?=again|in|for it again)|meets? again|repeat (?:the|it"
    r"|this)|start again|go back in"
    r"|(?:call|ring|ping|try|remind|chase)(?: (?!me\b|us\b)[\w.]+){0,2}? "
    r"(?=[\"“']?(?:in|on|after|from|once|first week|middle of|when|if|next|again|early|late|mid|end of|start of|\d"
    r"|jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)\b)"
    r"|(?:should|will|can|[’']ll|to) (?:call|ring"
    r"|mail|write)|let['’]?s talk|let['’]?s speak|diarise|diarize|diary|remind(?:er)? (?:me|us|for)"
    r"|set (?:a )?(?:task|reminder)"
    r"|not before|wieder ?(?:melden|anrufen|kommen|vorlage)|nochmal (?:anrufen|melden|sprechen|kommen)"
    r"|noch ?mal (?:anrufen|melden)|meld(?:en|et|e)|rückruf"
    r"|anrufen|nachfassen|wiederkommen|volver|vuelv[ea]|llama(?:r|d|me|nos)?|llámame|retom[ae]r?|escrib(?:ir|e|idme)"
    r"|contactar|habl(?:amos|emos)|busc(?:ar|ara|arl[ao]|ame)|timbr\w+|radiquemos|presentarnos|retomamos"
    r"|vorbeischauen|ausstrecken|durchrufen|ring through|report before|"
    r"recontact\w*|rappel\w*|revenir|reven\w+"
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
_FORWARD: Final = re.compile(
    r"\b(?:next (?:round|tender|call|grant|budget|proceeding|intake|cycle|academic|session|window|review)"
    r"|new (?:grant|academic|budget|fiscal|money)"
    r"|(?:next|new) \w+ (?:round|year|call|session)|may be better|maybe|realistic|comes? up|is (?:discussed|expected"
    r"|set for)|reminder|not before|(?:opens?|starts?|begins?|meets?|closes|ends|pays off|is up)\b"
    r"|will (?:see|float|open)|can (?:present|apply)|then call|nächste\w*)\b",
    re.IGNORECASE,
)
"""Words of a next chance; they count for a day that lies well ahead."""
_EVENT: Final = re.compile(
    r"\b(?:when|once|if|as soon as|the day|the minute|wenn|sobald|falls|cuando|en cuanto|si)\s+(?!(?:i|we)\b(?! ever"
    r"| have| once))"
    r"[^.,;:!?\n()\"“”]{6,70}",
    re.IGNORECASE,
)
"""What has to happen first: 'call me when the licence comes out'."""
_CALLS_BACK: Final = re.compile(
    r"\b(?:they|he|she|i|we|you)(?:['’]ll| will| can| could| go)? (?:call|ring|talk|come|phone|stand|look|speak"
    r"|write)\b|first call\b",
    re.IGNORECASE,
)
_PAST = re.compile(
    r"\b(?:was|were|had|sent|came|rang|called|met|told|ago|last|since|signed|started|returned|did|war|hatte|vor|seit"
    r"|hace|dijo|por)\b",
    re.IGNORECASE,
)
_NOT_ASKED = re.compile(
    r"\b(?:my|the|our|a|each|every|last|this|that|first|second|third|\d(?:st|nd|rd|th)|final|late|site|close-?out"
    r"|his|her"
    r"|their|was|were|had|did|didn['’]?t|never|came|then"
    r"|supposed to|meant to|tried to)\s+(?:not )?$",
    re.IGNORECASE,
)
"""'My call in May' and 'I never rang back in March' ask for nothing."""
_THAT_IS = re.compile(
    r"\b(?:that['’]?s|that is|say|so|i\.e\.?|meaning|around|roughly|probably|das ist|sagen wir|also|es decir"
    r"|digamos)\s+(?:the |around |about |roughly )?$",
    re.IGNORECASE,
)
_ONCE_PAST = re.compile(
    r"\b(?:after|once|when)\b[^.,;:]{1,45} (?:on|of) (?:the )?$",
    re.IGNORECASE,
)
"""'after the annual meeting on 12 September' is the 13th."""
_REACH = 90
_BEHIND = 30
_ENOUGH = 1.5
_AHEAD = 40
_LOG = 200
_LOG_MONTH = 330
"""Days ahead: a next chance is farther than the first, a day without a year farther than the others is a past one."""
_YEAR = re.compile(
    r"20\d\d|['’]\d\d|\bnext\b|nächste|próxim|year|jahr|año|\d{2}[./]\d{2}[./]\d{2}|\bfy|\bq[1-4]|\bin \w+ (?:weeks"
    r"|months)",
    re.IGNORECASE,
)
_PLAIN = re.compile(
    r"\b(?:come back|try again|revisit|re-?open|call back|check back|circle back|not before|until|till|again in)\b",
    re.IGNORECASE,
)
_TOLD = re.compile(
    r"\b(?:asked|had|was|were|did|told|invited|requested|got|passed|came|called|met|already|since|proposed|signed)\b",
    re.IGNORECASE,
)


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
    if best is None or best[0] < _ENOUGH + 0.2:
        return _on_event(lines) or (best[1] if best else None)
    return _refined(best[1], all_dates)


def _on_event(lines: tuple[Line, ...]) -> Revisit | None:
    """The last line that asks us back when something has happened, on a day nobody knows."""
    for line in reversed(lines):
        for event in _EVENT.finditer(line.text):
            before, behind = (
                line.text[max(0, event.start() - 45) : event.start()],
                line.text[event.end() - 30 : event.end() + 40],
            )
            asked = [match for match in _ASKED.finditer(before) if not _NOT_ASKED.search(before[: match.start()])]
            if asked or _CALLS_BACK.search(before) or _CALLS_BACK.search(behind):
                start = event.start() - len(before) + asked[-1].start() if asked else event.start()
                end = start + len(line.text[start : event.end()].rstrip())
                return Revisit(
                    text=line.text[start:end], line=line.number, start=line.start + start, end=line.start + end
                )
    return None


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
    if when.day and _ONCE_PAST.search(line.text[: when.start]) and re.search(r"\d", line.text[when.start : when.end]):
        return when.day + timedelta(days=1)
    return when.day


def _score(line: Line, when: When, anchor: date | None) -> float:
    words = line.text
    near = words[max(0, when.start - _REACH) : when.end + 60]
    asked = _nearest(_ASKED, words, when)
    days = (when.day - anchor).days if when.day and anchor else None
    score = 5 - asked / 60 if asked is not None else _unasked(near, days)
    if not score or _is_log(words[when.start : when.end], near, days, weak=score < 2):
        return 0
    if when.day is None:
        score -= 0.5
    elif days is not None and days < 14:
        score -= 2.5
    if asked is None and _PAST.search(words[max(0, when.start - 45) : when.start]):
        score -= 1.5
    return score if score >= _ENOUGH else 0


def _unasked(near: str, days: int | None) -> float:
    """What a day is worth when nobody asks us back: it may open a budget, end a contract or a freeze."""
    for pattern, score in ((_BUDGET, 3.0), (_CONTRACT, 2.5), (_FREEZE, 2.0)):
        if pattern.search(near):
            return score
    ahead = days is not None and days > _AHEAD
    return 1.6 if ahead and _FORWARD.search(near) and not _TOLD.search(near) else 0.0


def _is_log(shown: str, near: str, days: int | None, weak: bool) -> bool:
    """'call 20 Jan' in a note of February tells what has been, and plans nothing for next year."""
    if days is None or _YEAR.search(shown) or _PLAIN.search(near):
        return False
    return days > (_LOG if weak or any(char.isdigit() for char in shown) else _LOG_MONTH)


def _nearest(pattern: "re.Pattern[str]", words: str, when: When) -> int | None:
    gaps: list[int] = []
    for match in pattern.finditer(words):
        if _NOT_ASKED.search(words[max(0, match.start() - 24) : match.start()]):
            continue
        ahead, behind = when.start - match.end(), match.start() - when.end
        if max(ahead, behind) <= (_REACH if ahead >= behind else _BEHIND):
            gaps.append(max(ahead, 0) if ahead >= behind else max(behind, 0) + _BEHIND)
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
