"""How notes write time, in English, German, Spanish and a little more: the patterns of `ingest.facts.dates`."""

import re
from typing import Final

from ingest.facts.calendar import MONTHS, NUMBERS, WEEKDAYS

M = "|".join(sorted(MONTHS, key=len, reverse=True))
N = "|".join(sorted(NUMBERS, key=len, reverse=True))
W = "|".join(sorted(WEEKDAYS, key=len, reverse=True))
PART = (
    r"(?P<part>(?:the )?(?:very )?(?:early|beginning of|start of|mid(?:dle of)?|late|(?:the )?end of|second half of"
    r"|first half of|anfang|mitte|ende|principios de|comienzos de|mediados de|finales de|fin de|début|mi|eind|begin"
    r"|inizio|fine)"
    r"[\s-]+(?:the |des |of |el |du )?)"
)
AFTER = (
    r"(?P<after>(?:just |right |shortly |straight |some ?time )?(?:after|once|past|nach|despu[ée]s de(?:l|\s+la"
    r"|\s+los)?|tras|après|na|dopo|depois d[oe])\s+)"
)
ORDINALS: Final = {
    word: number
    for number, word in enumerate(
        [
            "first",
            "second",
            "third",
            "fourth",
            "fifth",
            "sixth",
            "seventh",
            "eighth",
            "ninth",
            "tenth",
            "eleventh",
            "twelfth",
            "thirteenth",
            "fourteenth",
            "fifteenth",
            "sixteenth",
            "seventeenth",
            "eighteenth",
            "nineteenth",
            "twentieth",
        ],
        1,
    )
} | {
    f"{tens}{between}{word}": number + place
    for tens, number, most in (("twenty", 20, 9), ("thirty", 30, 1))
    for between in (" ", "-")
    for place, word in enumerate(
        ["first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth"][:most], 1
    )
}
ORDINALS["thirtieth"] = 30
NTH = "|".join(sorted(ORDINALS, key=len, reverse=True))
YEAR = (
    r"(?:[\s,]*(?:of |de |del )?(?P<year>20\d\d|['’]\d\d|\d\d(?=\W|$)(?!\s*(?:%|k\b|users|vans|days|weeks|months"
    r"|months|percent|:|/))))"
)
NEXT_YEAR = (
    r"(?P<nextyear>\s+(?:of )?(?:next year|nächste[ns]? jahr(?:es)?|del (?:año que viene|próximo año)"
    r"|de l'année prochaine|kommenden jahres))"
)
LEAD = rf"(?:{AFTER})?(?:the )?(?:{PART})?(?P<next>(?:next|nächste[nrs]?|kommende[nrs]?|próximo|proximo|coming)\s+)?"
TAIL = rf"(?:{YEAR}|{NEXT_YEAR})?"

SEASONS: Final = {
    "spring": "spring|springtime|frühling|frühjahr|primavera|printemps|voorjaar|lente",
    "summer": "summer|summer break|summer holidays?|sommer|sommerpause|sommerferien|verano|été|estate|zomer|verão",
    "autumn": "autumn|herbst|otoño|automne|autunno|herfst|outono",
    "winter": "winter|invierno|hiver|inverno",
}
FEASTS: Final = {
    "easter": "easter|ostern|semana santa|pascua|pâques|pasqua|pasen|páscoa",
    "whitsun": "whitsun|pfingsten|pentecost",
    "carnival": "carnival|carnaval|karneval|fasching",
    "christmas": "christmas|xmas|weihnachten|navidad|navidades|noël|natale|kerst|natal",
    "holidays": "the holidays|holiday season|festive season|las fiestas|reyes",
    "thanksgiving": "thanksgiving",
    "labor day": "labou?r day",
    "epiphany": "(?:the )?epiphany|(?:heilige )?drei ?könige?",
    "obon": "(?:next )?obon",
    "diwali": "diwali|deepavali",
    "new year": "the new year|new year['’]?s?|neujahr|jahreswechsel|año nuevo",
}
UNITS: Final = {
    "d": "days?|tage?n?|días?|dias?|jours?|dagen",
    "w": "weeks?|wks?|wochen?|semanas?|semaines?|weken|settimane",
    "m": "months?|mths?|mos|monate?n?|mes(?:es)?|mois|maanden|mesi",
    "f": "fortnights?",
    "q": "quarters?|quartale?n?|trimestres?|kwartalen",
    "y": "years?|yrs?|jahre?n?|años?|ans?|jaar|anni",
}


def alternatives(words: dict[str, str]) -> str:
    return "|".join(words.values())


def which(words: dict[str, str], text: str) -> str:
    return next(key for key, pattern in words.items() if re.fullmatch(pattern, text.strip(), re.IGNORECASE))


ISO = re.compile(r"(?<!\d)(?P<y>20\d\d)-(?P<m>\d\d)-(?P<d>\d\d)(?!\d)")
NUMERIC = re.compile(
    r"(?<![\d.,/€$£])(?P<a>\d{1,2})(?P<sep>[./])(?P<b>\d{1,2})(?:(?P=sep)(?P<y>20\d\d|\d\d)?)?(?![\d%]|[.,]\d)"
)
DAY_MONTH = re.compile(
    rf"\b(?:{AFTER})?(?:the )?(?P<d>\d{{1,2}}(?:st|nd|rd|th|\.|º)?|{NTH}|1er)\s+(?:of |de )?(?P<m>{M})\b\.?{TAIL}",
    re.IGNORECASE,
)
MONTH_DAY = re.compile(
    rf"\b(?:{AFTER})?(?P<m>{M})\.?\s+(?:the )?(?P<d>\d{{1,2}}|{NTH})(?:st|nd|rd|th)?\b(?!\s*%)"
    r"(?:,?\s+(?P<year>20\d\d))?",
    re.IGNORECASE,
)
WEEK_OF_MONTH = re.compile(
    rf"\b(?P<n>first|second|third|fourth|last|1st|2nd|3rd|4th|erste|zweite|primera|segunda)n?\s+(?:full )?(?:week|wk"
    rf"|woche|semana)\s+(?:of|in|im|de)\s+(?:the )?(?P<m>{M})\b{TAIL}",
    re.IGNORECASE,
)
MONTH = re.compile(rf"\b{LEAD}(?P<m>{M})\b\.?{TAIL}", re.IGNORECASE)
QUARTER = re.compile(
    rf"\b{LEAD}(?:q(?P<q>[1-4])|(?P<q2>[1-4])\.\s*quartal|t(?P<q3>[1-4])|(?P<word>first|second|third|fourth"
    rf"|last|1st|2nd|3rd|4th) (?:quarter|qtr)"
    rf"|(?P<r>[1-4])q|(?P<w>erste|zweite|dritte|vierte)[ns]? quartals?)\b(?:[\s/]*(?:fy)?{YEAR}|{NEXT_YEAR})?",
    re.IGNORECASE,
)
HALF = re.compile(
    rf"\b{LEAD}(?:h(?P<h>[12])|(?P<word>first|second|primer|segundo) (?:half|semestre?r?)"
    rf"|(?P<coming>next half)(?! an?\b))\b(?:\s*(?:of )?(?:{YEAR}|(?P<nextyear>next year)))?",
    re.IGNORECASE,
)
SEASON = re.compile(
    rf"\b{LEAD}(?:the |der |dem |den |el |del |la )?(?P<s>{alternatives(SEASONS)})\b{TAIL}", re.IGNORECASE
)
FEAST = re.compile(rf"\b(?:{AFTER})?(?P<s>{alternatives(FEASTS)})(?!\w){TAIL}", re.IGNORECASE)
SPAN = re.compile(
    rf"\b(?P<lead>in |in about |in roughly |again in |en |dentro de |dans |für |over |for |"
    rf"give (?:it|us|me|him|her|them) |another )?(?:another |about |around |roughly |at least |a )?(?P<n>{N}|\d{{1,3}})"
    rf"(?: or (?:{N}|\d{{1,2}}))?(?: of)?[\s-]+(?:more |full )?(?P<u>{alternatives(UNITS)})\b(?P<tail>\s+(?:from now"
    rf"|from today|out|time|or so|hence|away))?"
    r"(?P<event>\s+(?:after|past|from|following|post|nach|después de|depois|après|before|vor)\s+(?!now\b|today\b"
    r"|that\b|then\b)(?:(?:the|their|our|der|dem|el|la) )?\w+(?:[\s-](?!and\b|or\b|then\b|und\b|y\b|so\b)\w+)?)?",
    re.IGNORECASE,
)
HALF_YEAR = re.compile(
    r"\b(?P<lead>in |about |give \w+ )?(?:half a year|(?:einem )?halben jahr|medio año|six months['’] time)\b"
    r"(?!\s+(?:ago|of|on|after|before|late|behind))",
    re.IGNORECASE,
)
NEXT_UNIT = re.compile(
    r"\b(?:(?P<after>after|once|nach)\s+)?(?P<part>(?:early|mid(?:dle of)?|late|end of|start of|beginning of|anfang"
    r"|mitte|ende|first thing)[\s-]+)?(?:the )?"
    r"(?P<n>next|following|nächste[ns]?|nächster|kommende[ns]?|próxim[oa]|proxim[oa])\s+(?P<u>week|month|quarter|year"
    r"|woche|monats?|quartals?|jahr(?:es)?|semana|mes|trimestre|año)\b"
    r"|\b(?P<rev>el año que viene|l['’]année prochaine|el mes que viene|volgend jaar)\b",
    re.IGNORECASE,
)
WEEKDAY = re.compile(rf"\b(?:next|on|this|by|nächsten|am)\s+(?P<w>{W})\b", re.IGNORECASE)
WEEK_OF = re.compile(
    rf"\b(?:week (?:of|commencing|beginning|from)|w/c|wc|woche (?:vom|ab)"
    rf"|semana del)\s+(?:the )?(?P<d>\d{{1,2}})(?:st|nd|rd|th|\.)?(?:\s+(?:of |de )?(?P<m>{M})\b)?",
    re.IGNORECASE,
)
ISO_WEEK = re.compile(r"\b(?:KW|CW|wk|[Ww]eek|calendar week)\s*(?P<w>\d{1,2})\b(?:[/ ](?P<year>20\d\d))?")
YEAR_PART = re.compile(
    r"\b(?P<after>after |past )?(?:the )?(?P<part>end of (?:the |this )?year|year[\s-]end(?: close)?|eoy|jahresende"
    r"|ende des jahres|fin(?:al)?(?:es)? de año|mid[\s-]?year|half[\s-]year)\b",
    re.IGNORECASE,
)
BARE_YEAR = re.compile(
    r"\b(?:(?:in|until|till|bis|to|for|through|not before|en|hasta)\s+|(?P<part>(?:early|mid|late|end of|start of"
    r"|beginning of|anfang|mitte|ende)[\s-]+))(?P<y>20[2-4]\d)\b(?![-/.]\d)",
    re.IGNORECASE,
)
FISCAL = re.compile(
    r"\b(?:in |after |until )?(?:the |their )?(?:next|new|coming|nächste[sn]?|neue[sn]?) (?:fiscal|financial|budget"
    r"|geschäfts|haushalts)[\s-]*(?:year|yr|cycle|round|jahr|quarter)?\b|\bFY\s?['’]?\d{2,4}\b",
    re.IGNORECASE,
)
FISCAL_START = re.compile(
    rf"\b(?:fiscal|financial|budget|geschäfts|fy)[\s-]?(?:year|jahr)?,?(?: which| that)?\s+(?:starts?|begins?|opens?"
    rf"|runs? from|resets?|is|beginnt|startet)\s+(?:in |on |from |im |(?:the )?(?:1st|first) (?:of )?"
    rf"|1\.?\s?)*(?P<m>{M})\b",
    re.IGNORECASE,
)

HINT = re.compile(
    r"\d{1,2}[./]\d|20\d\d|\b(?:"
    + M
    + "|"
    + W
    + "|"
    + alternatives(SEASONS)
    + "|"
    + alternatives(FEASTS)
    + "|"
    + alternatives(UNITS)
    + (
        r"|next|[qt][1-4]|[1-4]q|h[12]|halves|half|semest\w+|eoy|fy|fiscal|budget|financial|kw|cw|w/c|wc|geschäfts\w*"
        r"|haushalts\w*|jahresende|quartals?|week\w*|woche\w*)\b|year"
    ),
    re.IGNORECASE,
)
"""Cheap test that spares most lines the seventeen patterns; everything they match holds one of these."""
NEEDS_CAPITAL = frozenset({"may", "mar", "march", "mai", "mei", "set", "mars", "jan"})
"""Months that are words or first names as well: alone, they need a preposition or a capital behind 'the'."""
BEFORE_CAPITAL = re.compile(r"\b(?:the|again|maybe|perhaps)\s$", re.IGNORECASE)
PREPOSITION = re.compile(
    r"\b(?:in|until|till|by|from|since|of|to|and|or|early|mid|late|end|say|around|about|next|before|after|im|ab|bis"
    r"|en|de|para|hasta|for|this|a|maybe|probably|til)[\s-]*$",
    re.IGNORECASE,
)
EVENT = re.compile(
    r"\b(?:decision|vote|renewal|tender|review|round|due|opens|reopens|starts|restarts|ends|expires|renews)\s$",
    re.IGNORECASE,
)
"""Before a capital 'May' or 'Jan', or a small 'jan', it is the month of something."""
ON_A_DAY = re.compile(rf"\b(?:on|the|{W})\b[\s,.]*$", re.IGNORECASE)
CLOCK = re.compile(r"\s*(?:[-–/&]\s*\d|(?:at|@)\s*\d|,?\s*\d{1,2}(?::\d\d|\s?[ap]m))", re.IGNORECASE)
"""'on Feb 27', 'Feb 27-28' and 'Feb 27 at 10' are days, not months of a year."""
VERB = re.compile(r"\s+(?:be|have|not|well|need|come|want|also|still)\b")
"""After 'may', it is a verb."""
