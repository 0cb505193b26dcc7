"""A review as the JSON other programs read. Every key is part of the command line's contract and stays."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from ingest.records import Advice, Evidence, Reading

if TYPE_CHECKING:
    from app.pastloss import Similar


def document(review_id: str | None, reading: Reading, similar: "Sequence[Similar]", seconds: float) -> dict[str, Any]:
    """One JSON object. `review_id` is None when the review was not recorded.

    Offsets count characters of the note as given: `text == note[start:end]`.
    """
    found = reading.diagnosis
    return {
        "review_id": review_id,
        "account": found.account,
        "outcome": found.outcome,
        "competitor": found.competitor,
        "stated_cause": {"text": found.stated.text, "cause": found.stated.cause} if found.stated else None,
        "cause": found.cause,
        "confidence": found.confidence,
        "ranking": [{"cause": ranked.cause, "score": ranked.score} for ranked in found.ranking],
        "contributing": list(found.contributing),
        "mechanism": found.mechanism,
        "control": found.control,
        "evidence": [quote(item) for item in found.evidence],
        "counter_evidence": [quote(item) for item in found.counter_evidence],
        "people": [person.name for person in found.people],
        "revisit": _revisit(reading),
        "settling_question": found.settling_question,
        "lessons": texts(reading.coaching.lessons),
        "next_time": texts(reading.coaching.next_time),
        "questions": texts(reading.coaching.questions),
        "similar": [
            {
                "review_id": each.review_id,
                "account": each.account,
                "cause": each.cause,
                "mechanism": each.mechanism,
                "why": each.why,
            }
            for each in similar
        ],
        "engine": found.engine,
        "provenance": reading.provenance.model_dump(mode="json"),
        "seconds": round(seconds, 3),
    }


def quote(item: Evidence) -> dict[str, Any]:
    """One line of evidence, with its place in the note."""
    return {
        "line": item.line,
        "start": item.start,
        "end": item.end,
        "text": item.text,
        "side": item.side,
        "cause": item.cause,
    }


def texts(advice: Sequence[Advice]) -> list[str]:
    """The sentences alone."""
    return [each.text for each in advice]


def _revisit(reading: Reading) -> dict[str, str | None] | None:
    revisit = reading.diagnosis.revisit
    if revisit is None:
        return None
    return {"text": revisit.text, "date": revisit.date.isoformat() if revisit.date else None}
