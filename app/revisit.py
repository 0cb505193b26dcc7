"""Future-you cards by when they are due, and all of them as one calendar file."""

import calendar
import datetime as dt
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, Final

from ingest.store.rows import CardDue

if TYPE_CHECKING:
    from ingest.records import Viewer
    from ingest.store import Store

GROUPS: Final[Mapping[str, str]] = {
    "overdue": "Overdue",
    "week": "This week",
    "month": "This month",
    "quarter": "This quarter",
    "later": "Later",
    "undated": "No day set",
}


def groups(cards: Iterable[CardDue], today: dt.date) -> dict[str, list[CardDue]]:
    """Each card under the nearest of `GROUPS` it falls into; empty groups are left out."""
    ends = _ends(today)
    found: dict[str, list[CardDue]] = {name: [] for name in GROUPS}
    for card in cards:
        found[_group(card.card.revisit, today, ends)].append(card)
    return {name: some for name, some in found.items() if some}


def feed(store: "Store", viewer: "Viewer") -> bytes:
    """Every dated card this viewer may see, as a calendar file."""
    from app.ics import calendar_feed

    return calendar_feed((due.card, due.review.account, due.review.first_id) for due in store.open_cards(viewer))


def document(grouped: Mapping[str, Iterable[CardDue]]) -> list[dict[str, Any]]:
    """For other programs: one object a card, in order."""
    return [
        {
            "when": name,
            "review_id": due.review.id,
            "account": due.review.account,
            "rep": due.review.rep,
            **due.card.model_dump(mode="json"),
        }
        for name, some in grouped.items()
        for due in some
    ]


def _ends(today: dt.date) -> tuple[tuple[str, dt.date], ...]:
    """Last day of each span."""
    last = (today.month + 2) // 3 * 3
    return (
        ("week", today + dt.timedelta(days=6 - today.weekday())),
        ("month", today.replace(day=calendar.monthrange(today.year, today.month)[1])),
        ("quarter", today.replace(month=last, day=calendar.monthrange(today.year, last)[1])),
    )


def _group(day: dt.date | None, today: dt.date, ends: Iterable[tuple[str, dt.date]]) -> str:
    if day is None:
        return "undated"
    if day < today:
        return "overdue"
    return next((name for name, end in ends if day <= end), "later")
