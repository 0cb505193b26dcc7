"""A language model says which past losses went the same way: by number, in the notes' own words, of those one may see."""

import re
from collections.abc import Callable
from typing import Any

import pytest

from app.asking import ask
from app.checking import check
from app.similar import FLOOR
from ingest.book import Book
from ingest.outgoing import guarded
from ingest.read import read_text
from ingest.records import Given, Viewer
from prompts.errors import ModelTimeout
from prompts.scripted import ScriptedModel
from tests.app.notes import SECURITY_AGAIN, SILENCE
from tests.app.test_checking import OPEN
from tests.app.test_similar import keep as keep

QUESTION = "have we ever lost because a security questionnaire lay about for weeks?"


def with_model(book: Book, *answers: Any) -> ScriptedModel:
    model = ScriptedModel({"same": list(answers)})
    book.__dict__["_chosen"] = model
    object.__setattr__(book.settings, "model", "scripted:test")
    return model


def picked(*rows: tuple[int, int, int]) -> dict[str, Any]:
    return {"same": [{"past": past, "ours": ours, "theirs": theirs} for past, ours, theirs in rows]}


def shown(model: ScriptedModel, words: str) -> int:
    """Number of the past loss that has these words."""
    _, *past = re.split(r"^\[(\d+)\]$", model.asked[0].prompt.text, flags=re.MULTILINE)
    return next(int(number) for number, text in zip(past[::2], past[1::2], strict=True) if words in text)


@pytest.fixture
def two(book: Book, keep: Callable[..., str]) -> dict[str, str]:
    return {"Mwangi": keep(SECURITY_AGAIN, "Mwangi", "Priya"), "Brackwater": keep(SILENCE, "Brackwater")}


def test_its_choice_stands_with_the_lines_it_points_at(book: Book, two: dict[str, str]) -> None:
    model = with_model(book, picked())
    assert check(book, book.viewer, read_text(OPEN), engine="auto").similar == ()
    voicemail = shown(model, "voicemail")
    with_model(book, picked((voicemail, 6, 3)))
    (one,) = check(book, book.viewer, read_text(OPEN), engine="auto").similar
    assert one.review_id == two["Brackwater"]
    assert (one.line, one.quote) == (3, "Imogen rang twice and got my voicemail both times.")
    assert (one.own_line, one.own_quote) == (6, "next call on the 12th")
    assert FLOOR <= one.score <= 1


def test_the_closest_comes_first_and_none_twice(book: Book, two: dict[str, str]) -> None:
    model = with_model(book, picked())
    check(book, book.viewer, read_text(OPEN), engine="auto")
    last, first = shown(model, "voicemail"), shown(model, "Tallyhouse")
    with_model(book, picked((last, 1, 1), (first, 1, 1), (last, 2, 2), (99, 1, 1), (0, 1, 1)))
    done = check(book, book.viewer, read_text(OPEN), engine="auto")
    assert [each.review_id for each in done.similar] == [two["Brackwater"], two["Mwangi"]]
    assert done.similar[0].score >= done.similar[1].score
    assert done.compared_by == "scripted"


def test_a_line_that_is_not_there_is_not_quoted(book: Book, two: dict[str, str]) -> None:
    model = with_model(book, picked())
    check(book, book.viewer, read_text(OPEN), engine="auto")
    with_model(book, picked((shown(model, "Tallyhouse"), 400, 400)))
    (one,) = check(book, book.viewer, read_text(OPEN), engine="auto").similar
    assert (one.own_quote, one.own_line) == ("", 0)
    assert one.quote in SECURITY_AGAIN


def test_only_what_the_viewer_may_see_is_shown_to_it(book: Book, two: dict[str, str]) -> None:
    model = with_model(book, picked())
    check(book, Viewer(name="Priya"), read_text(OPEN), Given(rep="Priya"), engine="auto")
    sent = model.asked[0].prompt.text
    assert "Tallyhouse" in sent
    assert "voicemail" not in sent


def test_without_being_asked_to_a_check_sends_nothing(book: Book, two: dict[str, str]) -> None:
    model = with_model(book, picked())
    done = check(book, book.viewer, read_text(OPEN))
    assert (model.asked, done.compared_by) == ([], "")
    assert done.similar[0].review_id == two["Mwangi"]


def test_names_found_in_the_notes_do_not_leave(book: Book, two: dict[str, str]) -> None:
    model = ScriptedModel({"same": [picked()]})
    model.local = False
    book.__dict__["_chosen"] = guarded(model, book.store)
    object.__setattr__(book.settings, "model", "scripted:test")
    check(book, book.viewer, read_text(OPEN), Given(account="Vireo Banking"), engine="auto")
    sent = model.asked[0].prompt.text
    for name in ("Vireo", "Petra", "Lindholm", "Mwangi"):
        assert name not in sent


def test_where_nothing_is_compared_nobody_compared_it(book: Book) -> None:
    model = with_model(book, picked())
    done = check(book, book.viewer, read_text(OPEN), engine="auto")
    assert (done.compared_by, model.asked) == ("", [])


def test_a_check_whose_model_fails_says_so(book: Book, two: dict[str, str]) -> None:
    with_model(book, ModelTimeout("The model took too long."))
    with pytest.raises(ModelTimeout):
        check(book, book.viewer, read_text(OPEN), engine="auto")


def test_a_question_for_past_losses_is_answered_with_its_choice(book: Book, two: dict[str, str]) -> None:
    model = with_model(book, picked())
    none = ask(book, book.viewer, QUESTION)
    assert none.answer.startswith("Nothing says it in those words. The nearest on record:")
    with_model(book, picked((shown(model, "voicemail"), 0, 3)))
    found = ask(book, book.viewer, QUESTION)
    assert (found.kind, found.engine) == ("record", "model")
    assert found.answer.startswith("Yes, it looks like it: 1 past loss went a similar way.")
    assert [each.review_id for each in found.citations] == [two["Brackwater"]]
    assert found.citations[0].line == 3


def test_a_question_whose_model_fails_is_answered_without_it(book: Book, two: dict[str, str]) -> None:
    with_model(book, ModelTimeout("The model took too long."))
    found = ask(book, book.viewer, QUESTION)
    assert found.engine == "builtin"
    assert found.notices == ("The model took too long. The losses were compared without it.",)
    assert found.citations[0].review_id == two["Mwangi"]
