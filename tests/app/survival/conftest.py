"""A home with a past: losses that match, private ones, an account that was erased, and a thousand others."""

import shutil
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from app.asking import ask
from app.checking import Checked, check
from app.running import Running
from ingest.book import Book
from ingest.embed import MODEL_ID
from ingest.read import read_text
from ingest.records import Given, Viewer
from ingest.settings import Settings
from ingest.store.rows import Entry
from tests.app.asking.conftest import with_engines
from tests.app.notes import SECURITY, SECURITY_AGAIN, SILENCE
from tests.app.test_checking import OPEN
from tests.app.test_similar import read
from tests.ingest.store.making import reading, vectors

ME = Viewer(name="Me", all=True)
MAYA = Viewer(name="Maya")
BEN = Viewer(name="Ben")
OTHERS = 1100
"""More than Chroma keeps before it writes its graph to the disk."""
LOST_THIS_WAY = "Have we lost like this before: their security questionnaire was answered weeks late?"


@pytest.fixture(scope="session")
def past(engines: Book, model_files: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Made once; every test gets a copy. `yesterday.backup` beside it is from before the erasure."""
    home = tmp_path_factory.mktemp("past") / "home"
    book = with_engines(home, engines, model_files)
    keep(book, SECURITY_AGAIN, "Mwangi Cold Stores", "Priya", "team")
    keep(book, SILENCE, "Brackwater Lifts", "Maya", "team")
    keep(book, SECURITY.replace("Nordlund Medical", "Maya's Secret"), "Mayasecret Pharma", "Maya", "private")
    keep(book, SECURITY.replace("Nordlund Medical", "Ben's Secret"), "Bensecret Pharma", "Ben", "private")
    keep(book, SECURITY_AGAIN.replace("Mwangi", "Tideway"), "Tideway Logistics", "Priya", "team")
    for start in range(0, OTHERS, 100):
        book.store.record_many(ME, [other(number) for number in range(start, start + 100)])
    book.store.backup(home.parent / "yesterday.backup")
    book.store.erase_account(ME, "Tideway Logistics")
    book.close()
    return home


def keep(book: Book, text: str, account: str, rep: str, shared: str) -> str:
    """Record a note as its rep."""
    review_id = book.record(Viewer(name=rep, all=True), read(book, text), Given(account=account, rep=rep))
    book.store.share(Viewer(name=rep), review_id, shared)  # type: ignore[arg-type]
    return review_id


def other(number: int) -> Entry:
    """A loss of another kind."""
    made = reading(f"Deal {number} ended on us. Word{number % 97} again.", mechanism=f"Step {number} was skipped.")
    rows = replace(vectors(made), model=MODEL_ID)
    account = f"Quarry {number % 200}"
    return Entry(made, account, "Priya", Given(account=account, rep="Priya"), rows, f"o{number}", f"mark{number}")


@pytest.fixture
def home(past: Path, tmp_path: Path) -> Path:
    """A copy of that home."""
    return Path(shutil.copytree(past, tmp_path / "home", symlinks=True))


@pytest.fixture
def own(home: Path, engines: Book) -> Iterator[Callable[[], Running]]:
    """Take the home as `lossbook serve` does, with the shared engines; call it again for the next start."""
    taken: list[Running] = []

    def start() -> Running:
        for earlier in taken:
            earlier.stop()
        running = Running(Settings(home=home, model="none"))
        for part in ("playbook", "embedder", "builtin", "coach"):
            running.book.__dict__[part] = getattr(engines, part)
        running.start()
        running.begin()
        taken.append(running)
        return running

    yield start
    for each in taken:
        each.stop()


def until(enough: Callable[[], bool], seconds: float = 90) -> None:
    """Wait for it."""
    deadline = time.monotonic() + seconds
    while not enough():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def settled(running: Running) -> bool:
    """Whether the index answers and knows of every change."""
    index = running.book.index
    return index is not None and index.ready and not running.book.store.outbox_waiting()


def settle(running: Running) -> None:
    """Wait for the index, and hold it against the records."""
    until(lambda: settled(running))
    index = running.book.index
    assert index is not None
    assert index._process is not None
    assert index._process.ids() == running.book.lines.line_ids()


def whole(book: Book, recorded: int = OTHERS + 4) -> Checked:
    """What was recorded is there, what was erased is not, and both questions are answered."""
    assert book.store.count(ME) == recorded
    told = ask(book, ME, "What happened last time with Mwangi Cold Stores?")
    assert (told.kind, told.account) == ("record", "Mwangi Cold Stores")
    gone = ask(book, ME, "What happened with Tideway Logistics?")
    assert gone.kind == "no_record"
    assert "security" not in gone.answer
    alike = ask(book, ME, LOST_THIS_WAY)
    assert "Mwangi" in alike.answer
    assert "Tideway" not in repr(alike.answer) + repr(alike.citations)
    checked = check(book, ME, read_text(OPEN))
    accounts = {each.account for each in checked.similar}
    assert "Mwangi Cold Stores" in accounts
    assert "Tideway Logistics" not in accounts
    return checked
