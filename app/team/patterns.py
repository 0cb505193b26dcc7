"""How deals are lost: counts first, percentages from twenty deals on, nothing drawn from fewer than three."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, TypeVar

from app import calm
from app.wording import count
from ingest.store.counting_rows import Axis, Cell, Span
from prompts.codes import Cause

if TYPE_CHECKING:
    from ingest.records import Viewer
    from ingest.store import Store

FEWEST: Final = 3
"""Deals under which nothing is drawn and nothing is said to be a pattern."""
COLUMNS: Final = 6
"""Values of an axis that stand beside each other; more do not fit a phone."""
PRICE: Final[Cause] = "budget_ceiling"
"""What 'price', 'too expensive' or 'no budget' names when it stands as the reason given."""
PRICE_SAID: Final = "“Price” or “budget”"
"""That reason as its counts are labelled: they hold both words."""
OURS: Final = ("rep", "team")
"""Controls that are ours to change."""

Naming = Callable[[Cause], str]
T = TypeVar("T")


@dataclass(frozen=True)
class Patterns:
    """What the team's deals of a time add up to, as one viewer sees them."""

    won: int
    lost: int
    """Without early noes."""
    early: int
    causes: tuple[tuple[Cause, int], ...]
    """Of the losses, the most frequent first."""
    controls: tuple[tuple[str, int], ...]
    flows: tuple[tuple[Cause, Cause, int], ...]
    """(cause the given reason names, cause the notes show, losses), for reasons given at least three times."""
    cells: tuple[Cell, ...]

    def written(self, stated: Cause) -> int:
        """Losses for which this reason was given."""
        return sum(deals for given, _, deals in self.flows if given == stated)


@dataclass(frozen=True)
class Grid:
    """Losses by cause and one more thing. `deals[cause, value]` holds the counts that are not 0."""

    values: tuple[tuple[str, int], ...]
    """What stands beside each other, each with its number of losses: three or more."""
    causes: tuple[Cause, ...]
    deals: dict[tuple[Cause, str], int]
    thin: int
    """Losses of causes that have fewer than three in these columns."""
    few: tuple[tuple[str, int], ...]
    """Values with too few losses to be drawn."""
    more: int
    """Losses of values that found no room."""
    blank: int
    """Losses for which the records do not say."""


def patterns(store: "Store", viewer: "Viewer", span: Span, axis: Axis) -> Patterns:
    """Count, in one query. `axis` is what the losses are laid out by beside their cause."""
    cells = store.counts(viewer, span, ("control", "stated", axis))
    outcomes = Counter({cell.value: cell.deals for cell in cells if cell.axis == "outcome"})
    lost = sum(deals for code, deals in outcomes.items() if code not in ("won", "disqualified"))
    return Patterns(
        won=outcomes["won"],
        lost=lost,
        early=outcomes["disqualified"],
        causes=_causes(cells),
        controls=tuple(_sum((cell.value, cell.deals) for cell in cells if cell.axis == "control")),
        flows=_flows(cells),
        cells=tuple(cell for cell in cells if cell.axis == axis),
    )


def grid(found: Patterns, axis: Axis) -> Grid:
    """Laid out by an axis: quarters in order of time, sizes of money, everything else by how much there is."""
    cells = [cell for cell in found.cells if cell.axis == axis]
    totals = _sum((cell.value, cell.deals) for cell in cells)
    enough = [(value, deals) for value, deals in totals if value and deals >= FEWEST]
    if axis == "quarter":
        shown = sorted(enough, key=lambda item: item[0])[-COLUMNS:]
    elif axis == "size":
        shown = sorted(enough, key=lambda item: int(item[0]))
    else:
        shown = enough[:COLUMNS]
    drawn = {value for value, _ in shown}
    deals = {(cell.cause, cell.value): cell.deals for cell in cells if cell.cause is not None and cell.value in drawn}
    by_cause = [each for each in _sum((cause, number) for (cause, _), number in deals.items()) if each[1] >= FEWEST]
    return Grid(
        values=tuple(shown),
        causes=tuple(cause for cause, _ in by_cause),
        deals=deals,
        thin=sum(deals.values()) - sum(number for _, number in by_cause),
        few=tuple((value, number) for value, number in totals if value and number < FEWEST),
        more=sum(number for value, number in enough if value not in drawn),
        blank=sum(number for value, number in totals if not value),
    )


def standing(found: Patterns) -> tuple[str, ...]:
    """Won, lost, early noes; and which of the losses were ours to change."""
    lines = calm.team_rate(found.won, found.lost, found.early)
    ours = sum(deals for control, deals in found.controls if control in OURS)
    if found.lost < FEWEST:
        return lines
    company = sum(deals for control, deals in found.controls if control == "company")
    rest = found.lost - ours - company
    return (
        *lines,
        f"Of {count(found.lost, 'loss', 'losses')}, {ours} turned on something the rep or the team could change, "
        f"{company} on the product, the terms or proof, {rest} on nothing of ours.",
    )


def price_line(found: Patterns, name: Naming) -> str:
    """Where 'price' and 'budget' came from; empty when it was given too seldom."""
    written = found.written(PRICE)
    if written < FEWEST:
        return ""
    really = sum(deals for stated, cause, deals in found.flows if stated == cause == PRICE)
    others = [(cause, deals) for stated, cause, deals in found.flows if stated == PRICE != cause]
    said = f"{PRICE_SAID} was the reason given in {count(written, 'loss', 'losses')}."
    if not others:
        return f"{said} The notes agree in all of them."
    told = [f"{name(cause).lower()} in {deals}" for cause, deals in others if deals > 1][:3]
    rest = written - really - sum(deals for cause, deals in [each for each in others if each[1] > 1][:3])
    told += [f"something else in {rest}"] if rest else []
    seldom = f"in {really}" if really else "in none of them"
    return f"{said} The notes show a budget that could not stretch {seldom}, {_and(told)}."


def written_as(cause: Cause, name: Naming) -> str:
    """A reason given, as the label of its count; both words of the one code stand in it."""
    return PRICE_SAID if cause == PRICE else name(cause)


def most(found: Patterns) -> tuple[Cause, ...]:
    """Causes with enough losses to be drawn."""
    return tuple(cause for cause, deals in found.causes if deals >= FEWEST and cause != "unknown")


def label(axis: Axis, value: str) -> str:
    """A value of an axis as people say it."""
    if axis == "quarter":
        year, quarter = value.split("-")
        return f"Q{quarter} {year}"
    if axis == "size":
        return {"0": "under 10k", "10000": "10k to 50k", "50000": "50k to 250k", "250000": "250k and over"}[value]
    return value


def _and(words: Sequence[str]) -> str:
    return " and ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)


def _causes(cells: Iterable[Cell]) -> tuple[tuple[Cause, int], ...]:
    return tuple(_sum((c.cause, c.deals) for c in cells if c.axis == "control" and c.cause is not None))


def _flows(cells: Sequence[Cell]) -> tuple[tuple[Cause, Cause, int], ...]:
    found = [cell for cell in cells if cell.axis == "stated" and cell.value and cell.cause is not None]
    often = dict(_sum((cell.value, cell.deals) for cell in found))
    kept = [cell for cell in found if often[cell.value] >= FEWEST]
    kept.sort(key=lambda cell: (-often[cell.value], cell.value, -cell.deals, cell.cause or ""))
    return tuple((_cause(cell.value), cell.cause, cell.deals) for cell in kept if cell.cause is not None)


def _cause(code: str) -> Cause:
    from prompts.codes import CAUSES

    return next(cause for cause in CAUSES if cause == code)


def _sum(pairs: Iterable[tuple[T, int]]) -> list[tuple[T, int]]:
    """Added up, the greatest first; then by name, so that two runs agree."""
    added: Counter[T] = Counter()
    for key, number in pairs:
        added[key] += number
    return sorted(added.items(), key=lambda item: (-item[1], str(item[0])))
