"""Line ids and vectors of given reviews, for the search index. Never text, so no viewer is asked for."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

import sqlalchemy as sa

from ingest.store.database import Database
from ingest.store.outbox import indexed, matrix
from ingest.store.rows import WIDTH, PassageId
from ingest.store.tables import index_state, outbox, passages, reviews
from ingest.store.viewing import chunks

if TYPE_CHECKING:
    from ingest.store.rows import FloatArray


class Lines:
    """What a search index compares itself with."""

    db: Database

    def vectors_of(self, review_ids: Iterable[str]) -> tuple[list[PassageId], FloatArray]:
        """Ids and vectors, (n, 384), of the current ones among these reviews."""
        import numpy as np

        ids: list[PassageId] = []
        parts: list[FloatArray] = []
        query = indexed(passages.c.review_id, passages.c.line, passages.c.vector).order_by(reviews.c.id)
        with self.db.reading_all() as conn:
            for some in chunks(dict.fromkeys(review_ids)):
                rows = conn.execute(query.where(reviews.c.id.in_(some))).all()
                ids += [(row.review_id, row.line) for row in rows]
                parts += [matrix([row.vector for row in rows])] if rows else []
        return ids, np.concatenate(parts) if parts else np.zeros((0, WIDTH), dtype=np.float32)

    def line_ids(self) -> set[PassageId]:
        """The passage of every current review that the index should hold."""
        with self.db.reading_all() as conn:
            return {(row.review_id, row.line) for row in conn.execute(indexed(passages.c.review_id, passages.c.line))}

    def outbox_pending(self) -> dict[int, str]:
        """Every outbox row not yet done, without its vectors: its id and its review."""
        query = sa.select(outbox.c.id, outbox.c.review_id).where(outbox.c.done.is_(None))
        with self.db.reading_all() as conn:
            return {row.id: row.review_id for row in conn.execute(query)}

    def forget_generation(self) -> None:
        """Point at no index folder."""
        with self.db.writing() as conn:
            conn.execute(index_state.delete())
