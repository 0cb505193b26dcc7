"""Read the labelled notes with the product, mark each reading, and print what came out with n and interval."""

import json
import subprocess
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from rich.console import Console
from rich.progress import track
from rich.table import Table

from eval.diagnosis.cases import FOLDER, Case, Part, in_turn, read_cases
from eval.diagnosis.marks import FIRST, HEADLINES, Marks, marks, shown_right
from eval.diagnosis.targets import TARGETS, Engine
from eval.quality import baseline
from eval.quality.figures import Figure
from eval.score import Share, share
from ingest import version
from ingest.book import Book
from ingest.diagnose.model import ModelDiagnosis
from ingest.pipeline import EngineChoice, review
from ingest.read import read_text
from ingest.records import Given, Reading
from ingest.verify import is_true, verify
from prompts.errors import LossbookError
from prompts.model import Model
from prompts.prompt import load

BASELINE: Final = FOLDER / "baseline.json"
MEASURED: Final = Path(__file__).parent.parent.parent / "app" / "measured.json"
LIMITS: Final = (
    "What this does not show: the notes are invented, written by language models in the voices of different reps, and "
    "labelled by their writers. Real notes may be shorter, duller and less decided. No writer of dev or test wrote any "
    "of the notes the engine learned from."
)


@dataclass(frozen=True)
class Asked:
    """What to run."""

    part: Part = "dev"
    folder: Path | None = None
    """Cases of your own, instead of a part."""
    engine: Engine = "builtin"
    limit: int | None = None
    failures: bool = False
    compare: bool = False
    write: bool = False
    model: Model | None = None
    """A model from a file, in place of the one that is set up."""
    keep: Path | None = None
    """Where marks are kept as they come, so that a run that was stopped goes on."""


@dataclass
class Tally:
    """Marks as they come in."""

    hits: dict[str, list[bool | None]] = field(default_factory=dict)
    sure: dict[str, list[bool]] = field(default_factory=dict)
    by: dict[str, dict[str, list[bool]]] = field(default_factory=dict)

    def add(self, row: dict[str, Any]) -> None:
        """One reading's marks."""
        for name, mark in row["marks"].items():
            self.hits.setdefault(name, []).append(mark)
        self.hits.setdefault("shown lines that are labelled", []).extend(row["shown"])
        first = row["marks"][FIRST]
        if first is not None:
            self.sure.setdefault(row["confidence"], []).append(first)
            for what in ("cause", "voice", "writer"):
                self.by.setdefault(what, {}).setdefault(row[what], []).append(first)

    def figures(self) -> dict[str, Figure]:
        """Each headline as a share with its interval."""
        return {name: _figure(share(self.hits[name])) for name in HEADLINES if name in self.hits}


def run(book: Book, console: Console, asked: Asked) -> int:
    """Read, mark, print; 1 when a figure fell below its baseline.

    Raises:
        LossbookError: The baseline would be written from, or compared with, other notes than the part's.
    """
    _refuse(asked)
    written = read_cases(asked.folder or FOLDER / asked.part)
    cases = in_turn(written)[: asked.limit]
    tally, failed, began = Tally(), 0, time.monotonic()
    for row in _rows(book, cases, asked, console):
        if row is None:
            failed += 1
            continue
        tally.add(row)
        if asked.failures and asked.part != "test" and row["marks"][FIRST] is False:
            console.print(f"{row['id']}: {row['cause']} was read as {row['found']}", style="dim", markup=False)
    seconds = (time.monotonic() - began) / max(len(cases), 1)
    _print(console, asked, tally, len(cases), failed, seconds)
    name = f"{asked.part}, {asked.engine}"
    if asked.write:
        baseline.write({name: tally.figures()}, BASELINE)
        if asked.part == "test" and asked.engine != "strong":  # whose verdicts those were, a user's model may not be
            MEASURED.write_text(json.dumps(_measured(asked.engine, tally), indent=1) + "\n", encoding="utf-8")
    fallen = baseline.fallen(tally.figures(), baseline.read(BASELINE).get(name, {})) if asked.compare else []
    for line in fallen:
        console.print(f"Below the baseline: {line}", style="bold red", markup=False)
    return 1 if fallen else 0


def _refuse(asked: Asked) -> None:
    """The baseline and the figures on the screens stand for a whole part."""
    set_ = {
        "--cases": asked.folder is not None,
        "--limit": asked.limit is not None,
        "--write": asked.write,
        "--compare": asked.compare,
    }
    for one, other in (("--write", "--cases"), ("--compare", "--cases"), ("--write", "--limit")):
        if set_[one] and set_[other]:
            raise LossbookError(
                f"{one} does not go with {other}: the baseline is of a whole part. Leave one of them out."
            )


def _rows(
    book: Book, cases: Sequence[tuple[str, Case]], asked: Asked, console: Console
) -> Iterator[dict[str, Any] | None]:
    kept = _kept(asked.keep, asked.engine)
    for writer, case in track(cases, description="Reading", console=console, transient=True):
        if case.id not in kept:
            row = _read(book, writer, case, asked)
            if row is not None and asked.keep:
                _keep(asked.keep, row | {"engine": asked.engine})
            yield row
        else:
            yield kept[case.id]


def _keep(file: Path, row: dict[str, Any]) -> None:
    """Add a row, on a line of its own also behind one that a stopped run left half written."""
    torn = file.exists() and file.read_bytes()[-1:] not in (b"", b"\n")
    with file.open("a", encoding="utf-8") as out:
        out.write(("\n" if torn else "") + json.dumps(row) + "\n")


def _kept(file: Path | None, engine: Engine) -> dict[str, dict[str, Any]]:
    """This engine's rows by case. A line left half written is passed over: its case is read again."""
    if file is None or not file.exists():
        return {}
    rows = [_row(line) for line in file.read_text(encoding="utf-8", errors="replace").splitlines()]
    return {row["id"]: row for row in rows if row is not None and row.get("engine") == engine}


def _row(line: str) -> dict[str, Any] | None:
    try:
        row: dict[str, Any] = json.loads(line)
    except ValueError:
        return None
    return row


def _read(book: Book, writer: str, case: Case, asked: Asked) -> dict[str, Any] | None:
    """The marks of one case; None when the model could not read it."""
    note = read_text(case.text, case.date)
    reading: Reading | None
    if asked.engine == "builtin":
        reading = _last(book, note, "builtin")
    elif asked.model is None:
        reading = _last(book, note, "auto")
    else:
        reading = _with_model(book, note, asked.model)
    if reading is None or (asked.engine != "builtin" and reading.diagnosis.engine != "model" and case.lost):
        return None
    found = reading.diagnosis
    quotes = [is_true(quote, reading.note, reading.lines) for quote in (*found.evidence, *found.counter_evidence)]
    named: Marks = marks(case, found, book.playbook, quotes)
    return {
        "id": case.id,
        "writer": writer,
        "voice": case.voice,
        "cause": case.cause,
        "found": found.cause,
        "confidence": found.confidence,
        "marks": dict(named),
        "shown": shown_right(case, found.evidence) if case.kind == "loss" else [],
    }


def _last(book: Book, note: Any, engine: EngineChoice) -> Reading | None:
    *_, last = review(note, book, Given(), engine)
    return last.reading


def _with_model(book: Book, note: Any, model: Model) -> Reading | None:
    reading = _last(book, note, "builtin")
    if reading is None:
        return None
    from prompts.errors import ModelError

    door = ModelDiagnosis(model, book.playbook, decides=True, code=version(), coaches=False)
    try:
        diagnosis, _, _ = door.diagnose(reading.lines, reading.diagnosis, Given(date=reading.note.written))
    except ModelError:
        return None
    return reading.model_copy(update={"diagnosis": verify(diagnosis, reading.note, reading.lines)})


def _print(console: Console, asked: Asked, tally: Tally, cases: int, failed: int, seconds: float) -> None:
    part = str(asked.folder) if asked.folder else asked.part
    table = Table(title=f"{part}: {cases} notes, {asked.engine}", title_justify="left", box=None, pad_edge=False)
    for column in ("", "found", "target"):
        table.add_column(column)
    targets = TARGETS.get(asked.engine, {})
    for name, figure in tally.figures().items():
        target = targets.get(name)
        met = "" if target is None else f"{target:.0%} {'met' if figure.value >= target else 'not met'}"
        table.add_row(name, str(figure), met)
    console.print(table)
    for sure in ("high", "medium", "low"):
        console.print(f"said with {sure} confidence: {share(list(tally.sure.get(sure, [])))}")
    for what in ("cause", "voice", "writer"):
        console.print(_by(what, tally.by.get(what, {})), style="dim")
    if failed:
        console.print(f"{failed} notes could not be read by this engine and are not scored.")
    console.print(f"{seconds:.2f} s a note. Lossbook {version()}, commit {_commit()}.{_asked_with(asked)}", style="dim")
    console.print(LIMITS, style="dim")


def _asked_with(asked: Asked) -> str:
    """The model and the prompts it was asked with; nothing for the built-in engine."""
    if asked.engine == "builtin":
        return ""
    used = (load(name) for name in (("review", "verdict") if asked.engine == "strong" else ("pick", "choose")))
    prompts = ", ".join(f"{each.id} v{each.version} {each.sha256[:8]}" for each in used)
    return f" Model: {asked.model.name if asked.model else 'as set up'}. Prompts: {prompts}."


def _by(what: str, found: dict[str, list[bool]]) -> str:
    order: Callable[[str], float] = lambda name: sum(found[name]) / len(found[name])  # noqa: E731
    return f"cause first by {what}: " + ", ".join(
        f"{name} {sum(found[name])}/{len(found[name])}" for name in sorted(found, key=order)
    )


def _measured(engine: str, tally: Tally) -> dict[str, Any]:
    """How often verdicts of each confidence were right, which the screens show; other engines keep theirs."""
    before = json.loads(MEASURED.read_text(encoding="utf-8")) if MEASURED.exists() else {}
    return before | {engine: {sure: [sum(hits), len(hits)] for sure, hits in sorted(tally.sure.items())}}


def _figure(found: Share) -> Figure:
    low, high = found.interval
    return Figure(found.hits / found.n if found.n else 0.0, low, high, found.n, found.hits)


def _commit() -> str:
    def git(*words: str) -> str:
        return subprocess.run(["git", *words], capture_output=True, text=True, cwd=FOLDER, check=False).stdout.strip()  # noqa: S603, S607

    return (git("rev-parse", "--short", "HEAD") or "unknown") + (", with changes" if git("status", "--short") else "")
