"""Model work as a fair queue in the database: it survives a reload and a restart, and nobody waits behind one owner."""

import datetime as dt
from collections.abc import Mapping, Set
from typing import Any

import sqlalchemy as sa

from ingest.records import Viewer
from ingest.store.database import Database
from ingest.store.documents import dump_plain, load_plain
from ingest.store.ids import new_id
from ingest.store.names import person_key
from ingest.store.rows import FOLLOW, Job
from ingest.store.tables import jobs
from ingest.store.viewing import is_active
from prompts.errors import NotFound

MAX_ATTEMPTS = 3
_LEFT_OFF = f"Stopped {MAX_ATTEMPTS} times before it was done; the built-in reading stands. Try again when you like."


class Jobs:
    """queued -> running -> done | failed, or cancelled from either of the first two."""

    db: Database

    def enqueue(self, owner: str, kind: str, request: Mapping[str, Any]) -> str:
        """Put work in the queue; returns the job's id."""
        values = {
            "id": new_id(),
            "owner": person_key(owner),
            "kind": kind,
            "state": "queued",
            "request": dump_plain(request),
            "created": dt.datetime.now(dt.UTC),
            "attempts": 0,
        }
        with self.db.writing() as conn:
            conn.execute(jobs.insert().values(values))
        return str(values["id"])

    def claim(self) -> Job | None:
        """Take the next job: notes to read before commitments to follow; the owner served longest ago first, then their
        oldest. None when nothing waits.

        Atomic: two workers never get the same one.
        """
        now = dt.datetime.now(dt.UTC)
        with self.db.writing() as conn:
            served = _served()
            query = (
                sa.select(jobs.c.id)
                .outerjoin(served, served.c.owner == jobs.c.owner)
                .where(jobs.c.state == "queued")
                .order_by(sa.case((jobs.c.kind == FOLLOW, 1), else_=0), served.c.last.asc().nulls_first(), jobs.c.id)
                .limit(1)
                .with_for_update(skip_locked=True, of=jobs)
            )
            job_id = conn.scalar(query)
            if job_id is None:
                return None
            values = {"state": "running", "started": now, "heartbeat": now, "attempts": jobs.c.attempts + 1}
            conn.execute(jobs.update().where(jobs.c.id == job_id).values(values))
            return _as_job(conn.execute(sa.select(jobs).where(jobs.c.id == job_id)).one())

    def progress(self, job_id: str, progress: Mapping[str, Any]) -> bool:
        """Leave word of how far it is. False when the job is no longer to be done: stop then."""
        return self._move(job_id, progress=dump_plain(progress), heartbeat=dt.datetime.now(dt.UTC))

    def finish(self, job_id: str, result: Mapping[str, Any]) -> bool:
        """Done. False when it was cancelled meanwhile; the result is dropped then."""
        return self._move(job_id, state="done", result=dump_plain(result), finished=dt.datetime.now(dt.UTC))

    def fail(self, job_id: str, error: str) -> bool:
        """Could not be done; `error` is one sentence for the rep."""
        return self._move(job_id, state="failed", error=error, finished=dt.datetime.now(dt.UTC))

    def cancel(self, viewer: Viewer, job_id: str) -> bool:
        """Stop it, queued or running. False when it was over already."""
        with self.db.writing() as conn:
            _own_job(conn, viewer, job_id)
            done = conn.execute(
                jobs.update()
                .where(jobs.c.id == job_id, jobs.c.state.in_(("queued", "running")))
                .values(state="cancelled", finished=dt.datetime.now(dt.UTC))
            )
            return done.rowcount == 1

    def requeue_stale(self, older_than: dt.timedelta = dt.timedelta()) -> int:
        """Queue running jobs again whose worker is gone; the third time they fail. Returns how many were queued.

        Args:
            older_than: Since the last sign of life. The owner of a home passes nothing at its start.
        """
        now = dt.datetime.now(dt.UTC)
        stale = sa.and_(jobs.c.state == "running", jobs.c.heartbeat <= now - older_than)
        with self.db.writing() as conn:
            conn.execute(
                jobs.update()
                .where(stale, jobs.c.attempts >= MAX_ATTEMPTS)
                .values(state="failed", error=_LEFT_OFF, finished=now)
            )
            return conn.execute(jobs.update().where(stale).values(state="queued")).rowcount

    def job(self, viewer: Viewer, job_id: str) -> Job:
        """One job of this viewer's. Raises NotFound."""
        with self.db.reading(viewer) as conn:
            return _as_job(_own_job(conn, viewer, job_id))

    def open_jobs(self, viewer: Viewer, kind: str | None = None) -> list[Job]:
        """Their jobs still queued or running, oldest first."""
        query = sa.select(jobs).where(_owns(viewer), jobs.c.state.in_(("queued", "running"))).order_by(jobs.c.id)
        if kind is not None:
            query = query.where(jobs.c.kind == kind)
        with self.db.reading(viewer) as conn:
            return [_as_job(row) for row in conn.execute(query)]

    def queue_position(self, viewer: Viewer, job_id: str) -> int:
        """0 when it is not waiting, 1 when it is next, and so on, in the order `claim` will take them."""
        with self.db.reading_all() as conn:
            if _own_job(conn, viewer, job_id).state != "queued":
                return 0
            waiting = conn.execute(
                sa.select(jobs.c.id, jobs.c.owner, jobs.c.kind).where(jobs.c.state == "queued").order_by(jobs.c.id)
            ).all()
            queue = [(row.id, row.owner) for row in waiting]
            late = {row.id for row in waiting if row.kind == FOLLOW}
            served = _served()
            last = {row.owner: row.last for row in conn.execute(sa.select(served.c.owner, served.c.last))}
        return _order(queue, last, late).index(job_id) + 1

    def forget_jobs(self, older_than: dt.timedelta) -> int:
        """Remove finished jobs with all they hold. Returns how many."""
        over = sa.and_(
            jobs.c.state.not_in(("queued", "running")), jobs.c.finished <= dt.datetime.now(dt.UTC) - older_than
        )
        with self.db.writing() as conn:
            return conn.execute(jobs.delete().where(over)).rowcount

    def _move(self, job_id: str, **values: Any) -> bool:
        with self.db.writing() as conn:
            done = conn.execute(jobs.update().where(jobs.c.id == job_id, jobs.c.state == "running").values(**values))
            return done.rowcount == 1


def _served() -> sa.Subquery:
    return (
        sa.select(jobs.c.owner, sa.func.max(jobs.c.started).label("last"))
        .where(jobs.c.started.is_not(None))
        .group_by(jobs.c.owner)
        .subquery("served")
    )


def _order(queue: list[tuple[str, str]], last: dict[str, dt.datetime], late: Set[str] = frozenset()) -> list[str]:
    """Play the queue forward; `queue` is oldest first, `late` are jobs that come when there is no other."""
    turn: dict[str, tuple[int, Any, int]] = {owner: (1, when, 0) for owner, when in last.items()}
    order: list[str] = []
    left = list(queue)
    while left:
        job_id, owner = min(left, key=lambda item: (item[0] in late, turn.get(item[1], (0, 0, 0)), item[0]))
        left.remove((job_id, owner))
        order.append(job_id)
        turn[owner] = (2, 0, len(order))
    return order


def _owns(viewer: Viewer) -> sa.ColumnElement[bool]:
    return sa.true() if viewer.all else sa.and_(jobs.c.owner == person_key(viewer.name), is_active(viewer))


def _own_job(conn: sa.Connection, viewer: Viewer, job_id: str) -> sa.Row[Any]:
    row = conn.execute(sa.select(jobs).where(jobs.c.id == job_id, _owns(viewer))).one_or_none()
    if row is None:
        raise NotFound(f"There is no job {job_id!r} of yours; it may have been cleared. Paste the note again.")
    return row


def _as_job(row: sa.Row[Any]) -> Job:
    return Job(
        id=row.id,
        owner=row.owner,
        kind=row.kind,
        state=row.state,
        request=load_plain(row.request) or {},
        progress=load_plain(row.progress),
        result=load_plain(row.result),
        error=row.error,
        created=row.created,
        started=row.started,
        finished=row.finished,
        attempts=row.attempts,
    )
