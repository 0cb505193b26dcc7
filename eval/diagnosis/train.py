"""What the built-in engine learns from labelled notes: `make train` writes `ingest/diagnose/notehead.npz`.

Learning needs scikit-learn; the product only multiplies. The same notes always give the same weights. The playbook's
own lines are notes of one line, at half the weight: they say what writers have not happened to write.
"""

import datetime as dt
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from rich.console import Console

from eval.diagnosis.cases import FOLDER, Case, read_cases
from ingest.book import Book
from ingest.diagnose.notehead import NoteHead, save
from ingest.diagnose.signals import NONE
from ingest.embed import Vectors
from ingest.facts.find import find_facts
from ingest.lines import flat, number_lines
from ingest.lines.grams import grams
from ingest.read import read_text
from prompts.codes import CAUSES

FEWEST: Final = 2
"""Notes in which a word or a pair must stand to count."""
PLAYBOOK: Final = 0.5
"""Weight of a playbook line beside a note."""
SHORT: Final = 10
"""Percentile of the notes' sizes from which a note is read in full."""
SURE: Final = 20.0
"""Inverse strength of the penalty on large weights."""


@dataclass(frozen=True)
class Sample:
    """A note as the head sees it."""

    writer: str
    texts: tuple[str, ...]
    vectors: Vectors
    cause: int
    weight: float = 1.0


def run(book: Book, console: Console) -> None:
    """Learn from the train part, and write the weights beside the code that uses them."""
    samples = samples_of(book, read_cases(FOLDER / "train"))
    playbook = from_playbook(book)
    console.print(f"{len(samples)} notes by {len({each.writer for each in samples})} writers, {len(playbook)} lines.")
    sharpness = sharpest(samples, playbook)
    head = fit([*samples, *playbook])
    usual = np.percentile([np.linalg.norm(_weighed(head, each)[1]) for each in samples], SHORT)
    save(replace(head, sharpness=sharpness, usual=float(usual)))
    console.print(f"Written. Sharpness {sharpness:.2f}, on writers left out in turn.")


def samples_of(book: Book, written: dict[str, list[Case]]) -> list[Sample]:
    """Labelled losses, read as the product reads them."""
    return [_sample(book, writer, case) for writer, cases in written.items() for case in cases if case.lost]


def from_playbook(book: Book) -> list[Sample]:
    """The playbook's lines that stand for a cause."""
    bank = book.builtin.bank
    return [
        Sample("", (text,), vector[None], int(label), PLAYBOOK)
        for text, vector, label in zip(bank.texts, bank.vectors, bank.labels, strict=True)
        if label != NONE
    ]


def fit(samples: Sequence[Sample]) -> NoteHead:
    """The head for these notes; sharpness 1."""
    from scipy.sparse import csr_matrix, hstack
    from sklearn.linear_model import LogisticRegression

    known = _vocabulary(samples)
    blank = NoteHead(
        places=known,
        rarity=_rarity(samples, known),
        words=np.zeros((len(known), len(CAUSES)), np.float32),
        meaning=np.zeros((384, len(CAUSES)), np.float32),
        bias=np.zeros(len(CAUSES), np.float32),
        sharpness=1.0,
        usual=1e-6,
    )
    rows = [_weighed(blank, each) for each in samples]
    said = csr_matrix(
        (
            np.concatenate([weight / max(float(np.linalg.norm(weight)), 1e-6) for _, weight in rows]),
            np.concatenate([places for places, _ in rows]),
            np.cumsum([0, *(len(places) for places, _ in rows)]),
        ),
        shape=(len(rows), len(known)),
    )
    meant = np.stack([each.vectors.mean(axis=0) for each in samples])
    rule = LogisticRegression(C=SURE, max_iter=1000, tol=1e-4)
    rule.fit(
        hstack([said, csr_matrix(meant)]).tocsr(),
        [each.cause for each in samples],
        sample_weight=[each.weight for each in samples],
    )
    return _with(blank, rule)


def _weighed(head: NoteHead, sample: Sample) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
    return head.weigh(Counter(row for line in head.known(sample.texts) for row in line))


def _with(head: NoteHead, rule: Any) -> NoteHead:
    weights = np.full((len(CAUSES), rule.coef_.shape[1]), 0.0, np.float32)
    bias = np.full(len(CAUSES), float(rule.intercept_.min()), np.float32)
    weights[rule.classes_], bias[rule.classes_] = rule.coef_, rule.intercept_
    weights = (weights - weights.mean(axis=0)).T
    known = len(head.places)
    return replace(head, words=weights[:known], meaning=weights[known:], bias=bias - bias.mean())


def sharpest(samples: Sequence[Sample], playbook: Sequence[Sample]) -> float:
    """The factor on the log-odds under which writers that were left out are best foretold (Guo et al., 2017)."""
    odds, causes = left_out(samples, playbook)
    tried = np.arange(1.0, 4.01, 0.1)
    return float(tried[int(np.argmin([_surprise(odds * factor, causes) for factor in tried]))])


def left_out(samples: Sequence[Sample], playbook: Sequence[Sample]) -> tuple[NDArray[np.float32], NDArray[np.int64]]:
    """Log-odds (n, 15) and causes (n,) of each writer's notes by a head that learned from all the others."""
    odds, causes = [], []
    for writer in sorted({each.writer for each in samples}):
        head = fit([*(each for each in samples if each.writer != writer), *playbook])
        held = [each for each in samples if each.writer == writer]
        odds += [head.read(each.texts, each.vectors).note for each in held]
        causes += [each.cause for each in held]
    return np.stack(odds), np.array(causes)


def _surprise(odds: NDArray[np.float32], causes: NDArray[np.int64]) -> float:
    top = odds.max(axis=1, keepdims=True)
    total = top[:, 0] + np.log(np.exp(odds - top).sum(axis=1))
    return float((total - odds[np.arange(len(causes)), causes]).mean())


def _sample(book: Book, writer: str, case: Case) -> Sample:
    note = read_text(case.text, case.date)
    lines = number_lines(note)
    counted = book.builtin.counted(lines, find_facts(note, lines, today=case.date or dt.date(2026, 1, 1)))
    texts = tuple(flat(line.text) for line, counts in zip(lines, counted, strict=True) if counts)
    assert case.cause is not None
    return Sample(writer, texts, book.embedder.embed(texts), CAUSES.index(case.cause))


def _vocabulary(samples: Sequence[Sample]) -> dict[str, int]:
    times = Counter(gram for each in samples for gram in {gram for text in each.texts for gram in grams(text)})
    return {gram: row for row, gram in enumerate(sorted(gram for gram, count in times.items() if count >= FEWEST))}


def _rarity(samples: Sequence[Sample], known: dict[str, int]) -> NDArray[np.float32]:
    times = np.zeros(len(known))
    for each in samples:
        times[list({known[gram] for text in each.texts for gram in grams(text) if gram in known})] += 1
    rarity: NDArray[np.float32] = (np.log((1 + len(samples)) / (1 + times)) + 1).astype(np.float32)
    return rarity
