"""What the product lacks, rolled up for the product team: in how many deals it decided, and in how many it came up."""

import csv
import io
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from ingest.store.counting_rows import Gap, Span

if TYPE_CHECKING:
    from ingest.records import Viewer
    from ingest.store import Store

ALIKE: Final = 0.6
"""Cosine from which two lines are about one capability. Careful: two rows are easier to join than to part."""
_HEAD: Final = ("capability", "decided", "amount", "currency", "account", "day", "rep", "quote", "review")
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True)
class Capability:
    """One thing the product lacks, in a buyer's words."""

    words: str
    gaps: tuple[Gap, ...]
    """Deals, those it decided first, the latest first."""

    @property
    def decided(self) -> int:
        """Deals lost because of it."""
        return sum(gap.decided for gap in self.gaps)

    @property
    def came_up(self) -> int:
        """Deals in which it was spoken of, and something else decided."""
        return len(self.gaps) - self.decided

    @property
    def amounts(self) -> dict[str, float]:
        """Amount of the deals it decided, by currency."""
        added: dict[str, float] = defaultdict(float)
        for gap in self.gaps:
            if gap.decided and gap.amount:
                added[gap.currency or ""] += gap.amount
        return dict(sorted(added.items()))


def capabilities(store: "Store", viewer: "Viewer", span: Span) -> tuple[Capability, ...]:
    """Gaps whose lines say the same, the most deciding first."""
    return grouped(store.gaps(viewer, span))


def grouped(gaps: Sequence[Gap]) -> tuple[Capability, ...]:
    """Each gap joins the group whose first line is most like its own, or begins one."""
    groups: list[list[Gap]] = []
    for gap in gaps:
        best = max(((_likeness(gap, group[0]), group) for group in groups), key=lambda item: item[0], default=(0.0, []))
        if best[0] >= ALIKE:
            best[1].append(gap)
        else:
            groups.append([gap])
    made = [Capability(group[0].proof.text, tuple(group)) for group in groups]
    return tuple(sorted(made, key=lambda one: (-one.decided, -sum(one.amounts.values()), -one.came_up)))


def money(amounts: dict[str, float]) -> str:
    """52,000 EUR and 8,000 USD; empty when no amount is on record."""
    return " and ".join(f"{amount:,.0f} {currency}".strip() for currency, amount in amounts.items())


def gaps_csv(found: Sequence[Capability]) -> bytes:
    """One line a deal, for a spreadsheet."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(_HEAD)
    for one in found:
        for gap in one.gaps:
            row = gap.proof.row
            told = "decided" if gap.decided else "came up"
            values = (one.words, told, gap.amount, gap.currency, row.account, row.happened, row.rep, gap.proof.text)
            writer.writerow([_cell(value) for value in (*values, row.id)])
    # Excel takes a file without this mark for its own old alphabet.
    return b"\xef\xbb\xbf" + out.getvalue().encode("utf-8", "replace")


def _likeness(one: Gap, other: Gap) -> float:
    if one.vector is None or other.vector is None:
        return float(" ".join(one.proof.text.lower().split()) == " ".join(other.proof.text.lower().split()))
    return float(one.vector @ other.vector)


def _cell(value: object) -> str:
    """A spreadsheet runs what begins like a formula."""
    text = "" if value is None else " ".join(str(value).split())
    return f"'{text}" if text.startswith(_FORMULA) else text
