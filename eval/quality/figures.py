"""Shares and means, each with n and a 95 % interval, gathered from marks."""

import random
import statistics
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from eval.quality.labels import Deal, Question
from eval.quality.score import Marks, above_traps, first, found
from eval.score import Share

TARGETS: Final[Mapping[str, float]] = {
    "right account": 0.99,
    "facts contained": 0.90,
    "similar: recall@5": 0.75,
    "asks when the name fits several": 0.95,
    "says there is no record": 0.95,
    "nothing of another account": 1.0,
    "only what the asker may see": 1.0,
}
"""What was promised."""
WRONG: Final = "nothing of another account"
SEEN: Final = "only what the asker may see"
NEVER: Final = (WRONG, SEEN)
"""Figures that one miss breaks, whatever their intervals say."""
_RESAMPLES: Final = 2000


@dataclass(frozen=True)
class Figure:
    """One number between 0 and 1."""

    value: float
    low: float
    high: float
    n: int
    hits: int | None = None
    """None for a mean of places."""

    def __str__(self) -> str:
        if not self.n:
            return "not scored"
        of = f"{self.hits} of {self.n}, " if self.hits is not None else f"n {self.n}, "
        return f"{self.value:.3f} ({of}95 % interval {self.low:.2f} to {self.high:.2f})"


@dataclass
class Tally:
    """Marks as they come in."""

    hits: dict[str, list[int]] = field(default_factory=dict)
    """[hits, n] by figure."""
    places: dict[str, list[int]] = field(default_factory=dict)
    words: list[int] = field(default_factory=list)
    """Of each answer with its quotes: facts are easily contained in a whole note."""

    def count(self, name: str, hit: bool | tuple[int, int] | None) -> None:
        """Count one mark; what was not judged is left out."""
        if hit is None:
            return
        got, of = hit if isinstance(hit, tuple) else (int(hit), 1)
        counted = self.hits.setdefault(name, [0, 0])
        counted[0] += got
        counted[1] += of

    def question(self, question: Question, marks: Marks) -> None:
        """Every mark of one question, over all and by its kind."""
        kind = question.kind
        self.count("right account", marks.right_account)
        self.count("facts contained", marks.facts)
        self.count(f"facts contained: {kind}", marks.facts)
        self.count("cites a right record", marks.cites)
        self.count("asks when the name fits several", marks.asks)
        self.count("says there is no record", marks.abstains)
        self.count("answers what is on record", marks.answers)
        self.count(f"answers what is on record: {kind}", marks.answers)
        self.count(WRONG, marks.clean)
        self.count(SEEN, marks.seen)
        self.count("similar: recall@5", marks.found)
        self.count("similar, asked: recall@5", marks.found)
        if marks.first is not None:
            self.places.setdefault("similar: MRR", []).append(marks.first)

    def deal(self, deal: Deal, given: Sequence[str]) -> None:
        """What a check of one open deal brought back."""
        if not deal.similar:
            self.count("nothing similar: says so", not given)
            return
        hits = found(given, deal.similar)
        self.count("similar: recall@5", hits)
        self.count("similar, open deal: recall@5", hits)
        self.count("similar, open deal: one of the first five", hits[0] > 0)
        self.count("similar, open deal: above the look-alikes", above_traps(given, deal))
        self.places.setdefault("similar: MRR", []).append(first(given, deal.similar))

    def figures(self) -> dict[str, Figure]:
        """All of them, in the order they first came in."""
        made = {name: of_share(Share(hits, n)) for name, (hits, n) in self.hits.items()}
        return made | {name: of_places(places) for name, places in self.places.items()}


def of_share(share: Share) -> Figure:
    """A share with Wilson's interval."""
    low, high = share.interval
    return Figure(share.hits / share.n if share.n else 0.0, low, high, share.n, share.hits)


def of_places(places: Iterable[int]) -> Figure:
    """Mean reciprocal rank of places (0: not found), with a bootstrap interval that repeats."""
    values = [1 / place if place else 0.0 for place in places]
    if not values:
        return Figure(0.0, 0.0, 1.0, 0)
    chance = random.Random(0)  # noqa: S311 - repeatable, not secret
    means = sorted(statistics.fmean(chance.choices(values, k=len(values))) for _ in range(_RESAMPLES))
    low, high = means[int(_RESAMPLES * 0.025)], means[int(_RESAMPLES * 0.975)]
    return Figure(statistics.fmean(values), low, high, len(values))
