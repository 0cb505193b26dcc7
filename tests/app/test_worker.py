import threading
import time
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import pytest

from app.worker import Worker
from ingest.book import Book
from ingest.records import Reading, Viewer
from ingest.settings import Settings
from ingest.store.rows import Job
from prompts.errors import ModelTimeout, NotFound, StoreError
from prompts.scripted import ScriptedModel
from tests.app.notes import SECURITY, SILENCE
from tests.verdicts import NO_FACTS

POINT = {"text": "Ask for the questionnaire in week one.", "lines": [3]}
ANSWERS: dict[str, Any] = {
    "verdict": {
        "because": "No certificate.",
        "cause": "trust_risk",
        "lines_for": [2, 3],
        "lines_against": [6],
        "second": "no_access",
        "third": "follow_up",
        "mechanism": "The questionnaire lay for three weeks.",
        "recoverable_line": 3,
        **NO_FACTS,
    },
    "coach": {"lessons": [POINT], "next_time": [POINT], "questions": [POINT]},
}
ME = Viewer(name="Me")


@pytest.fixture
def worker(book: Book) -> Iterator[Worker]:
    worker = Worker(book, idle=0.05)
    yield worker
    assert worker.stop()


def use(book: Book, model: Any) -> None:
    """Let `model` read the notes of this book."""
    book.settings = book.settings.model_copy(update={"model": "auto"})
    book.__dict__["_chosen"] = model


def ask(book: Book, text: str = SECURITY, owner: str = "Me", **given: Any) -> str:
    return book.store.enqueue(owner, "review", {"text": text, "kind": "paste", "name": "", "given": given})


def reading_in(document: Mapping[str, Any] | None) -> Reading | None:
    """The reading inside a job's progress or result."""
    found = (document or {}).get("reading")
    return None if found is None else Reading.model_validate(found)


def until(book: Book, job_id: str, enough: Callable[[Job], bool], seconds: float = 20) -> Job:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        job = book.store.job(book.viewer, job_id)
        if enough(job):
            return job
        time.sleep(0.02)
    pytest.fail(f"job {job_id} is {book.store.job(book.viewer, job_id)}")


def over(job: Job) -> bool:
    return job.state in ("done", "failed", "cancelled")


def test_a_note_is_read_by_the_built_in_engine(book: Book, worker: Worker) -> None:
    job_id = ask(book, account="Nordlund", rep="Maya")
    worker.start()
    job = until(book, job_id, over)
    assert job.state == "done"
    assert job.result is not None
    assert job.result["notice"] is None
    reading = reading_in(job.result)
    assert reading is not None
    assert reading.note.text == SECURITY
    assert reading.diagnosis.account == "Nordlund"
    assert reading.diagnosis.engine == "builtin"


def test_the_built_in_reading_is_there_while_the_model_works_and_then_gives_way(book: Book, worker: Worker) -> None:
    use(book, ScriptedModel(ANSWERS, delay=2.0))
    job_id = ask(book)
    worker.start()
    early = until(book, job_id, lambda job: reading_in(job.progress) is not None)
    assert early.state == "running"
    assert early.progress is not None
    assert early.progress["reading"]["diagnosis"]["engine"] == "builtin"
    partial = until(book, job_id, lambda job: "partial" in (job.progress or {}))
    assert partial.progress is not None
    assert partial.progress["reading"] == early.progress["reading"]
    job = until(book, job_id, over)
    reading = reading_in(job.result)
    assert reading is not None
    assert reading.diagnosis.engine == "model"
    assert reading.diagnosis.mechanism == "The questionnaire lay for three weeks."


def test_model_calls_are_written_down(book: Book, worker: Worker) -> None:
    use(book, ScriptedModel({**ANSWERS, "coach": ModelTimeout("No whole answer in 120 s.")}))
    job_id = ask(book)
    worker.start()
    until(book, job_id, over)
    usage = book.store.usage()
    assert (usage.calls, usage.failed) == (2, 1)
    assert usage.tokens_in > 100


@pytest.mark.parametrize("failure", [ModelTimeout("No whole answer in 120 s."), "{", RuntimeError("a bug")])
def test_when_the_model_fails_the_built_in_reading_stands(book: Book, worker: Worker, failure: Any) -> None:
    use(book, ScriptedModel([failure]))
    job_id = ask(book)
    worker.start()
    job = until(book, job_id, over)
    assert job.state == "done"
    assert job.result is not None
    assert job.result["notice"]
    assert "\n" not in job.result["notice"]
    assert "a bug" not in job.result["notice"]
    reading = reading_in(job.result)
    assert reading is not None
    assert reading.diagnosis.engine == "builtin"


def test_the_worker_outlives_a_job_it_cannot_read(book: Book, worker: Worker) -> None:
    bad = book.store.enqueue("Me", "review", {"text": None})
    worse = book.store.enqueue("Me", "review", {"text": SECURITY, "given": {"date": "someday"}})
    good = ask(book, SILENCE)
    worker.start()
    assert until(book, good, over).state == "done"
    for job_id in (bad, worse):
        job = book.store.job(book.viewer, job_id)
        assert (job.state, job.result) == ("failed", None)
        assert "paste the notes again" in (job.error or "")


def test_the_worker_outlives_records_that_are_away(
    book: Book, worker: Worker, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    claim, times = book.store.claim, iter([StoreError("busy"), KeyError("bug")])

    def away() -> Job | None:
        error = next(times, None)
        if error:
            raise error
        return claim()

    monkeypatch.setattr(book.store, "claim", away)
    job_id = ask(book)
    worker.start()
    assert until(book, job_id, over).state == "done"
    assert "busy" in caplog.text


def test_a_job_whose_end_could_not_be_written_down_is_done_again(
    book: Book, worker: Worker, monkeypatch: pytest.MonkeyPatch
) -> None:
    finish, times = book.store.finish, iter([StoreError("disk full")])

    def full(job_id: str, result: Any) -> bool:
        error = next(times, None)
        if error:
            raise error
        return finish(job_id, result)

    monkeypatch.setattr(book.store, "finish", full)
    job_id = ask(book)
    worker.start()
    job = until(book, job_id, over)
    assert (job.state, job.attempts) == ("done", 2)


def test_a_running_job_is_stopped_at_once_and_its_reading_is_kept(book: Book, worker: Worker) -> None:
    use(book, ScriptedModel(ANSWERS, delay=60))
    job_id = ask(book)
    worker.start()
    until(book, job_id, lambda job: reading_in(job.progress) is not None)
    assert worker.cancel(ME, job_id)
    began = time.monotonic()
    next_id = ask(book, SILENCE)
    until(book, next_id, lambda job: reading_in(job.progress) is not None)
    assert time.monotonic() - began < 10
    job = book.store.job(ME, job_id)
    assert (job.state, job.result) == ("cancelled", None)
    assert reading_in(job.progress) is not None
    assert not worker.cancel(ME, job_id)


def test_a_stop_from_another_process_reaches_the_model(book: Book, worker: Worker) -> None:
    use(book, ScriptedModel(ANSWERS, delay=60))
    job_id = ask(book)
    worker.start()
    until(book, job_id, lambda job: reading_in(job.progress) is not None)
    assert book.store.cancel(ME, job_id)
    next_id = ask(book, SILENCE)
    until(book, next_id, lambda job: job.state == "running", seconds=5)


def test_nobody_stops_the_job_of_another(book: Book, worker: Worker) -> None:
    job_id = ask(book, owner="Maya")
    with pytest.raises(NotFound):
        worker.cancel(Viewer(name="Tomas"), job_id)
    assert book.store.job(book.viewer, job_id).state == "queued"


def test_a_queued_job_that_was_stopped_is_never_read(book: Book, worker: Worker) -> None:
    model = ScriptedModel(ANSWERS)
    use(book, model)
    job_id = ask(book)
    assert worker.cancel(ME, job_id)
    last = ask(book, SILENCE)
    worker.start()
    until(book, last, over)
    assert book.store.job(ME, job_id).state == "cancelled"
    assert {asked.prompt.id for asked in model.asked} == {"verdict", "coach"}


def test_closing_leaves_the_job_for_the_next_start(book: Book) -> None:
    use(book, ScriptedModel(ANSWERS, delay=60))
    job_id = ask(book)
    first = Worker(book, idle=0.05)
    first.start()
    until(book, job_id, lambda job: reading_in(job.progress) is not None)
    assert first.stop()
    assert book.store.job(book.viewer, job_id).state == "running"
    use(book, ScriptedModel(ANSWERS))
    second = Worker(book, idle=0.05)
    second.start()
    job = until(book, job_id, over)
    assert second.stop()
    assert (job.state, job.attempts) == ("done", 2)


def test_a_job_that_ends_the_process_three_times_is_given_up(book: Book) -> None:
    job_id = ask(book)
    for _ in range(3):
        assert book.store.claim() is not None  # and then the process dies
        book.store.requeue_stale()
    worker = Worker(book, idle=0.05)
    worker.start()
    job = until(book, job_id, over)
    assert worker.stop()
    assert job.state == "failed"
    assert "3 times" in (job.error or "")


def test_everybody_gets_their_turn(book: Book, worker: Worker) -> None:
    many = [ask(book, SECURITY, "Maya") for _ in range(3)]
    one = ask(book, SILENCE, "Tomas")
    worker.start()
    jobs = [until(book, job_id, over) for job_id in (*many, one)]
    started = sorted(jobs, key=lambda job: str(job.started))
    assert [job.owner for job in started] == ["maya", "tomas", "maya", "maya"]


def test_a_long_note_is_not_written_down_with_every_word(
    book: Book, worker: Worker, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.worker._LONG", len(SECURITY) - 1)
    use(book, ScriptedModel(ANSWERS, delay=2.0))
    job_id = ask(book)
    seen: list[Any] = []
    progress = book.store.progress

    def seeing(job: str, body: Any) -> bool:
        seen.append(body)
        return progress(job, body)

    monkeypatch.setattr(book.store, "progress", seeing)
    worker.start()
    until(book, job_id, over)
    assert len(seen) > 1
    assert not any("partial" in body for body in seen)


def test_a_model_that_can_be_warmed_is_warmed_once_while_nobody_waits(book: Book, worker: Worker) -> None:
    warmed: list[str] = []

    class Warm(ScriptedModel):
        def warm(self, system: Any, cancel: threading.Event | None = None) -> float:
            warmed.append(system.id)
            return 0.1

    use(book, Warm(ANSWERS, loop=True))
    worker.start()
    for _ in range(2):
        until(book, ask(book), over)
    time.sleep(0.2)
    assert warmed == ["review"]


def test_start_says_when_the_records_cannot_be_written(tmp_path: Any) -> None:
    worker = Worker(Book(Settings(home=tmp_path, database_url="sqlite:////proc/nowhere/x.db")))
    with pytest.raises(StoreError):
        worker.start()
    assert not worker.running
