"""What a fresh machine needs before the first review: the embedder's file, the records, the playbook's vectors."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Final

from prompts.modelfile import MINILM, is_ready

if TYPE_CHECKING:
    from ingest.settings import Settings

OnProgress = Callable[[str, int, int], None]
"""Told (step, done, in all); bytes for the embedder, 0 or 1 for the others."""

FETCH: Final = "Fetching the embedding model"
RECORDS: Final = "Opening the records"
WARM: Final = "Reading the playbook"


def prepare(settings: "Settings", on_progress: OnProgress | None = None) -> Path:
    """Put everything in place; what is there already is left alone. Returns the embedder's file.

    Raises:
        ModelFileError, DiskFull: the embedder could not be fetched.
        StoreError: the home cannot be written.
    """
    tell = on_progress or (lambda *_: None)
    file = is_ready(MINILM, settings.models)
    if file is None:
        from prompts.download import pull

        file = pull(MINILM, settings.models, on_progress=lambda done, total: tell(FETCH, done, total))
    from ingest.book import Book

    book = Book(settings)
    try:
        for step, make in ((RECORDS, lambda: book.store), (WARM, book.warm)):
            tell(step, 0, 1)
            make()
            tell(step, 1, 1)
    finally:
        book.close()
    return file
