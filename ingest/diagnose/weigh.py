"""How much one line counts: who said it, where it stands, whether it only clears a topic."""

import re
from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from ingest.records import Facts, Line
from prompts.codes import CAUSES
from prompts.playbook import Playbook

# "price wasn't the problem", "security was fine", "not a blocker": the line names a topic to take it off the table.
_CLEARED: Final = re.compile(
    r"\b(?:wasn'?t|was not|isn'?t|is not|never|not) (?:really |actually |even )?(?:the |an? )?"
    r"(?:problem|issue|blocker|deal.?breaker|reason|concern|showstopper)"
    r"|\bno (?:issues?|problems?|concerns?|objections?) (?:with|on|about|there)"
    r"|\b(?:was|were|is|are|all|seemed|looked) (?:totally |perfectly |absolutely |quite |just )?"
    r"(?:fine|ok|okay|alright|good)\b"
    r"|\b(?:happy|fine|comfortable|ok|okay) with (?:the |our |that |it)"
    r"|\bnice.to.have\b|\bno big deal\b|\bshrugged\b|\bjokingly\b"
    r"|\bkein (?:problem|thema)\b|\bno (?:era|fue) (?:el|un) problema\b",
    re.IGNORECASE,
)
# Of 800 such lines in the labelled notes six were evidence.
_FORM: Final = re.compile(
    r"^\W*(?:(?:loss |lost )?reason(?: lost)?|stage|status|account|acct|opp(?:ortunity)?(?: name)?|deal|amount|amt"
    r"|competitor|comp|winner|lost to|owner|created|contacts?|close(?:d| date)|forecast(?: category)?|source|outcome"
    r"|result|subject|re|next(?: steps?)?|to.?do|task|ps)\s*[:=]\s",
    re.IGNORECASE,
)
_TURNS: Final = re.compile(r"\b(?:but|however|though|except|aber|pero|jedoch)\b", re.IGNORECASE)


def clears_topic(text: str) -> bool:
    """True when the line says its topic did not decide anything."""
    found = _CLEARED.search(text)
    return bool(found) and not _TURNS.search(text, found.end() if found else 0)


def line_weights(lines: Sequence[Line], facts: Facts) -> NDArray[np.float32]:
    """(n,): weight of each line before its cause is known, 0 to about 1.2."""
    last = max(len(lines) - 1, 1)
    return np.array(
        [
            shape(line) * (0.9 + 0.3 * row / last) * (0.2 if states_reason(line, facts) else 1.0)
            for row, line in enumerate(lines)
        ],
        dtype=np.float32,
    )


def side_weights(lines: Sequence[Line], playbook: Playbook) -> NDArray[np.float32]:
    """(n, 15): a buyer's words count most, except where the cause is our own doing: there, what we admit does."""
    own = np.array([playbook.causes[code].family == "execution" for code in CAUSES])
    by_side = {"buyer": np.ones(len(CAUSES)), "unknown": np.full(len(CAUSES), 0.9), "us": np.where(own, 1.2, 0.75)}
    return np.stack([by_side[line.side] for line in lines]).astype(np.float32)


def shape(line: Line) -> float:
    """Weight of a line by its form: fragments and questions say less, a cleared topic or a field of a form least."""
    if _FORM.match(line.text):
        return 0.1
    if clears_topic(line.text):
        return 0.25
    words = len(line.text.split())
    if words < 3:
        return 0.35
    return 0.7 if line.text.rstrip().endswith("?") else 1.0


def states_reason(line: Line, facts: Facts) -> bool:
    """The stated reason is what the rep believes; it is kept beside the evidence and is not evidence itself."""
    if facts.stated is None:
        return False
    reason = facts.stated.text.casefold()
    return reason in line.text.casefold() and len(line.text) <= len(reason) + 60
