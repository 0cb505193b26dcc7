"""One firm that stands on record under several names: "Kereta Peak" and "Kereta Peak Ski Area" are read together.

Nothing is merged. Two names are one firm when one of them is the other written shorter, and no third name on record
could be meant as well; where the names alone do not settle it, a person of theirs whom both notes name does. Names
that differ by a letter in the word that tells them apart ("Wendara", "Wandara") stay two.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations
from typing import TYPE_CHECKING, Final, Literal

from ingest.alignment import is_general, same_word
from ingest.lines.lists import word_list
from ingest.records import Viewer
from ingest.spelling import HOUSES, Name
from ingest.store.names import UNNAMED, account_key

if TYPE_CHECKING:
    from app.namebook import NameBook
    from ingest.book import Book
    from ingest.store.account_rows import NamedAccount

Sure = Literal["sure", "likely"]
_VOWELS: Final = frozenset("aeiou")
_PARTS: Final = HOUSES | {"uk", "usa", "us", "eu", "emea"}
"""Designators that may tell two sisters apart."""


@dataclass(frozen=True)
class Firm:
    """Accounts that are one firm, the one with the most telling name first."""

    accounts: "tuple[NamedAccount, ...]"

    @property
    def ids(self) -> tuple[int, ...]:
        """Its accounts."""
        return tuple(account.id for account in self.accounts)

    @property
    def name(self) -> str:
        """What it is called."""
        return self.accounts[0].name

    @property
    def names(self) -> tuple[str, ...]:
        """Every name of it on record."""
        return tuple(dict.fromkeys(account.name for account in self.accounts))


def firms(book: "Book", viewer: Viewer, names: Iterable[str]) -> tuple[Firm, ...]:
    """The firms behind these names of accounts, in their order; accounts that are one firm come as one."""
    from app.namebook import namebook

    keys = list(dict.fromkeys(account_key(name) for name in names))
    known = namebook(book.store)
    near = {other for key in keys if key != account_key(UNNAMED) for other in _near(known, key)}
    accounts = {account.id: account for account in book.store.accounts_named(viewer, [*keys, *sorted(near)])}
    asked = {account.id for account in accounts.values() if any(key in keys for key, _ in account.spellings)}
    linked = _linked(book, viewer, list(accounts.values()))
    found: list[Firm] = []
    for key in keys:
        for account in accounts.values():
            if account.id in asked and any(key == mine for mine, _ in account.spellings):
                group = _reach(account.id, linked)
                asked -= group
                members = sorted(
                    (accounts[each] for each in group), key=lambda a: (-len(Name.of(a.name).words), -a.reviews)
                )
                found.append(Firm(tuple(members)))
    return tuple(found)


def same_firm(one: Name, other: Name) -> Sure | None:
    """Whether two names are one firm's, as far as the names tell."""
    best: Sure | None = None
    for mine in _ways(_without_form(one.words)):
        for theirs in _ways(_without_form(other.words)):
            short, long = sorted((mine, theirs), key=len)
            rated = "sure" if "".join(short) == "".join(long) else _rated(short, long)
            if rated == "sure":
                return "sure"
            best = best or rated
    return best


def _rated(short: tuple[str, ...], long: tuple[str, ...]) -> Sure | None:
    left = _left(short, long)
    if left is None:
        return _mistyped(short, long)
    if any(_begins(one, two) for one in short for two in long):
        return "likely"
    if not left:
        return "sure"
    if set(short) & HOUSES or not any(_telling(word) for word in short):
        return None
    return "sure" if sum(_telling(word) for word in short) > 1 else "likely"


def _left(short: Sequence[str], long: Sequence[str]) -> list[str] | None:
    """Words of the longer name that the shorter one leaves out; None when it says something else."""
    at, left = 0, list[str]()
    for number, word in enumerate(short):
        while at < len(long) and not (size := _covered(word, long, at)):
            left.append(long[at])
            at += 1
        if at >= len(long) or (not number and left):
            return None
        at += size
    return [*left, *long[at:]]


def _covered(word: str, long: Sequence[str], at: int) -> int:
    """How many words, from this one on, a word stands for: itself, short for it, the initials of several."""
    if same_word(word, long[at]) or short_for(word, long[at]) or short_for(long[at], word):
        return 1
    size = len(word)
    run = long[at : at + size]
    return size if 2 <= size <= 4 and len(run) == size and "".join(each[0] for each in run) == word else 0


@lru_cache(maxsize=20_000)
def short_for(short: str, word: str) -> bool:
    """Whether "antr" is short for antriebe, "pkg" for parking: its beginning, or some of its letters and no vowel."""
    if not 2 <= len(short) < len(word) or short[0] != word[0] or not short.isalpha():
        return False
    if len(short) > 2 and word.startswith(short):
        return True
    letters = iter(word)
    return not _VOWELS & set(short) and all(letter in letters for letter in short)


def _begins(one: str, two: str) -> bool:
    """One word begins with the other: "antr" of "antriebe", but also "bouw" of "bouwmaterialen"."""
    short, long = sorted((one, two), key=len)
    return not same_word(short, long) and len(short) > 2 and long.startswith(short)


def _mistyped(short: tuple[str, ...], long: tuple[str, ...]) -> Sure | None:
    """A letter too many, too few or in the wrong place. Another letter instead makes another name."""
    if len(short) != len(long):
        return None
    apart = [(one, two) for one, two in zip(short, long, strict=True) if not same_word(one, two)]
    if len(apart) != 1 or not _slip(*apart[0]):
        return None
    return "sure" if apart[0][0] != short[0] else "likely"


def _slip(one: str, two: str) -> bool:
    from rapidfuzz.distance import OSA

    if min(len(one), len(two)) < 5 or OSA.distance(one, two, score_cutoff=1) > 1:
        return False
    return len(one) != len(two) or sorted(one) == sorted(two)


def _ways(words: tuple[str, ...]) -> tuple[tuple[str, ...], ...]:
    """The words, and those after an abbreviation of them: "SAC (Southern Alps Care)"."""
    rest = words[1:]
    initials = "".join(word[0] for word in rest if not is_designator(word))
    opens = len(initials) > 1 and 2 <= len(words[0]) <= 5 and words[0].startswith(initials)
    return (words, rest) if opens else (words,)


def is_designator(word: str) -> bool:
    """Whether it is "GmbH", "Group", or a letter that is left of "a.s."."""
    return word in word_list("name_designators") or len(word) == 1


def _without_form(words: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(word for word in words if not is_form(word)) or words


def is_form(word: str) -> bool:
    """A designator that tells no two sisters apart: not "Group", not "UK"."""
    return is_designator(word) and word not in _PARTS


def _telling(word: str) -> bool:
    return len(word) > 1 and not is_designator(word)


def _near(known: "NameBook", key: str) -> set[str]:
    """Names on record that may be this firm's. They begin with the same letter: an abbreviation does, too."""
    name = known.names.get(key) or Name.of(key)
    words = {word for way in _ways(name.words) for word in way if not is_general(word) and len(word) > 1}
    found: set[str] = set()
    for word in words | set(name.words[:1]) | name.acronyms:
        found |= known.with_one(word)
    found |= known.by_initials.get(name.words[0], set()) if name.words else set()
    first = {way[0][0] for way in _ways(name.words) if way}
    return {
        other
        for other in found
        if known.names[other].words and known.names[other].words[0][0] in first and same_firm(name, known.names[other])
    }


def _linked(book: "Book", viewer: Viewer, accounts: "Sequence[NamedAccount]") -> dict[int, set[int]]:
    """For each account, those that are one firm with it."""
    rated: dict[tuple[int, int], Sure] = {}
    for one, two in combinations(accounts, 2):
        sure = _best(one, two)
        if sure:
            rated[one.id, two.id] = sure
    if not rated:
        return {}
    apart = _said_apart(book, viewer)
    rated = {pair: sure for pair, sure in rated.items() if frozenset(pair) not in apart}
    linked = _links(rated)
    around = {account: set(there) for account, there in linked.items()}
    for account, there in around.items():
        # "Halden" is neither Halden Foods nor Halden Motors when both are on record.
        if any(two not in around.get(one, ()) for one, two in combinations(there, 2)):
            clash = {pair for pair in rated if account in pair and not _equal(accounts, pair)}
            rated = {pair: sure for pair, sure in rated.items() if pair not in clash}
    known = book.store.people_of(viewer, {each for pair, sure in rated.items() if sure == "likely" for each in pair})
    return _links({pair: s for pair, s in rated.items() if s == "sure" or _meet(known[pair[0]], known[pair[1]])})


def _meet(one: Iterable[str], two: Iterable[str]) -> bool:
    """Whether one person stands on both: "Dana Whitlock", or "Dana" for short."""
    mine, theirs = ([set(name.replace(".", " ").split()) for name in names] for names in (one, two))
    return any(first <= second or second <= first for first in mine for second in theirs)


def _equal(accounts: "Sequence[NamedAccount]", pair: tuple[int, int]) -> bool:
    """Whether two names have the same words but for the way of writing."""
    one, two = (next(account for account in accounts if account.id == each) for each in pair)
    return any(
        (left := _left(*sorted((mine, theirs), key=len))) is not None and all(map(is_designator, left))
        for mine in _ways(Name.of(one.name).words)
        for theirs in _ways(Name.of(two.name).words)
    )


def _best(one: "NamedAccount", two: "NamedAccount") -> Sure | None:
    return same_firm(_name(one.name), _name(two.name))


@lru_cache(maxsize=4_096)
def _name(text: str) -> Name:
    return Name.of(account_key(text))


def _said_apart(book: "Book", viewer: Viewer) -> set[frozenset[int]]:
    return {
        frozenset((change.account_id, change.other_id))
        for change in book.store.account_changes(viewer)
        if change.kind in ("apart", "split") and change.undone is None
    }


def _links(pairs: Iterable[tuple[int, int]]) -> dict[int, set[int]]:
    found: dict[int, set[int]] = {}
    for one, two in pairs:
        found.setdefault(one, set()).add(two)
        found.setdefault(two, set()).add(one)
    return found


def _reach(start: int, linked: dict[int, set[int]]) -> set[int]:
    found, ahead = {start}, [start]
    while ahead:
        for other in linked.get(ahead.pop(), ()):
            if other not in found:
                found.add(other)
                ahead.append(other)
    return found
