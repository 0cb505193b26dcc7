"""Which words of a note stand in a pack, and a few things told of a deal in the same way everywhere."""

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from app.prep.nouns import FEWEST, Source
from ingest.store.coaching_reads import Coached

if TYPE_CHECKING:
    from app.followup.following import Seen
    from ingest.store.rows import ReviewRow
    from prompts.codes import Cause

_SURE: Final = {"high": 0, "medium": 0, "low": 1}
_FEWEST_WORDS: Final = 5
_LONGEST: Final = 240


def proof(each: Coached) -> Source | None:
    """The line that shows best why it ended so: of the cause found, the buyer's before ours, whole before cut off."""
    told, cause = each.diagnosis.evidence, each.row.cause
    ranked = sorted(told, key=lambda item: (not _is_whole(item.text), item.cause != cause, item.side != "buyer"))
    return of_line(each.row, ranked[0].text, ranked[0].line) if ranked else None


def of_line(row: "ReviewRow", text: str, line: int) -> Source:
    """A line of the note, with where it comes from."""
    return Source(text=text, account=row.account, date=row.happened, review_id=row.id, line=line)


def of_seen(seen: "Seen") -> Source:
    """The line that shows whether a commitment was kept."""
    return of_line(seen.review, seen.shown.line.text, seen.shown.line.number)


def own_words(each: Coached, text: str) -> Source:
    """What the rep wrote before the reveal."""
    return of_line(each.row, text, 0)


def ended(row: "ReviewRow") -> str:
    """How a deal ended, as the end of a sentence."""
    if row.outcome == "competitor":
        return f"It went to {row.competitor}." if row.competitor else "It went to another supplier."
    return {
        "won": "They signed.",
        "in_house": "They are building it themselves.",
        "no_decision": "It ended without a decision.",
        "disqualified": "It was a clear no, early.",
    }.get(row.outcome, "How it ended is not clear from the note.")


def pattern(lost: Sequence[Coached]) -> "tuple[Cause, list[Coached]] | None":
    """The cause that most losses share, and those losses; None when fewer than three do."""
    known = [each for each in lost if each.row.cause != "unknown"]
    if not known:
        return None
    ((cause, count),) = Counter(each.row.cause for each in known).most_common(1)
    return (cause, [each for each in known if each.row.cause == cause]) if count >= FEWEST else None


def in_hand(lost: Sequence[Coached]) -> list[Coached]:
    """Losses in the rep's or the team's hands: of the shared cause first, then the surest, the latest."""
    shared = pattern(lost)
    first = {each.row.id for each in shared[1]} if shared else set()
    ours = [each for each in lost if each.row.control in ("rep", "team") and each.row.cause != "unknown"]
    return sorted(
        ours, key=lambda each: (each.row.id not in first, _SURE[each.row.confidence], -each.row.happened.toordinal())
    )


def _is_whole(text: str) -> bool:
    return len(text.split()) >= _FEWEST_WORDS and len(text) <= _LONGEST
