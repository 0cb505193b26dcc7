"""Which account a question is about: named, told apart by a town or a person in its notes, kept from before, or
asked.

It never guesses. A name that fits two accounts is asked back, unless another word of the question stands in the notes
or the spellings of only one of them. A name nobody on record has is no account, however near another one is.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from app.asking.answered import Choice
from app.asking.lists import word_list
from app.asking.wording import OUTCOMES
from app.asking.words import content, stem, words
from app.wording import day
from ingest.facts.calendar import MONTHS, WEEKDAYS
from ingest.facts.names import is_common
from ingest.records import Viewer
from ingest.store.rows import ReviewRow

if TYPE_CHECKING:
    from app.resolve import Match, Resolved
    from ingest.book import Book

_HITS: Final = 300
"""Lines looked at for one name."""
_MOST_NAMES: Final = 6
_CLEAR: Final = 1.0
"""Words of the question that must stand in the notes of one account only, for it to be meant."""
_CAPITAL: Final = re.compile(r"(?<![\w'’])[A-ZÀ-ÖØ-ÞŁŚŻČŠŘŽ][\w'’&-]*")
_RUN: Final = re.compile(r"(?<![\w'’])[A-ZÀ-ÖØ-ÞŁŚŻČŠŘŽ][\w'’&.-]*(?: (?:& )?[A-ZÀ-ÖØ-ÞŁŚŻČŠŘŽ][\w'’&-]*)+")
_SLOT: Final = re.compile(
    r"\b(?i:with|at|for|to|from|by|about|of|lose|lost|pitch|con|mit|bei|avec) (?:(?i:the) )?"
    r"(?P<name>[A-ZÀ-Þ][\w&'’.-]*(?: (?:[A-ZÀ-Þ&][\w&'’.-]*))*)"
)
"""Where a question names a firm."""


@dataclass(frozen=True)
class Found:
    """What a question is about. All empty: about no account in particular."""

    account_id: int | None = None
    choices: tuple[Choice, ...] = ()
    """Set when it must be asked."""
    unknown: str = ""
    """A name that nobody on record has."""
    because: str = ""
    """How the account was found, where its name did not say."""


def which_account(book: "Book", viewer: Viewer, question: str, about: int | None, resolved: "Resolved") -> Found:
    """The account a question is about.

    Args:
        book: Where the records are.
        viewer: Who is asking.
        question: Its words.
        about: The account the conversation is about.
        resolved: What `app.resolve.named_in` makes of the question.
    """
    if (
        resolved.matches
        and resolved.matches[0].score < 1
        and (longer := _longer_name(book, viewer, question, resolved))
    ):
        return Found(unknown=longer)
    if resolved.one is not None:
        return Found(resolved.one.account_id)
    names = proper_nouns(book, viewer, question)
    if resolved.matches:
        return _told_apart(book, viewer, question, resolved, names, about)
    held = {name: where for name in names if (where := accounts_with(book, viewer, name))}
    if about is not None and (not names or any(about in where for where in held.values())):
        return Found(about)
    if names:
        return _by_names(book, viewer, question, names, held)
    return Found(about)


def unknown_name(book: "Book", viewer: Viewer, question: str) -> str:
    """A name that stands where a firm's does, and nowhere in what this viewer may see; empty when there is none."""
    names = set(proper_nouns(book, viewer, question))
    for match in _SLOT.finditer(question):
        parts = [part for part in match["name"].split() if part.strip(".,?!") in names]
        missing = [part for part in parts if not accounts_with(book, viewer, part)]
        together = len(parts) > 1 and not accounts_with(book, viewer, " ".join(parts))
        if missing or together:
            return match["name"].strip(".,?! ")
    return ""


def proper_nouns(book: "Book", viewer: Viewer, question: str) -> tuple[str, ...]:
    """Names in a question that are not the names of our reps or of a month: towns, people, firms."""
    if not _CAPITAL.search(question):
        return ()
    reps = (*book.store.reps(viewer), viewer.name)
    ours = {word for name in (*reps, *book.store.rivals(viewer)) for word in words(name)}
    firsts = {words(name)[0] for name in reps if words(name)}
    starts = {match.end() for match in re.finditer(r"(?:^|[.!?:]\s+)", question)}
    found = []
    for match in _CAPITAL.finditer(question[:1_000]):
        plain = " ".join(words(match[0]))
        if (
            not plain
            or plain in word_list("not_names")
            or plain in MONTHS
            or plain in WEEKDAYS
            or plain in ours
            or len(plain) < 3
        ):
            continue
        if match.start() in starts and (is_common(plain) or not content(plain)):
            continue
        if not content(plain) or any(first.startswith(plain) for first in firsts):
            continue
        found.append(match[0].removesuffix("'s").removesuffix("’s"))
    return tuple(dict.fromkeys(found))[:_MOST_NAMES]


def accounts_with(book: "Book", viewer: Viewer, name: str) -> dict[int, int]:
    """Accounts in whose notes, among those this viewer may see, a name stands; with the number of lines."""
    hits = book.store.search_words(viewer, name, limit=_HITS, which="note")
    texts = book.store.passages(viewer, [passage for passage, _ in hits])
    wanted = words(name)
    ids = [key[0] for key, passage in texts.items() if _stands(wanted, words(passage.text))]
    rows = book.store.review_rows(viewer, ids)
    found: dict[int, int] = {}
    for review_id in ids:
        if review_id in rows:
            account = rows[review_id].account_id
            found[account] = found.get(account, 0) + 1
    return found


def choices(book: "Book", viewer: Viewer, matches: "Sequence[Match]") -> tuple[Choice, ...]:
    """Accounts to choose from, each with what tells it apart: rounds, the last one, whose it was."""
    return tuple(_choice(book, viewer, match.account_id, match.name) for match in matches)


def _choice(book: "Book", viewer: Viewer, account_id: int, name: str) -> Choice:
    from ingest.store.asking import Wanted

    rows = book.store.picked(viewer, Wanted(account_id=account_id), limit=1)
    return Choice(account_id, name, _told(rows[0]) if rows else "")


def _told(row: ReviewRow) -> str:
    outcome = f"lost to {row.competitor}" if row.outcome == "competitor" and row.competitor else OUTCOMES[row.outcome]
    return f"last on {day(row.happened)} with {row.rep}, {outcome}"


def _stands(wanted: Sequence[str], line: Sequence[str]) -> bool:
    size = len(wanted)
    return any(list(line[at : at + size]) == list(wanted) for at in range(len(line) - size + 1))


def _longer_name(book: "Book", viewer: Viewer, question: str, resolved: "Resolved") -> str:
    """A name of which the accounts found bear only a part: 'Halden Cold Chain' where there is Halden Motors."""
    spelt = set().union(*(_spelling(book, viewer, match) for match in resolved.matches))
    for run in _RUN.finditer(question):
        parts = [part for part in run[0].split() if content(part) and part.strip("&.-")]
        known = [part for part in parts if {stem(word) for word in words(part)} & spelt]
        more = [part for part in parts if part not in known]
        if not known or not more or len(words(more[0])[0]) < 3:
            continue
        there = accounts_with(book, viewer, " ".join(words(" ".join(more))))
        if not any(match.account_id in there for match in resolved.matches):
            return " ".join(parts).removesuffix("'s").removesuffix("’s").strip(".,?!")
    return ""


def _told_apart(
    book: "Book", viewer: Viewer, question: str, resolved: "Resolved", names: Sequence[str], about: int | None
) -> Found:
    """One of several that fit, when another word of the question belongs to it alone."""
    matches = resolved.matches
    if about is not None and any(match.account_id == about for match in matches) and not resolved.several:
        return Found(about)
    spelt = {match.account_id: _spelling(book, viewer, match) for match in matches}
    shared = set.intersection(*spelt.values()) if spelt else set()
    asked = {stem(word) for word in words(question)}
    own = [account for account, have in spelt.items() if (have - shared) & asked and len(matches) > 1]
    if len(own) == 1 and not resolved.several:
        return Found(own[0])
    if resolved.several or len(matches) < 2:
        return Found(choices=choices(book, viewer, matches))
    by_notes = _by_notes(book, viewer, names, {match.account_id for match in matches}, shared)
    if by_notes is not None:
        account, name = by_notes
        return Found(account, because=f"Only its notes name {name}.")
    return Found(choices=choices(book, viewer, matches))


def _by_notes(
    book: "Book", viewer: Viewer, names: Sequence[str], among: set[int], shared: set[str]
) -> tuple[int, str] | None:
    for name in names:
        if {stem(word) for word in words(name)} & shared:
            continue
        there = set(accounts_with(book, viewer, name)) & among
        if len(there) == 1:
            return there.pop(), name
    return None


def _spelling(book: "Book", viewer: Viewer, match: "Match") -> set[str]:
    aliases = book.store.ledger(viewer, match.account_id).aliases
    return {stem(word) for text in (match.name, *aliases) for word in words(text) if len(word) > 2}


def _by_names(
    book: "Book", viewer: Viewer, question: str, names: Sequence[str], held: dict[str, dict[int, int]]
) -> Found:
    """No account is named, but a town or a person is, who stands in the notes of one account only."""
    missing = [name for name in names if name not in held]
    for name, there in _in_spellings(book, viewer, names).items():
        held[name] = dict.fromkeys(there, 1) if len(there) == 1 else {**held.get(name, {}), **dict.fromkeys(there, 1)}
    missing = [name for name in missing if name not in held]
    if missing:
        return Found(unknown=" ".join(missing))
    common = set.intersection(*(set(where) for where in held.values()))
    if len(common) == 1:
        account = common.pop()
        return Found(account, because=f"Its notes name {' and '.join(names)}.")
    if not common:
        return Found(unknown=" ".join(names))
    others = [word for word in content(question) if not any(word in words(name) for name in names)]
    points: dict[int, float] = dict.fromkeys(common, 0.0)
    for where in (accounts_with(book, viewer, word) for word in others[:_MOST_NAMES]):
        for account in common & set(where):
            points[account] += 1 / len(common & set(where))
    best, second = sorted(points, key=lambda account: -points[account])[:2]
    if points[best] - points[second] >= _CLEAR:
        return Found(best, because=f"Its notes name {' and '.join(names)}.")
    rows = {row.account_id: row for row in _latest(book, viewer, common)}
    found = tuple(Choice(account, row.account, _told(row)) for account, row in sorted(rows.items()))
    return Found(choices=found[:8])


def _in_spellings(book: "Book", viewer: Viewer, names: Iterable[str]) -> dict[str, set[int]]:
    """Accounts one word of whose name is this one."""
    found: dict[str, set[int]] = {}
    for name in names:
        wanted = {stem(word) for word in words(name)}
        there = {
            row.id
            for row in book.store.accounts(viewer, search=name, limit=20)
            if wanted <= {stem(word) for word in words(row.name)}
        }
        if there:
            found[name] = there
    return found


def _latest(book: "Book", viewer: Viewer, accounts: Iterable[int]) -> list[ReviewRow]:
    from ingest.store.asking import Wanted

    return [row for account in accounts for row in book.store.picked(viewer, Wanted(account_id=account), limit=1)]
