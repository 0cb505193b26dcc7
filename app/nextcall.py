"""Three questions worth asking before the next call about an open deal, each with the line that raises it.

What a colleague took from a loss like it comes first, then one question for each way of losing that the notes speak of
most, then general ones for the causes that may be at work.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import chain
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from app.closest import SPOKEN
from app.pastloss import Similar
from app.settled import is_settled
from ingest.coaching import called
from ingest.facts.language import guess_language
from ingest.lines import flat
from ingest.records import Given, Line, Person, Reading
from prompts.codes import CAUSES, Cause
from prompts.errors import PromptError
from prompts.playbook import list_page
from prompts.prompt import FOLDER

if TYPE_CHECKING:
    from ingest.diagnose.ways import Ways
    from ingest.embed import Vectors

QUESTIONS: Final = 3
SPOKEN_OF: Final = 0.2
"""Share from which the notes speak of a way of losing enough to ask about it."""
RAISED: Final = 0.05
"""What some line must say of it: a line that says the thing is settled says nothing."""
_LONGEST_LESSON: Final = 140
_PAGE: Final = FOLDER / "open.md"
_SLOT: Final = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True)
class Question:
    """One question, and the line of the notes that raises it."""

    text: str
    line: int = 0
    """0 where no line does."""
    quote: str = ""


class Asked(NamedTuple):
    """What prompts/open.md asks of one way of losing."""

    cause: Cause
    question: str


class Page(NamedTuple):
    """prompts/open.md."""

    general: dict[Cause, tuple[str, ...]]
    """A cause to its questions for any deal."""
    ways: dict[str, Asked]
    """A way of losing to its question."""


def questions(
    similar: Sequence[Similar], reading: Reading, given: Given, ways: "Ways", vectors: "Vectors"
) -> tuple[Question, ...]:
    """At most three, none twice. `vectors` are those of the reading's lines.

    Raises:
        PromptError: prompts/open.md is broken.
    """
    people = [person for person in reading.diagnosis.people if person.side != "us"]
    account = given.account or reading.diagnosis.account or "the customer"
    page = _page(ways.mechanisms)
    found = list(_from_a_colleague(similar))
    raised_here = list(raised(reading, ways, vectors))[: QUESTIONS - len(found)]
    for mechanism, line in raised_here:
        text = _filled(page.ways[mechanism].question, account, _meant(people, line.text if line else ""))
        found.append(Question(text, line.number, flat(line.text)) if line else Question(text))
    done = {page.ways[mechanism].cause for mechanism, _ in raised_here}
    general = _of_causes(page, _causes(similar, reading), done)
    known = {each.text for each in found}
    rest = (text for text in (_filled(each, account, _meant(people)) for each in general) if text not in known)
    return (*found, *(Question(text) for _, text in zip(range(QUESTIONS - len(found)), rest, strict=False)))


def raised(reading: Reading, ways: "Ways", vectors: "Vectors") -> Iterator[tuple[str, Line | None]]:
    """Ways of losing the notes speak of, the most first, one of a line, and that line where it says this most.

    Lines that say a thing is settled raise nothing, nor do notes in a language the ways were not learned in.
    """
    held = np.asarray(vectors.any(axis=1))
    lines = [line for line, said in zip(reading.lines, held, strict=True) if said]
    spoken = ways.spoken_of(reading.note.text, vectors[held])
    asked = list(_page(ways.mechanisms).ways)
    most = sorted((each for each in asked if spoken.get(each, 0.0) >= SPOKEN_OF), key=lambda each: -spoken[each])
    if not most or guess_language(reading.note.text) not in ("en", "und"):
        return
    speaking = ways.speaking([line.text for line in lines], vectors[held], asked)
    speaking[[_raises_nothing(line.text) for line in lines]] = 0.0
    done: set[int] = set()
    for mechanism in most:
        column = asked.index(mechanism)
        row = int(speaking[:, column].argmax())
        if speaking[row, column] >= RAISED and row not in done:
            done.add(row)
            says_so = speaking[row, column] >= max(SPOKEN, speaking[row].max())
            yield mechanism, lines[row] if says_so else None


def _raises_nothing(line: str) -> bool:
    return line.count("|") > 1 or is_settled(line)  # the first: a row of a table


def _from_a_colleague(similar: Sequence[Similar]) -> Iterator[Question]:
    for past in [each for each in similar if each.learned_by][:1]:
        lesson = flat(past.lesson)
        if len(lesson) > _LONGEST_LESSON:
            lesson = f"{lesson[:_LONGEST_LESSON].rsplit(' ', 1)[0]} …"
        said = f"{past.learned_by} took this from {past.account}: “{lesson.rstrip('.')}”."
        yield Question(f"{said} How does that stand here?")


def _of_causes(page: Page, causes: Sequence[Cause], done: Iterable[Cause]) -> Iterator[str]:
    """One of each likely cause, then the second of each; those of a cause that is asked about already come last."""
    pages = [page.general[cause] for cause in causes]
    fresh = [texts for cause, texts in zip(causes, pages, strict=True) if cause not in done]
    for some in (fresh, pages):
        for depth in range(max(map(len, some), default=0)):
            yield from (texts[depth] for texts in some if len(texts) > depth)


def _causes(similar: Sequence[Similar], reading: Reading) -> list[Cause]:
    """Causes that may be at work here, the likeliest first: those of the matches, and the reading's own."""
    votes: dict[Cause, float] = {}
    own = [(each.cause, each.score) for each in reading.diagnosis.ranking[:QUESTIONS]]
    for cause, score in chain(((each.cause, each.score) for each in similar), own):
        votes[cause] = votes.get(cause, 0.0) + score
    likely: list[Cause] = sorted((cause for cause in votes if cause != "unknown"), key=lambda cause: -votes[cause])
    return likely[:QUESTIONS] or ["unknown"]


@cache
def _page(mechanisms: tuple[str, ...]) -> Page:
    """prompts/open.md, read once. Raises PromptError."""
    lists, known = list_page(_PAGE), set(mechanisms)
    general: dict[Cause, tuple[str, ...]] = {}
    ways: dict[str, Asked] = {}
    for cause in CAUSES:
        general[cause] = tuple(text for text in lists[cause] if "|" not in text)
        for text in lists[cause]:
            mechanism, parted, question = (part.strip() for part in text.partition("|"))
            if parted and (mechanism not in known or not question):
                raise PromptError(
                    f"{_PAGE}, section '## {cause}': {text!r} must be a way of losing as its cause's page gives it, "
                    "' | ' and the question; a question for any deal has no '|'."
                )
            if parted:
                ways[mechanism] = Asked(cause, question)
    return Page(general, ways)


def _meant(people: Sequence[Person], line: str = "") -> str:
    """Whom a question is about: somebody in the line that raises it, else a buyer, else the only person there is."""
    here = [person for person in people if called(person.name) in line]
    buyers = [person for person in people if person.side == "buyer"]
    some = here or buyers or (people if len(people) == 1 else [])
    return called(some[0].name) if some else "your contact"


def _filled(text: str, account: str, person: str) -> str:
    slots = {"account": account, "person": person}
    filled = _SLOT.sub(lambda found: slots.get(found[1], found[0]), text)
    return filled[0].upper() + filled[1:]
