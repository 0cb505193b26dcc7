"""The sample year on record, read once; and a book whose records need no engine."""

import datetime as dt
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.sampledata import load_samples
from ingest.book import EMBEDDER_FILE, Book
from ingest.records import Given, Reading
from ingest.settings import Settings
from ingest.store.rows import Shared
from tests.ingest.store.making import BOSS, MAYA, vectors

TODAY = dt.date(2026, 11, 22)


def with_engines(home: Path, engines: Book, model_files: Path) -> Book:
    """A book in this home that shares the engines, which hold no records."""
    (home / "models").mkdir(parents=True)
    (home / "models" / EMBEDDER_FILE).symlink_to(model_files / EMBEDDER_FILE)
    shutil.copytree(engines.settings.home / "cache", home / "cache")
    book = Book(Settings(home=home, model="none"))
    for part in ("playbook", "embedder", "builtin", "coach"):
        book.__dict__[part] = getattr(engines, part)
    return book


def keep(book: Book, of: Reading, account: str, given: Given, number: int, shared: Shared = "team") -> None:
    """One review of Maya's on record."""
    book.store.record(
        BOSS,
        of,
        account=account,
        rep=MAYA.name,
        given=given,
        vectors=vectors(of),
        shared=shared,
        external_id=f"m-{number}",
    )


@pytest.fixture(scope="session")
def year(engines: Book, model_files: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Book]:
    """The 48 notes of the sample year. Nobody writes to it."""
    book = with_engines(tmp_path_factory.mktemp("year") / "home", engines, model_files)
    for _ in load_samples(book):
        pass
    yield book
    book.close()
