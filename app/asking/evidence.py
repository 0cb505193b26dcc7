"""How much a question's words speak for each firm: words of its name, and words of its notes that few others have."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

from app.asking.everyday import is_everyday
from app.asking.firm import Firm, name_of
from app.asking.firmname import is_form, short_for
from app.asking.material import Material, is_telling
from app.asking.words import stem
from app.mentions import Token
from ingest.alignment import is_general, is_ordinary, same_word, typos
from ingest.spelling import Name

MEASURES: Final = (
    "name", "names", "general", "everyday", "cover", "whole", "capitals", "rare", "common", "pairs", "alike",
)  # fmt: skip
"""Of a firm: its best word in the question and all of them, trades ("clinic"), everyday words of its name, the share
of its name that is there and whether all is, words of its notes (names, rare ones, everyday ones, two in a row), and
how like its name `app.resolve` finds the question."""
AT: Final = {name: at for at, name in enumerate(MEASURES)}
_MOST: Final = {
    "names": 3.0,
    "general": 2.0,
    "everyday": 2.0,
    "capitals": 2.0,
    "rare": 2.0,
    "common": 2.0,
    "pairs": 2.0,
}
SURE: Final = 0.9
"""From which a word is one of a name as it is written."""
_MISSPELT: Final = 0.8
_SHORT: Final = 0.7
_LONG: Final = 5
"""Letters from which two words of a name may be written as one."""
_SMALL: Final = frozenset(("and", "the", "of", "de", "der", "van"))
Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Hit:
    """A word of the question that is one of a firm's name."""

    sure: float
    """1 as it is written, less where it is misspelt or short."""
    general: bool
    """What kind of firm it is: "clinic"."""
    everyday: bool
    """An everyday word that stands alone, so that it may mean itself: "high"."""
    beside: bool = False
    """Right before or after another word of the name."""

    @property
    def telling(self) -> bool:
        """Whether it names this firm rather than a kind of firm or no firm at all."""
        return not self.everyday and (not self.general or self.beside)


@dataclass(frozen=True)
class Evidence:
    """Of every firm of a `Material`, in its order."""

    material: Material
    measures: Floats
    """(firms, MEASURES)"""
    hits: tuple[dict[str, Hit], ...]

    def accounts(self, at: int) -> frozenset[int]:
        """Accounts of the firm at this place."""
        return frozenset(self.material.firms[at].ids)

    def unheard(self, word: str) -> bool:
        """Whether a word stands on no record: in no note and in no name."""
        said = self.material.said.get(word)
        return said is not None and not said and not any(word in hits for hits in self.hits)


def weigh(material: Material) -> Evidence:
    """What speaks for each firm; each measure is shared among the firms that a word speaks for."""
    spelt = [_Spelt.of(firm) for firm in material.firms]
    places = _in_names(material, spelt)
    hits = tuple({material.asked[at].word: hit for at, hit in each.items()} for each in places)
    measures = np.zeros((len(spelt), len(MEASURES)))
    _names(measures, places, material.asked)
    _notes(measures, material, places)
    for at, (firm, each) in enumerate(zip(material.firms, spelt, strict=True)):
        measures[at, AT["cover"]] = each.cover(hits[at])
        measures[at, AT["whole"]] = float(measures[at, AT["cover"]] >= 0.99)
        measures[at, AT["alike"]] = max((material.alike.get(account, 0.0) for account in firm.ids), default=0.0)
    for name, most in _MOST.items():
        measures[:, AT[name]] = np.minimum(measures[:, AT[name]], most)
    return Evidence(material, measures, hits)


@dataclass(frozen=True)
class _Spelt:
    """A firm's name in all its spellings."""

    names: tuple[Name, ...]
    words: frozenset[str]
    initials: frozenset[str]
    pairs: frozenset[str]
    """Two words of it written as one."""

    @classmethod
    def of(cls, firm: Firm) -> "_Spelt":
        names = tuple(name_of(name) for name in firm.names)
        return cls(
            names,
            frozenset(word for name in names for word in name.words if not is_form(word)),
            frozenset(letters for name in names for letters in (*name.acronyms, name.initials) if letters),
            frozenset(one + two for name in names for one, two in zip(name.words, name.words[1:], strict=False)),
        )

    def stands_for(self, token: Token, beside: Sequence[str]) -> tuple[float, bool]:
        """(how surely a word is one of this name, whether it says no more than what kind of firm it is).

        `beside`: the word with the one before and the one after it, each as one.
        """
        word = token.word
        if not self.words.isdisjoint(beside):
            return 1.0, False
        if word in self.initials and (token.upper or not is_ordinary(word)):
            return 1.0, False
        sure, general = max(((stands_for(word, each), is_general(each)) for each in self.words), default=(0.0, False))
        if len(word) > _LONG and sure < SURE and any(word == two or typos(word, two) is not None for two in self.pairs):
            return SURE, False
        return sure, general and sure > 0

    def cover(self, hits: "dict[str, Hit]") -> float:
        """The share of its words that the question has, of the spelling of which it has most."""
        return max((self._covered(name, hits) for name in self.names), default=0.0)

    def _covered(self, name: Name, hits: "dict[str, Hit]") -> float:
        if name.joined in hits:
            return 1.0
        telling = [word for word in name.words if not is_form(word)] or list(name.words)
        return sum(max((stands_for(word, each) for word in hits), default=0.0) for each in telling) / len(telling)


@lru_cache(maxsize=50_000)
def stands_for(asked: str, written: str) -> float:
    """How surely a word of a question is this word of a name: as it is, misspelt, another form of it, cut short."""
    if same_word(asked, written):
        return 1.0
    alike = len(asked) > 3 and stem(asked) == stem(written)
    if alike and is_general(written):
        return SURE
    if typos(asked, written) is not None or (alike and len(asked) > 4):
        return _MISSPELT
    cut = short_for(asked, written) and (len(asked) > 3 or is_general(written) or _without_vowels(written) == asked)
    return _SHORT if cut or (len(asked) > 3 and written.startswith(asked)) else 0.0


def _without_vowels(word: str) -> str:
    return "".join(letter for letter in word if letter not in "aeiou")


def _in_names(material: Material, spelt: "Sequence[_Spelt]") -> list[dict[int, Hit]]:
    """For each firm, the places of words that are its name's.

    What is somebody's name as it is written, or stands in a note, is nobody else's misspelt.
    """
    found: list[dict[int, Hit]] = [{} for _ in spelt]
    seen = frozenset(account for firm in material.firms for account in firm.ids)
    for at, token in enumerate(material.asked):
        if not is_telling(token):
            continue
        rated = [each.stands_for(token, follows(material.asked, at)) for each in spelt]
        everyday = (
            is_everyday(token.word) and not is_capital(material, token) and _is_spoken(material, token.word, rated)
        )
        plainly = any(sure >= SURE for sure, _ in rated)
        noted = bool(material.said.get(token.word, frozenset()) & seen)
        for firm, (sure, general) in zip(found, rated, strict=True):
            slip = SURE > sure >= _MISSPELT and (plainly or noted)
            if sure and not slip:
                firm[at] = Hit(sure, general, everyday)
    return [_in_a_row(material.asked, firm) for firm in found]


def follows(asked: Sequence[Token], at: int) -> list[str]:
    """A word written as one with the word before it, and with the one after: "med park" is MedPark."""
    before = [asked[at - 1].word + asked[at].word] if at and asked[at].joined else []
    after = [asked[at].word + asked[at + 1].word] if at + 1 < len(asked) and asked[at + 1].joined else []
    return [*before, *after]


def _is_spoken(material: Material, word: str, rated: Sequence[tuple[float, bool]]) -> bool:
    """Whether an everyday word of a name is used as a word, too: "high" is, "kettle" may not be."""
    if is_ordinary(word) or word not in material.said:
        return True
    own = {each for firm, (sure, _) in zip(material.firms, rated, strict=True) if sure for each in firm.ids}
    return bool(material.said[word] - own)


def _in_a_row(asked: Sequence[Token], hits: dict[int, Hit]) -> dict[int, Hit]:
    """Beside another word of the name, an everyday word is the name's: "Kettle Valley"."""
    before: int | None = None
    beside: set[int] = set()
    for at, token in enumerate(asked):
        if at in hits:
            beside |= {before, at} if before is not None else set()
            before = at
        elif token.word not in _SMALL:
            before = None
    return {
        at: replace(hit, everyday=hit.everyday and at not in beside, beside=at in beside) for at, hit in hits.items()
    }


def _names(measures: Floats, places: Sequence[dict[int, Hit]], asked: Sequence[Token]) -> None:
    for at in range(len(asked)):
        there = [(firm, each[at]) for firm, each in enumerate(places) if at in each]
        for firm, hit in there:
            share = hit.sure / len(there)
            if hit.general:
                measures[firm, AT["general"]] += share
            elif hit.everyday:
                measures[firm, AT["everyday"]] += share
            else:
                measures[firm, AT["name"]] = max(measures[firm, AT["name"]], hit.sure)
                measures[firm, AT["names"]] += share


def _notes(measures: Floats, material: Material, places: Sequence[dict[int, Hit]]) -> None:
    """Words of notes. One that is somebody's name says nothing more by standing in its notes."""
    named = {
        at for each in places for at, hit in each.items() if hit.sure >= SURE and not (hit.general or hit.everyday)
    }
    for at, token in enumerate(material.asked):
        if at in named or not is_telling(token) or token.word in material.known:
            continue
        kind = "capitals" if is_capital(material, token) else "common" if is_everyday(token.word) else "rare"
        _share(measures, material, token.word, kind)
        follows = at + 1 < len(material.asked) and material.asked[at + 1].joined and at + 1 not in named
        if follows:
            _share(measures, material, f"{token.word} {material.asked[at + 1].word}", "pairs")


def _share(measures: Floats, material: Material, word: str, kind: str) -> None:
    there = [firm for firm, each in enumerate(material.firms) if material.speaks(each, word)]
    others = material.said.get(word, frozenset()) - {account for each in material.firms for account in each.ids}
    for firm in there:
        measures[firm, AT[kind]] += 1 / (len(there) + len(others))


def is_capital(material: Material, token: Token) -> bool:
    """Whether a word is written as a name is."""
    return token.word in material.capitals or token.upper
