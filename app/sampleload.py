"""Loading the sample year beside the screens: it goes on when the rep clicks elsewhere or closes the tab."""

import logging
import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.sampledata import load_samples, remove_samples
from prompts.errors import LossbookError

if TYPE_CHECKING:
    from ingest.book import Book

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class LoadState:
    """How far it is."""

    running: bool = False
    done: int = 0
    total: int = 0
    name: str = ""
    """The file read last."""
    error: str = ""

    @property
    def fraction(self) -> float:
        """0 to 1."""
        return self.done / self.total if self.total else 0.0


class SampleLoad:
    """One load at a time. What is on record is left alone, so starting again goes on where it stopped."""

    def __init__(self, book: "Book") -> None:
        self._book = book
        self._lock = threading.Lock()
        self._state = LoadState()
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None

    def state(self) -> LoadState:
        """Where it stands."""
        with self._lock:
            return self._state

    def start(self) -> None:
        """Begin, or go on; nothing happens while it runs."""
        with self._lock:
            if self._state.running:
                return
            self._state = LoadState(running=True)
            self._stop.clear()
            self._thread = threading.Thread(target=self._run, name="lossbook-samples", daemon=True)
            self._thread.start()

    def stop(self, timeout: float = 10.0) -> None:
        """End after the note in hand."""
        self._stop.set()
        if self._thread is not None:
            self._thread.join(timeout)

    def remove(self) -> None:
        """Take every sample out again, and nothing else."""
        self.stop()
        remove_samples(self._book)
        with self._lock:
            self._state = LoadState()

    def _run(self) -> None:
        error = ""
        try:
            for done, total, name in load_samples(self._book):
                self._set(LoadState(True, done, total, name))
                if self._stop.is_set():
                    break
        except LossbookError as failed:
            error = str(failed)
        except Exception:
            log.exception("samples")
            error = "Loading stopped at an error that should not have happened; it is in the log."
        last = self.state()
        self._set(LoadState(False, last.done, last.total, last.name, error))

    def _set(self, state: LoadState) -> None:
        with self._lock:
            self._state = state
