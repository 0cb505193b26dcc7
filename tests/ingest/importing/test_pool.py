"""More notes than are read in one process; processes that die; an import that is killed."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Event

import psutil
import pytest

from ingest.book import Book
from ingest.facts.known import Known
from ingest.importing.names import NamesOnRecord
from ingest.importing.pool import Names, Pool
from ingest.importing.reading import Done, Failed, Work, read_notes
from ingest.importing.run import Progress, Wanted, run
from ingest.records import Given, Note
from ingest.settings import Settings
from tests.ingest.importing.conftest import ME, BringIn, kept

Written = Callable[[str, "str | bytes"], Path]
ROOT = Path(__file__).parents[3]


def notes(count: int) -> list[str]:
    """Different notes of a sentence or two."""
    who = ("Kestrel", "Routely", "their own team", "nobody")
    return [
        f"Call {n} with Dana Whitlock. They went with {who[n % 4]} because the quote number {n} came {n} days late."
        for n in range(count)
    ]


def as_lines(texts: list[str]) -> str:
    return "".join(
        json.dumps({"id": f"n{n}", "text": text, "account": f"Firm {n % 7}"}) + "\n" for n, text in enumerate(texts)
    )


@pytest.fixture
def pool(home: Path) -> Iterator[Pool]:
    pool = Pool(home, {"reps": ["Me"]}, size=1)
    yield pool
    pool.close()


def answers(pool: Pool, count: int) -> dict[int, Done | Failed]:
    made: dict[int, Done | Failed] = {}
    end = time.monotonic() + 60
    while len(made) < count:
        assert time.monotonic() < end, made
        made |= {each.number: each for each in pool.take(1.0)}
    return made


def test_many_are_read_as_one_is(book: Book, bring_in: BringIn, written: Written) -> None:
    texts = notes(20)
    done = bring_in(written("many.jsonl", as_lines(texts)))
    assert (done.read, done.kept, done.rejected) == (20, 20, ())
    found = kept(book)
    from ingest.pipeline import review

    *_, last = review(Note(text=texts[5]), book, Given(account="Firm 5", rep="Me"), "builtin", book.known(ME))
    assert last.reading is not None
    assert found["n5"].diagnosis.cause == last.reading.diagnosis.cause
    assert found["n5"].diagnosis.evidence == last.reading.diagnosis.evidence
    assert [row.note.text for row in found.values() if row.account == "Firm 0"]
    rounds = sorted(review.round for review in found.values() if review.account == "Firm 0")
    assert rounds == [1, 2, 3]


class LastFirst:
    """Readers of which the one with the last notes is always done first."""

    def __init__(self, home: Path, names: Names) -> None:
        self.told: list[tuple[int, Names]] = []
        """What they were told, each with how many notes had been handed in before."""
        self._heard = [names]
        self._done: list[list[Done | Failed]] = []
        self._seen = 0

    def know(self, names: Names) -> None:
        self.told.append((self._seen, names))

    def put(self, works: list[Work]) -> bool:
        self._seen += len(works)
        self._done.append(read_notes(READING[0], works, NamesOnRecord(Known())))
        return True

    def take(self, patience: float = 0.0) -> Iterator[Done | Failed]:
        # Those handed in first come when nothing else is left to wait for.
        while self._done and (patience or len(self._done) > 3):
            yield from reversed(self._done.pop())

    def close(self) -> None:
        pass


READING: list[Book] = []


def test_the_first_row_names_the_account_whoever_is_read_first(
    book: Book, bring_in: BringIn, written: Written, monkeypatch: pytest.MonkeyPatch
) -> None:
    READING[:] = [book]
    spelt = ("Halden Cold Chain", "Halden Cold Chain Ltd", "HALDEN COLD CHAIN", "Halden Cold Chain GmbH")
    rows = "".join(
        json.dumps({"id": f"n{n:02}", "text": text, "account": spelt[n // 8 % 4]}) + "\n"
        for n, text in enumerate(notes(40))
    )
    monkeypatch.setattr("ingest.importing.keeping.Pool", LastFirst)
    assert bring_in(written("rows.jsonl", rows)).kept == 40
    found = sorted(book.store.recent(ME, limit=100), key=lambda row: row.id)
    assert [row.external_id for row in found] == [f"n{n:02}" for n in range(40)]
    assert {row.account for row in found} == {spelt[0]}


def test_a_note_is_read_knowing_the_same_names_however_quick_the_readers_are(
    book: Book, bring_in: BringIn, written: Written, monkeypatch: pytest.MonkeyPatch
) -> None:
    READING[:] = [book]
    pools: list[LastFirst] = []

    class Slow(LastFirst):
        def take(self, patience: float = 0.0) -> Iterator[Done | Failed]:
            return super().take(patience) if patience else iter(())

    def told(kind: type[LastFirst], name: str) -> list[tuple[int, Names]]:
        def start(home: Path, names: Names) -> LastFirst:
            pools.append(kind(home, names))
            return pools[-1]

        monkeypatch.setattr("ingest.importing.keeping.Pool", start)
        texts = [f"{text} For {name}." for text in notes(120)]
        lines = "".join(
            json.dumps({"id": f"{name}{n}", "text": text, "account": f"Firm {n % 7}"}) + "\n"
            for n, text in enumerate(texts)
        )
        assert bring_in(written(f"{name}.jsonl", lines)).kept == 120
        return pools[-1].told

    assert told(LastFirst, "quick") == told(Slow, "slow") != []


def test_a_reader_that_is_killed_loses_nothing(pool: Pool) -> None:
    works = [Work(n, Note(text=text), Given(rep="Me")) for n, text in enumerate(notes(24))]
    for start in (0, 8):
        assert pool.put(works[start : start + 8], 30)
    end = time.monotonic() + 30
    while pool.readers[0] is None:
        assert time.monotonic() < end
        time.sleep(0.01)
    os.kill(pool.readers[0].process.pid, signal.SIGKILL)
    assert pool.put(works[16:], 60)
    made = answers(pool, 24)
    assert all(isinstance(each, Done) for each in made.values())


def test_a_note_that_kills_its_reader_is_given_up(pool: Pool, monkeypatch: pytest.MonkeyPatch) -> None:
    from ingest.importing.pool import Reader

    real = Reader.read

    def read(self: Reader, works: list[Work], names: object) -> object:
        if any("poison" in work.note.text for work in works):
            self.process.kill()
        return real(self, works, names)  # type: ignore[arg-type]

    monkeypatch.setattr(Reader, "read", read)
    texts = [*notes(3), "This one is poison for whoever reads it."]
    pool.put([Work(n, Note(text=text), Given(rep="Me")) for n, text in enumerate(texts)], 30)
    made = answers(pool, 4)
    assert [isinstance(made[n], Done) for n in range(4)] == [True, True, True, False]
    bad = made[3]
    assert isinstance(bad, Failed)
    assert "ended the process" in bad.why


def test_stopping_keeps_what_was_kept(book: Book, written: Written) -> None:
    file = written("many.jsonl", as_lines(notes(200)))
    cancel = Event()

    def stop(progress: Progress) -> None:
        if progress.kept:
            cancel.set()

    done = run(book, ME, [file], Wanted(), stop, cancel)
    assert done.stopped
    assert 0 < done.kept < 200
    assert book.store.count(ME) == done.kept
    rest = run(book, ME, [file])
    assert (rest.kept, rest.unchanged) == (200 - done.kept, done.kept)


def test_an_import_that_is_killed_goes_on(home: Path, written: Written) -> None:
    """kill -9 of the real process, twice, while it records; then once more to the end."""
    count = 150
    file = written("many.jsonl", as_lines(notes(count)))
    environment = {**os.environ, "LOSSBOOK_HOME": str(home), "LOSSBOOK_MODEL": "none"}
    command = [sys.executable, "-m", "app", "import", str(file), "--json"]
    before = 0
    for _ in range(2):
        process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        readers = _until_more(home, before, process)
        process.kill()
        process.communicate()
        before = _count(home)
        _gone, alive = psutil.wait_procs(readers, timeout=20)
        assert not alive, "the readers end with their owner"
    assert 0 < before < count
    out = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, check=True, timeout=120)
    done = json.loads(out.stdout)
    assert (done["read"], done["kept"], done["unchanged"], done["rejected"]) == (count, count - before, before, [])
    book = Book(Settings(home=home, model="none"))
    assert sorted(kept(book)) == sorted(f"n{n}" for n in range(count))
    assert book.store.count(ME) == count
    book.close()


def _until_more(home: Path, before: int, process: "subprocess.Popen[bytes]") -> list[psutil.Process]:
    end = time.monotonic() + 90
    while _count(home) < before + 10:
        assert process.poll() is None, process.stderr and process.stderr.read()
        assert time.monotonic() < end
        time.sleep(0.02)
    return psutil.Process(process.pid).children(recursive=True)


def _count(home: Path) -> int:
    import sqlite3
    from contextlib import closing

    try:
        with closing(sqlite3.connect(f"file:{home / 'lossbook.db'}?mode=ro", uri=True)) as conn:
            return int(conn.execute("SELECT count(*) FROM reviews").fetchone()[0])
    except sqlite3.OperationalError:
        return 0


@pytest.mark.slow
def test_memory_stays_flat(home: Path, written: Written) -> None:
    """Parent and readers, after the first hundred notes and after five hundred."""
    texts = notes(500)
    many = [f"{texts[n % len(texts)]} ({n})" for n in range(500)]
    file = written("many.jsonl", as_lines(many))
    sizes: list[tuple[int, int]] = []
    me = psutil.Process()
    book = Book(Settings(home=home, model="none"))

    def measure(progress: Progress) -> None:
        mine = sum(each.memory_info().rss for each in (me, *me.children(recursive=True)))
        sizes.append((progress.kept, mine))

    run(book, ME, [file], Wanted(), measure)
    book.close()
    early = max(size for count, size in sizes if 90 < count < 200)
    late = max(size for count, size in sizes if count > 400)
    print(f"{early / 1e6:.0f} MB, then {late / 1e6:.0f} MB")
    assert late - early < 60e6
