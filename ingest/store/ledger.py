"""The erasure ledger: what was erased, as salted hashes and never as names, so that a restored backup loses it again.

It is kept in the database and in a small file beside it: when the database is damaged, the file still knows.
"""

import datetime as dt
import hashlib
import json
import os
import secrets
import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from contextlib import closing
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final, Literal, TypeVar

import sqlalchemy as sa

from ingest.store.merging import merged_parts
from ingest.store.tables import aliases, deals, erasures, notes, reviews, users
from ingest.store.viewing import chunks
from prompts.errors import StoreError

Kind = Literal["account", "rep", "review"]
T = TypeVar("T")
_TELLING: Final = 200
"""Characters from which a note's words alone say which note it is."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One key that was erased, and when: what came back after that day is new and stays."""

    kind: Kind
    salt: str
    hash: str
    at: str
    """ISO 8601, UTC."""


def entries(kind: Kind, keys: Iterable[str], now: dt.datetime) -> list[Entry]:
    """Entries of one erasure; they share a salt."""
    salt = secrets.token_hex(16)
    return [Entry(kind, salt, _hash(salt, kind, key), now.isoformat()) for key in keys]


def came_from(conn: sa.Connection, firsts: Sequence[str]) -> list[str]:
    """What the same notes would be known by if they came again: where they came from, and their words.

    For each of these reviews, all versions, under every spelling of its account; keys of kind "review".
    """
    query = (
        sa.select(reviews.c.external_id, reviews.c.once, notes.c.sha256, sa.func.length(notes.c.text), aliases.c.key)
        .join(notes, notes.c.id == reviews.c.note_id)
        .join(deals, deals.c.id == reviews.c.deal_id)
        .join(aliases, aliases.c.account_id == deals.c.account_id)
    )
    found: set[str] = set()
    for some in chunks(firsts):
        for external_id, once, digest, length, account in conn.execute(query.where(reviews.c.first_id.in_(some))):
            source, _, file = [*(once or "").split(":"), "", ""][:3]  # an import's mark: see `importing.standing`
            found |= words_keys(digest, length, account) | row_keys(source, [external_id or ""], account, file)
    return sorted(found)


def words_keys(digest: str, length: int, account: str | None) -> set[str]:
    """Keys of a note's words; short ones ('Lost on price.') are one deal's only together with the account."""
    found = {f"words:{digest}:{account}"} if account else set()
    return found | ({f"words:{digest}"} if length >= _TELLING else set())


def row_keys(source: str, ids: Iterable[str], account: str | None, file: str) -> set[str]:
    """Keys of an exported row: its id counts together with the account, or with the file it came in."""
    own = [one for one in ids if one and source]
    by_account = {f"row:{source}:{one}:{account}" for one in own if account}
    return by_account | ({f"file:{source}:{one}:{file}" for one in own} if file else set())


class Gone:
    """What was erased, ready to be asked about many keys."""

    def __init__(self, known: Iterable[Entry]) -> None:
        self._by_salt: dict[tuple[Kind, str], dict[str, dt.datetime]] = defaultdict(dict)
        for entry in known:
            self._by_salt[entry.kind, entry.salt][entry.hash] = dt.datetime.fromisoformat(entry.at)

    def __bool__(self) -> bool:
        return bool(self._by_salt)

    def at(self, kind: Kind, keys: Iterable[str]) -> dt.datetime | None:
        """When one of these was erased, the last time; None when none was."""
        asked = list(keys)
        found = (
            hashes.get(_hash(salt, kind, key))
            for (of, salt), hashes in self._by_salt.items()
            if of == kind
            for key in asked
        )
        return max(filter(None, found), default=None)


def write(conn: sa.Connection, new: Iterable[Entry]) -> None:
    """Add those which are not there yet."""
    have = set(conn.scalars(sa.select(erasures.c.hash)))
    rows = [{**asdict(e), "at": dt.datetime.fromisoformat(e.at)} for e in new if e.hash not in have]
    if rows:
        conn.execute(erasures.insert(), rows)


def read(conn: sa.Connection) -> list[Entry]:
    """All of them."""
    rows = conn.execute(sa.select(erasures).order_by(erasures.c.id))
    return [Entry(row.kind, row.salt, row.hash, row.at.isoformat()) for row in rows]


def beside(file: Path) -> Path:
    """The file that holds a second copy."""
    return file.with_name(f"{file.name}.erasures")


def write_file(file: Path, all_of_them: Iterable[Entry]) -> None:
    """Write the second copy, whole. Raises StoreError."""
    target = beside(file)
    part = target.with_name(f"{target.name}.part")
    try:
        with open(part, "w", encoding="utf-8", opener=lambda p, flags: os.open(p, flags, 0o600)) as out:
            out.writelines(json.dumps(asdict(entry)) + "\n" for entry in all_of_them)
            out.flush()
            os.fsync(out.fileno())
        part.replace(target)
    except OSError as error:
        raise StoreError(
            f"It is erased, but {str(target)!r}, which keeps it erased after a restore, could not be written: "
            f"{error.strerror or error}. Free some space and erase once more."
        ) from error


def read_file(file: Path) -> list[Entry]:
    """The second copy; empty when there is none. A broken line is left out."""
    try:
        lines = beside(file).read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError):
        return []
    found: list[Entry] = []
    for line in lines:
        try:
            found.append(Entry(**json.loads(line)))
        except (ValueError, TypeError):
            continue
    return found


def read_old(file: Path) -> list[Entry]:
    """The ledger of a database that may be damaged or from another version; empty when it cannot be read."""
    try:
        with closing(sqlite3.connect(f"{file.absolute().as_uri()}?mode=ro", uri=True)) as conn:
            rows = conn.execute("SELECT kind, salt, hash, at FROM erasures").fetchall()
    except sqlite3.Error:
        return []
    return [
        Entry(kind, salt, digest, f"{dt.datetime.fromisoformat(at).isoformat()}+00:00")
        for kind, salt, digest, at in rows
    ]


def erased_reviews(conn: sa.Connection, known: Iterable[Entry]) -> list[str]:
    """First ids of reviews in this database that were erased after they were recorded.

    Two merged accounts may have been parted and one of them erased: an erased name takes the deals it came with.
    """
    parts = merged_parts(conn)
    spelled = conn.execute(sa.select(aliases.c.id, aliases.c.key, aliases.c.account_id))
    parts_by_key = {row.key: (row.account_id, parts.of_alias.get(row.id)) for row in spelled}
    firsts = conn.execute(
        sa.select(reviews.c.id, reviews.c.rep_id, reviews.c.created, reviews.c.deal_id, deals.c.account_id)
        .join(deals, deals.c.id == reviews.c.deal_id)
        .where(reviews.c.id == reviews.c.first_id)
    ).all()
    known = list(known)
    gone_accounts = _latest(known, "account", parts_by_key)
    gone_reps = erased_people(conn, known)
    gone_reviews = _latest(known, "review", {row.id: row.id for row in firsts})
    return [
        row.id
        for row in firsts
        if row.id in gone_reviews
        or row.created <= gone_accounts.get((row.account_id, parts.of_deal.get(row.deal_id)), _NEVER)
        or row.created <= gone_reps.get(row.rep_id, _NEVER)
    ]


def erased_people(conn: sa.Connection, known: Iterable[Entry]) -> dict[int, dt.datetime]:
    """Rows in `users` of people who were erased, and when: what they left until then has to go."""
    return _latest(known, "rep", {row.key: row.id for row in conn.execute(sa.select(users.c.key, users.c.id))})


_NEVER = dt.datetime.min.replace(tzinfo=dt.UTC)


def _latest(known: Iterable[Entry], kind: Kind, ids: Mapping[str, T]) -> dict[T, dt.datetime]:
    """When each id was last erased. One pass over the keys a salt, however many entries share it."""
    by_salt: dict[str, dict[str, dt.datetime]] = defaultdict(dict)
    for entry in known:
        if entry.kind == kind:
            by_salt[entry.salt][entry.hash] = dt.datetime.fromisoformat(entry.at)
    found: dict[T, dt.datetime] = {}
    for salt, hashes in by_salt.items():
        for key, one in ids.items():
            at = hashes.get(_hash(salt, kind, key))
            if at is not None:
                found[one] = max(at, found.get(one, _NEVER))
    return found


def _hash(salt: str, kind: str, key: str) -> str:
    return hashlib.sha256(f"{salt}:{kind}:{key}".encode()).hexdigest()
