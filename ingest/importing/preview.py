"""What a file would give, before anything is recorded: what it was recognised as, its columns, its first rows."""

from collections.abc import Callable
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Final

from ingest.importing.columns import Columns, header_key
from ingest.importing.files import open_file
from ingest.importing.items import Bad, Row
from ingest.importing.table import Table, open_table
from prompts.errors import LossbookError, NoteError

ROWS: Final = 5
KINDS: Final = {
    "jsonl": "notes, one JSON object a line",
    "salesforce": "a Salesforce export",
    "hubspot": "a HubSpot export",
    "pipedrive": "a Pipedrive export",
    "close": "a Close export",
    "dynamics": "a Dynamics 365 export",
    "table": "a table",
    "gong": "Gong calls",
    "fireflies": "a Fireflies call",
    "fathom": "a Fathom call",
    "momentum": "a Momentum call",
    "file": "one note or transcript",
}
"""What a person calls each kind of file."""


@dataclass(frozen=True, slots=True)
class Preview:
    """The beginning of a file."""

    kind: str
    """A key of `KINDS`; '' when it cannot be read."""
    rows: tuple[Row | Bad, ...] = ()
    notices: tuple[str, ...] = ()
    header: tuple[str, ...] = ()
    """Of a table."""
    key: str = ""
    """Of a table: what its mapping is kept under."""
    columns: Columns | None = None
    day_first: bool | None = None
    """How its days are read; None when nothing tells."""
    error: str = ""


def preview(path: Path, name: str, columns_of: Callable[[Table], Columns], day_first: bool | None = None) -> Preview:
    """Look at a file. Whatever is wrong with it is in `error`, and its header is there for it to be mapped."""
    try:
        found = open_file(path, name, columns_of, day_first)
        rows = tuple(islice(found.rows, ROWS))
    except LossbookError as error:
        return _unread(path, columns_of, str(error))
    if not rows:
        return Preview(found.kind, error="It holds no rows.")
    if found.table is None or found.columns is None:
        return Preview(found.kind, rows, found.notices)
    header = found.table.header
    return Preview(found.kind, rows, found.notices, header, header_key(header), found.columns, found.day_first)


def _unread(path: Path, columns_of: Callable[[Table], Columns], why: str) -> Preview:
    """A table without a column of notes can still be mapped."""
    try:
        table = open_table(path) if path.suffix.lower() in (".csv", ".tsv", ".tab") else None
        if table is None:
            raise NoteError(why)
        columns = columns_of(table)
    except (LossbookError, OSError, ValueError):
        return Preview("", error=why)
    return Preview(columns.source, (), (), table.header, header_key(table.header), columns, None, why)
