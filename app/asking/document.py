"""An answer as the JSON other programs read. Every key is part of the command line's contract and stays."""

from typing import Any

from app.asking.answered import Answered


def document(found: Answered) -> dict[str, Any]:
    """One JSON object."""
    return {
        "kind": found.kind,
        "answer": f"{found.answer} {found.gap}".strip() if found.kind == "no_record" else found.answer,
        "citations": [
            {
                "n": each.n,
                "review_id": each.review_id,
                "external_id": each.external_id,
                "account": each.account,
                "date": each.date.isoformat(),
                "quote": each.quote,
                "line": each.line,
            }
            for each in found.citations
        ],
        "candidates": list(found.candidates),
        "account": found.account,
        "engine": found.engine,
        "notices": list(found.notices),
        "seconds": found.seconds,
    }
