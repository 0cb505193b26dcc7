"""What the search index has still to learn, and which generation of it is in use.

Rows are written in the same transaction as what they tell of; the index's owner reads them, acts, and marks them done.
Acting twice does no harm. Only ids and vectors leave here, never text, so no viewer is asked for.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any, Literal

import sqlalchemy as sa

from ingest.store.database import Database
from ingest.store.rows import WIDTH, Generation, OutboxItem, PassageId
from ingest.store.tables import index_state, outbox, passages, reviews
from ingest.store.viewing import chunks, is_current

if TYPE_CHECKING:
    from ingest.store.rows import FloatArray

Op = Literal["upsert", "drop", "erase"]


class Outbox:
    """The index's side of the records."""

    db: Database

    def outbox_batch(self, limit: int = 100) -> list[OutboxItem]:
        """The oldest rows not yet done, in order."""
        query = sa.select(outbox).where(outbox.c.done.is_(None)).order_by(outbox.c.id).limit(limit)
        with self.db.reading_all() as conn:
            return [_item(conn, row) for row in conn.execute(query).all()]

    def outbox_done(self, ids: Iterable[int]) -> None:
        """Mark them done."""
        now = dt.datetime.now(dt.UTC)
        with self.db.writing() as conn:
            for some in chunks(ids):
                conn.execute(outbox.update().where(outbox.c.id.in_(some)).values(done=now))

    def outbox_waiting(self) -> int:
        """How many rows the index has still to learn."""
        with self.db.reading_all() as conn:
            return conn.scalar(sa.select(sa.func.count()).where(outbox.c.done.is_(None))) or 0

    def outbox_last(self) -> int:
        """Id of the newest row, 0 when there is none. What is newer than a build has to be replayed into it."""
        with self.db.reading_all() as conn:
            return conn.scalar(sa.select(sa.func.max(outbox.c.id))) or 0

    def outbox_since(self, last: int) -> list[tuple[Op, str]]:
        """What changed after the row with id `last`, oldest first: (op, review)."""
        query = sa.select(outbox.c.op, outbox.c.review_id).where(outbox.c.id > last).order_by(outbox.c.id)
        with self.db.reading_all() as conn:
            return [(row.op, row.review_id) for row in conn.execute(query)]

    def index_rows(self, chunk: int = 1000) -> Iterator[tuple[list[PassageId], FloatArray]]:
        """The vector of every current review, for building a generation: (ids, matrix of shape (n, 384))."""
        last = ""
        while True:
            # By review, not by passage: of a dozen passages one is wanted.
            query = indexed(passages.c.review_id, passages.c.line, passages.c.vector)
            query = query.where(reviews.c.id > last).order_by(reviews.c.id).limit(chunk)
            with self.db.reading_all() as conn:
                rows = conn.execute(query).all()
            if not rows:
                return
            last = rows[-1].review_id
            yield [(row.review_id, row.line) for row in rows], matrix([row.vector for row in rows])

    def count_vectors(self) -> int:
        """How many rows `index_rows` gives in all."""
        with self.db.reading_all() as conn:
            return conn.scalar(indexed(sa.func.count())) or 0

    def generation(self) -> Generation | None:
        """The index folder in use, None before the first one is built or after a restore."""
        with self.db.reading_all() as conn:
            row = conn.execute(sa.select(index_state)).one_or_none()
        return None if row is None else Generation(row.generation, row.passages, row.model, row.swapped)

    def swap_generation(self, name: str, passages: int, model: str) -> None:
        """Point at another folder; one transaction, so a reader finds the old one or the new one."""
        with self.db.writing() as conn:
            conn.execute(index_state.delete())
            conn.execute(
                index_state.insert().values(
                    id=1, generation=name, passages=passages, model=model, swapped=dt.datetime.now(dt.UTC)
                )
            )


def indexed(*columns: sa.ColumnElement[Any]) -> sa.Select[Any]:
    """Over what the index holds: one passage of every current review, the one that stands for it."""
    whole = sa.and_(passages.c.review_id == reviews.c.id, passages.c.line == 0, passages.c.vector.is_not(None))
    return sa.select(*columns).select_from(reviews.join(passages, whole)).where(is_current())


def tell_index(conn: sa.Connection, op: Op, review_id: str, now: dt.datetime) -> None:
    """Leave a row for the index, in the caller's transaction."""
    conn.execute(outbox.insert().values(op=op, review_id=review_id, lines="[0]", created=now))


def matrix(blobs: list[bytes]) -> FloatArray:
    """Blobs of 384 float32 as the rows of one array."""
    import numpy as np

    return np.frombuffer(b"".join(blobs), dtype="<f4").reshape(-1, WIDTH)


def _item(conn: sa.Connection, row: sa.Row[Any]) -> OutboxItem:
    lines: tuple[int, ...] = tuple(json.loads(row.lines))
    if row.op != "upsert":
        return OutboxItem(row.id, row.op, row.review_id, lines, None)
    query = sa.select(passages.c.line, passages.c.vector).where(
        passages.c.review_id == row.review_id, passages.c.line == 0, passages.c.vector.is_not(None)
    )
    found = conn.execute(query).all()
    return OutboxItem(row.id, row.op, row.review_id, tuple(r.line for r in found), matrix([r.vector for r in found]))
