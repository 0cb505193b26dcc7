"""Which lines answer a question, learned: `make train` writes `app/asking/ranking.json`.

Every labelled question of dev about one account, whose facts stand in lines of the records it names, is an example:
those lines should stand first among all lines of the account. A logistic rule over `app.asking.measures` is fitted to
that (the likelihood that the first line is a right one), with a penalty on large weights.
"""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray
from rich.console import Console
from scipy.optimize import minimize

from app.asking.asked import phrasings
from app.asking.dossier import Dossier, open_dossier
from app.asking.lookups import wanted
from app.asking.measures import NAMES, measured
from app.asking.nouns import Known
from app.asking.ranking import FILE
from app.asking.scope import scope
from app.asking.understand import understand
from app.asking.which import which_account
from app.resolve import named_in
from eval.quality.company import TODAY, company
from eval.quality.labels import Question, load
from eval.quality.score import fold
from ingest.book import Book
from ingest.records import Viewer

PENALTY: Final = 30.0
"""On the squares of the weights of measures of unit spread; chosen on writers left out in turn."""
LEAST: Final = {"words": 2.0, "words_near": 0.5}
"""Weights that are at least this: the labelled questions seldom use the notes' words, people often do."""
DIGITS: Final = 4
FIRST: Final = (1, 3, 5, 9)
"""Places of which it is said how often a right line is among them."""
Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Example:
    """One question and the lines it is answered from."""

    writer: str
    measures: Floats
    """(lines, measures)"""
    right: tuple[int, ...]


def run(book: Book, console: Console) -> None:
    """Learn, write the weights beside the code that uses them, and say what a writer left out would get."""
    examples = gather(book)
    weights = fit(examples)
    made = {name: round(float(weight), DIGITS) for name, weight in zip(NAMES, weights, strict=True)}
    FILE.write_text(f"{json.dumps(made, indent=2)}\n", encoding="utf-8")
    places = list(left_out(examples))
    shares = ", ".join(f"{sum(place < n for place in places) / len(places):.2f} among the first {n}" for n in FIRST)
    console.print(f"Lines that answer: {len(examples)} questions. Each writer left out in turn: {shares}.")


def gather(book: Book) -> list[Example]:
    """The labelled questions of dev that lines answer."""
    made: list[Example] = []
    for labels in load("dev"):
        with company(labels, book) as home:
            for question in labels.questions:
                if question.kind in ("fact", "account") and question.facts and question.after is None:
                    made += _example(home.book, labels.writer, question)
    return made


def fit(examples: Sequence[Example]) -> Floats:
    """(measures,): the weights under which right lines come first."""
    every = np.concatenate([each.measures for each in examples])
    spread = np.maximum(every.std(axis=0), 1e-3)
    scaled = [((each.measures - every.mean(axis=0)) / spread, list(each.right)) for each in examples]

    def loss(weights: Floats) -> tuple[float, Floats]:
        total, slope = PENALTY * float(weights @ weights) / 2, PENALTY * weights
        for measures, right in scaled:
            scores = measures @ weights
            shares = np.exp(scores - scores.max())
            meant = np.zeros_like(shares)
            meant[right] = shares[right] / shares[right].sum()
            shares /= shares.sum()
            total -= float(np.log(shares[right].sum()))
            slope = slope - measures.T @ (meant - shares)
        return total, slope

    least = np.array([LEAST.get(name, -np.inf) for name in NAMES]) * spread
    begin = np.maximum(least, 0.0)
    bounds = [(low, np.inf) for low in least]
    found: Floats = minimize(loss, begin, jac=True, method="L-BFGS-B", bounds=bounds).x / spread
    return found


def left_out(examples: Sequence[Example]) -> Iterator[int]:
    """Of each question, the place of the first right line by weights that its writer had no part in; 0 is the first."""
    for writer in sorted({each.writer for each in examples}):
        weights = fit([each for each in examples if each.writer != writer])
        for each in (each for each in examples if each.writer == writer):
            order = np.argsort(-(each.measures @ weights), kind="stable").tolist()
            yield min(order.index(row) for row in each.right)


def _example(book: Book, writer: str, question: Question) -> Iterable[Example]:
    viewer = Viewer(name=question.viewer) if question.viewer else book.viewer
    known = Known(book, viewer)
    if question.account is None:
        return
    found = which_account(book, viewer, question.account, None, named_in(book, viewer, question.account), known)
    if not found.accounts:
        return
    dossier = open_dossier(book, viewer, found.accounts)
    asked = understand(question.question, dossier.names, TODAY)
    vector = book.embedder.embed([asked.bare or question.question])[0]
    asks = wanted(asked.bare, vector)
    within = {item.review.id for item in scope(dossier, asked, None)}
    rows = [i for i, line in enumerate(dossier.lines) if line.review_id in within]
    right = tuple(at for at, i in enumerate(rows) if _answers(dossier, i, question))
    if right and (asks.particular or question.kind == "fact"):
        measures = measured(dossier, asked, vector, phrasings(book).answering(asks.record), known.theirs)[rows]
        yield Example(writer, measures.astype(np.float64), right)


def _answers(dossier: Dossier, index: int, question: Question) -> bool:
    line = dossier.lines[index]
    if dossier.rows[line.review_id].external_id not in question.records:
        return False
    text = fold(line.text)
    return any(fold(words) in text for spellings in question.facts for words in spellings)
