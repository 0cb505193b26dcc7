"""One invented company's year, loaded with one click and removed with one click.

Each note goes through the same pipeline as any other, with the built-in engine, and is marked as a sample. Loading
again goes on where it stopped: what is on record is left alone.
"""

import datetime as dt
import json
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from ingest.records import Debrief, Given, Viewer
from prompts.errors import NoteError

if TYPE_CHECKING:
    from ingest.book import Book
    from ingest.store.rows import Erased

FOLDER: Final = Path(__file__).with_name("samples")
_ONCE: Final = "sample:"


def samples(folder: Path = FOLDER) -> list[dict[str, Any]]:
    """The list of sample notes. Raises NoteError when it is damaged."""
    file = folder / "index.jsonl"
    try:
        return [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines() if line.strip()]
    except (OSError, ValueError) as error:
        raise NoteError(f"The sample list {str(file)!r} cannot be read: {error}. Fetch Lossbook again.") from error


def samples_loaded(book: "Book") -> int:
    """How many samples are on record."""
    return book.store.count(book.viewer, sample=True)


def load_samples(book: "Book", folder: Path = FOLDER) -> Iterator[tuple[int, int, str]]:
    """Record every sample that is not on record; yields (done, in all, file name) after each.

    Raises:
        LossbookError: a note could not be read or recorded; those before it are on record.
    """
    rows = samples(folder)
    for number, row in enumerate(rows, start=1):
        _load(book, row, folder)
        yield number, len(rows), str(row["file"])


def remove_samples(book: "Book") -> "Erased":
    """Take every sample out again, and nothing else."""
    return book.store.erase_samples(book.viewer)


def _load(book: "Book", row: dict[str, Any], folder: Path) -> None:
    from ingest.pipeline import review
    from ingest.read import read_file

    given = Given(
        account=row["account"],
        rep=row["rep"],
        date=dt.date.fromisoformat(row["date"]),
        stated=row.get("stated"),
        amount=row.get("amount"),
        currency=row.get("currency"),
    )
    viewer = Viewer(name=row["rep"], all=True)
    review_id = book.store.imported(viewer, [_ONCE + row["id"]]).get(_ONCE + row["id"])
    if review_id is None:
        note = read_file(folder / "notes" / row["file"], given.date)
        *_, last = review(note, book, given, "builtin", book.known(viewer))
        assert last.reading is not None, "the pipeline ends in a reading"
        debrief = Debrief(**row["debrief"]) if row.get("debrief") else None
        once = _ONCE + row["id"]
        review_id = book.record(viewer, last.reading, given, debrief, sample=True, once=once, external_id=once)
    _commit(book, viewer, review_id, row.get("commitment"))


def _commit(book: "Book", viewer: Viewer, review_id: str, text: str | None) -> None:
    """A killed load can leave a review without its commitment; it is made up for at the next one."""
    if text and not book.store.review(viewer, review_id).commitments:
        book.store.commit_to(viewer, review_id, text)
