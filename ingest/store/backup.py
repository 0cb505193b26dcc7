"""Online copies of a SQLite database, and putting one back. Never a file copy: that tears a write-ahead log."""

import datetime as dt
import os
import shutil
import sqlite3
from contextlib import closing, suppress
from pathlib import Path

import sqlalchemy as sa

from ingest.store import ledger
from ingest.store.database import Database, open_database
from ingest.store.errors import damaged, translated
from ingest.store.mentions import blank_again, erased_names
from ingest.store.rows import Restored
from ingest.store.tables import drafts, index_state, jobs, outbox, reviews
from ingest.store.takeout import take_out
from prompts.errors import HomeBusy, StoreError


class Backups:
    """Safe while others read and write."""

    db: Database

    def backup(self, file: Path) -> None:
        """Write a whole copy to a new file and check it.

        Raises:
            StoreError: The file exists already, its folder does not, or the database is PostgreSQL.
            DiskFull: No half copy is left behind.
        """
        if self.db.file is None:
            raise StoreError(
                f"{self.db.place} is PostgreSQL; back it up with pg_dump, which Lossbook cannot do better "
                "(PGOPTIONS='-c lossbook.viewer=*' pg_dump --enable-row-security, or a role with BYPASSRLS)."
            )
        place = f"The backup {str(file)!r}"
        _reserve(file, place)
        part = file.with_name(f"{file.name}.part")
        try:
            with translated(place), self.db.engine.connect() as conn:
                source = conn.connection.driver_connection
                assert isinstance(source, sqlite3.Connection)
                _copy(source, part)
                _check(part, place)
            part.replace(file)
        except BaseException:
            for left in (part, file):
                left.unlink(missing_ok=True)
            raise


def restore(url: str, file: Path, *, home_is_held: bool) -> Restored:
    """Put a backup in place of the database at `url`, without what was erased since.

    The database it replaces is kept beside it (until the next erasure); the search index has to be built anew.

    Raises:
        HomeBusy: Another process uses this home.
        StoreError: The backup is missing, damaged, not Lossbook's, or from a newer version; nothing has changed.
    """
    parsed = sa.make_url(url)
    if parsed.get_backend_name() != "sqlite" or not parsed.database:
        raise StoreError("The database is PostgreSQL; put a backup back with pg_restore.")
    target = Path(parsed.database).absolute()
    if home_is_held:
        raise _busy(target)
    place = f"The backup {str(file)!r}"
    if not file.is_file():
        raise StoreError(f"{place} does not exist; give the file that `lossbook backup` wrote.")
    target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    new = target.with_name(f"{target.name}.restoring")
    try:
        with translated(place):
            _check(file, place)
            with closing(_open(file, "ro")) as source:
                _copy(source, new)
        found, again, known = _prepare(new, target)
        kept = _swap(new, target)
    finally:
        _remove(new)
    ledger.write_file(target, known)
    return Restored(reviews=found, erased_again=again, kept_old=str(kept) if kept else None)


def replaced(file: Path) -> Path:
    """Where a restore leaves the database it replaced."""
    return file.with_name(f"{file.name}.replaced")


def _prepare(new: Path, target: Path) -> tuple[int, int, list[ledger.Entry]]:
    """Bring the copy up to date and erase again: (reviews, erased again, the whole ledger)."""
    database = open_database(sa.URL.create("sqlite", database=str(new)).render_as_string())
    known = ledger.read_file(target) + ledger.read_old(target)
    now = dt.datetime.now(dt.UTC)
    try:
        with database.writing() as conn:
            its_own = {entry.hash for entry in ledger.read(conn)}
            ledger.write(conn, {entry.hash: entry for entry in known}.values())
            known = ledger.read(conn)
            # Whoever was erased before this backup was made and stands in it was set up again since.
            since = [entry for entry in known if entry.hash not in its_own]
            gone, settings_of = ledger.erased_people(conn, known), list(ledger.erased_people(conn, since))
            names = erased_names(conn, since)
            again, _ = take_out(conn, ledger.erased_reviews(conn, known), now, gone, settings_of)
            blank_again(conn, names, now)
            # The index is built anew from the rows; work half done belongs to another day.
            for table in (index_state, outbox, jobs):
                conn.execute(table.delete())
            last = max((dt.datetime.fromisoformat(entry.at) for entry in known), default=None)
            if last is not None:
                conn.execute(drafts.delete().where(drafts.c.updated <= last))
            if again:
                conn.exec_driver_sql("INSERT INTO passages_fts(passages_fts) VALUES ('optimize')")
            found = conn.scalar(sa.select(sa.func.count()).where(reviews.c.id == reviews.c.first_id)) or 0
    finally:
        database.close()
    with translated(f"The restored copy {str(new)!r}"), closing(_open(new, "rw")) as conn:
        conn.execute("PRAGMA journal_mode=DELETE")
    return found, again, known


def _swap(new: Path, target: Path) -> Path | None:
    """Put `new` in place of `target` in one step; the old one stays beside it."""
    kept = replaced(target) if target.exists() else None
    if kept:
        _alone(target)
        _remove(kept)
        try:
            os.link(target, kept)
        except OSError:  # a file system without links
            shutil.copyfile(target, kept)
        log = target.with_name(f"{target.name}-wal")
        if log.exists():  # of a damaged database; it must not be applied to the new one
            log.replace(kept.with_name(f"{kept.name}-wal"))
        target.with_name(f"{target.name}-shm").unlink(missing_ok=True)
    new.replace(target)
    with suppress(OSError):
        folder = os.open(target.parent, os.O_RDONLY)
        os.fsync(folder)
        os.close(folder)
    return kept


def _alone(target: Path) -> None:
    """Fold the log in, which SQLite does only when nobody else has the file open. A damaged file is left as it is."""
    with closing(_open(target, "rw")) as conn:
        try:
            conn.execute("PRAGMA journal_mode=DELETE")
        except sqlite3.DatabaseError as error:
            if error.sqlite_errorcode & 0xFF in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
                raise _busy(target) from error


def _reserve(file: Path, place: str) -> None:
    try:
        os.close(os.open(file, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    except FileExistsError:
        raise StoreError(f"{place} exists already; give another name, or move it away first.") from None
    except OSError as error:
        raise StoreError(f"{place} cannot be written: {error.strerror or error}; check its folder.") from error


def _copy(source: sqlite3.Connection, file: Path) -> None:
    """One consistent copy, without a write-ahead log, on the disk when this returns."""
    _remove(file)
    os.close(os.open(file, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    with closing(_open(file, "rw")) as target:
        source.backup(target)
        target.execute("PRAGMA journal_mode=DELETE")
    descriptor = os.open(file, os.O_RDWR)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _check(file: Path, place: str) -> None:
    with closing(_open(file, "ro")) as conn:
        verdict = conn.execute("PRAGMA integrity_check(1)").fetchone()[0]
        names = {row[0] for row in conn.execute("SELECT name FROM sqlite_master")}
    if verdict != "ok":
        raise damaged(place, verdict.splitlines()[0])
    if not {"alembic_version", "reviews"} <= names:
        raise StoreError(f"{place} is not a Lossbook backup; give the file that `lossbook backup` wrote.")


def _open(file: Path, mode: str) -> sqlite3.Connection:
    return sqlite3.connect(f"{file.absolute().as_uri()}?mode={mode}", uri=True, timeout=1.0, isolation_level=None)


def _remove(file: Path) -> None:
    for suffix in ("", "-wal", "-shm", "-journal"):
        file.with_name(file.name + suffix).unlink(missing_ok=True)


def _busy(target: Path) -> HomeBusy:
    return HomeBusy(f"Another Lossbook has {str(target.parent)!r} open; stop it, then restore again.")
