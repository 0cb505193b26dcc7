"""How right the following of commitments is on labelled cases: one commitment, and a later note of the same rep."""

import datetime as dt
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final, Literal

from pydantic import BaseModel, ConfigDict
from rich.console import Console

from app.followup import Reader, Shown
from app.followup.asked import Said, ask
from eval.score import Share, share
from ingest.book import Book
from ingest.lines import number_lines
from ingest.read import read_text
from ingest.records import Line
from prompts.errors import ModelError
from prompts.prompt import load

if TYPE_CHECKING:
    from prompts.model import Model

FOLDER: Final = Path(__file__).parent / "commitments"
PARTS: Final = ("dev", "sealed")
TARGET: Final = 0.8
Label = Literal["kept", "missed", "not_testable"]


class LaterNote(BaseModel):
    """One note recorded after the commitment."""

    model_config = ConfigDict(extra="forbid")

    date: dt.date
    account: str
    text: str
    competitor: str | None = None


class Case(BaseModel):
    """One labelled line of cases.jsonl; the last note that shows anything decides."""

    model_config = ConfigDict(extra="forbid")

    id: str
    commitment: str
    said: dt.date
    notes: tuple[LaterNote, ...]
    label: Label
    quotes: tuple[str, ...]
    """Words of the note; one of them must stand in the line that is shown, or hold it."""


@dataclass(frozen=True)
class Judged:
    """A case, and what was made of it."""

    case: Case
    found: Shown | None

    @property
    def verdict(self) -> Label:
        """In the case's words."""
        return self.found.verdict if self.found else "not_testable"

    @property
    def right(self) -> bool:
        """Whether it is the label."""
        return self.verdict == self.case.label

    @property
    def quoted(self) -> bool | None:
        """Whether the line shown is a labelled one; None when none is shown or none is labelled."""
        if self.found is None or not self.case.quotes:
            return None
        return quotes(self.case, self.found.line)


def files(part: str, folder: Path = FOLDER) -> dict[str, list[Case]]:
    """Cases of `dev` or `sealed`, by file: one writer each."""
    return {page.stem: _read(page) for page in sorted((folder / part).glob("*.jsonl"))}


def cases(part: str, folder: Path = FOLDER) -> list[Case]:
    """Those of every writer."""
    return [case for some in files(part, folder).values() for case in some]


def _read(page: Path) -> list[Case]:
    lines = page.read_text(encoding="utf-8").splitlines()
    return [Case.model_validate(json.loads(line)) for line in lines if line.strip()]


def quotes(case: Case, line: Line) -> bool:
    """Whether the line is a labelled one."""
    text = " ".join(line.text.split())
    return any(words in text or text in words for words in case.quotes)


def judge(reader: Reader, book: Book, case: Case) -> Judged:
    """Look for the commitment in the notes, the latest first."""
    (promise,) = reader.promises([case.commitment])
    for note in sorted(case.notes, key=lambda each: each.date, reverse=True):
        lines = number_lines(read_text(note.text, note.date))
        found = reader.shown(promise, lines, book.line_vectors(lines), note.competitor)
        if found:
            return Judged(case, found)
    return Judged(case, None)


def judge_with(model: "Model", case: Case) -> Judged | None:
    """The same by a language model, one question a note; None when it could not read a note that may decide."""
    unread = False
    for note in sorted(case.notes, key=lambda each: each.date, reverse=True):
        lines = number_lines(read_text(note.text, note.date))
        try:
            (told,) = ask(model, [Said(case.said, case.commitment)], lines, note.date, note.account)
        except ModelError:
            unread = True
            continue
        if told and told.line and told.verdict != "not_testable":
            return Judged(case, Shown(told.verdict, told.line, 1.0))
    return None if unread else Judged(case, None)


def rows(judged: Sequence[Judged]) -> dict[str, Share]:
    """What is printed of one part."""
    by_label = {
        label: share([each.right for each in judged if each.case.label == label])
        for label in ("kept", "missed", "not_testable")
    }
    return {
        "kept or missed, right": share([each.right for each in judged if each.case.label != "not_testable"]),
        **{f"  labelled {label.replace('_', ' ')}, right": found for label, found in by_label.items()},
        "said kept or missed, and labelled so": share([each.right for each in judged if each.found]),
        "called missed, and labelled so": share([each.right for each in judged if each.verdict == "missed"]),
        "called kept, and labelled so": share([each.right for each in judged if each.verdict == "kept"]),
        "line shown is a labelled one": share([each.quoted for each in judged if each.right]),
        "missed with a quote that is in the note": share(list(_exact(judged))),
    }


def run(
    book: Book, console: Console, parts: Sequence[str], failures: bool = False, model: "Model | None" = None
) -> int:
    """Print the shares, each with n and its interval; 1 when a missed had no quote. With `model`, that one reads."""
    invented = 0
    for part in parts:
        title = "" if model else ", left out" if part == "dev" else ""
        asked = {writer: [by(case) for case in some] for writer, some, by in _judges(book, part, model)}
        found = {writer: [each for each in judged if each] for writer, judged in asked.items()}
        for writer, judged in found.items():
            show(console, f"{part}, {writer}{title}", judged)
        every = [each for judged in found.values() for each in judged]
        show(console, f"{part}, all", every)
        if unread := sum(map(len, asked.values())) - len(every):
            console.print(f"{unread} cases could not be read by this model and are not scored.")
        for each in (each for each in every if failures and part == "dev" and not each.right):
            shown = f"“{each.found.line.text}”" if each.found else ""
            console.print(f"{each.case.id} is {each.case.label}, not {each.verdict}: {shown}", style="dim")
        invented += sum(not exact for exact in _exact(every))
    _print_limits(console, model)
    return int(bool(invented))


def _judges(
    book: Book, part: str, model: "Model | None"
) -> Iterator[tuple[str, list[Case], Callable[[Case], Judged | None]]]:
    """(writer, cases, what judges one). Whoever wrote cases of dev was learned from, so the built-in rule judges them
    by weights learned from the other writers.
    """
    from app.followup.following import reader_of
    from eval.promises_train import left_out

    dev: Mapping[str, Reader] = left_out(book) if part == "dev" and model is None else {}
    for writer, some in files(part).items():
        if model is not None:
            yield writer, some, partial(judge_with, model)
        else:
            yield writer, some, partial(judge, dev.get(writer) or reader_of(book), book)


def _print_limits(console: Console, model: "Model | None") -> None:
    if model is not None:
        prompt = load("promises")
        console.print(f"Model: {model.name}. Prompt: {prompt.id} v{prompt.version} {prompt.sha256[:8]}.", style="dim")
    console.print(f"Target: {TARGET:.0%} of kept or missed right, never missed without a quote.", style="dim")
    console.print(
        "The sealed ones were not learned from nor tuned on. Real notes are longer and may differ.", style="dim"
    )


def show(console: Console, title: str, judged: Sequence[Judged]) -> None:
    """One table."""
    console.print(f"{title}: {len(judged)} cases", style="bold")
    for name, value in rows(judged).items():
        console.print(f"{name:42} {value}")


def _exact(judged: Sequence[Judged]) -> Iterator[bool]:
    for each in judged:
        if each.found and each.found.verdict == "missed":
            yield bool(each.found.line.text) and any(each.found.line.text in note.text for note in each.case.notes)
