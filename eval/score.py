"""Scores as pure functions. Unscored is not zero: what cannot be judged is left out of n."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from ingest.records import Diagnosis
from prompts.codes import Cause


@dataclass(frozen=True)
class Share:
    """`hits` of `n`, with the 95 % interval of Wilson (1927)."""

    hits: int
    n: int

    @property
    def interval(self) -> tuple[float, float]:
        """Lower and upper bound, 0 to 1; (0, 1) when nothing was scored."""
        if not self.n:
            return 0.0, 1.0
        z, p = 1.96, self.hits / self.n
        centre = (p + z * z / (2 * self.n)) / (1 + z * z / self.n)
        half = z / (1 + z * z / self.n) * math.sqrt(p * (1 - p) / self.n + z * z / (4 * self.n * self.n))
        return max(0.0, centre - half), min(1.0, centre + half)

    def __str__(self) -> str:
        if not self.n:
            return "not scored"
        low, high = self.interval
        return f"{self.hits} of {self.n} ({self.hits / self.n:.0%}, 95 % interval {low:.0%} to {high:.0%})"


def rank_of(diagnosis: Diagnosis, cause: Cause) -> int:
    """Place of `cause` in the ranking, 1 is first; one past the end when it is not there."""
    causes = [ranked.cause for ranked in diagnosis.ranking]
    return causes.index(cause) + 1 if cause in causes else len(causes) + 1


def evidence_hit(diagnosis: Diagnosis, labelled: Sequence[str]) -> bool | None:
    """Whether a shown quote overlaps a labelled one; None when nothing is labelled."""
    if not labelled:
        return None
    return any(overlap(quote.text, words) for quote in diagnosis.evidence for words in labelled)


def share(results: Sequence[bool | None]) -> Share:
    """Hits among what could be scored."""
    scored = [result for result in results if result is not None]
    return Share(sum(scored), len(scored))


def overlap(one: str, other: str) -> bool:
    """Whether one holds the other, whatever the case and the spacing."""
    one, other = " ".join(one.split()).casefold(), " ".join(other.split()).casefold()
    return one in other or other in one
