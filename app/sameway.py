"""A language model asked which past losses went the same way as an open deal, or as some words tell.

It is shown the likeliest ones, found by the built-in measures and only such as the viewer may see, and points at
numbers: what is shown to anybody are the notes' own lines.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Final

from pydantic import BaseModel, ConfigDict, Field

from app.closest import Told
from ingest.diagnose.answers import LAST_LINE, numbered_lines
from ingest.lines import flat

if TYPE_CHECKING:
    from ingest.records import Line
    from ingest.store.past import PastWords
    from prompts.model import Model

WEIGHED: Final = 20
"""Past losses shown: 19 in 20 of the labelled ones are among them, 9 in 10 among 15."""
_OURS: Final = 6_000
"""Characters of our notes that are shown."""
_THEIRS: Final = 1_000
"""Characters of a past note."""
_SHOWN: Final = re.compile(r"^L(\d+)\|", re.MULTILINE)
_MOST: Final = 6
_TOKENS: Final = 300


class Same(BaseModel):
    """One past loss, and the two lines that show it."""

    model_config = ConfigDict(extra="forbid")

    past: Annotated[int, Field(ge=0, le=99)]
    ours: Annotated[int, Field(ge=0, le=LAST_LINE)]
    theirs: Annotated[int, Field(ge=0, le=LAST_LINE)]


class SameWay(BaseModel):
    """Those that went the same way, the closest first."""

    model_config = ConfigDict(extra="forbid")

    same: Annotated[list[Same], Field(max_length=_MOST)]


@dataclass(frozen=True)
class Chosen:
    """A past loss that went the same way."""

    place: int
    """In what the model was shown, from 0."""
    ours: Told | None
    theirs: Told | None


def same_way(model: "Model", ours: "Sequence[Line] | str", past: "Sequence[PastWords]") -> list[Chosen]:
    """Which of `past` went the same way as our lines, or as some words tell; the closest first, none twice.

    Raises:
        ModelError: it could not answer.
    """
    from prompts.prompt import load

    if not past:
        return []
    deal = () if isinstance(ours, str) else ours
    told = ours if isinstance(ours, str) else numbered_lines(deal, _OURS)
    lines = [_lines(words) for words in past]
    shown = "\n\n".join(f"[{n}]\n{_rows(some)}" for n, some in enumerate(lines, 1))
    prompt = load("same").render(ours=told, is_deal=bool(deal), past=shown)
    answer = model.ask(prompt, SameWay, max_tokens=_TOKENS)
    seen = {int(number) for number in _SHOWN.findall(told)}
    mine = {line.number: line.text for line in deal if line.number in seen}
    found: dict[int, Chosen] = {}
    for each in answer.value.same:
        if 1 <= each.past <= len(past):
            theirs = dict(lines[each.past - 1])
            found.setdefault(each.past, Chosen(each.past - 1, _line(mine, each.ours), _line(theirs, each.theirs)))
    return list(found.values())


def _line(lines: Mapping[int, str], number: int) -> Told | None:
    return (number, lines[number]) if number in lines else None


def _lines(words: "PastWords") -> list[Told]:
    """Those that are shown."""
    shown: list[Told] = []
    left = _THEIRS
    for number, text in words.lines:
        left -= len(text)
        if left < 0 and shown:
            break
        shown.append((number, text))
    return shown


def _rows(lines: Sequence[Told]) -> str:
    return "\n".join(f"{number}| {flat(text)}" for number, text in lines)
