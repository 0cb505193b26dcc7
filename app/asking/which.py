"""Which firm a question is about: named, kept from before, told by what the notes name, or asked.

It never guesses. A name that fits two firms is asked back, unless another name in the question stands in the notes or
the spellings of only one of them. A name nobody on record has is no account, however near another one is.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from app.asking.answered import Choice
from app.asking.clues import by_clues
from app.asking.firm import Firm, firms, is_form, short_for
from app.asking.nouns import Known, proper_nouns
from app.asking.wording import OUTCOMES
from app.asking.words import content, stem, words
from app.namebook import namebook
from app.resolve import FLOOR, MARGIN
from app.wording import day
from ingest.alignment import is_general, typos
from ingest.lines.lists import word_list
from ingest.records import Viewer
from ingest.spelling import Name
from ingest.store.names import account_key
from ingest.store.rows import ReviewRow

if TYPE_CHECKING:
    from app.namebook import NameBook
    from app.resolve import Match, Resolved
    from ingest.book import Book

_EXACT: Final = 0.97
"""Score of a name given whole."""
_ELSEWHERE: Final = 2
"""Other firms' notes with a word in them, from which it is an everyday word."""
_FEW: Final = 100
"""Names with a word in them, up to which they are looked at."""
_NAME: Final = r"[A-ZÀ-ÖØ-ÞŁŚŻČŠŘŽ][\w'’&-]*"
_RUN: Final = re.compile(rf"(?<![\w'’]){_NAME}(?:[ -](?:& )?{_NAME})*")
_PLACE: Final = re.compile(rf"\b(?:in|at|near|from|of) (?P<name>{_NAME}(?: {_NAME})*)")


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
    hits: frozenset[str]
    """Words of the question that are among them, misspelt or not."""
    whole: bool
    """The question has every word of one of its names."""

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
    if named and _plainly(named, resolved.several):
        return Found(named[0].accounts)
    names = proper_nouns(known, question)
    if named:
        return _one_of(book, viewer, question, about, named, names, resolved.several)
    if about is not None and not _missing(book, viewer, names):
        return Found(_with_kin(book, viewer, about))
    return by_names(book, viewer, question, names)


def _named(book: "Book", viewer: Viewer, question: str, resolved: "Resolved") -> list[Named]:
    """Firms, best first; those that only an everyday word of the question points to are left out."""
    asked = tuple(dict.fromkeys(word for word in words(question) if content(word)))
    scores = {match.account_id: match.score for match in resolved.matches}
    found = [_named_by(firm, asked, scores) for firm in firms(book, viewer, (match.name for match in resolved.matches))]
    bearing = {account for each in found for account in each.firm.ids}
    found = [each for each in found if each.whole or not _everyday(book, viewer, question, each, bearing)]
    found.sort(key=lambda each: -each.score)
    if found and not found[0].whole:
        found += _sharing(book, viewer, asked, found)
    return found


def _named_by(firm: Firm, asked: Sequence[str], scores: "dict[int, float]") -> Named:
    best = max((each for each in firm.ids if each in scores), key=lambda each: scores[each])
    spelt = frozenset(word for name in firm.names for word in words(name) if len(word) > 2)
    spelt |= frozenset(letters for name in firm.names for letters in Name.of(account_key(name)).acronyms)
    hits = frozenset(word for word in asked if any(_same(word, each) for each in spelt))
    known = {each for each in spelt if any(_same(word, each) for word in hits)}
    whole = any(
        {word for word in name.words if not is_form(word)} <= known | set(asked) for name in map(Name.of, firm.names)
    )
    return Named(firm, scores[best], best, frozenset(map(stem, spelt)), hits, whole)


def _same(asked: str, written: str) -> bool:
    """One word, but for its ending, a typing error or a short form."""
    if stem(asked) == stem(written):
        return True
    return len(asked) > 3 and (typos(asked, written) is not None or short_for(asked, written))


def _everyday(book: "Book", viewer: Viewer, question: str, named: Named, bearing: set[int]) -> bool:
    """'High' of High Larkspur, in small letters, where others' notes have it as well."""
    if len(named.hits) != 1 or named.score >= _EXACT:
        return False
    (word,) = named.hits
    if re.search(rf"\b{re.escape(word.capitalize())}|\b{re.escape(word.upper())}\b", question):
        return False
    others = set(book.store.accounts_saying(viewer, [word]).get(word, ())) - bearing
    return len(others) >= _ELSEWHERE


def _sharing(book: "Book", viewer: Viewer, asked: Sequence[str], named: list[Named]) -> list[Named]:
    """Firms that have the same word somewhere else in their name: 'Corbie' of Mount Corbie."""
    known = namebook(book.store)
    have = {each for one in named for each in one.firm.ids}
    shared = [known.with_one(word) for word in named[0].hits if not is_general(word)]
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
    if not best.whole and (strange := _strange(book, viewer, question, named, names)):
        return Found(unknown=strange)
    fit = [each for each in named if _rivals(each, best)]
    apart = several and len(named) > 1 and not named[1].hits & best.hits
    if len(fit) == 1 and not apart and best.score >= FLOOR:
        return Found(best.accounts)
    if apart:
        return Found(choices=choices(book, viewer, (each.firm for each in named)))
    kept = next((each for each in fit if about in each.firm.ids), None)
    return Found(kept.accounts) if kept is not None else _told_apart(book, viewer, question, fit, names)


def _rivals(other: Named, best: Named) -> bool:
    """Whether it may be meant as well as the best one, which is a rival of itself."""
    if other is best:
        return True
    if (best.whole and not other.whole) or other.hits < best.hits:
        return False
    near = round(best.score - other.score, 3) < MARGIN
    return near or bool(best.hits and not best.whole and other.hits >= best.hits)


def _told_apart(book: "Book", viewer: Viewer, question: str, named: list[Named], names: Sequence[str]) -> Found:
    """One of several that fit, when another word of the question belongs to it alone."""
    shared = frozenset.intersection(*(each.spelt for each in named))
    asked = {stem(word) for word in words(question)}
    own = [each for each in named if (each.spelt - shared) & asked]
    if len(own) == 1 and len(named) > 1:
        return Found(own[0].accounts)
    others = [name for name in names if not {stem(word) for word in words(name)} & shared]
    said = book.store.accounts_saying(viewer, others)
    for name in others:
        there = [each for each in named if set(each.firm.ids) & set(said.get(name, ()))]
        if len(there) == 1:
            return Found(there[0].accounts, because=f"Only its notes name {name}.")
    return Found(choices=choices(book, viewer, (each.firm for each in named)))


def _strange(book: "Book", viewer: Viewer, question: str, named: list[Named], names: Sequence[str]) -> str:
    """A name of which the firms found bear only a part: 'Halden Cold Chain' where there is Halden Motors."""
    spelt = frozenset[str]().union(*(each.spelt for each in named))
    known = {account for each in named for account in each.firm.ids}
    capitals = {word for name in names for word in words(name)}
    places = (match["name"] for match in _PLACE.finditer(question) if set(words(match["name"])) <= capitals)
    for run in (*_runs(question, spelt, capitals), *places):
        more = [word for word in words(run) if content(word) and len(word) > 2 and stem(word) not in spelt]
        said = book.store.accounts_saying(viewer, more)
        if any(word in said and not known & set(said[word]) for word in more):
            return run.strip(".,?!").removesuffix("'s").removesuffix("’s")
    return ""


def _runs(question: str, spelt: frozenset[str], capitals: set[str]) -> list[str]:
    """Words in a row that begin as a firm's name does: in capitals, or with what kind of firm it is after them."""
    found = [
        run[0]
        for run in _RUN.finditer(question)
        if any(stem(word) in spelt for word in words(run[0])) and set(words(run[0])) <= capitals | spelt
    ]
    tokens = question.split()
    for one, two in pairwise(tokens):
        plain = "".join(words(two)[:1])
        if one[-1:].isalnum() and stem("".join(words(one)[:1])) in spelt and is_general(plain):
            found.append(f"{one} {two}")
    return found


def _missing(book: "Book", viewer: Viewer, names: Sequence[str]) -> list[str]:
    """Those of these names that stand in no note and in no firm's name."""
    known = namebook(book.store)
    names = [name for name in names if not book.store.accounts_named(viewer, _keys(known, name))]
    said = book.store.accounts_saying(viewer, names)
    return [name for name in names if name in said and not said[name]]


def _keys(known: "NameBook", name: str) -> list[str]:
    return sorted({key for word in words(name) for key in known.with_one(word)})


def _with_kin(book: "Book", viewer: Viewer, account_id: int) -> tuple[int, ...]:
    """The account with those that are one firm with it."""
    rows = book.store.account_names(viewer, [account_id])
    for firm in firms(book, viewer, rows.values()):
        if account_id in firm.ids:
            return (account_id, *(each for each in firm.ids if each != account_id))
    return (account_id,)


def by_names(book: "Book", viewer: Viewer, question: str, names: Sequence[str]) -> Found:
    """No account is named: what else the question names tells it, or leaves a few to choose from."""
    missing = unknown_name(book, viewer, question, names)
    if missing:
        return Found(unknown=missing)
    found = by_clues(book, viewer, question, names)
    if len(found) == 1:
        return Found(found[0].ids, because=f"Its records fit: {found[0].name}.")
    return Found(choices=choices(book, viewer, found))


def unknown_name(book: "Book", viewer: Viewer, question: str, names: Sequence[str]) -> str:
    """A name that stands nowhere in what this viewer may see, or only in parts: 'Halden Storage'; empty without one."""
    capitals = {word for name in names for word in words(name)}
    for run in _RUN.finditer(question):
        parts = [word for word in words(run[0]) if word in capitals]
        if len(parts) > 1 and parts[0] not in word_list("places") and _in_parts(book, viewer, parts):
            return run[0].strip(".,?! ").removesuffix("'s").removesuffix("’s")
    return " ".join(_missing(book, viewer, names))


def _in_parts(book: "Book", viewer: Viewer, parts: Sequence[str]) -> bool:
    """Whether some name on record has one of these words, none has all, and no note has them in a row."""
    there = [
        {each.id for each in book.store.accounts_named(viewer, _keys(namebook(book.store), word))} for word in parts
    ]
    if not any(there) or set.intersection(*there):
        return False
    return not book.store.accounts_saying(viewer, [" ".join(parts)]).get(" ".join(parts))


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
