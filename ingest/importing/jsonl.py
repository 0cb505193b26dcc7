"""One JSON object a line: {"id", "text"} and what else is known of the deal. Streams."""

import datetime as dt
import hashlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any, Final, get_args

from ingest.importing.items import Bad, Found, Original, Row
from ingest.importing.rejects import unreadable_line
from ingest.importing.status import status_of
from ingest.importing.values import amount_of, currency_of, segment_of
from ingest.read import read_text
from ingest.read.encoding import clean
from ingest.records import Given
from prompts.codes import Outcome
from prompts.errors import NoteError

LONGEST: Final = 10_000_000
"""Bytes of one line: a 2 MB note in the longest JSON spelling."""
STILL_OPEN: Final = "Still open, so there is nothing to review yet; use `lossbook check` on it."
_WORDS: Final = ("account", "rep", "stage", "currency")


def read_jsonl(path: Path, name: str) -> Found:
    """Rows of a .jsonl file, one at a time. Raises OSError when it cannot be opened."""
    return Found("jsonl", _rows(path.open("rb"), name))


def read_json_list(data: bytes, name: str) -> Found | None:
    """Rows of a .json file that is a list of such objects; None when it is something else."""
    try:
        found = json.loads(data.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        return None
    if not isinstance(found, list) or not found or not all(isinstance(each, dict) and "text" in each for each in found):
        return None
    if any(isinstance(each.get("speaker"), dict) for each in found):  # a call, not a list of notes
        return None
    lines = (json.dumps(each).encode() for each in found)
    return Found("jsonl", (_row(line, number, name) for number, line in enumerate(lines, start=1)))


def _rows(source: IO[bytes], name: str) -> Iterator[Row | Bad]:
    with source:
        number = 0
        while line := source.readline(LONGEST):
            number += 1
            if len(line) == LONGEST and not line.endswith(b"\n"):
                while (rest := source.readline(LONGEST)) and not rest.endswith(b"\n"):
                    pass
                yield Bad(f"{name}, line {number}", f"The line is over {LONGEST // 10**6} MB.", Original(name))
            elif line.strip():
                yield _row(line, number, name)


def _row(line: bytes, number: int, name: str) -> Row | Bad:
    where = f"{name}, line {number}"
    original = Original(name, line=line.decode("utf-8", "replace").rstrip("\r\n"))
    try:
        found = json.loads(line.decode("utf-8-sig" if number == 1 else "utf-8"))
        if isinstance(found, dict) and (wrapped := unreadable_line(found)) is not None:
            found = json.loads(wrapped)
        if not isinstance(found, dict):
            raise NoteError(f'It is {type(found).__name__}, not an object such as {{"id": ..., "text": ...}}.')
        return _made(found, where, original)
    except NoteError as error:
        return Bad(where, str(error), original)
    except (ValueError, RecursionError) as error:
        why = str(error).splitlines()[0][:120] if str(error) else type(error).__name__
        return Bad(where, f"It is not JSON: {why}. Write one object a line.", original)


def _made(found: dict[str, Any], where: str, original: Original) -> Row:
    text = found.get("text")
    if not isinstance(text, str):
        raise NoteError('It has no "text" to read; give the notes as a string.')
    given = _given(found)
    note = read_text(text, given.date or given.closed)
    own = found.get("id")
    if isinstance(own, bool) or not (own is None or isinstance(own, (str, int, float))):
        raise NoteError(f"'id' is {str(own)[:60]!r}; write it as a string or a number.")
    words = clean(str(own)).strip() if own is not None else ""
    lost = status_of({"outcome": str(found.get("outcome") or ""), "stage": given.stage or ""}) == "lost"
    own_id = words or content_id(note.text, given)
    return Row(where, "jsonl", own_id, note, given.model_copy(update={"lost": lost}), original)


def _given(found: dict[str, Any]) -> Given:
    values: dict[str, Any] = {name: _words(found, name) for name in _WORDS}
    values |= {"date": _day(found, "date"), "closed": _day(found, "closed"), "stated": _words(found, "stated_cause")}
    values |= {"outcome": _outcome(found), "segment": segment_of(_words(found, "segment"))}
    amount = found.get("amount")
    if isinstance(amount, str):
        values["amount"], currency = amount_of(amount)
        values["currency"] = values["currency"] or currency
    elif isinstance(amount, (int, float)) and not isinstance(amount, bool):
        values["amount"] = float(amount)
    values["currency"] = currency_of(values["currency"] or "") or values["currency"]
    return Given(**values)


def _outcome(found: dict[str, Any]) -> Outcome | None:
    """One of the codes, or words such as 'Closed Won' in outcome or stage. Raises NoteError for an open deal."""
    told = _words(found, "outcome")
    if told and (code := outcome_code(told)):
        return code
    if told and told.strip().lower() in ("open", "in progress", "active"):
        raise NoteError(STILL_OPEN)
    # A stage alone may be the one the deal was lost at: only 'Closed Won' in it says something.
    return "won" if status_of({"outcome": told or "", "stage": _words(found, "stage") or ""}) == "won" else None


def outcome_code(words: str) -> Outcome | None:
    """'No decision' as no_decision; None for anything that is not one of ours."""
    code = words.strip().lower().replace("-", "_").replace(" ", "_")
    return next((each for each in get_args(Outcome) if each == code), None)


def _words(found: dict[str, Any], name: str) -> str | None:
    value = found.get(name)
    if value is None:
        return None
    if not isinstance(value, str):
        raise NoteError(f"{name!r} is {str(value)[:60]!r}; write it as a string.")
    return " ".join(clean(value).split()) or None


def _day(found: dict[str, Any], name: str) -> dt.date | None:
    value = _words(found, name)
    if value is None:
        return None
    try:
        return dt.date.fromisoformat(value[:10])
    except ValueError:
        raise NoteError(f"{name!r} is {value[:60]!r}; write it as 2026-03-31.") from None


def content_id(text: str, given: Given) -> str:
    """A stable id for what came without one: the same words about the same deal have the same."""
    # A segment says nothing of which deal it is, and rows on record may have come in without theirs, and without
    # `opened`, which follows from the columns.
    said = given.model_dump_json(exclude={"rep", "segment", "lost", "opened"})
    return "row-" + hashlib.sha256(f"{text}\n{said}".encode(errors="surrogatepass")).hexdigest()[:20]
