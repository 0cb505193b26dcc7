"""When two causes are close, ask the rep what tells them apart, and rank again.

The questions are the playbook's look-alike questions; an answer is worth what a careful colleague's word is worth, not
certainty, so the notes still count.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Final, Literal

from ingest.records import Ranked
from prompts.codes import Cause
from prompts.playbook import LookAlike, Playbook

Reply = Literal["yes", "no", "neither"]
MOST: Final = 2
"""Questions a rep is asked about one deal."""
CLOSE: Final = 0.7
"""Share of the first cause from which nothing is asked."""
WORD: Final = 0.06
"""What is left of a cause's share when the rep's answer speaks against it."""
NEITHER: Final = 0.15
"""What is left of both when neither fits."""
NEAR: Final = 0.12
"""Of the first cause's share, what another must have to be asked about: a far-fetched question helps nobody."""
_MOST_NEAR: Final = 4


@dataclass(frozen=True)
class Settling:
    """A question between two causes."""

    question: str
    yes: Cause
    no: Cause

    def after(self, ranking: Sequence[Ranked], reply: Reply) -> tuple[Ranked, ...]:
        """The ranking with this answer taken in; scores add up to 1."""
        kept = {
            self.yes: {"yes": 1.0, "no": WORD, "neither": NEITHER}[reply],
            self.no: {"yes": WORD, "no": 1.0, "neither": NEITHER}[reply],
        }
        weighed = {each.cause: each.score * kept.get(each.cause, 1.0) for each in ranking}
        total = sum(weighed.values()) or 1.0
        order = sorted(weighed, key=lambda cause: -weighed[cause])
        return tuple(Ranked(cause=cause, score=round(min(weighed[cause] / total, 1.0), 4)) for cause in order)


def next_question(ranking: Sequence[Ranked], playbook: Playbook, asked: Collection[str] = ()) -> Settling | None:
    """What to ask about this ranking; None when it is clear, or enough was `asked` already."""
    if len(asked) >= MOST or not ranking or (ranking[0].score >= CLOSE and ranking[0].cause != "unknown"):
        return None
    named = [each for each in ranking if each.cause != "unknown"][:_MOST_NEAR]
    near = [each.cause for each in named if each.score >= NEAR * named[0].score]
    pairs = sorted(combinations(range(len(near)), 2), key=sum)
    found = (_between(playbook, near[one], near[other]) for one, other in pairs)
    return next((each for each in found if each is not None and each.question not in asked), None)


def _between(playbook: Playbook, one: Cause, other: Cause) -> Settling | None:
    """The playbook's question that tells these two apart."""
    for here, there in ((one, other), (other, one)):
        for page in playbook.causes[here].look_alikes:
            if page.other == there:
                return _settling(page)
    return None


def _settling(page: LookAlike) -> Settling:
    return Settling(page.question, page.yes, page.no)
