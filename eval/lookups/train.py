"""What of the record a question asks for, learned: `make train` writes `app/asking/lookups.npz`.

One logistic rule for each label, over words and pairs (tf-idf, sublinear) and the question's vector. Learning needs
scikit-learn; the product only multiplies. Questions of notes (`eval/answering`), which hardly ever ask for what a
record holds, are examples of what only notes tell. The sealed writers' questions are never read here.
"""

import random
from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray
from rich.console import Console

from app.asking.lookups import LABELS, MEANING, PARTICULAR, Lookups, save
from eval.answering import labels as of_notes
from eval.lookups.labels import SEALED, Lookup, load
from eval.ridge import sparse
from ingest.book import Book
from ingest.diagnose.ways import tf_idf
from ingest.lines.grams import grams

if TYPE_CHECKING:
    from ingest.embed import Vectors

FEWEST: Final = 2
"""Questions in which a word or a pair must stand to count."""
C: Final = 30.0
"""Inverse strength of the penalty; chosen on writers left out in turn."""
OF_NOTES: Final = 2_000
WEIGHT: Final = 0.25
"""Of one of those beside a question written for this."""


def run(book: Book, console: Console) -> None:
    """Learn, write the weights beside the code that uses them, and say what a writer left out would get."""
    asked = [*(each for each in load() if each.writer not in SEALED), *_of_notes()]
    vectors = book.embedder.embed([each.bare for each in asked])
    save(fit(asked, vectors))
    record, notes = left_out(asked, vectors)
    console.print(
        f"What is asked for, each writer left out in turn: {sum(record)} of {len(record)} of the record, "
        f"{sum(notes)} of {len(notes)} of the notes."
    )


def _of_notes() -> list[Lookup]:
    known = [each for each in of_notes.load() if each.way != "deals" and each.writer not in of_notes.LEFT_OUT]
    some = random.Random(0).sample(known, OF_NOTES)  # noqa: S311 - repeatable, not secret
    return [Lookup("", frozenset((PARTICULAR,)), each.question) for each in some]


def fit(asked: Sequence[Lookup], vectors: "Vectors") -> Lookups:
    """The weights for these questions, whose vectors are (len(asked), 384)."""
    from scipy.sparse import csr_matrix, hstack
    from sklearn.linear_model import LogisticRegression

    seen = Counter(gram for each in asked for gram in set(grams(each.bare)))
    places = {gram: row for row, gram in enumerate(sorted(gram for gram in seen if seen[gram] >= FEWEST))}
    rarity = np.array([np.log((1 + len(asked)) / (1 + seen[gram])) + 1 for gram in places], dtype=np.float32)
    words = sparse([tf_idf(Counter(grams(each.bare)), places, rarity) for each in asked], len(places))
    features = hstack([words, csr_matrix(MEANING * vectors)]).tocsr()
    weights = [1.0 if each.writer else WEIGHT for each in asked]
    rules = [
        LogisticRegression(C=C, max_iter=3_000).fit(features, _is_for(asked, label), sample_weight=weights)
        for label in LABELS
    ]
    learned = np.stack([rule.coef_[0] for rule in rules], axis=1).astype(np.float32)
    bias = np.array([rule.intercept_[0] for rule in rules], dtype=np.float32)
    return Lookups(places, rarity, learned[: len(places)], learned[len(places) :], bias)


def _is_for(asked: Sequence[Lookup], label: str) -> NDArray[np.bool_]:
    return np.array([label in each.wants for each in asked])


def left_out(asked: Sequence[Lookup], vectors: "Vectors") -> tuple[list[bool], list[bool]]:
    """(of each question of the record, of each of the notes: whether the likeliest label is one of its own)."""
    record: list[bool] = []
    notes: list[bool] = []
    for writer in sorted({each.writer for each in asked if each.writer}):
        own = np.array([each.writer == writer for each in asked])
        rules = fit([each for each in asked if each.writer != writer], vectors[~own])
        for each, vector in zip([each for each in asked if each.writer == writer], vectors[own], strict=True):
            right = LABELS[int(rules.odds(each.bare, vector).argmax())] in each.wants
            (notes if PARTICULAR in each.wants else record).append(right)
    return record, notes
