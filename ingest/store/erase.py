"""Taking an account, a person, a review or the samples out for good: rows, full text, old pages, traces elsewhere.

The index hears of it through the outbox ("erase") and builds a new generation.
"""

import datetime as dt
import sqlite3
from collections.abc import Callable, Iterable, Sequence

import sqlalchemy as sa

from ingest.records import Viewer
from ingest.store import ledger
from ingest.store.backup import replaced
from ingest.store.database import Database
from ingest.store.merging import forget_name
from ingest.store.names import account_key, person_key
from ingest.store.rows import Erased, ReviewRow
from ingest.store.tables import (
    aliases,
    deals,
    drafts,
    erasing,
    erasures,
    jobs,
    metadata,
    notes,
    outbox,
    reviews,
    users,
)
from ingest.store.takeout import as_words, clear_traces, take_out
from ingest.store.viewing import (
    as_row,
    chunks,
    is_current,
    joined,
    may_see,
    numbered,
    own_review,
    owns,
    row_columns,
)
from prompts.errors import NotFound, StoreError

_Plan = tuple[list[str], list[ledger.Entry], list[int]]
"""(first ids of reviews, what the ledger notes, rows in `users` of people who go)."""


class Erasing:
    """What is erased stays erased, also when an older backup is put back."""

    db: Database

    def erase_account(self, viewer: Viewer, name: str) -> Erased:
        """Erase an account. A viewer who does not see all erases their own reviews of it only. Raises NotFound."""

        def plan(conn: sa.Connection, now: dt.datetime) -> _Plan:
            account = sa.select(aliases.c.account_id).where(aliases.c.key == account_key(name)).scalar_subquery()
            ours = sa.select(deals.c.id).where(deals.c.account_id == account)
            mine = sa.and_(reviews.c.deal_id.in_(ours), owns(viewer))
            firsts = list(conn.scalars(sa.select(reviews.c.first_id).where(mine).distinct()))
            if not firsts:
                raise NotFound(f"There is no account {name!r} of yours to erase; check the spelling.")
            spelled = conn.execute(
                sa.select(aliases.c.text, aliases.c.key).where(aliases.c.account_id == account)
            ).all()
            texts = conn.scalars(sa.select(notes.c.text).join(reviews).where(reviews.c.first_id.in_(firsts)))
            clear_traces(conn, viewer, as_words([*(row.text for row in spelled), *texts, *firsts]))
            if viewer.all:
                # Each review as well: in an older backup it may belong to an account it was split from since.
                by_name = ledger.entries("account", (row.key for row in spelled), now)
                return firsts, [*by_name, *_for_good(conn, firsts, now)], []
            return firsts, _for_good(conn, firsts, now), []

        return self._erase(plan)

    def erase_rep(self, viewer: Viewer, name: str) -> Erased:
        """Erase a person: reviews, drafts, jobs, views, thanks, packs and sign-in. Everybody may erase themselves.

        Raises:
            NotFound: nothing is on record for that name.
            StoreError: somebody else, and the viewer does not see all.
        """
        key = person_key(name)
        if not viewer.all and person_key(viewer.name) != key:
            raise StoreError(f"{viewer.name!r} cannot erase {name!r}; only they can, or the owner of this Lossbook.")

        def plan(conn: sa.Connection, now: dt.datetime) -> _Plan:
            person = conn.scalar(sa.select(users.c.id).where(users.c.key == key))
            traces = [conn.execute(table.delete().where(table.c.owner == key)).rowcount for table in (drafts, jobs)]
            if person is None and not any(traces):
                raise NotFound(f"There is nothing on record for {name!r}; check the spelling.")
            forget_name(conn, key)
            firsts = list(conn.scalars(sa.select(reviews.c.first_id).where(reviews.c.rep_id == person).distinct()))
            noted = [*ledger.entries("rep", [key], now), *_for_good(conn, firsts, now)]
            return firsts, noted, [] if person is None else [person]

        return self._erase(plan)

    def erase_review(self, viewer: Viewer, review_id: str) -> Erased:
        """Erase one review, all versions of it. Raises NotFound."""

        def plan(conn: sa.Connection, now: dt.datetime) -> _Plan:
            first = own_review(conn, viewer, review_id).first_id
            texts = conn.scalars(sa.select(notes.c.text).join(reviews).where(reviews.c.first_id == first))
            clear_traces(conn, viewer, as_words([*texts, first]))
            return [first], _for_good(conn, [first], now), []

        return self._erase(plan)

    def erase_older(self, viewer: Viewer, before: dt.date) -> Erased:
        """Erase what this viewer owns of deals that closed before a day, all versions; fine when there is none.

        A deal whose notes were corrected counts by the day its latest version closed.
        """

        def plan(conn: sa.Connection, now: dt.datetime) -> _Plan:
            firsts = list(conn.scalars(sa.select(reviews.c.first_id).where(_older(viewer, before)).distinct()))
            for some in chunks(firsts):
                texts = conn.scalars(sa.select(notes.c.text).join(reviews).where(reviews.c.first_id.in_(some)))
                clear_traces(conn, viewer, as_words([*texts, *some]))
            return firsts, _for_good(conn, firsts, now), []

        return self._erase(plan)

    def older(self, viewer: Viewer, before: dt.date) -> list[ReviewRow]:
        """The current reviews that `erase_older` would take, the oldest first."""
        query = sa.select(*row_columns()).select_from(joined()).where(_older(viewer, before))
        with self.db.reading(viewer) as conn:
            found = conn.execute(query.order_by(reviews.c.happened, reviews.c.id))
            return numbered(conn, viewer, map(as_row, found))

    def erasures(self) -> list[ledger.Entry]:
        """The ledger: what was erased, as hashes."""
        with self.db.reading() as conn:
            return ledger.read(conn)

    def erase_samples(self, viewer: Viewer) -> Erased:
        """Remove the sample data this viewer may see; fine when there is none."""

        def plan(conn: sa.Connection, now: dt.datetime) -> _Plan:
            query = sa.select(reviews.c.first_id).where(reviews.c.sample, may_see(viewer)).distinct()
            firsts = list(conn.scalars(query))
            return firsts, ledger.entries("review", firsts, now), []

        return self._erase(plan)

    def _erase(self, plan: Callable[[sa.Connection, dt.datetime], _Plan]) -> Erased:
        now = dt.datetime.now(dt.UTC)
        with self.db.writing() as conn:
            before = row_counts(conn)
            firsts, noted, people = plan(conn, now)
            erased, lines = take_out(conn, firsts, now, dict.fromkeys(people, now), people)
            after = row_counts(conn)
            ledger.write(conn, noted)
            merge_full_text(conn)
            known = ledger.read(conn)
        clear_files(self.db, known)
        gone = {table: before[table] - left for table, left in after.items() if left < before[table]}
        return Erased(erased, lines, scrub(self.db), gone)


def merge_full_text(conn: sa.Connection) -> None:
    """On SQLite deleted words stay in the full-text index until its parts are merged."""
    if conn.dialect.name == "sqlite":
        conn.exec_driver_sql("INSERT INTO passages_fts(passages_fts) VALUES ('optimize')")


def clear_files(database: Database, known: Iterable[ledger.Entry]) -> None:
    """The ledger's second copy, and away with the database that a restore replaced."""
    if database.file:
        ledger.write_file(database.file, known)
        kept = replaced(database.file)
        for file in (kept, kept.with_name(f"{kept.name}-wal")):
            file.unlink(missing_ok=True)


def row_counts(conn: sa.Connection) -> dict[str, int]:
    """How many rows each table has; those that only keep the work in order left out."""
    return {
        table.name: conn.scalar(sa.select(sa.func.count()).select_from(table)) or 0
        for table in metadata.sorted_tables
        if table not in (erasing, erasures, outbox)
    }


def _for_good(conn: sa.Connection, firsts: Sequence[str], now: dt.datetime) -> list[ledger.Entry]:
    """What keeps these reviews away: out of an older backup, and out of another import of their file."""
    return ledger.entries("review", [*firsts, *ledger.came_from(conn, firsts)], now)


def _older(viewer: Viewer, before: dt.date) -> sa.ColumnElement[bool]:
    return sa.and_(owns(viewer), is_current(), reviews.c.happened < before)


def scrub(database: Database) -> bool:
    """Get deleted text off the disk. False when a reader elsewhere keeps the write-ahead log in use."""
    if database.file is None:
        with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as conn:
            conn.exec_driver_sql(
                "VACUUM notes, reviews, readings, quotes, passages, debriefs, commitments, followups, cards, revisits, "
                "deals, users, views, consents, thanks, packs, drafts, jobs"
            )
        return True
    with database.engine.connect() as conn:
        driver = conn.connection.driver_connection
        assert isinstance(driver, sqlite3.Connection)
        try:
            busy, *_ = driver.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        except sqlite3.OperationalError:
            return False
    return int(busy) == 0
