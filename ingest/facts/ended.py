"""The day the deal closed, where the note itself says so: 'LOST 19 Mar - went with Kestrel', 'closed lost on 3 June'.

Only words that tell of this deal and of what has been count. What is planned, what somebody else lost or closed, what
stands in a quotation, and a day that belongs to a meeting are passed over.
"""

import re
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from ingest.facts.dates import day_at
from ingest.facts.fields import Field
from ingest.lines.lists import word_list
from ingest.records import Line

_HINT: Final = re.compile(r"lost|won\b|closed|verloren|gewonnen|perdid|ganad|perdu|gagn", re.IGNORECASE)
_QUOTED: Final = re.compile(r"[\"“„«][^\"“”«»]{0,400}[\"”“»]")
_SURELY: Final = re.compile(
    r"\bclosed?[\s/-]*(?:out[\s/-]+)?(?:as[\s/-]+)?(?:lost|won)\b"
    r"|\bmarked (?:it |this |the deal )?(?:as )?(?:lost|won)\b",
    re.IGNORECASE,
)
_ENDED: Final = re.compile(
    r"\b(?:lost|won|closed|verloren|gewonnen|perdid[oa]|ganad[oa]|perdue?|gagnée?)\b", re.IGNORECASE
)
"""Ends this deal only where nobody else is said to have done it."""
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
    r"|old|next) (?:time|round|deal|one|opp\w*)|since|once|until|till|by the time|werden|wird|wenn|falls|würde|letztes"
    r" mal|si|será|vez pasada)\b|\b(?:already|also) lost\b",
    re.IGNORECASE,
)
"""Before it in its sentence: a plan, or an earlier deal."""
_DOUBTED: Final = re.compile(r"\W*(?:if|unless|at the latest|latest|last time)\b", re.IGNORECASE)
_PAIR: Final = re.compile(r"(\d{1,2})/(\d{1,2})")
_SURE_ORDER: Final = re.compile(
    r"(?<![\d/])(?:(?:1[3-9]|2\d|3[01])/(?:0?[1-9]|1[0-2])|(?:0?[1-9]|1[0-2])/(?:1[3-9]|2\d|3[01]))(?![\d/%])"
)
_YEARLIKE: Final = re.compile(r"^(?:\d{1,2}/|[^\W\d]+\.?\s)(\d\d)$")
"""A day without a year whose number may be the year."""
_NEAR: Final = timedelta(days=60)
_OLDEST: Final = 2000


def find_closed(
    lines: tuple[Line, ...],
    fields: list[Field],
    account: str | None,
    day: date | None,
    *,
    opened: bool = False,
    today: date | None = None,
) -> date | None:
    """The day on which the note says that its deal closed; of several the latest.

    A day without a year is the latest such day that is not after `day`, the note's own. With `opened`, `day` is when
    the deal was opened, and the first such day from then on is meant. Nothing after `day` and `today` is believed.
    """
    last = max((each for each in (day, today) if each is not None), default=None)
    if last is None:
        return None
    days = _Days(day or last, opened, "\n".join(line.text for line in lines))
    found = [
        when
        for line in lines
        if (line.speaker is None or (line.number < 4 and line.side != "buyer")) and _HINT.search(line.text)
        for when in _told(_plain(line.text, account), days)
    ]
    found = found or [when for each in fields if each.kind == "closed" and (when := days.at(each.value, 0)[0])]
    return max((when for when in found if when.year >= _OLDEST and when <= last), default=None)


@dataclass(frozen=True, slots=True)
class _Days:
    """Reads days of one note."""

    day: date
    """The note's own, or the one on which the deal was opened."""
    opened: bool
    around: str

    def at(self, text: str, start: int) -> tuple[date | None, int]:
        """The day whose words begin just there, and where they end."""
        when = day_at(text, start, self._anchor, self.around)
        if when is None or when.day is None:
            return None, start
        day, shown = when.day, text[start : when.end]
        pair = _PAIR.fullmatch(shown)
        if pair and not self.opened and not _SURE_ORDER.search(self.around):
            day = self._nearest(int(pair[1]), int(pair[2]), day)
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

    def _nearest(self, one: int, other: int, read: date) -> date:
        """'12/3' in a note of 4 December is the 3rd of it, whichever way such a day is read elsewhere."""
        for day, month in ((one, other), (other, one)):
            with suppress(ValueError):
                if self._near(found := date(self.day.year - (month > self.day.month), month, day)):
                    return found
        return read


def _plain(text: str, account: str | None) -> str:
    """Without quotations, and with 'deal' in place of the account's name: 'Wabash Medical LOST 2/18'."""
    text = _QUOTED.sub('""', text)
    words = (account or "").split()
    if not words or len(words[0]) < 3 or words[0][0].isdigit() or _HINT.search(words[0]):
        return text
    rest = "".join(rf"(?:\s+{re.escape(word)})?" for word in words[1:])
    return re.sub(rf"(?<!\w){re.escape(words[0])}{rest}(?!\w)", "deal", text, flags=re.IGNORECASE)


def _told(text: str, days: _Days) -> list[date]:
    """Days behind a word that ends this deal, and one that begins the row."""
    found: list[date] = []
    for ended in (*_SURELY.finditer(text), *_ENDED.finditer(text)):
        sentence = re.split(r"[.!?;]\s", text[: ended.start()])[-1]
        ours = ended.re is _SURELY or _OURS.fullmatch(_CLAUSE.split(sentence)[-1].strip())
        if ours and not _NOT_THIS.search(sentence) and (day := _behind(text, ended.end(), days)):
            found.append(day)
    head = len(text) - len(text.lstrip(" -–—*•[(>"))
    day, end = days.at(text, head)
    if day and _HEADED.match(text, end):
        found.append(day)
    return found


def _behind(text: str, start: int, days: _Days) -> date | None:
    for between, after in ((_TIGHT, _AFTER_TIGHT), (_LOOSE, _AFTER_LOOSE)):
        joint = between.match(text, start)
        day, end = days.at(text, joint.end()) if joint else (None, start)
        if day is None or not after.match(text, end) or _DOUBTED.match(text, end):
            continue
        following = re.match(r"\W*(\w+)", text[end:])
        if between is _LOOSE and following and following[1].lower() in word_list("meeting_words"):
            continue
        return day
    return None
