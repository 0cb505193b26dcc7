"""The account by what stands beside a note: the meeting's title, the file's name, where invitees write from.

'Cobbold Seeds x us - final' and 'zoom_Hexley_Aquatics.vtt' are cut into runs of words that can be a name. One that
nothing confirms is left out unless the title says who meets whom, or it ends like a firm's name.
"""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from ingest.facts.calendar import MONTHS, WEEKDAYS
from ingest.facts.names import is_common, is_firm_word
from ingest.facts.rivals import gets_deal
from ingest.lines.labels import field_kind
from ingest.lines.lists import is_first_name, word_list

if TYPE_CHECKING:
    from ingest.importing.items import Row

_CUT: Final = re.compile(r"\s+(?:x|×|vs\.?)\s+|[<>|/:,;()\[\]]+|\s+[-–—]+\s+|[↔→]", re.IGNORECASE)
_PARTIES: Final = re.compile(r"\s(?:x|×)\s|<-*>|↔", re.IGNORECASE)
"""Stands between those who meet."""
_RIVAL: Final = frozenset(("to", "vs", "against", "gegen"))
_IN: Final = re.compile(r"\b(?:in|near|outside|around|aus|nach) $", re.IGNORECASE)
_FROM: Final = re.compile(r"(?:\b(?:at|from|to|of|the)|[^\W\d_],) $", re.IGNORECASE)
"""Before a town, which may be a firm's name as easily where it is not on the list of places."""
_SITE: Final = re.compile(r" (?:depot|site|branch|office|plant|warehouse|factory|yard|store)s?\b", re.IGNORECASE)
_JOINS: Final = frozenset(("&", "and", "of", "und", "de", "y"))
_NUMBER: Final = re.compile(r"\W*|\d.*|[qh][1-4]|kw\d*|fy\d*", re.IGNORECASE)
_SPOKEN: Final = ("vtt", "srt", "json")
_SURE: Final = 7
"""Points beside those of `ingest.facts.account`: more than a name at the head of what is said, less than a field."""
_LIKELY: Final = 5
_LONG: Final = 60_000


def names_beside(row: "Row") -> tuple[tuple[str, int], ...]:
    """The account that the title, else the file's name gives, with its points; () when neither gives one surely."""
    text = row.note.text[:_LONG]
    name = _by_title(row.title, row.outside, text)
    if name:
        return ((name, _SURE),)
    name = _by_file(row.note.name.rpartition("/")[2], text)
    if name:
        return ((name, _SURE if row.note.kind in _SPOKEN else _LIKELY),)
    return ()


def _by_title(title: str, outside: tuple[str, ...], text: str) -> str | None:
    runs = [run for part in _CUT.split(title) for run in _runs(part.split()) if run[0].isupper() and _may_be(run)]
    known = [run for run in runs if any(_squash(run) == _squash(_label(domain)) for domain in outside)]
    named = known or [spelled for run in runs if (spelled := _as_spelled(run, text))]
    if not named:  # nothing confirms it: 'Budget Freeze - final' is no account
        named = [run for run in runs if _PARTIES.search(title) or any(map(is_firm_word, run.split()[1:]))]
    return named[0] if len(set(named)) == 1 else None


def _by_file(file: str, text: str) -> str | None:
    words = re.split(r"[\W_]+", re.sub(r"(?<=[a-zß-ÿ])(?=[A-ZÀ-Þ])", " ", file.rpartition(".")[0]))
    named = {name for run in _runs(words) for name in _spelled_in(run.split(), text) if _may_be(name)}
    named = {name for name in named if not _is_elsewhere(name, text)}
    return named.pop() if len(named) == 1 else None


def _is_elsewhere(name: str, text: str) -> bool:
    """Whether the text calls it the one who got the deal, or nothing but a place: files are named after those, too."""
    listed = all(word in word_list("places") for word in name.lower().split())
    places = 0
    found = list(re.finditer(rf"(?<!\w){re.escape(name)}(?!\w)", text))
    for match in found:
        before, after = text[max(0, match.start() - 80) : match.start()], text[match.end() : match.end() + 40]
        places += bool(_IN.search(before) or _SITE.match(after) or (listed and _FROM.search(before)))
    return gets_deal(name, text) or 0 < places == len(found)


def _spelled_in(parts: list[str], text: str) -> list[str]:
    """The longest run of these words that the text spells as a name, and those on either side of it."""
    for size in range(len(parts), 0, -1):
        for at in range(len(parts) - size + 1):
            if spelled := _as_spelled(" ".join(parts[at : at + size]), text):
                return [*_spelled_in(parts[:at], text), spelled, *_spelled_in(parts[at + size :], text)]
    return []


def _runs(words: list[str]) -> Iterator[str]:
    """Words that follow each other and are no meeting's: 'Cobbold Seeds' of 'Final demo Cobbold Seeds 3'."""
    run: list[str] = []
    after_rival, meeting = False, word_list("meeting_words")
    for word in [*words, "call"]:
        low = word.lower().strip(".,!?'\"#")
        if low in meeting or low in MONTHS or low in WEEKDAYS or _NUMBER.fullmatch(word):
            while run and run[-1].lower() in _JOINS:
                run.pop()
            if run and not after_rival:
                yield " ".join(run)
            run, after_rival = [], low in _RIVAL
        elif run or low not in _JOINS:
            run.append(word)


def _may_be(name: str) -> bool:
    """No person and no topic: capitals, a word that is not everyday's, no first name without a firm's word."""
    words = [word for word in name.split() if word.lower() not in _JOINS]
    firm = any(is_firm_word(word) for word in words)
    if len(words) > 5 or not all(word[0].isupper() or word[0].isdigit() for word in words):
        return False
    if is_first_name(re.sub(r"['’]s$", "", words[0])) and not firm:
        return False
    return len("".join(words)) > 3 and any(map(_tells, words))


def _tells(word: str) -> bool:
    everyday = is_common(word) or is_firm_word(word) or field_kind(word) is not None
    return not everyday and word.lower() not in word_list("department_words")


def _as_spelled(name: str, text: str) -> str | None:
    """As the text spells it, with capitals and not as a speaker's name; None when it does not."""
    spaced = r"[\s-]+".join(re.escape(word) for word in name.split())
    for match in re.finditer(rf"(?<!\w){spaced}(?!\w)(?![^:\n]{{0,20}}:\s)", text, re.IGNORECASE):
        if all(word[0].isupper() or word.lower() in _JOINS for word in match[0].split()):
            return " ".join(match[0].split())
    return None


def _label(domain: str) -> str:
    """'cobboldseeds' of 'mail.cobboldseeds.co.uk'."""
    parts = [part for part in domain.lower().split(".") if part]
    return max(parts[:-1], key=len, default="")


def _squash(name: str) -> str:
    return re.sub(r"[\W_]", "", name.lower())
