"""How long things take with ten thousand reviews on record. Numbers are printed with -s."""

import statistics
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
import sqlalchemy as sa

from ingest.records import Viewer
from ingest.store.rows import Shared
from ingest.store.store import Store
from tests.ingest.store.making import BOSS, lines_of, many, reading, vectors

MANY = 10_000
REP = Viewer(name="Rep 07")

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def full(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """10,000 reviews, 500 accounts, 20 reps, 40,000 passages."""
    url = f"sqlite:///{tmp_path_factory.mktemp('full') / 'lossbook.db'}"
    with Store.open(url) as filling:
        sa.event.listen(filling.db.engine, "connect", lambda conn, _: conn.execute("PRAGMA synchronous=OFF"))
        filling.close()
        for number in range(MANY):
            account, rep, made = many(number)
            shared: Shared = "team" if number % 3 == 0 else "private"
            filling.record(BOSS, made, account=account, rep=rep, vectors=vectors(made), shared=shared)
    with Store.open(url) as store:
        yield store


def cost(name: str, call: Callable[[], object], times: int = 40) -> float:
    """95th percentile of the processor's milliseconds: other programs on the machine do not count. Wall time is printed.

    SQLite works in this process, so what it costs is here; waiting for the disk is not.
    """
    call(), call()
    busy, wall = [], []
    for _ in range(times):
        start, cpu = time.perf_counter(), time.process_time()
        call()
        wall.append((time.perf_counter() - start) * 1000)
        busy.append((time.process_time() - cpu) * 1000)
    found = statistics.quantiles(busy, n=20)[-1]
    spread = f"median {statistics.median(wall):.1f} ms, p95 {statistics.quantiles(wall, n=20)[-1]:.1f} ms"
    print(f"{name}: {spread}, processor p95 {found:.1f} ms, n {times}")
    return found


@pytest.mark.parametrize("viewer", [BOSS, REP], ids=["all", "rep"])
def test_lists_are_instant(full: Store, viewer: Viewer) -> None:
    account = full.accounts(viewer)[0].id
    assert cost("accounts", lambda: full.accounts(viewer)) < 50
    assert cost("accounts, searched", lambda: full.accounts(viewer, search="account 04")) < 50
    assert cost("recent", lambda: full.recent(viewer)) < 50
    assert cost("recent, page 200", lambda: full.recent(viewer, offset=4000)) < 50
    assert cost("ledger", lambda: full.ledger(viewer, account)) < 50
    assert cost("win_record", lambda: full.win_record(viewer, "Rep 07")) < 50
    assert cost("find_account", lambda: full.find_account(viewer, "Account 123")) < 50
    assert cost("open_cards, every account's", lambda: full.open_cards(viewer)) < 150
    ids = [row.id for row in full.recent(viewer, limit=200)]
    assert cost("allowed, 200 ids", lambda: full.allowed(viewer, ids)) < 50
    assert cost("search_words", lambda: full.search_words(viewer, "word123 was skipped by Kestrel")) < 100


def test_vectors_come_quickly(full: Store) -> None:
    assert cost("vectors, all", lambda: full.vectors(BOSS), 5) < 2000
    ids, matrix = full.vectors(BOSS)
    assert matrix.shape == (len(ids), 384) == (4 * MANY, 384)
    assert np.isfinite(matrix).all()


def test_recording_a_200_word_note(full: Store) -> None:
    text = " ".join(f"Sentence {n} says that finance never saw the business case at all." for n in range(17))
    made = reading(text)
    assert len(text.split()) > 200
    assert len(lines_of(text)) == 17
    rows = vectors(made)
    assert cost("record", lambda: full.record(BOSS, made, account="Account 123", rep="Rep 07", vectors=rows)) < 30


def test_opening_what_is_up_to_date(full: Store) -> None:
    url = f"sqlite:///{full.db.file}"
    assert cost("open", lambda: Store.open(url).close(), 20) < 150


def test_a_backup_of_all_of_it(full: Store, tmp_path: Path) -> None:
    start = time.perf_counter()
    full.backup(tmp_path / "x.backup")
    seconds = time.perf_counter() - start
    print(f"backup: {seconds:.1f} s, {(tmp_path / 'x.backup').stat().st_size / 1e6:.0f} MB")
    assert seconds < 60
