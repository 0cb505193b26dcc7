import datetime as dt

import icalendar
import pytest

from app.ics import calendar_file
from ingest.records import FutureCard

CARD = FutureCard(
    revisit=dt.date(2027, 3, 1),
    reopen_when="The new budget year has begun.\r\nATTACH:http://evil.example",
    call="Dana Whitlock; (finance, \\ director)",
    avoid="",
)


def parsed(card: FutureCard, account: str = "Halden") -> icalendar.Event:
    event = icalendar.Calendar.from_ical(calendar_file(card, account, "01ABC")).walk("VEVENT")[0]
    assert isinstance(event, icalendar.Event)
    return event


def test_one_whole_day_that_does_not_block_the_day() -> None:
    event = parsed(CARD)
    assert event.decoded("dtstart") == dt.date(2027, 3, 1)
    assert event.decoded("dtend") == dt.date(2027, 3, 2)
    assert event["transp"] == "TRANSPARENT"
    assert event["summary"] == "Come back to Halden"
    assert event["uid"] == "01ABC@lossbook"


def test_what_is_written_on_the_card_stays_text() -> None:
    event = parsed(CARD, "Ärzte\nBEGIN:VALARM \u202e 😀")
    assert "attach" not in event
    assert not event.walk("VALARM")
    assert event["summary"] == "Come back to Ärzte BEGIN:VALARM 😀"
    assert str(event["description"]).splitlines() == [
        "What must be true: The new budget year has begun. ATTACH:http://evil.example",
        "Call: Dana Whitlock; (finance, \\ director)",
    ]


def test_a_card_without_a_day_has_no_calendar_file() -> None:
    with pytest.raises(ValueError, match="01ABC"):
        calendar_file(FutureCard(), "Halden", "01ABC")
