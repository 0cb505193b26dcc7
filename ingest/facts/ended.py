"""The day the deal closed, where the note itself says so: 'LOST 19 Mar - went with Kestrel', 'closed lost on 3 June'.

Only words that tell of this deal and of what has been count. What is planned, what somebody else lost or closed, what
stands in a quotation, and a day that belongs to a meeting are passed over.
"""

import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from ingest.facts.dates import day_at
from ingest.facts.fields import Field
from ingest.lines.lists import word_list
from ingest.records import Line

_HINT: Final = re.compile(r"lost|won\b|closed|verloren|gewonnen|perdid|ganad|perdu|gagn", re.IGNORECASE)
_QUOTED: Final = re.compile(r"[\"“„«][^\"“”«»]{0,400}[\"“”»]")
_SURELY: Final = re.compile(
    r"(?i:\bclosed?[\s/-]*(?:out[\s/-]+)?(?:as[\s/-]+)?(?:lost|won)\b"
    r"|\bmarked (?:it |this |the deal )?(?:as )?(?:lost|won)\b)|\b(?:LOST|WON)\b"
)
_ENDED: Final = re.compile(r"\b(?:lost|won|verloren|gewonnen|perdid[oa]|ganad[oa]|perdue?|gagnée?)\b", re.IGNORECASE)
"""Ends this deal only where nobody else is said to have done it."""
_CLOSED: Final = re.compile(r"^\W*closed\b|\b(?:deal|opp(?:ortunity)?)\s+(?:was )?closed\b", re.IGNORECASE)
"""Tells of the deal at the head of a row or behind its name; a ticket, a tender and a shop close, too."""
_WON: Final = re.compile(r"won|gewonnen|ganad[oa]|gagn", re.IGNORECASE)
_OURS: Final = re.compile(
    r"(?:(?:and|but|so|then|now|the|this|our|officially|formally|finally|status|stage|opp(?:ortunity)?|deal|we|i|wir"
    r"|was|is|got|have|has|had|been|hemos|on|avons|haben|wurde|ist|am|as|closed?)\b\s*)*",
    re.IGNORECASE,
)
"""What may stand in the same clause before it."""
_CLAUSE: Final = re.compile(r"[.;:|(\[,>\t/–—]|\s-+\s|\s{2,}|^\W+")
_TO: Final = r"(?:\s+(?:to|an|con|contra|contre|against)\s+[A-ZÀ-Þ][\w&'’.-]*(?: [A-ZÀ-Þ][\w&'’-]*){0,2}?)?"
_TIGHT: Final = re.compile(
    rf"(?i:(?:\s+(?:it|this one|this|(?:the )?deal))?){_TO}(?i:\s+(?:on|am|el|le|as of))?(?i:\s+the)?\s+\(?"
)
_LOOSE: Final = re.compile(r"\s*[,:–—(-]\s*(?:on )?")
_AFTER_TIGHT: Final = re.compile(
    r"\s*$|\s*[.,;:)\]|/(–—-]|\s{2,}|\s+(?:to|because|went|after|as|by|over|with|on|due|for|crm|reason|in|when|at|they"
    r"|he|she|nobody|no|wegen|an|weil|gegen|con|por|contra|porque|pour|car)\b",
    re.IGNORECASE,
)
_AFTER_ALL: Final = re.compile(r"\s*$|\s*[.,;:)|](?!\d)|\s+-+\s|\s{2,}")
_AFTER_LOOSE: Final = re.compile(r"\s*$|\s*[.;,)\](|–—](?!\d)|\s+-+\s|\s{2,}")
_HEADED: Final = re.compile(
    r"\s*[:,–—-]*\s*(?:opp |deal |we |officially |formally )?(?:closed[- ](?:as )?)?(?:lost|won|verloren|perdid[oa])"
    r"(?=\s*$|\s*[.,;:)(|–—-]|\s+(?:to [A-ZÀ-Þ]|it\b|this\b|the deal|deal\b|because|on price))",
    re.IGNORECASE,
)
"""Behind the day that begins a row: '19 Mar: lost to Kestrel', not '19 Mar: lost our champion'."""
_NOT_THIS: Final = re.compile(
    r"\b(?:will|would|wo?n['’]t|if|unless|should|could|can|might|may|going to|to be|plan\w*|expect\w*|not|never|nearly"
    r"|almost|last time|previous\w*|prior|earlier|former\w*|before that|back in|back then|(?:first|last|other|another"
    r"|old|next) (?:time|try|round|deal|one|opp\w*)|since|once|until|till|by the time|werden|wird|wenn|falls|würde"
    r"|letztes mal|si|será|vez pasada)\b|\b(?:already|also) lost\b",
    re.IGNORECASE,
)
"""Before it in its sentence: a plan, or an earlier deal."""
_DOUBTED: Final = re.compile(r"\W*(?:if|unless|at the latest|latest|last time)\b", re.IGNORECASE)
_AGAIN: Final = re.compile(
    r"\bre-?open\w*|\bopened (?:it )?(?:anew|again)\b"
    r"|\blost\b[^.;\n]{0,40} first (?:round|try)\b(?! of\b)|(?<!\bin the )\bsecond (?:round|try)\b(?! of\b)"
    r"|\blost (?:(?:it|this|them|the deal) )?again\b",
    re.IGNORECASE,
)
"""Behind it: the day was that of an earlier round."""
_BACK: Final = (
    r"(?:(?:^|[.;,]\s+|\b(?:they|customer|client|buyer|{account})\s+)(?:then )?came|\bthey(?: a|['’])re) back\b"
    r"(?!\s+(?:in )?(?:late|on|with|to|from|no|and|saying|\d\d?|one|two|three|four|five|six|a (?:day|week|month))\b)"
)
"""The same: it is the buyer who came back, and not with an answer nor to what they had."""
_DEBRIEFED: Final = re.compile(
    r"\W*(?:\w+\s+){0,2}(?:debrief|post-?mortem|retro|win.?loss|nachbesprech)", re.IGNORECASE
)
_TRIED: Final = re.compile(
    r"\b(?:demo|quot|offer|proposal|pitch|angebot|oferta|re-?open|lost\b|verloren|perdid|went with|chose|new\b)",
    re.IGNORECASE,
)
"""What a row of months later tells of another round."""
_ROW: Final = re.compile(r"(?:^|[.;]\s)[\s*•(>–—-]*")
_BARE: Final = re.compile(r"\d{1,2}[./]\d{1,2}")
_WHOLE: Final = re.compile(r"\d\d[./]\d\d|(?:1[3-9]|2\d|3[01])/\d")
"""Such a figure that is hardly a score or a price."""
_WE: Final = re.compile(r"\bwe lost\W*$", re.IGNORECASE)
_ON: Final = re.compile(r"\b(?:on|am|el|le|as of)\b", re.IGNORECASE)
_SCORED: Final = re.compile(r"scor|vot(?:e|ing)|points?\b|panel|rating|rated|ranking|jury|marks\b", re.IGNORECASE)
_SLASHED: Final = re.compile(r"(\d{1,2})/(\d{1,2})(?:/(\d{4}|\d\d))?")
_SURE_ORDER: Final = re.compile(
    r"(?<![\d/])(?:(?:1[3-9]|2\d|3[01])/(?:0?[1-9]|1[0-2])|(?:0?[1-9]|1[0-2])/(?:1[3-9]|2\d|3[01]))(?![\d/%])"
)
_YEARLIKE: Final = re.compile(r"^(?:\d{1,2}/|[^\W\d]+\.?\s)(\d\d)$")
"""A day without a year whose number may be the year."""
_NEAR: Final = timedelta(days=60)
_ROUND: Final = timedelta(days=366)
"""A deal that closed longer before its notes were written is another round."""
_OLDEST: Final = date(2000, 1, 1)


def find_closed(
    lines: tuple[Line, ...],
    fields: list[Field],
    account: str | None,
    day: date | None,
    *,
    won: bool = False,
    opened: bool = False,
    today: date | None = None,
) -> date | None:
    """The day on which the note says that its deal closed; of several the latest, None where it is not sure.

    A day without a year is the latest such day that is not after `day`, the note's own. With `opened`, `day` is when
    the deal was opened, and the first such day from then on is meant. Nothing after `day` and `today` is believed, nor
    what closed before the deal was opened or more than a year before its notes. `won`: the deal was, so a day on which
    it was lost is an earlier one's.
    """
    last = max((each for each in (day, today) if each is not None), default=None)
    if last is None:
        return None
    first = _OLDEST if day is None else day if opened else day - _ROUND
    days = _Days(day or last, opened, first, last, "\n".join(line.text for line in lines))
    ours = [line for line in lines if line.speaker is None or (line.number < 4 and line.side != "buyer")]
    told = [
        ((line.number, at), when)
        for line in ours
        if _HINT.search(line.text)
        for at, when in _told(_plain(line.text, account), line.speaker is None, days, won)
    ]
    if not told:
        return next((when for each in fields if each.kind == "closed" and (when := days.at(each.value, 0)[0])), None)
    return max((when for place, when in told if not _goes_on(ours, place, when, days, account)), default=None)


@dataclass(frozen=True, slots=True)
class _Days:
    """Reads days of one note."""

    day: date
    """The note's own, or the one on which the deal was opened."""
    opened: bool
    first: date
    last: date
    """Between these it can have closed."""
    around: str

    def at(self, text: str, start: int) -> tuple[date | None, int]:
        """The day whose words begin just there, and where they end."""
        when = day_at(text, start, self._anchor, self.around)
        if when is None or when.day is None:
            return None, start
        shown = text[start : when.end]
        pair = _SLASHED.fullmatch(shown)
        day = self._either(pair, when.day) if pair else when.day
        if day is None or not self.first <= day <= self.last:
            return None, start
        if (ends := _YEARLIKE.search(shown)) and abs(2000 + int(ends[1]) - self.day.year) < 2 and not self._near(day):
            return None, start  # 'Lost 02/24' and 'lost Feb 24' are months of a year
        # The full stop behind a month ends a sentence as easily as the month.
        return day, when.end - (shown[-1] == ".")

    @property
    def _anchor(self) -> date:
        """Days without a year are looked for from the day after this one."""
        if self.opened:
            return self.day - timedelta(days=1)
        leap = (self.day.month, self.day.day) == (2, 29)
        return self.day.replace(year=self.day.year - 1, day=28 if leap else self.day.day)

    def _near(self, day: date) -> bool:
        return not self.opened and self.day - _NEAR <= day <= self.day

    def _either(self, pair: "re.Match[str]", read: date) -> date | None:
        """'12/3' in a note of 4 December is the 3rd of it; None where it can be either and nothing tells which."""
        if _SURE_ORDER.search(self.around):
            return read
        ways = (pair[0], "/".join(each for each in (pair[2], pair[1], pair[3]) if each))
        both = [when.day for way in ways if (when := day_at(way, 0, self._anchor))]
        found = {day for day in both if day and self.first <= day <= self.last}
        near = {day for day in found if self._near(day)}
        for some in (found, near):
            if len(some) == 1:
                return some.pop()
        # The usual order is nearer than today where nobody said any other day, or where the whole day stands there.
        whole = len(found) > 1 and len(pair[3] or "") == 4
        return read if whole or self.first == _OLDEST or re.search("[€£$]", self.around) else None


def _plain(text: str, account: str | None) -> str:
    """Without quotations, and with 'deal' in place of the account that was lost: 'Wabash Medical LOST 2/18'."""
    text = _QUOTED.sub('""', text)
    words = (account or "").split()
    if not words or len(words[0]) < 3 or words[0][0].isdigit() or _HINT.search(words[0]):
        return text
    name = re.escape(words[0]) + "".join(rf"(?:\s+{re.escape(word)})?" for word in words[1:])
    ended = _ENDED.pattern
    text = re.sub(rf"^(\W*){name}\s*[–—|:-]+\s*(?=closed\b)", r"\1", text, flags=re.IGNORECASE)
    return re.sub(rf"({ended}\s+){name}(?!\w)|(?<!\w){name}(?=\s+{ended})", r"\1deal", text, flags=re.IGNORECASE)


def _told(text: str, whole: bool, days: _Days, won: bool) -> list[tuple[int, date]]:
    """Days, each with its place, behind a word that ends this deal and at the head of a row. `whole`: text is a row."""
    found: list[tuple[int, date]] = []
    for ended in (each for pattern in (_SURELY, _ENDED, _CLOSED) for each in pattern.finditer(text)):
        sentence = re.split(r"[.!?;]\s", text[: ended.start()])[-1]
        ours = ended.re is _SURELY or _OURS.fullmatch(_CLAUSE.split(sentence)[-1].strip())
        fits = bool(_WON.search(ended[0])) == won if ended.re is not _CLOSED else whole or ended.start() > 0
        if ours and fits and not _NOT_THIS.search(sentence) and (day := _behind(text, ended, days)):
            found.append((ended.start(), day))
    head = len(text) - len(text.lstrip(" -–—*•[(>"))
    day, end = days.at(text, head)
    if day and (headed := _HEADED.match(text, end)) and bool(_WON.search(headed[0])) == won:
        found.append((end, day))
    return found


def _behind(text: str, ended: "re.Match[str]", days: _Days) -> date | None:
    for between, after in ((_TIGHT, _AFTER_TIGHT), (_LOOSE, _AFTER_LOOSE)):
        joint = between.match(text, ended.end())
        day, end = days.at(text, joint.end()) if joint else (None, 0)
        if joint is None or day is None or _DOUBTED.match(text, end):
            continue
        if not (_AFTER_ALL if ended.re is _CLOSED else after).match(text, end):
            continue
        sure = ended.re is _SURELY or bool(_ON.search(joint[0]))
        if _is_figure(text, joint.end(), end, sure):
            continue
        following = re.match(r"\W*(\w+)", text[end:])
        if between is _LOOSE and following and following[1].lower() in word_list("meeting_words"):
            continue
        return day
    return None


def _is_figure(text: str, start: int, end: int, sure: bool) -> bool:
    """'Lost 7/10 on technical score', 'lost, 1.5 (they wanted 2.0)'. `sure`: the words before it ask for a day."""
    if not _BARE.fullmatch(text, start, end):
        return False
    sentence = re.split(r"[.!?;]\s", text[:start])[-1] + re.split(r"[.!?;](?:\s|$)", text[start:])[0]
    if _SCORED.search(sentence):
        return True
    if sure:
        return False
    apart = text[start:end].count("/") and _AFTER_ALL.match(text, end) and not _WE.search(text[:start])
    return len(_BARE.findall(sentence)) > 1 or not (apart or _WHOLE.fullmatch(text, start, end))


def _goes_on(lines: list[Line], place: tuple[int, int], closed: date, days: _Days, account: str | None) -> bool:
    """Whether the note tells of another round behind that place, or of a try months later."""
    name = re.escape((account or "they").split()[0])
    back = re.compile(_BACK.format(account=name), re.IGNORECASE)
    for line in lines:
        if line.number < place[0]:
            continue
        behind = line.text[place[1] :] if line.number == place[0] else line.text
        if _AGAIN.search(behind) or back.search(behind):
            return True
        for row in _ROW.finditer(behind):
            day, end = days.at(behind, row.end())
            if not day or day <= closed + _NEAR or not re.search(r"\d{4}", behind[row.end() : end]):
                continue
            if _TRIED.search(behind, end) and not _DEBRIEFED.match(behind, end):
                return True
    return False
