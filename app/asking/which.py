"""Which firm a question is about: named, kept from before, told by what the notes name, or asked.

It never guesses. A name that fits two firms is asked back, unless another name in the question stands in the notes or
the spellings of only one of them. A name nobody on record has is no account, however near another one is.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from app.asking.answered import Choice
from app.asking.clues import by_clues
from app.asking.firm import Firm, firms
from app.asking.firmname import is_form, short_for
from app.asking.nouns import Known, proper_nouns
from app.asking.strangers import (
    branch_of_nobody,
    firm_of_nobody,
    missing,
    misspelt_elsewhere,
    on_the_way,
    part_of_another,
    same_word_asked,
    unknown_name,
    without_opening,
)
from app.asking.wording import OUTCOMES
from app.asking.words import content, stem, words
from app.namebook import namebook
from app.resolve import MARGIN
from app.wording import day
from ingest.alignment import is_general, same_word
from ingest.records import Viewer
from ingest.spelling import Name
from ingest.store.names import account_key
from ingest.store.rows import ReviewRow

if TYPE_CHECKING:
    from app.resolve import Match, Resolved
    from ingest.book import Book

_EXACT: Final = 0.97
"""Score of a name given whole."""
_ELSEWHERE: Final = 2
"""Other firms' notes with a word in them, from which it is an everyday word."""
_FEW: Final = 100
"""Names with a word in them, up to which they are looked at."""


@dataclass(frozen=True)
class Found:
    """What a question is about. All empty: about no account in particular."""

    accounts: tuple[int, ...] = ()
    """Accounts that are one firm, the one that was named first."""
    choices: tuple[Choice, ...] = ()
    """Set when it must be asked."""
    unknown: str = ""
    """A name that nobody on record has."""
    because: str = ""
    """How the account was found, where its name did not say."""


@dataclass(frozen=True)
class Named:
    """A firm that the question may name."""

    firm: Firm
    score: float
    account_id: int
    """Of the spelling that fits best."""
    spelt: frozenset[str]
    """Stems of every word it is written with, and its initials."""
    written: frozenset[str]
    """The same words as they are."""
    hits: frozenset[str]
    """Words of the question that are among them, misspelt or not."""
    whole: bool
    """The question has every word of one of its names."""

    @property
    def slips(self) -> frozenset[str]:
        """Words of the question that are among them only when they are misspelt."""
        return frozenset(word for word in self.hits if not any(_as_written(word, each) for each in self.written))

    @property
    def accounts(self) -> tuple[int, ...]:
        """The one that was named first."""
        return (self.account_id, *(each for each in self.firm.ids if each != self.account_id))


def which_account(
    book: "Book", viewer: Viewer, question: str, about: int | None, resolved: "Resolved", known: Known
) -> Found:
    """The firm a question is about.

    Args:
        book: Where the records are.
        viewer: Who is asking.
        question: Its words.
        about: The account the conversation is about.
        resolved: What `app.resolve.named_in` makes of the question.
        known: Names of reps and rivals.
    """
    named = _named(book, viewer, question, resolved)
    plain = bool(named) and _plainly(named, resolved.several)
    if plain and not named[0].slips:
        return Found(named[0].accounts)
    names = proper_nouns(known, question)
    if named and named[0].whole and (strange := misspelt_elsewhere(book, viewer, question, named[0], names)):
        return Found(unknown=strange)
    if plain:
        return Found(named[0].accounts)
    if named:
        return _one_of(book, viewer, question, about, named, names, resolved.several)
    if about is not None and not missing(book, viewer, names):
        return Found(_with_kin(book, viewer, about))
    if strange := firm_of_nobody(book, viewer, question, known.theirs):
        return Found(unknown=strange)
    return by_names(book, viewer, question, names)


def _named(book: "Book", viewer: Viewer, question: str, resolved: "Resolved") -> list[Named]:
    """Firms, best first; those that only an everyday word of the question points to are left out."""
    asked = tuple(dict.fromkeys(word for word in words(question) if content(word)))
    scores = {match.account_id: match.score for match in resolved.matches}
    found = [_named_by(firm, asked, scores) for firm in firms(book, viewer, (match.name for match in resolved.matches))]
    bearing = {account for each in found for account in each.firm.ids}
    found = [each for each in found if each.whole or not _everyday(book, viewer, question, each, bearing)]
    found = [each for each in found if not _somebody(book, viewer, question, each)]
    found.sort(key=lambda each: -each.score)
    if found and (found[0].slips or not found[0].whole):
        found += _sharing(book, viewer, asked, found)
    return found


def _named_by(firm: Firm, asked: Sequence[str], scores: "dict[int, float]") -> Named:
    best = max((each for each in firm.ids if each in scores), key=lambda each: scores[each])
    spelt = frozenset(word for name in firm.names for word in words(name) if len(word) > 2)
    spelt |= frozenset(letters for name in firm.names for letters in Name.of(account_key(name)).acronyms)
    hits = frozenset(word for word in asked if any(same_word_asked(word, each) for each in spelt))
    known = {each for each in spelt if any(same_word_asked(word, each) for word in hits)}
    whole = any(
        {word for word in name.words if not is_form(word)} <= known | set(asked) for name in map(Name.of, firm.names)
    )
    return Named(firm, scores[best], best, frozenset(map(stem, spelt)), spelt, hits, whole)


def _as_written(word: str, each: str) -> bool:
    """One word but for a plural, or short for it. Stems will not do: "Halde" and "Halder" have the same."""
    return same_word(word, each) or short_for(word, each)


def _everyday(book: "Book", viewer: Viewer, question: str, named: Named, bearing: set[int]) -> bool:
    """'High' of High Larkspur, in small letters, where others' notes have it as well."""
    if len(named.hits) != 1 or named.score >= _EXACT:
        return False
    (word,) = named.hits
    if re.search(rf"\b{re.escape(word.capitalize())}|\b{re.escape(word.upper())}\b", question):
        return False
    others = set(book.store.accounts_saying(viewer, [word]).get(word, ())) - bearing
    return len(others) >= _ELSEWHERE


def _somebody(book: "Book", viewer: Viewer, question: str, named: Named) -> bool:
    """'Taner' is no misspelt Tanger where notes name a Taner."""
    if len(named.hits) != 1 or named.hits & {word for name in named.firm.names for word in words(name)}:
        return False
    (word,) = named.hits
    said = book.store.accounts_saying(viewer, [word]).get(word, {})
    return bool(said) and stem(word) not in named.spelt and bool(re.search(rf"\b{word.capitalize()}\b", question))


def _sharing(book: "Book", viewer: Viewer, asked: Sequence[str], named: list[Named]) -> list[Named]:
    """Firms that have the same word somewhere else in their name: 'Corbie' of Mount Corbie."""
    known = namebook(book.store)
    have = {each for one in named for each in one.firm.ids}
    shared = [known.with_one(word) | known.begun(word) for word in named[0].hits if not is_general(word)]
    keys = set.intersection(*shared) if shared else set()
    keys -= {account_key(name) for one in named for name in one.firm.names}
    if not 0 < len(keys) <= _FEW:
        return []
    accounts = [each for each in book.store.accounts_named(viewer, sorted(keys)) if each.id not in have]
    found = firms(book, viewer, (account.name for account in accounts))
    scores = {each: named[0].score for firm in found for each in firm.ids}
    made = (_named_by(firm, asked, scores) for firm in found if not have & set(firm.ids))
    return [each for each in made if each.hits >= named[0].hits]


def _plainly(named: Sequence[Named], several: bool) -> bool:
    """Whether a name is given whole, and no other firm is named."""
    return not several and named[0].whole and all(_rivals(each, named[0]) == (each is named[0]) for each in named)


def _one_of(
    book: "Book",
    viewer: Viewer,
    question: str,
    about: int | None,
    named: list[Named],
    names: Sequence[str],
    several: bool,
) -> Found:
    best = named[0]
    if not best.whole and (
        strange := part_of_another(book, viewer, question, named, names)
        or branch_of_nobody(book, viewer, question, named)
    ):
        return Found(unknown=strange)
    fit = [each for each in named if _rivals(each, best)]
    apart = several and len(named) > 1 and not named[1].hits & best.hits
    if len(fit) == 1 and not apart:
        # Nothing comes near it, and no word after its name is another firm's: a short form will do.
        return Found(best.accounts)
    if apart:
        return Found(choices=choices(book, viewer, (each.firm for each in named)))
    kept = next((each for each in fit if about in each.firm.ids), None)
    return Found(kept.accounts) if kept is not None else _told_apart(book, viewer, question, fit, names)


def _rivals(other: Named, best: Named) -> bool:
    """Whether it may be meant as well as the best one, which is a rival of itself."""
    if other is best:
        return True
    if (best.whole and not other.whole) or other.hits < best.hits or other.slips - best.slips:
        return False
    near = round(best.score - other.score, 3) < MARGIN
    return near or bool(best.hits and not best.whole and other.hits >= best.hits)


def _told_apart(book: "Book", viewer: Viewer, question: str, named: list[Named], names: Sequence[str]) -> Found:
    """One of several that fit, when another word of the question belongs to it alone."""
    shared = frozenset.intersection(*(each.spelt for each in named))
    asked = content(question)
    own = [e for e in named if (e.spelt - shared) & {stem(word) for word in asked if word not in e.slips}]
    if len(own) == 1 and len(named) > 1:
        return Found(own[0].accounts)
    others = [name for name in names if not {stem(word) for word in words(name)} & shared]
    others = [name for name in others if not on_the_way(question, name, shared)]
    said = book.store.accounts_saying(viewer, others)
    for name in others:
        there = [each for each in named if set(each.firm.ids) & set(said.get(name, ()))]
        if len(there) == 1:
            return Found(there[0].accounts, because=f"Only its notes name {name}.")
    return Found(choices=choices(book, viewer, (each.firm for each in named)))


def _with_kin(book: "Book", viewer: Viewer, account_id: int) -> tuple[int, ...]:
    """The account with those that are one firm with it."""
    rows = book.store.account_names(viewer, [account_id])
    for firm in firms(book, viewer, rows.values()):
        if account_id in firm.ids:
            return (account_id, *(each for each in firm.ids if each != account_id))
    return (account_id,)


def by_names(book: "Book", viewer: Viewer, question: str, names: Sequence[str]) -> Found:
    """No account is named: what else the question names tells it, or leaves a few to choose from."""
    nobody = unknown_name(book, viewer, question, without_opening(book, viewer, question, names))
    if nobody:
        return Found(unknown=nobody)
    found = by_clues(book, viewer, question, names)
    if len(found) == 1:
        return Found(found[0].ids, because=f"Its records fit: {found[0].name}.")
    return Found(choices=choices(book, viewer, found))


def choices(book: "Book", viewer: Viewer, found: "Iterable[Firm]") -> tuple[Choice, ...]:
    """Firms to choose from, each with what tells it apart: rounds, the last one, whose it was."""
    return tuple(_choice(book, viewer, firm) for firm in found)


def _choice(book: "Book", viewer: Viewer, firm: Firm) -> Choice:
    from ingest.store.asking import Wanted

    rows = [row for each in firm.ids for row in book.store.picked(viewer, Wanted(account_id=each), limit=1)]
    last = max(rows, key=lambda row: row.happened, default=None)
    return Choice(firm.ids[0], firm.name, _told(last) if last else "", firm.names[1:])


def _told(row: ReviewRow) -> str:
    outcome = f"lost to {row.competitor}" if row.outcome == "competitor" and row.competitor else OUTCOMES[row.outcome]
    return f"last on {day(row.happened)} with {row.rep}, {outcome}"


def matched(book: "Book", viewer: Viewer, matches: "Sequence[Match]") -> tuple[Firm, ...]:
    """The firms behind matches of a name."""
    return firms(book, viewer, (match.name for match in matches))
