"""1:1 packs: kept for whoever prepared them, for thirty days, while they are still the rep's manager of record.

The rep does not see the manager's pack here: nothing is sent by itself.
"""

import datetime as dt
from collections.abc import Iterable
from typing import Any, Final

import sqlalchemy as sa

from ingest.records import Viewer
from ingest.store.database import Database
from ingest.store.names import person_key
from ingest.store.people import user_id
from ingest.store.tables import packs, reviews, users
from ingest.store.team_rows import Pack
from ingest.store.viewing import chunks, me, reports
from prompts.errors import NotFound, StoreError

KEPT: Final = dt.timedelta(days=30)
_rep = users.alias("rep")
_author = users.alias("author")


class Packs:
    """Kept and edited; never sent."""

    db: Database

    def keep_pack(self, viewer: Viewer, rep: str, since: dt.date, until: dt.date, body: str, today: dt.date) -> Pack:
        """Keep a new pack; those that have expired go. `body` names every review it draws on by its id.

        Raises:
            StoreError: the viewer is neither the rep nor their manager of record.
        """
        with self.db.writing() as conn:
            conn.execute(packs.delete().where(packs.c.expires < today))
            about = conn.scalar(sa.select(users.c.id).where(users.c.key == person_key(rep), _may_prepare(viewer)))
            if about is None:
                raise StoreError(
                    f"{viewer.name!r} cannot prepare a 1:1 with {rep!r}: only their manager of record can, or they "
                    "themselves. An admin sets the manager with `lossbook people set`."
                )
            author = user_id(conn, viewer.name)
            values = {"rep_id": about, "manager_id": author, "since": since, "until": until, "body": body}
            values |= {"created": dt.datetime.now(dt.UTC), "expires": today + KEPT}
            key = conn.execute(packs.insert().values(values)).inserted_primary_key
            assert key is not None
            return _pack(conn.execute(_packs(viewer, today).where(packs.c.id == key[0])).one())

    def packs(self, viewer: Viewer, today: dt.date, rep: str | None = None) -> list[Pack]:
        """Packs this viewer prepared and may still read, the latest first."""
        query = _packs(viewer, today).order_by(packs.c.id.desc())
        if rep is not None:
            query = query.where(_rep.c.key == person_key(rep))
        with self.db.reading(viewer) as conn:
            return [_pack(row) for row in conn.execute(query)]

    def edit_pack(self, viewer: Viewer, pack_id: int, body: str, today: dt.date) -> Pack:
        """Put what the author wrote in its place. Raises NotFound."""
        with self.db.writing() as conn:
            wanted = _packs(viewer, today).where(packs.c.id == pack_id)
            if conn.execute(wanted).one_or_none() is None:
                raise _gone(pack_id)
            now = dt.datetime.now(dt.UTC)
            conn.execute(packs.update().where(packs.c.id == pack_id).values(body=body, edited=now))
            return _pack(conn.execute(wanted).one())

    def drop_pack(self, viewer: Viewer, pack_id: int, today: dt.date) -> None:
        """Throw it away. Raises NotFound."""
        with self.db.writing() as conn:
            if conn.execute(_packs(viewer, today).where(packs.c.id == pack_id)).one_or_none() is None:
                raise _gone(pack_id)
            conn.execute(packs.delete().where(packs.c.id == pack_id))


def forget_packs_with(conn: sa.Connection, firsts: Iterable[str], but_by: int | None = None) -> None:
    """Delete packs that draw on these reviews, by their first ids; not those of author `but_by`."""
    for some in chunks(firsts):
        for review_id in conn.scalars(sa.select(reviews.c.id).where(reviews.c.first_id.in_(some))).all():
            drawn = packs.c.body.contains(review_id, autoescape=True)
            conn.execute(packs.delete().where(drawn, sa.true() if but_by is None else packs.c.manager_id != but_by))


def _may_prepare(viewer: Viewer) -> sa.ColumnElement[bool]:
    """Over `users`, the rep."""
    if viewer.all:
        return sa.true()
    return sa.or_(users.c.id == me(viewer), users.c.id.in_(reports(viewer)))


def may_read(viewer: Viewer, today: dt.date) -> sa.ColumnElement[bool]:
    """Packs this viewer prepared and may still read; all that have not expired, for the laptop's user."""
    if viewer.all:
        return packs.c.expires >= today
    still = sa.or_(packs.c.rep_id == me(viewer), packs.c.rep_id.in_(reports(viewer)))
    return sa.and_(packs.c.expires >= today, packs.c.manager_id == me(viewer), still)


def _packs(viewer: Viewer, today: dt.date) -> sa.Select[Any]:
    columns = [packs.c[name] for name in ("id", "since", "until", "body", "created", "edited", "expires")]
    query = (
        sa.select(*columns, _rep.c.name.label("rep"), _author.c.name.label("author"))
        .join(_rep, _rep.c.id == packs.c.rep_id)
        .join(_author, _author.c.id == packs.c.manager_id)
    )
    return query.where(may_read(viewer, today))


def _pack(row: sa.Row[Any]) -> Pack:
    return Pack(**{name: row._mapping[name] for name in Pack.__slots__})


def _gone(pack_id: int) -> NotFound:
    return NotFound(f"There is no pack {pack_id!r} of yours; packs expire after 30 days. Prepare a new one.")
