"""A language model's wording of a pack: the same observations in better prose, each sentence checked against its quote.

Only observations that have a quote are worded: working, to tighten, the pattern, the exercise. Quotes, the rep's own
words, counts, limits and the notice are never the model's. What it is shown is made from the pack, so it sees nothing
that the pack's reader may not see; what notes say to it is material. A part that somebody has rewritten is left alone.
"""

import datetime as dt
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any, Final

from pydantic import BaseModel, ConfigDict, Field

from app.prep.nouns import Item, Key, Pack, Section, Worded
from app.prep.standing import still_stands
from app.wording import day
from ingest.records import PromptRef
from prompts.errors import ModelCancelled, ModelError

if TYPE_CHECKING:
    from ingest.book import Book
    from prompts.model import Model

OnWritten = Callable[[int, int], None]
"""(sentences the model has begun, sentences asked for)"""

_KEYS: Final[tuple[Key, ...]] = ("pattern", "working", "tighten", "exercise")
_PARTS: Final = ("text", "situation", "behaviour", "impact")
_QUOTE: Final = 400
"""Characters of a quote that are shown."""
_TOKENS: Final = 200
_TOKENS_EACH: Final = 70


class Rewording(BaseModel):
    """One sentence written anew."""

    model_config = ConfigDict(extra="forbid")

    number: Annotated[int, Field(ge=0, le=999)]
    text: Annotated[str, Field(max_length=600)]


class Rewordings(BaseModel):
    """Sentences written anew, by their numbers."""

    model_config = ConfigDict(extra="forbid")

    lines: Annotated[list[Rewording], Field(max_length=40)]


@dataclass(frozen=True)
class Sentence:
    """A sentence of the pack that a model may word, and where it stands."""

    key: Key
    at: int
    """Which item of its section."""
    part: str
    """Which field of the item."""
    item: Item

    @property
    def text(self) -> str:
        """As the built-in engine words it."""
        return str(getattr(self.item, self.part))


@dataclass(frozen=True)
class Written:
    """What stands of a model's wording."""

    taken: tuple[tuple[Sentence, str], ...]
    by: Worded

    def onto(self, pack: Pack) -> Pack:
        """The pack in this wording; what somebody has rewritten in it stays."""
        pack = built_in(pack)
        if not self.taken:
            return pack
        sections = tuple(self._section(each) for each in pack.sections)
        return pack.model_copy(update={"sections": sections, "worded": self.by})

    def _section(self, section: Section) -> Section:
        items = list(section.items)
        for sentence, text in self.taken:
            if sentence.key == section.key and items[sentence.at : sentence.at + 1]:
                items[sentence.at] = items[sentence.at].model_copy(update={sentence.part: text})
        if tuple(items) == section.items:
            return section
        return section.model_copy(update={"items": tuple(items), "builtin": section.items})


def in_better_words(book: "Book", pack: Pack, model: "Model") -> tuple[Pack, str]:
    """(the pack in the model's wording, what to say of it); a model that fails leaves it as it was."""
    try:
        written = write(book, pack, model)
    except ModelError as error:
        return pack, kept_because(error)
    return written.onto(pack), told(written)


def write(
    book: "Book",
    pack: Pack,
    model: "Model",
    on_written: OnWritten | None = None,
    cancel: threading.Event | None = None,
) -> Written:
    """Ask for better sentences, and keep those that stand.

    Raises:
        ModelError: it could not answer, or was stopped.
    """
    from prompts.prompt import load

    asked = sentences(pack)
    prompt = load("prep").render(observations=_shown(asked))
    by = Worded(
        model=model.name,
        host="" if model.local else model.host,
        at=dt.datetime.now(dt.UTC),
        prompt=PromptRef(id=prompt.id, version=prompt.version, sha256=prompt.sha256),
        asked=len(asked),
        taken=0,
    )
    if not asked:
        return Written((), by)

    def tell(so_far: dict[str, Any]) -> None:
        if on_written is not None:
            on_written(min(len(so_far.get("lines") or ()), len(asked)), len(asked))

    answer = model.ask(
        prompt, Rewordings, on_partial=tell, cancel=cancel, max_tokens=_TOKENS + _TOKENS_EACH * len(asked)
    )
    taken = tuple(_standing(book, asked, answer.value))
    return Written(taken, by.model_copy(update={"taken": len(taken)}))


def sentences(pack: Pack) -> tuple[Sentence, ...]:
    """What a model may word, in the pack's order and in the built-in wording."""
    return tuple(
        Sentence(section.key, at, part, item)
        for section in built_in(pack).sections
        if section.key in _KEYS and section.edited is None
        for at, item in enumerate(section.items)
        if item.quote is not None
        for part in _PARTS
        if getattr(item, part)
    )


def built_in(pack: Pack) -> Pack:
    """The pack as the built-in engine worded it; what somebody has rewritten in it stays."""
    sections = (
        each.model_copy(update={"items": each.builtin, "builtin": ()}) if each.builtin else each
        for each in pack.sections
    )
    return pack.model_copy(update={"sections": tuple(sections), "worded": None})


def told(written: Written) -> str:
    """What came of it, as one line."""
    if not written.by.asked:
        return "Nothing in this pack has a quote to be worded from. The built-in wording stands."
    if not written.taken:
        return f"Nothing that {written.by.model} wrote stood up to its quotes. The built-in wording stands."
    return written.by.told


def kept_because(error: ModelError) -> str:
    """Why the built-in wording stands, as one line."""
    why = "Stopped." if isinstance(error, ModelCancelled) else str(error)
    return f"{why} The built-in wording stands."


def _shown(asked: tuple[Sentence, ...]) -> str:
    """A block for each item: whose and when, its quote on one line, its sentences with their numbers."""
    lines: list[str] = []
    before: tuple[Key, int] | None = None
    for number, each in enumerate(asked, 1):
        quote = each.item.quote
        assert quote is not None
        if (each.key, each.at) != before:
            before = (each.key, each.at)
            lines += ["", f"{each.key.capitalize()}: {_flat(quote.account)}, {day(quote.date)}."]
            lines.append(f"Quote: {_flat(quote.text)[:_QUOTE]}")
        label = "" if each.part == "text" else f"{each.part}: "
        lines.append(f"[{number}] {label}{_flat(each.text)}")
    return "\n".join(lines).strip()


def _standing(book: "Book", asked: tuple[Sentence, ...], answer: Rewordings) -> Iterator[tuple[Sentence, str]]:
    """Those that stand; of two for one number the first."""
    from app.asking.wording import sentence

    given: dict[int, str] = {}
    for line in answer.lines:
        given.setdefault(line.number, sentence(_flat(line.text)))
    for number, each in enumerate(asked, 1):
        now = given.get(number, each.text)
        if now != each.text and _holds(book, each, now):
            yield each, now


def _holds(book: "Book", each: Sentence, now: str) -> bool:
    return still_stands(book.embedder, each.item, each.part, now, practice=each.key == "exercise")


def _flat(text: str) -> str:
    return " ".join(text.split())
