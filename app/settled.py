"""Lines that say a thing is settled: they speak of it, and warn of nothing. 'IT security review passed'."""

import re
from typing import Final

_DONE: Final = re.compile(
    r"\b(?:reviews?|checks?|audits?|tests?|trials?|budgets?|contracts?|terms|prices?|pricing|security|legal|compliance"
    r"|works council|references?|questionnaires?|approvals?|financing)\b[^.;:?!]{0,30}"
    r"\b(?:passed|approved|cleared|signed off|settled|resolved|(?:is|are|was|were) (?:fine|ok|okay|agreed|done))\b",
    re.IGNORECASE,
)
_OPEN: Final = re.compile(
    r"\b(?:not|\w+n['’]t|never|nobody|no one|none|nothing|without|still|but|half|only|until|till|unless|before|after|if"
    r"|once|when|whether|pending|yet|must|needs?|waiting|late)\b|\?",
    re.IGNORECASE,
)
_NO_TROUBLE: Final = re.compile(
    r"\b(?:(?:is|are|was|were) (?:no|not an?) (?:issue|problem|concern)|no talk of|(?:did not|didn['’]t) ask for)\b",
    re.IGNORECASE,
)
_BUT: Final = re.compile(r"\b(?:but|except|only|though|yet|still)\b", re.IGNORECASE)


def is_settled(line: str) -> bool:
    """Whether a line says that something is done or no trouble, and nothing else; where it may not, it does not."""
    done = _DONE.search(line) and not _OPEN.search(line)
    return bool(done or (_NO_TROUBLE.search(line) and not _BUT.search(line)))
