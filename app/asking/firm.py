"""One firm that stands on record under several names: "Kereta Peak" and "Kereta Peak Ski Area" are read together.

Nothing is merged. Two names are one firm when one of them is the other written shorter, and no third name on record
could be meant as well; where the names alone do not settle it, a person of theirs whom both notes name does. Names
that differ by a letter in the word that tells them apart ("Wendara", "Wandara") stay two.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations
from typing import TYPE_CHECKING, Final

from app.asking.firmname import (
    Sure,
    first_letters,
    goes_on,
    misspelt,
    same_firm,
    same_words,
    share_a_word,
    telling_words,
)
from ingest.lines.lists import word_list
from ingest.records import Viewer
from ingest.spelling import Name
from ingest.store.names import UNNAMED, account_key

if TYPE_CHECKING:
    from app.namebook import NameBook
    from ingest.book import Book
    from ingest.store.account_rows import NamedAccount

_FEW: Final = 8
"""Names with a word in common, up to which it may make them one firm's."""
_DOTTED: Final = re.compile(r"([^\W\d_]{3,})\.")


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
    near = {key: _near(known, key) if key != account_key(UNNAMED) else set[str]() for key in keys}
    every = [*keys, *sorted(set().union(*near.values()))]
    accounts = {account.id: account for account in book.store.accounts_named(viewer, every)}
    asked = {account.id for account in accounts.values() if any(key in keys for key, _ in account.spellings)}
    owners: dict[str, list[NamedAccount]] = {}
    for account in accounts.values():
        for key, _ in account.spellings:
            owners.setdefault(key, []).append(account)
    pairs = {
        (min(one.id, two.id), max(one.id, two.id)): (one, two)
        for key, others in near.items()
        for one, two in combinations([each for name in (key, *sorted(others)) for each in owners.get(name, [])], 2)
        if one.id != two.id
    }
    linked = _linked(book, viewer, list(pairs.values()))
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


def may_be_one(book: "Book", viewer: Viewer, one: Firm, other: Firm) -> bool:
    """Whether two firms may be one, if somebody says so: nobody parted them; names or a person speak for it."""
    apart = _said_apart(book, viewer)
    if any(frozenset((mine, theirs)) in apart for mine in one.ids for theirs in other.ids):
        return False
    if any(same_firm(name_of(mine), name_of(theirs)) for mine in one.names for theirs in other.names):
        return True
    known = book.store.people_of(viewer, [*one.ids, *other.ids])
    mine, theirs = ({name for id_ in firm.ids for name in known[id_]} for firm in (one, other))
    return _meet_by_name(mine, theirs, ours_of(book, viewer))


def ours_of(book: "Book", viewer: Viewer) -> set[str]:
    """Words of our own people's names."""
    return {word for name in (*book.store.reps(viewer), viewer.name) for word in name.casefold().split()}


def _near(known: "NameBook", key: str) -> set[str]:
    """Names on record that may be this firm's, found out once as long as no name is added."""
    if key not in known.firms:
        known.firms[key] = _nearest(known, key)
    return known.firms[key]


def _nearest(known: "NameBook", key: str) -> set[str]:
    """They begin with the same letter, which an abbreviation does, too, or have a telling word in common."""
    name = known.names.get(key) or Name.of(key)
    found: set[str] = set()
    for word in telling_words(name) | name.acronyms:
        found |= known.with_one(word)
    found |= known.by_initials.get(name.words[0], set()) if name.words else set()
    first = first_letters(name)
    near = {
        other for other in found if first & first_letters(known.names[other]) and same_firm(name, known.names[other])
    }
    for word in telling_words(name):
        there = known.by_word.get(word, set())
        near |= {other for other in there if share_a_word(name, known.names[other])} if len(there) <= _FEW else set()
    return near


def _linked(book: "Book", viewer: Viewer, pairs: "Sequence[tuple[NamedAccount, NamedAccount]]") -> dict[int, set[int]]:
    """For each account, those that are one firm with it, among these that may be."""
    accounts = list({account.id: account for pair in pairs for account in pair}.values())
    rated: dict[tuple[int, int], Sure] = {}
    for one, two in pairs:
        sure = _best(one, two)
        if sure:
            rated[one.id, two.id] = sure
    if not rated:
        return {}
    apart = _said_apart(book, viewer)
    rated = {pair: sure for pair, sure in rated.items() if frozenset(pair) not in apart}
    ours = ours_of(book, viewer)
    known = book.store.people_of(viewer, {each for pair, sure in rated.items() if sure != "sure" for each in pair})
    rated = {
        (one, two): sure
        for (one, two), sure in rated.items()
        if sure != "perhaps" or _meet_by_name(known[one], known[two], ours)
    }
    linked = _links(rated)
    around = {account: set(there) for account, there in linked.items()}
    called = {account.id: name_of(account.name) for account in accounts}
    whole = {account.id: _whole(account.name) for account in accounts}
    equal = {pair for pair in rated if same_words(whole[pair[0]], whole[pair[1]])}
    spelt = equal | {pair for pair in rated if misspelt(called[pair[0]], called[pair[1]])}
    for account, there in around.items():
        others = [each for each in there if not {(account, each), (each, account)} & spelt]
        # "Halden" is neither Halden Foods nor Halden Motors when both are on record.
        if any(two not in around.get(one, ()) for one, two in combinations(others, 2)):
            clash = {pair for pair in rated if account in pair and pair not in equal}
            rated = {pair: sure for pair, sure in rated.items() if pair not in clash}
    return _links(
        {(one, two): s for (one, two), s in rated.items() if s != "likely" or _meet(known[one], known[two], ours)}
    )


def _meet(one: Iterable[str], two: Iterable[str], ours: set[str]) -> bool:
    """Whether one person of theirs stands on both: "Dana Whitlock", or "Dana" for short."""
    titles = word_list("person_titles")
    mine, theirs = (
        [{word for word in name.replace(".", " ").split() if word not in titles} - ours for name in names]
        for names in (one, two)
    )
    return any(first and second and (first <= second or second <= first) for first in mine for second in theirs)


def _meet_by_name(one: set[str], two: set[str], ours: set[str]) -> bool:
    """The same, by first and last name or with a title."""
    return any(len(name.split()) > 1 and not set(name.split()) <= ours for name in one & two)


def _best(one: "NamedAccount", two: "NamedAccount") -> Sure | None:
    cut = frozenset(word for each in (one, two) for word in Name.of(" ".join(_DOTTED.findall(each.name))).words)
    mine, theirs = _whole(one.name), _whole(two.name)
    if goes_on(mine, theirs) or goes_on(theirs, mine):
        return "sure"
    mine, theirs = name_of(one.name), name_of(two.name)
    return same_firm(mine, theirs, cut) or ("perhaps" if share_a_word(mine, theirs) else None)


@lru_cache(maxsize=4_096)
def name_of(text: str) -> Name:
    """Without its legal form."""
    return Name.of(account_key(text))


@lru_cache(maxsize=4_096)
def _whole(text: str) -> Name:
    """With its legal form."""
    return Name.of(text)


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
