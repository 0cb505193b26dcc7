"""What comes out of the store. Plain typed rows; nothing here knows SQL."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final, Literal

from ingest.records import (
    Coaching,
    Debrief,
    Diagnosis,
    Evidence,
    FutureCard,
    Given,
    Line,
    Note,
    Person,
    Provenance,
    Reading,
    Record,
)
from prompts.codes import Cause, Confidence, Control, Outcome, Side

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    FloatArray = NDArray[np.float32]

Shared = Literal["private", "manager", "team"]
Author = Literal["engine", "rep"]
Status = Literal["open", "kept", "missed", "not_testable"]
JobState = Literal["queued", "running", "done", "failed", "cancelled"]
PassageId = tuple[str, int]
"""(review id, line); line 0 stands for the whole review: its text is the mechanism sentence, its vector the gist."""

WIDTH = 384
"""Numbers in one vector."""


@dataclass(frozen=True, slots=True)
class Vectors:
    """Embeddings of one reading, unit rows of float32."""

    lines: "FloatArray"
    """Shape (number of lines, 384), in the order of `Reading.lines`; a row of zeros is a line that was not embedded."""
    model: str = ""
    """Name of the embedder, kept beside the review."""


@dataclass(frozen=True, slots=True)
class ReviewRow:
    """One review in a list: its current version, without the note."""

    id: str
    first_id: str
    account_id: int
    account: str
    rep: str
    round: int
    created: dt.datetime
    happened: dt.date
    author: Author
    shared: Shared
    outcome: Outcome
    stated_text: str | None
    stated_cause: Cause | None
    cause: Cause
    confidence: Confidence
    mechanism: str
    control: Control
    competitor: str | None
    sample: bool
    put_aside: dt.datetime | None
    external_id: str | None


class Commitment(Record):
    """One thing a rep said they would do, and what became of it."""

    id: int
    review_id: str
    text: str
    made: dt.datetime
    status: Status = "open"
    settled: dt.datetime | None = None
    shown_by: str | None = None
    """Review whose note shows it was kept or missed."""
    shown_line: int | None = None


class StoredReview(Record):
    """Everything one version of a review holds."""

    id: str
    first_id: str
    """Id of the first version; debrief, commitments and card belong to all versions."""
    supersedes: str | None
    superseded_by: str | None
    """Set when a later correction stands in its place."""
    account_id: int
    account: str
    rep: str
    round: int
    created: dt.datetime
    happened: dt.date
    author: Author
    shared: Shared
    sample: bool
    put_aside: dt.datetime | None
    external_id: str | None
    note: Note
    lines: tuple[Line, ...]
    diagnosis: Diagnosis
    coaching: Coaching
    card: FutureCard
    provenance: Provenance
    machine: Diagnosis | None
    debrief: Debrief | None
    commitments: tuple[Commitment, ...]

    @property
    def reading(self) -> Reading:
        """As the pipeline gave it."""
        return Reading(
            note=self.note,
            lines=self.lines,
            diagnosis=self.diagnosis,
            coaching=self.coaching,
            card=self.card,
            provenance=self.provenance,
            machine=self.machine,
        )


@dataclass(frozen=True, slots=True)
class AccountRow:
    """One account as a viewer sees it; counts are of reviews this viewer may see."""

    id: int
    name: str
    reviews: int
    won: int
    lost: int
    last: dt.date
    """Day of the latest deal."""
    samples: int
    """How many of the reviews are of the sample year."""


@dataclass(frozen=True, slots=True)
class Round:
    """One deal with an account, in the words on record."""

    review: ReviewRow
    evidence: tuple[Evidence, ...]
    counter_evidence: tuple[Evidence, ...]
    people: tuple[Person, ...]
    card: FutureCard
    debrief: Debrief | None
    commitments: tuple[Commitment, ...]
    versions: int
    """1 when it stands as first recorded."""


@dataclass(frozen=True, slots=True)
class Ledger:
    """One account's rounds, oldest first."""

    account: AccountRow
    aliases: tuple[str, ...]
    rounds: tuple[Round, ...]


@dataclass(frozen=True, slots=True)
class CardDue:
    """A future-you card whose day has come, and the review it belongs to."""

    card: FutureCard
    review: ReviewRow


@dataclass(frozen=True, slots=True)
class CommitmentRow:
    """A commitment, and the review it came from."""

    commitment: Commitment
    review: ReviewRow


@dataclass(frozen=True, slots=True)
class WinRecord:
    """Deals on record, won and lost."""

    won: int
    lost: int


@dataclass(frozen=True, slots=True)
class Names:
    """Names already on record, which a reader may look for in a note."""

    accounts: tuple[tuple[str, tuple[str, ...]], ...]
    """(name, every alias of it)."""
    competitors: tuple[str, ...]
    reps: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Passage:
    """One stored line of a note, or (line 0) the mechanism sentence of its review."""

    review_id: str
    line: int
    start: int
    end: int
    side: Side
    text: str


FOLLOW: Final = "follow"
"""The kind of job that nobody waits for: it comes when there is no other."""


@dataclass(frozen=True, slots=True)
class Job:
    """One piece of model work."""

    id: str
    owner: str
    kind: str
    state: JobState
    request: Mapping[str, Any]
    progress: Mapping[str, Any] | None
    result: Mapping[str, Any] | None
    error: str | None
    created: dt.datetime
    started: dt.datetime | None
    finished: dt.datetime | None
    attempts: int


@dataclass(frozen=True, slots=True)
class OutboxItem:
    """One thing the search index has still to learn."""

    id: int
    op: Literal["upsert", "drop", "erase"]
    """upsert: put these vectors in. drop: a correction took its place, stop returning it. erase: it must leave the
    disk, so a new generation is due."""
    review_id: str
    lines: tuple[int, ...]
    vectors: "FloatArray | None"
    """Shape (len(lines), 384); None unless op is upsert."""


@dataclass(frozen=True, slots=True)
class Generation:
    """The index folder in use."""

    name: str
    passages: int
    model: str
    swapped: dt.datetime


@dataclass(frozen=True, slots=True)
class Erased:
    """What an erasure took out."""

    reviews: int
    passages: int
    scrubbed: bool
    """False when another process kept old pages in the write-ahead log; they go when it closes."""
    rows: Mapping[str, int] = field(default_factory=dict)
    """How many rows went, by table."""


@dataclass(frozen=True, slots=True)
class Restored:
    """What a restore put back."""

    reviews: int
    erased_again: int
    """Reviews in the backup which had been erased since, and were left out."""
    kept_old: str | None
    """File that holds the database which was replaced."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One review to be recorded by an import."""

    reading: Reading
    account: str
    rep: str
    given: Given
    vectors: Vectors
    external_id: str
    mark: str
    """What came in, in short: the same mark is recorded once."""
    supersedes: str | None = None
    """The current version this one replaces."""


@dataclass(frozen=True, slots=True)
class OnRecord:
    """An imported review as it stands now."""

    id: str
    """Its current version."""
    mark: str | None
    """Of what came in last; None when it did not come in by an import."""
    account: str
    author: Author
    earlier: frozenset[str] = frozenset()
    """Marks of what came in before that."""
