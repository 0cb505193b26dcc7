"""What a stated reason denies, and which part of it decides: 'not price', 'price. real: our champion left'."""

import re
from typing import Final

_REASON: Final = (
    r"(?:price|pricing|prices|cost|costs|expensive|money|cash|budget|funding|timing|time|trust|security|risk"
    r"|compliance|terms|legal|procurement|features?|functionality|product|integrations?|value|roi|effort|champion"
    r"|sponsor|relationship|competitors?|competition|follow[ -]?up|preis|budgets?|zeit|produkt|precio|tiempo"
    r"|presupuesto|producto)"
)
"""What is a reason by its bare name. 'Not a fit', 'not a priority' and 'no budget' are reasons themselves."""
_THE: Final = r"(?:(?:the|our|their|any|really|actually|even|so much|ever|der|am|wegen|el|la|por) )*"
_STOPS: Final = (
    r"(?=\W*$|\s*[,.;:()!/–—-]|\s+(?:but|and|or|nor|that|which|who|at all|either|really|as such|per se|this time"
    r"|related|so much|it|they|he|she|we|sondern|sino|pero|aber)\b)"
)
"""Behind the name: 'not security' denies, 'not security certified' does not."""
_LIST: Final = rf"{_THE}{_REASON}(?:\s?(?:,|/|\bor\b|\bnor\b|, or|, nor)\s?{_THE}{_REASON})*{_STOPS}"
_NOT: Final = (
    r"(?:(?<!there )(?:wasn|isn|weren|ain)['’]?t|neither|nicht|no (?:fue|es|era)"
    r"|(?<!there was )(?<!there is )(?<!there were )(?<!there['’]s )(?<!do )(?<!does )(?<!did )(?<!has )(?<!have )"
    r"(?<!had )(?<!got )(?<!could )(?<!would )(?<!can )(?<!will )(?:not|never))"
)
_DENIED: Final = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"\b{_NOT}\s+{_LIST}",
        rf"\b(?:{_NOT}|nothing|(?:did not|didn['’]?t)(?: come)?)\s+{_THE}(?:been )?(?:(?:about|down to|because of"
        rf"|due to|to do with|a (?:question|matter|case) of)\s+){{1,2}}{_LIST}",
        rf"\b(?:did not|didn['’]?t|never) (?:lose|lost) (?:(?:it|this|this one|them|that|the deal) )?"
        rf"(?:on|over|to|because of)\s+{_LIST}",
        rf"\b(?:do not|don['’]?t) think (?:(?:it|this|that) (?:was|is)|it['’]?s)\s+{_LIST}",
        rf"\bno(?:t an?)? (?:issue|problem|objection|complaint|concern)s? (?:with|on|about|over)\s+{_LIST}",
        rf"\b{_REASON} (?:(?:(?:was|is|were|are) (?:not|never)|(?:wasn|isn|weren|aren)['’]?t|not|never|no)"
        rf" {_THE}(?:been )?(?:(?:an?|real|main|big|true|deciding) )*(?:issue|problem|reason|concern|blocker|question"
        r"|obstacle|factor|driver|deal.?breaker|it\b)|(?:had|has|have) nothing to do with (?:it|this|that)"
        rf"|(?:(?:was|is|were) )?(?:fine|ok|okay|all right|alright){_STOPS})",
    )
)
_DECIDES: Final = re.compile(
    r"\b(?:(?:real|actual|true)(?:ly)?(?: (?:reason|cause|one|story))?(?: why)?(?: (?:is|was))?(?:\s*[:=]|\s[–—-]\s)"
    r"|(?:real|actual|true) (?:reason|cause) (?:is|was|being)\b)",
    re.IGNORECASE,
)
_CORRECTS: Final = re.compile(r"\bactually\b(?!\s+(?:lik|lov|want|prefer|keen|impress))", re.IGNORECASE)
"""It decides where a reason stands behind it: not in 'price was actually too high'."""


def what_counts(words: str) -> str:
    """The stated reason without what it denies, from 'real reason:' on where something stands behind."""
    for pattern in _DENIED:
        words = pattern.sub(" ", words)
    *_, last = ["", *_DECIDES.split(words)]
    return last if re.search(r"\w", last) else words


def after_actually(words: str) -> str:
    """What stands behind 'actually'; empty where it is not said."""
    _, *behind = _CORRECTS.split(words)
    return behind[-1] if behind else ""
