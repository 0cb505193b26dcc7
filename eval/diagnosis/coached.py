"""How good is the coaching? A judge of its own, another model than the one that wrote it, answers a rubric of six."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Final

from pydantic import BaseModel, ConfigDict, Field
from rich.console import Console
from rich.progress import track

from eval.diagnosis.cases import FOLDER, Case, Part, in_turn, read_cases
from eval.score import share
from ingest.book import Book
from ingest.diagnose.answers import numbered
from ingest.pipeline import review
from ingest.read import read_text
from ingest.records import Advice, Given, Reading
from prompts.errors import LossbookError, ModelError
from prompts.model import Model
from prompts.prompt import load

_CHARS: Final = 20_000
_TOKENS: Final = 300


class Judgement(BaseModel):
    """What the judge says of one review's coaching; each is true or false of it as a whole."""

    model_config = ConfigDict(extra="forbid")

    weakest: Annotated[str, Field(max_length=400)]
    specific: bool
    true_to_notes: bool
    open_questions: bool
    process: bool
    no_blame: bool
    useful: bool


_ASKED: Final = tuple(name for name in Judgement.model_fields if name != "weakest")


@dataclass(frozen=True)
class Sample:
    """What to judge."""

    part: Part = "dev"
    folder: Path | None = None
    limit: int = 60
    failures: bool = False


def run(book: Book, judge: Model | None, console: Console, wanted: Sample) -> int:
    """Write coaching for labelled losses and have it judged; prints a share for each line of the rubric.

    Raises:
        LossbookError: there is no judge.
    """
    if judge is None:
        raise LossbookError("There is no judge: set LOSSBOOK_CHAT_MODEL, or use --dump-requests and --replies.")
    written = in_turn(read_cases(wanted.folder or FOLDER / wanted.part))
    cases = [case for _, case in written if case.kind == "loss"][: wanted.limit]
    judged, missing = [], 0
    for case in track(cases, description="Judging", console=console, transient=True):
        try:
            judged.append((case, _judge(book, judge, case)))
        except ModelError:
            missing += 1
    _print(console, judged, wanted.failures)
    if missing:
        console.print(f"{missing} of {len(cases)} were not judged.")
    return 0


def coaching_text(reading: Reading) -> str:
    """The coaching as the rep reads it."""
    parts: tuple[tuple[str, Sequence[Advice]], ...] = (
        ("What to take from it", reading.coaching.lessons),
        ("Next time", reading.coaching.next_time),
        ("Questions to sit with", reading.coaching.questions),
    )
    return "\n".join(line for title, each in parts for line in (f"{title}:", *(f"- {one.text}" for one in each)))


def _judge(book: Book, judge: Model, case: Case) -> Judgement:
    *_, last = review(read_text(case.text, case.date), book, Given())
    reading = last.reading
    if reading is None:
        raise ModelError(f"{case.id} was not read.")
    prompt = load("judge").render(
        lines=numbered(reading.lines, reading.diagnosis, _CHARS),
        cause=book.playbook.name(reading.diagnosis.cause),
        coaching=coaching_text(reading),
    )
    return judge.ask(prompt, Judgement, max_tokens=_TOKENS).value


def _print(console: Console, judged: Sequence[tuple[Case, Judgement]], failures: bool) -> None:
    console.print(f"Coaching for {len(judged)} losses, judged by a model of its own:")
    for name in _ASKED:
        console.print(f"  {name.replace('_', ' ')}: {share([getattr(found, name) for _, found in judged])}")
    lacking = Counter(sum(not getattr(found, name) for name in _ASKED) for _, found in judged)
    console.print(f"  nothing lacking: {lacking[0]} of {len(judged)}")
    if failures:
        for case, found in judged:
            wrong = [name for name in _ASKED if not getattr(found, name)]
            if wrong:
                console.print(f"{case.id}, {', '.join(wrong)}: {found.weakest}", style="dim", markup=False)
