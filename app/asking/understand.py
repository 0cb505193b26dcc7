"""A question taken apart: what it wants, about which words, in which days, in which rounds."""

import datetime as dt
import re
from dataclasses import dataclass, replace
from typing import Final

from app.asking.intents import EARLIER, told
from app.asking.lists import word_list
from app.asking.period import Span, find_span
from app.asking.words import content, words
from ingest.alignment import is_general

LONGEST: Final = 1_000
"""Characters of a question that are read; what follows is not a question any more."""
_LAST: Final = re.compile(
    r"\b(?:last|latest|newest|most recent(?:ly)?|this time|current(?:ly)?|(?<!by )(?<!until )now|zuletzt"
    r"|letztes mal|[uú]ltim[ao]|derni[eè]re)\b",
    re.IGNORECASE,
)
_NUMBERED: Final = re.compile(
    r"\b(?:(?P<word>(?:very )?first|original|initial|second|2nd|third|3rd|fourth|4th|1st)\s+(?:\w+\s+)?"
    r"(?:time|round|go|attempt|try|deal|pitch|run|shot|loss|conversation"
    r"|refusal|rejection|no|answer|offer|visit)|round\s+(?P<n>[1-9]|one|two|three|four)\b"
    r"|(?P<back>originally|initially|at first|in the beginning|first time))",
    re.IGNORECASE,
)
_ANY_ROUND: Final = re.compile(rf"{EARLIER}|{re.sub(r'[(][?]P<[a-z]+>', '(?:', _NUMBERED.pattern)}", re.IGNORECASE)
_NUMBERS: Final = {
    "first": 1, "very first": 1, "original": 1, "initial": 1, "1st": 1, "second": 2, "2nd": 2, "third": 3, "3rd": 3,
    "fourth": 4, "4th": 4, "one": 1, "two": 2, "three": 3, "four": 4,
}  # fmt: skip
_LEAD: Final = re.compile(
    r"^\W*(?:and|ok(?:ay)?|so|well|what about|how about|same (?:for|with|question)|und|y|et)\b", re.IGNORECASE
)


@dataclass(frozen=True)
class Question:
    """One question. `bare` is its text without the account's name, `about` the words it is about."""

    text: str
    bare: str
    intents: frozenset[str]
    about: tuple[str, ...]
    only_round: bool
    """Whether it says no more than which round or which days are meant."""
    span: Span | None
    last: bool
    number: int | None
    """Round it names: 1 is the first."""
    leads: bool
    """Begins as a follow-up: 'and ...', 'what about ...'."""


def understand(text: str, names: tuple[str, ...], today: dt.date) -> Question:
    """Take a question apart; `names` are spellings of the account it is about, taken out of it."""
    bare = without(text, names)
    numbered, span = _NUMBERED.search(bare), find_span(bare, today)
    return Question(
        text=text,
        bare=bare,
        intents=told(bare),
        about=tuple(content(bare)),
        only_round=_only_round(bare, span),
        span=span,
        last=bool(_LAST.search(bare)),
        number=_number(numbered) if numbered else None,
        leads=bool(_LEAD.match(text)),
    )


def _only_round(bare: str, span: Span | None) -> bool:
    left = _ANY_ROUND.sub(" ", bare.replace(span.words, " ") if span else bare)
    if left == bare:  # no round is named: a name alone, or little more
        return word_list("goes_on_words").issuperset(words(bare))
    return word_list("lead_words").issuperset(words(left))


def part_of(question: Question, text: str) -> Question:
    """One part of a question that has several."""
    return replace(question, bare=text, intents=told(text), about=tuple(content(text)))


def without(text: str, names: tuple[str, ...]) -> str:
    """`text` less the words that name an account: whole, misspelt, shortened or in the genitive."""
    from rapidfuzz import fuzz

    tokens = {word for name in names for word in words(name) if len(word) > 1}
    initials = {"".join(word[0] for word in words(name)) for name in names}

    def named(word: str) -> bool:
        plain = "".join(words(word)[:1]).removesuffix("'s")
        if not plain or plain in _KEPT:
            return False
        if plain in initials or plain in tokens or plain in _FORMS:
            return True
        if len(plain) == _TRADE and any(is_general(token) and token.startswith(plain) for token in tokens):
            return True
        return len(plain) > 3 and any(
            fuzz.ratio(plain, token) >= 82 or (len(plain) >= 4 and token.startswith(plain) and plain[0:4] == token[0:4])
            for token in tokens
            if len(token) > 3
        )

    kept = [word for word in text.split() if not named(word)]
    return " ".join(kept)


_FORMS: Final = frozenset(("gmbh", "ltd", "limited", "inc", "llc", "plc", "sarl", "corp", "pty"))
"""Legal forms that a name on record may lack."""
_TRADE: Final = 3
"""Letters of a kind of firm cut short: "vet"."""
_KEPT: Final = frozenset(
    ("the", "of", "and", "at", "in", "on", "for", "to", "with", "who", "what", "when", "why", "how", "a")
)


def _number(match: "re.Match[str]") -> int:
    if match["back"]:
        return 1
    return _NUMBERS.get((match["word"] or "").lower()) or (
        int(match["n"]) if (match["n"] or "").isdigit() else _NUMBERS.get((match["n"] or "one").lower(), 1)
    )
