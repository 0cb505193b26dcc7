"""Kinds of thing a question asks for - a name, a day, an amount - and whether a line holds such a thing."""

import re
from typing import Final

from app.asking.words import words
from ingest.facts.calendar import MONTHS, NUMBERS, WEEKDAYS
from ingest.facts.names import NAME, ROLE, is_common
from ingest.lines.lists import is_first_name

_NAME: Final = re.compile(rf"(?<![\w'’])(?P<name>{NAME})")
_DAYS: Final = "|".join(sorted((name for name in (*MONTHS, *WEEKDAYS) if len(name) > 2), key=len, reverse=True))
_FEW: Final = "|".join(sorted((name for name in NUMBERS if name.isascii() and len(name) > 2), key=len, reverse=True))
_TIME: Final = re.compile(
    rf"\b(?:{_DAYS})\b|\b20\d\d\b|\bq[1-4]\b"
    r"|\bfy\s?\d\d|\b\d{1,2}[./]\d{1,2}|\b\d{1,2}(?:st|nd|rd|th)\b"
    r"|\b(?:spring|summer|autumn|fall|winter|easter|christmas|xmas|year|quarter|months?|weeks?|days?|fiscal"
    r"|renewal|today|tomorrow|yesterday)\b",
    re.IGNORECASE,
)
NUMBER: Final = re.compile(
    rf"\d|[€$£%]|\b(?:{_FEW}|six|seven|eight|nine|ten|eleven|(?:thir|four|fif|six|seven|nine)teen|"
    r"twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|hundred|thousand|million|half|double|twice|per ?cent"
    r"|dozen)\b",
    re.IGNORECASE,
)
_ROLE: Final = re.compile(rf"\b{ROLE}\b", re.IGNORECASE)
_MONEY: Final = re.compile(
    r"[€$£₹₦]\s?\d|\d\s?(?:k|m|mil|eur|euros?|usd|dollars?|gbp|pounds?|chf|czk|pln|inr|ngn|kes|nok|sek|dkk|kr|naira|lakhs?"
    r"|lacs?|crores?|grand|bucks|cents?|%|percent|per ?cent)\b|\d{1,3}[.,]\d{3}\b"
    r"|\b\d{4,}\b(?<!20[0-3]\d)|\b(?:thousand|grand|million|hundred|percent|per cent|free)\b|\d\s?%|\b(?:at"
    r"|was|is|for|under|over|pay|paid|we|ours|theirs|quoted|offered|asked|wanted|than|to|about|around)\s\d{2,3}\b"
    r"(?![\s-]*(?:months?|weeks?|days?|years?|hours?|minutes?|people|staff|beds|users|sites|fitters)\b)"
    r"|\b\w+ty (?:thousand|percent|grand|k)\b",
    re.IGNORECASE,
)
_TERM: Final = re.compile(
    r"\b(?:expir\w*|runs? (?:out|to|until|till|through)|ends?|ending|renew\w*|until|till|through|contract|terms?"
    r"|notice|lapses?"
    r"|(?:yr|year|month)s?)\b",
    re.IGNORECASE,
)
_LENGTH: Final = re.compile(
    r"\b(?:\d+|a|an|one|two|three|four|five|six|seven|eight|nine|ten|twelve|half|several|few|couple|whole|every"
    r"|\w+ty|\w+teen)[\s-]+(?:\w+\s)?"
    r"(?:minutes?|mins?|hours?|hrs?|days?|weeks?|wks?|months?|mos?|quarters?|years?|yrs?|jahre?|monate?|wochen)\b",
    re.IGNORECASE,
)
_LESS: Final = re.compile(
    r"\d\s?%|\bper ?cent\b|\bdiscount\w*|\brebate|\bcheaper\b|\bknock\w*|\bhalf (?:of )?(?:the|their|our)? ?price"
    r"|\b(?:took|tak\w+|c[ao]m\w+|g[ai]v\w+|went|offer\w*)\b.{0,25}\b(?:off|down)\b|\d\w*\s?(?:->|→|down to)\s?\d"
    r"|\bfree (?:months?|years?|weeks?|of charge)|\b(?:months?|years?|weeks?) (?:for )?free\b|\bfor free\b",
    re.IGNORECASE,
)
_PERCENT: Final = re.compile(r"%|\bper ?cent", re.I)
_PROMISE: Final = re.compile(
    r"\bpromis\w*|\bagree[ds]?\b|\bowe[ds]?\b|\bcommit\w*|\bguarant\w*|\b(?:i|we)(?:['’]ll| will|['’]d| would)\b"
    r"|\b(?:i|we) (?:said|told|offered|owe|still|agreed|promised)\b|\bin return\b|\bfor free\b|\bfree (?:of|for)?"
    r"|\bnext steps?\b|\bby us\b|\bincluded\b|\bour side\b|\bto ?do\b|\bdeliver\w*|\bmust\b|\bhold (?:the|our)\b",
    re.IGNORECASE,
)
_CONTACT: Final = re.compile(r"[\w.+-]+@[\w-]+\.\w+|(?<![\w.,])\+?\(?\d[\d ()./-]{6,}\d(?![\w.,]\d)")
"""A telephone number or an address to write to; a day written 12/05/2026 is one too, and no harm is done."""
_STAFF: Final = re.compile(
    r"\bhead ?count\b|(?:\d|\b(?:hundred|thousand|dozen|\w+ty))\s(?:\w+\s)?"
    r"(?:people|staff|employees?|heads?|ftes?|workers?|colleagues|souls|strong)\b",
    re.IGNORECASE,
)
_NAMED: Final = (
    r"(?:(?!(?:about|after|at|before|behind|by|during|from|in|of|on|over|regarding|since|to|with)\b)\w+\W+){0,3}"
)
"""At most a name: 'the reason in her e-mail', 'the problem with her phone' ask for no address."""
_ASKS: Final = {
    "contact": re.compile(
        r"\b(?:(?:tele)?phone|mobile|cell|direct) ?(?:numbers?|nrs?|no|line|#)(?!\w)|\be-?mail address"
        r"|\bcontact details\b|(?<!po )(?<!order )(?<!serial )(?<!model )\bnumber (?:or e-?mail|for)\b"
        rf"|^(?!\W*(?:did|does|has|how|was|were|when|who|why)\b)\W*{_NAMED}(?:cell|mobile|e-?mail)\W*$"
        r"|^\W*(?:what(?:['’]?s| is| was)|got|(?:do )?(?:you|we) have|have (?:you|we) got|give me|(?:i )?need)\W+"
        rf"{_NAMED}(?:his|her|their|\w+s['’]?|\w+['’]s) (?:e-?mail|mobile|cell|phone)"
        r"\W*(?:at|of|for|with|please|pls)?\W*$",
        re.I),
    "staff": re.compile(r"\bhead ?count\b|\bhow many (?:people|staff|employees)\b.{0,20}\b(?:employ|have|work)", re.I),
    "less": re.compile(r"\b(?:discount|rebate)\b", re.I),
    "percent": re.compile(r"%|\bper ?cent\w*\b", re.I),
    "promise": re.compile(
        r"\bpromis\w*|\b(?:we|i) owe\b|\bowe (?:them|him|her)\b|\bcommit(?:ted)? to\b|\bpledg\w*", re.I
    ),
    "who": re.compile(r"\b(?:who|whom|whose|which (?:person|colleague|contact|director|manager|name)|what(?:'s"
    r"| is| was)? (?:the )?name|names? of|wer|qui[eé]n|qui)\b", re.I),
    "when": re.compile(r"(?:^|[,;&]|\b(?:and|or|by|since|from|until|till|to|just)\b)\W*when\b|\bwhen\W*$"
    r"|\bwhen(?:['’]?s| did| do| does| is| are| was| were| will| would| can| could| has| have| had| should)\b"
    r"|\b(?:what (?:date|day|month|year|time)|which (?:date|day|month|year|quarter)"
    r"|how (?:soon|early)|deadline|moment|wann|cu[aá]ndo|quand)\b", re.I),
    "money": re.compile(r"\b(?:how much(?! (?:\w+ ){0,2}(?:time|work|notice|space)\b)|how expensive"
    r"|how (?:big|high|large)\b(?=.{0,20}\b(?:amount|bill|budget|deal|discount|fund|grant|invoice|offer|order"
    r"|penalty|pot|price|quote|rent|saving))|what (?:did|does|do|would|was|were"
    r"|is)\b.{0,40}\b(?:charge[ds]?|cost|pay|paid|price|quote[ds]?|offer)|(?:what|which) (?:price|amount|figure"
    r"|percentage|discount|budget|sum|rate|fee|cost|penalty|saving)s?\b|at what price|penalty|discount)\b", re.I),
    "number": re.compile(r"\b(?:how (?:many|often|far|old)|what (?:number|share|score|size)|which number"
    r"|number of)\b", re.I),
    "term": re.compile(
        r"\b(?:runs? out|expires?d?|expir\w+|lapses?|up for renewal|renewal date|contract.{0,40}(?:ends?|over"
        r"|finish\w*))\b",
        re.IGNORECASE,
    ),
    "length": re.compile(r"\b(?:how long|for how many (?:years|months|weeks|days)|how many (?:years|months|weeks"
    r"|days|hours)|how late)\b", re.I),
}  # fmt: skip
_WHERE: Final = re.compile(r"\bwhere\b|\b(?:what|which) (?:city|town|place|country|site|hospital)\b", re.IGNORECASE)
_CAPITAL: Final = re.compile(r"(?<![.!?:]\s)(?<!^)(?<![\w'’])[A-ZÀ-Þ][\w’'&-]+")
_AMOUNT: Final = re.compile(r"\d[\d.,]*|\b(?:thousand|hundred|percent)\b", re.IGNORECASE)

_LOST: Final = re.compile(
    r"\b(?:los[est]\w*|blow|blew|fail\w*|went wrong|refus\w*|reject\w*|turn\w* (?:us|it) down|said no|say no"
    r"|against us|beat\w*|kill\w*|sank"
    r"|object\w*|instead of us|did(?:n't| not) (?:buy|sign|want|choose|pick))\b",
    re.IGNORECASE,
)
_WON: Final = re.compile(
    r"\b(?:w[io]n|won us|signed with us|finally (?:sign|buy|bought)\w*|said yes|in our favou?r)\b", re.IGNORECASE
)


_HOLDS: Final = {
    "when": _TIME,
    "number": NUMBER,
    "money": _MONEY,
    "less": _LESS,
    "percent": _PERCENT,
    "promise": _PROMISE,
    "contact": _CONTACT,
    "staff": _STAFF,
}


def wanted_types(text: str) -> frozenset[str]:
    """Kinds of thing a question asks for: who, when, money, a discount, number, length, a promise, an address."""
    return frozenset(kind for kind, pattern in _ASKS.items() if pattern.search(text))


def holds(kind: str, text: str) -> bool:
    """Whether a line holds such a thing."""
    if kind == "term":
        return bool(_TERM.search(text) and (_TIME.search(text) or _LENGTH.search(text)))
    if kind == "length":
        return bool(_LENGTH.search(text) or _TIME.search(text))
    pattern = _HOLDS.get(kind)
    return bool(pattern.search(text)) if pattern else names_somebody(text)


def names_somebody(text: str) -> bool:
    """Whether a person's name or role stands in a line."""
    return names_person(text) or bool(_ROLE.search(text))


def names_person(text: str) -> bool:
    """Whether a person's name stands in a line."""
    for found in _NAME.finditer(text):
        for word in found["name"].split():
            if is_first_name(word) or (found.start() > 2 and not is_common(word)):
                return True
    return any(is_first_name(word) for word in text.split() if len(word) > 3)


def asks_where(text: str) -> bool:
    """Whether a question asks for a place."""
    return bool(_WHERE.search(text))


def amounts(text: str) -> int:
    """How many numbers stand in a line."""
    return len(_AMOUNT.findall(text))


def names_besides(text: str, known: frozenset[str]) -> int:
    """How many words of a line are names, those at its start and those already `known` aside."""
    return len({word for name in _CAPITAL.findall(text) for word in words(name)} - known)


def of_loss(text: str) -> bool:
    """Whether it is asked how something was lost."""
    return bool(_LOST.search(text))


def of_win(text: str) -> bool:
    """Whether it is asked how something was won."""
    return bool(_WON.search(text)) and not of_loss(text)
