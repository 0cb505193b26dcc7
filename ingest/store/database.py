"""Connections: short transactions, one writer at a time, every error one sentence."""

import os
import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

import sqlalchemy as sa

from ingest.records import Viewer
from ingest.store import schema
from ingest.store.errors import translated
from ingest.store.kept import Kept
from ingest.store.names import person_key
from ingest.store.walls import EVERYTHING, SETTING
from prompts.errors import StoreError

BUSY_SECONDS = 5.0
"""How long a writer waits for another one."""

_WRITES = "lossbook_writes"
_ASKS = sa.text("SELECT set_config(:setting, :who, true)")
_SNAPSHOT = sa.text("SELECT pg_current_snapshot()::text")
"""Equal as long as the same transactions are over."""


class Database:
    """An open database. `place` names it in messages; `file` is None when it is not SQLite."""

    def __init__(self, engine: sa.Engine, place: str, file: Path | None) -> None:
        self.engine = engine
        self.place = place
        self.file = file
        self.kept = Kept(self._stamp)
        self._writer = engine.execution_options(**{_WRITES: True})
        self._watch: sqlite3.Connection | None = None
        self._watched = 0
        self._watching = threading.Lock()

    @property
    def dialect(self) -> str:
        """Sqlite or postgresql."""
        return self.engine.dialect.name

    @contextmanager
    def reading(self, viewer: Viewer | None = None) -> Iterator[sa.Connection]:
        """One consistent view of the records, for this viewer; None finds no review on PostgreSQL (see `walls`)."""
        with translated(self.place), self.engine.begin() as conn:
            if viewer is not None:
                self._asks(conn, EVERYTHING if viewer.all else f"={person_key(viewer.name)}")
            yield conn

    @contextmanager
    def reading_all(self) -> Iterator[sa.Connection]:
        """The same over everything, for work that shows nobody anything: the index, the queue."""
        with translated(self.place), self.engine.begin() as conn:
            self._asks(conn, EVERYTHING)
            yield conn

    @contextmanager
    def writing(self) -> Iterator[sa.Connection]:
        """One transaction: all of it or nothing. Never hold it across a model call."""
        with translated(self.place), self._writer.begin() as conn:
            self._asks(conn, EVERYTHING)
            yield conn

    def _asks(self, conn: sa.Connection, who: str) -> None:
        """Tell PostgreSQL who is asking, until this transaction ends."""
        if self.dialect == "postgresql":
            conn.execute(_ASKS, {"setting": SETTING, "who": who})

    def _stamp(self) -> tuple[int, str]:
        """Another one after every commit of anybody."""
        if self.file is None:
            with translated(self.place), self.engine.begin() as conn:
                return 0, str(conn.scalar(_SNAPSHOT))
        # SQLite tells a connection of the commits of all others: this one never writes.
        with translated(self.place), self._watching:
            if self._watch is None:
                self._watch = _dial(self.file, readonly=True)
                self._watched += 1  # a new connection counts from the start again
            return self._watched, str(self._watch.execute("PRAGMA data_version").fetchone()[0])

    def close(self) -> None:
        """Let go of the file; the write-ahead log is folded in by the last one to close."""
        with self._watching:
            if self._watch is not None:
                self._watch.close()
                self._watch = None
        self.engine.dispose()


def open_database(url: str, *, readonly: bool = False) -> Database:
    """Open, and create or migrate when needed.

    Raises:
        StoreError: not a database, damaged, from a newer Lossbook, not reachable, not writable.
    """
    database = connect(url, readonly=readonly)
    try:
        _bring_up_to_date(database, readonly)
    except BaseException:
        database.close()
        raise
    return database


def connect(url: str, *, readonly: bool = False) -> Database:
    """A `Database` whose schema nobody has looked at yet."""
    try:
        parsed = sa.make_url(url)
    except sa.exc.ArgumentError:
        raise StoreError(
            "LOSSBOOK_DATABASE_URL is not a database URL; write sqlite:///PATH or postgresql://..."
        ) from None
    if parsed.get_backend_name() == "sqlite":
        return _connect_sqlite(parsed, readonly)
    place = f"The database {parsed.render_as_string(hide_password=True)}"
    try:
        engine = sa.create_engine(parsed, pool_pre_ping=True, hide_parameters=True)
    except ModuleNotFoundError as error:
        raise StoreError(
            f"{place} needs the package {error.name!r}; install it with: uv sync --extra postgres"
        ) from error
    except sa.exc.ArgumentError as error:
        raise StoreError(f"{place} cannot be used: {error}; write sqlite:///PATH or postgresql://...") from error
    if readonly:
        engine = engine.execution_options(postgresql_readonly=True)
    return Database(engine, place, None)


def _bring_up_to_date(database: Database, readonly: bool) -> None:
    if database.file and not readonly:
        _use_wal(database)
    with database.reading() as conn:
        current = schema.is_current(conn, database.place)
    if current:
        return
    if readonly:
        raise StoreError(f"{database.place} is not set up yet; run `lossbook doctor` once, which may write to it.")
    with database.writing() as conn:
        schema.upgrade(conn, database.place)


def _connect_sqlite(url: sa.URL, readonly: bool) -> Database:
    if not url.database or url.database == ":memory:":
        raise StoreError(f"LOSSBOOK_DATABASE_URL {str(url)!r} names no file; write sqlite:///PATH.")
    file = Path(url.database).absolute()
    if not readonly:
        _make_private(file)
    # A note is a parameter: it must not stand in a traceback that somebody logs.
    engine = sa.create_engine(
        "sqlite://", creator=lambda: _dial(file, readonly), poolclass=sa.QueuePool, hide_parameters=True
    )
    sa.event.listen(engine, "begin", _begin)
    return Database(engine, f"The database {str(file)!r}", file)


def _begin(conn: sa.Connection) -> None:
    # IMMEDIATE takes the write lock first: no transaction reads, decides, and then finds it cannot write.
    conn.exec_driver_sql("BEGIN IMMEDIATE" if conn.get_execution_options().get(_WRITES) else "BEGIN")


def _dial(file: Path, readonly: bool) -> sqlite3.Connection:
    uri = f"file:{quote(str(file))}?mode={'ro' if readonly else 'rw'}"
    conn = sqlite3.connect(uri, uri=True, timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False)
    for pragma in (
        "foreign_keys=ON",
        "synchronous=FULL",
        "secure_delete=ON",
        "recursive_triggers=ON",
        "cache_size=-16000",
    ):
        conn.execute(f"PRAGMA {pragma}")
    return conn


def _make_private(file: Path) -> None:
    """Create folder and file readable by their owner only; leave existing ones as they are."""
    try:
        file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        if not file.exists():
            os.close(os.open(file, os.O_CREAT | os.O_RDWR, 0o600))
    except OSError as error:
        raise StoreError(
            f"The database {str(file)!r} cannot be made: {error.strerror or error}. "
            "Check the folder, or set LOSSBOOK_HOME."
        ) from error


def _use_wal(database: Database) -> None:
    """Switch the file to a write-ahead log, which stays switched. SQLite does not wait for a lock here, so we do."""
    deadline = time.monotonic() + BUSY_SECONDS
    while True:
        try:
            with translated(database.place), database.engine.connect() as conn:
                driver = conn.connection.driver_connection
                assert isinstance(driver, sqlite3.Connection)
                driver.execute("PRAGMA journal_mode=WAL")
                return
        except StoreError as error:
            if "busy" not in str(error) or time.monotonic() > deadline:
                raise
            time.sleep(0.05)
