"""What a manager takes into a conversation with a rep: counts with their n, the rep's own words first, open questions.

Built from the records this viewer may see, and nothing else. It is for coaching; it judges nobody.
"""

import datetime as dt
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from app.wording import day
from ingest.records import Viewer
from ingest.store.names import person_key

if TYPE_CHECKING:
    from ingest.book import Book
    from ingest.store.rows import CommitmentRow, ReviewRow, StoredReview
    from prompts.codes import Cause

MOST: Final = 200
"""Reviews of one period that are looked at."""
FEWEST: Final = 3
"""Losses under which nothing is called a pattern."""
NOTICE: Final = "For coaching: not for pay, performance plans or termination. Only what you may see is counted."
_DAYS: Final = 90
_QUESTIONS: Final = 3


@dataclass(frozen=True)
class Pattern:
    """The cause that several losses share."""

    cause: "Cause"
    count: int
    losses: int
    accounts: tuple[str, ...]


@dataclass(frozen=True)
class Prep:
    """A rep's last weeks, as far as the viewer may see them."""

    rep: str
    since: dt.date
    until: dt.date
    deals: "tuple[ReviewRow, ...]"
    """Newest first."""
    commitments: "tuple[CommitmentRow, ...]"
    """Open ones, newest first."""
    pattern: Pattern | None
    said: tuple[tuple[str, str], ...]
    """(account, the rep's own words before the reveal)."""
    questions: tuple[tuple[str, str], ...]
    """(account, open question)."""

    @property
    def won(self) -> "tuple[ReviewRow, ...]":
        """Deals won."""
        return tuple(row for row in self.deals if row.outcome == "won")

    @property
    def lost(self) -> "tuple[ReviewRow, ...]":
        """Every other one."""
        return tuple(row for row in self.deals if row.outcome != "won")


def prepare(book: "Book", viewer: Viewer, rep: str, since: dt.date | None = None, today: dt.date | None = None) -> Prep:
    """What is on record of this rep since a day (90 days back when none is given)."""
    until = today or dt.datetime.now().astimezone().date()
    since = since or until - dt.timedelta(days=_DAYS)
    rows = book.store.recent(viewer, limit=MOST, rep=rep)
    deals = tuple(sorted((row for row in rows if row.happened >= since), key=lambda row: row.happened, reverse=True))
    lost = [row for row in deals if row.outcome != "won"]
    stored = [book.store.review(viewer, row.id) for row in lost[:_QUESTIONS]]
    promised = [each for each in book.store.commitments(viewer, rep, "open") if each.review.happened <= until]
    return Prep(
        rep=next((row.rep for row in rows), rep),
        since=since,
        until=until,
        deals=deals,
        commitments=tuple(promised),
        pattern=_pattern(lost),
        said=_said(stored, viewer),
        questions=_questions(stored),
    )


def _pattern(lost: "Sequence[ReviewRow]") -> Pattern | None:
    known = [row for row in lost if row.cause != "unknown"]
    if not known:
        return None
    (cause, count), *_ = Counter(row.cause for row in known).most_common(1)
    if count < FEWEST:
        return None
    accounts = dict.fromkeys(row.account for row in known if row.cause == cause)
    return Pattern(cause, count, len(lost), tuple(accounts))


def _said(stored: "Sequence[StoredReview]", viewer: Viewer) -> tuple[tuple[str, str], ...]:
    """The rep's reflections stay theirs: shown to themselves, and to the one user of a laptop."""
    return tuple(
        (each.account, each.debrief.reason)
        for each in stored
        if each.debrief and each.debrief.reason and (viewer.all or person_key(viewer.name) == person_key(each.rep))
    )


def _questions(stored: "Sequence[StoredReview]") -> tuple[tuple[str, str], ...]:
    """One from each of the last losses: the first that has not been answered."""
    found = []
    for each in stored:
        answered = {question for question, _ in each.debrief.answers} if each.debrief else set()
        asked = [advice.text for advice in each.coaching.questions if advice.text not in answered]
        found += [(each.account, text) for text in asked[:1]]
    return tuple(found)


def markdown(prep: Prep, book: "Book") -> str:
    """The pack as Markdown. Names and notes are data: no markup of theirs is kept."""
    name = book.playbook.name
    lines = [
        f"# {_safe(prep.rep)}, {day(prep.since)} to {day(prep.until)}",
        "",
        *(
            [f"{len(prep.deals)} deals on record: {len(prep.won)} won, {len(prep.lost)} not won.", ""]
            if prep.deals
            else []
        ),
        NOTICE,
        "",
    ]
    if prep.commitments:
        lines += ["## What was promised", ""]
        lines += [f"- {_safe(c.commitment.text)} ({_safe(c.review.account)}, still open)" for c in prep.commitments]
        lines.append("")
    if prep.said:
        lines += ["## In the rep's own words", "", *(f"- {_safe(a)}: “{_safe(t)}”" for a, t in prep.said), ""]
    if prep.deals:
        lines += ["## Deals", "", *(_deal(row, name(row.cause)) for row in prep.deals), ""]
    if prep.pattern:
        found = prep.pattern
        accounts = ", ".join(_safe(each) for each in found.accounts)
        lines += [
            "## One pattern",
            "",
            f"{name(found.cause)}: {found.count} of {found.losses} losses ({accounts}).",
            "",
        ]
    if prep.questions:
        lines += [
            "## Questions to ask, and then wait",
            "",
            *(f"- {_safe(a)}: {_safe(q)}" for a, q in prep.questions),
            "",
        ]
    if not prep.deals:
        lines += ["No deals on record in this time that you may see.", ""]
    return "\n".join(lines)


def document(prep: Prep) -> dict[str, object]:
    """The same as JSON."""
    return {
        "rep": prep.rep,
        "since": prep.since.isoformat(),
        "until": prep.until.isoformat(),
        "notice": NOTICE,
        "won": len(prep.won),
        "lost": len(prep.lost),
        "commitments": [
            {"text": c.commitment.text, "account": c.review.account, "made": c.commitment.made.date().isoformat()}
            for c in prep.commitments
        ],
        "deals": [
            {
                "review_id": row.id,
                "account": row.account,
                "date": row.happened.isoformat(),
                "outcome": row.outcome,
                "stated": row.stated_text,
                "cause": row.cause,
                "mechanism": row.mechanism,
            }
            for row in prep.deals
        ],
        "pattern": prep.pattern
        and {"cause": prep.pattern.cause, "count": prep.pattern.count, "of": prep.pattern.losses},
        "questions": [{"account": account, "question": question} for account, question in prep.questions],
    }


def _deal(row: "ReviewRow", cause: str) -> str:
    if row.outcome == "won":
        return f"- {day(row.happened)} · {_safe(row.account)}: won. {_safe(row.mechanism)}"
    said = f" Reason given: “{_safe(row.stated_text)}”." if row.stated_text else ""
    return f"- {day(row.happened)} · {_safe(row.account)}: the notes show {cause.lower()}. {_safe(row.mechanism)}{said}"


def _safe(text: str) -> str:
    """One line; brackets and backticks could make a link or an image of somebody's words."""
    return "".join(f"\\{c}" if c in "\\`*_[]<>!#|" else c for c in " ".join(text.split()))
