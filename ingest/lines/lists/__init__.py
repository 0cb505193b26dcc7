"""Word lists as text files beside this one, lower case: names, words and what stands around a name."""

from functools import cache
from pathlib import Path


@cache
def word_list(name: str) -> frozenset[str]:
    """Read one list. '#' opens a comment; '?mark' takes a word out again (a name that is a word as well)."""
    rows = (Path(__file__).parent / f"{name}.txt").read_text(encoding="utf-8").splitlines()
    words = [word for row in rows if not row.startswith("#") for word in row.split()]
    return frozenset(words) - {word[1:] for word in words if word.startswith("?")}


def is_first_name(word: str) -> bool:
    """Whether a word is a first name and little else: 'Dana' yes, 'Mark' no."""
    return word.lower().strip(".,:;'’") in word_list("first_names")
