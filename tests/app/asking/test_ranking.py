"""Which line answers: it holds the kind of thing asked for, has the question's words, and is of the round they are of."""

import json
from pathlib import Path

import pytest

from app.asking import ask
from app.asking.kinds import names_besides, of_loss, of_win
from app.asking.measures import NAMES, likeness
from app.asking.ranking import FILE, weights
from ingest.book import Book
from ingest.records import Given
from prompts.errors import ModelFileError
from tests.app.asking.conftest import TODAY, with_engines
from tests.ingest.store.making import BOSS, MAYA, reading, vectors

NOTE = (
    "Second visit to the dairy. Ruth Amble showed me the cold store and the new loading ramp. "
    "We offered the pallet scanners at 47,500. Kestrel was there on Monday with two people from Leeds. "
    "The ramp is too steep for our trolley. I promised Ruth a heavier trolley by the end of May. "
    "She keeps bees and talked about them for half an hour."
)


@pytest.fixture(scope="module")
def notes(engines: Book, model_files: Path, tmp_path_factory: pytest.TempPathFactory) -> Book:
    """One deal, told in seven lines."""
    book = with_engines(tmp_path_factory.mktemp("ranking") / "home", engines, model_files)
    of = reading(NOTE, outcome="competitor", competitor="Kestrel")
    given = Given(date=TODAY, amount=47_500.0)
    book.store.record(BOSS, of, account="Amble Dairy", rep=MAYA.name, given=given, vectors=vectors(of), shared="team")
    return book


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("What price did we ask for the pallet scanners at Amble Dairy?", "47,500"),
        ("What was promised to Ruth at Amble Dairy?", "heavier trolley"),
        ("Where did Kestrel's people come from at Amble Dairy?", "Leeds"),
        ("Which trolley was the steep ramp at Amble Dairy bad for?", "too steep"),
    ],
)
def test_the_first_words_quoted_are_those_that_answer(notes: Book, question: str, words: str) -> None:
    found = ask(notes, BOSS, question, today=TODAY, use_model=False)
    first = found.answer.split("”")[0]
    assert words in first, found.answer


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [("promis", "promis", True), ("scaner", "scanner", True), ("record", "scooter", False), ("cat", "car", False)],
)
def test_a_misspelt_word_meets_its_own(one: str, other: str, alike: bool) -> None:
    assert (likeness(one, other) > 0) is alike


def test_names_at_the_start_and_in_the_question_are_not_new() -> None:
    assert names_besides("Ruth met Ida Voss with Kestrel.", frozenset({"kestrel"})) == 2


def test_a_win_is_not_asked_for_with_words_of_a_loss() -> None:
    assert (of_win("Why did we win it?"), of_loss("Who beat us?"), of_win("Who won against us?")) == (True, True, False)


def test_weights_of_another_version_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "ranking.json"
    path.write_text(json.dumps({name: 1.0 for name in NAMES[:-1]}))
    with pytest.raises(ModelFileError, match=r"ranking\.json"):
        weights(path)
    assert set(json.loads(FILE.read_text())) == set(NAMES)
