"""Account names: which spellings are on record, and which of them a viewer may know."""

import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import cache, lru_cache
from typing import Any

import sqlalchemy as sa

from ingest.records import Viewer
from ingest.store.account_rows import NamedAccount
from ingest.store.database import Database
from ingest.store.tables import account_changes, accounts, aliases, deals, erasures, reviews
from ingest.store.viewing import VIEWERS, chunks, visible, visible_of_few

_OVERLAP = 1_000
"""Ids read again each time: on PostgreSQL a lower one may be committed after a higher one."""


class AccountNames:
    """What names resolve through."""

    db: Database

    def spellings_stamp(self) -> tuple[int, int]:
        """Changes whenever a spelling is added (first number) or erased (second number)."""

        def read() -> tuple[int, int]:
            query = sa.select(
                sa.select(sa.func.max(aliases.c.id)).scalar_subquery(),
                sa.select(sa.func.max(erasures.c.id)).scalar_subquery(),
            )
            with self.db.reading() as conn:
                newest, erased = conn.execute(query).one()
            return newest or 0, erased or 0

        return self.db.kept.get("spellings", read)

    def spellings(self, after: int = 0) -> list[tuple[str, str]]:
        """Alias keys and texts since alias id `after`, and a few before it: for an index of names, nobody's to read.

        What is found with them goes through `accounts_named` before anybody sees it.
        """
        query = sa.select(aliases.c.key, aliases.c.text).where(aliases.c.id > after - _OVERLAP)
        with self.db.reading() as conn:
            return [(row.key, row.text) for row in conn.execute(query)]

    def accounts_named(self, viewer: Viewer, keys: Iterable[str]) -> list[NamedAccount]:
        """Accounts that bear one of these alias keys, as far as this viewer may know them by it."""
        # One question asks for the same names several times.
        known = self.db.kept.get(("accounts named", viewer), dict[str, list[NamedAccount]])
        wanted = list(dict.fromkeys(keys))
        for some in chunks(key for key in wanted if key not in known):
            with self.db.reading(viewer) as conn:
                known.update(_named(conn, viewer, some))
        merged: dict[int, NamedAccount] = {}
        for account in (account for key in wanted for account in known[key]):
            had = merged.get(account.id)
            spellings = (*had.spellings, *account.spellings) if had else account.spellings
            merged[account.id] = replace(account, spellings=spellings)
        return [merged[number] for number in sorted(merged)]


def _named(conn: sa.Connection, viewer: Viewer, keys: Sequence[str]) -> dict[str, list[NamedAccount]]:
    """The accounts of each key, every one with that key's spellings alone."""
    found: dict[str, list[NamedAccount]] = {key: [] for key in keys}
    bearing = conn.execute(_bearing(), {"keys": keys}).all()
    if not bearing:
        return found
    hidden = hidden_aliases(conn, viewer)
    spelled: dict[tuple[str, int], list[tuple[str, str]]] = defaultdict(list)
    for alias in bearing:
        if alias.id not in hidden:
            spelled[alias.key, alias.account_id].append((alias.key, alias.text))
    rows = {
        row.id: row
        for some in chunks({number for _, number in spelled})
        for row in conn.execute(_seen(viewer), {"accounts": some})
    }
    for (key, number), pairs in spelled.items():
        if number in rows:
            found[key].append(NamedAccount(number, rows[number].name, tuple(pairs), *rows[number][2:]))
    return found


# Statements are put together once: that takes longer than running them.
@cache
def _bearing() -> sa.Select[int]:
    columns = (aliases.c.id, aliases.c.account_id, aliases.c.text, aliases.c.key)
    return sa.select(*columns).where(aliases.c.key.in_(sa.bindparam("keys", expanding=True))).order_by(aliases.c.id)


@lru_cache(maxsize=VIEWERS)
def _seen(viewer: Viewer) -> sa.Select[Any]:
    return (
        sa.select(accounts.c.id, accounts.c.name, sa.func.count(), sa.func.max(reviews.c.happened))
        .select_from(reviews.join(deals, deals.c.id == reviews.c.deal_id).join(accounts))
        .where(accounts.c.id.in_(sa.bindparam("accounts", expanding=True)), visible_of_few(viewer))
        .group_by(accounts.c.id, accounts.c.name)
    )


def hidden_aliases(conn: sa.Connection, viewer: Viewer) -> set[int]:
    """Spellings which came with merged deals this viewer may not see; they are not theirs to know."""
    if viewer.all:
        return set()
    query = sa.select(account_changes.c.aliases, account_changes.c.deals).where(
        account_changes.c.undone.is_(None), account_changes.c.kind == "merge"
    )
    moved: list[tuple[list[int], list[int]]] = [
        (json.loads(row.aliases), json.loads(row.deals)) for row in conn.execute(query)
    ]
    seen = _visible_deals(conn, viewer, {deal for _, some in moved for deal in some})
    return {alias for names, some in moved if seen.isdisjoint(some) for alias in names}


def _visible_deals(conn: sa.Connection, viewer: Viewer, wanted: Iterable[int]) -> set[Any]:
    return {
        deal
        for some in chunks(wanted)
        for deal in conn.scalars(sa.select(reviews.c.deal_id).where(reviews.c.deal_id.in_(some), visible(viewer)))
    }
