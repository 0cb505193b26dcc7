"""What answering a question needs: one account's lines with their vectors, and reviews picked out by what is on record.

Permission stands in every query, as everywhere; a word that occurs only in notes a viewer may not see is not there.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from ingest.records import Viewer
from ingest.store.database import Database
from ingest.store.names import person_key
from ingest.store.outbox import matrix
from ingest.store.rows import WIDTH, ReviewRow
from ingest.store.tables import accounts, deals, notes, passages, quotes, reviews, users
from ingest.store.viewing import as_row, chunks, joined, numbered, row_columns, visible
from prompts.codes import Cause, Outcome, Side

if TYPE_CHECKING:
    from ingest.store.rows import FloatArray


@dataclass(frozen=True, slots=True)
class AskedLine:
    """One line of a note, ready to be quoted."""

    review_id: str
    line: int
    start: int
    end: int
    side: Side
    speaker: str | None
    text: str


@dataclass(frozen=True, slots=True)
class DealFacts:
    """What the CRM said of one deal."""

    amount: float | None
    currency: str | None
    stage: str | None
    reason: str | None


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which reviews: every field that is set narrows it."""

    since: dt.date | None = None
    until: dt.date | None = None
    """Both days included."""
    reps: tuple[str, ...] = ()
    outcomes: tuple[Outcome, ...] = ()
    causes: tuple[Cause, ...] = ()
    competitor: str | None = None
    """How its name begins."""
    account_id: int | None = None
    least: float | None = None
    most: float | None = None
    """The amount is above, or below."""
    ids: tuple[str, ...] | None = None
    """Only these reviews."""


class Asking:
    """Reads for `lossbook ask`."""

    db: Database

    def account_lines(self, viewer: Viewer, account_id: int) -> tuple[list[AskedLine], FloatArray]:
        """Every line of the account's reviews this viewer may see, oldest round first, and its vectors (n, 384).

        A line that was not embedded has a row of zeros.
        """
        query = (
            sa.select(
                *(
                    passages.c[name]
                    for name in ("review_id", "line", "start", "end", "side", "speaker", "text", "vector")
                )
            )
            .select_from(
                reviews.join(deals, deals.c.id == reviews.c.deal_id).join(
                    passages, passages.c.review_id == reviews.c.id
                )
            )
            .where(deals.c.account_id == account_id, passages.c.line > 0, visible(viewer))
            .order_by(deals.c.round, reviews.c.first_id, passages.c.line)
        )
        with self.db.reading() as conn:
            rows = conn.execute(query).all()
        return [AskedLine(r.review_id, r.line, r.start, r.end, r.side, r.speaker, r.text) for r in rows], _matrix(rows)

    def note_texts(self, viewer: Viewer, review_ids: Iterable[str]) -> dict[str, str]:
        """The notes of these reviews as they were given, less those that may not be seen."""
        query = (
            sa.select(reviews.c.id, notes.c.text).join(notes, notes.c.id == reviews.c.note_id).where(visible(viewer))
        )
        found: dict[str, str] = {}
        with self.db.reading() as conn:
            for some in chunks(set(review_ids)):
                found |= {row.id: row.text for row in conn.execute(query.where(reviews.c.id.in_(some)))}
        return found

    def deal_facts(self, viewer: Viewer, review_ids: Iterable[str]) -> dict[str, DealFacts]:
        """Amount, stage and reason of the deals of these reviews, less those that may not be seen."""
        columns = (deals.c.amount, deals.c.currency, deals.c.crm_stage, deals.c.crm_reason)
        query = sa.select(reviews.c.id, *columns).join(deals, deals.c.id == reviews.c.deal_id).where(visible(viewer))
        found: dict[str, DealFacts] = {}
        with self.db.reading() as conn:
            for some in chunks(set(review_ids)):
                for row in conn.execute(query.where(reviews.c.id.in_(some))):
                    found[row.id] = DealFacts(*row[1:])
        return found

    def proofs(self, viewer: Viewer, review_ids: Iterable[str]) -> dict[str, tuple[int, str]]:
        """The first quote for the cause of each of these reviews, as (line, text), less those that may not be seen."""
        query = (
            sa.select(quotes.c.review_id, quotes.c.line, quotes.c.text)
            .join(reviews, reviews.c.id == quotes.c.review_id)
            .where(visible(viewer), ~quotes.c.against)
            .order_by((quotes.c.cause == reviews.c.cause).desc(), quotes.c.id)
        )
        found: dict[str, tuple[int, str]] = {}
        with self.db.reading() as conn:
            for some in chunks(set(review_ids)):
                for row in conn.execute(query.where(reviews.c.id.in_(some))):
                    found.setdefault(row.review_id, (row.line, row.text))
        return found

    def tally(self, viewer: Viewer, wanted: Wanted) -> int:
        """How many current reviews fit."""
        query = sa.select(sa.func.count()).select_from(joined()).where(*self._fits(viewer, wanted))
        with self.db.reading() as conn:
            return conn.scalar(query) or 0

    def picked(self, viewer: Viewer, wanted: Wanted, limit: int = 200) -> list[ReviewRow]:
        """The reviews that fit, the latest deal first."""
        query = (
            sa.select(*row_columns())
            .select_from(joined())
            .where(*self._fits(viewer, wanted))
            .order_by(reviews.c.happened.desc(), reviews.c.first_id.desc())
            .limit(limit)
        )
        with self.db.reading() as conn:
            return numbered(conn, viewer, map(as_row, conn.execute(query)))

    def rivals(self, viewer: Viewer) -> list[str]:
        """Competitors on the records this viewer may see."""
        query = sa.select(reviews.c.competitor).where(visible(viewer), reviews.c.competitor.is_not(None)).distinct()
        with self.db.reading() as conn:
            return sorted(conn.scalars(query))

    def reps(self, viewer: Viewer) -> list[str]:
        """Reps with a record this viewer may see."""
        query = sa.select(users.c.name).where(
            sa.exists().where(reviews.c.rep_id == users.c.id, visible(viewer)).correlate(users)
        )
        with self.db.reading() as conn:
            return sorted(conn.scalars(query))

    def _fits(self, viewer: Viewer, wanted: Wanted) -> list[sa.ColumnElement[bool]]:
        """Permission first, then every field that is set."""
        rival = (wanted.competitor or "").lower()
        narrow: list[tuple[object, Callable[[], sa.ColumnElement[bool]]]] = [
            (wanted.since, lambda: reviews.c.happened >= wanted.since),
            (wanted.until, lambda: reviews.c.happened <= wanted.until),
            (wanted.reps or None, lambda: users.c.key.in_([person_key(name) for name in wanted.reps])),
            (wanted.outcomes or None, lambda: reviews.c.outcome.in_(wanted.outcomes)),
            (wanted.causes or None, lambda: reviews.c.cause.in_(wanted.causes)),
            (rival or None, lambda: sa.func.lower(reviews.c.competitor).startswith(rival, autoescape=True)),
            (wanted.account_id, lambda: accounts.c.id == wanted.account_id),
            (wanted.least, lambda: deals.c.amount > wanted.least),
            (wanted.most, lambda: deals.c.amount < wanted.most),
            (wanted.ids, lambda: reviews.c.id.in_(wanted.ids or ())),
        ]
        return [visible(viewer), *(make() for value, make in narrow if value is not None)]


def _matrix(rows: Sequence[Any]) -> FloatArray:
    import numpy as np

    if not rows:
        return np.zeros((0, WIDTH), dtype=np.float32)
    empty = bytes(4 * WIDTH)
    return matrix([row.vector or empty for row in rows])
