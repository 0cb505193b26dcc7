"""What a language model found in later notes of what reps said they would do."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

import sqlalchemy as sa

from ingest.records import Viewer
from ingest.store.database import Database
from ingest.store.tables import commitments, followups, passages, reviews
from ingest.store.viewing import chunks, own_review, owns, visible
from prompts.errors import StoreError

Verdict = Literal["kept", "missed", "not_testable"]


@dataclass(frozen=True, slots=True)
class Followup:
    """One commitment in one later note."""

    verdict: Verdict
    line: int | None
    """Number of the line that shows it; None when not testable."""
    model: str


class Followups:
    """Counts for as long as the note that was read is the review's note: when another one came in, it is none."""

    db: Database

    def keep_followups(
        self, viewer: Viewer, review_id: str, found: Mapping[int, tuple[Verdict, int | None]], model: str
    ) -> None:
        """Keep what a model found in this review's note: (verdict, line) by the id of the commitment.

        A commitment that was erased meanwhile, or is not theirs, is passed over.

        Raises:
            NotFound: no such review.
            StoreError: another rep's, or a verdict without a line of the note.
        """
        now = dt.datetime.now(dt.UTC)
        with self.db.writing() as conn:
            row = own_review(conn, viewer, review_id)
            lines = set(conn.scalars(sa.select(passages.c.line).where(passages.c.review_id == row.id)))
            theirs = sa.select(commitments.c.id).join(reviews, reviews.c.id == commitments.c.review_id)
            theirs = theirs.where(commitments.c.id.in_(found), owns(viewer), reviews.c.rep_id == row.rep_id)
            for number in conn.scalars(theirs).all():
                verdict, line = found[number]
                if verdict != "not_testable" and (not line or line not in lines):
                    raise StoreError(f"{verdict!r} needs a line of the note that shows it, not {line!r}; ask again.")
                same = sa.and_(followups.c.review_id == row.first_id, followups.c.commitment_id == number)
                conn.execute(followups.delete().where(same))
                values = {"review_id": row.first_id, "note_id": row.note_id, "commitment_id": number}
                values |= {"verdict": verdict, "line": None if verdict == "not_testable" else line}
                conn.execute(followups.insert().values(**values, model=model, at=now))

    def followups(self, viewer: Viewer, commitment_ids: Iterable[int]) -> dict[tuple[int, str], Followup]:
        """What was found of these commitments, by (commitment, first id of the later review).

        Less what this viewer may not see: both the note and the review in which it was said must be theirs to see.
        """
        seen = (
            sa.select(commitments.c.id)
            .join(reviews, reviews.c.first_id == commitments.c.review_id)
            .where(visible(viewer))
            .correlate(None)
        )
        query = (
            sa.select(followups)
            .join(reviews, reviews.c.first_id == followups.c.review_id)
            .where(visible(viewer), reviews.c.note_id == followups.c.note_id, followups.c.commitment_id.in_(seen))
        )
        found: dict[tuple[int, str], Followup] = {}
        with self.db.reading(viewer) as conn:
            for some in chunks(dict.fromkeys(commitment_ids)):
                for row in conn.execute(query.where(followups.c.commitment_id.in_(some))):
                    found[row.commitment_id, row.review_id] = Followup(row.verdict, row.line, row.model)
        return found
