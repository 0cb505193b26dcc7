"""What a line says, as words and pairs of neighbouring words: the features of the rules that are learned from words."""

import re
from collections.abc import Iterator

_WORD = re.compile(r"[^\W_]+")
_NOT = re.compile(r"n't\b")


def grams(text: str) -> Iterator[str]:
    """Words and pairs of a line, lower case; a number is '#', "didn't" is 'did not', '^' stands before the first word.

    >>> list(grams("Didn't call by 4"))
    ['did', '^ did', 'not', 'did not', 'call', 'not call', 'by', 'call by', '#', 'by #']
    """
    plain = _NOT.sub(" not", text.casefold().replace("’", "'"))
    before = "^"
    for found in _WORD.findall(plain):
        word = "#" if found.isdigit() else found
        yield word
        yield f"{before} {word}"
        before = word
