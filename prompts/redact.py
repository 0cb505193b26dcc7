"""Names and numbers out of a text before it leaves this machine, and back into what comes home.

What is known to be a name is replaced wherever it stands, whole words only, in any case; so are addresses and numbers.
It is no anonymity: a nickname, a misspelt name, "the CFO of the biggest bakery in Leeds" say as much as before.

Every way a name is written has a stand-in of its own ('Person 1', 'Person 1b'), so that putting back gives the same
text to the letter.
"""

import re
import string
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from itertools import product
from typing import Any, Final, Literal, NamedTuple, TypeVar

from pydantic import BaseModel

from prompts.identifiers import NOUNS, Found, identifiers

V = TypeVar("V")
Noun = Literal["Company", "Competitor", "Person"]

_NAMED: Final = ("Company", "Competitor", "Person")
# No 's': "Haldens" becomes "Company 1s", a genitive.
_LETTERS: Final = "bcdefghijklmnopqrtuvwxyz"
_MARK: Final = re.compile(
    rf"(?<![^\W\d_])(?P<name>{'|'.join(_NAMED)})\s+(?P<number>\d+)(?P<letters>[a-rt-z]*)(?=s?(?![^\W_]))"
    rf"|(?:https://)?(?P<noun>{'|'.join(NOUNS)})-(?P<count>\d+)(?:@example\.invalid|\.example\.invalid)?",
    re.IGNORECASE,
)
_SHAPES: Final = {"email": "email-{}@example.invalid", "link": "https://link-{}.example.invalid"}


_LONGEST: Final = 60
"""Characters of a stand-in."""


class Name(NamedTuple):
    """One way to write a name."""

    text: str
    noun: Noun
    of: str
    """Whose it is: the same for all ways to write one name."""
    capital: bool = False
    """It is an ordinary word as well ('Will'), so only with a capital."""
    may_be: tuple[str, ...] = ()
    """Whose it may be, where several go by it: it has a number of its own then."""


class _Key(NamedTuple):
    """One stand-in: what it is, its number, and which way to write it."""

    noun: str
    number: int
    letters: str

    def __str__(self) -> str:
        if self.noun in _NAMED:
            return f"{self.noun} {self.number}{self.letters}"
        return _SHAPES.get(self.noun, self.noun + "-{}").format(self.number)


@dataclass(frozen=True)
class Redacted:
    """Texts without the names in them, and the way back. Made by `redact`."""

    texts: tuple[str, ...]
    """As they leave, in the order they were given."""
    back: Mapping[_Key, str]
    """What each stand-in stands for."""
    shared: tuple[str, ...] = ()
    """Sentences that say of a stand-in which others it may be."""

    @cached_property
    def _by_word(self) -> dict[tuple[str, int, str], str]:
        return {(key.noun.lower(), key.number, key.letters): text for key, text in self.back.items()}

    @property
    def pairs(self) -> list[tuple[str, str]]:
        """(stand-in, what it stands for), for a person to read."""
        return [(str(key), text) for key, text in self.back.items()]

    @property
    def counts(self) -> dict[str, int]:
        """How many there are of each kind; ways to write one name count once."""
        return dict(Counter(noun for noun, _ in {(key.noun, key.number) for key in self.back}))

    def restored(self, text: str) -> str:
        """The text with the originals in it; a stand-in that stands for nothing stays."""
        return _MARK.sub(self._original, text) if self.back else text

    def restored_in(self, value: V) -> V:
        """The same in every string of a model, list or mapping.

        Not validated again: a name may be longer than its stand-in, and the answer was within its bounds.
        """
        if isinstance(value, str):
            return self.restored(value)  # type: ignore[return-value]
        if isinstance(value, BaseModel):
            fields = {name: self.restored_in(getattr(value, name)) for name in type(value).model_fields}
            return value.model_copy(update=fields)
        if isinstance(value, dict):
            return {key: self.restored_in(each) for key, each in value.items()}  # type: ignore[return-value]
        if isinstance(value, (list, tuple)):
            return type(value)(self.restored_in(each) for each in value)
        return value

    def partial(self, so_far: dict[str, Any]) -> dict[str, Any]:
        """The same for an answer that still grows: a stand-in at its very end may not be whole yet, so it waits."""
        return self.restored_in(self._waiting(so_far))

    def _waiting(self, value: Any) -> Any:
        """The value without what may be the beginning of a stand-in, in the string that was written last."""
        if isinstance(value, str):
            return value[: self._whole(value)]
        if isinstance(value, dict) and value:
            *_, last = value
            return {**value, last: self._waiting(value[last])}
        if isinstance(value, list) and value:
            return [*value[:-1], self._waiting(value[-1])]
        return value

    def _whole(self, text: str) -> int:
        """Where the text ends for sure."""
        marks = [str(key).casefold() for key in self.back]
        for at in range(max(0, len(text) - _LONGEST), len(text)):
            end = text[at:].casefold()
            if not text[at - 1 : at].isalpha() and any(mark.startswith(end) for mark in marks):
                return at
        return len(text)

    def _original(self, match: re.Match[str]) -> str:
        if match["name"]:
            number, letters = int(match["number"]), match["letters"].lower()
            name = match["name"].lower()
            # A way to write it that was never sent is still that one's name.
            return self._by_word.get((name, number, letters)) or self._by_word.get((name, number, "")) or match[0]
        return self._by_word.get((match["noun"].lower(), int(match["count"]), "")) or match[0]


def redact(texts: Sequence[str], names: Iterable[Name]) -> Redacted:
    """Replace these names, and every address and number that is found, in all texts alike."""
    known = _Known(names)
    spans = [_apart(text, [*identifiers(text), *known.found(text)]) for text in texts]
    keys = _numbered(texts, spans, known)
    hidden = []
    for text, some in zip(texts, spans, strict=True):
        parts, at = [], 0
        for each in some:
            parts += [text[at : each.start], str(keys[text[each.start : each.end]])]
            at = each.end
        hidden.append("".join([*parts, text[at:]]))
    return Redacted(tuple(hidden), {key: words for words, key in keys.items()}, _shared(keys, known))


def pattern_of(names: Iterable[str]) -> re.Pattern[str]:
    """These names, in any case, with or without accents, as whole words; '_' and digits end a word. At least one."""
    ways = {
        f"{_before(text)}{_written(text, False, accents=True)}"
        for name in names
        for text in _spellings(name)
        if text.strip()
    }
    return re.compile(rf"(?<![^\W\d_])(?:{'|'.join(sorted(ways, key=len, reverse=True))})(?=[sS]?(?![^\W\d_]))")


class _Known:
    """The names, as one pattern."""

    def __init__(self, names: Iterable[Name]) -> None:
        self._names: dict[str, Name] = {}
        self._patterns: dict[str, str] = {}
        for name in names:
            for text in _spellings(name.text):
                if text.strip() and _folded(text) not in self._names:
                    self._names[_folded(text)] = name
                    self._patterns[_folded(text)] = f"{_before(text)}{_written(text, name.capital)}{_number(text)}"
        # The longest first: where two begin at one letter, the whole name wins.
        longest = sorted(self._patterns, key=len, reverse=True)
        either = "|".join(self._patterns[each] for each in longest)
        self._pattern = re.compile(rf"(?<![^\W\d_])(?:{either})(?=[sS]?(?![^\W_]))") if either else None

    def found(self, text: str) -> list[Found]:
        """Where they stand; also where the text has accents that the recorded name has not."""
        if self._pattern is None:
            return []
        spans = {match.span() for each in {text, _plain(text)} for match in self._pattern.finditer(each)}
        return [Found(*span, self.name(text[slice(*span)]).noun) for span in sorted(spans)]

    def name(self, written: str) -> Name:
        """The name some words are a way to write."""
        for key in (_folded(written), _folded(_plain(written))):
            if found := self._names.get(key) or self._names.get(key.rstrip("0123456789")):
                return found
        # A letter that matches another one and folds differently (İ) is found by its pattern.
        ways = (written, _plain(written))
        return next(n for key, n in self._names.items() if any(re.fullmatch(self._patterns[key], way) for way in ways))


def _numbered(texts: Sequence[str], spans: Sequence[Sequence[Found]], known: _Known) -> dict[str, _Key]:
    """The stand-in of each way something is written, by these words. Nothing that stands in a text already is used."""
    ways: dict[tuple[str, str], dict[str, None]] = {}
    for text, some in zip(texts, spans, strict=True):
        for each in some:
            words = text[each.start : each.end]
            of = known.name(words).of if each.noun in _NAMED else words
            ways.setdefault((each.noun, of), {})[words] = None
    free = _first_free(texts)
    keys: dict[str, _Key] = {}
    for (noun, _), written in ways.items():
        number = free.get(noun.lower(), 1)
        free[noun.lower()] = number + 1
        for letters, words in zip(_letters(len(written)), sorted(written, key=len, reverse=True), strict=True):
            keys[words] = _Key(noun, number, letters)
    return keys


def _shared(keys: Mapping[str, _Key], known: _Known) -> tuple[str, ...]:
    """'Company 3 may be Company 1 or Company 2.', of those that stand in the texts."""
    named = {words: known.name(words) for words, key in keys.items() if key.noun in _NAMED}
    numbers = {(keys[words].noun, name.of): keys[words]._replace(letters="") for words, name in named.items()}
    told: dict[str, None] = {}
    for words, name in named.items():
        own = keys[words]
        others = [str(numbers[own.noun, each]) for each in name.may_be if (own.noun, each) in numbers]
        if len(others) > 1:
            told[f"{own} may be {' or '.join(others)}."] = None
    return tuple(told)


def _first_free(texts: Iterable[str]) -> dict[str, int]:
    taken: dict[str, int] = {}
    for text in texts:
        for match in _MARK.finditer(text):
            noun, number = (match["name"] or match["noun"]).lower(), int(match["number"] or match["count"])
            taken[noun] = max(taken.get(noun, 0), number)
    return {noun: number + 1 for noun, number in taken.items()}


def _letters(count: int) -> list[str]:
    """'', b, c, ... z, bb, bc ...: how the ways to write one name are told apart."""
    one = ["", *_LETTERS]
    return one[:count] if count <= len(one) else [*one, *map("".join, product(_LETTERS, repeat=2))][:count]


def _apart(text: str, found: Iterable[Found]) -> list[Found]:
    """In order and without overlaps. What lies across another one is joined to it: no end of it may stay."""
    joined: list[Found] = []
    for each in sorted(found, key=lambda one: (one.start, -one.end)):
        if joined and each.start < joined[-1].end:
            last = joined[-1]
            if each.end > last.end:
                # The two are one thing from here on, no name: under an own number.
                joined[-1] = Found(last.start, each.end, last.noun if last.noun not in _NAMED else "long-number")
            continue
        joined.append(each)
    return joined


def _spellings(text: str) -> list[str]:
    """A name as it is, in the other normal forms, and without accents."""
    apart = unicodedata.normalize("NFD", text)
    plain = "".join(char for char in apart if not unicodedata.combining(char))
    return [text, unicodedata.normalize("NFC", text), apart, plain]


def _written(text: str, capital: bool, accents: bool = False) -> str:
    """`accents`: with any that the name may be written with. Slow for hundreds of names."""
    pattern = r"\s+".join("".join(_letter(char, accents) for char in word) for word in text.split())
    if not capital:
        return f"(?i:{pattern})"
    return f"(?:{pattern}|{re.escape(text.upper())}|{re.escape(text[:1].upper() + text[1:])})"


def _before(text: str) -> str:
    """A name that begins with a digit may not follow one: "3M" in "13M"."""
    return r"(?<!\d)" if text.strip()[:1].isdigit() else ""


def _number(text: str) -> str:
    """A number right after a name ("Halden2026") is hidden with it: after a stand-in it would change that one's."""
    return "" if text.rstrip()[-1:].isdigit() else "[0-9]*"


@cache
def _accented() -> Mapping[str, str]:
    """Every letter of a to z, in both cases, with what it may look like with accents."""
    found = {letter: letter for letter in string.ascii_letters}
    for code in (*range(0xC0, 0x250), *range(0x1E00, 0x1F00)):
        base = unicodedata.normalize("NFD", chr(code))[0]
        if base in found:
            found[base] += chr(code)
    return found


@cache
def _bare() -> Mapping[int, str]:
    return {ord(char): base for base, looks in _accented().items() for char in looks}


def _plain(text: str) -> str:
    """The text without accents, letter for letter: of the same length."""
    return text if text.isascii() else text.translate(_bare())


def _letter(char: str, accents: bool) -> str:
    if char in "'’":
        return "['’]"
    looks = _accented().get(char) if accents else None
    return rf"[{looks}][\u0300-\u036f]*" if looks else re.escape(char)


def _folded(text: str) -> str:
    return " ".join(text.replace("’", "'").casefold().split())
