"""Labelled notes: a file a writer, a case a line. The writer decides the part: `train`, `dev`, or the sealed `test`."""

import datetime as dt
from collections.abc import Iterator, Sequence
from itertools import zip_longest
from pathlib import Path
from typing import Final, Literal

from pydantic import BaseModel, ConfigDict, ValidationError, model_validator

from prompts.codes import Cause, Control
from prompts.errors import LossbookError

FOLDER: Final = Path(__file__).parent.parent / "cases"
Part = Literal["train", "dev", "test", "local"]
PARTS: Final[tuple[Part, ...]] = ("train", "dev", "test")


class When(BaseModel):
    """The words that say when to come back, and the first day they mean."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    text: str
    date: dt.date | None = None


class Case(BaseModel):
    """A note and what a careful reader finds in it. What is None is not there to be found."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: str
    kind: Literal["loss", "win", "open", "no_reason"]
    text: str
    date: dt.date | None = None
    voice: str = "prose"
    account: str | None = None
    rep: str | None = None
    stated: str | None = None
    stated_cause: Cause | None = None
    outcome: Literal["competitor", "in_house", "no_decision", "disqualified", "unknown", "won", "open"]
    competitor: str | None = None
    cause: Cause | None = None
    contributing: tuple[Cause, ...] = ()
    control: Control | None = None
    mechanism: str = ""
    evidence: tuple[str, ...] = ()
    against: tuple[str, ...] = ()
    people: tuple[str, ...] = ()
    revisit: When | None = None
    hard: bool = False

    @model_validator(mode="after")
    def _quotes_are_in_the_note(self) -> "Case":
        for quote in (*self.evidence, *self.against, *([self.revisit.text] if self.revisit else [])):
            if quote not in self.text:
                raise ValueError(f"the words {quote!r} are not in the note")
        return self

    @property
    def lost(self) -> bool:
        """Whether a cause, or 'unknown', is to be named."""
        return self.kind in ("loss", "no_reason") and self.cause is not None

    @property
    def misled(self) -> bool:
        """Whether the rep's own reason is another than the labelled one."""
        return self.kind == "loss" and self.stated_cause is not None and self.stated_cause != self.cause


def read_cases(folder: Path) -> dict[str, list[Case]]:
    """Every case under `folder`, by writer (the file's name).

    Raises:
        LossbookError: there are none, or a line is not a case; the message names file, line and field.
    """
    found = {file.stem: list(_read(file)) for file in sorted(folder.glob("*.jsonl"))}
    if not found:
        raise LossbookError(f"No cases in {str(folder)!r}: put a .jsonl file there; eval/cases/README.md shows a line.")
    return found


def in_turn(written: dict[str, list[Case]]) -> list[tuple[str, Case]]:
    """Writer and case: the first of every writer, then the second of every writer, so that a few are of all voices."""
    rows = zip_longest(*([(writer, case) for case in cases] for writer, cases in written.items()))
    return [each for row in rows for each in row if each is not None]


def every(written: dict[str, list[Case]]) -> Sequence[Case]:
    """The cases of all writers in one row."""
    return [case for cases in written.values() for case in cases]


def _read(file: Path) -> Iterator[Case]:
    for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), 1):
        if line.strip():
            try:
                yield Case.model_validate_json(line)
            except ValidationError as error:
                first = error.errors()[0]
                where = ".".join(map(str, first["loc"])) or "the case"
                raise LossbookError(f"{file.name}, line {number}: {where}: {first['msg']}. Mend the line.") from None
