"""What `eval/memory/dev` labels of ways of losing: notes, open deals and questions, with what each is called.

A note has its own label. An open deal and a question have those of the past losses that are right for them.
"""

import datetime as dt
import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from app.asking.general import way
from eval.quality.labels import Labels, load
from ingest.book import Book
from ingest.embed import Vectors
from ingest.lines import number_lines
from ingest.read import read_text

_ANY_DAY: Final = dt.date(2026, 1, 1)


@dataclass(frozen=True)
class Labelled:
    """One note, open deal or question."""

    writer: str
    text: str
    tags: frozenset[str]
    """Empty where nothing is labelled."""
    vectors: Vectors
    """(lines, 384), none of them zero."""


def labelled(book: Book) -> list[Labelled]:
    """Every writer's, in the same order each time."""
    return [each for labels in load("dev") for each in _of(book, labels)]


def line_vectors(book: Book, text: str, day: dt.date | None = None) -> Vectors:
    """(lines, 384) of a note, without the lines that say nothing."""
    vectors = book.line_vectors(number_lines(read_text(text, day or _ANY_DAY)))
    made: Vectors = vectors[vectors.any(axis=1)]
    return made


def tags_of(labels: Labels) -> dict[str, str]:
    """What each lost deal of one writer, by its id, is labelled as."""
    rows = (labels.file.parent / "truth.jsonl").read_text(encoding="utf-8").splitlines()
    return {row["id"]: row["mechanism"] for row in map(json.loads, rows)}


def _of(book: Book, labels: Labels) -> Iterator[Labelled]:
    tags = tags_of(labels)
    written = [(each.text, [each.id]) for each in labels.records] + [(each.text, each.similar) for each in labels.deals]
    for text, ids in written:
        named = frozenset(tags[each] for each in ids if each in tags)
        yield Labelled(labels.writer, text, named, line_vectors(book, text))
    for question in labels.questions:
        if question.kind == "similar":
            told = way(question.question)
            named = frozenset(tags[each] for each in question.records if each in tags)
            yield Labelled(labels.writer, told, named, book.embedder.embed([told]))
