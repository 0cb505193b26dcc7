"""Who looked at whose record: written down for the rep, who may read it. Append-only."""

import datetime as dt
from collections.abc import Iterable
from typing import Final

import sqlalchemy as sa

from ingest.records import Viewer
from ingest.store.database import Database
from ingest.store.tables import accounts, deals, reviews, users, views
from ingest.store.team_rows import Place, View
from ingest.store.viewing import chunks, may_see, me, owns

_ONE_LOOK: Final = dt.timedelta(minutes=10)
"""A screen that is drawn again within this time was not looked at twice."""


class Looks:
    """The audit log."""

    db: Database

    def looked(self, viewer: Viewer, review_ids: Iterable[str], place: Place) -> None:
        """Write down that this viewer was shown these reviews. Any version's id will do; call it for all that is shown.

        Their own, ids they may not see, and a look within ten minutes of the last one at that place are left out. The
        laptop's user, who is everybody, and a name that is nobody's leave no trace.
        """
        wanted = list(dict.fromkeys(review_ids))
        if viewer.all or not wanted:
            return
        now = dt.datetime.now(dt.UTC)
        with self.db.reading(viewer) as conn:
            number = conn.scalar(sa.select(me(viewer)))
            new = (
                []
                if number is None
                else [row for some in chunks(wanted) for row in _new(conn, viewer, some, place, now)]
            )
        if new:
            rows = [
                {"viewer_id": number, "review_id": first, "place": place, "at": now} for first in dict.fromkeys(new)
            ]
            with self.db.writing() as conn:
                there = set(
                    conn.scalars(sa.select(reviews.c.id).where(reviews.c.id.in_([r["review_id"] for r in rows])))
                )
                if rows := [row for row in rows if row["review_id"] in there]:  # less what was erased meanwhile
                    conn.execute(views.insert(), rows)

    def views(self, viewer: Viewer, limit: int = 200) -> list[View]:
        """Who looked at the viewer's own records, the latest first; at anybody's, for the laptop's user."""
        query = (
            sa.select(users.c.name, views.c.review_id, accounts.c.name.label("account"), views.c.place, views.c.at)
            .select_from(views.join(users, users.c.id == views.c.viewer_id))
            .join(reviews, reviews.c.id == views.c.review_id)
            .join(deals, deals.c.id == reviews.c.deal_id)
            .join(accounts, accounts.c.id == deals.c.account_id)
            .where(owns(viewer))
            .order_by(views.c.id.desc())
            .limit(limit)
        )
        with self.db.reading(viewer) as conn:
            return [View(row.name, row.review_id, row.account, row.place, row.at) for row in conn.execute(query)]


def _new(conn: sa.Connection, viewer: Viewer, ids: Iterable[str], place: Place, now: dt.datetime) -> list[str]:
    """First ids of those of these reviews which are somebody else's and were not looked at just now."""
    lately = sa.exists().where(
        views.c.review_id == reviews.c.first_id,
        views.c.viewer_id == me(viewer),
        views.c.place == place,
        views.c.at > now - _ONE_LOOK,
    )
    others = sa.select(reviews.c.first_id).where(reviews.c.id.in_(list(ids)), may_see(viewer), ~owns(viewer), ~lately)
    return list(conn.scalars(others.distinct()))
