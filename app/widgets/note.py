"""The note with its evidence marked, and the quotes beside it. Pure functions from records to escaped HTML."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from app.widgets.escape import html
from app.widgets.wording import SIDES
from ingest.records import Diagnosis, Evidence, Line, Note
from prompts.codes import Cause

Naming = Callable[[Cause], str]
"""A cause as people say it."""
ASKED: Final = "lb-asked"
"""Where the line is that an answer pointed at."""


@dataclass(frozen=True)
class Mark:
    """One quote and its small sign, e.g. 'for 1'."""

    quote: Evidence
    against: bool
    number: int

    @property
    def sign(self) -> str:
        """What stands beside the words."""
        return f"{'against' if self.against else 'for'} {self.number}"

    @property
    def anchor(self) -> str:
        """Where a link to it jumps."""
        return f"lb-{self.sign.replace(' ', '-')}"


def marks(diagnosis: Diagnosis) -> tuple[Mark, ...]:
    """Quotes for the verdict, the main cause first, then those against it; each kind numbered."""
    own = sorted(diagnosis.evidence, key=lambda quote: quote.cause != diagnosis.cause)
    found = [Mark(quote, False, number) for number, quote in enumerate(own, 1)]
    return (*found, *(Mark(quote, True, number) for number, quote in enumerate(diagnosis.counter_evidence, 1)))


def note_html(note: Note, found: Sequence[Mark], asked: Line | None = None) -> str:
    """The whole note, evidence underlined (dashed when against) and signed. Overlapping quotes share one underline.

    `asked` is the line an answer pointed at: framed, whether it is evidence or not.
    """
    pieces: list[str] = []
    at = 0
    for mark in sorted(found, key=lambda mark: (mark.quote.start, mark.against)):
        start, end = max(mark.quote.start, at), mark.quote.end
        pieces.append(_between(note.text, at, start, asked))
        framed = asked is not None and asked.start < end and start < asked.end
        pieces.append(_framed(_marked(note.text[start:end], mark)) if framed else _marked(note.text[start:end], mark))
        at = max(at, end)
    pieces.append(_between(note.text, at, len(note.text), asked))
    body = "".join(pieces)
    return f'<div class="lb-note" tabindex="0" role="region" aria-label="The notes, evidence marked">{body}</div>'


def quotes_html(found: Sequence[Mark], diagnosis: Diagnosis, name: Naming) -> str:
    """The quotes as two lists, each with a link to its place in the note."""
    sides = [(False, "Speaks for it"), (True, "Speaks against it")]
    lists = []
    for against, title in sides:
        rows = "".join(_row(mark, diagnosis, name) for mark in found if mark.against is against)
        if rows:
            lists.append(f'<h3 class="lb-h3">{title}</h3><ul class="lb-quotes">{rows}</ul>')
    if not lists:
        return '<p class="lb-quiet">No line in these notes shows why.</p>'
    return "".join(lists)


def evidence_html(note: Note, diagnosis: Diagnosis, name: Naming, asked: Line | None = None) -> str:
    """Note and quotes side by side; `asked` is the line an answer pointed at."""
    found = marks(diagnosis)
    quotes = quotes_html(found, diagnosis, name)
    return f'<div class="lb-evidence">{note_html(note, found, asked)}<div class="lb-quotes-box">{quotes}</div></div>'


def came_html(asked: Line) -> str:
    """The line an answer pointed at, and the way to it in the note."""
    return (
        f'<div class="lb-came"><p class="lb-label">The line the answer stands on</p>'
        f'<p class="lb-words">{quoted(asked.text)}</p>'
        f'<a href="#{ASKED}" target="_self">Show it in the note</a></div>'
    )


def quoted(words: str) -> str:
    """Words in quotation marks, on one line; a second pair is not put round words that bring their own."""
    words = " ".join(words.split())
    return html(words) if words[:1] in "\"“„«'" else f"“{html(words)}”"


def _between(text: str, start: int, end: int, asked: Line | None) -> str:
    """Words without evidence in them, those of the asked line framed."""
    if asked is None or asked.end <= start or asked.start >= end:
        return html(text[start:end])
    first, last = max(asked.start, start), min(asked.end, end)
    return html(text[start:first]) + _framed(html(text[first:last])) + html(text[last:end])


def _framed(inside: str) -> str:
    return f'<span class="lb-asked" id="{ASKED}">{inside}</span>'


def _marked(words: str, mark: Mark) -> str:
    kind = " lb-no" if mark.against else ""
    sign = f'<span class="lb-mark{kind}">{mark.sign} · {html(SIDES[mark.quote.side])}</span>'
    return f'<mark class="lb-ev{kind}" id="{mark.anchor}">{html(words)}</mark>{sign}'


def _row(mark: Mark, diagnosis: Diagnosis, name: Naming) -> str:
    kind = ' class="lb-no"' if mark.against else ""
    other = ""
    if mark.quote.cause != diagnosis.cause and mark.quote.cause != "unknown":
        other = f", speaks for {html(name(mark.quote.cause).lower())}"
    return (
        f'<li{kind}><p class="lb-words">{quoted(mark.quote.text)}</p>'
        f'<a href="#{mark.anchor}" target="_self">{mark.sign}</a> '
        f'<span class="lb-by">{html(SIDES[mark.quote.side])}{other}</span></li>'
    )
