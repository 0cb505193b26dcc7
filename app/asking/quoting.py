"""What is quoted of a note: a line, with the one beside it where a line alone is half a sentence; its best sentence."""

import re
from collections.abc import Iterable, Sequence
from typing import Final

from app.asking.dossier import Dossier
from app.asking.page import Page
from app.asking.words import stem, stems
from ingest.lines import flat
from ingest.records import Evidence
from ingest.store.rows import ReviewRow, Round

SOURCES: Final = 9
"""Sources of one answer about one account, about."""
WORDS: Final = 28
"""Words of a quote inside an answer."""
_SHORT: Final = 45
"""Characters of a line that says little without the next one."""
_WHOLE: Final = 260
"""Characters of a source that runs over several lines."""
_QUOTED: Final = re.compile(r"“([^“”]+)”")
_END: Final = re.compile(r"[.!?:…”\"]\W*$")
_SENTENCE: Final = re.compile(r"(?<=[.!?…])\s+(?=\W?[A-ZÀ-Þ0-9])")


def passage(dossier: Dossier, index: int) -> tuple[int, int]:
    """(first, last) line: the line alone, or with those that begin or end its sentence."""
    first = last = index
    size = len(dossier.lines[index].text)
    while size < _WHOLE and first > 0 and _goes_on(dossier, first - 1) and _opens_low(dossier, first):
        first -= 1
        size += len(dossier.lines[first].text)
    while size < _WHOLE and _beside(dossier, last):
        broken = _goes_on(dossier, last) and _opens_low(dossier, last + 1)
        if not broken and size >= _SHORT:
            break
        last += 1
        size += len(dossier.lines[last].text)
    return first, last


def _beside(dossier: Dossier, index: int) -> bool:
    lines = dossier.lines
    return index + 1 < len(lines) and lines[index].review_id == lines[index + 1].review_id


def _goes_on(dossier: Dossier, index: int) -> bool:
    return _beside(dossier, index) and not _END.search(dossier.lines[index].text)


def _opens_low(dossier: Dossier, index: int) -> bool:
    return dossier.lines[index].text.lstrip(" -*•>“\"'")[:1].islower()


def text_of(dossier: Dossier, span: tuple[int, int]) -> str:
    """Its words as they stand in the note, on one row."""
    first, last = dossier.lines[span[0]], dossier.lines[span[1]]
    return " ".join(dossier.notes[first.review_id][first.start : last.end].split())


def passages(dossier: Dossier, order: Iterable[int], most: int = SOURCES) -> list[tuple[int, int]]:
    """The first passages of `order`, each line in one only."""
    spans: list[tuple[int, int]] = []
    for index in order:
        if len(spans) >= most:
            break
        # A line whose passage runs into one taken already still stands for itself.
        free = (span for span in (passage(dossier, index), (index, index)) if not _overlap(span, spans))
        spans += [span for span in (next(free, None),) if span is not None]
    return spans


def _overlap(span: tuple[int, int], spans: Iterable[tuple[int, int]]) -> bool:
    return any(one[0] <= span[1] and span[0] <= one[1] for one in spans)


def cite(page: Page, dossier: Dossier, span: tuple[int, int]) -> str:
    """The mark of a passage."""
    line = dossier.lines[span[0]]
    return page.cite(dossier.rows[line.review_id], line.line, text_of(dossier, span))


def proof(dossier: Dossier, item: Round) -> tuple[int, int] | None:
    """The passage that shows why a round ended as it did."""
    own: Sequence[Evidence] = [quote for quote in item.evidence if quote.cause == item.review.cause]
    for quote in own or item.evidence:
        for index, line in enumerate(dossier.lines):
            if line.review_id == item.review.id and line.line == quote.line:
                return passage(dossier, index)
    return None


def mark(page: Page, dossier: Dossier, item: Round) -> str:
    """The mark of a round as a whole: its proof, or, where it has none, what was stated, or how its note begins."""
    span = proof(dossier, item)
    if span is not None:
        return cite(page, dossier, span)
    row: ReviewRow = item.review
    own = _own_lines(dossier, item)
    if row.stated_text or not own:
        return page.cite(row, None, row.stated_text or "")
    return cite(page, dossier, passage(dossier, own[0]))


def mark_of_words(page: Page, dossier: Dossier, item: Round, told: str) -> str:
    """The mark of the line that `told` quotes; of the round as a whole where it quotes none."""
    quotes = [flat(words).strip(" …") for words in _QUOTED.findall(told)]
    for index in _own_lines(dossier, item):
        if any(words and words in dossier.texts[index] for words in quotes):
            return cite(page, dossier, passage(dossier, index))
    return mark(page, dossier, item)


def _own_lines(dossier: Dossier, item: Round) -> list[int]:
    return [index for index, line in enumerate(dossier.lines) if line.review_id == item.review.id]


def best_sentence(text: str, about: Iterable[str] = (), most: int = WORDS) -> str:
    """The sentence that shares most words with the question, or the first one; no longer than `most` words."""
    wanted = {stem(word) for word in about}
    parts = [part for part in _SENTENCE.split(text.strip()) if part]
    if not parts:
        return text
    shared = [len(wanted & set(stems(part))) for part in parts]
    at = shared.index(max(shared))
    chosen = parts[at].split()
    for part in parts[at + 1 :]:
        if len(chosen) + len(part.split()) > most:
            break
        chosen += part.split()
    if len(chosen) <= most:
        return " ".join(chosen)
    hit = next((i for i, word in enumerate(chosen) if wanted & set(stems(word))), 0)
    start = max(0, min(hit - most // 2, len(chosen) - most)) if hit >= most else 0
    cut = " ".join(chosen[start : start + most])
    return f"{'… ' if start else ''}{cut}{' …' if start + most < len(chosen) else ''}"
