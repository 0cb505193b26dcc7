"""What sort of question it is, learned: `make train` writes `app/asking/sorting.json`.

Every labelled question of dev that is no follow-up is an example for "all deals"; those about one account, less its
name, for "whole account": what happened there, against one fact of it.
"""

import json
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from rich.console import Console

from app.asking.sorting import FILE, SORTS, SURE, Sort
from app.asking.understand import without
from eval.quality.labels import Labels, Question, load
from ingest.book import Book

C: Final = 3.0
"""Inverse strength of the penalty; chosen on writers left out in turn."""
DIGITS: Final = 4
Floats = NDArray[np.float64]


def run(book: Book, console: Console) -> None:
    """Learn, write the weights beside the code that uses them, and say what a writer left out would get."""
    made: dict[Sort, list[float]] = {}
    for sort in SORTS:
        vectors, of_sort, writers = _examples(book, sort)
        made[sort] = [round(float(value), DIGITS) for value in _fit(vectors, of_sort)]
        found, wrong = _left_out(vectors, of_sort, writers, SURE[sort])
        console.print(
            f"Questions of {sort}, each writer left out in turn: {found} of {of_sort.sum()} found, "
            f"{wrong} of {(~of_sort).sum()} others taken for one."
        )
    FILE.write_text(f"{json.dumps(made)}\n", encoding="utf-8")


def _examples(book: Book, sort: Sort) -> tuple[Floats, NDArray[np.bool_], NDArray[Any]]:
    rows = [
        (labels.writer, *example)
        for labels in load("dev")
        for question in labels.questions
        if (example := _example(labels, question, sort)) is not None
    ]
    vectors = np.asarray(book.embedder.embed([text for _, text, _ in rows]), dtype=np.float64)
    return vectors, np.array([of_sort for _, _, of_sort in rows]), np.array([writer for writer, _, _ in rows])


def _example(labels: Labels, question: Question, sort: Sort) -> tuple[str, bool] | None:
    """(the text that is embedded, whether it is of this sort)"""
    if sort == "all deals":
        general = question.kind in ("similar", "count") and question.account is None
        return (question.question, general) if question.after is None else None
    if question.account is None or question.kind not in ("account", "fact", "unanswerable"):
        return None
    names = tuple(labels.names.get(question.account, {question.account}))
    return without(question.question, names) or question.question, question.kind == "account"


def _fit(vectors: Floats, of_sort: NDArray[np.bool_]) -> Floats:
    from sklearn.linear_model import LogisticRegression

    model = LogisticRegression(C=C, max_iter=5_000).fit(vectors, of_sort)
    found: Floats = np.append(model.coef_[0], model.intercept_[0])
    return found


def _left_out(vectors: Floats, of_sort: NDArray[np.bool_], writers: NDArray[Any], sure: float) -> tuple[int, int]:
    found = wrong = 0
    for writer in sorted(set(writers)):
        own = writers == writer
        learned = _fit(vectors[~own], of_sort[~own])
        taken = 1 / (1 + np.exp(-(vectors[own] @ learned[:-1] + learned[-1]))) > sure
        found += int((taken & of_sort[own]).sum())
        wrong += int((taken & ~of_sort[own]).sum())
    return found, wrong
