import threading
import time
from collections.abc import Callable, Iterator

import pytest

from app import running
from app.running import Running, leave, take
from app.similar import similar
from ingest.index.owner import OwnerLock
from ingest.records import Given
from ingest.settings import Settings
from prompts.errors import HomeBusy, StoreError
from tests.app.notes import SECURITY, SECURITY_AGAIN
from tests.app.test_similar import read


@pytest.fixture(autouse=True)
def left() -> Iterator[None]:
    yield
    leave()
    assert running._taken is None


def until(enough: Callable[[], bool], seconds: float = 60) -> None:
    deadline = time.monotonic() + seconds
    while not enough():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def test_every_thread_of_a_process_gets_the_same_one(settings: Settings) -> None:
    taken: list[Running] = []
    threads = [threading.Thread(target=lambda: taken.append(take(settings))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(map(id, taken))) == 1
    assert len(taken) == 8
    assert taken[0].worker.running
    leave()
    assert not taken[0].worker.running
    with OwnerLock(settings.home):
        pass


def test_a_home_in_use_is_refused_and_nothing_is_left_behind(settings: Settings) -> None:
    with OwnerLock(settings.home), pytest.raises(HomeBusy, match="already running"):
        take(settings)
    assert take(settings).worker.running


def test_records_that_cannot_be_opened_let_the_home_go(settings: Settings) -> None:
    (settings.home / "lossbook.db").write_bytes(b"junk" * 3000)
    with pytest.raises(StoreError):
        take(settings)
    with OwnerLock(settings.home):
        pass


def test_the_work_beside_the_screens_can_wait_for_the_first_page(settings: Settings) -> None:
    home = take(settings, begin=False)
    assert not home.worker.running
    assert take(settings) is home
    home.begin()
    home.begin()
    assert home.worker.running
    home.stop()
    home.stop()


def test_similar_losses_come_from_the_index_when_this_process_owns_it(settings: Settings) -> None:
    home = take(settings)
    book, indexer = home.book, home.indexer
    assert indexer is not None
    first = book.record(book.viewer, read(book, SECURITY_AGAIN), Given(account="Mwangi"))
    indexer.nudge()
    until(lambda: indexer.state().ready and book.store.outbox_waiting() == 0)
    # More lines than one answer asks for, or exact search would answer for want of enough.
    for number in range(12):
        book.record(book.viewer, read(book, SECURITY_AGAIN + f"Deal {number}."), Given(account=f"Other {number}"))
    indexer.nudge()
    until(lambda: book.store.outbox_waiting() == 0)
    reading = read(book, SECURITY)
    mechanism = book.embedder.embed([reading.diagnosis.mechanism])
    assert book.nearest(book.viewer, mechanism, 5)[0].path == "index"
    assert similar(book, book.viewer, reading, k=20)[0].review_id
    book.store.erase_account(book.viewer, "Mwangi")
    assert first not in {each.review_id for each in similar(book, book.viewer, reading, k=20)}


def test_work_that_could_not_begin_is_tried_again(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    running = Running(settings)
    running.start()
    try:
        broken = {"now": True}
        started = running.worker.start

        def start() -> None:
            if broken["now"]:
                raise StoreError("The records cannot be written.")
            started()

        monkeypatch.setattr(running.worker, "start", start)
        monkeypatch.setattr(running, "_start_index", lambda: None)
        with pytest.raises(StoreError):
            running.begin()
        assert not running.worker.running
        broken["now"] = False
        running.begin()
        assert running.worker.running
    finally:
        running.stop()
