"""What tells a promise kept from one missed, learned: `make train` writes `app/followup/promises.npz`.

Learned from the pages of `eval/commitments/ways` (a page is a way of promising), from the labelled cases of dev, and
from lines of ordinary notes, which tell of no promise. Ridge regression says what a line tells of each way. A second
rule weighs that beside a commitment; it learns from cases scored by a rule that has seen neither their writer nor lines
like theirs.
"""

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray
from rich.console import Console
from scipy.linalg import solve
from scipy.sparse import csr_matrix

from app.followup.learned import Learned, save
from app.followup.reading import Reader
from app.ways import said
from eval.diagnosis.cases import FOLDER as NOTES
from eval.diagnosis.cases import every, read_cases
from eval.promises import FOLDER, Case, files, quotes
from ingest.book import Book
from ingest.embed import Vectors
from ingest.lines import number_lines
from ingest.read import read_text
from ingest.records import Line
from prompts.errors import LossbookError

TAGS: Final = ("says", "did", "not", "none")
TOLD: Final = {"kept": 1, "missed": 2, "not_testable": 0}
FEWEST: Final = 2
"""Lines in which a word or a pair must stand to count."""
ORDINARY: Final = 1500
"""Lines of ordinary notes, and the weight of each."""
ORDINARY_WEIGHT: Final = 0.3
BESIDE: Final = 0.6
"""Weight of a line of a case that is not labelled."""
WORDS: Final = 0.3
"""Weight of words and pairs beside the line's vector."""
SAME: Final = 0.05
PENALTY: Final = 0.5
SURE: Final = 0.1
"""Inverse strength of the penalty on the second rule."""
ALIKE: Final = 0.65
"""Lines of the pages this near to a line of a writer who is left out are left out too."""
Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Told:
    """Lines, and what each tells."""

    texts: list[str]
    vectors: Vectors
    """(n, 384)"""
    tells: Floats
    """(n, 2 * ways): 1 where a line tells of a way done, or not done."""
    weights: Floats
    """(n,)"""


@dataclass(frozen=True)
class Read:
    """A labelled case with its lines."""

    writer: str
    case: Case
    lines: tuple[Line, ...]
    vectors: Vectors
    tells: NDArray[np.int64]
    """(lines,): 1 where a line tells of it kept, 2 missed, 0 neither."""


@dataclass(frozen=True)
class Material:
    """All that is learned from."""

    first: Learned
    """Knows only what commitments are about."""
    pages: Told
    ordinary: Told
    cases: list[Read]
    aims: Mapping[str, NDArray[np.float32]]
    """Of each commitment."""


def run(book: Book, console: Console) -> None:
    """Learn, and write the weights beside the code that uses them."""
    material = gather(book)
    console.print(f"{len(material.pages.texts)} lines of promises, {len(material.cases)} labelled commitments.")
    save(learn(book, material))
    console.print("Written.")


def learn(book: Book, material: Material, without: Sequence[str] = ()) -> Learned:
    """The weights; as if the writers of `without` had written nothing."""
    writers = sorted({each.writer for each in material.cases} - set(without))
    measures, tells = [], []
    for writer in writers:
        reader = Reader(fit(material, (*without, writer)), book.embedder)
        for each in (each for each in material.cases if each.writer == writer):
            note = reader.laid_out(each.lines, each.vectors)
            (promise,) = reader.promises([each.case.commitment])
            measures.append(reader.measures_of(promise, note))
            kept = {line.number: tell for line, tell in zip(each.lines, each.tells, strict=True)}
            tells.append(np.array([kept[line.number] for line in note.lines]))
    return _judged(fit(material, without), np.concatenate(measures), np.concatenate(tells))


def left_out(book: Book) -> dict[str, Reader]:
    """For each writer of dev, a reader that learned from the others."""
    material = gather(book)
    return {writer: Reader(learn(book, material, [writer]), book.embedder) for writer in files("dev")}


def fit(material: Material, without: Sequence[str]) -> Learned:
    """What a line tells of each way, learned without some writers, and lines of the pages like theirs."""
    theirs = [each.vectors for each in material.cases if each.writer in without]
    pages = less(material.pages, np.concatenate(theirs)) if theirs else material.pages
    cases = _told([each for each in material.cases if each.writer not in without], material.aims)
    return ridge(material.first, [pages, *cases, material.ordinary])


def gather(book: Book) -> Material:
    """Pages, cases and ordinary lines, embedded."""
    pages = read_pages()
    lines = [(way, tag, text) for way, page in enumerate(pages.values()) for tag in TAGS for text in page[tag]]
    vectors = book.embedder.embed([text for *_, text in lines])
    says = [row for row, (_, tag, _) in enumerate(lines) if tag == "says"]
    rest = [row for row, (_, tag, _) in enumerate(lines) if tag != "says"]
    tells = np.zeros((len(lines), 2 * len(pages)))
    for row, (way, tag, _) in enumerate(lines):
        if tag in ("did", "not"):
            tells[row, 2 * way + (tag == "not")] = 1
    first = blank(vectors[says], [lines[row][0] for row in says], 2 * len(pages))
    cases = [_read(book, writer, case) for writer, some in files("dev").items() for case in some]
    spoken = sorted({each.case.commitment for each in cases})
    aims = dict(zip(spoken, map(first.aims, book.embedder.embed(spoken)), strict=True))
    told = Told([lines[row][2] for row in rest], vectors[rest], tells[rest], np.ones(len(rest)))
    return Material(first, told, _ordinary(book, 2 * len(pages)), cases, aims)


def read_pages(folder: Path = FOLDER / "ways") -> dict[str, dict[str, list[str]]]:
    """Every way of promising with its lines by tag.

    Raises:
        LossbookError: a line has no tag, or a page lacks one.
    """
    found = {}
    for page in sorted(folder.glob("*.md")):
        lines: dict[str, list[str]] = {tag: [] for tag in TAGS}
        for number, line in enumerate(page.read_text(encoding="utf-8").splitlines(), 1):
            tag, _, text = line.removeprefix("- ").partition(": ")
            if tag not in lines or not text.strip():
                raise LossbookError(f"{page.name}, line {number}: {line!r} must begin with '- ' and one of {TAGS}.")
            lines[tag].append(text.strip())
        if missing := [tag for tag in TAGS if not lines[tag]]:
            raise LossbookError(f"{page.name} has no line that begins with '- {missing[0]}: '; add one.")
        found[page.stem] = lines
    return found


def _read(book: Book, writer: str, case: Case) -> Read:
    lines = [line for note in case.notes for line in number_lines(read_text(note.text, note.date))]
    numbered = tuple(line.model_copy(update={"number": number}) for number, line in enumerate(lines, 1))
    tells = [TOLD[case.label] if quotes(case, line) else 0 for line in numbered]
    return Read(writer, case, numbered, book.line_vectors(lines), np.array(tells))


def _ordinary(book: Book, columns: int) -> Told:
    texts = [
        line.text
        for case in every(read_cases(NOTES / "train"))
        for line in number_lines(read_text(case.text, case.date))
    ]
    texts = [text for text in texts if len(text.split()) > 4]
    some = [texts[n] for n in np.random.default_rng(0).choice(len(texts), ORDINARY, replace=False)]
    weights = np.full(ORDINARY, ORDINARY_WEIGHT)
    return Told(some, book.embedder.embed(some), np.zeros((ORDINARY, columns)), weights)


def _told(cases: Sequence[Read], aims: Mapping[str, NDArray[np.float32]]) -> list[Told]:
    found = []
    for each in cases:
        tells = np.zeros((len(each.lines), 2 * len(aims[each.case.commitment])))
        for row, tell in enumerate(each.tells):
            if tell:
                tells[row, tell - 1 :: 2] = aims[each.case.commitment]
        texts, weights = [line.text for line in each.lines], np.where(each.tells > 0, 1.0, BESIDE)
        found.append(Told(texts, each.vectors, tells, weights))
    return found


def less(told: Told, theirs: Vectors) -> Told:
    """Without what is near to a line of theirs."""
    rows = np.flatnonzero((told.vectors @ theirs.T).max(axis=1) < ALIKE)
    return Told([told.texts[row] for row in rows], told.vectors[rows], told.tells[rows], told.weights[rows])


def blank(says: Vectors, means: Sequence[int], columns: int) -> Learned:
    """What knows only what commitments are about."""
    none = np.zeros(0, np.float32)
    words, meaning = np.zeros((0, columns), np.int8), np.zeros((384, columns), np.float32)
    return Learned(
        says, np.array(means), meaning, np.zeros(384, np.float32), np.zeros(columns, np.float32), {}, none, words, none,
        none, none, none, none,
    )  # fmt: skip


def ridge(first: Learned, parts: Sequence[Told]) -> Learned:
    """What lines tell, learned. Solved over lines, of which there are fewer than words."""
    texts = [text for part in parts for text in part.texts]
    vectors, tells = np.concatenate([part.vectors for part in parts]), np.concatenate([part.tells for part in parts])
    weights, middle = np.concatenate([part.weights for part in parts]), vectors.mean(axis=0)
    places, rarity, grams = _grams(texts)
    away = (vectors - middle).astype(np.float64)
    alike = away @ away.T + WORDS * (grams @ grams.T).toarray() + SAME
    solved = solve(alike + np.diag(PENALTY / weights), tells, assume_a="pos", overwrite_a=True)
    words = WORDS * (grams.T @ solved)
    scale = np.maximum(np.abs(words).max(axis=1), 1e-9) / 127
    return replace(
        first,
        meaning=(away.T @ solved).astype(np.float32),
        middle=middle,
        usual=(SAME * solved.sum(axis=0)).astype(np.float32),
        places=places,
        rarity=rarity.astype(np.float32),
        words=np.round(words / scale[:, None]).astype(np.int8),
        scale=scale.astype(np.float32),
    )


def _grams(texts: Sequence[str]) -> tuple[dict[str, int], Floats, csr_matrix]:
    """Words and pairs, how rare each is, and (lines, words) of how much each weighs, every line of length 1."""
    counts = [said(text) for text in texts]
    held = Counter(gram for count in counts for gram in count)
    places = {gram: row for row, gram in enumerate(sorted(gram for gram, n in held.items() if n >= FEWEST))}
    rarity = np.array([math.log((1 + len(texts)) / (1 + held[gram])) + 1 for gram in places])
    weights: list[float] = []
    columns: list[int] = []
    ends = [0]
    for count in counts:
        some = {places[gram]: (1 + math.log(n)) * rarity[places[gram]] for gram, n in count.items() if gram in places}
        length = math.sqrt(sum(weight**2 for weight in some.values())) or 1.0
        columns += some
        weights += [weight / length for weight in some.values()]
        ends.append(len(columns))
    return places, rarity, csr_matrix((weights, columns, ends), shape=(len(texts), len(places)))


def _judged(made: Learned, measures: NDArray[np.float32], tells: NDArray[np.int64]) -> Learned:
    from sklearn.linear_model import LogisticRegression

    centre, spread = measures.mean(axis=0), np.maximum(measures.std(axis=0), 1e-6)
    rule = LogisticRegression(C=SURE, max_iter=1000).fit((measures - centre) / spread, tells)
    weights, start = rule.coef_.T.astype(np.float32), rule.intercept_.astype(np.float32)
    return replace(made, centre=centre, spread=spread, weights=weights, start=start)
