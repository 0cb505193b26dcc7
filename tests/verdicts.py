"""Answers a strong model could give, for scripted models."""

from typing import Any

NO_FACTS: dict[str, Any] = {
    "outcome": "unknown",
    "account": "",
    "competitor": "",
    "stated": "",
    "revisit_line": 0,
    "revisit_words": "",
    "revisit_date": "",
}
"""What a verdict holds when the model found nothing beside the cause."""
