"""Wording kept packs beside the screens: it goes on when the manager clicks elsewhere or closes the tab."""

import datetime as dt
import logging
import threading
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from app.prep.keeping import change, kept_pack, read
from app.prep.written import kept_because, told, write
from ingest.records import Viewer
from prompts.errors import LossbookError, ModelError

if TYPE_CHECKING:
    from ingest.book import Book
    from prompts.model import Model

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class WordingState:
    """How far the wording of one pack is."""

    running: bool = False
    done: int = 0
    """Sentences the model has begun."""
    asked: int = 0
    notice: str = ""
    """What came of it, when it is over."""

    @property
    def fraction(self) -> float:
        """0 to 1."""
        return self.done / self.asked if self.asked else 0.0


class Wordings:
    """Each pack once at a time. What a manager writes meanwhile stays: the wording goes into the pack as it is then."""

    def __init__(self, book: "Book") -> None:
        self._book = book
        self._lock = threading.Lock()
        self._states: dict[int, WordingState] = {}
        self._stops: dict[int, threading.Event] = {}

    def state(self, pack_id: int) -> WordingState:
        """Where it stands."""
        with self._lock:
            return self._states.get(pack_id, WordingState())

    def start(self, viewer: Viewer, pack_id: int, model: "Model", today: dt.date) -> None:
        """Begin; nothing happens while it runs. The viewer must be the pack's author."""
        with self._lock:
            if self._states.get(pack_id, WordingState()).running:
                return
            self._states[pack_id] = WordingState(running=True)
            stop = self._stops[pack_id] = threading.Event()
        work = (viewer, pack_id, model, today, stop)
        threading.Thread(target=self._run, args=work, name="lossbook-wording", daemon=True).start()

    def stop(self, pack_id: int) -> None:
        """End it; the pack stays as it is."""
        with self._lock:
            if pack_id in self._stops:
                self._stops[pack_id].set()

    def forget(self, pack_id: int) -> None:
        """What was said of the last time."""
        with self._lock:
            if not self._states.get(pack_id, WordingState()).running:
                self._states.pop(pack_id, None)

    def _run(self, viewer: Viewer, pack_id: int, model: "Model", today: dt.date, stop: threading.Event) -> None:
        def written(done: int, asked: int) -> None:
            self._set(pack_id, replace(self.state(pack_id), done=done, asked=asked))

        try:
            pack = read(kept_pack(self._book.store, viewer, pack_id, today))
            found = write(self._book, pack, model, written, stop)
            if found.taken:
                change(self._book.store, viewer, pack_id, found.onto, today)
            notice = told(found)
        except ModelError as error:
            notice = kept_because(error)
        except LossbookError as error:
            notice = str(error)
        except Exception:
            log.exception("wording a pack")
            notice = "The wording stopped at an error that should not have happened; it is in the log."
        self._set(pack_id, WordingState(notice=notice))

    def _set(self, pack_id: int, state: WordingState) -> None:
        with self._lock:
            self._states[pack_id] = state
