from typing import Any

from streamlit.testing.v1 import AppTest

from ingest.book import Book
from ingest.records import Given
from prompts.errors import ModelTimeout
from prompts.scripted import ScriptedModel
from tests.app.notes import HTML, SECURITY_AGAIN
from tests.app.screens.conftest import Open, area, button, on_record, raw, text
from tests.app.test_checking import OPEN


def checked(opened: Open, words: str, **fields: str) -> AppTest:
    at = opened("check")
    area(at, "Notes of the open deal").set_value(words)
    for label, value in fields.items():
        area(at, label).set_value(value)
    return button(at, "Check this deal")


def test_past_losses_stand_with_both_quotes(opened: Open, kept: Book) -> None:
    review_id = on_record(kept, SECURITY_AGAIN, Given(account="Mwangi", rep="Me"))
    at = checked(opened, OPEN, Account="Mwangi")
    shown = text(at)
    for words in ("1 past loss went a similar way", "Mwangi", "Here", "Then", "the same account", "next call"):
        assert words in shown
    links: list[Any] = list(at.get("page_link"))
    assert any(review_id in str(link.proto) for link in links)
    assert kept.store.count(kept.viewer) == 1
    assert kept.store.load_draft(kept.viewer, "check") is None


def test_nothing_similar_and_nothing_to_read(opened: Open, kept: Book) -> None:
    assert "No past deals yet" in text(opened("check"))
    at = checked(opened, OPEN)
    assert "No past loss on record went the way" in text(at)
    at = checked(opened, "   ")
    assert "nothing to check yet" in at.error[0].value


def test_other_accounts_only_and_starting_over(opened: Open, kept: Book) -> None:
    on_record(kept, SECURITY_AGAIN, Given(account="Mwangi", rep="Me"))
    at = opened("check")
    at.checkbox[0].check()
    area(at, "Account").set_value("Mwangi")
    area(at, "Notes of the open deal").set_value(OPEN)
    assert "No past loss" in text(button(at, "Check this deal"))
    at = button(at, "Start over")
    assert area(at, "Notes of the open deal").value == ""
    assert "No past loss" not in text(at)


def test_words_of_a_note_stay_words(opened: Open, kept: Book) -> None:
    on_record(kept, HTML, Given(account="<b>Castell</b>", rep="Me"))
    at = checked(opened, HTML.replace("Lost", "Met"))
    assert "<script" not in raw(at)
    assert "<b>Castell" not in raw(at)


def test_a_language_model_compares_only_when_it_is_asked_to(opened: Open, kept: Book) -> None:
    on_record(kept, SECURITY_AGAIN, Given(account="Mwangi", rep="Me"))
    model = ScriptedModel({"same": {"same": [{"past": 1, "ours": 2, "theirs": 4}]}})
    kept.__dict__["_chosen"] = model
    assert "Compare with" not in text(checked(opened, OPEN))  # LOSSBOOK_MODEL is none
    object.__setattr__(kept.settings, "model", "scripted:test")
    at = checked(opened, OPEN)
    assert model.asked == []
    at = button(at, "Compare with scripted")
    shown = text(at)
    assert len(model.asked) == 1
    assert "Compared by scripted" in shown
    assert "No outside penetration test to show." in shown
    assert "Compare with" not in shown


def test_a_model_that_fails_leaves_what_was_found(opened: Open, kept: Book) -> None:
    on_record(kept, SECURITY_AGAIN, Given(account="Mwangi", rep="Me"))
    kept.__dict__["_chosen"] = ScriptedModel({"same": ModelTimeout("No whole answer in 120 s.")})
    object.__setattr__(kept.settings, "model", "scripted:test")
    at = button(checked(opened, OPEN), "Compare with scripted")
    assert "No whole answer in 120 s" in at.error[0].value
    assert "Mwangi" in text(at)
