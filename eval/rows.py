"""One promise, what was measured of it, and the table they are printed in."""

import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from rich.table import Table


@dataclass(frozen=True)
class Row:
    """One promise and what was measured."""

    name: str
    unit: str
    values: Sequence[float]
    target: float | None = None
    at_least: bool = False
    late: bool = False
    """Judged by the 95th percentile rather than by the median."""

    @property
    def median(self) -> float:
        """The middle one."""
        return statistics.median(self.values)

    @property
    def p95(self) -> float:
        """The value that 95 of 100 do not pass, by the nearest rank; of fewer than 20 it is the largest."""
        ordered = sorted(self.values)
        return ordered[-(-len(ordered) * 95 // 100) - 1]

    @property
    def kept(self) -> bool | None:
        """Whether the promise was kept; None when none was made."""
        if self.target is None:
            return None
        judged = self.p95 if self.late else self.median
        return judged >= self.target if self.at_least else judged <= self.target


def timed(action: Callable[[], object], repeat: int, warm: int = 1) -> list[float]:
    """Seconds of each of `repeat` runs, after `warm` that are not counted."""
    seconds = []
    for turn in range(warm + repeat):
        start = time.perf_counter()
        action()
        if turn >= warm:
            seconds.append(time.perf_counter() - start)
    return seconds


def missed(rows: Sequence[Row]) -> str:
    """One line that names the promises not kept; empty when there are none."""
    names = [row.name for row in rows if row.kept is False]
    return f"Not kept in this run: {'; '.join(names)}." if names else ""


def table(rows: Sequence[Row], title: str | None = None) -> Table:
    """Every row with its spread."""
    made = Table("what", "unit", "n", "median", "p95", "smallest", "largest", "promise", "kept", title=title)
    for row in rows:
        sign = ("p95 " if row.late else "") + ("at least" if row.at_least else "at most")
        figures = (row.median, row.p95, min(row.values), max(row.values))
        made.add_row(
            row.name,
            row.unit,
            str(len(row.values)),
            *(f"{figure:.3g}" if abs(figure) < 1000 else f"{figure:,.0f}" for figure in figures),
            "" if row.target is None else f"{sign} {row.target:g}",
            {True: "yes", False: "no", None: ""}[row.kept],
        )
    return made
