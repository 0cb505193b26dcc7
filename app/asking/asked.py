"""The lines of one account's notes that a question asks for; of one with two parts, those for each in turn."""

import re
from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING, Final

from app.asking.dossier import Dossier
from app.asking.intents import Phrasings, load_phrasings
from app.asking.ranking import Ranked, rank
from app.asking.understand import Question, part_of
from app.asking.words import content

if TYPE_CHECKING:
    from ingest.book import Book
    from ingest.embed import Vectors

_PARTS: Final = re.compile(
    r",? (?:and|und) (?=(?:from |by |at |with |for |to )?(?:who|whom|whose|which|what|when|where|why"
    r"|how)\b)",
    re.IGNORECASE,
)
"""Where a question has a second part."""


def phrasings(book: "Book") -> Phrasings:
    """What notes tell, as this book's embedder has it, read once."""
    made = book.__dict__.get("_phrasings")
    if made is None:
        made = load_phrasings(book.embedder, book.settings.home / "cache" / "phrasings.npz")
        book.__dict__["_phrasings"] = made
    return made


def parts_of(question: Question) -> list[str]:
    """The parts of a question that has several; none of one that does not."""
    parts = [part for part in _PARTS.split(question.bare) if content(part)]
    return parts if len(parts) > 1 else []


def rank_parts(
    dossier: Dossier,
    question: Question,
    parts: Sequence[str],
    vectors: "Vectors",
    also: "Vectors",
    within: set[str],
    rivals: Collection[str],
) -> list[Ranked]:
    """The lines, best first; of a question with two parts, the best for each part come first in turn.

    Args:
        dossier: The account.
        question: What is asked.
        parts: From `parts_of`.
        vectors: Of the question and of each part, (1 + parts, 384).
        also: What notes tell that would answer it, (n, 384).
        within: Reviews to look in.
        rivals: First words of every rival's name on record.
    """
    whole = rank(dossier, question, vectors[0], also, within, rivals)
    if not parts:
        return whole
    each = [
        rank(dossier, part_of(question, text), row, also[:0], within, rivals)
        for text, row in zip(parts, vectors[1:], strict=True)
    ]
    turns = [whole[:1], *(part[:2] for part in each), whole[1:]]
    seen: dict[int, Ranked] = {}
    for turn in turns:
        for one in turn:
            seen.setdefault(one.index, one)
    return list(seen.values())
