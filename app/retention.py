"""Notes are not kept longer than somebody decided: what is due, and removing it. Off until a period is given."""

import calendar
import datetime as dt
import json
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from prompts.errors import LossbookError

if TYPE_CHECKING:
    from ingest.book import Book
    from ingest.records import Viewer
    from ingest.store.rows import Erased, ReviewRow

KEPT = "Kept: counts by quarter, outcome and cause, without names or text. Win rates and patterns no longer count them."


@dataclass(frozen=True)
class Due:
    """Reviews whose deals closed before a day."""

    before: dt.date
    rows: tuple["ReviewRow", ...]

    @property
    def counts(self) -> dict[str, int]:
        """How many by quarter, outcome and cause: '2024-Q3 competitor follow_up'."""
        found = Counter(
            f"{row.happened.year}-Q{(row.happened.month + 2) // 3} {row.outcome} {row.cause}" for row in self.rows
        )
        return dict(sorted(found.items()))


def due(book: "Book", viewer: "Viewer", months: int, today: dt.date) -> Due:
    """What is past the period; nothing is changed."""
    before = _earlier(today, months)
    return Due(before, tuple(book.store.older(viewer, before)))


def remove(book: "Book", viewer: "Viewer", found: Due) -> "tuple[Erased, Path]":
    """Erase them, by the one way that anything is erased, and keep the counts in a file of the home.

    Raises:
        LossbookError: the counts could not be written; nothing was removed.
        StoreError: the records cannot be written.
    """
    now = dt.datetime.now(dt.UTC)
    file = book.settings.home / "retention" / f"{now:%Y-%m-%d-%H%M%S}.json"
    body: dict[str, Any] = {"removed": now.isoformat(timespec="seconds"), "before": found.before.isoformat()}
    body |= {"by": viewer.name, "reviews": len(found.rows), "counts": found.counts}
    unsure = file.with_suffix(".part")
    try:
        file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        unsure.write_text(json.dumps(body, indent=1) + "\n", encoding="utf-8")
    except OSError as error:
        raise LossbookError(
            f"{str(file)!r} cannot be written: {error.strerror or error}; nothing was removed."
        ) from error
    try:
        erased = book.store.erase_older(viewer, found.before)
    except BaseException:
        unsure.unlink(missing_ok=True)  # nothing was removed, so no file may say so
        raise
    return erased, unsure.rename(file)


def _earlier(day: dt.date, months: int) -> dt.date:
    """The same day so many months before; the month's last day where it is shorter."""
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    if year < 1:
        return dt.date.min
    return dt.date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))
