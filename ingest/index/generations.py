"""`Index`: the generation in use. It is opened, probed and replaced as a whole; nothing in it is ever mended."""

import contextlib
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path

from ingest.index import folders
from ingest.index.build import RECALL, build, recall_of
from ingest.index.frames import Chunk, Rows
from ingest.index.process import (
    QUERY_SECONDS,
    ROWS_A_REQUEST,
    Busy,
    ChromaProcess,
    Incomplete,
    Launch,
    Shape,
    launch,
)
from ingest.index.source import review_of
from prompts.errors import IndexUnavailable

PATIENCE_SECONDS = 0.25
"""How long a search waits for a write to end before it searches exactly instead."""


class Index:
    """The one generation that answers, behind one lock. Only the owner process of a home may have one.

    Any thread may query; opening, writing and rebuilding are the indexer's.
    """

    def __init__(
        self,
        root: Path,
        shape: Shape,
        get_pointer: Callable[[], str | None],
        set_pointer: Callable[[str | None], None],
        start: Launch = launch,
    ) -> None:
        self.root = root
        self.shape = shape
        self._get_pointer = get_pointer
        self._set_pointer = set_pointer
        self._start = start
        self._lock = threading.Lock()
        """Guards the three below."""
        self._process: ChromaProcess | None = None
        self._answers = False
        self._reason = "the search index is starting"

    @property
    def ready(self) -> bool:
        """Whether it answers searches."""
        return self._answers

    @property
    def reason(self) -> str:
        """Why it does not, one line; empty when it does."""
        return "" if self._answers else self._reason

    @property
    def generation(self) -> str | None:
        """Name of the generation that is open."""
        process = self._process
        return process.folder.name if process else None

    @property
    def pid(self) -> int | None:
        """The Chroma process."""
        process = self._process
        return process.pid if process else None

    def open(self) -> None:
        """Open the generation the pointer names, without answering from it yet: `probe` first.

        Raises:
            IndexUnavailable: there is none, or it is not fit for use. Build a new one.
        """
        self.root.mkdir(parents=True, exist_ok=True)
        self._install(None)
        name = self._get_pointer()
        folders.sweep(self.root, keep=name)
        if name is None:
            raise IndexUnavailable("there is no search index yet; it is being built, exact search answers meanwhile")
        folder = self.root / name
        if not folders.is_generation(name) or not folder.is_dir():
            raise IndexUnavailable(f"the search index {name!r} is missing; it is rebuilt, exact search answers")
        if folders.is_suspect(folder):
            raise IndexUnavailable(f"the search index {name!r} failed earlier; it is rebuilt, exact search answers")
        folders.refuse_sparse(folder)
        try:
            self._install(ChromaProcess(folder, self.shape, start=self._start), answers=False)
        except IndexUnavailable:
            folders.mark_suspect(folder)
            raise

    def probe(self, expected: set[str], pending: set[str], sample: Chunk) -> None:
        """Hold the open generation against the records, then let it answer.

        Args:
            expected: line ids in the records.
            pending: reviews with outbox entries that are not done; their lines may differ.
            sample: some lines of reviews that are not pending, each of which must find itself.

        Raises:
            IndexUnavailable: it does not fit the records. Build a new one.
        """
        process = self._current()
        with self._suspecting(process):
            held = process.ids()
            if process.count() != len(held):
                raise IndexUnavailable(f"the search index {process.folder.name!r} miscounts; it is rebuilt")
            off = [each for each in held ^ expected if review_of(each) not in pending]
            if off:
                raise IndexUnavailable(
                    f"the search index {process.folder.name!r} differs from the records in {len(off)} lines, "
                    f"{min(off)!r} first; it is rebuilt, exact search answers meanwhile"
                )
            rows = sample[1]
            if len(rows) and recall_of(process, rows, None) < RECALL:
                raise IndexUnavailable(f"the search index {process.folder.name!r} misses known lines; it is rebuilt")
        self._answers = True

    def upsert(self, ids: Sequence[str], rows: Rows) -> None:
        """Add or replace vectors, a few at a time so that searches get their turn.

        Raises:
            IndexUnavailable: the generation is suspect from now on.
        """
        process = self._current()
        with self._suspecting(process):
            for at in range(0, len(ids), ROWS_A_REQUEST):
                process.upsert(ids[at : at + ROWS_A_REQUEST], rows[at : at + ROWS_A_REQUEST])

    def delete(self, ids: Sequence[str]) -> None:
        """Stop returning these lines. Their vectors stay on the disk: erasing needs `rebuild`.

        Raises:
            IndexUnavailable: the generation is suspect from now on.
        """
        process = self._current()
        with self._suspecting(process):
            process.delete(ids)

    def query(self, rows: Rows, n: int) -> list[list[tuple[str, float]]]:
        """For each row, up to `n` nearest as (line id, cosine similarity), best first.

        Raises:
            IndexUnavailable: it is away, busy, or cannot reach all of its lines.
        """
        for _ in range(2):  # a swap under our feet is no failure: ask the new generation
            process = self._process
            if process is None or not self._answers:
                break
            try:
                with self._suspecting(process):
                    return process.query(rows, n, PATIENCE_SECONDS, QUERY_SECONDS, whole=True)
            except IndexUnavailable:
                if process is self._process or not self._answers:
                    raise
        raise IndexUnavailable(self._reason)

    def rebuild(self, chunks: Iterable[Chunk]) -> None:
        """Build a new generation, verify it, point at it, and delete the old ones. The old one answers until then.

        Raises:
            IndexUnavailable: the new one failed (the old one is still in use), or an old one could not be deleted
                (the new one is in use).
            LossbookError: the records could not be read or written.
        """
        self.root.mkdir(parents=True, exist_ok=True)
        name = folders.next_name(self.root, self._get_pointer())
        process = build(self.root / name, self.shape, chunks, self._start)
        try:
            self._set_pointer(name)
        except BaseException:
            process.kill()
            folders.remove(process.folder)
            raise
        self._install(process, answers=True)
        self._only(name)

    def drop(self) -> None:
        """Do without an index: nothing points at one and no vector stays on the disk.

        Raises:
            IndexUnavailable: a folder could not be deleted.
        """
        self._install(None)
        self._set_pointer(None)
        self._only(None)

    def close(self) -> None:
        """End the Chroma process."""
        self._install(None)
        self._reason = "the search index is closed"

    def kill(self) -> None:
        """End the Chroma process in the middle of whatever it does; the next start looks at what it left."""
        process = self._process
        if process is not None:
            process.kill()

    def _only(self, name: str | None) -> None:
        for other in folders.generations(self.root):
            if other != name:
                folders.remove(self.root / other)
        folders.sweep(self.root, keep=name)

    def _current(self) -> ChromaProcess:
        process = self._process
        if process is None:
            raise IndexUnavailable(self._reason)
        return process

    def _install(self, process: ChromaProcess | None, answers: bool = False) -> None:
        with self._lock:
            old, self._process, self._answers = self._process, process, answers
        if old is not None:
            old.close()

    @contextlib.contextmanager
    def _suspecting(self, process: ChromaProcess) -> Iterator[None]:
        try:
            yield
        except (Busy, Incomplete):
            raise
        except IndexUnavailable as error:
            self._suspect(process, str(error))
            raise

    def _suspect(self, process: ChromaProcess, reason: str) -> None:
        """Stop using `process` if it is still the current one, and remember why past a restart."""
        with self._lock:
            if process is not self._process:
                return
            self._process, self._answers, self._reason = None, False, reason
        folders.mark_suspect(process.folder)
        process.kill()
