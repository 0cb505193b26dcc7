"""A rep's commitments against the notes on record since."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

from app.followup.learned import learned
from app.followup.reading import Reader, Shown
from ingest.records import Viewer

if TYPE_CHECKING:
    from app.followup.reading import LaidOut, Promise
    from ingest.book import Book
    from ingest.store.coaching_reads import LaterNote
    from ingest.store.followups import Followup
    from ingest.store.rows import Commitment, CommitmentRow, ReviewRow, Status


@dataclass(frozen=True)
class Seen:
    """A later deal whose note shows it."""

    review: "ReviewRow"
    shown: Shown


@dataclass(frozen=True)
class Followed:
    """One commitment, and what later notes show of it."""

    row: "CommitmentRow"
    said: dt.date
    later: int
    """Deals on record since, whatever they show."""
    seen: tuple[Seen, ...]
    """Those that show it kept or missed, the latest first."""

    @property
    def commitment(self) -> "Commitment":
        """As it is on record."""
        return self.row.commitment

    @property
    def status(self) -> "Status":
        """What the rep settled on; else what the latest note that shows anything shows; else not testable."""
        if self.commitment.status != "open":
            return self.commitment.status
        return self.seen[0].shown.verdict if self.seen else "not_testable"

    @property
    def settled(self) -> bool:
        """Whether the rep said so."""
        return self.commitment.status != "open"

    def count(self, verdict: str) -> int:
        """Later deals that show it kept, or missed."""
        return sum(each.shown.verdict == verdict for each in self.seen)


_kept: "WeakKeyDictionary[Book, Reader]" = WeakKeyDictionary()


def reader_of(book: "Book") -> Reader:
    """The reader, made once."""
    if book not in _kept:
        _kept[book] = Reader(learned(), book.embedder)
    return _kept[book]


def said_on(row: "CommitmentRow") -> dt.date:
    """The day of a commitment; that of its deal for a sample, which was written down when it was loaded."""
    return row.review.happened if row.review.sample else row.commitment.made.astimezone().date()


def latest_open(book: "Book", viewer: Viewer, today: dt.date) -> Followed | None:
    """What the viewer said last and has not settled, held against their notes since; None when there is nothing."""
    rows = [row for row in book.store.commitments(viewer, viewer.name, "open") if said_on(row) <= today]
    latest = max(rows, key=lambda row: (said_on(row), row.commitment.id), default=None)
    return follow(book, viewer, [latest], today)[0] if latest else None


def follow(
    book: "Book",
    viewer: Viewer,
    rows: "Sequence[CommitmentRow]",
    until: dt.date,
    notes: "Sequence[LaterNote] | None" = None,
) -> list[Followed]:
    """Each of one rep's commitments against their notes up to a day, the latest said first.

    `notes` are those of the time, when they were read already.
    """
    rows = sorted((row for row in rows if said_on(row) <= until), key=lambda row: (said_on(row), row.commitment.id))[
        ::-1
    ]
    if not rows:
        return []
    if notes is None:
        notes = book.store.later_notes(viewer, rows[0].review.rep, min(map(said_on, rows)), until)
    reader = reader_of(book)
    promises = reader.promises([row.commitment.text for row in rows])
    laid = [(note, reader.laid_out(note.lines, note.vectors, note.row.competitor)) for note in notes]
    told = book.store.followups(viewer, [row.commitment.id for row in rows])

    def shown(row: "CommitmentRow", promise: "Promise", note: "LaterNote", out: "LaidOut") -> Shown | None:
        found = told.get((row.commitment.id, note.row.first_id))
        return reader.shown_by(promise, out) if found is None else _read_by_model(found, note)

    return [
        _followed(row, [(note, shown(row, promise, note, out)) for note, out in laid if is_later(note.row, row)])
        for row, promise in zip(rows, promises, strict=True)
    ]


def _read_by_model(found: "Followup", note: "LaterNote") -> Shown | None:
    """What a model found takes the built-in finding's place, also when it says that nothing is to be told."""
    line = next((line for line in note.lines if line.number == found.line), None)
    if found.verdict == "not_testable" or line is None:
        return None
    return Shown(found.verdict, line, 1.0, found.model)


def _followed(row: "CommitmentRow", read: "Sequence[tuple[LaterNote, Shown | None]]") -> Followed:
    return Followed(row, said_on(row), len(read), tuple(Seen(note.row, shown) for note, shown in read if shown))


def is_later(note: "ReviewRow", row: "CommitmentRow") -> bool:
    """Of another deal, and after the words were said; on the same day, recorded after them."""
    if note.first_id == row.review.first_id:
        return False
    said = said_on(row)
    return note.happened > said or (note.happened == said and not note.sample and note.created > row.commitment.made)
