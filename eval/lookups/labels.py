"""The labelled questions, each of a writer."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from app.asking.lookups import LABELS

FOLDER: Final = Path(__file__).with_name("questions")
SEALED: Final = ("newcomer", "owner")
"""Writers from whose questions nothing is learned."""
ACCOUNT: Final = "{account}"


@dataclass(frozen=True)
class Lookup:
    """One question."""

    writer: str
    wants: frozenset[str]
    """Of `LABELS`; two of them where two things are asked."""
    question: str
    """With `{account}` where a name stands; without, where it goes on from a question before."""

    @property
    def bare(self) -> str:
        """Without the name, as the product reads it."""
        plain = self.question.replace(f"{ACCOUNT}'s", " ").replace(f"{ACCOUNT}’s", " ").replace(ACCOUNT, " ")
        return " ".join(plain.split())


def load() -> list[Lookup]:
    """All of them, by writer. Raises ValueError for a label that is none."""
    return [each for file in sorted(FOLDER.glob("*.tsv")) for each in _read(file)]


def _read(file: Path) -> Iterator[Lookup]:
    for row in file.read_text(encoding="utf-8").splitlines():
        label, _, question = row.partition("\t")
        wants = frozenset(label.split("+"))
        if not wants <= set(LABELS) or not question:
            raise ValueError(f"{file.name}: {row!r} has no such label, or no question")
        yield Lookup(file.stem, wants, question)
