"""Coming back: which future-you cards wait for an answer, and what was found when somebody went back."""

import datetime as dt
from collections.abc import Iterable
from typing import Any

import sqlalchemy as sa

from ingest.records import Viewer
from ingest.store.account_rows import ReturnTo, Revisited
from ingest.store.database import Database
from ingest.store.fetch import as_card
from ingest.store.rows import CardDue
from ingest.store.tables import accounts, cards, deals, reviews, revisits, users
from ingest.store.viewing import (
    as_row,
    chunks,
    joined,
    may_see,
    numbered,
    own_review,
    row_columns,
    visible,
    visible_of_few,
)
from ingest.store.write import add_card
from prompts.errors import NotFound, StoreError

MOST = 2_000
"""Cards read at a time."""


class Revisiting:
    """Answers to "what changed since?"; a new one counts, the old ones stay."""

    db: Database

    def open_cards(self, viewer: Viewer) -> list[CardDue]:
        """Cards that wait: of each account's latest round, not answered for good; by day, undated ones last."""
        later, answered = cards.alias("later"), revisits.alias("answered")
        newest = ~sa.exists().where(later.c.review_id == cards.c.review_id, later.c.id > cards.c.id)
        done = sa.exists().where(answered.c.review_id == reviews.c.first_id, answered.c.outcome != "later")
        says = sa.or_(cards.c.revisit.is_not(None), cards.c.reopen_when != "")
        query: sa.Select[Any] = (
            sa.select(*row_columns(), cards.c.revisit, cards.c.reopen_when, cards.c.call, cards.c.avoid)
            .select_from(joined())
            .join(cards, cards.c.review_id == reviews.c.first_id)
            .where(visible(viewer), newest, ~done, says, reviews.c.outcome != "won")
            .order_by(cards.c.revisit.is_(None), cards.c.revisit, cards.c.id)
            .limit(MOST)
        )
        with self.db.reading(viewer) as conn:
            rows = conn.execute(query).all()
            last = _last_rounds(conn, viewer, {row.account_id for row in rows})
            latest = [row for row in rows if row.round >= last[row.account_id]]
            about = numbered(conn, viewer, map(as_row, latest))
        return [CardDue(as_card(row), of) for row, of in zip(latest, about, strict=True)]

    def revisited(self, viewer: Viewer, first_ids: Iterable[str]) -> dict[str, tuple[Revisited, ...]]:
        """What was found on coming back, by the review's first id, oldest first."""
        found: dict[str, list[Revisited]] = {}
        with self.db.reading(viewer) as conn:
            for some in chunks(dict.fromkeys(first_ids)):
                query = (
                    sa.select(revisits)
                    .join(reviews, reviews.c.id == revisits.c.review_id)
                    .where(revisits.c.review_id.in_(some), may_see(viewer))
                    .order_by(revisits.c.id)
                )
                for row in conn.execute(query):
                    found.setdefault(row.review_id, []).append(_revisited(row))
        return {first: tuple(rows) for first, rows in found.items()}

    def latest_revisits(self, viewer: Viewer, limit: int = 5) -> list[tuple[Revisited, str]]:
        """The last answers, newest first, each with its account."""
        query = (
            sa.select(revisits, accounts.c.name.label("account"))
            .join(reviews, reviews.c.id == revisits.c.review_id)
            .join(deals, deals.c.id == reviews.c.deal_id)
            .join(accounts, accounts.c.id == deals.c.account_id)
            .join(users, users.c.id == reviews.c.rep_id)
            .where(may_see(viewer))
            .order_by(revisits.c.id.desc())
            .limit(limit)
        )
        with self.db.reading(viewer) as conn:
            return [(_revisited(row), row.account) for row in conn.execute(query)]

    def revisit(
        self, viewer: Viewer, review_id: str, changed: str, outcome: ReturnTo, again: dt.date | None = None
    ) -> int:
        """Keep what changed since. `later` moves the card to another day, and needs one. Returns the answer's id.

        Raises:
            NotFound: no such review.
            StoreError: another rep's, or "later" without a day.
        """
        if outcome == "later" and again is None:
            raise StoreError("Later needs a day to come back; choose one.")
        now = dt.datetime.now(dt.UTC)
        with self.db.writing() as conn:
            first = own_review(conn, viewer, review_id).first_id
            values = {"review_id": first, "changed": changed.strip(), "outcome": outcome, "created": now}
            key = conn.execute(revisits.insert().values(values)).inserted_primary_key
            assert key is not None
            before = _cards(conn, first)
            if outcome == "later" and before:
                add_card(conn, first, as_card(before[0]).model_copy(update={"revisit": again}), now)
            return int(key[0])

    def undo_revisit(self, viewer: Viewer, revisit_id: int) -> None:
        """Take an answer back: the card waits again, for the day it had.

        Raises:
            NotFound: no such answer.
            StoreError: another rep's, or not the latest one of this deal.
        """
        with self.db.writing() as conn:
            found = conn.execute(sa.select(revisits).where(revisits.c.id == revisit_id)).one_or_none()
            if found is None:
                raise NotFound(f"There is no answer {revisit_id!r} to take back; reload the page.")
            first = own_review(conn, viewer, found.review_id).first_id
            newest = conn.scalar(sa.select(sa.func.max(revisits.c.id)).where(revisits.c.review_id == first))
            if newest != revisit_id:
                raise StoreError("There is a later answer for this deal; take that back first.")
            conn.execute(revisits.delete().where(revisits.c.id == revisit_id))
            history = _cards(conn, first)
            if found.outcome == "later" and len(history) > 1 and history[0].created == found.created:
                add_card(conn, first, as_card(history[1]), dt.datetime.now(dt.UTC))


def _cards(conn: sa.Connection, first: str) -> list[sa.Row[Any]]:
    """All cards of a review, the latest first."""
    return list(conn.execute(sa.select(cards).where(cards.c.review_id == first).order_by(cards.c.id.desc())))


def _last_rounds(conn: sa.Connection, viewer: Viewer, account_ids: Iterable[int]) -> dict[int, int]:
    """The latest round of each account this viewer may see."""
    found: dict[int, int] = {}
    for some in chunks(account_ids):
        query = (
            sa.select(deals.c.account_id, sa.func.max(deals.c.round))
            .join(reviews, reviews.c.deal_id == deals.c.id)
            .where(deals.c.account_id.in_(some), visible_of_few(viewer))
            .group_by(deals.c.account_id)
        )
        found.update((row[0], row[1]) for row in conn.execute(query))
    return found


def _revisited(row: sa.Row[Any]) -> Revisited:
    values = row._mapping
    return Revisited(*(values[name] for name in ("id", "review_id", "changed", "outcome", "created")))
