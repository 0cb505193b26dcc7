"""A note on record, read by a model for what its rep said before: queued, done by the worker, shown; or not at all."""

import datetime as dt
import time
from collections.abc import Iterator
from typing import Any

import pytest

from app import desk
from app.followup import follow
from app.followup.following import Followed
from app.followup.later import queue, read
from app.followup.wording import read_by
from app.outgoing import leaving
from app.prep.gather import gather
from app.prep.past import commitment
from app.prep.points import _kept
from app.worker import Worker
from ingest.book import Book
from ingest.outgoing import guarded
from ingest.read import read_text
from ingest.records import Debrief, Given, Reading, Viewer
from ingest.store.rows import FOLLOW, Job
from prompts.errors import ModelError, ModelTimeout, NotFound
from prompts.scripted import ScriptedModel

ME = Viewer(name="Me", all=True)
SAID = dt.date(2026, 3, 3)
LATER = dt.date(2026, 5, 1)
TODAY = dt.date(2030, 1, 1)
NOTE = "Lindale won.\nTheir finance director joined our second call and asked her own questions.\nStart 1 June."
MUTE = "Brill ended early.\nThey have four vans.\nHe asked about winter tyres."


def says(verdict: str, line: int, number: int = 1) -> dict[str, Any]:
    return {"findings": [{"number": number, "because": "The notes say so.", "verdict": verdict, "line": line}]}


def use(book: Book, model: Any) -> None:
    book.settings = book.settings.model_copy(update={"model": "auto"})
    book.__dict__["_chosen"] = model


def recorded(book: Book, text: str, day: dt.date, account: str = "Halden") -> str:
    from ingest.pipeline import review

    given = Given(account=account, date=day, closed=day)
    *_, last = review(read_text(text, day), book, given, "builtin", book.known(ME))
    assert last.reading
    return book.record(ME, last.reading, given)


def promised(book: Book, text: str = "Finance in the room by call two.") -> int:
    """A commitment said on the day of an old deal: sample data carries such days."""
    from ingest.pipeline import review

    given = Given(account="Halden", date=SAID, closed=SAID)
    *_, last = review(read_text("Halden lost. Dana took the pdf in herself.", SAID), book, given, "builtin")
    assert last.reading
    first = book.record(ME, last.reading, given, sample=True)
    return book.store.commit_to(ME, first, text)


def followed(book: Book) -> Followed:
    (found,) = follow(book, ME, book.store.commitments(ME, ME.name), TODAY)
    return found


@pytest.fixture
def worker(book: Book) -> Iterator[Worker]:
    worker = Worker(book, idle=0.05)
    yield worker
    assert worker.stop()


def ended(book: Book, job_id: str, patience: float = 30) -> Job:
    end = time.monotonic() + patience
    while (job := book.store.job(ME, job_id)).state in ("queued", "running"):
        assert time.monotonic() < end, job
        time.sleep(0.02)
    return job


def test_a_models_finding_takes_the_built_in_ones_place_also_when_it_says_nothing(book: Book) -> None:
    said = promised(book)
    later = recorded(book, NOTE, LATER, "Lindale")
    assert followed(book).seen[0].shown.verdict == "kept"
    assert read_by(followed(book).seen[0]) == ""
    use(book, ScriptedModel([says("not_testable", 0)]))
    assert read(book, ME, {"review": later}) == 1
    assert (followed(book).seen, followed(book).later) == ((), 1)
    book.store.keep_followups(ME, later, {said: ("missed", 1)}, "far-9")
    (seen,) = followed(book).seen
    assert (seen.shown.verdict, seen.shown.line.text) == ("missed", "Lindale won.")
    assert read_by(seen) == "Read by far-9."


def test_the_worker_reads_what_the_desk_queued(book: Book, worker: Worker) -> None:
    promised(book)
    model = ScriptedModel([says("kept", 2)])
    use(book, model)
    later = recorded(book, MUTE, LATER, "Brill")
    job_id = queue(book, ME, later)
    assert job_id is not None
    assert queue(book, ME, later) is None, "it waits already"
    worker.start()
    job = ended(book, job_id)
    assert (job.state, job.result) == ("done", {"found": 1})
    assert followed(book).seen[0].shown.line.text == "They have four vans."
    assert "[1] said on 2026-03-03: Finance in the room by call two." in model.asked[0].prompt.text
    assert queue(book, ME, later) is None, "a model has read it already"
    usage = book.store.usage()
    assert (usage.calls, usage.failed) == (1, 0)


def test_the_desk_queues_it_once_for_a_review_put_on_record(book: Book) -> None:
    promised(book)
    use(book, ScriptedModel([]))
    reading = read_of(book, NOTE)
    job = book.store.job(ME, desk.start(book, ME, read_text(NOTE, LATER), Given(account="Lindale", date=LATER)))
    first = desk.put_on_record(book, ME, job, reading, Debrief())
    assert desk.put_on_record(book, ME, job, reading, Debrief()) == first
    (waiting,) = book.store.open_jobs(ME, FOLLOW)
    assert waiting.request == {"review": first}
    taken = book.store.claim()
    assert taken is not None
    assert taken.kind == "review", "notes first"
    follows = book.store.claim()
    assert follows is not None
    book.store.fail(follows.id, "away")
    desk.adopt(book, ME, book.store.review(ME, first), reading)
    assert len(book.store.open_jobs(ME, FOLLOW)) == 1, "tried again when the model's reading is taken over"


def read_of(book: Book, text: str) -> Reading:
    from ingest.pipeline import review

    *_, last = review(read_text(text, LATER), book, Given(date=LATER), "builtin", book.known(ME))
    assert last.reading
    return last.reading


def test_nothing_is_queued_without_such_a_model_or_without_anything_said_before(book: Book) -> None:
    later = recorded(book, NOTE, LATER, "Lindale")
    use(book, ScriptedModel([]))
    assert queue(book, ME, later) is None, "nothing was said"
    said = promised(book)
    early = recorded(book, MUTE, SAID - dt.timedelta(days=1), "Brill")
    assert queue(book, ME, early) is None, "said after it"
    book.settings = book.settings.model_copy(update={"model": "none"})
    assert queue(book, ME, later) is None, "no model"
    with pytest.raises(ModelError, match="set up any more"):
        read(book, ME, {"review": later})
    use(book, ScriptedModel([]))
    book.store.settle(ME, said, "kept")
    assert queue(book, ME, later) is None, "settled"


@pytest.mark.parametrize("failure", [ModelTimeout("No whole answer in 120 s."), "{", RuntimeError("a bug")])
def test_when_the_model_fails_the_built_in_finding_stands_and_reviews_go_on(
    book: Book, worker: Worker, failure: Any
) -> None:
    promised(book)
    later = recorded(book, NOTE, LATER, "Lindale")
    use(book, ScriptedModel([failure]))
    job_id = queue(book, ME, later)
    assert job_id is not None
    worker.start()
    job = ended(book, job_id)
    assert job.state == "failed"
    assert job.error
    assert "a bug" not in job.error
    assert followed(book).seen[0].shown.by is None
    assert followed(book).seen[0].shown.verdict == "kept"
    use(book, None)
    review_id = book.store.enqueue("Me", "review", {"text": MUTE, "kind": "paste", "name": "", "given": {}})
    assert ended(book, review_id).state == "done"


def test_it_makes_way_for_a_note_and_is_done_after_it(book: Book, worker: Worker) -> None:
    promised(book)
    later = recorded(book, NOTE, LATER, "Lindale")
    use(book, ScriptedModel({"promises": [says("missed", 1), says("kept", 3)]}, delay=3.0))
    job_id = queue(book, ME, later)
    assert job_id is not None
    worker.start()
    end = time.monotonic() + 20
    while worker.current != job_id or not worker._makes_way:
        assert time.monotonic() < end
        time.sleep(0.01)
    review = book.store.enqueue("Me", "review", {"text": MUTE, "kind": "paste", "name": "", "given": {}})
    worker.nudge()
    assert ended(book, review).state == "done"
    job = ended(book, job_id)
    assert (job.state, job.attempts) == ("done", 2)
    assert str(job.finished) > str(book.store.job(ME, review).finished)


def test_a_stopped_one_stays_stopped(book: Book, worker: Worker) -> None:
    promised(book)
    later = recorded(book, NOTE, LATER, "Lindale")
    use(book, ScriptedModel([says("missed", 1)], delay=10.0))
    job_id = queue(book, ME, later)
    assert job_id is not None
    worker.start()
    end = time.monotonic() + 20
    while book.store.job(ME, job_id).state != "running":
        assert time.monotonic() < end
        time.sleep(0.01)
    assert worker.cancel(ME, job_id)
    assert ended(book, job_id).state == "cancelled"
    time.sleep(0.3)
    assert followed(book).seen[0].shown.by is None


def test_a_review_that_was_erased_meanwhile_is_said_so(book: Book) -> None:
    use(book, ScriptedModel([]))
    with pytest.raises(NotFound):
        read(book, ME, {"review": "gone"})


def test_of_many_commitments_the_latest_eight_are_asked_about(book: Book) -> None:
    for number in range(10):
        promised(book, f"Do thing {number}.")
    later = recorded(book, NOTE, LATER, "Lindale")
    model = ScriptedModel([says("kept", 2)])
    use(book, model)
    assert read(book, ME, {"review": later}) == 1
    asked = model.asked[0].prompt.text
    assert "Do thing 1." not in asked
    assert "[1] said on 2026-03-03: Do thing 2." in asked
    assert "[8] said on 2026-03-03: Do thing 9." in asked


class Far(ScriptedModel):
    """A model on another machine."""

    name = "far-9"
    host = "models.example.com"
    local = False


SECRET = "Vexmoor lost.\nOttilie Brandauer in finance never saw us, says Ottilie.\nThey chose Routely."


def test_the_question_that_is_shown_before_is_the_one_that_is_asked_and_holds_no_name(book: Book) -> None:
    promised(book, "Ring Ottilie Brandauer before Halden decides.")
    far = Far([says("missed", 2)])
    use(book, guarded(far, book.store))
    given = Given(account="Vexmoor", date=LATER)
    shown = leaving(book, ME, read_text(SECRET, LATER), given)
    assert shown is not None
    assert (shown.commitments, far.asked) == (1, [])
    later = recorded(book, SECRET, LATER, "Vexmoor")
    assert read(book, ME, {"review": later}) == 1
    (asked,) = far.asked
    assert shown.follows == (("user", asked.prompt.text),)
    assert "Ring Person 1 before Company" in asked.prompt.text
    for name in ("Ottilie", "Brandauer", "Vexmoor", "Halden", "Routely"):
        assert name.casefold() not in asked.prompt.text.casefold(), name
    assert read_by(followed(book).seen[0]) == "Read by far-9."


def test_without_open_commitments_only_the_notes_leave(book: Book) -> None:
    use(book, guarded(Far([]), book.store))
    shown = leaving(book, ME, read_text(SECRET, LATER), Given(account="Vexmoor", date=LATER))
    assert shown is not None
    assert shown.messages
    assert (shown.commitments, shown.follows) == (0, ())


def test_the_pack_says_who_read_it(book: Book) -> None:
    said = promised(book)
    later = recorded(book, NOTE, LATER, "Lindale")
    book.store.keep_followups(ME, later, {said: ("kept", 3)}, "far-9")
    made = gather(book, ME, ME.name, SAID, TODAY, TODAY)
    (_, shown) = commitment(made).items
    assert (shown.label, shown.text) == ("Shows it done", "Read by far-9.")
    assert shown.quote is not None
    assert shown.quote.text == "Start 1 June."
    (_, point), *_ = _kept(made)
    assert point.behaviour.endswith("and done: Finance in the room by call two. Read by far-9.")
