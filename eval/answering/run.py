"""`python -m eval answering`: the notes are imported as a user would, then every question is asked of its account."""

import datetime as dt
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from rich.console import Console
from rich.table import Table

from app.asking import ask
from app.asking.one import NEAR
from eval.answering.labels import LEFT_OUT, WAYS, Asked, load, notes
from eval.score import Share, share
from ingest.book import Book
from ingest.store.asking import Wanted

TODAY: Final = dt.date(2026, 11, 22)


@dataclass(frozen=True)
class Reply:
    """What came back of one question."""

    asked: Asked
    refused: bool
    """It said that the notes do not say."""
    warned: bool
    """It said that they may not."""
    sources: tuple[str, ...]
    """Words of the note that it quotes, in their order."""


def run(book: Book, console: Console, shown: int) -> None:
    """Import, ask, print; `shown` is how many of the wrong ones are listed of each kind."""
    replies = list(_replies(book))
    console.print(_table(replies), *_wrong(replies, shown), sep="\n")


def _replies(book: Book) -> Iterator[Reply]:
    asked_of = [asked for asked in load() if asked.writer in LEFT_OUT]
    accounts = _imported(book, {asked.note for asked in asked_of})
    for asked in asked_of:
        answer = ask(book, book.viewer, asked.question, about=accounts[asked.note], today=TODAY, use_model=False)
        quotes = tuple(citation.quote for citation in answer.citations if citation.external_id == asked.note)
        yield Reply(asked, answer.kind == "no_record", answer.answer.startswith(NEAR), quotes)


def _imported(book: Book, wanted: set[str]) -> dict[str, int]:
    """The account of each of these notes, each note under one of its own."""
    from ingest.importing.run import run as import_

    file = Path(book.settings.home) / "notes.jsonl"
    rows = [
        json.dumps({"id": note.id, "text": note.text, "account": note.account, "rep": "Rep"})
        for note in notes()
        if note.id in wanted
    ]
    file.write_text("\n".join(rows), encoding="utf-8")
    import_(book, book.viewer, [file])
    kept = book.store.picked(book.viewer, Wanted(), limit=len(rows))
    return {row.external_id: row.account_id for row in kept if row.external_id}


def _table(replies: list[Reply]) -> Table:
    table = Table("questions the note", *WAYS, title=f"{len(replies)} questions of single notes, built-in engine")
    ways = [_shares([reply for reply in replies if reply.asked.way == way]) for way in WAYS]
    for name in ways[0]:
        table.add_row(name, *(str(shares[name]) for shares in ways))
    return table


def _shares(replies: list[Reply]) -> dict[str, Share]:
    held = [reply for reply in replies if reply.asked.answers]
    none = [reply for reply in replies if not reply.asked.answers]
    return {
        "answered: a right line is the first source": share([_right(each, 1) for each in held]),
        "answered: ... among the first three": share([_right(each, 3) for each in held]),
        "answered: ... among all": share([_right(each) for each in held]),
        "answered: said not to be": share([each.refused for each in held]),
        "answered: with the warning that it may not be": share([each.warned for each in held]),
        "not answered: said so": share([each.refused for each in none]),
        "not answered: with that warning": share([each.warned for each in none]),
    }


def _right(reply: Reply, first: int | None = None) -> bool:
    """Whether one of the first sources has a line that answers: a source may run over several."""
    return not reply.refused and any(line in source for source in reply.sources[:first] for line in reply.asked.answers)


def _wrong(replies: list[Reply], shown: int) -> Iterator[str]:
    for what, wrong in (
        ("Said not to be answered, and is", [each for each in replies if each.refused and each.asked.answers]),
        ("Answered, and no line does", [each for each in replies if not each.refused and not each.asked.answers]),
    ):
        for reply in wrong[:shown]:
            yield f"{what}: {reply.asked.note}, {reply.asked.question!r} {list(reply.asked.answers) or ''}"
