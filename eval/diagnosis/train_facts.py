"""What the facts learn from labelled notes: `make train` writes `ingest/facts/learned.npz`, in a minute or so.

Three logistic regressions, each over cues the product sees as well: is this the line that says when to come back, is
this the name that was chosen, how did the deal end. The same notes always give the same weights.
"""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from rich.console import Console

from eval.diagnosis.cases import FOLDER, Case, read_cases
from eval.diagnosis.marks import same_rival
from eval.score import overlap
from ingest.facts.account import find_account
from ingest.facts.chosen import named_cues, small_words
from ingest.facts.fields import find_fields
from ingest.facts.known import Known
from ingest.facts.leaning import word_cues
from ingest.facts.learned import ENDINGS, Linear, Rules, save
from ingest.facts.revisit import line_cues, time_lines
from ingest.lines import flat, number_lines
from ingest.read import read_text

FEWEST: Final = 3
"""Examples in which a cue must stand to count; notes are fewer than their lines and names."""
SMALL_BY: Final = 2
"""Writers who write a word small before it counts as ordinary."""
REVISIT: Final = 1.0
RIVAL: Final = 0.5
ENDING: Final = 60.0
"""Inverse strengths of the penalty on large weights, chosen on writers left out in turn."""


@dataclass(frozen=True)
class Example:
    """A labelled note and what the facts see of it."""

    writer: str
    case: Case
    rows: tuple[str, ...]
    """Its lines, each on one row."""
    account: str | None
    revisit: tuple[tuple[Mapping[str, float], bool], ...]
    """Cues of each line, and whether it is the labelled one."""


def run(console: Console) -> None:
    """Learn from the train part, and write the rules beside the code that uses them."""
    examples = examples_of(read_cases(FOLDER / "train"))
    save(fit(examples))
    console.print(f"Facts learned from {len(examples)} notes.")


def examples_of(written: dict[str, list[Case]]) -> list[Example]:
    """Labelled notes, read as the product reads them."""
    return [_example(writer, case) for writer, cases in written.items() for case in cases]


def fit(examples: Sequence[Example]) -> Rules:
    """The rules for these notes."""
    ordinary = ordinary_words(examples)
    lost = [each for each in examples if each.case.lost]
    lines = [line for each in examples for line in each.revisit]
    names = [
        (cues, bool(each.case.competitor) and same_rival(name, each.case.competitor or ""))
        for each in examples
        for name, cues in named_cues(each.rows, each.account, ordinary)
    ]
    return Rules(
        revisit=_linear([cues for cues, _ in lines], [int(right) for _, right in lines], 1, REVISIT),
        rival=_linear([cues for cues, _ in names], [int(right) for _, right in names], 1, RIVAL),
        ending=_linear(
            [word_cues(each.rows) for each in lost],
            [ENDINGS.index(each.case.outcome) for each in lost],
            len(ENDINGS),
            ENDING,
            FEWEST - 1,
        ),
        ordinary=ordinary,
    )


def ordinary_words(examples: Sequence[Example]) -> frozenset[str]:
    """Words that writers of different notes write small."""
    writers: defaultdict[str, set[str]] = defaultdict(set)
    for each in examples:
        for word in small_words(each.rows):
            writers[word].add(each.writer)
    return frozenset(word for word, by in writers.items() if len(by) >= SMALL_BY)


def _example(writer: str, case: Case) -> Example:
    note = read_text(case.text, case.date)
    lines = number_lines(note)
    right = case.revisit.text if case.revisit else None
    cues = line_cues(time_lines(note.text, lines, case.date), case.date)
    return Example(
        writer,
        case,
        tuple(flat(line.text) for line in lines),
        find_account(note.text, lines, find_fields(lines), Known()),
        tuple((cue, bool(right and overlap(line.text, right))) for cue, line in zip(cues, lines, strict=True)),
    )


def _linear(
    seen: Sequence[Mapping[str, float]], answers: Sequence[int], columns: int, strength: float, fewest: int = FEWEST
) -> Linear:
    """A logistic regression; with one column the answer is 1 or 0."""
    from scipy.sparse import csr_matrix
    from sklearn.linear_model import LogisticRegression

    times = Counter(cue for cues in seen for cue in cues)
    places = {cue: row for row, cue in enumerate(sorted(cue for cue, count in times.items() if count >= fewest))}
    known = [[(places[cue], value) for cue, value in cues.items() if cue in places] for cues in seen]
    matrix = csr_matrix(
        (
            [value for cues in known for _, value in cues],
            [row for cues in known for row, _ in cues],
            np.cumsum([0, *map(len, known)]),
        ),
        shape=(len(seen), len(places)),
    )
    rule = LogisticRegression(C=strength, max_iter=2000, tol=1e-3).fit(matrix, answers)
    weights = np.zeros((len(places), columns), np.float32)
    bias = np.full(columns, float(rule.intercept_.min()), np.float32)
    at = [0] if columns == 1 else rule.classes_
    weights[:, at], bias[at] = rule.coef_.T, rule.intercept_
    return Linear(places, weights, bias)
