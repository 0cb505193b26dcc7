"""The order: files -> rows -> what is new -> read by two processes -> recorded, some in a transaction.

Everything may be cut off at any point and done again: what is on record is passed over.
"""

import datetime as dt
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import replace
from itertools import islice
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING, Final

from ingest.importing.ahead import DaysAhead
from ingest.importing.columns import Columns, from_document, header_key, recognise, with_changes
from ingest.importing.elsewhere import Elsewhere
from ingest.importing.erased import ErasedRows
from ingest.importing.files import READ, open_file, walk
from ingest.importing.items import Bad, Original, Row
from ingest.importing.keeping import Keeper
from ingest.importing.owner import rep_in
from ingest.importing.rejects import Rejects
from ingest.importing.report import Imported, Progress, Rejected, Wanted
from ingest.importing.standing import Decided, candidates, decide
from ingest.store.ledger import Gone
from prompts.errors import LossbookError

if TYPE_CHECKING:
    from ingest.book import Book
    from ingest.importing.table import Table
    from ingest.records import Viewer
    from ingest.store.rows import OnRecord

__all__ = ["Imported", "Progress", "Rejected", "Wanted", "columns_for", "run"]

TOGETHER: Final = 200
"""Rows whose ids are looked up together."""
MOST_CHARS: Final = 5_000_000
"""Of the notes looked up together."""
MOST_TOLD: Final = 10_000
"""Rejected rows kept in memory; the rejects file has all of them."""
_EVERY: Final = 0.5
"""Seconds between two words on how far it is."""


def run(
    book: "Book",
    viewer: "Viewer",
    paths: Iterable[Path],
    wanted: Wanted = Wanted(),  # noqa: B008 - frozen
    on_progress: Callable[[Progress], None] | None = None,
    cancel: Event | None = None,
) -> Imported:
    """Bring in everything these paths hold that is not on record yet.

    A bad row is rejected with a reason and the rest go on. Cancelled, or killed: do it again, and it goes on.

    Raises:
        LossbookError: the wanted file of rejects is one to keep, or has no folder; nothing was read.
        ModelFileError: there is no embedder to read with.
        StoreError: the records cannot be written; what was kept before is there.
    """
    return _Import(book, viewer, wanted, on_progress, cancel or Event()).run(list(paths))


def columns_for(book: "Book", table: "Table", wanted: Wanted) -> Columns:
    """How a table is read: what was said now, what was kept last time, what its header tells."""
    key = header_key(table.header)
    columns = wanted.columns.get(key)
    if columns is None:
        kept = book.store.column_map(key)
        columns = (from_document(kept, table.header) if kept else None) or recognise(table.header)
    return with_changes(columns, table.header, wanted.changes)


class _Import:
    """One import from beginning to end."""

    def __init__(
        self,
        book: "Book",
        viewer: "Viewer",
        wanted: Wanted,
        on_progress: Callable[[Progress], None] | None,
        cancel: Event,
    ) -> None:
        self._book, self._viewer, self._wanted, self._cancel = book, viewer, wanted, cancel
        self._tell = on_progress or (lambda _: None)
        self._started = self._told = time.monotonic()
        self._read = self._unchanged = self._rejected = 0
        self._bytes = self._size = 0
        self._file = ""
        self._bad: list[Rejected] = []
        self._notices: list[str] = []
        self._rejects = Rejects(wanted.rejects or _beside(book))
        self._texts: set[int] = set()
        self._again: dict[str, Row] = {}
        """Rows, by id, that are on record as an earlier version."""
        self._elsewhere = Elsewhere()
        self._ahead = DaysAhead()
        self._pace: list[tuple[float, int, float]] = []
        self._erased = ErasedRows(Gone(book.store.erasures()), wanted.rep or viewer.name)
        self._keeper = Keeper(book, viewer, wanted.rep, self._reject, self._erased)

    def run(self, paths: list[Path]) -> Imported:
        """All of it."""
        try:
            files = self._files(paths)
            if self._wanted.rejects is not None:
                self._rejects.keep_off(path for path, _ in files)
            self._size = sum(_size(path) for path, _ in files)
            rows = self._rows(files)
            while (some := _some(rows)) and not self._cancel.is_set():
                self._take_in(some)
            self._take_back()
            self._keeper.finish(self._cancel, self._report)
        finally:
            self._keeper.close()
            self._rejects.close()
        self._report(last=True)
        return Imported(
            self._read,
            self._keeper.kept,
            self._unchanged,
            tuple(self._bad),
            self._rejected,
            round(time.monotonic() - self._started, 3),
            tuple(self._rejects.files),
            self._rejects.listed,
            (*self._notices, *self._elsewhere.told, *self._ahead.told),
            tuple(self._keeper.ids),
            self._cancel.is_set(),
        )

    def _files(self, paths: list[Path]) -> list[tuple[Path, str]]:
        files: list[tuple[Path, str]] = []
        for path in paths:
            found = list(walk(path))
            self._notices += [] if found else [f"No file is in the folder {str(path)!r}. Looked for: {READ}."]
            files += found
        return files

    def _rows(self, files: Sequence[tuple[Path, str]]) -> Iterator[Row | Bad]:
        done = 0
        for path, called in files:
            name = self._wanted.names.get(path, called)
            self._file = name
            try:
                found = open_file(path, name, self._columns_of, self._wanted.day_first)
                self._notices += found.notices
                yield from found.rows
            except LossbookError as error:
                yield Bad(name, str(error), Original(name))
            except (OSError, ValueError) as error:
                yield Bad(
                    name, f"It could not be read on: {getattr(error, 'strerror', None) or error}.", Original(name)
                )
            done += _size(path)
            self._bytes = done

    def _columns_of(self, table: "Table") -> Columns:
        return columns_for(self._book, table, self._wanted)

    def _take_in(self, some: Sequence[Row | Bad]) -> None:
        rows = [each for each in some if isinstance(each, Row)]
        store = self._book.store
        found = store.on_record(self._viewer, candidates(rows))
        texts = store.notes_on_record(self._viewer, [row.note.text for row in rows if row.path])
        self._elsewhere.look_at(store.same_notes(self._viewer, [row.note.text for row in rows if not row.path]))
        for each in some:
            if self._cancel.is_set():
                return
            self._read += 1
            self._bytes = min(self._bytes + _length(each), self._size)
            if isinstance(each, Bad):
                self._reject(each)
            elif each.path and self._is_known(each.note.text, texts):
                self._unchanged += 1
            else:
                self._hand_on(each, found)
            self._report()

    def _is_known(self, text: str, on_record: Set[str]) -> bool:
        """The words of a file are on record, or came in another file just now: a copy of it."""
        digest = hash(text)
        known = text in on_record or digest in self._texts
        self._texts.add(digest)
        return known

    def _hand_on(self, row: Row, found: "Mapping[str, OnRecord]") -> None:
        row = self._owned(row)
        if self._keeper.has(candidates([row])):  # a row with this id came a moment ago: settle that one first
            self._keeper.finish(self._cancel, self._report)
            found = self._book.store.on_record(self._viewer, candidates([row]))
        decided = decide(row, found, self._book.store, self._viewer)
        if decided is None:
            # One of several rows with this id is what is on record: the others were its earlier versions.
            self._unchanged += 1 + sum(self._again.pop(each, None) is not None for each in candidates([row]))
        elif decided.again:
            self._unchanged += decided.external_id in self._again
            self._again[decided.external_id] = row
        elif decided.old is None and (why := self._erased.why(row)):
            self._reject(Bad(row.where, why, row.original).unwritten)
        elif decided.old is None and self._elsewhere.has(row):
            self._unchanged += 1
        else:
            self._elsewhere.bring(row, decided.external_id)
            self._keep(decided)

    def _owned(self, row: Row) -> Row:
        """With the rep its note names, where nobody else said whose it is."""
        if row.given.rep or self._wanted.rep or not self._viewer.all:
            return row
        rep = rep_in(row.note)
        return replace(row, given=row.given.model_copy(update={"rep": rep})) if rep else row

    def _take_back(self) -> None:
        """Rows that were changed back to what they had been once."""
        if self._again:
            self._keeper.finish(self._cancel, self._report)
        for row in self._again.values():
            found = self._book.store.on_record(self._viewer, candidates([row]))
            decided = decide(row, found, self._book.store, self._viewer)
            if decided is not None:
                self._keep(decided)

    def _keep(self, decided: Decided) -> None:
        self._ahead.see(decided.row)
        if self._wanted.dry_run:
            self._keeper.kept += 1
        else:
            self._keeper.put(decided, self._cancel, self._report)

    def _reject(self, bad: Bad) -> None:
        self._rejected += 1
        if len(self._bad) < MOST_TOLD:
            self._bad.append(Rejected(bad.where, bad.why))
        if not self._wanted.dry_run:
            try:
                self._rejects.add(bad)
            except OSError as error:
                notice = f"The rejects could not be written: {error.strerror or error}."
                self._notices += [] if notice in self._notices else [notice]

    def _report(self, last: bool = False) -> None:
        now = time.monotonic()
        if now - self._told < _EVERY and not last:
            return
        self._told = now
        # Rows on their way to the records are not done yet.
        done = self._bytes * (1 - min(self._keeper.in_hand / (self._read or 1), 1.0))
        self._pace = [*(each for each in self._pace if now - each[0] < 30), (now, self._keeper.kept, done)]
        first = self._pace[0]
        passed = now - first[0]
        speed = (done - first[2]) / passed if passed > 1 else 0.0
        self._tell(
            Progress(
                self._file,
                self._read,
                self._keeper.kept,
                self._unchanged,
                self._rejected,
                1.0 if last and not self._cancel.is_set() else min(done / (self._size or 1), 1.0),
                (self._keeper.kept - first[1]) / passed if passed > 1 else 0.0,
                (self._size - done) / speed if speed > 0 else None,
            )
        )


def _some(rows: Iterator[Row | Bad]) -> list[Row | Bad]:
    """As many as are looked up together; fewer when their notes are long."""
    some: list[Row | Bad] = []
    chars = 0
    for each in islice(rows, TOGETHER):
        some.append(each)
        chars += len(each.note.text) if isinstance(each, Row) else 0
        if chars > MOST_CHARS:
            break
    return some


def _beside(book: "Book") -> Path:
    stamp = dt.datetime.now().astimezone().strftime("%Y-%m-%d-%H%M%S")
    return book.settings.home / "rejects" / f"rejects-{stamp}.csv"


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0


def _length(item: Row | Bad) -> int:
    """About how many bytes of its file it was."""
    original = item.original
    if original.line is not None:
        return len(original.line) + 1
    if original.cells is not None:
        return sum(map(len, original.cells)) + len(original.cells)
    return 0
