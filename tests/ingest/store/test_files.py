"""The database file: full disk, locks, damage, other versions, killed writers."""

import os
import signal
import sqlite3
import stat
import subprocess
import sys
import time
import traceback
from pathlib import Path

import pytest
import sqlalchemy as sa

from ingest.settings import Settings
from ingest.store import database
from ingest.store.store import Store
from prompts.errors import DiskFull, StoreError
from tests.ingest.store.making import BOSS, MAYA, reading, vectors
from tests.ingest.store.test_record import record


def one_line(error: pytest.ExceptionInfo[StoreError], *words: str) -> None:
    text = str(error.value)
    assert "\n" not in text
    assert all(word in text for word in words), text


def healthy(file: Path) -> bool:
    conn = sqlite3.connect(file)
    try:
        broken_links = conn.execute("PRAGMA foreign_key_check").fetchall()
        conn.execute("INSERT INTO passages_fts(passages_fts) VALUES ('integrity-check')")
        return bool(conn.execute("PRAGMA integrity_check").fetchone()[0] == "ok" and not broken_links)
    finally:
        conn.close()


def test_a_new_file_is_its_owners_alone(sqlite_store: Store, file: Path) -> None:
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700


def test_connections_keep_every_promise(sqlite_store: Store) -> None:
    expected = {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "busy_timeout": 5000, "secure_delete": 1}
    with sqlite_store.db.reading_all() as conn:
        assert {name: conn.exec_driver_sql(f"PRAGMA {name}").scalar() for name in expected} == expected


def test_a_full_disk_leaves_nothing_half_written(sqlite_store: Store, file: Path) -> None:
    record(sqlite_store)
    before = sqlite_store.count(BOSS), sqlite_store.outbox_waiting()
    sqlite_store.close()

    @sa.event.listens_for(sqlite_store.db.engine, "connect")
    def fill(conn: sqlite3.Connection, _: object) -> None:
        conn.execute(f"PRAGMA max_page_count={conn.execute('PRAGMA page_count').fetchone()[0] + room}")

    for pages in range(0, 25, 4):
        room = pages
        sqlite_store.close()
        with pytest.raises(DiskFull) as caught:
            record(sqlite_store, "A long note. " * 2000, "Another account")
        one_line(caught, "no space left", repr(str(file)), "nothing was recorded")
        assert (sqlite_store.count(BOSS), sqlite_store.outbox_waiting()) == before
        assert [row.name for row in sqlite_store.accounts(BOSS)] == ["Halden Cold Chain"]
    room = 10_000
    sqlite_store.close()
    record(sqlite_store, "A long note. " * 90, "Another account")
    assert sqlite_store.count(BOSS) == 2
    assert healthy(file)


def test_read_only(sqlite_store: Store, file: Path) -> None:
    review_id = record(sqlite_store)
    with Store.open(f"sqlite:///{file}", readonly=True) as reader:
        assert reader.review(MAYA, review_id).note == reading().note
        with pytest.raises(StoreError) as caught:
            record(reader)
        one_line(caught, "read-only", repr(str(file)))
    assert sqlite_store.count(BOSS) == 1


def test_read_only_of_nothing(file: Path) -> None:
    with pytest.raises(StoreError) as caught:
        Store.open(f"sqlite:///{file}", readonly=True)
    one_line(caught, "cannot be opened", repr(str(file)))
    assert not file.exists()


def test_somebody_else_is_writing(sqlite_store: Store, file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(database, "BUSY_SECONDS", 0.2)
    review_id = record(sqlite_store)
    other = sqlite3.connect(file, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with Store.open(f"sqlite:///{file}") as store:
        with pytest.raises(StoreError) as caught:
            record(store)
        one_line(caught, "busy", repr(str(file)), "Try again")
        assert store.review(MAYA, review_id).id == review_id, "readers do not wait"
        other.execute("ROLLBACK")
        record(store)
    other.close()


def test_a_database_of_a_newer_lossbook(url: str) -> None:
    with Store.open(url) as store, store.db.writing() as conn:
        conn.execute(sa.text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(StoreError) as caught:
        Store.open(url)
    one_line(caught, "newer Lossbook", "'9999'", "update Lossbook")


def test_a_database_of_somebody_else(file: Path) -> None:
    file.parent.mkdir()
    conn = sqlite3.connect(file)
    conn.execute("CREATE TABLE payroll (id INTEGER)")
    conn.close()
    with pytest.raises(StoreError) as caught:
        Store.open(f"sqlite:///{file}")
    one_line(caught, "is not Lossbook's", repr(str(file)), "LOSSBOOK_HOME")


@pytest.mark.parametrize("damage", ["header", "cut", "text", "middle"])
def test_a_damaged_file_is_named_with_the_way_out(sqlite_store: Store, file: Path, damage: str) -> None:
    record(sqlite_store)
    sqlite_store.close()
    whole = file.read_bytes()
    file.write_bytes(
        {
            "header": b"\xff" * 100 + whole[100:],
            "cut": whole[: len(whole) // 2],
            "text": b"this was never a database\n" * 400,
            "middle": whole[:4096] + b"\xff" * (len(whole) - 4096),
        }[damage]
    )
    with pytest.raises(StoreError) as caught, Store.open(f"sqlite:///{file}") as store:
        record(store)
    one_line(caught, "damaged", repr(str(file)), "lossbook restore")


@pytest.mark.parametrize(
    "url", ["sqlite://", "sqlite:///:memory:", "not a url", "mysql://u:hush@h/x", "nosuch://u:hush@h/x"]
)
def test_urls_that_cannot_be_used(url: str) -> None:
    with pytest.raises(StoreError) as caught:
        Store.open(url)
    one_line(caught)
    assert "hush" not in str(caught.value)


def test_a_server_that_is_away_is_told_without_the_password() -> None:
    with pytest.raises(StoreError) as caught:
        Store.open("postgresql://rep:hush@127.0.0.1:1/lossbook")
    one_line(caught, "postgresql://rep:***@127.0.0.1:1/lossbook")
    assert "hush" not in str(caught.value)


def test_a_home_that_cannot_be_made(tmp_path: Path) -> None:
    (tmp_path / "home").write_text("a file")
    with pytest.raises(StoreError) as caught:
        Store.open(f"sqlite:///{tmp_path / 'home' / 'lossbook.db'}")
    one_line(caught, "cannot be made", "LOSSBOOK_HOME")


def fork(job: object, *args: object) -> tuple[int, int]:
    """Run `job(writer, *args)` in a child; returns (pid, read end of its pipe)."""
    reader, writer = os.pipe()
    pid = os.fork()
    if pid == 0:
        try:
            job(writer, *args)  # type: ignore[operator]
            os._exit(0)
        except BaseException:
            os._exit(1)
    os.close(writer)
    return pid, reader


def _open_and_record(_: int, url: str, gate: float) -> None:
    time.sleep(max(0.0, gate - time.time()))
    with Store.open(url) as store:
        record(store)


def test_many_processes_make_the_same_database_at_once(file: Path) -> None:
    url, gate = f"sqlite:///{file}", time.time() + 0.2
    children = [fork(_open_and_record, url, gate) for _ in range(6)]
    codes = [os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) for pid, _ in children]
    for _, reader in children:
        os.close(reader)
    assert codes == [0] * 6
    with Store.open(url) as store:
        assert store.count(BOSS) == 6
        assert [(row.name, row.reviews) for row in store.accounts(BOSS)] == [("Halden Cold Chain", 6)]


def _record_for_ever(writer: int, url: str) -> None:
    with Store.open(url) as store:
        made = reading()
        rows = vectors(made)
        while True:
            review_id = store.record(MAYA, made, account="Halden", rep=MAYA.name, vectors=rows)
            os.write(writer, f"{review_id}\n".encode())
            store.correct(MAYA, review_id, made.diagnosis.model_copy(update={"cause": "outsold"}))


def test_killed_at_any_moment_nothing_committed_is_lost_or_halved(file: Path) -> None:
    url = f"sqlite:///{file}"
    Store.open(url).close()
    told: list[str] = []
    for attempt in range(20):
        pid, reader = fork(_record_for_ever, url)
        first = os.read(reader, 1)  # it is at work
        time.sleep(0.01 * attempt)
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)
        with os.fdopen(reader) as pipe:
            told += [
                line.strip() for line in (first.decode() + pipe.read()).splitlines(keepends=True) if len(line) == 27
            ]
    assert healthy(file)
    with Store.open(url) as store:
        ids, _ = store.vectors(BOSS)
        reviews = {row.id: row for row in store.recent(BOSS, limit=100_000)}
        firsts = {row.first_id for row in reviews.values()}
        assert len(told) > 20
        assert set(told) <= firsts
        assert {review_id for review_id, _ in ids} == reviews.keys()
        assert len(ids) == 5 * len(reviews), "every passage of every review, none twice"
        assert len({first for first in firsts}) == len(reviews), "no review listed twice"
        upserts = {item.review_id for item in store.outbox_batch(100_000) if item.op == "upsert"}
        assert reviews.keys() <= upserts
        (account,) = store.accounts(BOSS)
        rounds = [entry.review.round for entry in store.ledger(BOSS, account.id).rounds]
        assert rounds == list(range(1, len(reviews) + 1))


@pytest.mark.parametrize(
    ("statement", "absent"),
    [
        ("import ingest.store, ingest.store.rows, ingest.store.names", ("sqlalchemy", "numpy", "alembic", "cleanco")),
        ("from ingest.store import Store; Store.open(URL).close(); Store.open(URL).close()", ("alembic", "chromadb")),
    ],
)
def test_what_is_not_needed_is_not_imported(file: Path, statement: str, absent: tuple[str, ...]) -> None:
    script = f"import sys; URL = 'sqlite:///{file}'; {statement}; print([m for m in {absent!r} if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, timeout=60)
    assert (done.stdout.strip(), done.stderr) == ("[]", "")


def test_a_home_with_signs_that_mean_something_in_a_url_is_used_as_it_is(tmp_path: Path) -> None:
    home = tmp_path / "100%20 sure? #1"
    Store.open(Settings(home=home).sql_url).close()
    assert (home / "lossbook.db").is_file()
    assert [one.name for one in tmp_path.iterdir()] == [home.name]


def test_no_error_carries_the_words_of_a_note(sqlite_store: Store) -> None:
    values = {"t": "Halden said no"}
    with pytest.raises(StoreError) as error, sqlite_store.db.writing() as conn:
        conn.execute(sa.text("INSERT INTO notes (text, nothing) VALUES (:t, 1)"), values)
    assert "Halden" not in "".join(traceback.format_exception(error.value))
