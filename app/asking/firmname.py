"""Whether two names are one firm's, as far as the names tell. No records, no I/O.

Two names are one firm when one of them is the other written shorter: a word left out, cut, put as initials or
mistyped. Names that differ by a letter in the word that tells them apart ("Wendara", "Wandara") stay two.
"""

from collections.abc import Sequence
from functools import lru_cache
from typing import Final, Literal

from app.asking.everyday import is_everyday
from ingest.alignment import is_general, same_word
from ingest.lines.lists import word_list
from ingest.spelling import HOUSES, Name

Sure = Literal["sure", "likely", "perhaps"]
"""What else it takes: nothing, a person of theirs on both, one with first and last name."""
_VOWELS: Final = frozenset("aeiou")
_PARTS: Final = HOUSES | {"uk", "usa", "us", "eu", "emea"}
"""Designators that may tell two sisters apart."""
_PARTICLES: Final = frozenset(("van", "von", "v", "d", "vd", "vdr", "den", "ter", "ten"))
"""What surnames begin with, written in many ways: "Van der Velden", "v.d. Velden", "VdVelden"."""
_PLURAL: Final = 3
_ALIKE: Final = 5
"""Letters that two ways to say one trade begin with: "Aufzugbau", "Aufzüge"."""


_SAID: Final = {
    "backerei": "bakery", "bakkerij": "bakery", "boulangerie": "bakery", "brasserie": "brewery", "brauerei": "brewery",
    "brouwerij": "brewery", "kaffee": "coffee", "koffie": "coffee", "krankenhaus": "hospital",
    "schule": "school", "spedition": "expeditie", "ziekenhuis": "hospital",
}  # fmt: skip
"""One trade in several languages: a firm is put on record in the language of whoever met it."""
_STATES: Final = {
    "ak": "alaska", "al": "alabama", "ar": "arkansas", "az": "arizona", "ca": "california", "co": "colorado",
    "ct": "connecticut", "fl": "florida", "ga": "georgia", "ia": "iowa", "id": "idaho", "il": "illinois",
    "in": "indiana", "ks": "kansas", "ky": "kentucky", "la": "louisiana", "ma": "massachusetts", "md": "maryland",
    "mi": "michigan", "mn": "minnesota", "mo": "missouri", "mt": "montana", "nv": "nevada", "oh": "ohio",
    "ok": "oklahoma", "or": "oregon", "pa": "pennsylvania", "tn": "tennessee", "tx": "texas", "ut": "utah",
    "va": "virginia", "wa": "washington", "wi": "wisconsin",
}  # fmt: skip
"""The last word of a branch's name."""


def same_firm(one: Name, other: Name, cut: frozenset[str] = frozenset()) -> Sure | None:
    """Whether two names are one firm's, as far as the names tell; `cut`: words written with a dot, "Antr."."""
    best: Sure | None = None
    for mine in _spoken(one.words):
        for theirs in _spoken(other.words):
            short, long = sorted((mine, theirs), key=len)
            rated = "sure" if "".join(short) == "".join(long) else _rated(short, long, cut)
            if rated == "sure":
                return "sure"
            best = best or rated
    return best


def _rated(short: tuple[str, ...], long: tuple[str, ...], cut: frozenset[str]) -> Sure | None:
    left = _left(short, long)
    if left is None:
        return _mistyped(short, long) or _same_trade(short, long)
    begun = [(one, two) for one in short for two in long if _begins(one, two)]
    if any(not {one, two} & cut for one, two in begun):
        same = sum(_telling(one) and one in long for one in short)
        # "Juniper Basin Zoo" says enough without its last word, "Bosfor Deniz" does not.
        return "sure" if same > 1 else "likely"
    if not left:
        return "sure"
    if set(short) & HOUSES or not any(_telling(word) for word in short):
        return None
    return "sure" if sum(_telling(word) for word in short) > 1 else "likely"


def _left(short: Sequence[str], long: Sequence[str]) -> list[str] | None:
    """Words of the longer name that the shorter one leaves out; None when it says something else."""
    at, left = 0, list[str]()
    for number, word in enumerate(short):
        while at < len(long) and not (size := _covered(word, long, at)):
            left.append(long[at])
            at += 1
        if at >= len(long) or (not number and left):
            return None
        at += size
    return [*left, *long[at:]]


def _covered(word: str, long: Sequence[str], at: int) -> int:
    """How many words, from this one on, a word stands for: itself, short for it, the initials of several."""
    if same_word(word, long[at]) or short_for(word, long[at]) or short_for(long[at], word):
        return 1
    size = len(word)
    run = long[at : at + size]
    return size if 2 <= size <= 4 and len(run) == size and "".join(each[0] for each in run) == word else 0


@lru_cache(maxsize=20_000)
def short_for(short: str, word: str) -> bool:
    """Whether "antr" is short for antriebe, "pkg" for parking: its beginning, or some of its letters and no vowel."""
    if not 2 <= len(short) < len(word) or short[0] != word[0] or not short.isalpha():
        return False
    if short.endswith("s") and word.endswith("s") and len(short) > _PLURAL:
        # "Props" for "Properties".
        short, word = short[:-1], word[:-1]
    if len(short) > 2 and word.startswith(short):
        # Nobody saves one letter: "Velde" is not short for "Velden".
        return len(word) - len(short) > 1
    # "Whse" keeps its last vowel.
    bare = short[:-1] if len(short) > 3 and short[-1] in _VOWELS else short
    letters = iter(word)
    return not _VOWELS & set(bare) and all(letter in letters for letter in bare)


def _begins(one: str, two: str) -> bool:
    """One word begins with the other: "antr" of "antriebe", but also "bouw" of "bouwmaterialen"."""
    short, long = sorted((one, two), key=len)
    return not same_word(short, long) and short_for(short, long) and long.startswith(short)


def _mistyped(short: tuple[str, ...], long: tuple[str, ...]) -> Sure | None:
    """A letter too many, too few or in the wrong place. Another letter instead makes another name."""
    if len(short) != len(long):
        return None
    apart = [(one, two) for one, two in zip(short, long, strict=True) if not same_word(one, two)]
    if len(apart) != 1 or not _slip(*apart[0]):
        return None
    return "sure" if apart[0][0] != short[0] else "likely"


def _slip(one: str, two: str) -> bool:
    from rapidfuzz.distance import OSA

    if min(len(one), len(two)) < 5 or OSA.distance(one, two, score_cutoff=1) > 1:
        return False
    return len(one) != len(two) or sorted(one) == sorted(two)


def _same_trade(short: tuple[str, ...], long: tuple[str, ...]) -> Sure | None:
    """The same first word and one that begins alike: "Dresner Aufzugbau", "Dresner Aufzüge"."""
    if len(short) != len(long) or len(short) < 2 or not _telling(short[0]) or short[0] != long[0]:
        return None
    apart = [(one, two) for one, two in zip(short, long, strict=True) if not same_word(one, two)]
    alike = len(apart) == 1 and apart[0][0][:_ALIKE] == apart[0][1][:_ALIKE]
    return "likely" if alike and min(map(len, apart[0])) > _ALIKE else None


@lru_cache(maxsize=20_000)
def _spoken(words: tuple[str, ...]) -> tuple[tuple[str, ...], ...]:
    return _ways(_without_form(words))


def _ways(words: tuple[str, ...]) -> tuple[tuple[str, ...], ...]:
    """The words, and those after an abbreviation of them: "SAC (Southern Alps Care)"."""
    words = _plainly(words)
    rest = words[1:]
    initials = "".join(word[0] for word in rest if not is_designator(word))
    opens = len(initials) > 1 and 2 <= len(words[0]) <= 5 and words[0].startswith(initials)
    return (words, rest) if opens else (words,)


def _plainly(words: tuple[str, ...]) -> tuple[str, ...]:
    """Trades and states in one language, a trade that stands first put last: "Brouwerij De Gouden Hop"."""
    words = tuple(_SAID.get(word, word) for word in words)
    words = (*words[:-1], _STATES.get(words[-1], words[-1])) if len(words) > 1 else words
    if len(words) > 2 and is_general(words[0]) and not is_general(words[1]):
        words = (*words[1:], words[0])
    return words


def is_designator(word: str) -> bool:
    """Whether it is "GmbH", "Group", or a letter that is left of "a.s."."""
    return word in word_list("name_designators") or len(word) == 1


def _without_form(words: tuple[str, ...]) -> tuple[str, ...]:
    """Without its legal form; particles are one with the word they belong to."""
    at = next((at for at, word in enumerate(words) if word not in _PARTICLES), 0)
    if at:
        words = (f"vd{words[at]}", *words[at + 1 :])
    return tuple(word for word in words if not is_form(word)) or words


def is_form(word: str) -> bool:
    """A designator that tells no two sisters apart: not "Group", not "UK"."""
    return is_designator(word) and word not in _PARTS


def _telling(word: str) -> bool:
    return len(word) > 1 and not is_designator(word)


def misspelt(one: Name, other: Name) -> bool:
    """Whether one of two names is the other with a slip."""
    return any(_mistyped(mine, theirs) is not None for mine in _spoken(one.words) for theirs in _spoken(other.words))


def share_a_word(one: Name, other: Name) -> bool:
    """Whether they may be one firm in two languages, or cut short: "Pivovarna Anders", "Anders Brewery".

    Not where both say in English what they are, which tells sisters apart, as does the one word that two branches
    differ in ("Sondela Stores Pinetown", "... Polokwane"), or one of them is a "Group". It takes a person of theirs
    whom both notes name besides.
    """
    mine, theirs = set(_without_form(one.words)), set(_without_form(other.words))
    if len(mine & theirs) > 1 and len(mine - theirs) == len(theirs - mine) == 1:
        return False
    shared = {word for word in mine & theirs if _telling(word) and not is_general(word)}
    english = [any(is_general(word) or is_everyday(word) for word in rest) for rest in (mine - theirs, theirs - mine)]
    return bool(shared) and not (mine ^ theirs) & _PARTS and not all(english)


def goes_on(short: Name, long: Name) -> bool:
    """A whole name with its legal form and something after it: "Tarvik a.s.", "Tarvik, a.s., Prague"."""
    if not short.words or not is_form(short.words[-1]) or all(map(is_form, short.words)):
        return False
    begun = ("".join(long.words[:size]) for size in range(2, len(long.words)))
    return short.joined in begun


def same_words(one: Name, other: Name) -> bool:
    """Whether two names have the same words but for the way of writing."""
    return any(
        (left := _left(*sorted((mine, theirs), key=len))) is not None and all(map(is_designator, left))
        for mine in _ways(one.words)
        for theirs in _ways(other.words)
    )


def telling_words(name: Name) -> set[str]:
    """Words by which another spelling of the firm is found."""
    words = {word for way in _spoken(name.words) for word in way if not is_general(word) and len(word) > 1}
    return words | {word.removeprefix("vd") for word in words if len(word) > _ALIKE} | set(name.words[:1])


def first_letters(name: Name) -> set[str]:
    """Letters with which a spelling of the firm begins: an abbreviation does, too."""
    return {way[0][0] for way in _spoken(name.words) if way}
