"""Users, accounts, aliases and numbered rounds: found by key, made when new."""

import datetime as dt
from collections.abc import Sequence, Set
from functools import cache
from typing import Any, Final

import sqlalchemy as sa

from ingest.lines.lists import word_list
from ingest.records import Given
from ingest.store.names import UNNAMED, account_key, person_key
from ingest.store.tables import accounts, aliases, deals, reviews, users
from ingest.store.viewing import is_current
from prompts.errors import StoreError

_CANDIDATES: Final = 150
"""Spellings that begin like a new one and are looked at, the nearest in length."""
_LAST: Final = "\U0010ffff"
_IN_RANGE: Final = (
    sa.select(aliases.c.account_id, aliases.c.key)
    .where(aliases.c.key >= sa.bindparam("start"), aliases.c.key <= sa.bindparam("end"))
    .order_by(sa.func.abs(sa.func.length(aliases.c.key) - sa.bindparam("size", type_=sa.Integer)))
    .limit(_CANDIDATES)
)


def user_id(conn: sa.Connection, name: str) -> int:
    """Id of the rep, made when new. Raises StoreError for an empty name."""
    clean = " ".join(name.split())
    if not clean:
        raise StoreError(f"The rep's name {name!r} is empty; give one with --rep NAME or set LOSSBOOK_REP.")
    key = person_key(clean)
    found = conn.execute(sa.select(users.c.id).where(users.c.key == key)).scalar()
    return found or _made(conn, users.insert().values(name=clean, key=key))


def account_id(conn: sa.Connection, name: str, now: dt.datetime) -> int:
    """Id of the account that has this name or alias, made when new. An empty name is the unnamed account.

    Another way to write a name on record ("Hanak Kovo", "Hanák Kovo s.r.o.") is the same account; a name that is
    shorter, longer or misspelt may be another firm, and is for somebody to say. The other way is not kept as an alias:
    the note it stands in may be private.
    """
    clean = " ".join(name.split()) or UNNAMED
    key = account_key(clean)
    found = conn.execute(
        sa.select(aliases.c.account_id).where(aliases.c.key == key).with_for_update(read=True)
    ).scalar()
    if found is not None:
        return int(found)
    same = _written_otherwise(conn, clean, key)
    if same is not None:
        return same
    made = _made(conn, accounts.insert().values(name=clean, created=now))
    conn.execute(aliases.insert().values(account_id=made, text=clean, key=key))
    return made


def _written_otherwise(conn: sa.Connection, name: str, key: str) -> int | None:
    """The one account whose name is this one in other letters."""
    from ingest.spelling import SHORT, Name, compare, fold, may_be_one

    asked, found = Name.of(name), set[int]()
    looks = _Looks(asked.words)
    for other, account in _begin_alike(conn, key).items():
        if not looks.like(_Looks([SHORT.get(word, word) for word in fold(other).split()])):
            continue
        known = Name.of(other)
        likeness = (compare(asked, known) or compare(known, asked)) if may_be_one(asked, known) else None
        if likeness and likeness.whole:
            found.add(account)
    return found.pop() if len(found) == 1 else None


def _ranges(key: str) -> set[tuple[str, str]]:
    """Where the index on the keys is looked at: the first word, plural or not, going on like the second; the first in
    two or the two in one; and the first word up to a letter with an accent.

    Each is a short way into the index: this is asked for every new account, while nobody else can write.
    """
    from ingest.spelling import fold

    starts, found = set[str](), set[tuple[str, str]]()
    for words in {tuple(key.split(" ")), tuple(fold(key).split(" "))}:
        first, stem = words[0], words[0].removesuffix("s")
        found |= {(form, form) for form in (first, stem, f"{stem}s")}
        for second in [word for word in words[1:] if word not in _passed()][:1]:
            starts |= {f"{form} {second[0]}" for form in (first, stem, f"{stem}s")}
            starts |= {f"{first} and {second[0]}", f"{first}{second}"}
        starts |= {f"{first[:at]} {first[at:]}" for at in range(3, len(first) - 1)}
    plain = fold(key).split(" ")[0] + " "
    accents = {(plain[:at] + "\x80", plain[:at] + _LAST) for at in range(1, len(plain) + 1)}
    return found | accents | {(start, start + _LAST) for start in starts}


def _begin_alike(conn: sa.Connection, key: str) -> dict[str, int]:
    """Keys that may be this one in other letters, each with its account."""
    found: dict[str, int] = {}
    for start, end in sorted(_ranges(key)):
        given = {"start": start, "end": end, "size": len(key)}
        found.update((row.key, row.account_id) for row in conn.execute(_IN_RANGE, given))
    return found


class _Looks:
    """A look at a key before it is compared, which costs ten times as much."""

    def __init__(self, words: Sequence[str]) -> None:
        passed = _passed()
        self._telling = {word[:2]: word for word in words if word not in passed}
        self._size = sum(map(len, self._telling.values()))

    def like(self, other: "_Looks") -> bool:
        """Whether each word begins as one of the other name, or the letters are as many, or some are initials."""
        mine = self._telling.keys() - other._telling.keys()
        theirs = other._telling.keys() - self._telling.keys()
        if not mine and not theirs:
            return True
        if not mine or not theirs:
            return abs(self._size - other._size) < 4
        return self._has_initials(mine, theirs) or other._has_initials(theirs, mine)

    def _has_initials(self, mine: Set[str], others: Set[str]) -> bool:
        letters = {begin[0] for begin in others}
        return all(len(self._telling[begin]) < 5 and letters >= set(self._telling[begin]) for begin in mine)


@cache
def _passed() -> frozenset[str]:
    """Words that one name may have and the other not."""
    return word_list("name_connectors") | word_list("name_designators")


def new_deal(conn: sa.Connection, account: int, rep: int, closed: dt.date, given: Given | None) -> int:
    """A deal of this account, numbered later by `number_rounds`."""
    return _made(conn, deals.insert().values(**deal_row(account, rep, closed, given or Given())))


def deal_row(account: int, rep: int, closed: dt.date, given: Given) -> dict[str, Any]:
    """What the CRM said, not yet numbered."""
    return {
        "account_id": account,
        "rep_id": rep,
        "round": 0,
        "closed": closed,
        "amount": given.amount,
        "currency": given.currency,
        "crm_stage": given.stage,
        "crm_reason": given.stated,
        "segment": given.segment,
    }


def number_rounds(conn: sa.Connection, account: int) -> None:
    """Number an account's deals 1, 2, 3 ... by the day they closed; a late entry moves the others."""
    standing = sa.exists().where(reviews.c.deal_id == deals.c.id, is_current())
    rows = conn.execute(
        sa.select(deals.c.id, deals.c.round)
        .where(deals.c.account_id == account, standing)
        .order_by(deals.c.closed, deals.c.id)
    ).all()
    for number, row in enumerate(rows, start=1):
        if row.round != number:
            conn.execute(deals.update().where(deals.c.id == row.id).values(round=number))


def _made(conn: sa.Connection, insert: sa.Insert) -> int:
    key = conn.execute(insert).inserted_primary_key
    assert key is not None
    return int(key[0])
