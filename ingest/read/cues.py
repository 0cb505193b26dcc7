"""Transcripts in cues (.vtt, .srt): who said what, one turn a row, in the order of the file."""

import html
import re
from collections.abc import Iterator
from datetime import date

from ingest.read.encoding import decode
from prompts.errors import NoteError

TIMING = re.compile(r"^\s*(?:\d+:)?\d{1,2}:\d{2}[.,]\d{1,3}\s*-->\s*(?:\d+:)?\d{1,2}:\d{2}[.,]\d{1,3}")
"""The row that opens a cue; also used on pasted transcripts."""
VOICE = re.compile(r"<v(?:\.[^ \t>]*)?[ \t]+([^>]{1,80})>")
"""Teams' voice tag."""

_TAG = re.compile(r"</?(?:c|i|b|u|v|ruby|rt|lang|font)(?:[.\s][^<>]{0,80})?>|<\d[\d:.]{0,12}>")
_NAMED = re.compile(r"^(?:-\s*)?([^\W\d_][^:<>\n]{0,58}?):\s+(?=\S)")


def read_cues(name: str, data: bytes) -> tuple[str, date | None]:
    """Return 'Name: words' rows; consecutive cues of one speaker become one row. Raises NoteError without cues."""
    turns: list[tuple[str | None, list[str]]] = []
    found = False
    for payload in _payloads(decode(data)):
        found = True
        for speaker, words in _spoken(payload):
            # A cue without a name goes on with the speaker before it: names are shown when they change.
            if turns and speaker in (None, turns[-1][0]):
                turns[-1][1].append(words)
            else:
                turns.append((speaker, [words]))
    if not found:
        raise NoteError(
            f"The file {name!r} has no cues such as '00:00:01.000 --> 00:00:04.000'. "
            "Export the transcript again, or paste its text."
        )
    return "\n".join(f"{who}: {' '.join(said)}" if who else " ".join(said) for who, said in turns), None


def _payloads(text: str) -> Iterator[list[str]]:
    """Yield each cue's rows of words; headers, notes, styles and cue numbers fall away."""
    cue: list[str] | None = None
    for row in text.splitlines():
        if TIMING.match(row):
            if cue:
                if cue[-1].strip().isdigit():  # no blank row between the cues: this was the next one's number
                    cue.pop()
                yield cue
            cue = []
        elif cue is not None and not row.strip():
            if cue:
                yield cue
            cue = None
        elif cue is not None:
            cue.append(row)
    if cue:
        yield cue


def _spoken(rows: list[str]) -> Iterator[tuple[str | None, str]]:
    """Yield (speaker, words) of one cue: voice tags first, else a name before a colon."""
    joined = "\n".join(rows)
    marks = list(VOICE.finditer(joined))
    if not marks:
        for row in rows:
            named = _NAMED.match(row)
            words = _plain(row[named.end() :] if named else row)
            if words:
                yield (_plain(named[1]) if named else None), words
        return
    ends = [mark.start() for mark in marks[1:]] + [len(joined)]
    for mark, end in zip(marks, ends, strict=True):
        words = _plain(joined[mark.end() : end])
        if words:
            yield _plain(mark[1]), words


def _plain(text: str) -> str:
    return " ".join(html.unescape(_TAG.sub("", text)).split())
