"""How many telling words two notes share: BM25, over the notes at hand and the playbook.

How telling a word is comes from the notes that are compared, all of which the viewer may see, and from the playbook;
never from the records as a whole, so that no note a viewer may not see moves a score.
"""

import math
import re
from collections import Counter
from collections.abc import Sequence
from functools import cache, lru_cache
from typing import Final

_WORD: Final = re.compile(r"\w+")  # half the time of [^\W_]+; underscores are taken out before
_SUFFIXES: Final = (
    "ations",
    "ation",
    "ingly",
    "edly",
    "ments",
    "ment",
    "ing",
    "ies",
    "ied",
    "ed",
    "es",
    "ly",
    "er",
    "s",
)
_COMMON: Final = """
a about after all also am an and any are as asked at be because been before being but by can could d did do does done
down for from get go going got had has have he her his how i if in is it its just ll like m me more most my need no not
now of on one or our out over re s said say says she so some t than that the their them then there these they this
those through to too up us ve very want wanted was we were what when where which who why will with would you your
"""
_SATURATION: Final = 1.0
_LENGTH: Final = 0.5
"""How much a long note's words count less."""
PLAYBOOK_SHARE: Final = 0.2
"""Weight of one playbook line beside one note when words are counted."""


class WordMatch:
    """Made once from the playbook's lines."""

    def __init__(self, background: Sequence[str]) -> None:
        self._lines = Counter(word for text in background for word in set(words(text)))
        self._size = len(background)

    def scores(self, query: str, notes: Sequence[str]) -> list[float]:
        """For each of `notes`, the share of the query's telling words it holds, 0 to about 1."""
        asked = set(words(query))
        if not asked or not notes:
            return [0.0] * len(notes)
        held = [_held(note, asked) for note in notes]
        among = Counter(word for each, _ in held for word in each)
        everything = len(notes) + PLAYBOOK_SHARE * self._size
        telling = {word: self._telling(among[word] + PLAYBOOK_SHARE * self._lines[word], everything) for word in asked}
        most = sum(telling.values())
        usual = max(sum(length for _, length in held) / len(held), 1.0)
        return [sum(telling[word] * _much(each[word], length / usual) for word in each) / most for each, length in held]

    def telling(self, text: str, most: int) -> str:
        """At most `most` words to look for, less names: those the playbook uses, the rarest first, then others."""
        found = dict.fromkeys(_WORD.findall(self.without_names(text).casefold().replace("_", " ")))
        stems = {word: self._lines[_stem(word)] for word in found if word not in _common()}
        return " ".join(sorted(stems, key=lambda word: stems[word] or self._size)[:most])

    def without_names(self, text: str) -> str:
        """Without capitalised words that the playbook does not use: names are topic, not what went wrong."""
        return " ".join(
            word
            for word in text.split()
            if not word[:1].isupper() or self._lines[_stem("".join(_WORD.findall(word.casefold().replace("_", " "))))]
        )

    def _telling(self, holding: float, everything: float) -> float:
        return math.log(1 + (everything - holding + 0.5) / (holding + 0.5))


def words(text: str) -> list[str]:
    """Words without endings, less those that say nothing."""
    common = _common()
    return [_stem(word) for word in _WORD.findall(_plain(text)) if word not in common]


def _held(text: str, asked: set[str]) -> tuple[dict[str, int], int]:
    """How often each of the words asked for stands there, and how many words there are in all, as `words` counts."""
    common = _common()
    held: dict[str, int] = {}
    length = 0
    for word, times in Counter(_WORD.findall(_plain(text))).items():
        if word not in common:
            length += times
            if (stem := _stem(word)) in asked:
                held[stem] = held.get(stem, 0) + times
    return held, length


def _plain(text: str) -> str:
    return text.casefold().replace("\u2019", "'").replace("'", "").replace("_", " ")


@cache
def _common() -> frozenset[str]:
    return frozenset(_COMMON.split())


@lru_cache(maxsize=65536)
def _stem(word: str) -> str:
    for suffix in _SUFFIXES:
        if word.endswith(suffix) and len(word) - len(suffix) >= 3:
            return word[: -len(suffix)]
    return word


def _much(times: int, length: float) -> float:
    return times * (_SATURATION + 1) / (times + _SATURATION * (1 - _LENGTH + _LENGTH * length))
