"""What the words around a deed say: it was done, it was not, or it has not happened yet."""

import re
from functools import lru_cache
from typing import Final

_DONE: Final = re.compile(
    r"\b(as (promised|agreed|planned|i said)|like i said|this time|first thing|right after|straight after"
    r"|before (the|any|i|we|she|he|they|anyone|anybody)\b|same (day|evening|afternoon|mail|hour|night)|next morning"
    r"|(?<!as )always|every (single )?(call|time|meeting|week)|already|early on|up front|made sure"
    r"|unasked|from the start|on the day|exactly for that|in time|learned from|because of last time|and only then"
    r"|nothing left to|never had to|did not even|didn't even have to|no questions?\b)",
    re.IGNORECASE,
)
_NOT_DONE: Final = re.compile(
    r"\b(never|nobody|no one|not once|didn'?t|did not|hadn'?t|had not|haven'?t|wasn'?t|weren'?t|without|forgot(ten)?"
    r"|missed|too late|late|skipped|cancelled|should(n'?t)? have|should'?ve|could have been|meant to|meaning to"
    r"|only (after|when|then|on|once)|sat on|took (me|us)|(days|weeks|months) (later|after)"
    r"|after it|nothing|none|no idea|found out|learned (that )?from|bare|as (always|usual)"
    r"|turned up|left it|dragged|slipped|straight away|chase[ds]?|no (reasons?|date|summary|reference)|for weeks)\b",
    re.IGNORECASE,
)
_NOT_YET: Final = re.compile(
    r"\b(will|i'?ll|shall|need to|needs to|going to|plan(ning)? to|want to|next time|to do|todo|must|if (they|he|she)"
    r"|would (be|have been) (good|better)|remember to|hope to|let'?s see)\b",
    re.IGNORECASE,
)
_REGRET: Final = re.compile(r"\bshould(n'?t)?('?ve| have)\b|\bmeant to\b|\bmeaning to\b", re.IGNORECASE)


@lru_cache(maxsize=4096)
def done(text: str) -> float:
    """1 when its words say done, -1 when they say not done, 0 when they say neither or both."""
    plain = text.replace("\u2019", "'")
    return float(bool(_DONE.search(plain))) - float(bool(_NOT_DONE.search(_DONE.sub(" ", plain))))


def is_ahead(text: str) -> bool:
    """It tells of what is still to be done: that shows neither."""
    plain = text.replace("\u2019", "'")
    return bool(_NOT_YET.search(plain)) and not _REGRET.search(plain)
