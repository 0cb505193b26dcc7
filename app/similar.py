"""Past losses that went the same way: mechanisms are compared, not topics.

Three searches give candidates: reviews whose gist is near, notes with telling words in common, and the latest losses
filed under the same sentence. Each is asked only for what the viewer may see. The candidates are then compared line by
line (`likeness`), and under a floor nothing is similar, and nothing is shown.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final
from weakref import WeakKeyDictionary

from app.closest import Pair, pairs
from app.likeness import Likeness, Ours
from app.pastloss import Similar, shown
from app.sameway import WEIGHED, same_way
from app.wording import nth
from app.wordmatch import WordMatch
from ingest.diagnose.ways import learned
from ingest.gist import gist
from ingest.lines import flat
from ingest.records import Diagnosis, Reading, Viewer

if TYPE_CHECKING:
    from ingest.book import Book
    from ingest.store.past import PastLoss, PastWords
    from prompts.model import Model

    Scored = tuple[PastLoss, float]

NEAR: Final = 80
"""Reviews asked of the index."""
WORDED: Final = 40
"""Lines asked of the full text."""
FILED: Final = 10
"""Latest losses under the same sentence."""
FLOOR: Final = 0.5
"""Score the best match must have, or nothing is similar."""
BESIDE: Final = 0.1
"""Score of the weakest one shown beside it."""
_COUNTED: Final = 100
_NAMED: Final = 3
_TIMES: Final = ("", "", "the second", "the third", "the fourth", "the fifth", "the sixth", "the seventh")
_WORDS: Final = 24
_FEWEST: Final = 30
"""Characters of a note that can be compared: fewer point to any way of losing by chance."""
_LONGEST: Final = 400
"""Lines of ours that are compared: a transcript's beginning and end."""


WITHOUT_INDEX: Final = "The search index is being built; this was searched without it, which takes a little longer."


@dataclass(frozen=True)
class Matches:
    """What was found, and by which way."""

    similar: tuple[Similar, ...] = ()
    exact: bool = False
    """Whether the search index was away."""
    chosen_by: str = ""
    """The language model that chose among them; empty where none was asked."""


def similar(
    book: "Book",
    viewer: Viewer,
    reading: Reading,
    k: int = 3,
    exclude: str | None = None,
    leave_out_account: int | None = None,
) -> tuple[Similar, ...]:
    """The `k` past losses most like this reading, best first; none when nothing is. See `matches`."""
    return matches(book, viewer, reading, k, exclude, leave_out_account=leave_out_account).similar


def matches(
    book: "Book",
    viewer: Viewer,
    reading: Reading,
    k: int = 3,
    exclude: str | None = None,
    *,
    account: int | None = None,
    leave_out_account: int | None = None,
    model: "Model | None" = None,
) -> Matches:
    """The `k` past losses most like this reading, best first.

    Args:
        book: Where the records are.
        viewer: Who is asking. What they may not see never leaves SQL.
        reading: What they are compared with; a won deal is like no loss.
        k: How many at most.
        exclude: The reading's own review, any version of it.
        account: The reading's account, whose own past is marked.
        leave_out_account: An account whose past is not wanted.
        model: Chooses among the likeliest, in place of the built-in measures.

    Raises:
        ModelError: the model could not answer.
    """
    ours = ours_of(book, reading) if reading.diagnosis.outcome != "won" else None
    if ours is None:
        return Matches()
    past, exact = _candidates(book, viewer, ours, reading.diagnosis.mechanism, exclude)
    past = [each for each in past if each.text != reading.note.text and each.row.account_id != leave_out_account]
    scores = likeness_of(book).scores(ours, past)
    if model is not None:
        weighed = _ranked(past, scores, WEIGHED, weak=True)
        chosen = _chosen(book, viewer, weighed, model, reading, account)[:k]
        return Matches(chosen, exact, model.name if weighed else "")
    return Matches(_told(book, viewer, _ranked(past, scores, k), reading, ours, account), exact)


def like(
    book: "Book", viewer: Viewer, text: str, k: int = 5, *, weak: bool = False, model: "Model | None" = None
) -> tuple[Similar, ...]:
    """The `k` past losses most like a way of losing told in some words; none when nothing is.

    `weak`: the nearest ones then; their scores tell how near. `model`: chooses, among the likeliest.

    Raises:
        ModelError: the model could not answer.
    """
    words = flat(text)
    if not words:
        return ()
    ours = told_of(book, words)
    past, _ = _candidates(book, viewer, ours, None, None)
    scores = likeness_of(book).told_scores(ours, past)
    if model is not None:
        return _chosen(book, viewer, _ranked(past, scores, WEIGHED, weak=True), model, words)[:k]
    return _told(book, viewer, _ranked(past, scores, k, weak))


def pattern(book: "Book", viewer: Viewer, diagnosis: Diagnosis, exclude: str | None = None) -> str:
    """One sentence when losses on record, as far as this viewer sees, went wrong in just this way; else empty.

    Args:
        book: Where the records are.
        viewer: Who is asking.
        diagnosis: Of the deal at hand, which is counted too.
        exclude: Its own review, any version of it.
    """
    if diagnosis.outcome == "won" or diagnosis.cause == "unknown":
        return ""
    own = None if exclude is None else book.store.review(viewer, exclude)
    by_hand = own is not None and own.author == "rep"
    if not (diagnosis.mechanism_is_clear or diagnosis.engine == "model" or by_hand):
        return ""  # what the notes do not speak of clearly is not said to have happened again
    same = book.store.same_mechanism(viewer, diagnosis.mechanism, _COUNTED)
    rows = book.store.review_rows(viewer, same)
    if own is not None:
        first, day = own.first_id, own.happened
        rows = {key: row for key, row in rows.items() if row.first_id != first and row.happened <= day}
    if not rows:
        return ""
    number = len(rows) + 1
    times = _TIMES[number] if number < len(_TIMES) else f"the {nth(number)}"
    if len(same) >= _COUNTED:
        times = f"at least {times}"
    latest = sorted(rows.values(), key=lambda row: (row.happened, row.id), reverse=True)
    named = list(dict.fromkeys(f"{row.account} ({row.happened:%b %Y})" for row in latest))[:_NAMED]
    return f"This is {times} time on record. {diagnosis.mechanism} Before: {', '.join(named)}."


def told_of(book: "Book", words: str) -> Ours:
    """The same of a way of losing told in some words."""
    vectors = book.embedder.embed([words])
    made = likeness_of(book)
    return Ours(made.words.without_names(words), vectors, vectors[0], {}, made.profile(words, vectors))


def ours_of(book: "Book", reading: Reading) -> Ours | None:
    """What past losses are compared with; None when the lines say too little."""
    lines = reading.lines
    if sum(len(line.text) for line in lines) < _FEWEST:
        return None
    if len(lines) > _LONGEST:
        lines = (*lines[: _LONGEST // 4], *lines[-3 * _LONGEST // 4 :])
    vectors = book.line_vectors(lines)
    made = gist([line.number for line in lines], vectors, {item.line for item in reading.diagnosis.evidence})
    if made is None:
        return None
    ranking: dict[str, float] = {each.cause: each.score for each in reading.diagnosis.ranking}
    alike, held, text = likeness_of(book), vectors[vectors.any(axis=1)], reading.note.text
    return Ours(alike.words.without_names(text), held, made, ranking, alike.profile(text, held))


def _candidates(
    book: "Book", viewer: Viewer, ours: Ours, mechanism: str | None, exclude: str | None
) -> "tuple[list[PastLoss], bool]":
    """Losses this viewer may see that may have gone the same way, and whether the index was away."""
    (near,) = book.nearest(viewer, ours.gist[None], NEAR, exclude)
    exact = near.path == "exact" and index_is_away(book)
    worded = book.store.search_words(viewer, likeness_of(book).words.telling(ours.words, _WORDS), WORDED)
    filed = book.store.same_mechanism(viewer, mechanism, FILED) if mechanism else []
    ids = [*(hit.review_id for hit in near.hits), *(review_id for (review_id, _), _ in worded), *filed]
    past = book.store.past_losses(viewer, [*ids, *([exclude] if exclude else [])])
    gone = {exclude, *(each.row.first_id for each in past if each.row.id == exclude)}
    return [each for each in past if each.row.id not in gone and each.row.first_id not in gone], exact


def index_is_away(book: "Book") -> bool:
    """Whether this process owns the search index, and it does not answer now."""
    return book.index is not None and not book.index.ready


def _ranked(past: "Sequence[PastLoss]", scores: Sequence[float], k: int, weak: bool = False) -> "list[Scored]":
    best = sorted(zip(past, scores, strict=True), key=lambda pair: (-pair[1], pair[0].row.id))
    if weak:
        return best[:k]
    if not best or best[0][1] < FLOOR:
        return []
    return [pair for pair in best[:k] if pair[1] >= BESIDE]


_kept: "WeakKeyDictionary[Book, Likeness]" = WeakKeyDictionary()


def likeness_of(book: "Book") -> Likeness:
    """The measures, made once from the playbook's lines."""
    if book not in _kept:
        bank = book.builtin.bank
        _kept[book] = Likeness(bank.vectors, WordMatch(bank.texts), learned())
    return _kept[book]


def _told(
    book: "Book",
    viewer: Viewer,
    best: "Sequence[Scored]",
    reading: Reading | None = None,
    ours: Ours | None = None,
    account: int | None = None,
) -> tuple[Similar, ...]:
    """What is shown of each; only theirs is loaded. `reading` and `ours` are those of an open deal."""
    kept = _with_words(book, viewer, best)
    if reading is None or ours is None:
        quotes = [Pair(theirs=one.proof) for one, _, _ in kept]
    else:
        both = [(one, said) for one, _, said in kept]
        quotes = pairs(reading, book.line_vectors(reading.lines), both, ours, book.builtin.head, likeness_of(book))
    return tuple(
        shown(book.playbook.name, *each, pair, reading, account) for each, pair in zip(kept, quotes, strict=True)
    )


def _chosen(
    book: "Book",
    viewer: Viewer,
    best: "Sequence[Scored]",
    model: "Model",
    ours: Reading | str,
    account: int | None = None,
) -> tuple[Similar, ...]:
    """Those a model says went the same way, with the lines it points at; none scores more than the one before it."""
    reading = None if isinstance(ours, str) else ours
    kept = _with_words(book, viewer, best)
    found: list[Similar] = []
    for each in same_way(model, reading.lines if reading else str(ours), [said for _, _, said in kept]):
        one, score, said = kept[each.place]
        score = min(max(score, FLOOR), found[-1].score if found else 1.0)
        pair = Pair(each.ours, each.theirs or one.proof)
        found.append(shown(book.playbook.name, one, score, said, pair, reading, account))
    return tuple(found)


def _with_words(book: "Book", viewer: Viewer, best: "Sequence[Scored]") -> "list[tuple[PastLoss, float, PastWords]]":
    words = book.store.past_words(viewer, [one.row.id for one, _ in best])
    return [(one, score, words[one.row.id]) for one, score in best if one.row.id in words]
