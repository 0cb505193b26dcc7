"""An answer while it is written: sentences, paragraphs, and sources numbered in the order they are first used."""

from app.asking.answered import Citation
from ingest.store.rows import ReviewRow


class Page:
    """Collects. The same line is one source, however often it is used."""

    def __init__(self) -> None:
        self._parts: list[list[str]] = [[]]
        self._sources: dict[tuple[str, int | None], Citation] = {}

    def say(self, sentence: str) -> None:
        """Add a sentence to the paragraph."""
        if sentence:
            self._parts[-1].append(sentence)

    def part(self) -> None:
        """Begin a new paragraph."""
        if self._parts[-1]:
            self._parts.append([])

    def cite(self, row: ReviewRow, line: int | None, quote: str) -> str:
        """The mark of a source: '[2]'."""
        key = (row.id, line)
        if key not in self._sources:
            number = len(self._sources) + 1
            words = " ".join(quote.split())
            self._sources[key] = Citation(number, row.id, row.external_id, row.account, row.happened, words, line)
        return f"[{self._sources[key].n}]"

    def has(self, row: ReviewRow, line: int) -> bool:
        """Whether this line is a source already."""
        return (row.id, line) in self._sources

    @property
    def used(self) -> int:
        """How many sources there are."""
        return len(self._sources)

    @property
    def text(self) -> str:
        """The answer."""
        return "\n\n".join(" ".join(part) for part in self._parts if part)

    @property
    def citations(self) -> tuple[Citation, ...]:
        """The sources."""
        return tuple(self._sources.values())
