"""Words of questions and notes: folded, without their endings, and without those that ask but say nothing."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from functools import lru_cache
from math import log
from typing import Final

from app.asking.lists import word_list

_WORD: Final = re.compile(r"[^\W_]+(?:['’][^\W_]+)?")
_ENDINGS: Final = (
    ("ational", "ate"), ("ization", "ize"), ("isation", "ize"), ("fulness", "ful"), ("ement", ""), ("ments", ""),
    ("ment", ""), ("ations", "ate"), ("ation", "ate"), ("ities", ""), ("ity", ""), ("ings", ""), ("ing", ""),
    ("ions", ""), ("ion", ""), ("ness", ""), ("ied", "y"), ("ies", "y"), ("ers", ""), ("er", ""), ("ed", ""),
    ("ely", "e"), ("ly", ""), ("es", ""), ("s", ""), ("e", ""),
)  # fmt: skip


def words(text: str) -> list[str]:
    """Lower-case words without accents and possessives."""
    plain = text.casefold().replace("’", "'")
    if not plain.isascii():
        plain = "".join(char for char in unicodedata.normalize("NFKD", plain) if not unicodedata.combining(char))
    return [word.removesuffix("'s").removesuffix("n't") for word in _WORD.findall(plain)]


def spelt(text: str) -> list[str]:
    """The words of `words` as they are written, but for possessives."""
    return [re.sub(r"['’][sS]$", "", word) for word in _WORD.findall(text)]


@lru_cache(maxsize=50_000)
def stem(word: str) -> str:
    """A word without its ending, so that 'promised' meets 'promise'. Rough on purpose: it only ever compares."""
    if len(word) <= 3 or word[0].isdigit():
        return word
    for ending, instead in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            word = word[: len(word) - len(ending)] + instead
            break
    if len(word) > 3 and word[-1] == word[-2] and word[-1] not in "aeiou":
        word = word[:-1]
    return word.removesuffix("e") if len(word) > 3 else word


def stems(text: str) -> list[str]:
    """Every word's stem."""
    return [stem(word) for word in words(text)]


def content(text: str, without: Iterable[str] = ()) -> list[str]:
    """The words a question is about, each once, less those of `without` (a name, for instance)."""
    left_out = {stem(word) for word in without}
    return [
        word
        for word in dict.fromkeys(words(text))
        if word not in word_list("asking_words") and len(word) > 1 and stem(word) not in left_out
    ]


def rarity(lines: Sequence[Sequence[str]]) -> dict[str, float]:
    """Of each stem in `lines` (their stems), how much it tells: rare ones more."""
    seen = Counter(stem for line in lines for stem in set(line))
    return {stem: log(1 + (len(lines) - count + 0.5) / (count + 0.5)) for stem, count in seen.items()}
