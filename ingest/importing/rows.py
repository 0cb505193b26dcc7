"""A table's row becomes a deal's note and what the CRM said."""

import datetime as dt
import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

from ingest.importing.ahead import without_day_ahead
from ingest.importing.columns import Columns
from ingest.importing.items import Bad, Original, Row
from ingest.importing.jsonl import STILL_OPEN, content_id, outcome_code
from ingest.importing.status import status_of
from ingest.importing.table import Line, Table
from ingest.importing.values import DayOrder, amount_of, currency_of, day_of, segment_of, text_of
from ingest.read import read_text
from ingest.read.encoding import clean
from ingest.read.markup import html_to_text
from ingest.records import Given
from prompts.errors import NoteError

_DAYS: Final = ("closed", "date")
_CUT: Final = re.compile(r"\s+[-–—|/:]\s+|\s+[-–—|]|[-–—|]\s+|:\s")
_TAIL: Final = re.compile(
    r"[\s,]+(?:new (?:business|deal|opportunity)|renewal|expansion|upsell|opportunity|deal|pilot|q[1-4](?: ?\d{2,4})?"
    r"|\d{4})$",
    re.IGNORECASE,
)
_HTML: Final = re.compile(r"</?(?:p|br|div|span|li|ul|b|strong|a)\b[^>]*>", re.IGNORECASE)


def read_rows(table: Table, columns: Columns, day_first: bool, name: str, today: dt.date) -> Iterator[Row | Bad]:
    """Every row under the header, as a deal or as what is wrong with it."""
    place = {column: number for number, column in enumerate(table.header)}
    for line in table.lines():
        where, original = f"{name}, row {line.number}", Original(name, line.cells, table.written)
        if line.problem:
            yield Bad(where, line.problem, original)
            continue
        try:
            yield _row(_cells(line, columns, place), columns, day_first, where, original, today)
        except (NoteError, ValueError) as error:
            yield Bad(where, str(error), original)


def day_order(table: Table, columns: Columns, today: dt.date) -> DayOrder:
    """Look through the whole file, or as far as it takes to be sure."""
    order = DayOrder()
    place = {column: number for number, column in enumerate(table.header)}
    used = [place[column] for name in _DAYS for column in columns.fields.get(name, ())]
    if used:
        for line in table.lines():
            if not line.problem:
                order.see((line.cells[number] for number in used), today)
    return order


def account_of(deal: str) -> str | None:
    """The account a deal's name begins with: 'Halden Cold Chain - dispatch, renewal' is Halden Cold Chain's."""
    first = _CUT.split(deal.strip())[0].strip()
    while (shorter := _TAIL.sub("", first)) != first and shorter:
        first = shorter
    return first or None


def _cells(line: Line, columns: Columns, place: Mapping[str, int]) -> dict[str, list[str]]:
    return {
        name: [words for column in used if (words := text_of(line.cells[place[column]]))]
        for name, used in columns.fields.items()
    }


def _row(
    cells: Mapping[str, list[str]],
    columns: Columns,
    day_first: bool,
    where: str,
    original: Original,
    today: dt.date,
) -> Row:
    first = {name: words[0] if words else "" for name, words in cells.items()}
    status = status_of(first)
    if status == "open":
        raise NoteError(STILL_OPEN)
    given = _given(first, status, day_first)
    text = _text(cells, first)
    if not text:
        raise NoteError("There is no note and no reason in this row; add either, and import it again.")
    note = read_text(text, given.date)
    own_id = _words(first, "id") or content_id(note.text, given)
    opened = given.closed is None and columns.only_opened
    told = given.model_copy(update={"lost": status == "lost", "opened": opened})
    beside = _day(first, "date", day_first)
    row = Row(where, columns.source, own_id, note, told, original, opened=beside if columns.only_opened else None)
    return without_day_ahead(row, today, beside, columns.only_opened)


def _given(first: Mapping[str, str], status: str | None, day_first: bool) -> Given:
    closed, date = (_day(first, name, day_first) for name in ("closed", "date"))
    amount, currency = amount_of(first.get("amount", ""))
    values: dict[str, Any] = {
        "account": _words(first, "account") or account_of(_words(first, "deal") or ""),
        "rep": _words(first, "rep"),
        "date": closed or date,
        "closed": closed,
        "stated": _words(first, "reason"),
        "outcome": "won" if status == "won" else outcome_code(first.get("outcome", "")),
        "amount": amount,
        "currency": currency_of(first.get("currency", "")) or _words(first, "currency") or currency,
        "stage": _words(first, "stage") or _words(first, "outcome"),
        "segment": segment_of(_words(first, "segment")),
    }
    return Given(**values)


def _day(first: Mapping[str, str], name: str, day_first: bool) -> dt.date | None:
    cell = first.get(name, "")
    try:
        return day_of(cell, day_first)
    except (ValueError, OverflowError, OSError):
        raise NoteError(f"{cell[:60]!r} is no day; write it as 2026-03-31.") from None


def _text(cells: Mapping[str, list[str]], first: Mapping[str, str]) -> str:
    """Everything people wrote; a row that has only a reason is kept with that."""
    parts = [part for words in cells.get("text", ()) for part in _parts(words, first.get("note_ids", ""))]
    if parts:
        return "\n\n".join(dict.fromkeys(parts))
    reason = first.get("reason", "")
    return f"Lost reason: {reason}" if reason else ""


def _parts(words: str, ids: str) -> list[str]:
    """Several notes in one cell, joined by ';': as many as there are ids beside them, else where no space follows."""
    plain = html_to_text(words).strip() if _HTML.search(words) else words
    if ";" not in plain:
        return [plain]
    wanted = len([each for each in ids.split(";") if each.strip()])
    for cut in (r";(?=\S)", r";"):
        parts = [part.strip() for part in re.split(cut, plain) if part.strip()]
        if wanted in (0, len(parts)):
            return parts
    return [plain]


def _words(first: Mapping[str, str], name: str) -> str | None:
    return " ".join(clean(first.get(name, "")).split()) or None
