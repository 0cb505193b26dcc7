"""What is measured, each part in a process of its own, so that no part's memory counts for another's."""

import importlib
import json
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from eval.homes import fresh
from eval.rows import Row
from eval.scale.asked import open_deals, questions
from eval.scale.lines import pool
from eval.scale.reviews import generate
from ingest.book import Book
from ingest.index.owner import OwnerLock
from ingest.records import Viewer

if TYPE_CHECKING:
    import psutil

    from ingest.importing.run import Progress

PEOPLE: Final = 50
BUSY: Final = "... processor time of it"
"""What a busy machine does not change much."""
WINDOW: Final = 40
"""Notes over which a rate of importing is taken."""
_READY_SECONDS: Final = 600.0


@dataclass(frozen=True)
class Promise:
    """What is promised at one size."""

    question_ms: float | None = None
    check_ms: float | None = None
    notes_a_second: float | None = None
    rebuild_s: float | None = None
    memory_mb: float | None = None
    team_ms: float | None = None
    pack_ms: float | None = None


@dataclass(frozen=True)
class Effort:
    """How often each thing is done."""

    questions: int = 200
    checks: int = 60
    notes: int = 300
    each: int = 4
    """Questions of each of the people who ask at once."""


class Watch:
    """Milliseconds of each `with` block: by the clock, and of this process's work on all cores."""

    def __init__(self) -> None:
        self.wall: list[float] = []
        self.busy: list[float] = []
        self._since = (0.0, 0.0)

    def __enter__(self) -> None:
        self._since = time.perf_counter(), time.process_time()

    def __exit__(self, *_: object) -> None:
        wall, busy = self._since
        self.wall.append((time.perf_counter() - wall) * 1000)
        self.busy.append((time.process_time() - busy) * 1000)


@dataclass(frozen=True)
class Mark:
    """How far an import was."""

    at: float
    """Seconds of a clock."""
    kept: int
    megabytes: float


SMALL: Final = Effort(questions=20, checks=5, notes=30, each=1)


def rebuild(home: Path, promise: Promise, effort: Effort) -> list[Row]:
    """The index, from SQL, until it answers."""
    del effort  # it is built once
    book = Book(fresh(home))
    lock = OwnerLock(home)
    lock.acquire()
    index, indexer = book.make_index()
    try:
        _ = book.store
        started = time.perf_counter()
        indexer.rebuild()
        while indexer.step():
            pass
        seconds = time.perf_counter() - started
        assert index.ready
        rows = [Row("index rebuild from SQL", "s", [seconds], promise.rebuild_s)]
        rows.append(Row("vectors in it", "", [len(book.lines.line_ids())]))
    finally:
        indexer.stop()
        book.close()
        lock.release()
    return rows


def serve(home: Path, promise: Promise, effort: Effort) -> list[Row]:
    """The app's process with everything but the browser: questions, checks, fifty people, memory."""
    importlib.import_module("streamlit.web.bootstrap")  # the web server is part of what serving takes
    with _running(home) as book:
        asked = questions(book, effort.questions)
        rows, kinds = _questions(book, asked, promise)
        rows += _checks(book, promise, effort)
        rows += _at_once(book, asked, effort)
        rows += _memory(book, promise)
    said = sum(kind in ("record", "answer") for kind in kinds) / len(kinds)
    return [*rows, Row("of those questions, answered from records", "", [said])]


def import_(home: Path, promise: Promise, effort: Effort) -> list[Row]:
    """Real notes through the real import, on top of what is there; the model files warm, as in the app."""
    import psutil

    from ingest.importing.run import run

    book = Book(fresh(home))
    book.warm()
    file = home / "notes.jsonl"
    with file.open("w", encoding="utf-8") as out:
        for item in generate(effort.notes, pool(book), seed=9):
            fields = {"id": item.external_id, "text": item.reading.note.text, "account": item.account}
            out.write(json.dumps({**fields, "rep": item.rep, "date": str(item.given.closed)}) + "\n")
    process = psutil.Process()
    marks: list[Mark] = []

    def mark(progress: "Progress | None" = None) -> None:
        marks.append(Mark(time.perf_counter(), progress.kept if progress else 0, _rss(process)))

    mark()
    done = run(book, book.viewer, [file], on_progress=mark)
    seconds = time.perf_counter() - marks[0].at
    assert done.kept == effort.notes, f"{done.kept} of {effort.notes} notes were kept"
    book.close()
    memory = [each.megabytes for each in marks]
    late = memory[len(memory) // 4 :]
    return [
        Row("import, notes of 150 words", "notes/s", [effort.notes / seconds], promise.notes_a_second, at_least=True),
        Row(f"... once begun, {WINDOW} notes at a time", "notes/s", rates(marks)),
        Row("memory while importing, with its helpers", "MB", memory),
        Row("memory gained after the first quarter", "MB", [max(late) - late[0]]),
    ]


def rates(marks: Sequence[Mark]) -> list[float]:
    """Notes a second over each `WINDOW` notes or a little more, from the first ones kept; of all of them when few."""
    begun = [each for each in marks if each.kept]
    found, start = [], begun[0]
    for each in begun:
        if each.kept - start.kept >= WINDOW:
            found.append((each.kept - start.kept) / (each.at - start.at))
            start = each
    whole = (marks[-1].kept - marks[0].kept) / (marks[-1].at - marks[0].at)
    return found or [whole]


def _rss(process: "psutil.Process") -> float:
    """Megabytes of a process and those it started; one that ends meanwhile counts nothing."""
    import psutil

    total = 0
    for each in (process, *process.children(recursive=True)):
        with suppress(psutil.NoSuchProcess):
            total += each.memory_info().rss
    return total / 1e6


PARTS: Final[dict[str, Callable[[Path, Promise, Effort], list[Row]]]] = {
    "rebuild": rebuild,
    "serve": serve,
    "import": import_,
}


@contextmanager
def _running(home: Path) -> Iterator[Book]:
    from app.running import Running

    running = Running(fresh(home))
    running.start()
    try:
        running.begin()
        running.book.warm()
        deadline = time.monotonic() + _READY_SECONDS
        while running.indexer is None or not running.indexer.state().ready:
            assert time.monotonic() < deadline, "the search index did not come up"
            time.sleep(0.1)
        yield running.book
    finally:
        running.stop()


def _questions(book: Book, asked: list[tuple[Viewer, str]], promise: Promise) -> tuple[list[Row], list[str]]:
    from app.asking import ask

    cold = Watch()
    with cold:
        ask(book, *asked[0])
    watch = Watch()
    kinds: list[str] = []
    for viewer, question in asked:
        with watch:
            kinds.append(ask(book, viewer, question).kind)
    return [
        Row("account question answered from records", "ms", watch.wall, promise.question_ms, late=True),
        Row(BUSY, "ms", watch.busy),
        Row("the first one after the start", "ms", cold.wall),
    ], kinds


def _checks(book: Book, promise: Promise, effort: Effort) -> list[Row]:
    from app.checking import check

    deals = list(open_deals(pool(book), effort.checks + 1))
    check(book, deals[0].viewer, deals[0].note, deals[0].given, top=5)
    watch, paths, found = Watch(), [], []
    for deal in deals[1:]:
        book.note_vectors.forget()
        with watch:
            checked = check(book, deal.viewer, deal.note, deal.given, top=5)
        paths.append(float(checked.path == "index"))
        found.append(float(len(checked.similar)))
    return [
        Row("open-deal check, permissions applied", "ms", watch.wall, promise.check_ms, late=True),
        Row(BUSY, "ms", watch.busy),
        Row("past losses it showed", "", found),
        Row("of those checks, answered by the index", "", [sum(paths) / len(paths)]),
    ]


def _at_once(book: Book, asked: list[tuple[Viewer, str]], effort: Effort) -> list[Row]:
    from app.asking import ask

    together = threading.Barrier(PEOPLE)

    def person(number: int) -> list[float]:
        spent = []
        together.wait()
        for turn in range(effort.each):
            started = time.perf_counter()
            ask(book, *asked[(number * effort.each + turn) % len(asked)])
            spent.append((time.perf_counter() - started) * 1000)
        return spent

    started = time.perf_counter()
    with ThreadPoolExecutor(PEOPLE) as people:
        spent = [each for one in people.map(person, range(PEOPLE)) for each in one]
    seconds = time.perf_counter() - started
    return [
        Row(f"{PEOPLE} people asking at once: one answer", "ms", spent),
        Row(f"{PEOPLE} people asking at once", "answers/s", [len(spent) / seconds]),
    ]


def _memory(book: Book, promise: Promise) -> list[Row]:
    import psutil

    assert book.index is not None
    own = psutil.Process().memory_info().rss / 1e6
    chroma = psutil.Process(book.index.pid).memory_info().rss / 1e6
    return [
        Row("process memory serving, both", "MB", [own + chroma], promise.memory_mb),
        Row("... Lossbook's", "MB", [own]),
        Row("... Chroma's", "MB", [chroma]),
    ]
