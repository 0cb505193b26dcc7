"""Many reviews at once: the rows `record` writes, some hundreds in a transaction. For generated records.

Nothing is checked for having been recorded before, another spelling of a name is another account, and the search index
is not told of each: build it anew afterwards.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from ingest.records import Given, Reading
from ingest.store.database import Database
from ingest.store.ids import new_id
from ingest.store.names import account_key
from ingest.store.people import deal_row, user_id
from ingest.store.rows import Shared, Vectors
from ingest.store.tables import (
    accounts,
    aliases,
    cards,
    deals,
    index_state,
    notes,
    outbox,
    passages,
    quotes,
    readings,
    reviews,
)
from ingest.store.write import (
    check,
    day_of,
    note_row,
    passage_rows,
    quote_rows,
    reading_row,
    review_row,
    to_bytes,
)

if TYPE_CHECKING:
    from ingest.store import Store

BATCH = 500


@dataclass(frozen=True, slots=True)
class Bulk:
    """What `record` is given for one review."""

    reading: Reading
    account: str
    rep: str
    given: Given
    """With the day it closed."""
    vectors: Vectors
    shared: Shared
    external_id: str


def record_many(store: Store, items: Iterable[Bulk]) -> Iterator[int]:
    """Record all of them; yields how many are in after each transaction. What was yielded is there to stay.

    Raises:
        DiskFull: what was yielded is recorded.
        StoreError: A quote that is not in the note, vectors of the wrong shape.
    """
    rest, done = iter(items), 0
    seen = _Seen()
    while batch := list(islice(rest, BATCH)):
        with store.db.writing() as conn:
            _put(conn, batch, seen)
            done += len(batch)
        yield done
    _finish(store.db)


class _Seen:
    """Ids of the accounts and reps met so far."""

    def __init__(self) -> None:
        self._accounts: dict[str, int] = {}
        self._reps: dict[str, int] = {}

    def account(self, conn: sa.Connection, name: str, now: dt.datetime) -> int:
        if name not in self._accounts:
            key = account_key(name)
            found = conn.scalar(sa.select(aliases.c.account_id).where(aliases.c.key == key))
            self._accounts[name] = found or _new_account(conn, name, key, now)
        return self._accounts[name]

    def rep(self, conn: sa.Connection, name: str) -> int:
        if name not in self._reps:
            self._reps[name] = user_id(conn, name)
        return self._reps[name]


def _new_account(conn: sa.Connection, name: str, key: str, now: dt.datetime) -> int:
    made = conn.execute(accounts.insert().values(name=name, created=now)).inserted_primary_key
    assert made is not None
    conn.execute(aliases.insert().values(account_id=made[0], text=name, key=key))
    return int(made[0])


def _put(conn: sa.Connection, batch: Sequence[Bulk], seen: _Seen) -> None:
    """Table by table, one statement each."""
    now = dt.datetime.now(dt.UTC)
    to_deals = [
        deal_row(
            seen.account(conn, item.account, now),
            seen.rep(conn, item.rep),
            day_of(item.reading, item.given, now),
            item.given,
        )
        for item in batch
    ]
    to_notes = [note_row(item.reading.note, now) for item in batch]
    deal_ids = conn.scalars(deals.insert().returning(deals.c.id, sort_by_parameter_order=True), to_deals).all()
    note_ids = conn.scalars(notes.insert().returning(notes.c.id, sort_by_parameter_order=True), to_notes).all()
    rows: dict[sa.Table, list[dict[str, Any]]] = {
        table: [] for table in (reviews, readings, quotes, passages, cards, outbox)
    }
    for item, deal, deal_id, note_id in zip(batch, to_deals, deal_ids, note_ids, strict=True):
        fixed = {"deal_id": deal_id, "note_id": note_id, "rep_id": deal["rep_id"], "happened": deal["closed"]}
        for table, some in _rows(item, fixed, now).items():
            rows[table] += some
    for table, some in rows.items():
        if some:
            conn.execute(table.insert(), some)


def _rows(item: Bulk, fixed: dict[str, Any], now: dt.datetime) -> dict[sa.Table, list[dict[str, Any]]]:
    reading, review_id = item.reading, new_id()
    check(reading.note, reading.lines, reading.diagnosis)
    values = {
        "id": review_id,
        "first_id": review_id,
        "author": "engine",
        "created": now,
        "shared": item.shared,
        "sample": False,
        "external_id": item.external_id,
        "once": item.external_id,
        **fixed,
    }
    blobs = to_bytes(reading, item.vectors)
    return {
        reviews: [review_row(values, reading.diagnosis)],
        readings: [reading_row(review_id, reading, item.vectors.model)],
        quotes: quote_rows(review_id, reading.diagnosis),
        passages: passage_rows(review_id, reading.diagnosis.mechanism, reading.lines, blobs),
        cards: [{"review_id": review_id, "created": now, **reading.card.model_dump()}],
        outbox: [{"op": "upsert", "review_id": review_id, "lines": "[0]", "created": now, "done": now}],
    }


def _finish(db: Database) -> None:
    """Number every account's rounds by the day they closed, and let the index be built from all of it."""
    order = sa.func.row_number().over(partition_by=deals.c.account_id, order_by=(deals.c.closed, deals.c.id))
    numbered = sa.select(deals.c.id, order.label("place")).subquery()
    with db.writing() as conn:
        conn.execute(deals.update().where(deals.c.id == numbered.c.id).values(round=numbered.c.place))
        conn.execute(index_state.delete())
