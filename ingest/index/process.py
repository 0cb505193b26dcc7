"""Our end of the pipe to one Chroma process.

A call that takes too long, a process that dies and an error inside Chroma are all the same to the caller: an
`IndexUnavailable`, after which this handle is finished and its process is gone.
"""

import contextlib
import os
import subprocess
import sys
import threading
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO, Any, Protocol

import numpy as np

from ingest.index.frames import Rows, read_frame, write_frame
from prompts.errors import IndexUnavailable

OPEN_SECONDS = 90.0
"""Importing chromadb takes 2 s, more on a busy machine; waiting for the folder's lock may take 20 s."""
WRITE_SECONDS = 60.0
QUERY_SECONDS = 1.5
"""How long a search waits for the process before it is ended and exact search answers."""
CLOSE_SECONDS = 10.0
ROWS_A_REQUEST = 64
"""Rows one write to a generation in use sends, so that a search never waits long behind it."""

_PASSED_ON = ("PATH", "HOME", "LANG", "LC_ALL", "LC_CTYPE", "TMPDIR", "TEMP", "TMP", "SYSTEMROOT", "LD_LIBRARY_PATH")


@dataclass(frozen=True)
class Shape:
    """What the vectors are. An index of another shape is never opened, only replaced."""

    model: str
    """Id of the embedding model."""
    dimension: int = 384
    schema: int = 2


class Busy(IndexUnavailable):
    """The process is serving somebody else; nothing is wrong with it."""


class Incomplete(IndexUnavailable):
    """Fewer lines came back than it holds, of so few that all should have: no way in its graph leads to the others.

    Seen after kills and where hundreds of lines are equal. It is sound otherwise, so that no new one is built for it.
    """


class Running(Protocol):
    """The part of `subprocess.Popen` used here."""

    stdin: IO[bytes] | None
    stdout: IO[bytes] | None
    pid: int

    def kill(self) -> None: ...
    def wait(self, timeout: float | None = None) -> int: ...


Launch = Callable[[Path], Running]
"""Starts a Chroma process that works in the given folder, with pipes as its stdin and stdout."""


def launch(root: Path) -> Running:
    """Start `ingest.index.child` in a fresh interpreter, with none of our environment that Chroma would read."""
    code = Path(__file__).resolve().parents[2]
    environment = {name: os.environ[name] for name in _PASSED_ON if name in os.environ}
    environment |= {"PYTHONPATH": str(code), "PYTHONSAFEPATH": "1", "PYTHONUTF8": "1", "OPENBLAS_NUM_THREADS": "1"}
    return subprocess.Popen(  # our own interpreter and module
        [sys.executable, "-m", "ingest.index.child"],
        cwd=root,
        env=environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )


class ChromaProcess:
    """One Chroma process with one generation folder open. Safe to share between threads: one call at a time."""

    def __init__(self, folder: Path, shape: Shape, *, create: bool = False, start: Launch = launch) -> None:
        """Start the process and open (or create) the collection in `folder`.

        Raises:
            IndexUnavailable: it did not open, or holds vectors of another shape.
        """
        self.folder = folder
        self._dimension = shape.dimension
        self._lock = threading.Lock()
        try:
            self._process: Running | None = start(folder.parent)
        except OSError as error:
            raise IndexUnavailable(f"the search index process did not start ({error}); exact search answers") from error
        self.pid = self._process.pid
        self._call("open", OPEN_SECONDS, folder=folder.name, meta=asdict(shape), create=create)

    def upsert(self, ids: Sequence[str], rows: Rows) -> None:
        """Add or replace vectors. The last of several rows with one id counts.

        Raises:
            ValueError: a row is not finite, is all zero, or has the wrong length.
            IndexUnavailable: the process failed.
        """
        if rows.shape != (len(ids), self._dimension):
            raise ValueError(f"{len(ids)} ids came with vectors of shape {rows.shape!r}")
        if not np.isfinite(rows).all() or not rows.any(axis=1).all():
            raise ValueError(f"a vector among {ids[0]!r} to {ids[-1]!r} is not finite or is all zero")
        last = {each: position for position, each in enumerate(ids)}
        if last:
            self._call("upsert", WRITE_SECONDS, rows[list(last.values())], ids=list(last))

    def delete(self, ids: Sequence[str]) -> None:
        """Take ids out of answers; their vectors stay on the disk until the folder goes."""
        if ids:
            self._call("delete", WRITE_SECONDS, ids=list(dict.fromkeys(ids)))

    def query(
        self, rows: Rows, n: int, patience: float = -1, seconds: float = WRITE_SECONDS, *, whole: bool = False
    ) -> list[list[tuple[str, float]]]:
        """For each row, up to `n` nearest as (id, cosine similarity), best first.

        `patience` is how many seconds to wait for another thread's call to end; -1 waits as long as it takes. `seconds`
        is how long the call itself may take.

        Raises:
            Busy: that was not long enough.
            Incomplete: it cannot reach all lines that it holds, and the `whole` answer is wanted.
            IndexUnavailable: the process failed.
        """
        reply, distances = self._call("query", seconds, rows, patience=patience, n=n)
        if whole and reply["missing"]:
            raise Incomplete(f"the search index cannot reach {reply['missing']} of its lines; exact search answers")
        similarities = iter((1.0 - distances).tolist())
        return [[(each, next(similarities)) for each in ids] for ids in reply["ids"]]

    def count(self) -> int:
        """How many vectors it holds."""
        return int(self._call("count", WRITE_SECONDS)[0]["count"])

    def ids(self) -> set[str]:
        """Every id it holds."""
        return set(self._call("ids", WRITE_SECONDS)[0]["ids"])

    def reopen(self) -> None:
        """Make it read everything back from the disk."""
        self._call("reopen", OPEN_SECONDS)

    def close(self) -> None:
        """Let the process finish and end; kill it if it does not. Safe to call twice."""
        with self._lock:
            self._end(wait=CLOSE_SECONDS)

    def kill(self) -> None:
        """End it now, whatever it is doing. The folder is to be thrown away afterwards."""
        process = self._process
        if process is not None:
            process.kill()
        self.close()

    def _call(
        self, request: str, seconds: float, rows: Rows | None = None, patience: float = -1, **head: Any
    ) -> tuple[dict[str, Any], Rows]:
        if not self._lock.acquire(timeout=patience):
            raise Busy(f"the search index is busy with another {request!r}; exact search answers meanwhile")
        try:
            if self._process is None:
                raise IndexUnavailable("the search index process has ended; exact search answers meanwhile")
            reply, floats = self._ask(self._process, seconds, {"request": request, **head}, rows)
            if "error" in reply:
                self._end(wait=CLOSE_SECONDS)
                raise IndexUnavailable(
                    f"the search index failed at {request!r} ({reply['error']}: {reply['message']}); "
                    "exact search answers while it is rebuilt"
                )
            return reply, floats
        finally:
            self._lock.release()

    def _ask(
        self, process: Running, seconds: float, head: dict[str, Any], rows: Rows | None
    ) -> tuple[dict[str, Any], Rows]:
        assert process.stdin is not None
        assert process.stdout is not None
        overdue = threading.Event()

        def give_up() -> None:
            overdue.set()
            process.kill()  # what ends a write or a read that hangs: both pipes break at once

        watchdog = threading.Timer(seconds, give_up)
        watchdog.daemon = True
        watchdog.start()
        try:
            write_frame(process.stdin, head, rows)
            return read_frame(process.stdout)
        except (OSError, EOFError, ValueError) as error:
            self._end(wait=0)
            what = f"was ended after {seconds:g} seconds" if overdue.is_set() else "ended by itself"
            raise IndexUnavailable(
                f"the search index process {what} during {head['request']!r}; exact search answers while it is rebuilt"
            ) from error
        finally:
            watchdog.cancel()

    def _end(self, wait: float) -> None:
        process, self._process = self._process, None
        if process is None:
            return
        for stream in (process.stdin, process.stdout):
            with contextlib.suppress(OSError):  # unsent bytes to a process that is gone
                if stream is not None:
                    stream.close()
        try:
            process.wait(timeout=wait)
        except subprocess.TimeoutExpired:
            process.kill()
            with contextlib.suppress(subprocess.TimeoutExpired):  # stuck in the kernel: not ours to wait for
                process.wait(timeout=CLOSE_SECONDS)
