"""Account names: which spellings are on record, and which of them a viewer may know."""

import datetime as dt
import json
from collections import defaultdict
from collections.abc import Iterable
from typing import Any

import sqlalchemy as sa

from ingest.records import Viewer
from ingest.store.account_rows import NamedAccount
from ingest.store.database import Database
from ingest.store.tables import account_changes, accounts, aliases, deals, erasures, reviews
from ingest.store.viewing import chunks, visible

_OVERLAP = 1_000
"""Ids read again each time: on PostgreSQL a lower one may be committed after a higher one."""


class AccountNames:
    """What names resolve through."""

    db: Database

    def spellings_stamp(self) -> tuple[int, int]:
        """Changes whenever a spelling is added (first number) or erased (second number)."""
        query = sa.select(
            sa.select(sa.func.max(aliases.c.id)).scalar_subquery(),
            sa.select(sa.func.max(erasures.c.id)).scalar_subquery(),
        )
        with self.db.reading() as conn:
            newest, erased = conn.execute(query).one()
        return newest or 0, erased or 0

    def spellings(self, after: int = 0) -> list[tuple[str, str]]:
        """Alias keys and texts since alias id `after`, and a few before it: for an index of names, nobody's to read.

        What is found with them goes through `accounts_named` before anybody sees it.
        """
        query = sa.select(aliases.c.key, aliases.c.text).where(aliases.c.id > after - _OVERLAP)
        with self.db.reading() as conn:
            return [(row.key, row.text) for row in conn.execute(query)]

    def accounts_named(self, viewer: Viewer, keys: Iterable[str]) -> list[NamedAccount]:
        """Accounts that bear one of these alias keys, as far as this viewer may know them by it."""
        found: list[NamedAccount] = []
        with self.db.reading(viewer) as conn:
            for some in chunks(dict.fromkeys(keys)):
                found += _named(conn, viewer, some)
        return found


def _named(conn: sa.Connection, viewer: Viewer, keys: Iterable[str]) -> list[NamedAccount]:
    bearing = sa.select(aliases.c.account_id).where(aliases.c.key.in_(keys))
    theirs = list(conn.scalars(sa.select(deals.c.id).where(deals.c.account_id.in_(bearing))))
    # A CASE, which no index answers: else SQLite goes through all the viewer's reviews and not through these few deals.
    seen_by = sa.case((visible(viewer), 1), else_=0) == 1
    rows: dict[int, tuple[str, int, dt.date]] = {}
    for some in chunks(theirs):
        seen = (
            sa.select(accounts.c.id, accounts.c.name, sa.func.count(), sa.func.max(reviews.c.happened))
            .select_from(reviews.join(deals, deals.c.id == reviews.c.deal_id).join(accounts))
            .where(reviews.c.deal_id.in_(some), seen_by)
            .group_by(accounts.c.id, accounts.c.name)
        )
        for number, name, count, last in conn.execute(seen):
            _, before, latest = rows.get(number, (name, 0, last))
            rows[number] = name, before + int(count), max(last, latest)
    if not rows:
        return []
    spelled = sa.select(aliases.c.id, aliases.c.account_id, aliases.c.text, aliases.c.key).where(
        aliases.c.account_id.in_(rows), aliases.c.key.in_(keys)
    )
    hidden = hidden_aliases(conn, viewer)
    by_account: dict[int, list[tuple[str, str]]] = defaultdict(list)
    for alias in conn.execute(spelled.order_by(aliases.c.id)):
        if alias.id not in hidden:
            by_account[alias.account_id].append((alias.key, alias.text))
    return [
        NamedAccount(number, rows[number][0], tuple(pairs), *rows[number][1:]) for number, pairs in by_account.items()
    ]


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
