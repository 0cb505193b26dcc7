"""What runs once in the process that owns a home: the lock, the records, the index, the worker, the downloads.

`lossbook serve` takes it before the web server starts; the screens take it again and get the same one.
"""

import logging
import threading
from typing import TYPE_CHECKING

from app.download import Downloads
from app.importing import Imports
from app.worker import Worker
from ingest.book import Book
from ingest.index.owner import OwnerLock

if TYPE_CHECKING:
    from ingest.index.indexer import Indexer
    from ingest.settings import Settings

log = logging.getLogger(__name__)


class Running:
    """A home in use. Made by `take`."""

    def __init__(self, settings: "Settings") -> None:
        self.settings = settings
        self.lock = OwnerLock(settings.home)
        self.book = Book(settings)
        self.worker = Worker(self.book)
        self.downloads = Downloads(settings.models)
        self.imports = Imports(self.book)
        self.indexer: Indexer | None = None
        self._begin = threading.Lock()
        self._begun = False

    def start(self) -> None:
        """Take the home and open the records.

        Raises:
            HomeBusy: another process has this home.
            StoreError: the records cannot be opened.
        """
        self.lock.acquire()
        try:
            # Made here, before there are threads that could each make their own.
            _ = self.book.store, self.book.exact, self.book.embedder
        except BaseException:
            self.stop()
            raise

    def begin(self) -> None:
        """Start what runs beside the screens: worker, index, downloads, warming.

        Once; a call after a failure tries again.

        Raises:
            PromptError: a playbook file is broken.
            StoreError: the records cannot be written.
        """
        with self._begin:
            if self._begun:
                return
            _ = self.book.playbook, self.book.builtin, self.book.coach
            self.imports.sweep()
            self.worker.start()
            self._begun = True
            self._start_index()
            self.downloads.start_if_wanted(self.settings)
            threading.Thread(target=self._warm, name="lossbook-warm", daemon=True).start()

    def stop(self) -> None:
        """End the threads and let the home go. Safe to call twice."""
        with self._begin:
            self._begun = True  # whatever comes now comes too late
        self.downloads.stop(5.0)
        self.imports.stop(5.0)
        self.worker.stop()
        if self.indexer is not None:
            self.indexer.stop()
            self.indexer = None
        self.book.index = None
        self.book.close()
        self.lock.release()

    def _start_index(self) -> None:
        """The index only makes searching quicker; nothing waits for it."""
        self.book.index, self.indexer = self.book.make_index()
        self.indexer.start()

    def _warm(self) -> None:
        from app.asking.asked import phrasings
        from app.asking.reading import reader

        try:
            self.book.warm()
            phrasings(self.book)
            reader().warm()
        except Exception as error:
            log.warning("warming: %s", error)  # the first review says what is wrong


_lock = threading.Lock()
_taken: Running | None = None


def take(settings: "Settings", begin: bool = True) -> Running:
    """The running home of this process, started when it is first asked for.

    Args:
        settings: Which home; only the first call's count.
        begin: Whether the work beside the screens starts at once. The server does that when its first page is out.

    Raises:
        HomeBusy: another process has this home.
        StoreError: the records cannot be opened.
    """
    global _taken
    with _lock:
        if _taken is None:
            running = Running(settings)
            running.start()
            _taken = running
            if begin:
                running.begin()
        return _taken


def leave() -> None:
    """Stop what `take` started."""
    global _taken
    with _lock:
        running, _taken = _taken, None
    if running is not None:
        running.stop()
