"""Names of accounts in a question or a note: which words may be one, and what the words around them say against it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from typing import Final

from app.namebook import NameBook
from ingest.alignment import is_general, is_ordinary, typos
from ingest.lines.lists import is_first_name, word_list
from ingest.spelling import HOUSES, SURE, WEAK, Likeness, Name, compare, split

LONG: Final = 60
"""Words from which a text is a note and no question."""
_MOST: Final = 20_000
"""Characters looked at: whom a note is about stands near its beginning, or again and again."""
_TOKEN: Final = re.compile(r"[^\W_]+(?:['’`´][^\W_]+)*['’`´]?")
_SENTENCE_END: Final = re.compile(r"[.!?:;\n•]")
_HINT: Final = round(WEAK - 0.05, 2)
"""Score of a name that another one only resembles."""
_OWNS: Final = re.compile(r"['’`´]s?$")
_CONTRACTED: Final = re.compile(r"['’`´](?:d|ll|ve|re|m)$", re.IGNORECASE)
_BREAK: Final = re.compile(r"[.!?:;,\n()\[\]|\"“”–—/]|\s-\s")


@dataclass(frozen=True)
class Token:
    """One word of the text."""

    word: str
    """Folded, without a possessive."""
    capital: bool
    upper: bool
    starts: bool
    """First of a sentence or line."""
    joined: bool
    """Nothing but spaces, a hyphen or an ampersand between it and the word before."""
    owns: bool = False
    """Written with a possessive: "Halden's"."""
    written: str = ""
    """As it stands, in small letters, where folding changes it: "sæbø"."""


@dataclass(frozen=True)
class Mention:
    """Words that may name the account with this alias key."""

    key: str
    first: int
    last: int
    """Numbers of the tokens, inclusive."""
    telling: int
    """Tokens of them that are not "Group", "GmbH" and the like."""
    likeness: Likeness


def tokens(text: str) -> list[Token]:
    """Words in order; "HaldenColdChain's" is three."""
    found: list[Token] = []
    end = 0
    for match in _TOKEN.finditer(text[:_MOST]):
        gap, raw = text[end : match.start()], match[0]
        end = match.end()
        parts = split(_CONTRACTED.sub("", raw))
        written = _OWNS.sub("", raw).casefold() if len(parts) == 1 and not raw.isascii() else ""
        for number, word in enumerate(parts):
            found.append(
                Token(
                    word=word,
                    capital=raw[0].isupper() or (number > 0),
                    upper=raw.rstrip("'’s").isupper() and len(raw) > 1,
                    starts=not number and (not found or bool(_SENTENCE_END.search(gap))),
                    joined=bool(found) and (number > 0 or not _BREAK.search(gap)),
                    owns=bool(_OWNS.search(raw)),
                    written=written,
                )
            )
    return found


def mentions(text: str, book: NameBook) -> list[Mention]:
    """Every account that may be named, by alias key; what is certain and what is not alike."""
    words = tokens(text)
    found: dict[tuple[str, int, int], Mention] = {}
    for at, keys in _anchors(words, book):
        for key in keys:
            first, last = _span(words, at, book.names[key])
            if (key, first, last) in found:
                continue
            spoken = [t.word for t in words[first : last + 1] if t.word not in word_list("name_connectors")]
            elsewhere = _elsewhere(words, spoken, book.names[key]) if len(words) <= LONG else []
            likeness = compare(Name((*spoken, *elsewhere)), book.names[key])
            if likeness is None and first < last:
                # "Otawero DC": what is misspelt and shortened is still found by its first word.
                first = last = at
                likeness = compare(Name((words[at].word,)), book.names[key])
            likeness = likeness and _in_context(words, first, last, book.names[key], likeness)
            if likeness:
                telling = sum(word not in word_list("name_designators") for word in spoken)
                found[key, first, last] = Mention(key, first, last, telling, likeness)
    return list(found.values())


def _elsewhere(words: list[Token], spoken: list[str], name: Name) -> list[str]:
    """Telling words of the name that stand apart from the rest: "how did Bellhaven go, the one in Georgia"."""
    missing = [word for word in name.words if word not in spoken and not is_general(word) and not is_ordinary(word)]
    return [word for word in missing if any(token.word == word for token in words)]


def _anchors(words: list[Token], book: NameBook) -> Iterator[tuple[int, set[str]]]:
    """Where a name may be, and the keys it may be."""
    long = len(words) > LONG
    for at, token in enumerate(words):
        following = words[at + 1] if at + 1 < len(words) and words[at + 1].joined else None
        pair = token.word + following.word if following else ""
        keys = set(book.by_joined.get(token.word, ())) | book.by_joined.get(pair, set())
        if following:
            keys |= book.headed(pair, exactly=True)
        if not (is_ordinary(token.word) or is_general(token.word)) and len(token.word) > 2:
            short = len(token.word) < (4 if token.capital and following and following.capital else 5)
            keys |= book.headed(token.word, exactly=short or (long and not token.capital))
            keys |= book.by_initials.get(token.word, set())
        elif token.upper:
            keys |= book.by_initials.get(token.word, set())
        if keys:
            yield at, keys


def _span(words: list[Token], at: int, name: Name) -> tuple[int, int]:
    """The words around this one that belong to the name as well."""
    first = last = at
    parts = {*name.words, *(one + two for one, two in zip(name.words, name.words[1:], strict=False))}
    initials = {name.initials[start:end] for start in range(len(name.words)) for end in range(start + 2, start + 5)}
    while last + 1 < len(words) and words[last + 1].joined and last - first < len(name.words) + 2:
        step = 2 if words[last + 1].word in word_list("name_connectors") else 1
        if last + step >= len(words) or not _belongs(words, last + step, parts, initials):
            break
        last += step
    while first and words[first].joined and last - first < len(name.words) + 2:
        step = (
            2 if words[first - 1].word in word_list("name_connectors") and first > 1 and words[first - 1].joined else 1
        )
        if not _belongs(words, first - step, parts, frozenset()):
            break
        first -= step
    return first, last


def _belongs(words: list[Token], at: int, parts: set[str], initials: "set[str] | frozenset[str]") -> bool:
    word = words[at].word
    if (
        word in parts
        or word.removesuffix("s") in parts
        or word + "s" in parts
        or word in word_list("name_designators") & parts
    ):
        return True
    if word in initials and (words[at].upper or not is_ordinary(word)):
        return True
    following = word + words[at + 1].word if at + 1 < len(words) else ""
    before = words[at - 1].word + word if at else ""
    if (following and following in parts) or (before and before in parts):
        return True
    if is_ordinary(word) or is_general(word):
        return False
    long = [part for part in parts if len(part) > 2 and abs(len(part) - len(word)) < 3]
    typed = any(len(word) > 3 and _near(word, part) for part in long)
    return typed or any(2 < len(word) < 6 and part.startswith(word) for part in parts)


def _near(word: str, part: str) -> bool:
    return typos(word, part) is not None


def _in_context(words: list[Token], first: int, last: int, name: Name, found: Likeness) -> Likeness | None:
    """The same likeness, a weaker one, or None, by the words before and after."""
    before = words[first - 1] if first and words[first].joined else None
    after = words[last + 1] if last + 1 < len(words) and words[last + 1].joined else None
    spoken = words[first : last + 1]
    whole = found.score >= SURE and len(name.words) > 1
    if not whole and not _stands_as_name(spoken, before, after, found):
        return None
    if not whole and before and _is_part_of_other(before, words[first]):
        return None
    if after and _goes_on(after, spoken[-1], whole):
        # "halder nottingham": whether it is theirs, their notes say.
        beside = after.word in word_list("places") and not after.capital and len(words) <= LONG
        return replace(found, score=min(found.score, _HINT)) if beside or found.score >= SURE else None
    if not whole and _goes_on_as_another(words, last, name):
        return replace(found, score=min(found.score, _HINT))
    return found


def _stands_as_name(spoken: list[Token], before: Token | None, after: Token | None, found: Likeness) -> bool:
    """Whether words that are not the whole name of a firm are used as one."""
    named = any(token.capital and not token.starts for token in spoken)
    led = before is not None and before.word in word_list("name_after")
    dealt = after is not None and after.word in word_list("name_before")
    if len(spoken) > 1:
        ordinary = all(is_ordinary(t.word) or is_general(t.word) for t in spoken)
        owned = before is not None and before.word in word_list("name_not_after")
        return not ordinary or named or (found.score >= SURE and not owned)
    only = spoken[0]
    if found.why.startswith("the initials"):
        return only.upper or ((led or not before) and not is_ordinary(only.word) and len(only.word) > 2)
    if is_ordinary(only.word) or is_general(only.word):
        closely = before is not None and before.word in word_list("name_closely_after")
        goes = after is None or after.word in word_list("name_before") or after.word in word_list("question_words")
        return (named or closely) and (led or dealt) and goes
    if found.score < 0.8 and not found.typos and not named:
        return False
    if found.typos and not (named or led or dealt) and not (only.starts and only.capital):
        return False
    return named or dealt or before is None or before.word not in word_list("name_not_after")


def _is_part_of_other(before: Token, word: Token) -> bool:
    """Whether it is a person or another firm: "Dana Halden", "New Halden"."""
    if before.word in word_list("name_connectors") or is_ordinary(before.word):
        return False
    return is_first_name(before.word) or (before.capital and not before.starts and word.capital)


def _goes_on(after: Token, last: Token, whole: bool) -> bool:
    """Whether the next word makes another firm of it: "Halden" | "Motors", "Halden" | "Leeds"."""
    if after.word in word_list("name_designators") or after.word in word_list("name_connectors"):
        return False
    if after.word in word_list("places"):
        return after.capital or not last.capital
    if is_ordinary(after.word):
        return False
    if is_general(after.word):
        return not whole or after.capital
    return not whole and after.capital and not after.upper and not is_first_name(after.word)


def _goes_on_as_another(words: list[Token], last: int, name: Name) -> bool:
    """Whether the words that follow a part of a name make another firm of it, in capitals or not: "halden" | "cold
    chain" is not Halden Facilities, "Pellworth" | "Holdings" not Pellworth Foods. A question word ends the name.
    """
    end, following = words[last], list[Token]()
    for token in words[last + 1 : last + 4]:
        if not token.joined or token.word in word_list("name_before") or token.word in word_list("question_words"):
            break
        if token.word in word_list("name_connectors") or token.word in name.words:
            break
        following.append(token)
    if following and following[0].word in HOUSES - {"holding"} and len(name.core) > 1:
        return True
    strange = [token for token in following if not _is_plain(token.word)]
    if not strange or is_first_name(following[0].word) or (following[0].upper and not end.upper):
        return False
    if any(token.capital and not token.upper for token in strange) or not end.capital:
        lone = len(name.words) == 1 and len(following) == 1 and not end.capital
        return not lone and (not end.owns or any(token.capital for token in strange))
    # "Halden cold chain" is a name, "Halden dispatchers" is not.
    return end.upper == following[0].upper and not end.owns and (end.upper or len(following) > 1)


@cache
def _is_plain(word: str) -> bool:
    """A word of everyday language, as it is or mistyped, or a legal form."""
    if is_ordinary(word) or word in word_list("name_designators"):
        return True
    return len(word) > 5 and any(typos(word, known) is not None for known in word_list("question_words"))
