"""An answer as HTML: sentences with numbered marks that lead to their sources. Everything goes through the escaper."""

import re
from typing import Final

from app.asking.answered import Answered
from app.widgets.escape import html
from ingest.coaching import shorten

_SHOWN: Final = 160
"""Characters of a source that stand in the list; the answer quotes it, the note has it whole."""
_MARK: Final = re.compile(r"\[(\d{1,3})\]")


def question_html(text: str) -> str:
    """What was asked."""
    return f'<p class="lb-said">{html(text)}</p>'


def answer_html(found: Answered, turn: int) -> str:
    """The sentences; [n] jumps to source n of this turn."""
    known = {each.n for each in found.citations}
    parts = [f"<p>{_marked(part, turn, known)}</p>" for part in found.answer.split("\n\n") if part.strip()]
    if found.gap:
        parts.append(f'<p class="lb-quiet">{html(found.gap)}</p>')
    return f'<div class="lb-answer">{"".join(parts)}</div>'


def source_html(turn: int, n: int, quote: str) -> str:
    """The words of one source, with the place its mark jumps to."""
    words = html(shorten(quote, _SHOWN))
    return f'<p class="lb-words lb-source" id="{_anchor(turn, n)}">{words}</p>'


def _marked(text: str, turn: int, known: set[int]) -> str:
    """Escaped text with its marks as links; a number that is no source stays text."""
    pieces: list[str] = []
    at = 0
    for mark in _MARK.finditer(text):
        number = int(mark[1])
        if number not in known:
            continue
        pieces.append(html(text[at : mark.start()]))
        label = f'aria-label="Source {number}"'
        pieces.append(f'<a class="lb-cite" href="#{_anchor(turn, number)}" target="_self" {label}>[{number}]</a>')
        at = mark.end()
    pieces.append(html(text[at:]))
    return "".join(pieces)


def _anchor(turn: int, n: int) -> str:
    return f"lb-source-{turn}-{n}"
