"""The nouns. Frozen, typed, no I/O. Offsets are characters of `Note.text` as it was given."""

import datetime as dt
from typing import Final, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from prompts.codes import Cause, Confidence, Control, Engine, Outcome, Side

SEGMENT_LONGEST: Final = 80
"""Characters of a segment; what is longer is a description."""


class Record(BaseModel):
    """Base of every noun: immutable, and an unknown key is an error."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Note(Record):
    """What the rep gave us, never changed afterwards."""

    text: str
    kind: str = "paste"
    """paste, txt, md, docx, eml, vtt or srt."""
    name: str = ""
    """File name, empty for pasted text."""
    written: dt.date | None = None
    """Day the note was written, from the file or the rep; relative dates are counted from it."""


class Line(Record):
    """One numbered line: a sentence or clause that can stand as evidence."""

    number: int
    start: int
    end: int
    text: str
    """Always `note.text[start:end]`."""
    side: Side = "unknown"
    speaker: str | None = None


class Quote(Record):
    """Exact words of a note."""

    line: int
    start: int
    end: int
    text: str
    side: Side


class Evidence(Quote):
    """A quote, and the cause it speaks for (or, in counter-evidence, against)."""

    cause: Cause


class Stated(Record):
    """The reason the rep or the CRM gave, in its own words, and the cause those words name."""

    text: str
    cause: Cause | None = None


class Ranked(Record):
    """A cause and its share of the evidence, 0 to 1; a ranking's scores add up to 1."""

    cause: Cause
    score: float = Field(ge=0, le=1)


class Person(Record):
    """Somebody named in the note."""

    name: str
    role: str | None = None
    side: Side = "unknown"


class Revisit(Record):
    """The words that say when to come back, and the day they mean (None when they name none)."""

    text: str
    date: dt.date | None = None
    line: int
    start: int
    end: int


class Recoverable(Record):
    """The last moment at which an earlier step could still have changed the outcome."""

    quote: Quote
    when: dt.date | None = None
    signal: str
    """What was there to be noticed, one line."""


class Facts(Record):
    """What the note says, before anybody asks why."""

    account: str | None = None
    people: tuple[Person, ...] = ()
    competitor: str | None = None
    outcome: Outcome = "unknown"
    stated: Stated | None = None
    revisit: Revisit | None = None
    written: dt.date | None = None
    """Day the note was written, when the note itself says so."""
    closed: dt.date | None = None
    """Day the deal closed, when the note itself says so."""
    language: str = "en"
    """ISO 639-1 guess: en, de, es, fr, ..., or und."""
    notices: tuple[str, ...] = ()
    """Sentences for the screen: reads like an open deal, seems to hold two deals, tries to instruct a model ..."""


class Diagnosis(Record):
    """Why the deal was lost, as one engine reads the note."""

    outcome: Outcome
    competitor: str | None = None
    account: str | None = None
    stated: Stated | None = None
    cause: Cause
    confidence: Confidence
    why: tuple[str, ...] = ()
    """Why this confidence: short sentences."""
    ranking: tuple[Ranked, ...]
    contributing: tuple[Cause, ...] = ()
    mechanism: str
    """One line: what exactly went wrong."""
    mechanism_is_clear: bool = False
    """Whether the notes speak of it clearly; else it is the nearest of the playbook's."""
    control: Control
    evidence: tuple[Evidence, ...] = ()
    telling: int | None = None
    """Number of the line that says most for the cause."""
    counter_evidence: tuple[Evidence, ...] = ()
    recoverable: Recoverable | None = None
    people: tuple[Person, ...] = ()
    revisit: Revisit | None = None
    settling_question: str | None = None
    notices: tuple[str, ...] = ()
    engine: Engine = "builtin"

    @model_validator(mode="after")
    def _unknown_is_never_sure(self) -> Self:
        if self.cause == "unknown" and self.outcome != "won" and self.confidence == "high":
            raise ValueError("cause 'unknown' cannot be held with high confidence")
        return self


class Advice(Record):
    """One sentence of coaching, and what in the records it stands on."""

    text: str
    lines: tuple[int, ...] = ()
    """Note lines it points at."""
    past: tuple[str, ...] = ()
    """Ids of past reviews it points at."""


class Coaching(Record):
    """What to take from it."""

    lessons: tuple[Advice, ...] = ()
    next_time: tuple[Advice, ...] = ()
    questions: tuple[Advice, ...] = ()


class FutureCard(Record):
    """For whoever comes back to this account."""

    revisit: dt.date | None = None
    reopen_when: str = ""
    """What must be true to reopen."""
    call: str = ""
    """Whom to call."""
    avoid: str = ""
    """What not to repeat."""


class Debrief(Record):
    """The rep's own words: the first three before the reveal, the answers after it."""

    reason: str = ""
    learn: str = ""
    differently: str = ""
    answers: tuple[tuple[str, str], ...] = ()
    """(question, answer) pairs."""


class PromptRef(Record):
    """Which prompt file was used: id, version and the sha256 of its text."""

    id: str
    version: int
    sha256: str


class Provenance(Record):
    """Where an answer came from."""

    engine: Engine
    model: str | None = None
    """Model name as the endpoint knows it; None for the built-in engine."""
    host: str | None = None
    """Host the note went to; None when it stayed in this process."""
    prompts: tuple[PromptRef, ...] = ()
    code: str = ""
    """Lossbook's version."""
    at: dt.datetime
    seconds: float = 0.0
    calls: int = 0
    retries: int = 0
    tokens_in: int = 0
    tokens_out: int = 0
    cost: float | None = None
    """US dollars, None when the price is not known."""


class Reading(Record):
    """What the pipeline makes of one note: everything a review needs, before it is recorded."""

    note: Note
    lines: tuple[Line, ...]
    diagnosis: Diagnosis
    coaching: Coaching
    card: FutureCard
    provenance: Provenance
    closed: dt.date | None = None
    """Day the deal closed by the note's own words."""
    machine: Diagnosis | None = None
    """Set when a rep corrected the diagnosis: what the machine had said."""


class Viewer(Record):
    """Who is asking. `name` is the rep; `all` is the one user of a laptop, who may see everything."""

    name: str
    all: bool = False


class Given(Record):
    """What the rep or the CRM told us beside the note; it beats what is found in the text."""

    account: str | None = None
    rep: str | None = None
    date: dt.date | None = None
    """Day of the notes."""
    opened: bool = False
    """`date` is the day the deal was opened: all the CRM says."""
    stated: str | None = None
    outcome: Outcome | None = None
    lost: bool = False
    """The CRM says it was lost, not how."""
    closed: dt.date | None = None
    """Day the deal closed; else the day the note itself says it closed, else the note's own stands in."""
    amount: float | None = None
    currency: str | None = None
    stage: str | None = None
    """Stage in the CRM."""
    segment: str | None = Field(default=None, max_length=SEGMENT_LONGEST)
    """Industry, region or size of the account, as the CRM has it."""
