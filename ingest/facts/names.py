"""What a name looks like in a note, what a role looks like, and what only looks like a name."""

import re
from functools import cache
from typing import Final

from ingest.facts.calendar import MONTHS, WEEKDAYS
from ingest.facts.learned import learned
from ingest.lines.lists import word_list

_PART = r"[A-ZÀ-ÖØ-ÞŁŚŻČŠŽ][a-zß-öø-ÿāăąćčďđēėęěğģīįıķłńňŌōőřśşšťūůűźżžA-Z]*(?:['’-][A-ZÀ-ÖØ-Þ]?[a-zß-öø-ÿ]+)*"
NAME: Final = (
    rf"(?:(?:Mr|Mrs|Ms|Dr|Prof|Hr|Fr|Herrn?|Frau|Sra?|Señora?|Don|Doña|M|Mme|Dhr|Mevr)\.?[ \t]+)?{_PART}"
    rf"(?:[ \t]+(?:(?:de la|de los|van der|van den|de|del|da|di|van|von|bin|ibn|al|el|la"
    rf"|O['’])[ \t]+)?{_PART}){{0,2}}(?:\s[A-Z]\.)?"
)
"""One to three capitalised words, with a title or particles: 'Dana', 'Fr. Özdemir', 'Ana de la Cruz', 'Sanna K.'"""

ROLE: Final = (
    r"(?:(?:the|their|our|a|an|his|her|new|old|former|acting|interim|group|deputy|senior|regional|global|assistant"
    r"|ex-?)\s+)*"
    r"(?:(?:vp|head|director|manager|chief|team lead|lead|dir) (?:of|for) [a-z]+(?: (?:&|and) [a-z]+)?"
    r"|(?:vp|head|dir) (?:finance|sales|ops|operations|it|logistics|service|procurement|engineering|product"
    r"|marketing|hr)"
    r"|c[a-z]{1,2}o|md|gm|fd|svp|evp|vp|ciso|chief [a-z]+(?: [a-z]+)? officer|managing director|general manager"
    r"|(?:[a-z]+ ){0,2}(?:director|manager|mgr|lead|engineer|officer|planner|dispatcher|controller|buyer|analyst"
    r"|architect"
    r"|supervisor|coordinator|administrator|accountant|bookkeeper|secretary|consultant|leiter|leiterin|chef|chefin|dir)"
    r"|owner|co-?owner|founder|co-?founder|partner|president|chair(?:man|woman)?|principal|boss|champion|sponsor"
    r"|decision maker"
    r"|finance|compliance|payroll|treasury|it|i\.t\.|infosec|security|procurement|purchasing|legal|ops|operations|hr|dispatch|dispo|planning"
    r"|logistics"
    r"|fleet|facilities|engineering|service|accounts|board|books|son|daughter|wife|husband|brother|father|sister"
    r"|geschäftsführer(?:in)?|gf|einkauf|einkäufer(?:in)?|inhaber(?:in)?|technik|vertrieb|gerente|director[a]?|dueñ[oa]"
    r"|jef[ea](?: de [a-z]+)?|responsable(?: de [a-z]+)?|compras|socio|directeur|directrice|gérante?|patron|acheteur)"
)
"""What somebody is: a title, a function or a department (used with IGNORECASE)."""
_ROLE = re.compile(rf"{ROLE}(?:[\s,/&+-]+(?:and |of |for )?[a-z]+){{0,3}}", re.IGNORECASE)


_SHORT_ROLE: Final = 4
_ABSTRACT: Final = re.compile(r"(?:tion|ment|ness|ity|ance|ence|al|ing)s?$", re.IGNORECASE)
_ENDINGS: Final = (("ally", ""), ("ly", ""), ("ily", "y"), ("al", ""), ("es", ""), ("s", ""))


@cache
def _common() -> frozenset[str]:
    return word_list("common_words") | frozenset(MONTHS) | frozenset(WEEKDAYS)


def is_firm_word(word: str) -> bool:
    """Whether firms' names end in this word: 'Freight', 'Group'."""
    return word.lower().strip(".,") in word_list("firm_words")


def is_common(word: str) -> bool:
    """Whether a word is ordinary language, a label or a date, so no part of a person's name."""
    return word.lower().strip(".,:;'’") in _common()


def is_plain(word: str) -> bool:
    """Whether a word with a capital is ordinary language that only opens a sentence: 'Commercially', 'Approvals'."""
    low = word.lower().strip(".,'")
    stems = [low.removesuffix(end) + instead for end, instead in _ENDINGS if low.endswith(end)]
    return low.endswith("ically") or any(
        is_common(stem) or stem in learned().ordinary for stem in (low, *stems) if len(stem) > 3
    )


def is_thing(name: str) -> bool:
    """Whether each word names a thing or a quality: 'Approvals', 'Seasonal'; 'Banks' and 'Mark' may be people."""
    return all(is_common(word) or (bool(_ABSTRACT.search(word)) and is_plain(word)) for word in name.split())


def clean_name(raw: str) -> str | None:
    """Trim what does not belong to the name at either end; None when nothing is left."""
    words = raw.replace("’", "'").strip(" .,;:'\"").split()
    if any(re.search(r"^I'|'(?:m|ve|ll|d|re|t)$", word) for word in words):
        return None
    while words and is_common(words[0]) and not re.match(r"(?:herrn?|frau|señora?)$", words[0], re.IGNORECASE):
        words.pop(0)
    while words and (is_common(words[-1]) or (words[-1].isupper() and len(words[-1]) > 3)):
        words.pop()
    while len(words) > 1 and len(words[0]) > _SHORT_ROLE and role_in(words[0]):
        words.pop(0)  # 'Chair Ruth Sandiman', but 'Ciro' is a first name
    if not words or all(
        re.fullmatch(r"(?:Mr|Mrs|Ms|Dr|Hr|Fr|Herrn?|Frau|Sra?|Señora?|M|Mme)\.?", word) for word in words
    ):
        return None
    if len(words) > 1 and is_firm_word(words[-1]):
        return None
    words[-1] = re.sub(r"'s$", "", words[-1])
    name = " ".join(words)
    return name if len(name) > 1 and not (len(words) == 1 and name.isupper()) else None


def role_in(text: str) -> str | None:
    """Return the role when all of `text` reads as one ('service dir', 'their CFO'), trimmed; else None."""
    text = " ".join(text.split()).strip(" ,.;:()")
    found = _ROLE.fullmatch(text) if text else None
    if not found or len(text) > 50:
        return None
    return re.sub(r"^(?:(?:the|their|our|a|an|his|her) )+", "", text, flags=re.IGNORECASE) or None
