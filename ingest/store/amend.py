"""Corrections, debriefs, commitments and cards. Nothing is overwritten: a new row counts, the old one stays."""

from __future__ import annotations

import datetime as dt
from typing import Any

import sqlalchemy as sa

from ingest.records import Coaching, Debrief, Diagnosis, FutureCard, Provenance, Reading, Viewer
from ingest.store.database import Database
from ingest.store.fetch import fetch, latest_debrief
from ingest.store.ids import new_id
from ingest.store.outbox import matrix, tell_index
from ingest.store.people import account_id, number_rounds
from ingest.store.rows import Author, Status, StoredReview
from ingest.store.tables import commitments, deals, passages, readings, reviews
from ingest.store.viewing import own_review
from ingest.store.write import add_card, add_debrief, add_passages, add_review, check, gist_of
from prompts.errors import StoreError


class Amendments:
    """What a rep adds to their own review afterwards."""

    db: Database

    def correct(
        self,
        viewer: Viewer,
        review_id: str,
        diagnosis: Diagnosis,
        *,
        coaching: Coaching | None = None,
        card: FutureCard | None = None,
        account: str | None = None,
        provenance: Provenance | None = None,
        author: Author = "rep",
    ) -> str:
        """Record a corrected version and return its id; what the machine had said is kept in `machine`.

        `author` "engine": a language model's reading takes the place of the built-in one; nobody was corrected.

        `account` moves a note that was filed under the wrong one.

        Raises:
            StoreError: The review was corrected meanwhile, or a quote is not in the note.
        """
        now = dt.datetime.now(dt.UTC)
        with self.db.writing() as conn:
            row = own_review(conn, viewer, review_id)
            old = fetch(conn, viewer, row.id)
            if old.superseded_by:
                raise StoreError(
                    f"Review {review_id!r} was corrected meanwhile; open {old.superseded_by!r} and correct that."
                )
            check(old.note, old.lines, diagnosis)
            reading = Reading(
                note=old.note,
                lines=old.lines,
                diagnosis=diagnosis,
                coaching=coaching or old.coaching,
                card=card or old.card,
                provenance=provenance or old.provenance,
                machine=old.machine or (old.diagnosis if author == "rep" else None),
            )
            return _add_version(conn, row, old, reading, account, now, author)

    def put_aside(self, viewer: Viewer, review_id: str) -> None:
        """Recorded and done with; it stays in the ledger."""
        now = dt.datetime.now(dt.UTC)
        with self.db.writing() as conn:
            row = own_review(conn, viewer, review_id)
            conn.execute(reviews.update().where(reviews.c.first_id == row.first_id).values(put_aside=now))

    def set_debrief(self, viewer: Viewer, review_id: str, debrief: Debrief) -> None:
        """The rep's own words. Answers already given stay when the new debrief has none."""
        with self.db.writing() as conn:
            row = own_review(conn, viewer, review_id)
            before = latest_debrief(conn, row.first_id)
            if before and not debrief.answers:
                debrief = debrief.model_copy(update={"answers": before.answers})
            add_debrief(conn, row.first_id, debrief, dt.datetime.now(dt.UTC))

    def answer(self, viewer: Viewer, review_id: str, question: str, text: str) -> None:
        """Answer one reflection question; a second answer to it takes the first one's place."""
        with self.db.writing() as conn:
            row = own_review(conn, viewer, review_id)
            before = latest_debrief(conn, row.first_id) or Debrief()
            others = tuple(pair for pair in before.answers if pair[0] != question)
            debrief = before.model_copy(update={"answers": (*others, (question, text))})
            add_debrief(conn, row.first_id, debrief, dt.datetime.now(dt.UTC))

    def commit_to(self, viewer: Viewer, review_id: str, text: str) -> int:
        """One thing the rep will do. Returns the commitment's id."""
        with self.db.writing() as conn:
            row = own_review(conn, viewer, review_id)
            values = {"review_id": row.first_id, "text": text, "made": dt.datetime.now(dt.UTC), "status": "open"}
            key = conn.execute(commitments.insert().values(values)).inserted_primary_key
            assert key is not None
            return int(key[0])

    def settle(
        self,
        viewer: Viewer,
        commitment_id: int,
        status: Status,
        *,
        shown_by: str | None = None,
        shown_line: int | None = None,
    ) -> None:
        """Mark a commitment kept, missed or not testable, with the review and line that show it."""
        with self.db.writing() as conn:
            first = conn.scalar(sa.select(commitments.c.review_id).where(commitments.c.id == commitment_id))
            own_review(conn, viewer, first or "")
            if shown_by is not None:
                own_review(conn, viewer, shown_by)
            settled = None if status == "open" else dt.datetime.now(dt.UTC)
            conn.execute(
                commitments.update()
                .where(commitments.c.id == commitment_id)
                .values(status=status, settled=settled, shown_by=shown_by, shown_line=shown_line)
            )

    def set_card(self, viewer: Viewer, review_id: str, card: FutureCard) -> None:
        """A new future-you card; the latest counts."""
        with self.db.writing() as conn:
            row = own_review(conn, viewer, review_id)
            add_card(conn, row.first_id, card, dt.datetime.now(dt.UTC))


def _add_version(
    conn: sa.Connection,
    row: sa.Row[Any],
    old: StoredReview,
    reading: Reading,
    account: str | None,
    now: dt.datetime,
    author: Author,
) -> str:
    review_id = new_id()
    kept = ("first_id", "note_id", "rep_id", "happened", "shared", "sample", "put_aside", "external_id")
    values: dict[str, Any] = {name: row._mapping[name] for name in kept}
    values |= {"id": review_id, "supersedes": row.id, "author": author, "created": now}
    target = account_id(conn, account, now) if account is not None else old.account_id
    values["deal_id"] = row.deal_id if target == old.account_id else _moved(conn, row.deal_id, target)
    embedder = conn.scalar(sa.select(readings.c.embedder).where(readings.c.review_id == row.id))
    add_review(conn, values, reading, embedder)
    _copy_passages(conn, old, review_id, reading.diagnosis)
    if reading.card != old.card:
        add_card(conn, row.first_id, reading.card, now)
    for touched in {old.account_id, target}:
        number_rounds(conn, touched)
    tell_index(conn, "drop", row.id, now)
    tell_index(conn, "upsert", review_id, now)
    return review_id


def _moved(conn: sa.Connection, deal_id: int, account: int) -> int:
    deal = dict(conn.execute(sa.select(deals).where(deals.c.id == deal_id)).one()._mapping)
    del deal["id"]
    key = conn.execute(deals.insert().values({**deal, "account_id": account})).inserted_primary_key
    assert key is not None
    return int(key[0])


def _copy_passages(conn: sa.Connection, old: StoredReview, review_id: str, diagnosis: Diagnosis) -> None:
    """The same lines; the review as a whole has moved when other lines prove it now."""
    query = sa.select(passages.c.line, passages.c.vector).where(passages.c.review_id == old.id)
    blobs: dict[int, bytes | None] = {r.line: r.vector for r in conn.execute(query)}
    embedded = [line for line in old.lines if blobs[line.number]]
    blobs[0] = gist_of(embedded, matrix([blobs[line.number] or b"" for line in embedded]), diagnosis)
    mechanism = diagnosis.mechanism
    add_passages(conn, review_id, mechanism, old.lines, [blobs[0], *(blobs[line.number] for line in old.lines)])
