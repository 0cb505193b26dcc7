"""The future-you card, as two screens show it."""

from app.widgets.escape import html
from app.wording import day
from ingest.records import FutureCard


def card_html(card: FutureCard, title: str) -> str:
    """To be read before a call."""
    rows = (
        ("Come back on", day(card.revisit) if card.revisit else "no day is set"),
        ("What must be true", card.reopen_when),
        ("Call", card.call),
        ("Not again", card.avoid),
    )
    cells = "".join(f"<div><dt>{label}</dt><dd>{html(text)}</dd></div>" for label, text in rows if text)
    facts = f'<dl class="lb-facts lb-tight">{cells}</dl>'
    return f'<section class="lb-card"><p class="lb-label">{html(title)}</p>{facts}</section>'
