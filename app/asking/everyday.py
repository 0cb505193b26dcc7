"""Which words are everyday language, so that what is not can be told for a name, in capitals or not."""

import json
from functools import cache, lru_cache
from importlib import resources

from ingest.alignment import is_ordinary, typos
from ingest.facts.names import is_common
from ingest.lines.lists import is_first_name, word_list

_SHORTEST = 3
"""Letters of a word that can be told."""


# Asked of the same few words several times a question, and slips are looked for in a whole list.
@lru_cache(maxsize=8192)
def is_everyday(word: str) -> bool:
    """Whether a folded word is everyday English, as it is or mistyped, and no place's or person's name."""
    if is_ordinary(word) or is_common(word):
        return True
    if word in word_list("places") or is_first_name(word):
        return False
    if word.endswith("s") and is_ordinary(word.removesuffix("s")):
        # "hows it stand"
        return True
    return word in _vocabulary() or (len(word) > 4 and any(typos(word, each) is not None for each in _asked_often()))


@cache
def _vocabulary() -> frozenset[str]:
    """Words the embedder knows whole, some 20,000: the most frequent ones of English."""
    text = (resources.files("ingest.embed") / "tokenizer.json").read_text(encoding="utf-8")
    return frozenset(word for word in json.loads(text)["model"]["vocab"] if word.isalpha() and len(word) >= _SHORTEST)


@cache
def _asked_often() -> tuple[str, ...]:
    return tuple(word for word in word_list("question_words") if len(word) > 4)
