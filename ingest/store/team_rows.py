"""What comes out of the store about people: who they are, who looked, what they agreed to, their 1:1 packs."""

import datetime as dt
from dataclasses import dataclass
from typing import Literal

Role = Literal["rep", "manager", "lead", "admin"]
Place = Literal["ledger", "ask", "check", "prep", "team", "mcp", "review"]
"""Where a record was looked at."""
Refusal = Literal["unknown", "inactive"]
"""Why somebody who has signed in may not come in."""


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody on record. `email` is None for whoever may not know it."""

    name: str
    role: Role = "rep"
    manager: str | None = None
    """Name of the manager of record."""
    active: bool = True
    email: str | None = None


@dataclass(frozen=True, slots=True)
class View:
    """Somebody looked at somebody else's record."""

    viewer: str
    review_id: str
    """First id of the review."""
    account: str
    place: Place
    at: dt.datetime


@dataclass(frozen=True, slots=True)
class Consent:
    """A rep's yes to a review being told as a story to the whole company."""

    review_id: str
    """First id of the review."""
    rep: str
    names: bool
    """Whether names may stand in it as they are."""
    given: dt.datetime


@dataclass(frozen=True, slots=True)
class Pack:
    """A 1:1 pack as its author left it."""

    id: int
    rep: str
    author: str
    since: dt.date
    until: dt.date
    """Both days included."""
    body: str
    """JSON; whoever prepares packs knows what is in it."""
    created: dt.datetime
    edited: dt.datetime | None
    expires: dt.date
    """Gone after this day."""
