"""What tells a promise kept from one missed, learned: `make train` writes `app/followup/promises.npz`.

Learned from the pages of `eval/commitments/ways` (a page is a way of promising), from the labelled cases of dev, and
from lines of ordinary notes, which tell of no promise. A ridge over pairs of a commitment and a line says what lines
tell; another, over pairs of a commitment and a note, what notes do. A last rule weighs both; it learns from cases heard
by ridges that have seen neither their writer nor lines like theirs. Every case is also laid beside a commitment it was
not written for, which it should tell nothing of.
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

from app.followup.learned import Floats, Heard, Learned, Rows, save
from app.followup.reading import Promise, Reader, measured, whole
from eval.diagnosis.cases import FOLDER as NOTES
from eval.diagnosis.cases import every, read_cases
from eval.promises import FOLDER, Case, files, quotes
from eval.ridge import Pairs, Ridge, learned_from, sparse
from ingest.book import Book
from ingest.diagnose.ways import said
from ingest.embed import Vectors
from ingest.lines import number_lines
from ingest.read import read_text
from ingest.records import Line
from prompts.errors import LossbookError

TAGS: Final = ("says", "did", "not", "none")
TOLD: Final = {"kept": 1, "missed": 2, "not_testable": 0}
FEWEST: Final = 2
"""Lines in which a word or a pair must stand to count."""
ORDINARY: Final = 600
"""Lines of ordinary notes, and the weight of each."""
ORDINARY_WEIGHT: Final = 0.3
BESIDE: Final = 0.6
"""Weight of a line of a case that is not labelled."""
LINES_NEAR: Final = (0.1, 3.0)
NOTES_NEAR: Final = (0.05, 2.0)
"""What all commitments borrow from each other, and how sharply the rest goes to the nearest."""
LINE_WORDS: Final = 2.0
NOTE_WORDS: Final = 4.0
"""Weight of words and pairs beside the vector."""
PENALTY: Final = 0.5
SURE: Final = 0.3
"""Inverse strength of the penalty on the last rule."""
ALIKE: Final = 0.65
"""Lines of the pages this near to a line of a writer who is left out are left out too."""
APART: Final = 0.5
"""A commitment less near than this to a case's own is one it was not written for."""
FOLDS: Final = 4


@dataclass(frozen=True)
class Read:
    """A labelled case with its lines, its notes one after the other."""

    writer: str
    case: Case
    lines: tuple[Line, ...]
    vectors: Vectors
    tells: NDArray[np.int64]
    """(lines,): 1 where a line tells of it kept, 2 missed, 0 neither."""


@dataclass(frozen=True)
class Material:
    """All that is learned from. Lines stand in this order: of the cases, of the pages, ordinary ones."""

    first: Learned
    """Knows commitments, words and pairs, and has heard nothing."""
    cases: list[Read]
    of: Mapping[str, int]
    """Row in `first.known` of each commitment of a case."""
    other: list[str]
    """For each case, a commitment of the same writer that it was not written for."""
    vectors: Vectors
    """(lines, 384)"""
    lines: Ridge
    pages: slice
    """Where the lines of the pages stand."""


@dataclass(frozen=True)
class Pair:
    """A case beside a commitment: its own, or another's."""

    case: int
    commitment: str
    label: int


def run(book: Book, console: Console) -> None:
    """Learn, and write the weights beside the code that uses them."""
    material = gather(book)
    console.print(f"{len(material.vectors)} lines, {len(material.cases)} labelled commitments.")
    save(learn(book, material))
    console.print("Written.")


def left_out(book: Book) -> dict[str, Reader]:
    """For each writer of dev, a reader that learned nothing from them; a few writers are left out at a time."""
    material = gather(book)
    found: dict[str, Reader] = {}
    for some in folds(sorted(files("dev"))):
        reader = Reader(learn(book, material, some), book.embedder)
        found |= dict.fromkeys(some, reader)
    return found


def folds(writers: Sequence[str]) -> list[list[str]]:
    """Writers in a few groups."""
    return [found for n in range(FOLDS) if (found := list(writers[n::FOLDS]))]


def learn(book: Book, material: Material, without: Sequence[str] = ()) -> Learned:
    """The weights; as if the writers of `without` had written nothing."""
    groups = folds(sorted({each.writer for each in material.cases} - set(without)))
    pairs = [
        pair
        for n, (each, other) in enumerate(zip(material.cases, material.other, strict=True))
        if each.writer not in without
        for pair in (Pair(n, each.case.commitment, TOLD[each.case.label]), Pair(n, other, 0))
    ]
    reader = Reader(material.first, book.embedder)
    laid = [reader.laid_out(each.lines, each.vectors) for each in material.cases]
    full = _lines_heard(material, without)
    told: dict[Pair, Floats] = {}
    for group in groups:
        promises = _promises(_lines_heard(material, [*without, *group]), book)
        for pair in _of(material, pairs, group):
            told[pair] = promises[pair.commitment].lines.hear(laid[pair.case].away, laid[pair.case].grams)
    notes = _notes(material, pairs, [whole(laid[pair.case], told[pair]) for pair in pairs])
    measures: dict[Pair, Floats] = {}
    for group in groups:
        theirs = _of(material, pairs, group)
        rows = np.flatnonzero([pair in set(theirs) for pair in pairs])
        promises = _promises(replace(full, notes=notes.heard(notes.without(rows), len(full.known))), book)
        for pair in theirs:
            promise, note = promises[pair.commitment], laid[pair.case]
            vector, grams = whole(note, told[pair])
            both = promise.note.hear(vector[None, :], [grams])[0]
            measures[pair] = measured(promise, note, told[pair], both)
    made = replace(full, notes=notes.heard(notes.solved, len(full.known)))
    return _judged(made, np.stack([measures[pair] for pair in pairs]), np.array([pair.label for pair in pairs]))


def _of(material: Material, pairs: Sequence[Pair], writers: Sequence[str]) -> list[Pair]:
    return [pair for pair in pairs if material.cases[pair.case].writer in writers]


def _promises(learned: Learned, book: Book) -> dict[str, Promise]:
    spoken = sorted({each.commitment for some in files("dev").values() for each in some})
    return dict(zip(spoken, Reader(learned, book.embedder).promises(spoken), strict=True))


def _lines_heard(material: Material, without: Sequence[str]) -> Learned:
    """What lines tell, without some writers, and lines of the pages like theirs."""
    theirs = np.concatenate([np.full(len(each.lines), each.writer in without) for each in material.cases])
    out = np.zeros(len(material.vectors), bool)
    out[: len(theirs)] = theirs
    if theirs.any():
        out[material.pages] = (material.vectors[material.pages] @ material.vectors[: len(theirs)][theirs].T).max(
            axis=1
        ) >= ALIKE
    solved = material.lines.without(np.flatnonzero(out))
    return replace(material.first, lines=material.lines.heard(solved, len(material.first.known)))


def _notes(material: Material, pairs: list[Pair], wholes: list[tuple[Vectors, tuple[Rows, Floats]]]) -> Ridge:
    tells = np.array([[pair.label == 1, pair.label == 2] for pair in pairs], float)
    made = Pairs(
        np.stack([vector for vector, _ in wholes]),
        sparse([grams for _, grams in wholes], len(material.first.rarity)),
        np.array([material.of[pair.commitment] for pair in pairs]),
        tells - tells.mean(axis=0),
        np.ones(len(pairs)),
    )
    return learned_from(made, material.first.known, NOTES_NEAR, NOTE_WORDS, PENALTY)


def gather(book: Book) -> Material:
    """Pages, cases and ordinary lines, embedded."""
    pages = read_pages()
    cases = [_read(book, writer, case) for writer, some in files("dev").items() for case in some]
    spoken = sorted({each.case.commitment for each in cases})
    ways = [book.embedder.embed(page["says"]).mean(axis=0) for page in pages.values()]
    known = np.concatenate([book.embedder.embed(spoken), [way / np.linalg.norm(way) for way in ways]])
    of = {commitment: row for row, commitment in enumerate(spoken)}
    told = [
        (len(of) + way, tag, text) for way, page in enumerate(pages.values()) for tag in TAGS[1:] for text in page[tag]
    ]
    ordinary = _ordinary()
    texts = [line.text for each in cases for line in each.lines] + [text for *_, text in told] + ordinary
    rest = book.embedder.embed([text for *_, text in told] + ordinary)
    vectors = np.concatenate([*(each.vectors for each in cases), rest])
    lines = len(texts) - len(rest)
    first = _deaf(known.astype(np.float32), vectors.mean(axis=0), texts)
    tells = np.concatenate(
        [each.tells for each in cases] + [[TAGS.index(tag) % 3 for _, tag, _ in told], np.zeros(ORDINARY)]
    )
    weights = np.concatenate(
        [np.where(tells[:lines] > 0, 1.0, BESIDE), np.ones(len(told)), np.full(ORDINARY, ORDINARY_WEIGHT)]
    )
    rows = np.concatenate(
        [
            np.repeat([of[each.case.commitment] for each in cases], [len(each.lines) for each in cases]),
            [way for way, *_ in told],
            np.random.default_rng(0).integers(len(known), size=ORDINARY),
        ]
    )
    grams = sparse([first.weighed(text) for text in texts], len(first.rarity))
    both = np.column_stack([tells == 1, tells == 2]).astype(float)
    pairs = Pairs(vectors - first.middle, grams, rows, both, weights)
    ridge = learned_from(pairs, first.known, LINES_NEAR, LINE_WORDS, PENALTY)
    return Material(first, cases, of, _others(cases, first, of), vectors, ridge, slice(lines, lines + len(told)))


def _others(cases: Sequence[Read], first: Learned, of: Mapping[str, int]) -> list[str]:
    """For each case a commitment of the same writer that is about something else."""
    chance, found = np.random.default_rng(3), []
    for each in cases:
        near = first.known @ first.known[of[each.case.commitment]]
        theirs = sorted({one.case.commitment for one in cases if one.writer == each.writer})
        found.append(str(chance.choice([text for text in theirs if near[of[text]] < APART])))
    return found


def _deaf(known: Vectors, middle: Vectors, texts: Sequence[str]) -> Learned:
    """What knows commitments, words and pairs, and has heard nothing of them."""
    held = Counter(gram for text in texts for gram in said(text))
    places = {gram: row for row, gram in enumerate(sorted(gram for gram, n in held.items() if n >= FEWEST))}
    rarity = np.array([math.log((1 + len(texts)) / (1 + held[gram])) + 1 for gram in places], np.float32)
    none, some = np.zeros(0, np.int64), np.zeros((len(known), 2), np.float32)
    silent = Heard(
        np.ones(2, np.float32), np.zeros((len(known), 384, 2), np.int8), some, some, none, none,
        np.zeros((0, 2), np.int8), some,
    )  # fmt: skip
    empty = np.zeros(0, np.float32)
    return Learned(known, middle, places, rarity, silent, silent, empty, empty, empty, empty)


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


def _ordinary() -> list[str]:
    texts = [
        line.text
        for case in every(read_cases(NOTES / "train"))
        for line in number_lines(read_text(case.text, case.date))
    ]
    texts = [text for text in texts if len(text.split()) > 4]
    return [texts[n] for n in np.random.default_rng(0).choice(len(texts), ORDINARY, replace=False)]


def _judged(made: Learned, measures: Floats, labels: NDArray[np.int64]) -> Learned:
    from sklearn.linear_model import LogisticRegression

    centre, spread = measures.mean(axis=0), np.maximum(measures.std(axis=0), 1e-6)
    rule = LogisticRegression(C=SURE, max_iter=1000).fit((measures - centre) / spread, labels)
    weights, start = rule.coef_.T.astype(np.float32), rule.intercept_.astype(np.float32)
    return replace(made, centre=centre, spread=spread, weights=weights, start=start)
