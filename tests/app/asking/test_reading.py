"""What reading the best lines changes: their order, a warning, and that the notes do not say."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from app.asking import Answered, ask
from app.asking import reading as reading_lines
from app.asking.one import NEAR
from app.asking.reading import ALIKE, DOUBT, LEAST, NONE, READ, WORDS
from ingest.book import Book
from ingest.embed import States, Vectors
from ingest.embed.reader import Passage
from ingest.records import Given
from tests.app.asking.conftest import TODAY, with_engines
from tests.ingest.store.making import BOSS, MAYA, reading, vectors

LINES = tuple(
    f"{name} looked at the pump in hall {at} and wrote down what it drew."
    for at, name in enumerate(("Ida", "Olaf", "Mara", "Finn") * 3)
)


@pytest.fixture(scope="module")
def pumps(engines: Book, model_files: Path, tmp_path_factory: pytest.TempPathFactory) -> Book:
    """One note of twelve lines."""
    book = with_engines(tmp_path_factory.mktemp("reading") / "home", engines, model_files)
    of = reading("\n".join(LINES), outcome="competitor", competitor="Kestrel")
    book.store.record(
        BOSS, of, account="Marl Brewery", rep=MAYA.name, given=Given(date=TODAY), vectors=vectors(of), shared="team"
    )
    return book


class Odds:
    """A reader that gives the lines these odds, in the order it gets them, and all others the last one."""

    def __init__(self, *odds: float) -> None:
        self._odds = odds
        self.passages: Sequence[Passage] = ()

    def read(self, _: States, passages: Sequence[Passage]) -> Vectors:
        self.passages = passages
        return np.array([self._odds[min(at, len(self._odds) - 1)] for at in range(len(passages))], dtype=np.float32)


def _asked(book: Book, monkeypatch: pytest.MonkeyPatch, reader: Odds, question: str = "") -> Answered:
    monkeypatch.setattr(reading_lines, "reader", lambda: reader)
    return ask(book, BOSS, question or "did Ida at Marl Brewery repair the pump?", today=TODAY, use_model=False)


def test_where_no_line_answers_the_notes_do_not_say(pumps: Book, monkeypatch: pytest.MonkeyPatch) -> None:
    found = _asked(pumps, monkeypatch, Odds(NONE - 4.0))
    assert (found.kind, found.citations) == ("no_record", ())
    assert "do not say" in found.answer


def test_where_a_line_has_all_its_words_it_is_only_warned(pumps: Book, monkeypatch: pytest.MonkeyPatch) -> None:
    found = _asked(pumps, monkeypatch, Odds(NONE - 4.0), "did Ida at Marl Brewery look at the pump?")
    assert found.answer.startswith(NEAR)


def test_where_a_line_has_all_its_words_few_are_read(pumps: Book, monkeypatch: pytest.MonkeyPatch) -> None:
    reader = Odds(0.0)
    _asked(pumps, monkeypatch, reader, "did Ida at Marl Brewery look at the pump?")
    assert len(reader.passages) == ALIKE


def test_in_doubt_the_answer_says_so(pumps: Book, monkeypatch: pytest.MonkeyPatch) -> None:
    assert _asked(pumps, monkeypatch, Odds(DOUBT - 0.1, -20.0)).answer.startswith(NEAR)
    assert not _asked(pumps, monkeypatch, Odds(DOUBT + 0.1, -20.0)).answer.startswith(NEAR)


def test_the_line_that_answers_comes_first(pumps: Book, monkeypatch: pytest.MonkeyPatch) -> None:
    plain = _asked(pumps, monkeypatch, Odds(0.0))
    moved = _asked(pumps, monkeypatch, Odds(-9.0, -9.0, 9.0, -9.0))
    assert moved.citations[0].quote == plain.citations[2].quote
    assert len({citation.quote for citation in moved.citations}) == len(moved.citations)


def test_the_best_lines_are_read_with_those_beside_them(pumps: Book, monkeypatch: pytest.MonkeyPatch) -> None:
    reader = Odds(0.0)
    _asked(pumps, monkeypatch, reader)
    assert LEAST < len(reader.passages) < READ < len(LINES)  # of these lines six are more than WORDS
    assert len(reader.passages) * len(LINES[0].split()) <= WORDS
    alone = [each for each in reader.passages if each.before is None and each.after is None]
    assert not alone


def test_what_the_record_tells_is_not_read(pumps: Book, monkeypatch: pytest.MonkeyPatch) -> None:
    reader = Odds(NONE - 4.0)
    found = _asked(pumps, monkeypatch, reader, "what happened last time with Marl Brewery?")
    assert found.kind == "record"
    assert not reader.passages
