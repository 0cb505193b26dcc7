"""A database full of generated reviews, made once and kept when a folder is given."""

import hashlib
import json
import logging
import shutil
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final

from eval.homes import fresh
from eval.scale.lines import pool
from eval.scale.reviews import generate
from ingest.book import Book

log = logging.getLogger(__name__)

_SOURCES: Final = ("names.py", "lines.py", "reviews.py")
_DATABASE: Final = "lossbook.db"


@dataclass(frozen=True)
class Made:
    """What a prepared database holds."""

    recipe: str
    """Changes with the generator and the schema."""
    reviews: int
    lines: int
    seconds: float
    megabytes: float


def prepare(count: int, folder: Path) -> Made:
    """Make `folder` a home with `count` generated reviews, unless it is one already.

    Raises:
        LossbookError: the disk is full, the model files are missing.
    """
    wanted = _recipe()
    note = folder / "made.json"
    if note.is_file() and (made := Made(**json.loads(note.read_text(encoding="utf-8")))).recipe == wanted:
        return made
    if folder.exists():
        shutil.rmtree(folder)
    started = time.perf_counter()
    book = Book(fresh(folder))
    lines = _fill(book, count)
    book.close()
    seconds = time.perf_counter() - started
    made = Made(wanted, count, lines, seconds, (folder / _DATABASE).stat().st_size / 1e6)
    note.write_text(json.dumps(asdict(made)), encoding="utf-8")
    return made


def copied(made: Path, folder: Path) -> Path:
    """A home with a copy of that database, to be written to."""
    fresh(folder)
    shutil.copy(made / _DATABASE, folder / _DATABASE)
    return folder


def _fill(book: Book, count: int) -> int:
    from ingest.store.bulk import Bulk, record_many

    lines = 0

    def counted() -> Iterator[Bulk]:
        nonlocal lines
        for item in generate(count, pool(book)):
            lines += len(item.reading.lines)
            yield item

    for done in record_many(book.store, counted()):
        if done % 10_000 == 0:
            log.info("%d of %d reviews generated", done, count)
    return lines


def _recipe() -> str:
    from ingest.store.schema import REVISIONS

    here = Path(__file__).parent
    files = [*(here / name for name in _SOURCES), here.parent.parent / "ingest" / "gist.py"]
    text = b"".join(file.read_bytes() for file in files) + REVISIONS[-1].encode()
    return hashlib.sha256(text).hexdigest()[:16]
