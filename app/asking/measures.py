"""What is measured of each line beside a question: nearness in meaning and words, what it holds, its round."""

from collections.abc import Callable, Collection, Sequence
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

from app.asking.dossier import Dossier
from app.asking.kinds import amounts, asks_where, holds, names_besides, of_loss, wanted_types
from app.asking.understand import Question
from app.asking.words import stem, words

if TYPE_CHECKING:
    from ingest.embed import Vectors

Floats = NDArray[np.float32]
_HALF: Final = 0.5
"""Weight of a line's neighbours in the meaning of the passage around it."""
_UNHEARD: Final = 3.0
"""How much a word tells that stands in no line."""
_BESIDE: Final = 0.9
_NEAR: Final = 0.54
"""What a word counts that stands in the line beside, and two lines away."""
_PREFIX: Final = 5
_BEGUN: Final = 0.6
"""What a word counts that only begins like one of the question's."""
_ALIKE: Final = 0.55
"""Share of letters in threes from which two words may be one, spelt otherwise."""
_LONG: Final = 30
_MOST_NUMBERS: Final = 3
_MOST_NAMES: Final = 2


class Measures:
    """The measures of every line of one account, each (lines,)."""

    def __init__(
        self, dossier: Dossier, question: Question, vector: "Vectors", also: "Vectors", rivals: Collection[str] = ()
    ) -> None:
        """See `ranking.rank`."""
        self._dossier = dossier
        self._question = question
        self._vector = vector
        self._also = also
        self._kinds = wanted_types(question.bare)
        self._said = frozenset(words(question.text))
        self._rivals = set(rivals) - self._said
        self._rounds = list(dossier.rows)
        self._at = np.array([self._rounds.index(line.review_id) for line in dossier.lines], dtype=np.int64)

    @cached_property
    def _own(self) -> Floats:
        return np.asarray(self._dossier.vectors @ self._vector, dtype=np.float32)

    @cached_property
    def _wanted(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(stem(word) for word in self._question.about))

    @cached_property
    def _telling(self) -> Floats:
        """(words,): the share of each of the question's words in what it says."""
        told = np.array([self._dossier.rarity.get(word, _UNHEARD) for word in self._wanted], dtype=np.float32)
        return told / max(float(told.sum()), 1e-6)

    @cached_property
    def _hits(self) -> Floats:
        """(lines, words): how well each line has each of the question's words, 0 to 1."""
        have = {word for line in self._dossier.stems for word in line}
        found = np.zeros((len(self._dossier.lines), len(self._wanted)), dtype=np.float32)
        for column, word in enumerate(self._wanted):
            like = {other: share for other in have if (share := likeness(word, other))}
            for row, line in enumerate(self._dossier.stems):
                found[row, column] = max((like.get(other, 0.0) for other in line), default=0.0)
        return found

    def _beside(self, values: Floats, offset: int) -> Floats:
        """The values of the line `offset` further on; zeros where it is of another round, or there is none."""
        moved = np.zeros_like(values)
        rows = np.arange(len(values))
        there = (rows + offset >= 0) & (rows + offset < len(values))
        rows = rows[there]
        rows = rows[self._at[rows] == self._at[rows + offset]]
        moved[rows] = values[rows + offset]
        return moved

    def _of_lines(self, measure: Callable[[str], float]) -> Floats:
        return np.array([measure(text) for text in self._dossier.texts], dtype=np.float32)

    def _of_rounds(self, measure: Callable[[NDArray[np.bool_]], float]) -> Floats:
        """Each line has what is measured of all lines of its round."""
        told = np.array([measure(self._at == number) for number in range(len(self._rounds))], dtype=np.float32)
        return np.asarray(told[self._at], dtype=np.float32)

    def meaning(self) -> Floats:
        """Cosine with the question."""
        return self._own

    def answering(self) -> Floats:
        """Cosine with what notes tell that would answer it."""
        return (self._dossier.vectors @ self._also.T).max(axis=1) if len(self._also) else np.zeros_like(self._own)

    def passage(self) -> Floats:
        """Cosine of the question with the line and its neighbours together."""
        vectors = self._dossier.vectors
        around = vectors + _HALF * (self._beside(vectors, -1) + self._beside(vectors, 1))
        lengths = np.maximum(np.linalg.norm(around, axis=1), 1e-6)
        return np.asarray(around @ self._vector / lengths, dtype=np.float32)

    def words(self) -> Floats:
        """Share of the question's telling words in the line."""
        return np.asarray(self._hits @ self._telling, dtype=np.float32)

    def words_near(self) -> Floats:
        """The same of the line and the two before and after it, less for those further off."""
        best = self._hits
        for offset, weight in ((-1, _BESIDE), (1, _BESIDE), (-2, _NEAR), (2, _NEAR)):
            best = np.maximum(best, weight * self._beside(self._hits, offset))
        return np.asarray(best @ self._telling, dtype=np.float32)

    def kinds(self) -> Floats:
        """Share of the kinds of thing asked for that the line holds."""
        if not self._kinds:
            return np.zeros_like(self._own)
        return np.asarray(self._held.mean(axis=1), dtype=np.float32)

    def kinds_near(self) -> Floats:
        """Whether it holds all of them, with the lines beside it."""
        if not self._kinds:
            return np.zeros_like(self._own)
        near = np.maximum(self._held, np.maximum(self._beside(self._held, -1), self._beside(self._held, 1)))
        return np.asarray(near.min(axis=1), dtype=np.float32)

    @cached_property
    def _held(self) -> Floats:
        kinds = sorted(self._kinds)
        return np.array([[holds(kind, text) for kind in kinds] for text in self._dossier.texts], dtype=np.float32)

    def round_words(self) -> Floats:
        """Share of the question's telling words in the whole round, less that of the round with most."""
        shares = self._of_rounds(lambda own: float(self._hits[own].max(axis=0) @ self._telling) if own.any() else 0.0)
        return shares - shares.max() if len(self._wanted) else np.zeros_like(self._own)

    def late(self) -> Floats:
        """0 in the first round, 1 in the last."""
        return np.asarray(self._at / max(len(self._rounds) - 1, 1), dtype=np.float32)

    def place(self) -> Floats:
        """0 for the first line of its note, 1 for the last."""
        first = self._of_rounds(lambda own: float(np.flatnonzero(own)[0]) if own.any() else 0.0)
        size = self._of_rounds(lambda own: float(max(own.sum() - 1, 1)))
        return (np.arange(len(self._own), dtype=np.float32) - first) / size

    def length(self) -> Floats:
        """1 from thirty words."""
        return self._of_lines(lambda text: min(len(text.split()), _LONG) / _LONG)

    def ours(self) -> Floats:
        """Whether we said it."""
        return np.array([line.side == "us" for line in self._dossier.lines], dtype=np.float32)

    def numbers(self) -> Floats:
        """Numbers in it, where one is asked for."""
        if not self._kinds & {"number", "money"}:
            return np.zeros_like(self._own)
        return self._of_lines(lambda text: min(amounts(text), _MOST_NUMBERS) / _MOST_NUMBERS)

    def names(self) -> Floats:
        """Names in it that the question does not have, where one is asked for."""
        if "who" not in self._kinds and "rival" not in self._question.intents:
            return np.zeros_like(self._own)
        return self._names

    def places(self) -> Floats:
        """The same where a place is asked for."""
        return self._names if asks_where(self._question.bare) else np.zeros_like(self._own)

    @cached_property
    def _names(self) -> Floats:
        return self._of_lines(lambda text: min(names_besides(text, self._said), _MOST_NAMES) / _MOST_NAMES)

    def rival(self) -> Floats:
        """Whether it names a rival, where one is asked for."""
        if "rival" not in self._question.intents or not self._rivals:
            return np.zeros_like(self._own)
        return self._of_lines(lambda text: float(not self._rivals.isdisjoint(words(text))))

    def rep(self) -> Floats:
        """Whether the question names the rep whose round it is; less where it is several rounds'."""
        named = [not self._said.isdisjoint(words(row.rep)) for row in self._dossier.rows.values()]
        return np.asarray(np.array(named)[self._at] / max(sum(named), 1), dtype=np.float32)

    def lost(self) -> Floats:
        """Whether its round was not won, where it is asked how one was lost."""
        if not of_loss(self._question.bare):
            return np.zeros_like(self._own)
        return np.array([row.outcome != "won" for row in self._dossier.rows.values()], dtype=np.float32)[self._at]


NAMES: Final[Sequence[str]] = (
    "meaning", "answering", "passage", "words", "words_near", "kinds", "kinds_near", "round_words", "late", "place",
    "length", "ours", "numbers", "names", "places", "rival", "rep", "lost",
)  # fmt: skip
"""The measures, as `Measures` has them."""


def measured(
    dossier: Dossier, question: Question, vector: "Vectors", also: "Vectors", rivals: Collection[str] = ()
) -> Floats:
    """(lines, measures); see `ranking.rank`."""
    made = Measures(dossier, question, vector, also, rivals)
    return np.column_stack([getattr(made, name)() for name in NAMES]).astype(np.float32)


@lru_cache(maxsize=20_000)
def _threes(word: str) -> frozenset[str]:
    framed = f"^{word}$"
    return frozenset(framed[at : at + 3] for at in range(len(framed) - 2))


@lru_cache(maxsize=100_000)
def likeness(one: str, other: str) -> float:
    """1 for the same stem, less for one that begins the same or is spelt nearly so, else 0."""
    if one == other:
        return 1.0
    if len(one) <= 3 or len(other) <= 3:
        return 0.0
    if len(one) >= _PREFIX and one[:_PREFIX] == other[:_PREFIX]:
        return _BEGUN
    first, second = _threes(one), _threes(other)
    share = 2 * len(first & second) / (len(first) + len(second))
    return share if share > _ALIKE else 0.0
