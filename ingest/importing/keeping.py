"""Rows that are new are read and recorded: some in one transaction, so that the disk is not waited for at each."""

import time
from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import replace
from threading import Event
from typing import TYPE_CHECKING, Final

from ingest.facts.known import Known
from ingest.importing.beside import names_beside
from ingest.importing.erased import ErasedRows
from ingest.importing.items import Bad
from ingest.importing.names import NamesOnRecord
from ingest.importing.pool import Names, Pool
from ingest.importing.reading import TOGETHER, Done, Failed, Work, read_notes
from ingest.importing.standing import Decided, corrected
from ingest.store.rows import Entry
from prompts.errors import DiskFull, LossbookError, StoreError

if TYPE_CHECKING:
    from ingest.book import Book
    from ingest.records import Viewer

BATCH: Final = 16
"""Reviews of one transaction: about a second's."""
FEW: Final = 8
"""Notes that are read in this process; starting others takes longer."""
_LINKED: Final = 50
_BEHIND: Final = 8 * TOGETHER
"""Rows after which a reader knows the names in one; so many can be on their way that nobody waits for another."""
_BUSY_SECONDS: Final = 60.0

Report = Callable[[], None]


class Keeper:
    """Takes decided rows in; `kept` counts what is on record for good."""

    def __init__(
        self, book: "Book", viewer: "Viewer", rep: str | None, reject: Callable[[Bad], None], erased: ErasedRows
    ) -> None:
        self._book, self._viewer, self._reject, self._erased = book, viewer, reject, erased
        self._rep = rep or viewer.name
        self.kept = 0
        self.ids: list[str] = []
        """Of the first reviews that came in."""
        self._waiting: list[Work] = []
        self._coming: dict[int, Decided] = {}
        """Not read yet."""
        self._ids: set[str] = set()
        """Of all that is not on record yet."""
        self._entries: list[tuple[Decided, Entry]] = []
        self._number = 0
        self._read: dict[int, Done | Failed] = {}
        """Read before one that came in earlier: who is recorded first says which spelling an account is called by."""
        self._next = 1
        self._pool: Pool | None = None
        self._few = True
        self._new: deque[tuple[int, Entry]] = deque()
        """Whose names the readers have not been told, by number."""

    @property
    def in_hand(self) -> int:
        """Taken in and not on record yet."""
        return len(self._ids)

    def has(self, ids: Iterable[str]) -> bool:
        """Whether a row with one of these ids is on its way."""
        return not self._ids.isdisjoint(ids)

    def put(self, decided: Decided, cancel: Event, report: Report) -> None:
        """Take one in; returns when there is room for the next."""
        self._number += 1
        given = decided.row.given.model_copy(update={"rep": decided.row.given.rep or self._rep})
        self._coming[self._number] = replace(decided, row=replace(decided.row, given=given))
        self._ids.add(decided.external_id)
        beside = () if given.account else names_beside(decided.row)
        self._waiting.append(Work(self._number, decided.row.note, given, beside))
        if len(self._waiting) < (FEW if self._few else TOGETHER):
            return
        self._few = False
        self._send(cancel, report)

    def finish(self, cancel: Event, report: Report) -> None:
        """Wait until everything taken in is on record or rejected."""
        if self._few and self._waiting and not cancel.is_set():
            works, self._waiting = self._waiting, []
            for start in range(0, len(works), TOGETHER):
                if not cancel.is_set():
                    self._made(read_notes(self._book, works[start : start + TOGETHER], self._names()))
                    report()
        else:
            self._send(cancel, report)
            while self._coming and self._pool is not None and not cancel.is_set():
                self._made(self._pool.take(0.2))
                report()
        self._record()

    def close(self) -> None:
        """End the processes."""
        if self._pool is not None:
            self._pool.close()

    def _send(self, cancel: Event, report: Report) -> None:
        while self._waiting and not cancel.is_set():
            if self._pool is None:
                self._pool = self._start()
            first = self._waiting[0].number
            if self._next <= first - _BEHIND:
                self._made(self._pool.take(0.2))
                report()
                continue
            self._tell(self._pool, first - _BEHIND)
            if self._pool.put(self._waiting[:TOGETHER]):
                del self._waiting[:TOGETHER]
            self._made(self._pool.take())
            report()

    def _tell(self, pool: Pool, last: int) -> None:
        """Tell the readers the names up to this row: whichever of them is quicker, a note is read knowing the same."""
        names: Names = {"accounts": [], "rivals": [], "reps": []}
        while self._new and self._new[0][0] <= last:
            _, entry = self._new.popleft()
            if entry.account:
                names["accounts"].append([entry.account, [entry.account]])
            if entry.reading.diagnosis.competitor:
                names["rivals"].append(entry.reading.diagnosis.competitor)
            names["reps"].append(entry.rep)
        if names["reps"]:
            pool.know(names)

    def _start(self) -> Pool:
        known = self._book.known(self._viewer)
        names: Names = {"accounts": [[name, list(aliases)] for name, aliases in known.accounts]}
        names |= {"rivals": list(known.competitors), "reps": [*known.reps, self._rep]}
        return Pool(self._book.settings.home, names)

    def _names(self) -> NamesOnRecord:
        known: Known = self._book.known(self._viewer)
        return NamesOnRecord(replace(known, reps=(*known.reps, self._rep)))

    def _made(self, made: Iterable[Done | Failed]) -> None:
        self._read |= {each.number: each for each in made}
        while (each := self._read.pop(self._next, None)) is not None:
            self._next += 1
            decided = self._coming.pop(each.number)
            if bad := self._refused(decided, each):
                self._drop(decided, bad)
                continue
            assert isinstance(each, Done)
            entry = self._entry(decided, each)
            self._entries.append((decided, entry))
            if self._pool is not None:
                self._new.append((each.number, entry))
        if len(self._entries) >= BATCH:
            self._record()

    def _refused(self, decided: Decided, read: Done | Failed) -> Bad | None:
        """Not to be read, or erased under the account its notes turned out to name; with the reason."""
        row = decided.row
        if isinstance(read, Failed):
            return Bad(row.where, read.why, row.original)
        known = read.reading.diagnosis.account, read.reading.note.written
        why = self._erased.why(row, *known) if decided.old is None else None
        return Bad(row.where, why, row.original).unwritten if why else None

    def _entry(self, decided: Decided, done: Done) -> Entry:
        reading, given, old = done.reading, decided.row.given, decided.old
        account = given.account or reading.diagnosis.account or ""
        if old is not None and old.author == "rep":
            reading = corrected(reading, self._book.store.review(self._viewer, old.id).reading)
            account = old.account
        rep = given.rep or self._rep
        return Entry(
            reading, account, rep, given, done.vectors, decided.external_id, decided.mark, old.id if old else None
        )

    def _record(self) -> None:
        """In one transaction; when that cannot be, one by one, so that the one at fault is found."""
        some, self._entries = self._entries, []
        if not some:
            return
        try:
            ids = self._written([entry for _, entry in some])
            self._kept(ids)
        except StoreError as error:
            if _is_general(error):
                raise
            for decided, entry in some:
                try:
                    self._kept(self._written([entry]))
                except StoreError as own:
                    if _is_general(own):
                        raise
                    self._reject(Bad(decided.row.where, str(own), decided.row.original))
        for decided, _ in some:
            self._ids.discard(decided.external_id)

    def _written(self, entries: list[Entry]) -> list[str]:
        """Somebody else may be writing: wait for them."""
        end = time.monotonic() + _BUSY_SECONDS
        while True:
            try:
                return self._book.store.record_many(self._viewer, entries)
            except StoreError as error:
                if " is busy" not in str(error) or time.monotonic() > end:
                    raise
                time.sleep(0.2)

    def _kept(self, ids: list[str]) -> None:
        self.kept += len(ids)
        self.ids += ids[: max(_LINKED - len(self.ids), 0)]

    def _drop(self, decided: Decided, bad: Bad) -> None:
        self._ids.discard(decided.external_id)
        self._reject(bad)


def _is_general(error: LossbookError) -> bool:
    """Whether it would happen to every row: the disk is full, the database is not to be written."""
    return isinstance(error, DiskFull) or (str(error).startswith("The database") and " refused" not in str(error))
