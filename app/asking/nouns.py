"""Names in a question that are no rep's, no rival's and no month's: towns, people, firms."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from app.asking.everyday import is_everyday
from app.asking.lists import word_list
from app.asking.words import content, words
from ingest.facts.calendar import MONTHS, WEEKDAYS
from ingest.facts.names import is_common
from ingest.lines.lists import word_list as titles_of_people
from ingest.records import Viewer

if TYPE_CHECKING:
    from ingest.book import Book

_MOST: Final = 6
_OWN: Final = 70
"""Likeness from which a word is the account's name, however misspelt."""
_LONG_NAME: Final = 3
"""Words from which a rival on record is a slip of the reader, not a name."""
_BOTH: Final = frozenset(("chief", "don", "fr", "hr", "ing", "lic", "miss", "sir", "sr"))
"""Titles that are words or short forms as well: 'hr people', 'miss deadlines'."""
_CAPITAL: Final = re.compile(r"(?<![\w'’])[A-ZÀ-ÖØ-ÞŁŚŻČŠŘŽ][\w'’&-]*")


@dataclass(frozen=True)
class Known:
    """Names that say nothing about which account is meant: our reps', and rivals'. Read when they are asked for."""

    book: "Book"
    viewer: Viewer

    @cached_property
    def reps(self) -> tuple[str, ...]:
        """Those on record, and whoever is asking."""
        return (*self.book.store.reps(self.viewer), self.viewer.name)

    @cached_property
    def ours(self) -> frozenset[str]:
        """Words of reps' names."""
        return frozenset(word for name in self.reps for word in words(name))

    @cached_property
    def firsts(self) -> frozenset[str]:
        """Reps' first names."""
        return frozenset(words(name)[0] for name in self.reps if words(name))

    @cached_property
    def theirs(self) -> frozenset[str]:
        """Words of rivals' names, the first of each."""
        heads = {
            words(name)[0]
            for name in self.book.store.rivals(self.viewer)
            if words(name) and len(name.split()) <= _LONG_NAME and words(name)[0] not in self.ours
        }
        return frozenset(word for word in heads if len(word) > 3 and content(word) and not is_common(word))


def known_names(book: "Book", viewer: Viewer) -> Known:
    """The same ones for every question, as long as nothing is written."""
    return book.store.kept(("known names", viewer), lambda: Known(book, viewer))


def proper_nouns(names: Known, question: str, opening: bool = True) -> tuple[str, ...]:
    """The names, as they are written, without a possessive; without `opening`, those that begin no sentence."""
    starts = {match.end() for match in re.finditer(r"(?:^|[.!?:]\s+)", question)}
    found = []
    for match in _CAPITAL.finditer(question):
        plain = " ".join(words(match[0]))
        if (
            len(plain) < 3
            or not content(plain)
            or plain in word_list("not_names")
            or plain in MONTHS
            or plain in WEEKDAYS
            or plain in word_list("peoples")
        ):
            continue
        if match.start() in starts and (_opens(plain, question[match.end() :]) or not opening):
            continue
        if plain in names.ours | names.theirs or any(first.startswith(plain) for first in names.firsts):
            continue
        found.append(match[0].removesuffix("'s").removesuffix("’s"))
    return tuple(dict.fromkeys(found))[:_MOST]


def _opens(word: str, after: str) -> bool:
    """Whether a word has a capital for opening a sentence: 'Premises unsuitable', 'Ringing Dana'."""
    if is_common(word) or word in word_list("openers") or (word.endswith("ing") and is_everyday(word)):
        return True
    return is_everyday(word) and not re.match(r"['’]s |[,:] | [A-ZÀ-Þ]", after)


def participants(names: Known, question: str, account: Sequence[str]) -> frozenset[str]:
    """Single words of the people, places and rivals that a question names, beside the account itself."""
    from rapidfuzz import fuzz

    own = {word for name in account for word in words(name)}
    capitals = {word for name in proper_nouns(names, question, opening=False) for word in words(name)}
    capitals |= set(_titled(question))
    named = capitals | (set(words(question)) & names.theirs)
    return frozenset(word for word in named if all(fuzz.ratio(word, each) < _OWN for each in own))


def _titled(question: str) -> list[str]:
    """Names after a title, however they are written: 'mrs dunmore'."""
    found = words(question)
    titles = titles_of_people("person_titles") - _BOTH
    return [name for title, name in pairwise(found) if title in titles and content(name)]
