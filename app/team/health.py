"""How well the causes fit the deals: how often a person changed one, found none that fits, or two readings differ."""

from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from app.calm import count

if TYPE_CHECKING:
    from collections.abc import Iterable

    from app.team.patterns import Naming
    from ingest.records import Viewer
    from ingest.store import Store
    from ingest.store.counting_rows import Health
    from prompts.codes import Cause

FEWEST: Final = 3
_ONE_IN: Final = 5
"""A cause changed once in so many readings or more is worth a look."""


@dataclass(frozen=True)
class CauseHealth:
    """One cause, as the first reading gave it."""

    cause: "Cause"
    read: int
    """Losses first read as this."""
    changed: int
    """Of these, changed by a person."""
    none_fits: int
    """Of the changed, those for which no cause was found."""
    differ: int
    """Read again with another result."""
    to: tuple[tuple["Cause", int], ...]
    """What a person changed it to, the most frequent first."""

    @property
    def worth_a_look(self) -> bool:
        """Enough changes to ask whether the page holds two causes."""
        return self.changed >= FEWEST and self.changed * _ONE_IN >= self.read


def health(store: "Store", viewer: "Viewer") -> tuple[CauseHealth, ...]:
    """Every cause with a loss first read as it, the most often changed first."""
    return by_cause(store.health(viewer))


def by_cause(found: "Iterable[Health]") -> tuple[CauseHealth, ...]:
    """The same of given counts."""
    grouped: dict[Cause, list[Health]] = defaultdict(list)
    for each in found:
        grouped[each.cause].append(each)
    made = [_one(cause, some) for cause, some in grouped.items()]
    return tuple(sorted(made, key=lambda one: (-one.changed, -one.differ, -one.read, one.cause)))


def told(one: CauseHealth, name: "Naming") -> str:
    """One cause in a sentence or two."""
    said = f"{name(one.cause)}: changed by a person in {count(one.changed, one.read)}"
    if one.to:
        cause, number = one.to[0]
        to = "to none that fits" if cause == "unknown" else f"to {name(cause).lower()}"
        said += f", most often {to} ({number})"
    if one.differ:
        said += f"; {one.differ} read differently a second time"
    return f"{said}."


def suggestion(one: CauseHealth, name: "Naming") -> str:
    """What to do about it; empty when there is too little to go by."""
    if not one.worth_a_look:
        return ""
    if one.none_fits * 2 > one.changed:
        return f"A cause may be missing beside {name(one.cause).lower()}. Read these notes together before you add one."
    return (
        f"The page of {name(one.cause).lower()} may hold two causes. Read these notes together before you split it; "
        f"its text is prompts/causes/{one.cause}.md."
    )


def _one(cause: "Cause", some: "list[Health]") -> CauseHealth:
    by: Counter[str] = Counter()
    to: Counter[Cause] = Counter()
    for each in some:
        by[each.by] += each.reviews
        if each.by == "rep":
            to[each.now] += each.reviews
    return CauseHealth(cause, sum(by.values()), by["rep"], to["unknown"], by["reread"], tuple(to.most_common()))
