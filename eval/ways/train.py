"""What tells one way of losing from another, learned: `make train` writes `ingest/diagnose/ways.npz`.

Ridge regression from a text to the ways of losing it speaks of. The texts are the labelled notes of `train`, what
their writers say went wrong, what `eval/memory/dev` labels, and the lines of the pages. The way of a note of `train` is
not labelled: it is shared among those of its labelled cause, by how near its mechanism is to their lines. The same
texts always give the same weights.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray
from rich.console import Console
from scipy.sparse import csr_matrix

from eval.diagnosis.cases import FOLDER, Case, every, read_cases
from eval.ways.labelled import Labelled, labelled, line_vectors
from eval.ways.pages import Way, read_ways
from ingest.book import Book
from ingest.diagnose.ways import Ways, said, save
from ingest.embed import Vectors

FEWEST: Final = 2
"""Notes in which a word or a pair must stand to count, unless a page or a label of dev holds it."""
KEPT: Final = 12_000
"""Words and pairs that weigh most: a megabyte; with all 30,000, one more past loss in fifty is found."""
MEANING: Final = 0.5
"""Weight of the mean line vector beside the words."""
PENALTY: Final = 2.0
NEAR: Final = 12.0
"""How sharply a note of `train` is given to the nearest of its cause's ways."""
ALIKE: Final = 0.65
"""Lines of the pages this near to a line of a writer who is left out are left out too."""


@dataclass(frozen=True)
class Texts:
    """What is learned from: notes of `train`, their mechanisms, what dev labels, lines of the pages, in this order."""

    counts: list[Counter[str]]
    means: Vectors
    """(n, 384)"""
    shares: NDArray[np.float32]
    """(n, ways): how much each speaks of each way; a row adds up to 1."""
    notes: int
    """The first so many are notes of `train`."""
    lines: int
    """The last so many are lines of the pages."""
    mechanisms: tuple[str, ...]
    """The sentence of each way."""
    writers: NDArray[np.str_]
    """(n,): whose it is, of dev; else empty."""


def run(book: Book, console: Console) -> None:
    """Learn, and write the weights beside the code that uses them."""
    texts = gather(book, labelled(book))
    console.print(f"{texts.notes} notes, {texts.shares.shape[1]} ways of losing, {texts.lines} lines.")
    save(fit(texts))
    console.print("Written.")


def gather(book: Book, told: Sequence[Labelled]) -> Texts:
    """Every text, as it is learned from. `told` is what dev labels."""
    ways = read_ways()
    cases = [case for case in every(read_cases(FOLDER / "train")) if case.lost and case.mechanism]
    named = [each for each in told if any(each.tags & set(way.tags) for way in ways)]
    lines = [line for way in ways for line in way.lines]
    own = np.repeat(np.arange(len(ways)), [len(way.lines) for way in ways])
    notes = np.stack([line_vectors(book, case.text, case.date).mean(axis=0) for case in cases])
    mechanisms = [case.mechanism for case in cases]
    meant, spoken = book.embedder.embed(mechanisms), book.embedder.embed(lines)
    shares = _shares(ways, cases, meant - notes.mean(axis=0), spoken - notes.mean(axis=0), own)
    texts = (*(case.text for case in cases), *mechanisms, *(each.text for each in named), *lines)
    return Texts(
        counts=[said(text) for text in texts],
        means=np.concatenate([notes, meant, np.stack([each.vectors.mean(axis=0) for each in named]), spoken]),
        shares=np.concatenate([shares, shares, _named(ways, named), np.eye(len(ways), dtype=np.float32)[own]]),
        notes=len(cases),
        lines=len(lines),
        mechanisms=tuple(way.mechanism for way in ways),
        writers=np.array([*[""] * (2 * len(cases)), *(each.writer for each in named), *[""] * len(lines)]),
    )


def without(texts: Texts, told: Sequence[Labelled], writer: str) -> Texts:
    """Nothing of this writer, and no line of the pages that is like one of theirs."""
    theirs = np.concatenate([each.vectors for each in told if each.writer == writer])
    kept = texts.writers != writer
    kept[-texts.lines :] &= (_unit(texts.means[-texts.lines :]) @ _unit(theirs).T).max(axis=1) < ALIKE
    return replace(
        texts,
        counts=[counts for counts, keep in zip(texts.counts, kept, strict=True) if keep],
        means=texts.means[kept],
        shares=texts.shares[kept],
        lines=int(kept[-texts.lines :].sum()),
        writers=texts.writers[kept],
    )


def fit(texts: Texts) -> Ways:
    """The weights."""
    kept = _vocabulary(texts)
    rarity = _rarity(texts, kept)
    words, meaning, middle = _solved(texts, kept, rarity)
    strongest = np.sort(np.argsort(-np.linalg.norm(words, axis=1) * rarity, kind="stable")[:KEPT])
    names = list(kept)
    scale = np.maximum(np.abs(words[strongest]).max(axis=1), 1e-9) / 127
    blank = Ways(
        places={names[row]: place for place, row in enumerate(strongest)},
        rarity=rarity[strongest],
        words=np.round(words[strongest] / scale[:, None]).astype(np.int8),
        scale=scale.astype(np.float32),
        meaning=meaning,
        middle=middle,
        usual=np.zeros(meaning.shape[1], np.float32),
        mechanisms=texts.mechanisms,
    )
    return _centred(blank, texts)


def _solved(
    texts: Texts, kept: dict[str, int], rarity: NDArray[np.float32]
) -> tuple[NDArray[np.float32], NDArray[np.float32], NDArray[np.float32]]:
    """Weights of words (n, ways) and of meaning (384, ways), and the middle of the notes (384,)."""
    rows = _rows(texts.counts, kept, rarity)
    middle = texts.means[: texts.notes].mean(axis=0)
    away = texts.means - middle
    meant = MEANING * away / np.maximum(np.linalg.norm(away, axis=1, keepdims=True), 1e-9)
    # More words than texts: the smaller system has the same answer.
    alike = (rows @ rows.T).toarray() + meant @ meant.T
    answer = np.linalg.solve(alike + PENALTY * np.eye(len(alike)), texts.shares)
    return np.asarray(rows.T @ answer, np.float32), (MEANING * meant.T @ answer).astype(np.float32), middle


def _centred(ways: Ways, texts: Texts) -> Ways:
    """With what the notes learned from score on average, so that a profile says what is special."""
    away = texts.means[: texts.notes] - ways.middle
    scores = away / np.maximum(np.linalg.norm(away, axis=1, keepdims=True), 1e-9) @ ways.meaning
    for row in range(texts.notes):
        found, weight = ways.weigh(texts.counts[row])
        scores[row] += (weight * ways.scale[found]) @ ways.words[found].astype(np.float32)
    parts = {**vars(ways), "usual": scores.mean(axis=0).astype(np.float32)}
    return Ways(**parts)


def _named(ways: Sequence[Way], told: Sequence[Labelled]) -> NDArray[np.float32]:
    """(told, ways): each among the ways that are called so."""
    tags = {tag: [row for row, way in enumerate(ways) if tag in way.tags] for way in ways for tag in way.tags}
    shares = np.zeros((len(told), len(ways)), np.float32)
    for row, each in enumerate(told):
        for tag in each.tags & set(tags):
            shares[row, tags[tag]] += 1 / len(tags[tag])
    made: NDArray[np.float32] = shares / shares.sum(axis=1, keepdims=True)
    return made


def _shares(
    ways: Sequence[Way], cases: Sequence[Case], told: Vectors, spoken: Vectors, own: NDArray[np.int64]
) -> NDArray[np.float32]:
    """(cases, ways): each case among the ways of its cause. `spoken` are the lines, `own` the way of each."""
    lines = _unit(spoken)
    near = _unit(told) @ _unit(np.stack([lines[own == way].mean(axis=0) for way in range(len(ways))])).T
    causes = np.array([way.cause for way in ways])
    same = np.array([case.cause for case in cases])[:, None] == causes[None, :]
    odds = np.where(same, NEAR * near, -np.inf)
    shares = np.exp(odds - odds.max(axis=1, keepdims=True))
    made: NDArray[np.float32] = (shares / shares.sum(axis=1, keepdims=True)).astype(np.float32)
    return made


def _vocabulary(texts: Texts) -> dict[str, int]:
    times = Counter(gram for counts in texts.counts for gram in counts)
    paged = {gram for counts in texts.counts[2 * texts.notes :] for gram in counts}
    names = sorted(gram for gram, count in times.items() if count >= FEWEST or gram in paged)
    return {gram: row for row, gram in enumerate(names)}


def _rarity(texts: Texts, kept: dict[str, int]) -> NDArray[np.float32]:
    times = Counter(gram for counts in texts.counts for gram in counts)
    found = np.array([times[gram] for gram in kept], np.float32)
    rarity: NDArray[np.float32] = (np.log((1 + len(texts.counts)) / (1 + found)) + 1).astype(np.float32)
    return rarity


def _rows(counts: Sequence[Counter[str]], kept: dict[str, int], rarity: NDArray[np.float32]) -> csr_matrix:
    """(texts, n): sublinear, weighed by rarity, of length 1."""
    data, columns, starts = [], [], [0]
    for each in counts:
        known = [(kept[gram], count) for gram, count in each.items() if gram in kept]
        places = np.array([place for place, _ in known], np.int64)
        weight = (1 + np.log(np.array([count for _, count in known], np.float32))) * rarity[places]
        data.append(weight / max(float(np.linalg.norm(weight)), 1e-6))
        columns.append(places)
        starts.append(starts[-1] + len(places))
    return csr_matrix((np.concatenate(data), np.concatenate(columns), starts), shape=(len(counts), len(kept)))


def _unit(vectors: Vectors) -> Vectors:
    made: Vectors = vectors / np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-9)
    return made
