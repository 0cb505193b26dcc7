"""What comes out of counting. Plain typed rows, no SQL."""

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from ingest.records import Coaching
from ingest.store.rows import ReviewRow
from prompts.codes import Cause

if TYPE_CHECKING:
    from ingest.store.rows import FloatArray

Axis = Literal["outcome", "control", "stated", "quarter", "competitor", "stage", "segment", "rep", "size"]
"""What losses are counted by, beside their cause."""


@dataclass(frozen=True, slots=True)
class Span:
    """Which deals: of this time, both days included; None leaves that end open."""

    since: dt.date | None = None
    until: dt.date | None = None


@dataclass(frozen=True, slots=True)
class Cell:
    """How many deals share a value of an axis and a cause. With axis 'outcome' all deals are counted, and no cause."""

    axis: Axis
    value: str
    """As on record: a code, a name, '2026-4' for a quarter; empty when nothing is."""
    cause: Cause | None
    deals: int


@dataclass(frozen=True, slots=True)
class Proof:
    """One exact line, and the review it stands in."""

    row: ReviewRow
    line: int
    text: str


@dataclass(frozen=True, slots=True)
class Gap:
    """A deal in which a missing capability came up, in the words of its note."""

    proof: Proof
    decided: bool
    """True when it is the cause on record, False when the deal was lost, or won, for another reason."""
    amount: float | None
    currency: str | None
    vector: "FloatArray | None"
    """Of the line, shape (384,); None when it was not embedded."""


@dataclass(frozen=True, slots=True)
class GapTotal:
    """Deals a missing capability decided, or came up in, by currency."""

    decided: bool
    currency: str | None
    deals: int
    amount: float
    """Of the deals that have one."""
    with_amount: int


@dataclass(frozen=True, slots=True)
class Health:
    """How a cause, as the machine first read it, has stood since."""

    cause: Cause
    """Of the first reading."""
    now: Cause
    """Of the version that counts."""
    by: Literal["first", "rep", "reread"]
    """Nobody changed it, a person did, or a second reading differs."""
    reviews: int


@dataclass(frozen=True, slots=True)
class Told:
    """A shared review, as the lessons feed tells it."""

    row: ReviewRow
    coaching: Coaching
    learn: str
    """The rep's own words; empty when they wrote none."""
    differently: str


@dataclass(frozen=True, slots=True)
class Way:
    """One way of losing, and how often it is on record."""

    mechanism: str
    cause: Cause
    deals: int
