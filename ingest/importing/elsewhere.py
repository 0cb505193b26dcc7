"""One deal in the exports of two CRMs: the same notes about the same account, lost on the same day. It is kept once."""

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Final

from ingest.store.imports import SameNotes
from ingest.store.names import account_key

if TYPE_CHECKING:
    from ingest.importing.items import Row

_OWN_WORDS: Final = 12
"""Words from which two deals hardly have the same note: 'Lost reason: Price' stands in many."""
_NEAR: Final = dt.timedelta(days=3)
"""Between the day one CRM closed it and the day the other did, where the amount agrees."""
_ZONE: Final = dt.timedelta(days=1)
"""One CRM writes the day here, the other the day in Greenwich."""


class Elsewhere:
    """Knows the deals of other sources, on record or on their way there. Each stands for one row of a source."""

    def __init__(self) -> None:
        self._on_record: Mapping[str, Sequence[SameNotes]] = {}
        self._coming: dict[tuple[int, str], list[SameNotes]] = defaultdict(list)
        self._taken: set[tuple[str, str]] = set()
        self.count = 0
        """Rows whose deal another source had brought."""

    def look_at(self, on_record: Mapping[str, Sequence[SameNotes]]) -> None:
        """What is on record with the notes of the rows that come next, by their text."""
        self._on_record = on_record

    def has(self, row: "Row") -> bool:
        """Whether another source has brought this deal; if so, that one is this row's from now on."""
        days, name = _days(row), row.given.account
        if row.path or not days or name is None:
            return False
        key = account_key(name)
        for deal in (*self._on_record.get(row.note.text, ()), *self._coming.get((hash(row.note.text), key), ())):
            taken = deal.id, row.source
            if deal.account != key or taken in self._taken or deal.mark.split(":")[0] == row.source:
                continue
            if _is_same(row, days, deal):
                self._taken.add(taken)
                self.count += 1
                return True
        return False

    def bring(self, row: "Row", external_id: str) -> None:
        """Remember a row that will be recorded under this id."""
        days, name = _days(row), row.given.account
        if not row.path and days and name is not None:
            key = account_key(name)
            deal = SameNotes(external_id, row.source, key, days[0], row.given.date, row.given.amount)
            self._coming[hash(row.note.text), key].append(deal)

    @property
    def told(self) -> tuple[str, ...]:
        """A sentence for the person, where there was any."""
        if not self.count:
            return ()
        many = "1 row is a deal" if self.count == 1 else f"{self.count} rows are deals"
        return (f"{many} that came from another source already: same notes, account and day or nearly. Kept once.",)


def _days(row: "Row") -> tuple[dt.date, ...]:
    """By which a deal may be known: the day it closed or its notes were written, and a close day that lies ahead."""
    return tuple(day for day in (row.ahead, row.given.closed or row.given.date) if day is not None)


def _is_same(row: "Row", days: Sequence[dt.date], deal: SameNotes) -> bool:
    apart = min(abs(day - each) for day in days for each in (deal.closed, deal.written) if each is not None)
    if row.given.amount is not None and deal.amount is not None and row.given.amount != deal.amount:
        return False
    paid = row.given.amount is not None and row.given.amount == deal.amount
    if len(row.note.text.split()) < _OWN_WORDS:
        return apart == dt.timedelta() and paid
    if row.ahead and (row.given.date is None or row.given.opened or deal.written is None):
        return True  # one of the two CRMs gave no day that can be
    if row.opened and deal.written and abs(row.opened - deal.written) <= _ZONE:
        return True  # the other's close day lay ahead, so the day it was opened stands there
    return apart <= (_NEAR if paid else _ZONE)
