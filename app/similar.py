"""Past losses that went the same way: mechanisms and evidence are compared, not topics.

Search gives candidates by single lines. Each is then scored by two things: how alike the two mechanism sentences are,
and how alike the two most alike lines of evidence are. Under a floor nothing is similar, and nothing is shown.
"""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from ingest.lines import flat
from ingest.records import Diagnosis, Evidence, Reading, Viewer
from prompts.codes import Cause

if TYPE_CHECKING:
    import numpy as np

    from ingest.book import Book
    from ingest.embed import Vectors
    from ingest.index.search import Found
    from ingest.store.rows import ReviewRow, StoredReview

LINES: Final = 60
"""Lines asked of the search for each of ours."""
CANDIDATES: Final = 10
"""Past reviews looked at closely."""
FLOOR: Final = 0.38
"""Score under which two losses did not go the same way. Set on the sample year, where two losses of different causes
reach it only with evidence that says much the same."""
ALIKE: Final = 0.45
"""Cosine from which two lines of notes say much the same; unrelated ones lie around 0.15."""
_MECHANISM: Final = 0.4
_LINE: Final = 0.4
_SAME_MECHANISM: Final = 0.1
_SAME_CAUSE: Final = 0.1
_NEAR_CAUSE: Final = 0.03


@dataclass(frozen=True)
class Similar:
    """A past loss that went the same way."""

    review_id: str
    account: str
    rep: str
    date: dt.date
    cause: Cause
    mechanism: str
    score: float
    """`FLOOR` to 1."""
    why: str
    """One sentence: what matches."""
    quote: str
    """Its line that is most like one of ours; empty when it has no evidence."""
    own_quote: str
    """Ours."""


def similar(
    book: "Book", viewer: Viewer, reading: Reading, k: int = 3, exclude: str | None = None
) -> tuple[Similar, ...]:
    """The `k` past losses most like this reading, best first; none when nothing is.

    Args:
        book: Where the records are.
        viewer: Who is asking. What they may not see never leaves SQL.
        reading: What they are compared with; a won deal is like no loss.
        k: How many at most.
        exclude: The reading's own review, any version of it.
    """
    own = _own(reading.diagnosis)
    if reading.diagnosis.outcome == "won" or not own:
        return ()
    vectors = _vectors(book, reading, own, exclude)
    rows = _candidates(book, viewer, vectors, exclude)
    if not rows:
        return ()
    past = _line_vectors(book, rows)
    found = [_compared(book, viewer, row, reading, own, vectors, past.get(row.id, {})) for row in rows]
    kept = sorted((each for each in found if each is not None), key=lambda each: (-each.score, each.review_id))
    return tuple(kept[:k])


def _own(diagnosis: Diagnosis) -> tuple[Evidence, ...]:
    """Lines that show why: those of the main cause, or all of them when it has none."""
    main = tuple(item for item in diagnosis.evidence if item.cause == diagnosis.cause)
    return main or diagnosis.evidence


def _vectors(book: "Book", reading: Reading, own: Sequence[Evidence], recorded: str | None) -> "Vectors":
    """(1 + len(own), 384): the mechanism, then the lines; from the records when they hold this very reading."""
    import numpy as np

    if recorded is not None:
        ids, rows = book.store.vectors_of([recorded])
        at = {line: row for (_, line), row in zip(ids, rows, strict=True)}
        wanted = (0, *(item.line for item in own))
        if len(at) == len(reading.lines) + 1:
            return np.stack([at[line] for line in wanted])
    return book.embedder.embed([reading.diagnosis.mechanism, *(flat(item.text) for item in own)])


def _candidates(book: "Book", viewer: Viewer, vectors: "Vectors", exclude: str | None) -> "list[ReviewRow]":
    """Losses this viewer may see with a line like one of ours, the likeliest first."""
    answers = book.nearest(viewer, vectors, LINES, exclude)
    ids = _likeliest(answers)
    rows = book.store.review_rows(viewer, [*ids, *([exclude] if exclude else [])])
    gone = {exclude, rows[exclude].first_id if exclude in rows else None}
    lost = [rows[each] for each in ids if each in rows and rows[each].outcome != "won"]
    return [row for row in lost if row.id not in gone and row.first_id not in gone][:CANDIDATES]


def _likeliest(answers: "Iterable[Found]") -> list[str]:
    """Review ids by the best mechanism hit and the best line hit together."""
    mechanism: dict[str, float] = {}
    line: dict[str, float] = {}
    for number, answer in enumerate(answers):
        for hit in answer.hits:
            # Our mechanism is held against theirs, our lines against theirs.
            if (number == 0) != (hit.line == 0):
                continue
            best = mechanism if number == 0 else line
            best[hit.review_id] = max(best.get(hit.review_id, 0.0), hit.score)
    total = {each: mechanism.get(each, 0.0) + line.get(each, 0.0) for each in {*mechanism, *line}}
    return sorted(total, key=lambda each: (-total[each], each))


def _line_vectors(book: "Book", rows: "Sequence[ReviewRow]") -> "dict[str, dict[int, np.ndarray]]":
    """Vectors by review id and line number."""
    found: dict[str, dict[int, np.ndarray]] = {}
    ids, vectors = book.store.vectors_of([row.id for row in rows])
    for (review_id, line), vector in zip(ids, vectors, strict=True):
        found.setdefault(review_id, {})[line] = vector
    return found


def _compared(
    book: "Book",
    viewer: Viewer,
    row: "ReviewRow",
    reading: Reading,
    own: Sequence[Evidence],
    vectors: "Vectors",
    past: "dict[int, np.ndarray]",
) -> Similar | None:
    stored = book.store.review(viewer, row.id)
    if stored.note.text == reading.note.text:
        return None  # the same notes again are not a second loss
    theirs = [item for item in _own(stored.diagnosis) if item.line in past]
    mechanism = float(vectors[0] @ past[0]) if 0 in past else 0.0
    alike, mine, other = _closest(own, vectors, theirs, past)
    score = _score(reading.diagnosis, stored, mechanism, alike)
    if score < FLOOR:
        return None
    return Similar(
        review_id=row.id,
        account=row.account,
        rep=row.rep,
        date=row.happened,
        cause=row.cause,
        mechanism=row.mechanism,
        score=round(score, 4),
        why=_why(reading.diagnosis, stored.diagnosis, alike, mine, other, book.playbook.name(row.cause)),
        quote=" ".join(other.text.split()) if other else "",
        own_quote=" ".join(mine.text.split()) if mine else "",
    )


def _closest(
    own: Sequence[Evidence], vectors: "Vectors", theirs: Sequence[Evidence], past: "dict[int, np.ndarray]"
) -> tuple[float, Evidence | None, Evidence | None]:
    """The most alike pair of evidence lines: (cosine, ours, theirs)."""
    pairs = [
        (float(vectors[number] @ past[other.line]), -number, mine, other)
        for number, mine in enumerate(own, start=1)
        for other in theirs
    ]
    if not pairs:
        return 0.0, None, None
    score, _, mine, other = max(pairs, key=lambda pair: (pair[0], pair[1], -pair[3].line))
    return score, mine, other


def _score(ours: Diagnosis, stored: "StoredReview", mechanism: float, alike: float) -> float:
    theirs = stored.diagnosis
    score = _MECHANISM * max(mechanism, 0.0) + _LINE * max(alike, 0.0)
    if ours.mechanism == theirs.mechanism:
        score += _SAME_MECHANISM
    if ours.cause == theirs.cause != "unknown":
        score += _SAME_CAUSE
    elif ours.cause in theirs.contributing or theirs.cause in ours.contributing:
        score += _NEAR_CAUSE
    return score


def _why(
    ours: Diagnosis, theirs: Diagnosis, alike: float, mine: Evidence | None, other: Evidence | None, cause: str
) -> str:
    lines = "these two lines say the same" if mine and other and alike >= ALIKE else ""
    if ours.mechanism == theirs.mechanism:
        return f"Same mechanism: {ours.mechanism}"
    if ours.cause == theirs.cause:
        return f"Same cause, and {lines}." if lines else f"Same cause, {cause.lower()}: {theirs.mechanism}"
    return f"Filed under {cause.lower()}, but {lines}." if lines else f"Filed under {cause.lower()}: {theirs.mechanism}"
