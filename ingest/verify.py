"""Nothing reaches a screen that the note does not say: every quote is looked up again at its place.

The engines point at line numbers and the words are copied from the note, so a quote that fails here means a bug or a
note that changed underneath; it is dropped, and what stood on it loses its confidence.
"""

from collections.abc import Iterable, Sequence

from ingest.records import Diagnosis, Evidence, Line, Note, Quote
from prompts.codes import Confidence

_RANK: dict[Confidence, int] = {"low": 0, "medium": 1, "high": 2}


def verify(diagnosis: Diagnosis, note: Note, lines: Sequence[Line]) -> Diagnosis:
    """The diagnosis with only true quotes, and no more confidence than they carry.

    Evidence that only our own side said caps confidence at low: a rep's belief is not a buyer's reason.
    """
    evidence = _true(diagnosis.evidence, note, lines)
    against = _true(diagnosis.counter_evidence, note, lines)
    moment = diagnosis.recoverable
    revisit = diagnosis.revisit
    return diagnosis.model_copy(
        update={
            "evidence": evidence,
            "counter_evidence": against,
            "recoverable": moment if moment and is_true(moment.quote, note, lines) else None,
            "revisit": revisit if revisit and note.text[revisit.start : revisit.end] == revisit.text else None,
            "confidence": _capped(diagnosis.confidence, diagnosis, evidence),
        }
    )


def is_true(quote: Quote, note: Note, lines: Sequence[Line]) -> bool:
    """The words stand at that place, and the place lies in that line."""
    if not 1 <= quote.line <= len(lines) or not quote.text.strip():
        return False
    line = lines[quote.line - 1]
    return line.start <= quote.start < quote.end <= line.end and note.text[quote.start : quote.end] == quote.text


def _true(quotes: Iterable[Evidence], note: Note, lines: Sequence[Line]) -> tuple[Evidence, ...]:
    return tuple(quote for quote in quotes if is_true(quote, note, lines))


def _capped(confidence: Confidence, diagnosis: Diagnosis, evidence: Sequence[Evidence]) -> Confidence:
    own = [item for item in evidence if item.cause == diagnosis.cause]
    cap: Confidence = "high" if any(item.side == "buyer" for item in own) else "low"
    return min(confidence, cap, key=_RANK.__getitem__)
