"""A model that is still reading when the rep looks: calm replacement, stop, failure, nothing lost."""

import json
from pathlib import Path
from typing import Any

import pytest

from ingest.book import Book
from prompts.errors import StoreError
from tests.app.screens.conftest import ME, Open, area, button, handed_in, job_done, query, text
from tests.verdicts import NO_FACTS

CHOICE = {"because": "The quote came late.", "cause": "follow_up", "lines_for": [3, 4], "lines_against": []}
VERDICT = {
    **CHOICE,
    "second": "outsold",
    "third": "no_access",
    "mechanism": "The quote arrives after the rival's.",
    "recoverable_line": 3,
    **NO_FACTS,
}
POINT = {"text": "Send the quote the day it is promised.", "lines": [3]}
COACH = {"lessons": [POINT], "next_time": [POINT], "questions": [POINT]}
ANSWERS: dict[str, Any] = {"verdict": VERDICT, "choose": CHOICE, "coach": COACH}


@pytest.fixture
def answers() -> dict[str, Any]:
    return ANSWERS


@pytest.fixture
def engine(tmp_path: Path, answers: dict[str, Any]) -> str:
    file = tmp_path / "answers.json"
    file.write_text(json.dumps({"answers": answers, "delay": 0.5, "loop": True}))
    return f"scripted:{file}"


def first_look(opened: Open, book: Book) -> Any:
    """Handed in, and looked at while the model still reads."""
    at = handed_in(opened())
    job = str(query(at, "job"))
    while not (book.store.job(ME, job).progress or {}).get("reading"):
        pass
    assert book.store.job(ME, job).state == "running"
    return button(at, "Show me"), job


def test_the_models_reading_takes_the_first_ones_place(opened: Open, kept: Book) -> None:
    at, job = first_look(opened, kept)
    first = str(query(at, "review"))
    assert "A first reading" in text(at)
    assert "Read by the built-in engine" in text(at)
    job_done(kept, job)
    at.run()
    assert "The model has finished" in text(at)
    now = kept.store.review(ME, str(query(at, "review")))
    assert now.provenance.engine == "model"
    assert now.supersedes == first
    assert now.author == "engine"
    assert now.machine is None, "nobody corrected anything"
    assert kept.store.review(ME, first).provenance.engine == "builtin"
    assert kept.store.count(ME) == 1


def test_a_reading_that_cannot_be_recorded_is_told_once(
    opened: Open, kept: Book, monkeypatch: pytest.MonkeyPatch
) -> None:
    at, job = first_look(opened, kept)
    first = str(query(at, "review"))
    job_done(kept, job)

    def full(*_: Any, **__: Any) -> str:
        raise StoreError("There is no space left.")

    monkeypatch.setattr("app.desk.adopt", full)
    at.run()
    assert [each.value for each in at.error] == ["There is no space left\\."]
    assert "Read by the built-in engine" in text(at)
    assert query(at, "review") == first


def test_nothing_changes_under_a_reps_hands(opened: Open, kept: Book) -> None:
    at, job = first_look(opened, kept)
    area(at, "Your answer to question 1").set_value("I was away that week").run()
    job_done(kept, job)
    at.run()
    assert "Read by the built-in engine" in text(at)
    button(at, "Show the model’s reading")
    now = kept.store.review(ME, str(query(at, "review")))
    assert now.provenance.engine == "model"
    assert now.debrief is not None
    assert now.debrief.answers[0][1] == "I was away that week"


def test_stopping_leaves_the_first_reading(opened: Open, kept: Book) -> None:
    at, job = first_look(opened, kept)
    button(at, "Stop")
    assert kept.store.job(ME, job).state == "cancelled"
    at.run()
    assert "The first reading stands" in text(at)
    assert kept.store.review(ME, str(query(at, "review"))).provenance.engine == "builtin"


@pytest.mark.parametrize("answers", [{"verdict": {"error": "timeout"}, "choose": {"error": "timeout"}}])
def test_a_model_that_fails_is_told_in_one_line(opened: Open, kept: Book) -> None:
    at, job = first_look(opened, kept)
    done = job_done(kept, job)
    at.run()
    assert done.result["notice"] in text(at)
    assert "built-in" in text(at)
    assert not at.error
