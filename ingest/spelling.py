"""Two spellings of a firm's name: do they mean the same firm, how surely, and why. No records, no I/O.

Names are compared word by word. What one may leave out, add or misspell is decided here; what counts is that a word
which tells two firms apart ("Halden Motors", "Halden Foods") is never ignored.
"""

import re
import unicodedata
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from ingest.alignment import Found, aligned, free_words, is_general, is_ordinary, same_word, typos
from ingest.lines.lists import word_list

SHORT: Final = {
    "assoc": "associates",
    "bros": "brothers",
    "centre": "center",
    "grp": "group",
    "groep": "group",
    "groupe": "group",
    "grupa": "group",
    "gruppe": "group",
    "gruppen": "group",
    "gruppo": "group",
    "grupo": "group",
    "hldgs": "holdings",
    "intl": "international",
    "mfg": "manufacturing",
    "mgmt": "management",
    "mgt": "management",
    "svc": "service",
    "svcs": "services",
    "natl": "national",
    "bldg": "building",
    "equip": "equipment",
    "univ": "university",
    "hosp": "hospital",
    "sankt": "saint",
    "st": "saint",
}
_LETTERS: Final = str.maketrans({"ø": "o", "æ": "ae", "œ": "oe", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i"})
_CAMEL: Final = re.compile(r"(?<=[a-zß-ÿ])(?=[A-ZÀ-Þ][a-zß-ÿ])")
_POSSESSIVE: Final = re.compile(r"['’`´]s\b|(?<=s)['’`´](?!\w)")
_WORD: Final = re.compile(r"[^\W_]+")
_SLIPS: Final = {1: "one letter differs from {}", 2: "two letters differ from {}"}


def fold(text: str) -> str:
    """Lower case without accents: "Kältetechnik" is "kaltetechnik"."""
    low = text.casefold()
    if low.isascii():
        return low
    plain = unicodedata.normalize("NFKD", low)
    return "".join(c for c in plain if not unicodedata.combining(c)).translate(_LETTERS)


def split(text: str) -> tuple[str, ...]:
    """Words of a name, folded, usual short forms written out: "QuillFeather's Catering" is quill, feather, catering."""
    bare = _POSSESSIVE.sub("", unicodedata.normalize("NFKC", text))
    words = _WORD.findall(fold(_CAMEL.sub(" ", bare).replace("'", "").replace("’", "")))
    # "St. Mary" and "Klinikum St. Ruprecht" are saints, "Mill St." is a street.
    last = len(words) - 1 or None
    return tuple("street" if word == "st" and at == last else SHORT.get(word, word) for at, word in enumerate(words))


@dataclass(frozen=True)
class Name:
    """One spelling, cut into words."""

    words: tuple[str, ...]
    """Folded, without "and", "the" and the like, unless there is nothing else."""

    @classmethod
    def of(cls, text: str) -> "Name":
        """From text as typed, or an alias key."""
        every = split(text)
        return cls(tuple(word for word in every if word not in word_list("name_connectors")) or every)

    @cached_property
    def joined(self) -> str:
        """All words as one."""
        return "".join(self.words)

    @cached_property
    def initials(self) -> str:
        """First letters; empty for a single word."""
        return "".join(word[0] for word in self.words) if len(self.words) > 1 else ""

    @cached_property
    def acronyms(self) -> frozenset[str]:
        """Its initials, two letters or more, and those of a name that begins with some: SMP for "SM Pekarny"."""
        found = {self.initials} if 2 <= len(self.initials) <= 5 else set[str]()
        if len(self.words) > 1 and 2 <= len(self.words[0]) <= 3 and not is_ordinary(self.words[0]):
            found.add(self.words[0] + self.initials[1:])
        return frozenset(each for each in found if len(each) <= 5)

    @cached_property
    def core(self) -> tuple[str, ...]:
        """Words but "Group", "Holding" and the like."""
        return tuple(word for word in self.words if word not in word_list("name_designators")) or self.words


@dataclass(frozen=True)
class Likeness:
    """How surely two spellings mean one firm."""

    score: float
    """0 to 1; from `SURE` the spellings are the same but for the way of writing."""
    why: str
    """Part of a sentence; "{}" stands for the spelling on record."""
    typos: int = 0
    whole: bool = False
    """No word is left over on either side and none is misspelt: two ways to write one name."""


SURE: Final = 0.97
WEAK: Final = 0.6
"""Up to here a likeness is worth a question, never an answer."""
HOUSES: Final = frozenset({"associates", "group", "holding", "holdings"})
"""Words that set a firm apart from its sisters: Halden Group is not Halden Foods."""


def heads(text: str, name: Name) -> set[str]:
    """Words that can stand for a whole name in a sentence: the first, the first that tells something, and one after an
    "and" ("Oduya" of "Fenwick & Oduya").
    """
    telling = [word for word in name.words if not is_general(word) and not is_ordinary(word)]
    found = {name.words[0], *telling[:1]} if name.words else set()
    for part in re.split(r"[&+]|\b(?:and|und|y|et)\b", fold(text))[1:]:
        found |= set(split(part)[:1]) & set(telling)
    return found


def compare(asked: Name, known: Name) -> Likeness | None:
    """Whether `asked` may mean `known`; None when it means another firm or nothing at all."""
    if not asked.words or not known.words:
        return None
    if asked.words == known.words:
        return Likeness(1.0, "the same name", whole=True)
    if asked.joined == known.joined:
        return Likeness(0.98, "{}, spaced another way", whole=True)
    if len(asked.words) == len(known.words) and all(map(same_word, asked.words, known.words)):
        return Likeness(0.97, "{}, written a little differently", whole=True)
    if asked.core == known.core or "".join(asked.core) == "".join(known.core):
        apart = set(asked.words) ^ set(known.words)
        # "Halden" may be Halden Group, and just as well Halden Motors.
        whole = len(known.core) > 1 and apart <= word_list("name_house")
        return Likeness(0.9 if len(known.core) > 1 else 0.85, "{} but for " + _listed(apart), whole=whole)
    letters = len(asked.words) == 1 or all(len(word) == 1 for word in asked.words)
    if letters and 2 <= len(asked.joined) <= 5 and asked.joined in known.acronyms:
        return Likeness(0.8 if len(asked.joined) > 2 else 0.72, "the initials of {}")
    if sorted(asked.words) == sorted(known.words):
        return Likeness(0.94, "{}, in another order", whole=True)
    return _judged(asked, known, *aligned(asked.words, known.words))


def may_be_one(one: Name, other: Name) -> bool:
    """A quick look before `compare`: whether the names begin alike, or one may be the other's initials."""
    if not one.words or not other.words:
        return False
    first, second = one.words[0], other.words[0]
    return (
        one.joined[:5] == other.joined[:5]
        or same_word(first, second)
        or typos(first, second) is not None
        or one.joined == other.initials
        or other.joined == one.initials
    )


def _judged(asked: Name, known: Name, found: Found, words: tuple[str, ...]) -> Likeness | None:
    matched = sorted(found.matched)
    missing = free_words(words, found)
    extra = [asked.words[number] for number in found.extra if asked.words[number] not in word_list("name_designators")]
    if not matched or found.typos > 2 or all(words[index] in word_list("name_designators") for index in matched):
        return None
    if extra:
        whole = not missing and not found.typos and not any(is_general(word) for word in words)
        return Likeness(0.5, "{} but for " + _listed(extra)) if whole else None
    left = [words[index] for index in missing]
    score, why = _left_out(words, matched, missing)
    if not score:
        return None
    if found.shortened:
        score, why = score - 0.02, "short for {}"
    if found.extra:
        score -= 0.04
        if any(asked.words[number] in HOUSES for number in found.extra) and not all(map(_is_designator, left)):
            score = min(score, round(WEAK - 0.05, 2))
    if found.typos:
        if not _close_enough(words, matched, found):
            return None
        score, why = score - (0.06, 0.17)[found.typos - 1], _SLIPS[found.typos]
    return Likeness(round(score, 3), why, found.typos, whole=not (missing or found.extra or found.typos))


def _left_out(words: tuple[str, ...], matched: list[int], missing: list[int]) -> tuple[float, str]:
    """Score and reason by which words of the known name are there."""
    if not missing:
        return 0.96, "{}, written a little differently"
    if 0 in matched and not (len(matched) == 1 and words[0] in word_list("firm_words")):
        return (0.8 if len(matched) == 1 else 0.9), "short for {}"
    telling = [index for index in matched if not is_general(words[index])]
    if len(telling) > 1 or (telling and not is_ordinary(words[telling[0]])):
        return 0.74 + 0.04 * (len(telling) > 1), "a part of {}"
    return 0.0, ""


def _is_designator(word: str) -> bool:
    return word in word_list("name_designators")


def _close_enough(words: tuple[str, ...], matched: list[int], found: Found) -> bool:
    """Two slips need a long name: in a short one they make another word."""
    return found.typos == 1 or sum(len(words[index]) for index in matched) >= 9


def _listed(words: "set[str] | list[str]") -> str:
    return ", ".join(f"“{word}”" for word in sorted(words))
