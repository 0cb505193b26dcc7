"""The repeat-loss rate: of the losses of a quarter, how many went a way the team had lost before.

The product's own measure of whether lessons travel. A way of losing is the mechanism on record, another account's or
the same one's; counts stand before everything else, and a quarter with few losses says so by its n.
"""

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from app.wording import count

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ingest.records import Viewer
    from ingest.store import Store
    from ingest.store.coaching_reads import Loss

FEWEST: Final = 3
_TOLD: Final = 3


@dataclass(frozen=True)
class Quarter:
    """The losses of three months."""

    year: int
    number: int
    losses: int
    repeated: int
    """Whose mechanism had been lost to before, on an earlier day."""

    @property
    def name(self) -> str:
        """As people say it."""
        return f"Q{self.number} {self.year}"


def repeats(store: "Store", viewer: "Viewer", until: dt.date) -> tuple[Quarter, ...]:
    """Every quarter with a loss up to a day, the oldest first, as far as this viewer may see."""
    return by_quarter(store.losses(viewer, until))


def by_quarter(losses: "Sequence[Loss]") -> tuple[Quarter, ...]:
    """The same of given losses, the oldest first."""
    first: dict[str, dt.date] = {}
    for each in losses:
        first.setdefault(each.mechanism, each.happened)
    counted: dict[tuple[int, int], list[int]] = defaultdict(lambda: [0, 0])
    for each in losses:
        cell = counted[each.happened.year, (each.happened.month + 2) // 3]
        cell[0] += 1
        cell[1] += each.happened > first[each.mechanism]
    return tuple(Quarter(*when, *cell) for when, cell in sorted(counted.items()))


def told(quarters: "Sequence[Quarter]") -> str:
    """The last quarters in a sentence; empty when there are fewer than two to compare."""
    worth = [each for each in quarters if each.losses >= FEWEST][-_TOLD:]
    if len(worth) < 2:
        return ""
    parts = [f"{each.name} {each.repeated} of {count(each.losses, 'loss', 'losses')}" for each in worth]
    return f"Lost in a way the team had lost before: {', '.join(parts)}."
