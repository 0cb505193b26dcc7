"""Model work: one thread, one job at a time, from the fair queue in the records.

A job is a note to read. Its built-in reading is there at once, as progress; the model's takes its place when it is
done. Whatever fails, the built-in reading stands. A job that was running when the process ended is queued again at the
next start (three times at most); a job that was stopped by the rep stays stopped.

When no note waits, a job may be a note on record, to be looked through for what its rep had said they would do.
"""

import datetime as dt
import logging
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from ingest.records import Given, Note, Viewer
from ingest.store.names import person_key
from ingest.store.rows import FOLLOW
from prompts.errors import LossbookError, ModelCancelled, NoteError

if TYPE_CHECKING:
    from ingest.book import Book
    from ingest.pipeline import Progress
    from ingest.store.rows import Job

log = logging.getLogger(__name__)

IDLE_SECONDS: Final = 0.5
BEAT_SECONDS: Final = 0.7
"""How often a running job looks whether it was stopped, and writes down what the model has said so far."""
HEART_SECONDS: Final = 10.0
KEEP_FOR: Final = dt.timedelta(days=30)
"""How long a finished job is kept: long enough to come back to an open browser tab."""
_LONG: Final = 200_000
"""Characters of a note from which partial answers are not written down: each would carry the whole note along."""
_BROKEN: Final = "The reading stopped at an error that should not have happened; it is in the log."


class Worker:
    """Runs in the process that owns the home."""

    def __init__(self, book: "Book", idle: float = IDLE_SECONDS) -> None:
        self._book = book
        self._idle = idle
        self._stop = threading.Event()
        self._nudge = threading.Event()
        self._cancel = threading.Event()
        self._current: str | None = None
        self._thread: threading.Thread | None = None
        self._warmed: int | None = None
        self._warming = threading.Event()
        self._makes_way = False

    @property
    def running(self) -> bool:
        """Whether the thread lives."""
        return self._thread is not None and self._thread.is_alive()

    @property
    def current(self) -> str | None:
        """Id of the job in hand."""
        return self._current

    def start(self) -> None:
        """Queue again what an earlier process left, then work until `stop`.

        Raises:
            StoreError: the records cannot be written.
        """
        queued = self._book.store.requeue_stale()
        if queued:
            log.warning("%d jobs of an earlier process are queued again", queued)
        self._book.store.forget_jobs(KEEP_FOR)
        self._thread = threading.Thread(target=self._run, name="lossbook-worker", daemon=True)
        self._thread.start()

    def nudge(self) -> None:
        """There is something in the queue: look now. What nobody waits for makes way, and is done again after it."""
        self._nudge.set()
        self._warming.set()
        if self._makes_way:
            self._cancel.set()

    def cancel(self, viewer: Viewer, job_id: str) -> bool:
        """Stop a job, queued or running; False when it was over already. Raises NotFound for another one's."""
        stopped = self._book.store.cancel(viewer, job_id)
        cancel = self._cancel  # taken first: it must not stop the job that comes next
        if stopped and self._current == job_id:
            cancel.set()
        return stopped

    def stop(self, timeout: float = 20.0) -> bool:
        """End the thread; the job in hand is done again at the next start. True when it ended in time."""
        self._stop.set()
        self.nudge()
        self._cancel.set()
        if self._thread is not None:
            self._thread.join(timeout)
        return not self.running

    def _run(self) -> None:
        failed = False
        while not self._stop.is_set():
            try:
                if failed:
                    # A job whose end could not be written down would run for ever: it is done again.
                    self._book.store.requeue_stale()
                    failed = False
                job = self._book.store.claim()
                if job is not None:
                    self._do(job)
                    continue
                self._warm_model()
            except LossbookError as error:
                failed = True
                log.warning("worker: %s", error)
            except Exception:
                failed = True
                log.exception("worker")
            self._nudge.wait(self._idle)
            self._nudge.clear()

    def _do(self, job: "Job") -> None:
        self._cancel = threading.Event()  # its own, so that a late stop of the last job does not end this one
        self._current = job.id
        if self._stop.is_set():
            self._cancel.set()
        try:
            with _Reporter(self._book, job, self._cancel) as report:
                if job.kind == FOLLOW:
                    self._makes_way = True
                    self._follow(job)
                else:
                    self._read(job, report)
        finally:
            self._makes_way = False
            self._current = None

    def _follow(self, job: "Job") -> None:
        """Look for commitments in a note. Stopped for another note, it is queued again, up to the third time."""
        from app.followup.later import read

        store = self._book.store
        try:
            store.finish(job.id, {"found": read(self._book, self._asker(job.owner), job.request, self._cancel)})
        except ModelCancelled:
            if not self._stop.is_set():
                store.requeue_stale()
        except LossbookError as error:
            store.fail(job.id, str(error))
        except Exception:
            log.exception("job %s", job.id)
            store.fail(job.id, _BROKEN)

    def _read(self, job: "Job", report: "_Reporter") -> None:
        """One job to its end. Nothing is written when the process is closing: the next one does it again."""
        store = self._book.store
        notice: str | None = None
        try:
            for step in self._steps(job, report):
                report.step(step)
                notice = step.text if step.step == "failed" else None
        except LossbookError as error:
            notice = str(error)
        except Exception:
            log.exception("job %s", job.id)
            notice = _BROKEN
        if self._stop.is_set() and self._cancel.is_set() and notice:
            return
        if report.reading is not None:
            store.finish(job.id, {"reading": report.reading, "notice": notice})
        else:
            store.fail(job.id, notice or _BROKEN)

    def _steps(self, job: "Job", report: "_Reporter") -> "Iterator[Progress]":
        from ingest.pipeline import review

        note, given = _asked(job.request)
        known = self._book.known(self._asker(job.owner))
        if given.rep:
            known = replace(known, reps=(*known.reps, given.rep))
        return review(note, self._book, given, "auto", known, cancel=self._cancel, on_partial=report.partial)

    def _asker(self, owner: str) -> Viewer:
        """Who queued a job: the laptop's one user, who sees everything, or somebody who sees their own."""
        one = self._book.viewer
        laptop = not self._book.settings.team and person_key(one.name) == owner
        return one if laptop else Viewer(name=owner)

    def _warm_model(self) -> None:
        """Load the embedded model while nobody waits, so that the first review does not pay for it."""
        model = self._book.model
        warm: Callable[..., float] | None = getattr(model, "warm", None)
        if model is None or warm is None or self._warmed == id(model):
            return
        door = self._book.model_diagnosis()
        self._warming.clear()
        if door is None or self._stop.is_set() or self._nudge.is_set():
            return
        self._warmed = id(model)
        with suppress(ModelCancelled):
            warm(door.system, self._warming)


class _Reporter:
    """Writes progress down, a little behind the work, and carries a stop from the records to the work.

    A thread of its own, because a model can be silent for many seconds.
    """

    def __init__(self, book: "Book", job: "Job", cancel: threading.Event) -> None:
        self._store = book.store
        self._job = job
        self._cancel = cancel
        self._lock = threading.Lock()
        self._progress: dict[str, Any] = {"step": "reading", "text": "Reading the notes."}
        self._changed = False
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._beat, name="lossbook-job", daemon=True)
        self.reading: dict[str, Any] | None = None
        """The best reading so far, as JSON."""

    def __enter__(self) -> "_Reporter":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join()

    def step(self, step: "Progress") -> None:
        """A step of the pipeline: written down at once."""
        with self._lock:
            if step.reading is not None:
                self.reading = step.reading.model_dump(mode="json")
            self._progress = {"step": step.step, "text": step.text}
            if self.reading is not None:
                self._progress["reading"] = self.reading
            self._changed = step.step not in ("done", "failed")
        self._write()

    def partial(self, so_far: dict[str, Any]) -> None:
        """What the model has written so far; the next beat writes it down."""
        if len(str(self._job.request.get("text", ""))) > _LONG:
            return
        with self._lock:
            self._progress = {**self._progress, "step": "model", "partial": so_far}
            self._changed = True

    def _beat(self) -> None:
        written = time.monotonic()
        while not self._over.wait(BEAT_SECONDS):
            due = time.monotonic() - written > HEART_SECONDS
            with suppress(LossbookError):
                if self._write(due):
                    written = time.monotonic()
                elif self._store.job(_EVERYONE, self._job.id).state != "running":
                    self._cancel.set()

    def _write(self, due: bool = False) -> bool:
        """Whether anything was written."""
        with self._lock:
            if not self._changed and not due:
                return False
            progress, self._changed = dict(self._progress), False
        if not self._store.progress(self._job.id, progress):
            self._cancel.set()
        return True


_EVERYONE: Final = Viewer(name="", all=True)


def _asked(request: Mapping[str, Any]) -> tuple[Note, Given]:
    """The note and what was given. Raises NoteError when the request is damaged."""
    try:
        given = Given.model_validate(request.get("given") or {})
        note = Note(text=request["text"], kind=request.get("kind") or "paste", name=request.get("name") or "")
    except (KeyError, ValueError, TypeError) as error:
        raise NoteError(f"The job cannot be read ({type(error).__name__}); paste the notes again.") from error
    return note, given
