"""Ways to keep a promise: what is promised, how it sounds when it was done, how when it was not."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from prompts.errors import PromptError
from prompts.playbook import list_page

if TYPE_CHECKING:
    from ingest.embed import Embedder, Vectors

FILE: Final = Path(__file__).with_name("ways.md")
_TAGS: Final = ("says", "did", "not")


@dataclass(frozen=True, eq=False)
class Way:
    """One section of ways.md; each array is (lines, 384)."""

    name: str
    says: "Vectors"
    did: "Vectors"
    missed: "Vectors"


def load_ways(embedder: "Embedder", cache: Path | None = None, file: Path = FILE) -> tuple[Way, ...]:
    """Every way with its vectors. Raises PromptError when the page is broken."""
    from ingest.diagnose.signals import cached_vectors

    page = {name: _tagged(file, name, lines) for name, lines in list_page(file).items()}
    texts = [text for tagged in page.values() for tag in _TAGS for text in tagged[tag]]
    vectors = cached_vectors(texts, embedder, cache / "ways.npz" if cache else None)
    made, at = [], 0
    for name, tagged in page.items():
        parts = []
        for tag in _TAGS:
            parts.append(vectors[at : at + len(tagged[tag])])
            at += len(tagged[tag])
        made.append(Way(name, *parts))
    return tuple(made)


def _tagged(file: Path, name: str, lines: Sequence[str]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {tag: [] for tag in _TAGS}
    for line in lines:
        tag, _, text = line.partition(": ")
        if tag not in found or not text.strip():
            raise PromptError(
                f"{file}: section '{name}': {line[:60]!r} must begin with {', '.join(f'{tag}:' for tag in _TAGS)}."
            )
        found[tag].append(text)
    missing = [tag for tag in _TAGS if not found[tag]]
    if missing:
        raise PromptError(f"{file}: section '{name}' has no line that begins with '{missing[0]}: '; add one.")
    return found
