"""The quality report: one run over the labels, printed."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, fields
from typing import Any, Final

from rich.console import Console
from rich.table import Table

from eval.outside import told_of
from eval.peers import chroma_function
from eval.quality import baseline
from eval.quality.company import company, engines
from eval.quality.figures import TARGETS, Figure, Tally
from eval.quality.labels import PARTS, Deal, Kind, Labels, Question, load
from eval.quality.peers import Ask, peers_of
from eval.quality.score import Marks, Reply, Truth, above_traps, found, marks
from ingest.book import EMBEDDER_FILE, Book
from prompts.errors import NoteError
from prompts.model import Model

OURS: Final = "Lossbook"
LIMITS: Final = (
    "What this does not show: the notes are invented, a company is some 45 of them, and each question was labelled by "
    "the person who wrote it. Right records among confusable ones, not what real reps ask. The similar losses of one "
    "question are counted one by one, so those intervals are a little narrow."
)


@dataclass(frozen=True)
class Asked:
    """What to run."""

    parts: tuple[str, ...] = PARTS
    writer: str | None = None
    kind: Kind | None = None
    failures: bool = False
    """Say what went wrong, question by question; never for the sealed part."""
    peers: bool = True
    compare: bool = False
    """Hold the figures against the baseline."""
    write: bool = False
    """Write them down as the new baseline."""
    model: Model | None = None
    """A language model that answers beside the built-in engine."""
    redact: bool = False
    """It gets no known names, as one at an endpoint does not."""


@dataclass
class Part:
    """What was measured of one part."""

    name: str
    all: Tally = field(default_factory=Tally)
    writers: dict[str, Tally] = field(default_factory=dict)
    peers: dict[str, Tally] = field(default_factory=dict)
    failures: list[str] = field(default_factory=list)


def run(console: Console, asked: Asked) -> int:
    """Measure and print; 1 when a figure fell below its baseline, else 0.

    Raises:
        NoteError: there are no labels to ask, or a part of them, or a model's answers, are to become or to meet the
            baseline.
    """
    if (asked.write or asked.compare) and asked.model:
        raise NoteError("The baseline is the built-in engine's; leave --engine, --replies and --dump-requests out.")
    if (asked.write or asked.compare) and (asked.writer or asked.kind):
        raise NoteError("The baseline is of all writers and kinds; leave --writer and --kind out.")
    chosen = {part: _chosen(part, asked.writer) for part in asked.parts}
    if not any(chosen.values()):
        raise NoteError(f"There are no labels for {asked.writer or ' and '.join(asked.parts)!r} in eval/memory.")
    with engines() as parts, console.status("Asking") as status:
        function = chroma_function(parts.settings.models / EMBEDDER_FILE) if asked.peers else None
        done = []
        for name, labels in chosen.items():
            part = Part(name)
            for number, each in enumerate(labels, 1):
                status.update(f"{name}, writer {number} of {len(labels)}")
                _measure(part, each, asked, parts, function)
            if labels:
                done.append(part)
    for part in done:
        show(console, part, asked)
    if said := told_of(asked.model):
        console.print(said)
    console.print(LIMITS, style="dim")
    if asked.write:
        baseline.write({part.name: part.all.figures() for part in done})
    return _compared(console, done) if asked.compare else 0


def _chosen(part: str, writer: str | None) -> list[Labels]:
    return [labels for labels in load(part) if writer in (None, labels.writer)]


def _measure(part: Part, labels: Labels, asked: Asked, parts: Book, function: Any) -> None:
    tallies = (part.all, part.writers.setdefault(labels.writer, Tally()))
    questions = [each for each in labels.questions if asked.kind in (None, each.kind)]
    deals = labels.deals if asked.kind in (None, "similar") else ()
    truth = truth_of(labels)
    with company(labels, parts, asked.model, redact=asked.redact) as home:
        for question in questions:
            reply = home.ask(question)
            made = marks(question, reply, truth)
            part.failures += _question_failure(labels, question, reply, made)
            for tally in tallies:
                tally.question(question, made)
                tally.words.append(sum(len(text.split()) for text in (reply.text, *reply.quotes)))
        for deal in deals:
            given = home.check(deal)
            part.failures += _deal_failure(labels, deal, given)
            for tally in tallies:
                tally.deal(deal, given)
    if function is not None:
        _ask_peers(part, labels, peers_of(labels, function), questions, deals)


def truth_of(labels: Labels) -> Truth:
    """What answers about these records are held against."""
    written = {record.id: record.account for record in labels.records}
    return Truth(labels.names, written, {record.id: record.rep for record in labels.records})


def _ask_peers(
    part: Part, labels: Labels, peers: Mapping[str, Ask], questions: Iterable[Question], deals: Iterable[Deal]
) -> None:
    truth = truth_of(labels)
    for name, ask in peers.items():
        tally = part.peers.setdefault(name, Tally())
        for question in questions:
            if question.kind == "similar" and question.records:
                cited = tuple(ask(question.question, question.viewer))
                tally.question(question, marks(question, Reply("record", "", cited=cited), truth))
        for deal in deals:
            if deal.similar:
                tally.deal(deal, ask(deal.text, None))


def _question_failure(labels: Labels, question: Question, reply: Reply, made: Marks) -> Iterator[str]:
    wrong = [mark.name for mark in fields(made) if getattr(made, mark.name) is False]
    if made.found is not None and made.found[0] < made.found[1]:
        wrong.append(f"found {made.found[0]} of {made.found[1]}")
    if not wrong:
        return
    wanted = {
        key: each for key, each in question.model_dump().items() if each and key not in ("id", "kind", "question")
    }
    yield "\n".join(
        (
            f"{labels.writer} {question.id} [{question.kind}] {', '.join(wrong)}",
            f"  asked:  {question.question}",
            f"  wanted: {wanted}",
            f"  got:    {reply.kind}, account {reply.account!r}, cited {list(reply.cited)}, "
            f"candidates {list(reply.candidates)}",
            f"  answer: {reply.text}",
            f"  quotes: {list(reply.quotes)}",
        )
    )


def _deal_failure(labels: Labels, deal: Deal, given: tuple[str, ...]) -> Iterator[str]:
    if not deal.similar:
        if given:
            yield f"{labels.writer} {deal.id} [deal] nothing is similar, got {list(given)}"
        return
    hits, could = found(given, deal.similar)
    if hits < could or above_traps(given, deal) is False:
        yield (
            f"{labels.writer} {deal.id} [deal] found {hits} of {could}\n  wanted: {list(deal.similar)}, "
            f"not {list(deal.traps)}\n  got:    {list(given)}"
        )


def show(console: Console, part: Part, asked: Asked) -> None:
    """Print one part; of the sealed one only totals, so that nobody tunes to it."""
    figures = part.all.figures()
    table = Table("figure", "value", "promise", "kept", title=f"{part.name}: {len(part.writers)} writers")
    for name, figure in figures.items():
        target = TARGETS.get(name)
        kept = "" if target is None or not figure.n else "yes" if figure.value >= target else "no"
        table.add_row(name, str(figure), "" if target is None else f"{target:g}", kept)
    console.print(table)
    words = sorted(part.all.words) or [0]
    console.print(f"Words of an answer with its quotes: {words[len(words) // 2]} in the middle, {words[-1]} at most.")
    if part.peers:
        console.print(_peer_table(figures, part.peers))
    if part.name == "sealed":
        return
    console.print(_writer_table(part.writers))
    if asked.failures:
        for failure in part.failures:
            console.print(failure, markup=False, highlight=False, soft_wrap=True)


def _peer_table(ours: Mapping[str, Figure], peers: Mapping[str, Tally]) -> Table:
    names = ("similar: recall@5", "similar: MRR", "similar, asked: recall@5", "similar, open deal: recall@5")
    table = Table("the right past losses", *names)
    rows = {OURS: ours, **{name: tally.figures() for name, tally in peers.items()}}
    for name, figures in rows.items():
        table.add_row(name, *(str(figures[each]) if each in figures else "" for each in names))
    return table


def _writer_table(writers: Mapping[str, Tally]) -> Table:
    table = Table("writer", *TARGETS)
    for writer, tally in writers.items():
        figures = tally.figures()
        table.add_row(writer, *(_short(figures.get(name)) for name in TARGETS))
    return table


def _short(figure: Figure | None) -> str:
    return "" if figure is None else f"{figure.hits} of {figure.n}"


def _compared(console: Console, done: Iterable[Part]) -> int:
    before = baseline.read()
    fallen = []
    for part in done:
        lines = baseline.fallen(part.all.figures(), before.get(part.name, {}))
        fallen += [f"{part.name}: {line}" for line in lines]
    for line in fallen:
        console.print(f"Below the baseline. {line}", markup=False, soft_wrap=True)
    if not before:
        console.print("There is no baseline yet: `python -m eval memory --write` makes one.")
    return 1 if fallen else 0
