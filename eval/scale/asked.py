"""What people ask of generated records: questions about accounts, and notes of open deals."""

import random
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from eval.scale.lines import Pool
from eval.scale.names import reps
from eval.scale.reviews import generate
from ingest.book import Book
from ingest.records import Given, Note, Viewer

QUESTIONS: Final = (
    "What happened last time with {}?",
    "Why did we lose {}?",
    "who did we talk to at {}",
    "When do we go back to {}?",
    "How often have we lost {}?",
    "What did {} object to?",
    "which competitor won at {}?",
    "What did {} say about the price?",
    "what happened at {} and before that",
    "When did {} close?",
)
_FORM: Final = re.compile(r" (?:Ltd|Inc|GmbH|Group|AG|LLC|B\.V\.|S\.L\.)$")
_VIEWERS: Final = 10


@dataclass(frozen=True)
class OpenDeal:
    """Notes to be held against the records."""

    note: Note
    given: Given
    viewer: Viewer


def questions(book: Book, count: int, seed: int = 5) -> list[tuple[Viewer, str]]:
    """Questions of ten reps, none of whom may see everything, about accounts each of them has on record."""
    chance = random.Random(seed)  # noqa: S311 - repeatable, not secret
    made = []
    for number in range(count):
        viewer = Viewer(name=reps()[number % _VIEWERS])
        row = book.store.recent(viewer, limit=1, offset=chance.randrange(max(1, book.store.count(viewer) - 1)))[0]
        made.append((viewer, QUESTIONS[number % len(QUESTIONS)].format(_typed(row.account, chance))))
    return made


def open_deals(pool: Pool, count: int, seed: int = 6) -> Iterator[OpenDeal]:
    """Notes of the same kind that are on record nowhere."""
    for number, item in enumerate(generate(count, pool, seed)):
        viewer = Viewer(name=reps()[number % _VIEWERS])
        yield OpenDeal(Note(text=item.reading.note.text), Given(account=item.account, rep=viewer.name), viewer)


def _typed(name: str, chance: random.Random) -> str:
    """Half as it is written, else in small letters, without its legal form, or with a letter missing."""
    way = chance.randrange(8)
    if way == 0:
        return name.lower()
    if way in (1, 2):
        return _FORM.sub("", name)
    if way == 3:
        at = chance.randrange(1, len(name.split()[0]))
        return name[:at] + name[at + 1 :]
    return name
