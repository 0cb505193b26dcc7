"""Imports into real records, read by the real built-in engine."""

from collections.abc import Callable
from pathlib import Path

import pytest

from ingest.book import Book
from ingest.importing.run import Imported, Wanted, run
from ingest.records import Viewer
from ingest.store.rows import StoredReview

FILES = Path(__file__).parent / "files"
ME = Viewer(name="Me", all=True)

BringIn = Callable[..., Imported]


@pytest.fixture
def bring_in(book: Book) -> BringIn:
    """Import these paths."""

    def bring_in(*paths: Path, viewer: Viewer = ME, **wanted: object) -> Imported:
        return run(book, viewer, paths, Wanted(**wanted))  # type: ignore[arg-type]

    return bring_in


@pytest.fixture
def written(tmp_path: Path) -> Callable[[str, str | bytes], Path]:
    """A file with these words."""

    def write(name: str, words: str | bytes) -> Path:
        path = tmp_path / "in" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(words.encode() if isinstance(words, str) else words)
        return path

    return write


def kept(book: Book) -> dict[str, StoredReview]:
    """What is on record, by the id it came with."""
    rows = book.store.recent(ME, limit=1000)
    return {str(row.external_id): book.store.review(ME, row.id) for row in rows}


def whys(done: Imported) -> dict[str, str]:
    """Reasons, by where."""
    return {each.where: each.why for each in done.rejected}
