"""One writer's records in a home of their own: imported, indexed and asked the way a user would."""

import datetime as dt
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Final

from eval.homes import fresh
from eval.quality.labels import Deal, Labels, Question
from eval.quality.score import Reply
from ingest.book import Book
from ingest.index.owner import OwnerLock
from ingest.outgoing import guarded
from ingest.records import Given, Viewer
from prompts.errors import ModelError, StoreError

if TYPE_CHECKING:
    from app.asking import Answered
    from prompts.model import Model

TODAY: Final = dt.date(2026, 11, 22)
"""The day on which the questions are asked."""
_SHARED: Final = ("playbook", "embedder", "builtin", "coach")


class Company:
    """Records to ask."""

    def __init__(self, book: Book, labels: Labels, model: "Model | None" = None) -> None:
        self._book = book.asking(model) if model else book
        self._labels = labels
        self._asked: dict[str, Answered] = {}

    @property
    def book(self) -> Book:
        """Where the records are."""
        return self._book

    def ask(self, question: Question) -> Reply:
        """The engine's answer; a follow-up is asked in the conversation of the question before it."""
        from app.asking import ask

        before = None
        if question.after is not None:
            if question.after not in self._asked:
                self.ask(next(each for each in self._labels.questions if each.id == question.after))
            before = self._asked[question.after]
        viewer = Viewer(name=question.viewer) if question.viewer else self._book.viewer
        answer = ask(self._book, viewer, question.question, previous=before, today=TODAY)
        self._asked[question.id] = answer
        return Reply(
            kind=answer.kind,
            text=answer.answer,
            account=answer.account,
            cited=tuple(citation.external_id or "" for citation in answer.citations),
            quotes=tuple(citation.quote for citation in answer.citations),
            candidates=tuple(answer.candidates),
        )

    def check(self, deal: Deal) -> tuple[str, ...]:
        """Ids of the past losses that a check of this open deal brings back, best first."""
        from app.checking import check
        from ingest.read import read_text

        viewer = self._book.viewer
        note, given = read_text(deal.text), Given(account=deal.account, rep=viewer.name)
        try:
            checked = check(self._book, viewer, note, given, top=5, engine="auto")
        except ModelError:
            checked = check(self._book, viewer, note, given, top=5)
        rows = self._book.store.review_rows(viewer, [each.review_id for each in checked.similar])
        return tuple(rows[each.review_id].external_id or "" for each in checked.similar)


@contextmanager
def engines() -> Iterator[Book]:
    """The parts that every company shares, warm; its records are never used."""
    with tempfile.TemporaryDirectory() as folder:
        book = Book(fresh(Path(folder)))
        book.warm()
        yield book
        book.close()


@contextmanager
def company(labels: Labels, parts: Book, model: "Model | None" = None, *, redact: bool = False) -> Iterator[Company]:
    """Import these records and index them, Chroma in its own process; `model` answers beside the built-in engine.

    `redact`: names on record do not get to it.
    """
    with tempfile.TemporaryDirectory() as folder:
        settings = fresh(Path(folder))
        book = Book(settings.model_copy(update={"model": "auto"}) if model else settings)
        for part in _SHARED:
            book.__dict__[part] = getattr(parts, part)
        lock = OwnerLock(book.settings.home)
        lock.acquire()
        index, indexer = book.make_index()
        try:
            _import(book, labels.file)
            while indexer.step():
                pass
            book.index = index
            yield Company(book, labels, guarded(model, book.store) if model and redact else model)
        finally:
            indexer.stop()
            book.index = None
            book.close()
            lock.release()


def _import(book: Book, file: Path) -> None:
    from ingest.importing.run import run

    done = run(book, book.viewer, [file])
    if done.rejected:
        first = done.rejected[0]
        raise StoreError(f"The import refused {done.rejected_count} records; first {first.where}: {first.why}")
