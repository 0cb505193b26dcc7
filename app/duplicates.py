"""Accounts that may be one: names that are nearly the same, for somebody to decide. Nothing is merged by itself."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations
from typing import TYPE_CHECKING, Final

from ingest.alignment import is_general
from ingest.spelling import Likeness, Name, compare, may_be_one
from ingest.store.names import UNNAMED

if TYPE_CHECKING:
    from ingest.records import Viewer
    from ingest.store import Store
    from ingest.store.rows import AccountRow

MOST: Final = 1_000
"""Accounts compared, those with the latest deals."""
_SHOWN: Final = 12
_CROWD: Final = 40
"""Names that begin alike are compared up to this many; beyond it the beginning says nothing."""


@dataclass(frozen=True)
class Suggestion:
    """Two accounts that may be one."""

    keep: "AccountRow"
    """The one with more deals on record."""
    other: "AccountRow"
    why: str
    """Part of a sentence."""
    score: float


def suggest(store: "Store", viewer: "Viewer") -> tuple[Suggestion, ...]:
    """Likely duplicates among the accounts this viewer may see, the likeliest first; not those said to be two."""
    rows = [row for row in store.accounts(viewer, limit=MOST) if row.name != UNNAMED]
    apart = {
        frozenset((change.account_id, change.other_id))
        for change in store.account_changes(viewer)
        if change.kind in ("apart", "split") and change.undone is None
    }
    found: dict[frozenset[int], Suggestion] = {}
    for one, other in _pairs(rows):
        pair = frozenset((one.id, other.id))
        if pair not in apart and pair not in found and (alike := _alike(one, other)):
            found[pair] = alike
    return tuple(sorted(found.values(), key=lambda each: (-each.score, each.keep.name, each.other.name))[:_SHOWN])


def _pairs(rows: "list[AccountRow]") -> "Iterator[tuple[AccountRow, AccountRow]]":
    """Accounts whose names begin with the same letters, or are the same letters as another's initials."""
    begins: dict[str, list[AccountRow]] = defaultdict(list)
    for row in rows:
        name = _name(row.name)
        for key in {
            name.joined[:3],
            name.initials if len(name.initials) > 2 else "",
            name.joined if len(name.words) == 1 else "",
        }:
            if key:
                begins[key].append(row)
    for some in begins.values():
        if len(some) <= _CROWD:
            yield from combinations(some, 2)


@lru_cache(maxsize=2 * MOST)
def _name(text: str) -> Name:
    return Name.of(text)


def _alike(one: "AccountRow", other: "AccountRow") -> Suggestion | None:
    keep, rest = sorted((one, other), key=lambda row: (-row.reviews, -len(row.name), row.id))
    rated = [
        (found, shorter, longer)
        for shorter, longer in ((rest, keep), (keep, rest))
        if (found := _likely(shorter, longer))
    ]
    if not rated:
        return None
    best, shorter, longer = max(rated, key=lambda each: each[0].score)
    why = "the same name" if best.score == 1.0 else best.why.replace("{}", longer.name)
    return Suggestion(keep, rest, f"{shorter.name}: {why}", best.score)


def _likely(asked: "AccountRow", known: "AccountRow") -> Likeness | None:
    """A likeness worth asking about. One that leaves out a telling word is not: "Halden" of "Halden Motors"."""
    mine, theirs = _name(asked.name), _name(known.name)
    found = compare(mine, theirs) if may_be_one(mine, theirs) else None
    if found is None or found.score < 0.7:
        return None
    left = [word for word in theirs.words if word not in mine.words]
    short_for = found.why.startswith(("short", "a part")) and not found.whole
    return None if short_for and not all(map(is_general, left)) else found
