"""The note as numbered lines: sentences and clauses that can stand as evidence, each with offsets, speaker and side.

lists     words that are names, firms or ordinary language
rows      the note's rows, quote marks and bullets set apart
labels    fields of a form and names of speakers, before a colon
threads   mail: headers, 'On ... wrote:', quoted replies
turns     transcripts and chats
cut       sentences, clauses of long dictation
grams     words and pairs of a line
"""

import re
from bisect import bisect
from typing import TYPE_CHECKING

from ingest.lines.cut import clauses, sentences
from ingest.lines.labels import field_kind
from ingest.lines.rows import Row, rows_of, trim
from ingest.lines.threads import mark_mail
from ingest.lines.turns import TURN, mark_turns
from ingest.records import Line, Note
from ingest.sides import Said, quotations, sides_of

if TYPE_CHECKING:
    from ingest.facts.known import Known

_WORDLESS = re.compile(r"[\s!-/:-@\[-`{-~–—•·…=_]*\Z")
_WRAP = re.compile(r"\n[> \t]*")


def number_lines(note: Note, known: "Known | None" = None) -> tuple[Line, ...]:
    """Cut the note into lines. `known` names our reps and mail domains, which settles more sides.

    Invariant: `line.text == note.text[line.start:line.end]`, without white space around it, in order, no overlap.
    """
    text = note.text
    rows = rows_of(text)
    mark_mail(text, rows)
    mark_turns(text, rows)
    cut: list[tuple[int, int, Row]] = []
    spoken: list[Said] = []
    for row in _joined(text, rows):
        field = _is_field(text, row)
        marks = quotations(text, row.start, row.end) if row.speaker is None or not row.said else []
        for start, end in _pieces(text, row, field):
            if not _WORDLESS.match(text, start, end):
                cut.append((start, end, row))
                spoken.append(Said(text[start:end], row.speaker, row.said, _inside(marks, start, end), field))
    sides = sides_of(text, spoken, known)
    return tuple(
        Line(number=n, start=start, end=end, text=text[start:end], side=side, speaker=row.speaker)
        for n, ((start, end, row), side) in enumerate(zip(cut, sides, strict=True), 1)
    )


def flat(text: str) -> str:
    """Return a line's words on one row, without the '>' of a wrapped quoted mail; for embedding and display only."""
    return " ".join(_WRAP.sub(" ", text).split())


def _inside(marks: list[tuple[int, int]], start: int, end: int) -> int:
    """Count the characters of a line in quotation marks, which may have been opened some sentences before."""
    near = marks[max(0, bisect(marks, (start, start)) - 1) : bisect(marks, (end, end))]
    return sum(max(0, min(end, last) - max(start, first)) for first, last in near)


def _pieces(text: str, row: Row, field: bool) -> list[tuple[int, int]]:
    if row.kind == "field" or field:
        return [(row.start, row.end)]
    found = [piece for start, end in sentences(text, row.start, row.end) for piece in clauses(text, start, end)]
    if row.depth:  # a quoted mail's wrapped rows hold '>' inside
        found = [(start + len(text[start:end]) - len(text[start:end].lstrip("> \t\r\n")), end) for start, end in found]
    return [trim(text, start, end) for start, end in found if start < end]


def _is_field(text: str, row: Row) -> bool:
    """A field of a form stays whole: 'Stage: Closed Lost / Amount: 42k'; a free-text field is cut like any text."""
    if row.speaker is not None or row.end - row.start > 300:
        return False
    label = TURN.match(text, row.start, min(row.end, row.start + 80))
    kind = field_kind(label["who"]) if label else None
    return kind is not None and kind != "free" and len(text[row.start : row.end].split()) <= 30


def _joined(text: str, rows: list[Row]) -> list[Row]:
    """Join rows that a mail program wrapped: the next row's first word would not have fitted on the one before."""
    out: list[Row] = []
    widths = _wrap_widths(rows)
    size = 0
    for row in rows:
        if row.kind != "text":
            size = 0
            if row.kind == "field":
                out.append(row)
            continue
        width = widths.get(row.depth)
        if out and size and width and _wraps(text, out[-1], row, size, width):
            out[-1].end = row.end
        else:
            out.append(row)
        size = row.end - row.start
    return out


def _wrap_widths(rows: list[Row]) -> dict[int, int]:
    """Width at which the rows of each quote depth were wrapped; a depth with rows of any length has none."""
    sizes: dict[int, list[int]] = {}
    for row in rows:
        if row.kind == "text" and not row.bullet:
            sizes.setdefault(row.depth, []).append(row.end - row.start)
    out: dict[int, int] = {}
    for depth, found in sizes.items():
        width = max(found)
        near = sum(size >= width - 16 for size in found)
        if 55 <= width <= 100 and near >= 2 and near >= 0.4 * len(found):
            out[depth] = width
    return out


def _wraps(text: str, before: Row, row: Row, size: int, width: int) -> bool:
    """Whether `row` goes on with a paragraph wrapped at `width`, whose last row is `size` characters long."""
    if row.bullet or row.turn or row.depth != before.depth or row.speaker != before.speaker or size < width - 20:
        return False
    if text[before.end - 1] == ":" or _is_field(text, row):
        return False
    word = len(text[row.start : min(row.end, row.start + 40)].split(None, 1)[0])
    return size + 1 + word > width or (text[row.start].islower() and text[before.end - 1] not in ".!?")
