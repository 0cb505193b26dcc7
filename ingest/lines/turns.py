"""Who speaks in a pasted transcript or chat, in the ways tools write it.

Name: words                        Zoom, Fireflies, hand-made
**[02:00] Name:** words            Markdown exports
[00:02:10] Name: words             Gong, WhatsApp ('12/03/26, 10:32 - Name: words')
Name  0:03 / words / blank         Otter, Teams and Slack copies
Name / words / 2:30:20 AM(+0.76)   copied from a player: the time comes after the words
WEBVTT cues                        with or without voice tags
"""

import re
from collections import Counter

from ingest.lines.labels import field_kind, is_name, tag_side
from ingest.lines.rows import Row
from ingest.read.cues import TIMING, VOICE

_CLOCK = r"\d{1,2}:\d{2}(?::\d{2})?(?:[.,]\d+)?(?:\s?[AaPp]\.?[Mm]\.?)?"
_STAMP = rf"[\[(]?(?:\d{{1,4}}[./-]\d{{1,2}}[./-]\d{{2,4}},?\s+)?{_CLOCK}[\])]?"
TURN = re.compile(
    rf"(?:\*\*|__)?(?:{_STAMP}\s*[-–]?\s*)?(?:\*\*|__)?(?P<who>[^\W\d_][^:*\n<>\[\]]{{0,58}}?)"
    rf"(?:\s*{_STAMP})?(?:\*\*|__)?[ \t]*:(?:\*\*|__)?(?:[ \t]+|$)"
)
_NAME_AND_TIME = re.compile(rf"(?:\*\*|__)?(?P<who>[^\W\d_][^:*\n<>]{{0,48}}?)(?:\*\*|__)?\s+[\[(]?{_STAMP}\s*$")
_TIME_AND_NAME = re.compile(rf"{_STAMP}\s+(?P<who>[^\W\d_][^:*\n<>]{{0,48}}?)\s*$")
_TIME_ONLY = re.compile(rf"\s*{_STAMP}(?:\s*\([^)]{{0,20}}\))?\s*$")
_FIRST_PERSON = re.compile(
    r"\b(?:we|we're|we've|we'd|we'll|i|i'm|i've|i'd|i'll|our|us|my|me|you|your|yes|no|ok|okay|thanks|ich|wir|unser|yo"
    r"|nosotros|nuestro|no|sí|nous|je|notre)\b",
    re.IGNORECASE,
)


def mark_turns(text: str, rows: list[Row]) -> None:
    """Set the speaker of every row of a transcript, and of single rows such as 'Dana: we can't wait till May'."""
    _mark_cues(text, rows)
    _mark_time_blocks(text, rows)
    turns = {n: found for n, row in enumerate(rows) if row.kind == "text" and (found := _turn(text, row))}
    counts = Counter(found["who"].strip().lower() for found in turns.values())
    named = {n: found for n, found in turns.items() if is_name(found["who"]) or tag_side(found["who"]) is not None}
    flowing = _is_transcript(rows, named, counts)
    speaks = {n: f for n, f in turns.items() if (flowing and n in named) or _is_speaker(text, rows[n], f, counts)}
    flowing = flowing or _is_transcript(rows, speaks, counts)
    current: str | None = None
    for n, row in enumerate(rows):
        if n in speaks:
            found = speaks[n]
            current = found["who"].strip()
            row.speaker, row.turn, row.said = current, True, flowing
            row.start = found.end()
            if row.start >= row.end:
                row.kind = "skip"
        elif flowing and current and row.kind == "text" and row.speaker is None and not row.turn:
            row.speaker, row.said = current, True


def _turn(text: str, row: Row) -> "re.Match[str] | None":
    return TURN.match(text, row.start, min(row.end, row.start + 130))


def _is_speaker(text: str, row: Row, found: "re.Match[str]", counts: "Counter[str]") -> bool:
    who = found["who"].strip()
    often = counts[who.lower()] >= 2
    words = text[found.end() : min(row.end, found.end() + 200)]
    speech = bool(_FIRST_PERSON.search(words)) or words[:1] in "\"“'«„"
    if tag_side(who) is not None:
        return often or (speech and field_kind(who) != "people")
    if field_kind(who) is not None:
        return False
    if is_name(who):
        return often or speech or len(who.split()) > 1
    return often and counts[who.lower()] >= 3 and len(who.split()) == 1 and speech


def _is_transcript(rows: list[Row], speaks: dict[int, "re.Match[str]"], counts: "Counter[str]") -> bool:
    filled = sum(row.kind == "text" for row in rows)
    repeated = any(counts[found["who"].strip().lower()] >= 2 for found in speaks.values())
    return len(speaks) >= 3 and repeated and len(speaks) >= 0.3 * filled


def _mark_cues(text: str, rows: list[Row]) -> None:
    """A pasted .vtt or .srt: timings, cue numbers and the header are no words of anybody."""
    timed = [n for n, row in enumerate(rows) if TIMING.match(text[row.start : row.start + 60])]
    if not timed:
        return
    for n in timed:
        rows[n].kind = "skip"
        if n and text[rows[n - 1].start : rows[n - 1].end].isdigit():
            rows[n - 1].kind = "skip"
    for row in rows:
        if row.kind == "text" and text.startswith("WEBVTT", row.start):
            row.kind = "skip"
        voice = VOICE.match(text, row.start, min(row.end, row.start + 120)) if row.kind == "text" else None
        if voice:
            row.speaker, row.turn, row.said = voice[1].strip(), True, True
            row.start = voice.end()
            if text.endswith("</v>", row.start, row.end):
                row.end -= 4


def _mark_time_blocks(text: str, rows: list[Row]) -> None:
    """Speaker names on a row of their own, beside, before or after a row that holds a time."""
    current: str | None = None
    named: list[tuple[int, str]] = []
    for n, row in enumerate(rows):
        if row.kind == "text" and row.end - row.start <= 70:
            content = text[row.start : row.end]
            found = _NAME_AND_TIME.match(content) or _TIME_AND_NAME.match(content)
            if found and (is_name(found["who"]) or tag_side(found["who"]) is not None):
                named.append((n, found["who"].strip()))
    if len(named) < 2:
        named = _names_near_times(text, rows)
    starts = dict(named)
    if len(starts) < 2:
        return
    for n, row in enumerate(rows):
        if n in starts:
            current = starts[n]
            row.kind = "skip"
        elif row.kind == "text" and row.end - row.start <= 40 and _TIME_ONLY.match(text[row.start : row.end]):
            row.kind = "skip"
        elif row.kind == "text" and current:
            row.speaker, row.said = current, True


def _names_near_times(text: str, rows: list[Row]) -> list[tuple[int, str]]:
    """Rows of a bare time; the name is the row before it or after it, whichever repeats."""
    filled = [n for n, row in enumerate(rows) if row.kind == "text"]
    times = [
        at
        for at, n in enumerate(filled)
        if rows[n].end - rows[n].start <= 40 and _TIME_ONLY.match(text[rows[n].start : rows[n].end])
    ]
    if len(times) < 3:
        return []
    best: list[tuple[int, str]] = []
    for step in (-1, 1):
        near = [filled[at + step] for at in times if 0 <= at + step < len(filled)]
        names = [(n, text[rows[n].start : rows[n].end].strip()) for n in near if rows[n].end - rows[n].start <= 60]
        distinct = len({name for _, name in names})
        if len(names) >= len(times) - 1 and distinct <= max(2, len(names) // 2):
            best = names if not best or distinct < len({name for _, name in best}) else best
            if step == 1 and best is names and filled[0] < names[0][0]:
                head = text[rows[filled[0]].start : rows[filled[0]].end].strip()
                best = [(filled[0], head), *names] if head in {name for _, name in names} else best
    return best
