"""Questions that the record answers: the labels are sound, and writers nothing was learned from are understood."""

from app.asking.lookups import LABELS, PARTICULAR, wanted
from eval.lookups.labels import SEALED, load
from eval.lookups.run import is_right
from ingest.book import Book

LEAST = 0.85
"""Of the sealed writers' questions that the record answers; 0.89 when this was written."""


def test_every_label_has_questions_of_every_english_writer() -> None:
    by_writer: dict[str, set[str]] = {}
    for each in load():
        by_writer.setdefault(each.writer, set()).update(each.wants)
    assert set(SEALED) < set(by_writer)
    assert all(wants == set(LABELS) for writer, wants in by_writer.items() if writer != "abroad")


def test_no_question_is_asked_twice() -> None:
    asked = [each.bare.casefold() for each in load() if each.writer in SEALED]
    others = {each.bare.casefold() for each in load() if each.writer not in SEALED}
    assert len(set(asked)) > 0.98 * len(asked)
    assert len(others.intersection(asked)) < 0.02 * len(asked)


def test_sealed_writers_are_understood(engines: Book) -> None:
    asked = [each for each in load() if each.writer in SEALED]
    vectors = engines.embedder.embed([each.bare for each in asked])
    right = [(each, is_right(each, wanted(each.bare, vector))) for each, vector in zip(asked, vectors, strict=True)]
    record = [ok for each, ok in right if PARTICULAR not in each.wants]
    notes = [ok for each, ok in right if PARTICULAR in each.wants]
    assert sum(record) >= LEAST * len(record), f"{sum(record)} of {len(record)}"
    assert sum(notes) >= 0.95 * len(notes), f"{sum(notes)} of {len(notes)}"
