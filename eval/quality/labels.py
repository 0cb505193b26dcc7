"""Labelled questions and deals, as their writers left them in `eval/memory/<part>/<writer>/`."""

import json
from collections.abc import Iterator
from functools import cached_property
from pathlib import Path
from typing import Annotated, Any, Final, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from prompts.errors import NoteError

FOLDER: Final = Path(__file__).parent.parent / "memory"
PARTS: Final = ("dev", "sealed")
Kind = Literal["account", "fact", "similar", "count", "ambiguous", "unanswerable"]
KINDS: Final[tuple[Kind, ...]] = ("account", "fact", "similar", "count", "ambiguous", "unanswerable")


class _Label(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")

    id: str


class Record(_Label):
    """A note on record; the line it came from is what is imported."""

    account: str
    rep: str
    text: str
    outcome: str | None = None


class Question(_Label):
    """A question and what a right answer holds."""

    kind: Kind
    question: str
    viewer: Annotated[str | None, Field(alias="as")] = None
    after: str | None = None
    """The question before this one in the same conversation."""
    account: str | None = None
    records: tuple[str, ...] = ()
    """At least one of these is cited."""
    facts: tuple[tuple[str, ...], ...] = ()
    """Of each, one alternative is in the answer or its quotes."""
    forbidden: tuple[str, ...] = ()
    """Other accounts' facts."""
    candidates: tuple[str, ...] = ()


class Deal(_Label):
    """An open deal, the past losses that went the same way and those that only look it."""

    account: str
    text: str
    similar: tuple[str, ...] = ()
    traps: Annotated[tuple[str, ...], Field(alias="not")] = ()


class Labels(BaseModel):
    """One writer's folder."""

    part: str
    writer: str
    file: Path
    """The records as they are imported."""
    records: tuple[Record, ...]
    questions: tuple[Question, ...]
    deals: tuple[Deal, ...]

    @cached_property
    def names(self) -> dict[str, frozenset[str]]:
        """Every way a labelled account is written, by its canonical name: that of the records its questions name."""
        written = {record.id: record.account for record in self.records}
        found: dict[str, set[str]] = {}
        for question in self.questions:
            if question.account is not None:
                known = {written[each] for each in question.records if each in written}
                # A question about several accounts says nothing about how one of them is written.
                found.setdefault(question.account, {question.account}).update(known if question.kind in _ONE else ())
        return {name: frozenset(ways) for name, ways in found.items()}


_ONE: Final = ("account", "fact")


def load(part: str, folder: Path = FOLDER) -> Iterator[Labels]:
    """Every finished writer of a part, by name; one whose files are not all there yet is passed over.

    Raises:
        NoteError: a line is damaged, or a label names a record that is not there.
    """
    for home in sorted(path for path in (folder / part).glob("*") if path.is_dir()):
        files = [home / f"{name}.jsonl" for name in ("records", "questions", "deals")]
        if all(file.is_file() for file in files):
            yield _loaded(part, home, files)


def _loaded(part: str, home: Path, files: list[Path]) -> Labels:
    records, questions, deals = (_rows(file) for file in files)
    try:
        labels = Labels(part=part, writer=home.name, file=files[0], records=records, questions=questions, deals=deals)
    except ValidationError as error:
        raise NoteError(f"The labels in {str(home)!r} cannot be used: {error.errors()[0]['msg']}.") from None
    held = {record.id for record in labels.records}
    named = {each for question in labels.questions for each in question.records}
    named |= {each for deal in labels.deals for each in (*deal.similar, *deal.traps)}
    asked = {question.id for question in labels.questions}
    named_before = {question.after for question in labels.questions if question.after}
    if missing := (named - held) | (named_before - asked):
        raise NoteError(f"The labels in {str(home)!r} name {min(missing)!r}, which is not there.")
    return labels


def _rows(file: Path) -> Any:
    try:
        return tuple(json.loads(line) for line in file.read_text(encoding="utf-8").splitlines() if line.strip())
    except ValueError as error:
        raise NoteError(f"The labels {str(file)!r} cannot be read: {error}.") from None
