"""Which files a path holds, and what each of them is."""

import datetime as dt
import os
from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Final

from ingest.importing.ahead import without_days_ahead
from ingest.importing.columns import Columns, recognise
from ingest.importing.items import Bad, Found, Original, Row
from ingest.importing.jsonl import content_id, read_json_list, read_jsonl
from ingest.importing.rejects import LISTED
from ingest.importing.rows import day_order, read_rows
from ingest.importing.table import Table, open_table
from ingest.read import read_bytes, read_text
from ingest.read.limits import MAX_FILE
from ingest.records import Given
from prompts.errors import LossbookError, NoteError

if TYPE_CHECKING:
    from ingest.read.calls import Call

TABLES: Final = (".csv", ".tsv", ".tab")
ColumnsOf = Callable[[Table], Columns]
"""How a table's columns are to be read."""
_MANY: Final = 3
"""Rows of as many cells that make a table of any header."""
_LINES: Final = (".jsonl", ".ndjson")
READ: Final = ".txt .md .docx .eml .vtt .srt .csv .tsv .tab .jsonl .ndjson .json"
"""What is looked for; a file of any other name is read as a note, if it is text."""
_SPREADSHEETS: Final = (".xlsx", ".xls", ".ods", ".numbers")


def walk(path: Path) -> Iterator[tuple[Path, str]]:
    """Files under a path in the order of their names, each with the name it is called by; hidden ones are left out.

    A file that is named itself is given whatever it is called. Links to folders are not followed.
    """
    if not path.is_dir():
        yield path, path.name
        return
    base = path.absolute()
    for folder, folders, files in os.walk(base):
        folders[:] = sorted(name for name in folders if not _is_hidden(name))
        for name in sorted(files):
            if not _is_hidden(name):
                file = Path(folder) / name
                yield file, f"{base.name}/{file.relative_to(base).as_posix()}"


def open_file(path: Path, name: str, columns_of: ColumnsOf, day_first: bool | None) -> Found:
    """Find out what a file is and begin to read it. `day_first` None: as its own days show.

    Raises:
        NoteError: it cannot be opened, or is nothing that can be read.
    """
    ending = path.suffix.lower()
    try:
        if ending in _LINES:
            return _past(read_jsonl(path, name))
        if ending in TABLES:
            return _table(path, name, columns_of, day_first)
        if ending in _SPREADSHEETS:
            raise NoteError("It is a spreadsheet; save it as CSV (UTF-8) and import that.")
        if ending == ".json":
            return _json(path, name)
    except OSError as error:
        raise NoteError(f"It cannot be opened: {error.strerror or error}.") from error
    return Found("file", iter([_note(path, name)]))


def _past(found: Found) -> Found:
    return replace(found, rows=without_days_ahead(found.rows, _today()))


def _today() -> dt.date:
    return dt.datetime.now().astimezone().date()


def holds_deals(path: Path) -> bool:
    """Whether a file is a list of deals and no note: a table with columns we know or many rows, objects with a text."""
    try:
        if path.suffix.lower() in _LINES:
            return isinstance(next(iter(read_jsonl(path, path.name).rows), None), Row)
        table = open_table(path) if path.suffix.lower() in TABLES else None
    except OSError:
        return False
    if table is None:
        return False
    columns = recognise(table.header)
    rows = list(islice(table.lines(), _MANY))
    told = columns.source != "table" or len(columns.fields) > 1
    # Prose with commas has no header, and hardly three rows of as many commas as the first.
    alike = len(rows) == _MANY and len(table.header) > 2 and all(all(line.cells[:3]) for line in rows)
    return bool(rows) and (told or (alike and not any(line.problem for line in rows)))


def _table(path: Path, name: str, columns_of: ColumnsOf, day_first: bool | None) -> Found:
    table = open_table(path)
    if table is None:
        raise NoteError("It holds no table: no two columns under a header row.")
    if table.written == LISTED:
        raise NoteError(
            "It only lists files that were rejected, each with its reason. Mend those where they are and import them."
        )
    columns = columns_of(table)
    if not columns.fields.get("text") and not columns.fields.get("reason"):
        raise NoteError(
            "No column of notes was recognised; say which one it is: --map text=COLUMN. "
            f"The columns are {', '.join(table.header[:40])}."
        )
    today = _today()
    order = day_order(table, columns, today)
    told = day_first if day_first is not None else columns.day_first
    first = told if told is not None else order.settled
    notices = _about_days(name, order.example, order.mixed) if first is None else ()
    rows = read_rows(table, columns, True if first is None else first, name, today)
    return Found(columns.source, rows, notices, table, columns, first)


def _about_days(name: str, example: str, mixed: bool) -> tuple[str, ...]:
    if mixed:
        return (
            f"{name}: its days are written both ways, day first and month first; those that could be either are read "
            f"day first. Say --day-first or --month-first to settle it.",
        )
    if not example:
        return ()
    return (
        f"{name}: {example!r} could be day first or month first, and no row tells. It is read day first; "
        "say --month-first if that is wrong.",
    )


def _json(path: Path, name: str) -> Found:
    from ingest.read.calls import read_calls

    if path.stat().st_size > MAX_FILE:
        raise NoteError(f"It is over {MAX_FILE // 10**6} MB; export fewer calls, or one object a line as .jsonl.")
    data = path.read_bytes()
    rows = read_json_list(data, name)
    if rows is not None:
        return _past(rows)
    calls = read_calls(name, data)
    return Found(calls[0].tool, (_call(call, number, name) for number, call in enumerate(calls, start=1)))


def _call(call: "Call", number: int, name: str) -> Row | Bad:
    where = name if number == 1 else f"{name}, call {number}"
    try:
        note = read_text(call.text, call.day, name).model_copy(update={"kind": "json"})
        given = Given(date=call.day, account=call.account)
        own = call.id or content_id(note.text, given)
        return Row(where, call.tool, own, note, given, Original(name), title=call.title, outside=call.outside)
    except LossbookError as error:
        return Bad(where, str(error), Original(name))


def _note(path: Path, name: str) -> Row | Bad:
    try:
        size = path.stat().st_size
        if size > MAX_FILE:
            raise NoteError(f"It is {size / 1e6:.0f} MB, and {MAX_FILE / 1e6:.0f} MB is the most one note may hold.")
        note = read_bytes(name.rpartition("/")[2], path.read_bytes())
    except OSError as error:
        return Bad(name, f"It cannot be opened: {error.strerror or error}.", Original(name))
    except LossbookError as error:
        return Bad(name, str(error), Original(name))
    return Row(name, "file", name, note, Given(), Original(name), path=name)


def _is_hidden(name: str) -> bool:
    return name.startswith((".", "~$")) or name in ("Thumbs.db", "desktop.ini", "__MACOSX")
