"""The future-you card's day as a calendar file, or all of them in one. It carries the card, never the note."""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from ingest.records import FutureCard


def calendar_file(card: FutureCard, account: str, review_id: str) -> bytes:
    """An .ics file with one all-day event, which does not mark the day as busy.

    The event's id is made from the review's, so that opening the file twice changes the event instead of adding one.

    Raises:
        ValueError: the card names no day.
    """
    if card.revisit is None:
        raise ValueError(f"the card of review {review_id!r} names no day to come back")
    return calendar_feed([(card, account, review_id)])


def calendar_feed(cards: Iterable[tuple[FutureCard, str, str]]) -> bytes:
    """All of (card, account, id of its review's first version) that name a day, in one file.

    Ids stay the same, so importing a newer file moves the events that are there.
    """
    from icalendar import Calendar

    calendar = Calendar()
    calendar.add("prodid", "-//Lossbook//EN")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", "Lossbook: accounts to come back to")
    now = dt.datetime.now(dt.UTC)
    for card, account, review_id in cards:
        if card.revisit is not None:
            calendar.add_component(_event(card, card.revisit, account, review_id, now))
    return bytes(calendar.to_ical())


def _event(card: FutureCard, day: dt.date, account: str, review_id: str, now: dt.datetime) -> Any:
    from icalendar import Event

    event = Event()
    event.add("uid", f"{review_id}@lossbook")
    event.add("dtstamp", now)
    # A calendar takes the newer of two events with one id by this number.
    event.add("sequence", int(now.timestamp()) // 60 % 2**31)
    event.add("dtstart", day)
    event.add("dtend", day + dt.timedelta(days=1))
    event.add("summary", f"Come back to {one_line(account)}")
    event.add("description", describe(card))
    event.add("transp", "TRANSPARENT")
    return event


def describe(card: FutureCard) -> str:
    """The card as lines of text; what it does not say is left out."""
    rows = (("What must be true", card.reopen_when), ("Call", card.call), ("Not again", card.avoid))
    return "\n".join(f"{name}: {one_line(text)}" for name, text in rows if text.strip())


def one_line(text: str) -> str:
    """Without line breaks and control characters, which end a property in some calendars."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())
