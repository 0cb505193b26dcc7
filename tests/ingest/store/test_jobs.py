"""Model work: fair among owners, one worker a job, through restarts."""

import datetime as dt
import threading
from collections import Counter

import pytest
import sqlalchemy as sa
import time_machine
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ingest.store.jobs import MAX_ATTEMPTS, _order
from ingest.store.rows import FOLLOW
from ingest.store.store import Store
from prompts.errors import StoreError
from tests.ingest.store.making import BOSS, MAYA


def test_owners_take_turns(store: Store) -> None:
    for owner in "AAAABBC":
        store.enqueue(owner, "review", {})
    assert "".join(_drain(store)) == "abcabaa"
    store.enqueue("B", "review", {})
    store.enqueue("A", "review", {})
    assert "".join(_drain(store)) == "ba", "a was served last, so b goes first"


def _drain(store: Store) -> list[str]:
    served = []
    while job := store.claim():
        served.append(job.owner)
        store.finish(job.id, {})
    return served


@settings(max_examples=100, deadline=None)
@given(st.lists(st.sampled_from("abcd"), max_size=12))
def test_nobody_waits_longer_than_one_turn_of_each(owners: list[str]) -> None:
    order = _order([(f"{n:02d}", owner) for n, owner in enumerate(owners)], {})
    assert sorted(order) == [f"{n:02d}" for n in range(len(owners))]
    served = [owners[int(job)] for job in order]
    for place, owner in enumerate(served):
        waited = Counter(served[:place])
        assert all(waited[other] <= waited[owner] + 1 for other in waited)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.one_of(st.sampled_from("abc"), st.none()), max_size=10))
def test_the_position_shown_is_the_position_kept(sqlite_store: Store, steps: list[str | None]) -> None:
    store = sqlite_store
    _drain(store)
    for owner in steps:
        if owner is None:
            store.claim()
        else:
            store.enqueue(owner, "review", {})
    waiting = {j.id: store.queue_position(BOSS, j.id) for j in store.open_jobs(BOSS) if j.state == "queued"}
    assert sorted(waiting.values()) == list(range(1, len(waiting) + 1))
    claimed = []
    while job := store.claim():
        claimed.append(job.id)
    assert claimed == sorted(waiting, key=lambda one: waiting[one])
    assert all(store.queue_position(BOSS, one) == 0 for one in claimed)


def test_two_workers_never_get_the_same_job(store: Store) -> None:
    made = {store.enqueue(f"owner {n % 3}", "review", {"n": n}) for n in range(20)}
    taken: list[str] = []

    def work() -> None:
        while job := store.claim():
            taken.append(job.id)

    workers = [threading.Thread(target=work) for _ in range(5)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(timeout=30)
    assert len(taken) == 20
    assert set(taken) == made


def test_a_job_from_start_to_end(store: Store) -> None:
    job_id = store.enqueue(MAYA.name, "review", {"text": "note \ud83d\0", "n": [1, 2]})
    assert store.job(MAYA, job_id).state == "queued"
    assert store.queue_position(MAYA, job_id) == 1
    claimed = store.claim()
    assert claimed is not None
    assert (claimed.id, claimed.state, claimed.attempts) == (job_id, "running", 1)
    assert claimed.request == {"text": "note \ud83d\0", "n": [1, 2]}
    assert store.progress(job_id, {"cause": "outsold"})
    assert store.job(MAYA, job_id).progress == {"cause": "outsold"}
    assert store.finish(job_id, {"done": True})
    found = store.job(MAYA, job_id)
    assert (found.state, found.result, found.error) == ("done", {"done": True}, None)
    assert found.finished is not None
    assert not store.fail(job_id, "too late")
    assert not store.cancel(MAYA, job_id)
    assert store.claim() is None


def test_cancelled_work_stops_and_its_result_is_dropped(store: Store) -> None:
    queued, running = store.enqueue("Maya Lindqvist", "review", {}), store.enqueue("Ben", "review", {})
    assert store.cancel(MAYA, queued)
    claimed = store.claim()
    assert claimed is not None
    assert claimed.id == running
    assert store.cancel(BOSS, running)
    assert not store.progress(running, {"x": 1})
    assert not store.finish(running, {"x": 1})
    assert (store.job(BOSS, running).state, store.job(BOSS, running).result) == ("cancelled", None)


def test_a_failed_job_says_why(store: Store) -> None:
    job_id = store.enqueue("Maya", "review", {})
    store.claim()
    assert store.fail(job_id, "The model did not answer in 60 s.")
    found = store.job(BOSS, job_id)
    assert (found.state, found.error) == ("failed", "The model did not answer in 60 s.")


def test_after_a_restart_work_is_taken_up_again_but_not_for_ever(url: str) -> None:
    with Store.open(url) as store:
        job_id = store.enqueue("Maya", "review", {})
    for attempt in range(1, MAX_ATTEMPTS + 1):
        with Store.open(url) as store:
            claimed = store.claim()
            assert claimed is not None
            assert claimed.attempts == attempt
        with Store.open(url) as store:
            assert store.requeue_stale() == (1 if attempt < MAX_ATTEMPTS else 0)
    with Store.open(url) as store:
        found = store.job(BOSS, job_id)
        assert found.state == "failed"
        assert "Stopped 3 times" in (found.error or "")
        assert store.claim() is None


def test_work_with_a_fresh_sign_of_life_is_left_alone(store: Store) -> None:
    job_id = store.enqueue("Maya", "review", {})
    store.claim()
    assert store.requeue_stale(older_than=dt.timedelta(minutes=1)) == 0
    with time_machine.travel(dt.datetime.now(dt.UTC) + dt.timedelta(minutes=2)):
        store.progress(job_id, {})
        assert store.requeue_stale(older_than=dt.timedelta(minutes=1)) == 0
    with time_machine.travel(dt.datetime.now(dt.UTC) + dt.timedelta(minutes=4)):
        assert store.requeue_stale(older_than=dt.timedelta(minutes=1)) == 1


def test_finished_work_can_be_forgotten(store: Store) -> None:
    done, waiting = store.enqueue("Maya", "review", {}), store.enqueue("Maya", "review", {})
    store.claim()
    store.finish(done, {})
    assert store.forget_jobs(dt.timedelta(hours=1)) == 0
    with time_machine.travel(dt.datetime.now(dt.UTC) + dt.timedelta(hours=2)):
        assert store.forget_jobs(dt.timedelta(hours=1)) == 1
    assert [job.id for job in store.open_jobs(BOSS)] == [waiting]


@pytest.mark.parametrize("state", ["lost", ""])
def test_the_database_knows_the_states(store: Store, state: str) -> None:
    store.enqueue("Maya", "review", {})
    with pytest.raises(StoreError, match=r"ck_jobs_state|CHECK constraint"), store.db.writing() as conn:
        conn.execute(sa.text("UPDATE jobs SET state = :s"), {"s": state})


def test_notes_to_read_come_before_commitments_to_follow(store: Store) -> None:
    follow = store.enqueue("A", FOLLOW, {})
    late = store.enqueue("B", FOLLOW, {})
    review = store.enqueue("C", "review", {})
    second = store.enqueue("C", "review", {})
    places = {job: store.queue_position(BOSS, job) for job in (follow, late, review, second)}
    claimed = []
    while job := store.claim():
        claimed.append(job.id)
        store.finish(job.id, {})
    assert claimed == [review, second, follow, late]
    assert [places[job] for job in claimed] == [1, 2, 3, 4]
