"""What is erased is gone: from every answer, from the disk, and from a backup put back."""

import datetime as dt
import sqlite3
from pathlib import Path

import pytest
import sqlalchemy as sa

from ingest.records import Debrief, Stated
from ingest.store import database, ledger, restore
from ingest.store.store import Store
from ingest.store.tables import metadata
from prompts.errors import NotFound, StoreError
from tests.ingest.store.making import BEN, BOSS, MAYA, reading, vector, vectors
from tests.ingest.store.test_record import record

CANARY = "Zyxwoldemar"
SECRET = f"{CANARY} said no. The {CANARY} board left us. {CANARY} again."


def secret(store: Store, **more: object) -> str:
    made = reading(
        SECRET, mechanism=f"{CANARY} never met us.", competitor=CANARY, stated=Stated(text=f"{CANARY} price")
    )
    review_id = store.record(
        MAYA,
        made,
        account=f"{CANARY} Ltd",
        rep=MAYA.name,
        vectors=vectors(made),
        debrief=Debrief(reason=CANARY),
        **more,  # type: ignore[arg-type]
    )
    store.commit_to(MAYA, review_id, f"call {CANARY}")
    store.correct(MAYA, review_id, made.diagnosis.model_copy(update={"cause": "outsold"}))
    return review_id


def rows_with(store: Store, word: str) -> list[str]:
    """Tables in which any column holds this word."""
    with store.db.reading_all() as conn:
        return [
            table.name
            for table in metadata.sorted_tables
            if any(word.casefold() in repr(tuple(row)).casefold() for row in conn.execute(sa.select(table)))
        ]


def test_an_account_goes_with_everything(store: Store) -> None:
    kept = record(store, account="Halden")
    secret(store)
    past = store.recent(MAYA)[0].id
    pointing = reading(past=(past,))
    other = store.record(BEN, pointing, account="Halden", rep=BEN.name)
    done = store.enqueue("Ben", "review", {"text": f"about {CANARY.upper()} ltd"})
    store.enqueue("Ben", "review", {"text": "about Halden"})
    store.save_draft(BEN, "ask", {"q": f"what about {CANARY} Ltd?"})
    store.save_draft(BEN, "review", {"text": f"{CANARY}s are birds"})
    store.outbox_done([item.id for item in store.outbox_batch()])

    erased = store.erase_account(BOSS, f"{CANARY}, Inc.")
    assert (erased.reviews, erased.passages, erased.scrubbed) == (1, 8, True)
    assert rows_with(store, CANARY) == ["drafts"], "only the draft about birds"
    assert store.load_draft(BEN, "ask") is None
    with pytest.raises(NotFound):
        store.job(BOSS, done)
    assert len(store.open_jobs(BOSS)) == 1
    assert store.review(BOSS, other).coaching.lessons == (), "advice that pointed at it went too"
    assert store.review(BOSS, kept).reading == reading()
    assert store.search_words(BOSS, CANARY) == []
    assert {(i.op, i.lines) for i in store.outbox_batch()} == {("erase", (0,))}
    assert [row.name for row in store.accounts(BOSS)] == ["Halden"]
    with pytest.raises(NotFound, match="check the spelling"):
        store.erase_account(BOSS, CANARY)
    with store.db.reading_all() as conn:
        assert conn.scalar(sa.text("SELECT count(*) FROM erasing")) == 0


def test_no_byte_of_it_stays_on_the_disk(sqlite_store: Store, file: Path) -> None:
    store = sqlite_store
    for number in range(30):
        record(store, f"Filler {number} goes here. And more of it.")
    secret(store)
    vector_bytes = vector(f"{CANARY} again.").tobytes()
    assert any(CANARY.encode() in f.read_bytes() for f in file.parent.iterdir())
    assert any(vector_bytes in f.read_bytes() for f in file.parent.iterdir())
    assert store.erase_account(BOSS, CANARY).scrubbed
    for left in file.parent.iterdir():
        data = left.read_bytes().lower()
        assert CANARY.casefold().encode() not in data, left
        assert vector_bytes not in left.read_bytes(), left
    with store.db.reading_all() as conn:
        conn.exec_driver_sql("CREATE VIRTUAL TABLE temp.words USING fts5vocab(main, passages_fts, row)")
        assert conn.execute(sa.text("SELECT term FROM temp.words WHERE term LIKE 'zyx%'")).all() == []


def test_the_ledger_holds_no_names(sqlite_store: Store, file: Path) -> None:
    secret(sqlite_store)
    sqlite_store.erase_rep(BOSS, MAYA.name)
    text = ledger.beside(file).read_text().casefold()
    assert text.count("\n") == 3, "the person, the review, and the words of its note"
    assert "maya" not in text
    assert CANARY.casefold() not in text
    assert ledger.read_file(file) == ledger.read_old(file)
    assert ledger.beside(file).stat().st_mode & 0o077 == 0


def test_a_person_goes_with_drafts_and_jobs(store: Store) -> None:
    secret(store)
    kept = store.record(BEN, reading(), account="Halden", rep=BEN.name)
    store.save_draft(MAYA, "review", {"text": "mine"})
    store.enqueue(MAYA.name, "review", {"text": "mine"})
    with pytest.raises(StoreError, match="cannot erase 'Maya Lindqvist'"):
        store.erase_rep(BEN, MAYA.name)
    assert store.erase_rep(MAYA, MAYA.name).reviews == 1
    assert rows_with(store, "maya") == []
    assert rows_with(store, CANARY) == []
    assert [row.id for row in store.recent(BOSS)] == [kept]
    with pytest.raises(NotFound, match="nothing on record for 'Maya Lindqvist'"):
        store.erase_rep(BOSS, MAYA.name)


def test_a_rep_erases_only_their_own_part_of_an_account(store: Store) -> None:
    record(store, account="Halden")
    theirs = store.record(BEN, reading(), account="Halden", rep=BEN.name, shared="team")
    store.save_draft(BEN, "ask", {"q": "Halden?"})
    assert store.erase_account(MAYA, "Halden").reviews == 1
    assert [row.id for row in store.recent(BOSS)] == [theirs]
    assert store.load_draft(BEN, "ask") == {"q": "Halden?"}
    with pytest.raises(NotFound):
        store.erase_account(MAYA, "Halden")


def test_one_review_goes_and_the_rounds_stay_in_order(store: Store) -> None:
    first, second = record(store), record(store, "Another note. It differs.")
    assert store.erase_review(MAYA, first).reviews == 1
    assert [row.id for row in store.recent(MAYA)] == [second]
    assert rows_with(store, first) == ["outbox"], "the index has still to hear of it"


def test_samples_come_and_go(store: Store) -> None:
    kept = record(store)
    for _ in range(2):
        secret(store, sample=True)
        assert store.count(BOSS, sample=True) == 1
        assert store.erase_samples(BOSS).reviews == 1
        assert store.count(BOSS, sample=True) == 0
    assert store.erase_samples(BOSS).reviews == 0
    assert [row.id for row in store.recent(BOSS)] == [kept]


def test_a_reader_elsewhere_delays_the_scrubbing_and_is_told(
    sqlite_store: Store, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    secret(sqlite_store)
    sqlite_store.close()
    monkeypatch.setattr(database, "BUSY_SECONDS", 0.2)
    other = sqlite3.connect(file, isolation_level=None)
    record(sqlite_store)
    other.execute("BEGIN")
    other.execute("SELECT count(*) FROM notes").fetchone()
    assert not sqlite_store.erase_account(BOSS, CANARY).scrubbed
    assert rows_with(sqlite_store, CANARY) == []
    other.close()
    sqlite_store.close()
    assert not any(CANARY.encode() in left.read_bytes() for left in file.parent.iterdir())


@pytest.mark.parametrize("damage", ["none", "old database destroyed", "ledger file lost"])
@pytest.mark.parametrize("what", ["account", "rep", "review", "samples"])
def test_a_backup_put_back_does_not_bring_it_back(tmp_path: Path, file: Path, what: str, damage: str) -> None:
    url = f"sqlite:///{file}"
    with Store.open(url) as store:
        kept = store.record(BEN, reading(), account="Halden", rep=BEN.name)
        first = secret(store, sample=True)
        store.backup(tmp_path / "old.backup")
        {
            "account": lambda: store.erase_account(BOSS, CANARY),
            "rep": lambda: store.erase_rep(BOSS, MAYA.name),
            "review": lambda: store.erase_review(MAYA, first),
            "samples": lambda: store.erase_samples(BOSS),
        }[what]()
        again = secret(store) if what in ("account", "rep") else None
        store.backup(tmp_path / "new.backup")
    if damage == "old database destroyed":
        file.write_bytes(b"\xff" * 8192)
    if damage == "ledger file lost":
        ledger.beside(file).unlink()

    done = restore(url, tmp_path / "old.backup", home_is_held=False)
    assert (done.reviews, done.erased_again) == (1, 1)
    with Store.open(url) as store:
        assert [row.id for row in store.recent(BOSS)] == [kept]
        assert rows_with(store, CANARY) == []
        assert store.generation() is None
    assert not any(CANARY.encode() in f.read_bytes() for f in (file, ledger.beside(file)))

    done = restore(url, tmp_path / "new.backup", home_is_held=False)
    assert done.erased_again == 0, "what came back after the erasure is new, and stays"
    with Store.open(url) as store:
        assert store.count(BOSS) == (2 if again else 1)


def test_erasing_takes_the_replaced_database_too(tmp_path: Path, file: Path) -> None:
    url = f"sqlite:///{file}"
    with Store.open(url) as store:
        secret(store)
        store.backup(tmp_path / "x.backup")
    kept = restore(url, tmp_path / "x.backup", home_is_held=False).kept_old
    assert kept is not None
    assert CANARY.encode() in Path(kept).read_bytes()
    with Store.open(url) as store:
        store.erase_account(BOSS, CANARY)
    assert not Path(kept).exists()


def test_a_broken_line_in_the_ledger_file_hides_no_other(sqlite_store: Store, file: Path) -> None:
    now = dt.datetime.now(dt.UTC)
    good = ledger.entries("account", ["halden"], now)
    ledger.write_file(file, good)
    with open(ledger.beside(file), "a", encoding="utf-8") as out:
        out.write('{"kind": "acc\n[]\n')
    assert ledger.read_file(file) == good
