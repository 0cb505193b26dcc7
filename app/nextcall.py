"""Three questions worth asking before the next call about an open deal, each with the line that raises it.

What a colleague took from a loss like it comes first, then one question for each way of losing that the notes speak of
most, then general ones for the causes that may be at work.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import chain
from typing import TYPE_CHECKING, Final

import numpy as np

from app.pastloss import Similar
from ingest.coaching import called
from ingest.lines import flat
from ingest.records import Diagnosis, Given, Line, Reading
from prompts.codes import Cause
from prompts.playbook import list_page
from prompts.prompt import FOLDER

if TYPE_CHECKING:
    from ingest.diagnose.ways import Ways
    from ingest.embed import Vectors

QUESTIONS: Final = 3
SPOKEN_OF: Final = 0.2
"""Share from which the notes speak of a way of losing enough to ask about it."""
QUOTED: Final = 0.1
"""What the line that raises a question must say of its way of losing: chance lines say less."""
_LONGEST_LESSON: Final = 140
_ANYBODY: Final = {"person": "your contact", "account": "the customer"}
_PARTED: Final = " | "
_SLOT: Final = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True)
class Question:
    """One question, and the line of the notes that raises it."""

    text: str
    line: int = 0
    """0 where no line does."""
    quote: str = ""


def questions(
    similar: Sequence[Similar], reading: Reading, given: Given, ways: "Ways", vectors: "Vectors"
) -> tuple[Question, ...]:
    """At most three, none twice. `vectors` are those of the reading's lines."""
    slots = _slots(reading.diagnosis, given)
    asked: dict[str, Question] = {}
    for each in chain(
        _from_a_colleague(similar), _of_ways(reading, ways, vectors), _of_causes(similar, reading.diagnosis)
    ):
        text = _filled(each.text, slots)
        asked.setdefault(text, replace(each, text=text))
        if len(asked) == QUESTIONS:
            break
    return tuple(asked.values())


def raised(reading: Reading, ways: "Ways", vectors: "Vectors") -> Iterator[tuple[str, Line | None]]:
    """Ways of losing the notes speak of, the most first, and the line that says it, if one clearly does."""
    held = np.asarray(vectors.any(axis=1))
    lines = [line for line, said in zip(reading.lines, held, strict=True) if said]
    spoken = ways.spoken_of(reading.note.text, vectors[held])
    most = sorted((each for each in spoken if spoken[each] >= SPOKEN_OF), key=lambda each: -spoken[each])
    if most:
        speaking = ways.speaking([line.text for line in lines], vectors[held], most)
        for each, column in zip(most, speaking.T, strict=True):
            row = int(column.argmax())
            yield each, lines[row] if column[row] >= QUOTED else None


def _from_a_colleague(similar: Sequence[Similar]) -> Iterator[Question]:
    for past in [each for each in similar if each.learned_by][:1]:
        lesson = flat(past.lesson)
        if len(lesson) > _LONGEST_LESSON:
            lesson = f"{lesson[:_LONGEST_LESSON].rsplit(' ', 1)[0]} …"
        said = f"{past.learned_by} took this from {past.account}: “{lesson.rstrip('.')}”."
        yield Question(f"{said} How does that stand here?")


def _of_ways(reading: Reading, ways: "Ways", vectors: "Vectors") -> Iterator[Question]:
    for mechanism, line in raised(reading, ways, vectors):
        if mechanism in _asked_of_ways():
            quoted = (line.number, flat(line.text)) if line else (0, "")
            yield Question(_asked_of_ways()[mechanism], *quoted)


def _of_causes(similar: Sequence[Similar], diagnosis: Diagnosis) -> Iterator[Question]:
    """One of each likely cause, then the second of each, and so on."""
    pages = [_pages()[cause] for cause in _causes(similar, diagnosis)]
    for depth in range(max(len(page) for page in pages)):
        yield from (Question(page[depth]) for page in pages if len(page) > depth)


def _causes(similar: Sequence[Similar], diagnosis: Diagnosis) -> list[Cause]:
    """Causes that may be at work here, the likeliest first: those of the matches, and the reading's own."""
    votes: dict[Cause, float] = {}
    for each in similar:
        votes[each.cause] = votes.get(each.cause, 0.0) + each.score
    for ranked in diagnosis.ranking[:QUESTIONS]:
        votes[ranked.cause] = votes.get(ranked.cause, 0.0) + ranked.score
    likely: list[Cause] = sorted((cause for cause in votes if cause != "unknown"), key=lambda cause: -votes[cause])
    return likely[:QUESTIONS] or ["unknown"]


@cache
def _pages() -> dict[str, tuple[str, ...]]:
    """prompts/open.md: cause to its general questions."""
    page = list_page(FOLDER / "open.md")
    return {cause: tuple(line for line in lines if _PARTED not in line) for cause, lines in page.items()}


@cache
def _asked_of_ways() -> dict[str, str]:
    """prompts/open.md: a way of losing to its question."""
    lines = [line for lines in list_page(FOLDER / "open.md").values() for line in lines if _PARTED in line]
    return dict(line.split(_PARTED, 1) for line in lines)


def _slots(diagnosis: Diagnosis, given: Given) -> dict[str, str]:
    buyers = [person.name for person in diagnosis.people if person.side != "us"]
    named = {"person": called(buyers[0]) if buyers else None, "account": given.account or diagnosis.account}
    return _ANYBODY | {slot: name for slot, name in named.items() if name}


def _filled(text: str, slots: dict[str, str]) -> str:
    filled = _SLOT.sub(lambda found: slots.get(found[1], found[0]), text)
    return filled[0].upper() + filled[1:]
