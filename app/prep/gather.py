"""What is on record of a rep and a time, as far as the viewer may see it, in a few reads."""

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from ingest.records import Viewer
from ingest.store.names import person_key
from prompts.errors import LossbookError

if TYPE_CHECKING:
    from app.followup import Followed
    from ingest.book import Book
    from ingest.store.coaching_reads import Coached, LaterNote

DAYS: Final = 90
"""How far back, when no day is given."""
_FOLLOWED: Final = 5
"""Commitments that are followed: older ones have been talked about."""


@dataclass(frozen=True)
class Gathered:
    """Everything a pack is made from."""

    rep: str
    own: bool
    """Whether the reader is the rep."""
    since: dt.date
    until: dt.date
    today: dt.date
    reviews: "tuple[Coached, ...]"
    """Of the time, the latest first."""
    notes: "tuple[LaterNote, ...]"
    """The same reviews' lines, and those since a commitment that was made earlier."""
    followed: "tuple[Followed, ...]"
    """Commitments, the latest said first."""
    unshared: int

    @property
    def won(self) -> "list[Coached]":
        """Deals won."""
        return [each for each in self.reviews if each.row.outcome == "won"]

    @property
    def lost(self) -> "list[Coached]":
        """Every other one."""
        return [each for each in self.reviews if each.row.outcome != "won"]


def gather(
    book: "Book",
    viewer: Viewer,
    rep: str,
    since: dt.date | None = None,
    until: dt.date | None = None,
    today: dt.date | None = None,
) -> Gathered:
    """Read it all; whoever is not allowed is told who is.

    Raises:
        LossbookError: the viewer is neither this rep, nor their manager of record, nor the laptop's one user; or no
            such rep is on record; or the days are the wrong way round.
    """
    from app.followup import follow
    from app.followup.following import said_on

    store = book.store
    name = allowed(book, viewer, rep)
    today = today or dt.datetime.now().astimezone().date()
    until = until or today
    since = since or until - dt.timedelta(days=DAYS)
    if since > until:
        raise LossbookError(f"The time begins on {since} and ends on {until}: give a day before {until} to begin with.")
    promised = [row for row in store.commitments(viewer, name) if said_on(row) <= until]
    latest = sorted(promised, key=lambda row: (said_on(row), row.commitment.id))[-_FOLLOWED:]
    reviews = store.coached(viewer, name, since, until)
    notes = store.later_notes(viewer, name, min([since, *map(said_on, latest)]), until)
    followed = follow(book, viewer, latest, until, notes)
    seen = [each.row.id for each in reviews] + [each.review.id for row in followed for each in row.seen]
    store.looked(viewer, seen, "prep")
    return Gathered(
        rep=name,
        own=person_key(viewer.name) == person_key(name),
        since=since,
        until=until,
        today=today,
        reviews=tuple(reviews),
        notes=tuple(notes),
        followed=tuple(followed),
        unshared=store.unshared(viewer, name, since, until),
    )


def allowed(book: "Book", viewer: Viewer, rep: str) -> str:
    """The rep's name as it is on record, for whoever may prepare a 1:1 with them. Raises LossbookError."""
    own = person_key(viewer.name) == person_key(rep)
    if not (viewer.all or own or book.store.is_manager_of(viewer, rep)):
        raise LossbookError(
            f"{viewer.name!r} cannot prepare a 1:1 with {rep!r}: only their manager of record can, or they themselves. "
            f"An admin sets the manager with: lossbook people set {rep!r} --manager {viewer.name!r}"
        )
    person = book.store.person(viewer, rep)
    if person is None or (own and not person.active and not viewer.all):
        raise LossbookError(f"There is no active rep {rep!r} on record. `lossbook people list` shows who is.")
    return person.name
