"""The future-you card's day as a calendar file. It carries the card, never the note."""

import datetime as dt

from ingest.records import FutureCard


def calendar_file(card: FutureCard, account: str, review_id: str) -> bytes:
    """An .ics file with one all-day event, which does not mark the day as busy.

    The event's id is made from the review's, so that opening the file twice changes the event instead of adding one.

    Raises:
        ValueError: the card names no day.
    """
    if card.revisit is None:
        raise ValueError(f"the card of review {review_id!r} names no day to come back")
    from icalendar import Calendar, Event

    event = Event()
    event.add("uid", f"{review_id}@lossbook")
    event.add("dtstamp", dt.datetime.now(dt.UTC))
    event.add("dtstart", card.revisit)
    event.add("dtend", card.revisit + dt.timedelta(days=1))
    event.add("summary", f"Come back to {one_line(account)}")
    event.add("description", describe(card))
    event.add("transp", "TRANSPARENT")
    calendar = Calendar()
    calendar.add("prodid", "-//Lossbook//EN")
    calendar.add("version", "2.0")
    calendar.add_component(event)
    return bytes(calendar.to_ical())


def describe(card: FutureCard) -> str:
    """The card as lines of text; what it does not say is left out."""
    rows = (("What must be true", card.reopen_when), ("Call", card.call), ("Not again", card.avoid))
    return "\n".join(f"{name}: {one_line(text)}" for name, text in rows if text.strip())


def one_line(text: str) -> str:
    """Without line breaks and control characters, which end a property in some calendars."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())
