"""What comes out of the store about accounts' names, merges and revisits."""

import datetime as dt
from dataclasses import dataclass
from typing import Literal

ReturnTo = Literal["later", "reopened", "closed"]


@dataclass(frozen=True, slots=True)
class NamedAccount:
    """An account found by some of its spellings."""

    id: int
    name: str
    spellings: tuple[tuple[str, str], ...]
    """(key, as written) of those it was found by."""
    reviews: int
    last: dt.date
    """Day of the latest deal this viewer may see."""


@dataclass(frozen=True, slots=True)
class AccountChange:
    """What somebody said about two accounts, and whether it still holds."""

    id: int
    kind: Literal["merge", "split", "apart"]
    """merge: `other` became part of `account`; split: `other` was taken out of it; apart: they are two accounts."""
    account_id: int
    account: str
    other_id: int
    other: str
    deals: int
    """Deals that moved."""
    by: str
    at: dt.datetime
    undone: dt.datetime | None


@dataclass(frozen=True, slots=True)
class Revisited:
    """What was found on coming back to a deal."""

    id: int
    review_id: str
    """First id of the review."""
    changed: str
    outcome: ReturnTo
    created: dt.datetime
