"""What a 1:1 and the following of commitments need: a rep's reviews of some time, whole, in a handful of queries."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from ingest.records import Coaching, Debrief, Diagnosis, Line, Viewer
from ingest.store.database import Database
from ingest.store.fetch import latest_debriefs
from ingest.store.names import person_key
from ingest.store.outbox import matrix
from ingest.store.rows import WIDTH, ReviewRow
from ingest.store.tables import deals, passages, readings, reviews, users
from ingest.store.viewing import as_row, chunks, joined, numbered, row_columns, visible

if TYPE_CHECKING:
    from ingest.store.rows import FloatArray


@dataclass(frozen=True, slots=True)
class LaterNote:
    """One note of a rep, its lines ready to be compared. `vectors` is (len(lines), 384); zeros were not embedded."""

    row: ReviewRow
    lines: tuple[Line, ...]
    vectors: FloatArray


@dataclass(frozen=True, slots=True)
class Coached:
    """One review, as a 1:1 reads it."""

    row: ReviewRow
    diagnosis: Diagnosis
    coaching: Coaching
    debrief: Debrief | None
    """The rep's own words; whoever may see the review may read them."""


@dataclass(frozen=True, slots=True)
class Loss:
    """One deal that was not won, counted for the team."""

    review_id: str
    account_id: int
    happened: dt.date
    mechanism: str


_READ = joined().join(readings, readings.c.review_id == reviews.c.id)
_LINE = ("review_id", "line", "start", "end", "text", "side", "speaker", "vector")


class CoachingReads:
    """Reads for prep, follow-up and the repeat-loss rate."""

    db: Database

    def coached(self, viewer: Viewer, rep: str, since: dt.date, until: dt.date, limit: int = 500) -> list[Coached]:
        """This rep's reviews between two days, both included, the latest first, less those the viewer may not see."""
        query = _of(viewer, rep, since, until, limit, readings.c.diagnosis, readings.c.coaching)
        with self.db.reading(viewer) as conn:
            found = conn.execute(query).all()
            told: dict[str, Debrief] = {}
            for some in chunks(row.first_id for row in found):
                told |= latest_debriefs(conn, some)
            rows = numbered(conn, viewer, map(as_row, found))
        return [
            Coached(
                row=row,
                diagnosis=Diagnosis.model_validate_json(each.diagnosis),
                coaching=Coaching.model_validate_json(each.coaching),
                debrief=told.get(row.first_id),
            )
            for row, each in zip(rows, found, strict=True)
        ]

    def later_notes(
        self, viewer: Viewer, rep: str, since: dt.date, until: dt.date, limit: int = 200
    ) -> list[LaterNote]:
        """This rep's notes between two days, both included, the latest first, less those the viewer may not see."""
        lines = (
            sa.select(*(passages.c[name] for name in _LINE))
            .where(passages.c.line > 0)
            .order_by(passages.c.review_id, passages.c.line)
        )
        with self.db.reading(viewer) as conn:
            rows = numbered(conn, viewer, map(as_row, conn.execute(_of(viewer, rep, since, until, limit))))
            held: dict[str, list[Any]] = {row.id: [] for row in rows}
            for some in chunks(held):
                for line in conn.execute(lines.where(passages.c.review_id.in_(some))):
                    held[line.review_id].append(line)
        return [_note(row, held[row.id]) for row in rows]

    def losses(self, viewer: Viewer, until: dt.date) -> list[Loss]:
        """Every loss on record up to a day that this viewer may see, the oldest first."""
        query = (
            sa.select(
                reviews.c.id.label("review_id"),
                deals.c.account_id,
                reviews.c.happened,
                reviews.c.mechanism,
            )
            .select_from(joined())
            .where(visible(viewer), reviews.c.outcome != "won", reviews.c.happened <= until)
            .order_by(reviews.c.happened, reviews.c.first_id)
        )
        with self.db.reading(viewer) as conn:
            return [Loss(*row) for row in conn.execute(query)]


def _of(
    viewer: Viewer, rep: str, since: dt.date, until: dt.date, limit: int, *more: sa.ColumnElement[Any]
) -> sa.Select[Any]:
    return (
        sa.select(*row_columns(), *more)
        .select_from(_READ)
        .where(visible(viewer), users.c.key == person_key(rep), reviews.c.happened.between(since, until))
        .order_by(reviews.c.happened.desc(), reviews.c.first_id.desc())
        .limit(limit)
    )


def _note(row: ReviewRow, lines: Sequence[Any]) -> LaterNote:
    import numpy as np

    made = tuple(
        Line(number=r.line, start=r.start, end=r.end, text=r.text, side=r.side, speaker=r.speaker) for r in lines
    )
    blobs = [r.vector for r in lines]
    vectors = np.zeros((len(lines), WIDTH), dtype=np.float32)
    embedded = [n for n, blob in enumerate(blobs) if blob is not None]
    if embedded:
        vectors[embedded] = matrix([blobs[n] for n in embedded])
    return LaterNote(row, made, vectors)
