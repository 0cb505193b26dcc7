"""Copies taken online, and put back."""

import sqlite3
import stat
import threading
from pathlib import Path

import pytest

from ingest.store import restore
from ingest.store.store import Store
from prompts.errors import DiskFull, HomeBusy, StoreError
from tests.ingest.store.making import BOSS, MAYA, many, vectors
from tests.ingest.store.test_files import healthy, one_line
from tests.ingest.store.test_record import record


def test_a_backup_put_back_gives_identical_answers(sqlite_store: Store, tmp_path: Path, file: Path) -> None:
    store = sqlite_store
    for number in range(12):
        account, rep, made = many(number)
        store.record(BOSS, made, account=account, rep=rep, vectors=vectors(made))
    store.swap_generation("g1", 60, "test")
    before = answers(store)
    copy = tmp_path / "monday.backup"
    store.backup(copy)
    assert [f.name for f in tmp_path.iterdir() if f.is_file()] == ["monday.backup"]
    assert stat.S_IMODE(copy.stat().st_mode) == 0o600
    record(store)

    url = f"sqlite:///{tmp_path / 'fresh' / 'lossbook.db'}"
    done = restore(url, copy, home_is_held=False)
    assert (done.reviews, done.erased_again, done.kept_old) == (12, 0, None)
    with Store.open(url) as fresh:
        assert answers(fresh) == before
        assert fresh.generation() is None, "the index has to be built anew"
        assert fresh.outbox_waiting() == 0
        record(fresh)
    store.close()
    done = restore(f"sqlite:///{file}", copy, home_is_held=False)
    assert done.kept_old is not None
    assert answers(store) == before
    assert healthy(file)
    with Store.open(f"sqlite:///{done.kept_old}") as old:
        assert old.count(BOSS) == 13


def answers(store: Store) -> object:
    ids, matrix = store.vectors(BOSS)
    accounts = store.accounts(BOSS)
    ledgers = [store.ledger(BOSS, account.id) for account in accounts]
    words = store.search_words(BOSS, "they chose Kestrel skipped")
    return store.recent(BOSS), accounts, ledgers, words, ids, matrix.tobytes()


def test_a_backup_while_others_write_is_whole(sqlite_store: Store, tmp_path: Path) -> None:
    stop = threading.Event()

    def write() -> None:
        while not stop.is_set():
            record(sqlite_store)

    writer = threading.Thread(target=write)
    writer.start()
    try:
        for number in range(5):
            copy = tmp_path / f"{number}.backup"
            sqlite_store.backup(copy)
            assert healthy(copy)
    finally:
        stop.set()
        writer.join()


def test_no_file_is_overwritten(sqlite_store: Store, tmp_path: Path) -> None:
    there = tmp_path / "taxes.xls"
    there.write_text("important")
    with pytest.raises(StoreError) as caught:
        sqlite_store.backup(there)
    one_line(caught, "exists already", "'" + str(there) + "'")
    assert there.read_text() == "important"
    with pytest.raises(StoreError) as caught:
        sqlite_store.backup(tmp_path / "no" / "such" / "folder")
    one_line(caught, "cannot be written", "check its folder")


def test_a_full_disk_leaves_no_half_backup(
    sqlite_store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import ingest.store.backup as module

    record(sqlite_store)
    plain = module._open

    def small(file: Path, mode: str) -> sqlite3.Connection:
        conn = plain(file, mode)
        conn.execute("PRAGMA max_page_count=5")
        return conn

    monkeypatch.setattr(module, "_open", small)
    with pytest.raises(DiskFull):
        sqlite_store.backup(tmp_path / "x.backup")
    assert [f for f in tmp_path.iterdir() if f.is_file()] == []


@pytest.mark.parametrize("kind", ["missing", "text", "cut", "other tables", "newer", "folder"])
def test_a_backup_that_is_none_changes_nothing(sqlite_store: Store, tmp_path: Path, file: Path, kind: str) -> None:
    review_id = record(sqlite_store)
    bad = tmp_path / "bad.backup"
    if kind == "text":
        bad.write_text("hello " * 1000)
    elif kind == "folder":
        bad.mkdir()
    elif kind == "other tables":
        conn = sqlite3.connect(bad)
        conn.execute("CREATE TABLE payroll (id INTEGER)")
        conn.close()
    elif kind != "missing":
        sqlite_store.backup(bad)
        if kind == "cut":
            bad.write_bytes(bad.read_bytes()[: bad.stat().st_size // 2])
        else:
            conn = sqlite3.connect(bad, isolation_level=None)
            conn.execute("UPDATE alembic_version SET version_num = '9999'")
            conn.close()
    sqlite_store.close()
    with pytest.raises(StoreError) as caught:
        restore(f"sqlite:///{file}", bad, home_is_held=False)
    one_line(caught)
    assert sorted(f.name for f in file.parent.iterdir()) == ["lossbook.db"]
    assert sqlite_store.review(MAYA, review_id).round == 1


def test_nothing_is_put_under_another_process(sqlite_store: Store, tmp_path: Path, file: Path) -> None:
    record(sqlite_store)
    sqlite_store.backup(tmp_path / "x.backup")
    url = f"sqlite:///{file}"
    for held in (True, False):  # False: nobody has the home's lock, but a command is still reading
        with pytest.raises(HomeBusy) as caught:
            restore(url, tmp_path / "x.backup", home_is_held=held)
        one_line(caught, str(file.parent), "stop it")
    assert sqlite_store.count(BOSS) == 1
    sqlite_store.close()
    assert restore(url, tmp_path / "x.backup", home_is_held=False).reviews == 1


def test_a_damaged_database_is_replaced_and_kept(sqlite_store: Store, tmp_path: Path, file: Path) -> None:
    record(sqlite_store)
    sqlite_store.backup(tmp_path / "x.backup")
    sqlite_store.close()
    file.write_bytes(b"\xff" * 5000)
    (file.parent / "lossbook.db-wal").write_bytes(b"stale")
    done = restore(f"sqlite:///{file}", tmp_path / "x.backup", home_is_held=False)
    assert done.kept_old is not None
    assert Path(done.kept_old).read_bytes() == b"\xff" * 5000
    assert sqlite_store.count(BOSS) == 1
    assert healthy(file)


@pytest.mark.parametrize("url", ["postgresql"], indirect=True)
def test_postgresql_is_backed_up_by_its_own_tools(store: Store, tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="pg_dump"):
        store.backup(tmp_path / "x.backup")
    with pytest.raises(StoreError, match="pg_restore"):
        restore("postgresql:///x", tmp_path / "x.backup", home_is_held=False)
