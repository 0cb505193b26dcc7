"""How well the measures of `app/likeness.py` find the labelled past losses, each writer left out in turn.

`python -m eval ways` imports each company of `eval/memory/dev` as a user would and prints what the weights in
`app/likeness.py` were taken from: what each measure is beside an unrelated past loss, its weight, and what is found.
The ways of losing are learned anew for each writer, without them (`train.without`). Weights are those under which a
right past loss stands above the wrong ones (conditional logit).
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray
from rich.console import Console
from rich.table import Table

from app.likeness import MEASURES, TOLD, Likeness
from app.wordmatch import WordMatch
from eval.quality.company import company, engines
from eval.quality.labels import Labels, load
from eval.quality.score import FIRST
from eval.ways.labelled import labelled
from eval.ways.named import Named, named
from eval.ways.shown import shown
from eval.ways.train import fit as fit_ways
from eval.ways.train import gather, without

if TYPE_CHECKING:
    from ingest.book import Book

PENALTY: Final = 5.0
"""On large weights; few labels must not make a measure count for nothing."""
Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Query:
    """One open deal or question beside every past loss of its company."""

    writer: str
    measures: Floats
    """(past losses, measures)"""
    right: NDArray[np.bool_]


def run(console: Console) -> None:
    """Measure and print."""
    deals: list[Query] = []
    asked: list[Query] = []
    told_of: list[Named] = []
    seen = Counter[str]()
    with engines() as parts:
        told = labelled(parts)
        texts = gather(parts, told)
        for labels in load("dev"):
            bank, ways = parts.builtin.bank, fit_ways(without(texts, told, labels.writer))
            with company(labels, parts) as home:
                alike = Likeness(bank.vectors, WordMatch(bank.texts), ways)
                both = _queries(home.book, labels, alike)
                deals, asked = deals + both[0], asked + both[1]
                seen += shown(home.book, labels, alike)
            told_of += named(parts, labels, ways)
    show(console, "open deals", tuple(MEASURES), deals)
    show(console, "questions", tuple(TOLD), asked)
    clear, caused = [each for each in told_of if each.is_clear], [each for each in told_of if each.has_cause]
    console.print(
        f"The mechanism a review names, writer left out: right in {_right(told_of)}; "
        f"said to be clear, {_right(clear)}; where the cause is right, {_right(caused)}."
    )
    console.print(
        f"Of an open deal and a right past loss both lines shown are such as a reader marked in {seen['both']} of "
        f"{seen['pairs']} (ours {seen['here']}, theirs {seen['there']}). One of the three ways of losing asked about "
        f"is the labelled one in {seen['asked']} of {seen['deals']} open deals. All of it with the writer left out."
    )


def _right(some: Sequence[Named]) -> str:
    return f"{sum(each.is_right for each in some)} of {len(some)}"


def show(console: Console, title: str, names: Sequence[str], queries: Sequence[Query]) -> None:
    """What the weights are taken from, and what they find for writers they were not taken from."""
    wrong = np.concatenate([query.measures[~query.right] for query in queries])
    means, spreads = wrong.mean(axis=0), wrong.std(axis=0)
    scaled = [Query(each.writer, (each.measures - means) / spreads, each.right) for each in queries if each.right.any()]
    weights = fit(scaled)
    table = Table("measure", "mean", "spread", "weight", title=f"{title}: beside unrelated past losses")
    for row, name in enumerate(names):
        table.add_row(name, f"{means[row]:.3f}", f"{spreads[row]:.3f}", f"{weights[row]:.2f}")
    console.print(table)
    for writer in sorted({each.writer for each in scaled}):
        held = [each for each in scaled if each.writer == writer]
        hits, could = found(held, fit([each for each in scaled if each.writer != writer]))
        console.print(f"{writer}, left out: {hits} of {could} among the first {FIRST}")


def fit(queries: Sequence[Query]) -> Floats:
    """A weight for each measure."""
    from scipy.optimize import minimize

    def surprise(weights: Floats) -> float:
        total = PENALTY * float(weights @ weights) / 2
        for query in queries:
            scores = query.measures @ weights
            others = np.exp(scores[~query.right]).sum()
            total += float(np.mean(np.log(np.exp(scores[query.right]) + others) - scores[query.right]))
        return total

    made: Floats = minimize(surprise, np.zeros(queries[0].measures.shape[1])).x
    return made


def found(queries: Sequence[Query], weights: Floats) -> tuple[int, int]:
    """(right ones among the first, of how many that could be)."""
    hits = could = 0
    for query in queries:
        first = np.argsort(-(query.measures @ weights), kind="stable")[:FIRST]
        hits += int(query.right[first].sum())
        could += min(FIRST, int(query.right.sum()))
    return hits, could


def _queries(book: "Book", labels: Labels, alike: Likeness) -> tuple[list[Query], list[Query]]:
    """The labelled open deals, and the labelled questions."""
    from app.asking.general import way
    from app.checking import read_open
    from app.similar import ours_of, told_of
    from ingest.read import read_text
    from ingest.records import Given

    everything = dict.fromkeys(review_id for review_id, _ in book.store.vectors(book.viewer, "note")[0])
    past = book.store.past_losses(book.viewer, everything)
    ids = np.array([each.row.external_id for each in past])
    deals, asked = [], []
    for deal in labels.deals:
        ours = ours_of(book, read_open(book, read_text(deal.text), Given(account=deal.account)))
        if ours is not None:
            ours = replace(ours, ways=alike.profile(deal.text, ours.vectors))
            deals.append(_query(labels.writer, alike.measured(ours, past), np.isin(ids, deal.similar)))
    for question in labels.questions:
        if question.kind == "similar" and question.records:
            asked_for = told_of(book, way(question.question))
            asked_for = replace(asked_for, ways=alike.profile(way(question.question), asked_for.vectors))
            told = alike.told(asked_for, past)
            asked.append(_query(labels.writer, told, np.isin(ids, question.records)))
    return deals, asked


def _query(writer: str, measured: "Mapping[str, NDArray[np.float32]]", right: NDArray[np.bool_]) -> Query:
    return Query(writer, np.stack(list(measured.values()), axis=1).astype(float), right)
