"""The sample year on record, read once; and a book whose records need no engine."""

import datetime as dt
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.sampledata import load_samples
from ingest.book import EMBEDDER_FILE, Book
from ingest.settings import Settings

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


@pytest.fixture(scope="session")
def year(engines: Book, model_files: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Book]:
    """The 48 notes of the sample year. Nobody writes to it."""
    book = with_engines(tmp_path_factory.mktemp("year") / "home", engines, model_files)
    for _ in load_samples(book):
        pass
    yield book
    book.close()
