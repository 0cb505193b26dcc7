"""Close days that lie ahead on deals that ended: said once, with an example, when the import is done."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ingest.importing.items import Row


class DaysAhead:
    """Counts the deals that are kept without such a day."""

    def __init__(self) -> None:
        self._count = 0
        self._example = ""

    def see(self, row: "Row") -> None:
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
            "The day in the notes stands there, else today. Correct it in the CRM and import it again.",
        )
