"""`Indexer`: the one thread that keeps the index equal to the records.

It opens and probes the index, drains the outbox into it, answers an erasure with a new generation, and builds a new
generation whenever something is off. Everything it does may be cut off at any point and done again.
"""

import logging
import threading
import time
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

import numpy as np

from ingest.index.frames import Chunk
from ingest.index.generations import Index
from ingest.index.source import Entry, Source, line_id, review_of
from prompts.errors import IndexUnavailable, LossbookError

log = logging.getLogger(__name__)

BATCH = 200
"""Outbox entries of one round."""
IDLE_SECONDS = 1.0
TRIES = 3
WINDOW_SECONDS = 600.0
"""At most `TRIES` repairs in this time: an index that keeps failing must not eat the machine."""
SAMPLE = 20


@dataclass(frozen=True)
class IndexState:
    """For the Setup screen and the doctor."""

    ready: bool
    generation: str | None
    reason: str
    """Why it does not answer; empty when it does."""
    pending: int
    """Outbox entries seen waiting at the last round."""


class Indexer:
    """Runs in the owner process only."""

    def __init__(self, source: Source, index: Index, idle: float = IDLE_SECONDS) -> None:
        self._source = source
        self._index = index
        self._idle = idle
        self._repairs: deque[float] = deque(maxlen=TRIES)
        self._reason = ""
        self._pending = 0
        self._stop = threading.Event()
        self._nudge = threading.Event()
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        """Start the thread; the index answers as soon as it is probed."""
        self._thread = threading.Thread(target=self._run, name="lossbook-indexer", daemon=True)
        self._thread.start()

    def stop(self, timeout: float = 10.0) -> None:
        """Finish the call in hand, end the thread and the Chroma process; after `timeout` seconds, kill it."""
        self._stop.set()
        self._nudge.set()
        if self._thread is not None:
            self._thread.join(timeout)
            if self._thread.is_alive():
                self._index.kill()
        self._index.close()

    def nudge(self) -> None:
        """There is something in the outbox: look now rather than within a second."""
        self._nudge.set()

    def rebuild(self) -> None:
        """Build a new generation soon, however often that was tried before."""
        self._repairs.clear()
        self._source.set_pointer(None)
        self._nudge.set()

    def state(self) -> IndexState:
        """Where the index stands."""
        ready = self._index.ready
        return IndexState(
            ready=ready,
            generation=self._index.generation,
            reason="" if ready else self._reason or self._index.reason,
            pending=self._pending,
        )

    def _run(self) -> None:
        while not self._stop.is_set():
            try:
                busy = self.step()
            except LossbookError as error:
                busy, self._reason = False, str(error)
                log.warning("search index: %s", error)
            except Exception as error:
                busy, self._reason = False, f"the search index stopped at {type(error).__name__}: {error}"
                log.exception("search index")
            if not busy:
                self._nudge.wait(self._idle)
                self._nudge.clear()

    def step(self) -> bool:
        """One round: mend the index if it needs it, then drain one batch. Returns whether there may be more.

        Raises:
            IndexUnavailable: the index failed, or may not be repaired again yet.
            LossbookError: the records could not be read or written.
        """
        try:
            self._mend()
        except IndexUnavailable:
            self._forget()
            raise
        entries = self._source.outbox_batch(BATCH)
        self._pending = len(entries)
        if not entries:
            return False
        if any(entry.op == "erase" for entry in entries):
            self._erase()
        else:
            self._drain(entries)
            self._source.outbox_done([entry.id for entry in entries])
        return True

    def _drain(self, entries: Sequence[Entry]) -> None:
        for dropped, run in groupby(entries, key=lambda entry: entry.op == "drop"):
            together = list(run)
            ids = [line_id(entry.review_id, line) for entry in together for line in entry.lines]
            if dropped:
                self._index.delete(ids)
            elif ids:
                self._index.upsert(ids, np.concatenate([each.vectors for each in together if each.vectors is not None]))

    def _mend(self) -> None:
        pointer = self._source.get_pointer()
        if self._index.ready and pointer == self._index.generation:
            return
        if self._index.ready and pointer is None:
            self._repair("a new one was asked for")
            return
        try:
            self._index.open()
            self._index.probe(*self._expected())
        except IndexUnavailable as error:
            self._repair(str(error))

    def _expected(self) -> tuple[set[str], set[str], Chunk]:
        """Line ids in the records, reviews still waiting, and a few lines that must be found."""
        # The index's ids are read after these, by the thread that writes them, so nothing moves in between but the
        # records; what moves there after `line_ids` has an outbox entry when `pending` looks.
        expected = self._source.line_ids()
        pending = set(self._source.pending().values())
        settled = sorted(each for each in expected if review_of(each) not in pending)
        spread = settled[:: max(1, len(settled) // SAMPLE)][:SAMPLE]
        ids, rows = self._source.vectors_of(list(dict.fromkeys(review_of(each) for each in spread)))
        at = {each: position for position, each in enumerate(ids)}
        known = [at[each] for each in spread if each in at]
        return expected, pending, ([ids[position] for position in known], rows[known])

    def _repair(self, reason: str) -> None:
        now = time.monotonic()
        if len(self._repairs) == TRIES and now - self._repairs[0] < WINDOW_SECONDS:
            raise IndexUnavailable(
                f"{reason} (tried {TRIES} times; again in {WINDOW_SECONDS / 60:.0f} minutes, or run "
                "`lossbook rebuild-index`)"
            )
        self._repairs.append(now)
        self._reason = reason
        log.warning("search index: building a new one, because %s", reason)
        self._rebuild()

    def _erase(self) -> None:
        """A new generation without what is gone; if that fails, no index at all rather than one that remembers."""
        try:
            self._rebuild()
        except IndexUnavailable as error:
            if self._stop.is_set():
                raise
            log.warning("search index: %s", error)
            self._drop()

    def _forget(self) -> None:
        """There is no index to drain into; what was erased must still not stay in an old folder."""
        if not self._stop.is_set() and any(entry.op == "erase" for entry in self._source.outbox_batch(BATCH)):
            self._drop()

    def _rebuild(self) -> None:
        waiting = list(self._source.pending())  # before the records are read, so the new generation has all of them
        self._index.rebuild(self._chunks())
        self._source.outbox_done(waiting)

    def _drop(self) -> None:
        waiting = list(self._source.pending())
        self._index.drop()  # the next one is built from the records, whatever was waiting
        self._source.outbox_done(waiting)

    def _chunks(self) -> Iterator[Chunk]:
        for chunk in self._source.all_vectors():
            if self._stop.is_set():
                raise IndexUnavailable("Lossbook is closing; the search index is built at the next start")
            yield chunk
