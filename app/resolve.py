"""Which account a name or a question means. It asks when two fit, and it never guesses.

Candidates come from a book of all spellings; the store then says which of them the viewer may know. Scores depend on
the name asked for and the spelling found, on nothing else on record, so a hidden account changes no answer: only
accounts that came through are set against each other.

An account that is called exactly what was asked wins over longer names that begin with it: with "Halden" and "Halden
Motors" on record, "Halden" means the first. With "Halden Foods" and "Halden Motors" it means neither, and we ask.
"""

import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from ingest.lines.lists import word_list
from ingest.spelling import SURE, Likeness, Name, compare
from ingest.store.names import UNNAMED, account_key

if TYPE_CHECKING:
    from app.mentions import Mention
    from app.namebook import NameBook
    from ingest.book import Book
    from ingest.records import Viewer
    from ingest.store.account_rows import NamedAccount

FLOOR: Final = 0.7
"""Score from which a match that stands alone is an answer; below it is a question."""
MARGIN: Final = 0.1
"""By how much it must stand clear of the next one."""
SHORT_FORM: Final = 0.88
"""A one-word spelling that is not the account's name; less than `MARGIN` before the account whose name begins so."""
MOST: Final = 8
"""Matches returned."""
_MISSPELT: Final = 0.2
"""What a match with typing errors loses when another one fits without any."""
_CHUNK: Final = 40
"""Spellings asked of the store at a time."""
_ENOUGH: Final = 24
"""Accounts set against each other at most."""
_SPREAD: Final = 0.3
"""Matches this far behind the best are left out."""


_UNNAMED: Final = UNNAMED.casefold()


@dataclass(frozen=True)
class Match:
    """An account that may be meant."""

    account_id: int
    name: str
    score: float
    """0 to 1."""
    why: str
    """Part of a sentence: "the same name", "one letter differs from Halden CC"."""
    reviews: int
    last: dt.date


@dataclass(frozen=True)
class Resolved:
    """What a name may mean, best first."""

    matches: tuple[Match, ...] = ()
    several: bool = False
    """A question that names more than one account."""

    @property
    def one(self) -> Match | None:
        """The account that is meant, None when there is none or it must be asked."""
        if not self.matches or self.several or self.matches[0].score < FLOOR:
            return None
        best = self.matches[0]
        next_best = self.matches[1].score if len(self.matches) > 1 else 0.0
        exact = best.score == 1.0 > next_best or best.score >= SURE > next_best
        return best if exact or round(best.score - next_best, 3) >= MARGIN else None


def resolve(book: "Book", viewer: "Viewer", name: str) -> Resolved:
    """The accounts that `name`, as somebody typed it, may mean."""
    from app.namebook import namebook

    key = account_key(name)
    if not key or key == _UNNAMED:
        return _settled(_matches(book, viewer, {key: Likeness(1.0, "the same name")} if key else {}))
    names = namebook(book.store)
    likely: dict[str, Likeness] = {}
    # What is left of a name without its legal form, and the name as typed: "HaldenColdChain" has capitals to tell.
    for asked in dict.fromkeys((Name.of(key), Name.of(name))):
        for other in _candidates(names, asked):
            found = compare(asked, names.names[other])
            if found:
                likely[other] = _better(found, likely.get(other))
    if key in names.names:
        likely[key] = Likeness(1.0, "the same name")
    likely.pop(_UNNAMED, None)
    return _settled(_matches(book, viewer, likely))


def named_in(book: "Book", viewer: "Viewer", text: str) -> Resolved:
    """The accounts that a question or a note names."""
    from app.mentions import LONG, mentions, tokens
    from app.namebook import namebook

    found = [mention for mention in mentions(text, namebook(book.store)) if mention.key != _UNNAMED]
    rated: dict[str, Likeness] = {}
    for mention in found:
        rated[mention.key] = _better(mention.likeness, rated.get(mention.key))
    known = _known(book, viewer, rated)
    owner = {key: account for account in known for key, _ in account.spellings}
    seen = [mention for mention in found if mention.key in owner]
    standing = [one for one in seen if not any(_covers(other, one, owner) for other in seen)]
    likely: dict[str, Likeness] = {}
    for mention in standing:
        likely[mention.key] = _better(mention.likeness, likely.get(mention.key))
    settled = _settled(_merged(known, likely))
    if len(settled.matches) < 2:
        return settled
    if len(tokens(text)) > LONG:
        return _most_named(settled, standing, owner)
    return replace(settled, several=_apart(settled, standing, owner))


def _better(one: Likeness, other: Likeness | None) -> Likeness:
    return one if other is None or one.score > other.score else other


def _candidates(names: "NameBook", asked: Name) -> set[str]:
    """Keys that may be like `asked`: they must hold its long words, since none of them may be passed over."""
    telling = [word for word in asked.words if word not in word_list("name_designators")]
    needed = [word for word in telling if len(word) > 4] or [word for word in telling if len(word) > 3]
    pairs = [one + two for one, two in zip(asked.words, asked.words[1:], strict=False)]
    runs = ["".join(asked.words[a:b]) for a in range(len(asked.words)) for b in range(a + 1, len(asked.words) + 1)]
    if needed:
        found = set.intersection(*(names.with_word(word) for word in needed))
    else:
        found = set[str]().union(*(names.with_word(word) for word in telling))
    return found.union(
        names.by_initials.get(asked.joined, ()),
        *(names.with_one(pair) for pair in pairs),
        *(names.by_joined.get(run, ()) for run in runs),
    )


def _known(book: "Book", viewer: "Viewer", rated: dict[str, Likeness]) -> "list[NamedAccount]":
    """The likeliest accounts this viewer may know, asked for a few at a time: what is hidden takes nobody's place."""
    found: dict[int, NamedAccount] = {}
    keys = sorted(rated, key=lambda key: (-rated[key].score, key))
    for start in range(0, len(keys), _CHUNK):
        some = keys[start : start + _CHUNK]
        if len(found) >= _ENOUGH:
            break
        for account in book.store.accounts_named(viewer, some):
            had = found.get(account.id)
            spellings = (*had.spellings, *account.spellings) if had else account.spellings
            found[account.id] = replace(account, spellings=spellings)
    return list(found.values())


def _matches(book: "Book", viewer: "Viewer", likely: dict[str, Likeness]) -> list[tuple[Match, int]]:
    return _merged(_known(book, viewer, likely), likely)


def _merged(known: "Iterable[NamedAccount]", likely: dict[str, Likeness]) -> list[tuple[Match, int]]:
    """Each account with its best spelling, and the typing errors in it."""
    found: list[tuple[Match, int]] = []
    for account in known:
        rated = [(likely[key], text) for key, text in account.spellings if key in likely]
        if rated:
            best, text = max(
                ((_as_short_form(found, text, account.name), text) for found, text in rated),
                key=lambda pair: (pair[0].score, pair[1] == account.name),
            )
            why = _why(best, text, account.name)
            found.append((Match(account.id, account.name, best.score, why, account.reviews, account.last), best.typos))
    return found


def _as_short_form(found: Likeness, text: str, name: str) -> Likeness:
    """One word that an account is also written with ("SMP") is a short form: it may be short for another one too."""
    known = Name.of(text)
    if found.score < SURE or len(known.words) > 1 or known.joined == Name.of(name).joined:
        return found
    return replace(found, score=SHORT_FORM, why="also written {}")


def _why(found: Likeness, text: str, name: str) -> str:
    if found.score == 1.0 and Name.of(text).joined != Name.of(name).joined:
        return f"also written {text}"
    return found.why.replace("{}", text)


def _settled(found: "list[tuple[Match, int]]") -> Resolved:
    """Best first. One that fits as it is written goes before those that would need a typing error."""
    clean = any(not slips and match.score >= FLOOR for match, slips in found)
    rated = [replace(m, score=round(m.score - _MISSPELT, 3)) if slips and clean else m for m, slips in found]
    rated.sort(key=lambda match: (-match.score, -match.last.toordinal(), match.name, match.account_id))
    best = rated[0].score if rated else 0.0
    return Resolved(tuple(match for match in rated if match.score >= best - _SPREAD)[:MOST])


def _covers(other: "Mention", one: "Mention", owner: "dict[str, NamedAccount]") -> bool:
    """Whether `other` says more of the same words: "Halden Motors" against "Halden"."""
    if owner[other.key].id == owner[one.key].id or other.likeness.score < FLOOR:
        return False
    inside = other.first <= one.first and one.last <= other.last
    return inside and other.telling > one.telling


def _apart(settled: Resolved, standing: "list[Mention]", owner: "dict[str, NamedAccount]") -> bool:
    """Whether the two best are named by different words, so that both are meant."""
    first, second = (match.account_id for match in settled.matches[:2])
    if settled.matches[1].score < FLOOR:
        return False
    spots: Callable[[int], set[int]] = lambda account: {  # noqa: E731
        at for m in standing if owner[m.key].id == account for at in range(m.first, m.last + 1)
    }
    return spots(first).isdisjoint(spots(second))


def _most_named(settled: Resolved, standing: "list[Mention]", owner: "dict[str, NamedAccount]") -> Resolved:
    """In a note, the account named most often comes first, and it is the one when it is named twice as often."""
    times = Counter(owner[mention.key].id for mention in standing)
    matches = sorted(settled.matches, key=lambda match: -times[match.account_id] * match.score)
    first, second = matches[0], matches[1]
    clear = times[first.account_id] * first.score >= 2 * times[second.account_id] * second.score
    if clear and first.score >= FLOOR:
        others = tuple(replace(m, score=min(m.score, round(first.score - MARGIN, 3))) for m in matches[1:])
        return Resolved((first, *others))
    return Resolved(tuple(matches))
