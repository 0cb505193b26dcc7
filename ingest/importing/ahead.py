"""Close days that lie ahead on deals that ended: said once, with an example, when the import is done."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from ingest.importing.items import Bad, Row

_ZONE: Final = dt.timedelta(days=1)
"""East of here it is tomorrow already."""


def without_day_ahead(row: Row, today: dt.date, beside: dt.date | None = None, opened: bool = False) -> Row:
    """A deal that ended has not closed on a day that lies ahead: an open pipeline's close date was left behind.

    The other day that is known stands: `beside` is the CRM's, and the one the deal was `opened` on, if it says so.
    """
    given = row.given
    closed, date, other = (day if day and day <= today + _ZONE else None for day in (given.closed, given.date, beside))
    if (closed, date) == (given.closed, given.date):
        return row
    day = closed or date or other
    note = row.note.model_copy(update={"written": day})
    left = {"closed": closed, "date": day, "opened": opened and day is not None and day == other}
    return replace(row, note=note, given=given.model_copy(update=left), came=given)


def without_days_ahead(rows: Iterator[Row | Bad], today: dt.date) -> Iterator[Row | Bad]:
    """The same for each."""
    for row in rows:
        yield without_day_ahead(row, today) if isinstance(row, Row) else row


class DaysAhead:
    """Counts the deals that are kept without such a day."""

    def __init__(self) -> None:
        self._count = 0
        self._example = ""

    def see(self, row: Row) -> None:
        """A row that is kept."""
        if row.ahead is not None:
            self._count += 1
            self._example = self._example or f"{row.where}: {row.ahead}"

    @property
    def told(self) -> tuple[str, ...]:
        """A sentence for the person, where there was any."""
        if not self._count:
            return ()
        many = "1 deal that ended has" if self._count == 1 else f"{self._count} deals that ended have"
        return (
            f"{many} a close date that lies ahead ({self._example}), so it is not taken for the day it closed. "
            "The day in the notes is used, else the other day the CRM gives, else today. "
            "Correct it in the CRM and import it again.",
        )
