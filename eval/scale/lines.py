"""The sample notes as the product reads them, with slots where they name people, numbers, a rival or the account."""

import random
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from eval.scale.names import COMPETITORS, MONTHS
from ingest.book import Book
from ingest.lines import flat
from ingest.pipeline import review
from ingest.read import read_file
from ingest.records import Given, Reading

if TYPE_CHECKING:
    from ingest.embed import Vectors

NOTES: Final = Path(__file__).parent.parent.parent / "app" / "samples" / "notes"
_NUMBER: Final = re.compile(r"\d{2,}")
_MONTH: Final = re.compile(rf"\b(?:{'|'.join(MONTHS)})\b")
_SLOT: Final = re.compile(r"\x00([PCAMN])(\d*)\x00")


@dataclass(frozen=True)
class Base:
    """One sample note: its reading, its lines as templates, and where their vectors begin in the pool."""

    reading: Reading
    lines: tuple[str, ...]
    first: int
    """Row of its first line in the pool."""


@dataclass(frozen=True)
class Pool:
    """Every base, and one unit vector for each line."""

    bases: tuple[Base, ...]
    vectors: "Vectors"


@dataclass
class Fill:
    """What one generated review puts into the slots."""

    account: str
    people: Sequence[str]
    competitor: str
    chance: random.Random

    def __call__(self, template: str) -> str:
        """The line, filled."""
        return _SLOT.sub(self._one, template)

    def _one(self, slot: re.Match[str]) -> str:
        kind, number = slot[1], slot[2]
        if kind == "P":
            return self.people[int(number) % len(self.people)].split()[0]
        if kind == "N":  # as many digits, so that a year stays four and a price stays a price
            digits = int(number)
            return str(self.chance.randrange(10 ** (digits - 1), 10**digits))
        return {"C": self.competitor, "A": self.account, "M": self.chance.choice(MONTHS)}[kind]


def pool(book: Book, notes: int | None = None) -> Pool:
    """Read the first `notes` sample notes with the built-in engine and embed their lines; all 48 take ten seconds."""
    import numpy as np

    bases: list[Base] = []
    parts: list[Vectors] = []
    first = 0
    for file in sorted(NOTES.iterdir())[:notes]:
        *_, last = review(read_file(file), book, Given(rep="Maya Lindqvist"), "builtin")
        reading = last.reading
        assert reading is not None
        bases.append(Base(reading, tuple(_template(flat(line.text), reading) for line in reading.lines), first))
        parts.append(book.line_vectors(reading.lines))
        first += len(reading.lines)
    return Pool(tuple(bases), np.concatenate(parts))


def _template(text: str, reading: Reading) -> str:
    found = reading.diagnosis
    text = text.replace("\x00", "")
    for number, person in enumerate(found.people):
        for name in (person.name, person.name.split()[0]):
            text = re.sub(rf"\b{re.escape(name)}\b", f"\x00P{number}\x00", text)
    for rival in {found.competitor or "", *COMPETITORS} - {""}:
        text = text.replace(rival, "\x00C\x00")
    if found.account:
        text = text.replace(found.account, "\x00A\x00")
    text = _MONTH.sub("\x00M\x00", text)
    return "".join(
        part if part.startswith("\x00") else _NUMBER.sub(lambda digits: f"\x00N{len(digits[0])}\x00", part)
        for part in re.split(r"(\x00[^\x00]*\x00)", text)
    )
