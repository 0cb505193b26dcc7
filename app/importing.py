"""An import beside the screens: it goes on when the rep clicks elsewhere or closes the tab."""

import logging
import shutil
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Final
from uuid import uuid4

from ingest.importing.run import Imported, Progress, Wanted, run
from prompts.errors import LossbookError, StoreError

if TYPE_CHECKING:
    from ingest.book import Book
    from ingest.importing.columns import Columns
    from ingest.records import Viewer

log = logging.getLogger(__name__)
_FOLDER: Final = "uploads"


@dataclass(frozen=True)
class ImportState:
    """Where it stands."""

    running: bool = False
    progress: Progress | None = None
    done: Imported | None = None
    error: str = ""
    owner: str = ""
    """Who began it; its names and rejects are theirs."""


class Imports:
    """One import at a time. What is on record is passed over, so starting again goes on where it stopped."""

    def __init__(self, book: "Book") -> None:
        self._book = book
        self._lock = threading.Lock()
        self._state = ImportState()
        self._cancel = threading.Event()
        self._thread: threading.Thread | None = None

    def sweep(self) -> None:
        """Remove what a process that was killed had put aside. For the owner of the home, before it begins."""
        shutil.rmtree(self._folder, ignore_errors=True)

    @property
    def _folder(self) -> Path:
        return self._book.settings.home / _FOLDER

    def put_aside(self, name: str, data: bytes) -> Path:
        """Keep an uploaded file until it is imported.

        Raises:
            StoreError: there is no room for it.
        """
        ending = Path(name.replace("\\", "/")).suffix[:10]
        path = self._folder / f"{uuid4().hex}{ending}"
        try:
            path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            path.write_bytes(data)
        except OSError as error:
            raise StoreError(f"{name!r} could not be kept for the import: {error.strerror or error}.") from error
        return path

    def state(self) -> ImportState:
        """Where it stands."""
        with self._lock:
            return self._state

    def start(
        self,
        viewer: "Viewer",
        files: Sequence[tuple[Path, str]],
        columns: "Mapping[str, Columns]",
        rep: str | None = None,
    ) -> bool:
        """Begin with these (file, name it has for the person); False while another one runs."""
        with self._lock:
            if self._state.running:
                return False
            self._state = ImportState(running=True, owner=viewer.name)
            self._cancel.clear()
            wanted = Wanted(rep=rep, columns=dict(columns), names=dict(files))
            self._thread = threading.Thread(
                target=self._run,
                args=(viewer, [path for path, _ in files], wanted),
                name="lossbook-import",
                daemon=True,
            )
            self._thread.start()
        return True

    def stop(self, timeout: float = 15.0) -> None:
        """End it; what is on record stays."""
        self._cancel.set()
        if self._thread is not None:
            self._thread.join(timeout)

    def forget(self) -> None:
        """Put the result away."""
        with self._lock:
            if not self._state.running:
                self._state = ImportState()

    def _run(self, viewer: "Viewer", paths: list[Path], wanted: Wanted) -> None:
        done: Imported | None = None
        error = ""
        try:
            done = run(self._book, viewer, paths, wanted, self._tell, self._cancel)
        except LossbookError as failed:
            error = str(failed)
        except Exception:
            log.exception("import")
            error = "The import stopped at an error that should not have happened; it is in the log."
        for path in paths:
            if path.parent == self._folder:
                path.unlink(missing_ok=True)
        with self._lock:
            self._state = replace(self._state, running=False, done=done, error=error)

    def _tell(self, progress: Progress) -> None:
        with self._lock:
            self._state = replace(self._state, progress=progress)


def how_far(progress: Progress) -> str:
    """'62% of it, 140 kept, 3 rejected, 16.2 a second, about 2 min left'."""
    parts = [f"{progress.fraction:.0%} of it", f"{progress.kept} kept"]
    parts += [f"{progress.unchanged} unchanged"] if progress.unchanged else []
    parts += [f"{progress.rejected} rejected"] if progress.rejected else []
    parts += [f"{progress.rate:.1f} a second"] if progress.rate else []
    left = progress.seconds_left
    if left is not None and progress.fraction < 1:
        parts.append(f"about {round(left)} s left" if left < 90 else f"about {round(left / 60)} min left")
    return ", ".join(parts)
