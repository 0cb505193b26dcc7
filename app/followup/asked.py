"""A language model asked about one later note: which commitments does it show kept, which missed?

The model points at line numbers; the words shown are the note's own. A verdict without a line of the note counts as
not testable: nobody is told they broke their word without the words that show it.
"""

import datetime as dt
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Final

from pydantic import BaseModel, ConfigDict, Field

from ingest.diagnose.answers import LAST_LINE, numbered_lines
from ingest.store.followups import Verdict

if TYPE_CHECKING:
    from ingest.records import Line
    from prompts.model import Model
    from prompts.prompt import Rendered

MOST: Final = 8
"""Commitments in one question."""
_CHARS: Final = 60_000
"""Note text in one question; of a longer note its first and last lines."""
_TOKENS: Final = 100
_TOKENS_EACH: Final = 120


class Finding(BaseModel):
    """What the note shows of one commitment: reasoning first, verdict after it."""

    model_config = ConfigDict(extra="forbid")

    number: Annotated[int, Field(ge=0, le=99)]
    because: Annotated[str, Field(max_length=240)]
    verdict: Verdict
    line: Annotated[int, Field(ge=0, le=LAST_LINE)]


class Findings(BaseModel):
    """One for each commitment."""

    model_config = ConfigDict(extra="forbid")

    findings: Annotated[list[Finding], Field(max_length=MOST)]


@dataclass(frozen=True)
class Said:
    """A commitment, and the day it was said."""

    on: dt.date
    text: str


@dataclass(frozen=True)
class Told:
    """What a model found in a note of one commitment. `line` is one of the note's; None when not testable."""

    verdict: Verdict
    line: "Line | None" = None


def question(promised: Sequence[Said], lines: "Sequence[Line]", written: dt.date, account: str) -> "Rendered":
    """The one question about a note, of at most `MOST` commitments."""
    from prompts.prompt import load

    return load("promises").render(
        commitments="\n".join(f"[{n}] said on {each.on}: {_flat(each.text)}" for n, each in enumerate(promised, 1)),
        written=f"{written:%A}, {written}",
        account=_flat(account) or "a buyer who is not named",
        lines=numbered_lines(lines, _CHARS),
    )


def ask(
    model: "Model",
    promised: Sequence[Said],
    lines: "Sequence[Line]",
    written: dt.date,
    account: str,
    cancel: threading.Event | None = None,
) -> list[Told | None]:
    """What the note shows of each commitment, in their order; None for one the model left out.

    Raises:
        ModelError: it could not answer, or was stopped.
    """
    some = promised[:MOST]
    prompt = question(some, lines, written, account)
    answer = model.ask(prompt, Findings, cancel=cancel, max_tokens=_TOKENS + _TOKENS_EACH * len(some))
    by_number = {line.number: line for line in lines}
    given: dict[int, Told] = {}
    for each in answer.value.findings:  # of two about one commitment the first
        given.setdefault(each.number, _checked(each, by_number))
    return [given.get(number) for number in range(1, len(some) + 1)]


def _checked(found: Finding, lines: "Mapping[int, Line]") -> Told:
    line = lines.get(found.line)
    if found.verdict == "not_testable" or line is None:
        return Told("not_testable")
    return Told(found.verdict, line)


def _flat(text: str) -> str:
    return " ".join(text.split())
