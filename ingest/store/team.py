"""People: role, manager of record, whether they are still here, and how they sign in. Looked up each time, never kept.

A bare name needs no row: `--as NAME` on a laptop works for anybody.
"""

import datetime as dt
from typing import Any, Final, get_args

import sqlalchemy as sa

from ingest.records import Viewer
from ingest.store.database import Database
from ingest.store.names import person_key
from ingest.store.people import user_id
from ingest.store.tables import reviews, users
from ingest.store.team_rows import Person, Refusal, Role
from ingest.store.viewing import is_current, may_see, me, reports
from prompts.errors import NotFound, StoreError

_ROLES: Final[tuple[Role, ...]] = get_args(Role)
_boss = users.alias("boss")


class Team:
    """Who is who."""

    db: Database

    def people(self, viewer: Viewer) -> list[Person]:
        """Everybody, for an admin or the laptop's user; else the viewer, their reports and their manager. By name."""
        with self.db.reading(viewer) as conn:
            query = _people(conn, viewer).order_by(users.c.active.desc(), users.c.name)
            return [_person(row) for row in conn.execute(query)]

    def person(self, viewer: Viewer, name: str) -> Person | None:
        """One of those `people` lists; None for nobody, or for somebody this viewer may not look up."""
        with self.db.reading(viewer) as conn:
            found = conn.execute(_people(conn, viewer).where(users.c.key == person_key(name))).one_or_none()
        return None if found is None else _person(found)

    def role(self, viewer: Viewer) -> Role | None:
        """The viewer's own role now: "admin" for the laptop's user, None for somebody unknown or inactive."""
        if viewer.all:
            return "admin"
        with self.db.reading(viewer) as conn:
            return _role(conn, viewer)

    def set_person(
        self,
        viewer: Viewer,
        name: str,
        *,
        role: Role | None = None,
        manager: str | None = None,
        active: bool | None = None,
        email: str | None = None,
    ) -> Person:
        """Change what is given, make the person when new. An empty manager or email takes it away.

        Raises:
            StoreError: not an admin, no such role, a manager who is nobody, or an address that is somebody else's.
        """
        if role is not None and role not in _ROLES:
            raise StoreError(f"{role!r} is no role; choose one of {', '.join(_ROLES)}.")
        with self.db.writing() as conn:
            if not viewer.all and _role(conn, viewer) != "admin":
                raise StoreError(f"{viewer.name!r} cannot change people; ask an admin of this Lossbook.")
            number = user_id(conn, name)
            values: dict[str, Any] = {} if role is None else {"role": role}
            values |= {} if active is None else {"active": active}
            values |= {} if manager is None else {"manager_id": _manager_id(conn, manager, number)}
            values |= {} if email is None else _address(conn, email, number)
            if values:
                conn.execute(users.update().where(users.c.id == number).values(values))
            found = conn.execute(_people(conn, Viewer(name="", all=True)).where(users.c.id == number)).one()
        return _person(found)

    def signed_in(self, subject: str, email: str | None) -> Viewer | Refusal:
        """Who somebody is whom the identity provider knows as `subject` (issuer and sub) with this address.

        The first time they are found by their address, from then on by their subject alone: an address that is given
        to somebody else later opens nothing. Pass None for an address the provider has not verified.
        """
        with self.db.reading() as conn:
            row = conn.execute(_SIGN.where(users.c.subject == subject)).one_or_none()
            if row is None and email:
                known = sa.and_(users.c.email == _folded(email), users.c.subject.is_(None))
                row = conn.execute(_SIGN.where(known)).one_or_none()
        if row is None:
            return "unknown"
        if not row.active:
            return "inactive"
        return Viewer(name=row.name) if row.subject or self._bind(row.id, subject) else "unknown"

    def reports(self, viewer: Viewer) -> list[str]:
        """Names of those whose manager of record this viewer is; of everybody with a record, for the laptop's user."""
        theirs = sa.exists().where(reviews.c.rep_id == users.c.id) if viewer.all else users.c.id.in_(reports(viewer))
        with self.db.reading(viewer) as conn:
            return list(conn.scalars(sa.select(users.c.name).where(theirs, users.c.active).order_by(users.c.name)))

    def is_manager_of(self, viewer: Viewer, rep: str) -> bool:
        """Whether this viewer is the rep's manager of record. The laptop's user is everybody's."""
        if viewer.all:
            return True
        query = sa.select(users.c.id).where(users.c.key == person_key(rep), users.c.id.in_(reports(viewer)))
        with self.db.reading(viewer) as conn:
            return conn.scalar(query) is not None

    def unshared(self, viewer: Viewer, rep: str, since: dt.date, until: dt.date) -> int:
        """How many of a report's reviews from these days, both included, the viewer may not see. Never which.

        0 for everybody but the rep's manager of record.
        """
        if not self.is_manager_of(viewer, rep):
            return 0
        query = (
            sa.select(sa.func.count())
            .select_from(reviews.join(users, users.c.id == reviews.c.rep_id))
            .where(
                users.c.key == person_key(rep),
                reviews.c.happened.between(since, until),
                is_current(),
                sa.not_(may_see(viewer)),
            )
        )
        with self.db.reading_all() as conn:  # a number, of rows that are hidden from them
            return conn.scalar(query) or 0

    def _bind(self, number: int, subject: str) -> bool:
        """Keep the subject; False when another one came first."""
        with self.db.writing() as conn:
            free = sa.and_(users.c.id == number, users.c.subject.is_(None))
            return conn.execute(users.update().where(free).values(subject=subject)).rowcount == 1


_SIGN: Final = sa.select(users.c.id, users.c.name, users.c.active, users.c.subject)


def _role(conn: sa.Connection, viewer: Viewer) -> Role | None:
    return conn.scalar(sa.select(users.c.role).where(users.c.key == person_key(viewer.name), users.c.active))


def _people(conn: sa.Connection, viewer: Viewer) -> sa.Select[Any]:
    mine = users.c.id == me(viewer)
    knows_all = viewer.all or _role(conn, viewer) == "admin"
    told = users.c.email if knows_all else sa.case((mine, users.c.email), else_=None)
    columns = (users.c.name, users.c.role, _boss.c.name.label("manager"), users.c.active, told.label("email"))
    query = sa.select(*columns).outerjoin(_boss, _boss.c.id == users.c.manager_id)
    if knows_all:
        return query
    above = sa.select(_boss.c.manager_id).where(_boss.c.id == me(viewer))
    return query.where(sa.or_(mine, users.c.manager_id == me(viewer), users.c.id.in_(above)))


def _person(row: sa.Row[Any]) -> Person:
    return Person(row.name, row.role, row.manager, row.active, row.email)


def _manager_id(conn: sa.Connection, name: str, number: int) -> int | None:
    if not name.strip():
        return None
    found = conn.scalar(sa.select(users.c.id).where(users.c.key == person_key(name)))
    if found is None:
        raise NotFound(f"There is nobody called {name!r} to be the manager; set them up first.")
    if found == number:
        raise StoreError(f"{name!r} cannot be their own manager.")
    return int(found)


def _address(conn: sa.Connection, email: str, number: int) -> dict[str, Any]:
    """Another address is another way to sign in: the old one's subject goes with it."""
    new = _folded(email) or None
    holder = conn.scalar(sa.select(users.c.name).where(users.c.email == new, users.c.id != number)) if new else None
    if holder is not None:
        raise StoreError(f"The address {email!r} is {holder}'s; give another one, or take it from them first.")
    if new is not None and "@" not in new:
        raise StoreError(f"{email!r} is not an e-mail address; write it as name@company.com.")
    old = conn.scalar(sa.select(users.c.email).where(users.c.id == number))
    return {} if new == old else {"email": new, "subject": None}


def _folded(email: str) -> str:
    return email.strip().casefold()
