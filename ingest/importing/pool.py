"""Processes that read notes, beside the one that records them: both cores work, and the app's own threads go on.

A process that dies or hangs is replaced, and its notes are read again one by one; a note that ends two processes is
given up with a reason, so that it cannot stop an import.
"""

import contextlib
import os
import queue
import subprocess
import sys
import threading
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import IO, Any, Final

from ingest.importing.reading import Done, Failed, Work
from ingest.index.frames import read_frame, write_frame
from ingest.records import Reading
from ingest.store.rows import WIDTH, Vectors
from prompts.errors import LossbookError, ModelFileError

SIZE: Final = 2
START_SECONDS: Final = 120.0
PATIENCE: Final = 180.0
"""Seconds for a few notes; a note of 2 MB takes a minute on a busy machine."""
_PASSED_ON: Final = ("PATH", "HOME", "LANG", "LC_ALL", "LC_CTYPE", "TMPDIR", "TEMP", "TMP", "SYSTEMROOT", "TZ")
_GONE: Final = "Reading it ended the process that read it, twice. Shorten it to the part about this deal."
Names = dict[str, Any]
"""accounts, rivals and reps that have come in: what `child` adds to those it knows."""


class Reader:
    """Our end of one process."""

    def __init__(self, home: Path) -> None:
        """Start it. Raises ModelFileError when it has no embedder to read with."""
        code = Path(__file__).resolve().parents[2]
        environment = {name: os.environ[name] for name in _PASSED_ON if name in os.environ}
        environment |= {"PYTHONPATH": str(code), "PYTHONSAFEPATH": "1", "PYTHONUTF8": "1", "OPENBLAS_NUM_THREADS": "1"}
        self.process = subprocess.Popen(  # our own interpreter and module
            [sys.executable, "-m", "ingest.importing.child"],
            cwd=home,
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
        try:
            ready, _ = self._ask({"home": str(home.absolute())}, START_SECONDS)
        except (OSError, EOFError, ValueError) as error:
            self.close()
            raise LossbookError("A process to read notes could not be started. Try again.") from error
        if "failed" in ready:
            self.close()
            raise ModelFileError(ready["failed"])

    def read(self, works: Sequence[Work], names: Names) -> list[Done | Failed]:
        """Read some notes. Raises OSError, EOFError or ValueError when the process is gone or took too long."""
        head, floats = self._ask({**names, "works": [_sent(work) for work in works]}, PATIENCE)
        rows = floats.reshape(-1, WIDTH)
        made: list[Done | Failed] = []
        start = 0
        for each in head["made"]:
            if "why" in each:
                made.append(Failed(each["number"], each["why"]))
                continue
            reading = Reading.model_validate_json(each["reading"])
            end = start + len(reading.lines)
            made.append(Done(each["number"], reading, Vectors(rows[start:end], each["model"])))
            start = end
        return made

    def _ask(self, head: dict[str, Any], patience: float) -> tuple[dict[str, Any], Any]:
        stdin, stdout = _pipes(self.process)
        alarm = threading.Timer(patience, self.process.kill)
        alarm.start()
        try:
            write_frame(stdin, head)
            return read_frame(stdout)
        except Exception as error:  # a broken pipe shows as struct and JSON errors too
            raise EOFError("the reader is gone") from error
        finally:
            alarm.cancel()

    def close(self) -> None:
        """End it."""
        self.process.kill()
        for pipe in _pipes(self.process):
            with contextlib.suppress(OSError):
                pipe.close()
        self.process.wait()


class Pool:
    """`SIZE` readers, each served by a thread of its own. Hand in with `put`, take out with `take`."""

    def __init__(self, home: Path, names: Names, size: int = SIZE) -> None:
        """Start the readers. Raises LossbookError when the first one cannot be started."""
        self._home = home
        self._names: list[Names] = [names]
        self._in: queue.Queue[tuple[list[Work], int] | None] = queue.Queue(maxsize=size)
        self._out: queue.SimpleQueue[list[Done | Failed] | LossbookError] = queue.SimpleQueue()
        self._stop = threading.Event()
        self.readers: list[Reader | None] = [None] * size
        self._threads = [
            threading.Thread(target=self._run, args=(number,), name=f"lossbook-reader-{number}", daemon=True)
            for number in range(size)
        ]
        for thread in self._threads:
            thread.start()

    def know(self, names: Names) -> None:
        """Names that have come in; every reader hears of them with the notes that are handed in from now on."""
        self._names.append(names)

    def put(self, works: list[Work], patience: float = 0.2) -> bool:
        """Hand in a few notes; False when all readers have their hands full."""
        try:
            self._in.put((works, len(self._names)), timeout=patience)
        except queue.Full:
            return False
        return True

    def take(self, patience: float = 0.0) -> Iterator[Done | Failed]:
        """What has been read; waits up to `patience` seconds for the first. Raises LossbookError."""
        with contextlib.suppress(queue.Empty):
            while True:
                made = self._out.get(timeout=patience) if patience else self._out.get_nowait()
                if isinstance(made, LossbookError):
                    raise made
                patience = 0.0
                yield from made

    def close(self) -> None:
        """End the readers, whatever they do."""
        self._stop.set()
        for reader in self.readers:
            if reader is not None:
                reader.process.kill()
        with contextlib.suppress(queue.Empty):
            while True:
                self._in.get_nowait()
        for _ in self._threads:
            with contextlib.suppress(queue.Full):
                self._in.put_nowait(None)
        for thread in self._threads:
            thread.join(10)
        for reader in self.readers:
            if reader is not None:
                reader.close()

    def _run(self, number: int) -> None:
        told = 0
        while not self._stop.is_set() and (handed := self._in.get()) is not None:
            works, known = handed
            try:
                made, told = self._read(number, works, told, known)
                self._out.put(made)
            except LossbookError as error:
                self._out.put(error)
                return

    def _read(self, number: int, works: list[Work], told: int, known: int) -> tuple[list[Done | Failed], int]:
        """Together; when that ends the reader, one by one. Returns also how much of the names the reader knows."""
        made, told = self._try(number, works, told, known)
        if made is not None:
            return made, told
        alone: list[Done | Failed] = []
        for work in works:
            made, told = self._try(number, [work], told, known)
            alone += made if made is not None else [Failed(work.number, _GONE)]
            if self._stop.is_set():
                break
        return alone, told

    def _try(self, number: int, works: list[Work], told: int, known: int) -> tuple[list[Done | Failed] | None, int]:
        reader = self.readers[number]
        if reader is None:
            reader, told = Reader(self._home), 0
            self.readers[number] = reader
        try:
            return reader.read(works, _merged(self._names[told:known])), known
        except (OSError, EOFError, ValueError):
            if not self._stop.is_set():
                self.readers[number] = None
                reader.close()
            return None, 0


def _merged(some: Sequence[Names]) -> Names:
    merged: Names = {"accounts": [], "rivals": [], "reps": []}
    for names in some:
        for key, values in names.items():
            merged[key] += values
    return merged


def _sent(work: Work) -> dict[str, Any]:
    note, given = work.note.model_dump(mode="json"), work.given.model_dump(mode="json")
    return {"number": work.number, "note": note, "given": given, "beside": work.beside}


def _pipes(process: "subprocess.Popen[bytes]") -> tuple[IO[bytes], IO[bytes]]:
    assert process.stdin is not None, "made with pipes"
    assert process.stdout is not None, "made with pipes"
    return process.stdin, process.stdout
