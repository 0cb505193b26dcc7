"""The firm that is meant when none is named: 'the motel owner', 'Sheila's strip malls', 'why did the council say no'.

Each word of the question points to the firms in whose names or notes it stands, the fewer the more, and everyday words
little. One of them must be a name, in capitals or not, or something both know ('the owner'), or the question is about
no firm in particular. Firms that the words point to about as much are all returned: then it must be asked.
"""

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from app.asking.everyday import is_everyday
from app.asking.firm import Firm, firms
from app.asking.words import content, words
from app.mentions import tokens
from ingest.alignment import is_general, is_ordinary, same_word
from ingest.facts.names import is_common
from ingest.records import Viewer

if TYPE_CHECKING:
    from ingest.book import Book

_MOST: Final = 8
"""Words looked up."""
_NAME: Final = 1.5
"""What a word counts that stands in a firm's name, against one in its notes."""
_NEAR: Final = 0.75
"""Share of the best score from which another firm may be meant as well."""
_CAPITAL: Final = 1.5
"""What a name counts against another word."""
_EVERYDAY: Final = 0.3
"""The same of an everyday word."""
_TELLS: Final = 4
"""Firms with a word in their notes, up to which it tells one."""
_SEVERAL: Final = 6
"""More firms than this are no answer and no question."""
_LOOKED_AT: Final = 24
_KEYS: Final = 100
"""Names with a word in them, from which it is left out."""
_PAIRS: Final = 3
"""Words in a row looked up."""
_CROWD: Final = 40
"""Accounts with a word, from which it is left out."""


def by_clues(book: "Book", viewer: Viewer, question: str, names: Sequence[str]) -> tuple[Firm, ...]:
    """Firms that the words of a question point to: one, several to choose from, or none."""
    capitals = {word for name in names for word in words(name)}
    definite = capitals | {word for word in words(question) if _definite(question, word) or _owner(word)}
    about = [word for word in content(question) if len(word) > 2 and not word.isdigit()]
    about.sort(key=lambda word: (word not in capitals, is_everyday(word), -len(word)))
    pairs = _in_a_row(question)
    places = _places(book, viewer, [*about[:_MOST], *pairs])
    found = _pointed_to(book, viewer, places)
    points = {firm: 0.0 for firm in found}
    tells: set[Firm] = set()
    for word, (called, said) in places.items():
        there = [firm for firm in found if set(firm.ids) & (called | said)]
        for firm in there:
            in_name = bool(set(firm.ids) & called)
            points[firm] += (_NAME if in_name else 1.0) * _weight(word, capitals) / len(there)
            known = word in definite or word in pairs or (in_name and not is_everyday(word) and not is_general(word))
            if known and (in_name or len(there) <= _TELLS):
                tells.add(firm)
    top = max(points.values(), default=0.0)
    near = sorted((firm for firm in found if points[firm] >= _NEAR * top), key=lambda firm: -points[firm])
    return tuple(near) if len(near) <= _SEVERAL and set(near) <= tells else ()


def _weight(word: str, capitals: set[str]) -> float:
    if word in capitals or " " in word:
        return _CAPITAL
    return _EVERYDAY if is_ordinary(word) or is_common(word) else 1.0


def _in_a_row(question: str) -> list[str]:
    """Two words in a row of which one is a name and neither says anything else: 'hank dellinger', in small letters."""
    found = []
    for one, two in pairwise(tokens(question)):
        plain = [word for word in (one.word, two.word) if is_ordinary(word) or is_common(word) or len(word) < 3]
        if two.joined and not plain and (not is_everyday(one.word) or not is_everyday(two.word)):
            found.append(f"{one.word} {two.word}")
    return found[:_PAIRS]


def _pointed_to(book: "Book", viewer: Viewer, places: "dict[str, tuple[set[int], set[int]]]") -> tuple[Firm, ...]:
    """The firms of the accounts that the words point to most."""
    points: dict[int, float] = {}
    for called, said in places.values():
        for account in called | said:
            told = (_NAME if account in called else 1.0) / len(called | said)
            points[account] = points.get(account, 0.0) + told
    best = sorted(points, key=lambda account: (-points[account], account))[:_LOOKED_AT]
    names = book.store.account_names(viewer, best)
    return firms(book, viewer, (names[account] for account in best if account in names))


def _owner(word: str) -> bool:
    """'torstens company', without the sign."""
    return word.endswith("s") and not is_everyday(word) and not is_everyday(word.removesuffix("s"))


def _definite(question: str, word: str) -> bool:
    """Whether a question speaks of one that both know: 'the motel owner', 'our old friend', 'the zoo's'."""
    known = rf"\b(?:the|that|our|their|his|her|those)(?: \w+)? {word}\b|\b{word}['’]s\b"
    return bool(re.search(known, question, re.IGNORECASE))


def _places(book: "Book", viewer: Viewer, about: Sequence[str]) -> "dict[str, tuple[set[int], set[int]]]":
    """For each word that few firms have, the accounts with it in their name and those with it in their notes."""
    said = book.store.accounts_saying(viewer, about)
    # "bettinas company": whose it is, without the sign.
    owners = {word: word.removesuffix("s") for word in about if word.endswith("s") and not said.get(word)}
    whose = book.store.accounts_saying(viewer, [each for each in owners.values() if not is_everyday(each)])
    said |= {word: whose[each] for word, each in owners.items() if whose.get(each)}
    found = {word: (set(_called(book, viewer, word, bool(said.get(word)))), set(said.get(word, ()))) for word in about}
    return {word: (called, notes) for word, (called, notes) in found.items() if len(called | notes) <= _CROWD}


def _called(book: "Book", viewer: Viewer, word: str, said: bool) -> list[int]:
    """Accounts with this word in their name; misspelt only where no note has it as it is."""
    from app.namebook import namebook

    known = namebook(book.store)
    keys = known.with_one(word)
    if said:
        keys = {key for key in keys if any(same_word(word, each) for each in known.names[key].words)}
    return [account.id for account in book.store.accounts_named(viewer, sorted(keys))] if 0 < len(keys) <= _KEYS else []
