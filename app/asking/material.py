"""What is looked up before it is said which firm a question means: firms that may be, and who speaks of its words."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from app.asking.everyday import is_everyday
from app.asking.firm import Firm, firms
from app.asking.lists import word_list
from app.asking.nouns import Known, proper_nouns
from app.asking.words import words
from app.mentions import Token, tokens
from app.namebook import namebook
from ingest.facts.calendar import MONTHS, WEEKDAYS
from ingest.records import Viewer

if TYPE_CHECKING:
    from app.resolve import Resolved
    from ingest.book import Book

_MOST: Final = 12
"""Words looked up."""
_PAIRS: Final = 6
"""Two words in a row looked up, of which one is no everyday word."""
_KEYS: Final = 100
"""Names with a word in them, from which it points to nobody."""
_FIRMS: Final = 16
"""Accounts set against each other."""
_NAMED: Final = 1.5
"""What a word counts that stands in an account's name, against one in its notes."""


@dataclass(frozen=True)
class Material:
    """One question, and what is on record about its words."""

    asked: tuple[Token, ...]
    firms: tuple[Firm, ...]
    said: Mapping[str, frozenset[int]]
    """Accounts whose notes have a word, or two in a row; a word that nearly all notes have is missing."""
    capitals: frozenset[str]
    """Words that are written as names are."""
    known: frozenset[str]
    """Words of reps' and rivals' names, which tell no account."""
    alike: Mapping[int, float]
    """How like an account's name some words of the question are, 0 to 1."""
    several: bool
    """Whether two accounts are named by words apart from each other."""

    def speaks(self, firm: Firm, word: str) -> bool:
        """Whether a firm's notes have a word."""
        return not self.said.get(word, frozenset()).isdisjoint(firm.ids)


def look_up(book: "Book", viewer: Viewer, question: str, resolved: "Resolved", known: Known) -> Material:
    """What this viewer may see of a question's words."""
    asked = tuple(tokens(question))
    telling = list(dict.fromkeys(token.word for token in asked if is_telling(token)))[:_MOST]
    pairs = [f"{one.word} {two.word}" for one, two in pairwise(asked) if two.joined]
    pairs = [pair for pair in dict.fromkeys(pairs) if _may_name(pair.split(), telling)][:_PAIRS]
    said = _said(book, viewer, [*telling, *pairs], {token.word: token.written for token in asked if token.written})
    named = _named(book, viewer, telling)
    best = _most_pointed_to(book, viewer, said, named)
    likely = [match.name for match in resolved.matches]
    return Material(
        asked=asked,
        firms=firms(book, viewer, [*likely, *best]),
        said=said,
        capitals=frozenset(word for name in proper_nouns(known, question) for word in words(name)),
        known=known.ours | known.theirs,
        alike={match.account_id: match.score for match in resolved.matches},
        several=resolved.several,
    )


def _said(book: "Book", viewer: Viewer, words: list[str], written: Mapping[str, str]) -> dict[str, frozenset[int]]:
    """Accounts whose notes have each word, as it is folded or as it was `written`: the index keeps "æ" and "ø"."""
    there = book.store.accounts_saying(viewer, [*words, *written.values()])
    return {
        word: frozenset(there[word]) | there.get(written.get(word, ""), {}).keys() for word in words if word in there
    }


def is_telling(token: Token) -> bool:
    """Whether a word may say which firm is meant."""
    word = token.word
    if token.upper and len(word) > 1:
        return True
    asks = word in word_list("asking_words") or word in MONTHS or word in WEEKDAYS
    return len(word) > 1 and not word.isdigit() and not asks


def _may_name(pair: list[str], telling: list[str]) -> bool:
    return set(pair) <= set(telling) and not all(map(is_everyday, pair))


def _named(book: "Book", viewer: Viewer, telling: list[str]) -> dict[str, set[int]]:
    """For each word, accounts with it in their name, misspelt or cut short, or as their initials."""
    known = namebook(book.store)
    keys = {word: known.with_word(word) | known.begun(word) | known.by_initials.get(word, set()) for word in telling}
    keys = {word: found for word, found in keys.items() if len(found) <= _KEYS}
    owners: dict[str, set[int]] = {}
    for account in book.store.accounts_named(viewer, sorted(set().union(*keys.values()))):
        for key, _ in account.spellings:
            owners.setdefault(key, set()).add(account.id)
    return {word: {each for key in found for each in owners.get(key, ())} for word, found in keys.items()}


def _most_pointed_to(book: "Book", viewer: Viewer, *found: Mapping[str, Iterable[int]]) -> list[str]:
    """Names of accounts. Of two as likely the first by name: which is older on record may tell of a hidden one."""
    points: dict[int, float] = {}
    for weight, places in zip((1.0, _NAMED), found, strict=True):
        for there in places.values():
            accounts = list(there)
            for account in accounts:
                points[account] = points.get(account, 0.0) + weight / len(accounts)
    near = sorted(points, key=lambda account: (-points[account], account))[: 4 * _FIRMS]
    names = book.store.account_names(viewer, near)
    best = sorted(names, key=lambda account: (-points[account], names[account]))
    return [names[account] for account in best[:_FIRMS]]
