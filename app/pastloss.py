"""A past loss as it is shown: what it was, why it matches, both quotes, and what was learned then."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from app.closest import Pair
from ingest.lines import flat
from ingest.records import Diagnosis, Reading
from prompts.codes import Cause

if TYPE_CHECKING:
    from ingest.store.past import PastLoss, PastWords
    from ingest.store.rows import ReviewRow


CLEAR: Final = 0.15
"""Share of a way of losing in two notes, multiplied, from which both are said to speak of it."""


@dataclass(frozen=True)
class Similar:
    """A past loss that went the same way."""

    review_id: str
    external_id: str | None
    account_id: int
    account: str
    rep: str
    date: dt.date
    cause: Cause
    mechanism: str
    score: float
    """`BESIDE` to 1."""
    why: str
    """One sentence: what matches."""
    quote: str
    """Its line that is most like one of ours; empty when it has none."""
    line: int
    """Of `quote`, 0 for none."""
    own_quote: str
    """Ours."""
    own_line: int
    same_account: bool
    lesson: str
    """What was learned: the rep's words where they left some, else the playbook's."""
    learned_by: str
    """Who said so; empty for the playbook."""
    committed: tuple[str, ...]
    """What the rep said they would do, and whether they did."""
    sample: bool
    """Of the sample year."""


def shown(
    name_of: "Callable[[Cause], str]",
    past: "PastLoss",
    score: float,
    words: "PastWords",
    pair: Pair,
    reading: Reading | None,
    account: int | None,
) -> Similar:
    """One past loss beside `reading`, if there is one, with the two lines of `pair`; `score` says how near."""
    row = past.row
    lesson, learned_by = _lesson(words, row.rep)
    line, quote = pair.theirs or (0, "")
    own_line, own_quote = pair.mine or (0, "")
    return Similar(
        review_id=row.id,
        external_id=row.external_id,
        account_id=row.account_id,
        account=row.account,
        rep=row.rep,
        date=row.happened,
        cause=row.cause,
        mechanism=row.mechanism,
        score=round(score, 4),
        why=_why(reading.diagnosis if reading else None, row, pair, name_of(row.cause)),
        quote=flat(quote),
        line=line,
        own_quote=flat(own_quote),
        own_line=own_line,
        same_account=account is not None and row.account_id == account,
        lesson=lesson,
        learned_by=learned_by,
        committed=words.committed,
        sample=row.sample,
    )


def _why(ours: Diagnosis | None, theirs: "ReviewRow", pair: Pair, cause: str) -> str:
    if ours is None:
        return f"Filed under {cause.lower()}: {theirs.mechanism}"
    if ours.mechanism == theirs.mechanism:
        return f"Same mechanism: {ours.mechanism}"
    if pair.shared and pair.shared.much >= CLEAR:
        return f"Both notes speak of this: {pair.shared.mechanism}"
    lines = "these two lines say much the same" if pair.alike else ""
    if ours.cause == theirs.cause != "unknown":
        return f"Same cause, and {lines}." if lines else f"Same cause: {cause.lower()}."
    if lines:
        return f"Filed under {cause.lower()}, but {lines}."
    return f"Perhaps in both: {pair.shared.mechanism}" if pair.shared else "It went much the same way."


def _lesson(words: "PastWords", rep: str) -> tuple[str, str]:
    said = words.debrief
    own = (said.learn.strip() or said.differently.strip()) if said else ""
    return (own, rep) if own else (words.lesson, "")
