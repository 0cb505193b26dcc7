"""What an erasure takes of people: whom they looked at, what they agreed to and thanked for, their 1:1 packs."""

import datetime as dt
from collections.abc import Mapping, Sequence

import sqlalchemy as sa

from ingest.store.packs import forget_packs_with
from ingest.store.tables import consents, deals, packs, reviews, thanks, users, views


def forget_sharing(conn: sa.Connection, firsts: Sequence[str]) -> None:
    """All that hangs on these reviews, by their first ids, while their rows are still there."""
    forget_packs_with(conn, firsts)
    for table in (views, consents, thanks):
        conn.execute(table.delete().where(table.c.review_id.in_(firsts)))


def forget_people(conn: sa.Connection, people: Mapping[int, dt.datetime]) -> None:
    """What these people left until then, by their row in `users`."""
    for number, at in people.items():
        conn.execute(views.delete().where(views.c.viewer_id == number, views.c.at <= at))
        conn.execute(thanks.delete().where(thanks.c.user_id == number, thanks.c.at <= at))
        theirs = sa.or_(packs.c.rep_id == number, packs.c.manager_id == number)
        conn.execute(packs.delete().where(theirs, packs.c.created <= at))


def forget_settings(conn: sa.Connection, people: Sequence[int]) -> None:
    """Role, manager, address and sign-in of these people, and that they are anybody's manager."""
    conn.execute(users.update().where(users.c.manager_id.in_(people)).values(manager_id=None))
    plain = {"role": "rep", "active": True, "manager_id": None, "email": None, "subject": None}
    conn.execute(users.update().where(users.c.id.in_(people)).values(plain))


def needed() -> sa.ColumnElement[bool]:
    """Over `users`: somebody with a record, or somebody who was set up or has left a trace without one."""
    report = users.alias("report")
    pointing = (
        reviews.c.rep_id,
        deals.c.rep_id,
        views.c.viewer_id,
        thanks.c.user_id,
        packs.c.rep_id,
        packs.c.manager_id,
        report.c.manager_id,
    )
    set_up = (users.c.role != "rep", ~users.c.active, users.c.manager_id.is_not(None), users.c.email.is_not(None))
    return sa.or_(*set_up, *(sa.exists().where(column == users.c.id) for column in pointing))
