"""What a question's own words say of its sort, and what notes tell that answers it."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from prompts.prompt import split_front_matter

if TYPE_CHECKING:
    from ingest.embed import Embedder, Vectors

EARLIER: Final = (
    r"\b(?:before that|before then|the (?:time|round|one|attempt) before|and before|came before"
    r"|previous (?:time|round|one|attempt|try)"
    r"|earlier (?:than|one|round)"
    r"|(?:the (?:round|time|one|attempt) )?a (?:year|season) earlier"
    r"|prior (?:to that|round|one))\b|^(?:and )?(?:before|earlier|previously|prior)\??$"
)
"""That the round before is meant."""
_PATTERNS: Final = {
    "similar": r"(?:lost|lose|losing|beaten|burn(?:ed|t)|been|seen|had|happened|gone|forfeit\w*|fail\w*"
    r"|stumbl\w*|trip\w*"
    r"|acted|cases?|instances?|precedents?|losses|deals?)\b.{0,60}\b(?:like (?:this|that)|before|in the past|this way"
    r"|the same way|similar\w*)|similar (?:loss|deal|case)|(?:any|is there (?:a|any)|was there (?:a|any)|were there"
    r"|are there|have there been)\b.{0,25}\b(?:precedents?|cases?|deals?|loss(?:es)?|times?|occasions?|instances?"
    r"|accounts?)\b.{0,12}\b(?:where|when|that|in which|of|because)"
    r"|^(?:and )?(?:have|had|has|did) (?:we|anyone|anybody|a deal)\b.{0,20}\b(?:ever|before|previously|already)\b"
    r"|have we (?:had|lost|been|seen|acted|dropped|let|missed)",
    "count": r"\bhow (?:many|often)\b(?! (?:months?|weeks?|days?|hours?|years?)\b)|\bhow frequently\b"
    r"|\bnumber of (?:deals|losses|wins|times|accounts)"
    r"|\bcount (?:of|them|the|how)\b|\bwin rate\b|\btally\b|\bhow much (?:business|revenue)"
    r"|\bhow much (?:money |value )?(?:did|do|have) (?:i|we) (?:lo[so][te]|w[io]n)\b"
    r"|\b(?:which|what|list|name|show)\b.{0,20}\b(?:accounts|deals|customers|prospects|opportunities|losses|wins"
    r"|rounds"
    r"|companies|buyers|clients|ones)\b|\bwho (?:has |have )?(?:lost|won) (?:the )?most\b|\btotal number\b",
    "rival": r"\b(?:compet\w+|rivals?|supplier|vendor|whom? (?:did )?(?:we|they) (?:lose|lost|sign|pick|choose"
    r"|chose|go"
    r"|went)|who (?:beat|won|got|took|picked up|walked)|lost? (?:it |this |that )?to (?:who|whom)"
    r"|instead of (?:us|ours)|(?:went|go|signed|gone) with (?:who|whom|instead)|chose instead|undercut)\b",
    "before": EARLIER,
}  # fmt: skip
_COMPILED: Final = {name: re.compile(pattern, re.IGNORECASE) for name, pattern in _PATTERNS.items()}


def told(text: str) -> frozenset[str]:
    """Every intent the words name; a question may name several."""
    return frozenset(name for name, pattern in _COMPILED.items() if pattern.search(text))


@dataclass(frozen=True)
class Phrasings:
    """What notes tell, each sentence under what it answers; as vectors."""

    answers: tuple[str, ...]
    """Of `lookups.WANTS`."""
    told: "Vectors"
    """(len(answers), 384)."""

    def answering(self, wants: "Iterable[str]") -> "Vectors":
        """What notes tell that answers these wants, (n, 384)."""
        wanted = set(wants)
        return self.told[[row for row, name in enumerate(self.answers) if name in wanted]]


def load_phrasings(embedder: "Embedder", cache: Path | None) -> Phrasings:
    """phrasings.md beside this file. Raises PromptError when it is broken."""
    from ingest.diagnose.signals import cached_vectors

    _, body, _ = split_front_matter(Path(__file__).with_name("phrasings.md"))
    rows = [line[2:].partition(": ") for line in body.splitlines() if line.startswith("- ")]
    vectors = cached_vectors([text.strip() for _, _, text in rows], embedder, cache)
    return Phrasings(tuple(name for name, _, _ in rows), vectors)
