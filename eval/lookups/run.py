"""`python -m eval lookups`: what the sealed writers ask for, as the product reads it."""

from collections import Counter

from rich.console import Console
from rich.table import Table

from app.asking.lookups import LABELS, PARTICULAR, Wanted, wanted
from eval.lookups.labels import SEALED, Lookup, load
from eval.score import share
from ingest.book import Book


def run(book: Book, console: Console) -> None:
    """Read their questions and print how often each label was met, and what stood in its place."""
    asked = [each for each in load() if each.writer in SEALED]
    vectors = book.embedder.embed([each.bare for each in asked])
    read = [(each, wanted(each.bare, vector)) for each, vector in zip(asked, vectors, strict=True)]
    table = Table("asked for", "right", "taken for", title=f"{len(asked)} questions of writers nothing is learned from")
    for label in LABELS:
        own = [(each, found) for each, found in read if each.wants == {label}]
        table.add_row(label, str(share([is_right(*pair) for pair in own])), _instead(own))
    two = [pair for pair in read if len(pair[0].wants) > 1]
    table.add_row("two of them: both", str(share([set(found.record) >= each.wants for each, found in two])), "")
    table.add_row("two of them: one or both", str(share([is_right(*pair) for pair in two])), "")
    console.print(table)


def is_right(asked: Lookup, found: Wanted) -> bool:
    """Whether the answer would tell what was asked: a sentence of the record, or the lines of notes."""
    if PARTICULAR in asked.wants:
        return found.particular
    return not found.particular and not asked.wants.isdisjoint(found.record)


def _instead(pairs: list[tuple[Lookup, Wanted]]) -> str:
    wrong = Counter(
        PARTICULAR if found.particular else found.record[0] for each, found in pairs if not is_right(each, found)
    )
    return ", ".join(f"{name} {times}" for name, times in wrong.most_common(3))
