"""What comes out of a file."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ingest.records import Given, Note

if TYPE_CHECKING:
    from ingest.importing.columns import Columns
    from ingest.importing.table import Table


@dataclass(frozen=True, slots=True)
class Row:
    """One deal's notes, and what was said beside them."""

    where: str
    """File and row, for a person."""
    source: str
    """jsonl, salesforce, hubspot, ..., table, file."""
    external_id: str
    note: Note
    given: Given
    original: "Original"
    path: str = ""
    """Set for a file that is a note: its id is a path, which says less than a CRM's."""
    title: str = ""
    """Of a call: what the meeting was called."""
    outside: tuple[str, ...] = ()
    """Of a call: mail domains of those invited who are not ours."""
    opened: dt.date | None = None
    """The day the deal was opened, where a CRM gives it, beside the day it closed or alone."""
    came: Given | None = None
    """What was said as it came, where a day in it lies ahead and so was left out of `given`."""

    @property
    def ahead(self) -> dt.date | None:
        """The close day a CRM gave, where it lies ahead: no day on which a deal that ended can have closed."""
        came = (self.came.closed, self.came.date) if self.came else ()
        return next((day for day in came if day not in (None, self.given.closed, self.given.date)), None)


@dataclass(frozen=True, slots=True)
class Bad:
    """What could not be kept, and why: one sentence."""

    where: str
    why: str
    original: "Original"

    @property
    def unwritten(self) -> "Bad":
        """The same without its words: what was erased is not written down again."""
        return Bad(self.where, self.why, Original(self.original.file))


@dataclass(frozen=True, slots=True)
class Original:
    """The row as it came: cells of a table, one line of JSON, or nothing (a whole file)."""

    file: str
    cells: tuple[str, ...] | None = None
    header: tuple[str, ...] = ()
    line: str | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """A file opened: what it is, and its rows."""

    kind: str
    rows: Iterator[Row | Bad]
    notices: tuple[str, ...] = ()
    """Sentences for the person: dates that can be read two ways, a footer passed over."""
    table: "Table | None" = None
    columns: "Columns | None" = None
    day_first: bool | None = None
    """How a table's days are read; None when nothing tells."""
