"""Setup: everything about one person, and how long notes are kept."""

import io
import zipfile
from typing import Any

import pytest

from ingest.book import Book
from ingest.records import Given
from tests.app.screens.conftest import ME, Open, area, button, on_record, text


def test_everything_about_one_person_in_one_file(opened: Open, kept: Book, monkeypatch: pytest.MonkeyPatch) -> None:
    offered: dict[str, Any] = {}
    monkeypatch.setattr("streamlit.download_button", lambda label, data, name, **_: offered.update({name: data}))
    on_record(kept, given=Given(rep="Maya Lindqvist"))
    at = opened("setup")
    area(at, "Name of the person").set_value("Dana Whitlock").run()
    assert not offered
    button(at, "Put it together")
    assert "lines of other notes that name them" in text(at), "her words too, where she is the speaker"
    with zipfile.ZipFile(io.BytesIO(offered["about Dana Whitlock.zip"])) as file:
        assert "rang twice and nobody called back" in file.read("about.md").decode()


def test_nothing_on_record_is_one_sentence(opened: Open) -> None:
    at = opened("setup")
    area(at, "Name of the person").set_value("Nobody Known").run()
    button(at, "Put it together")
    assert "nothing on record that holds 'Nobody Known'" in at.error[0].value


def test_without_a_period_everything_is_kept(opened: Open) -> None:
    assert "Everything is kept" in text(opened("setup"))


def test_what_is_past_the_period_goes_after_asking(opened: Open, kept: Book, monkeypatch: pytest.MonkeyPatch) -> None:
    on_record(kept)  # of 2025-11-18
    monkeypatch.setattr(kept, "settings", kept.settings.model_copy(update={"keep_months": 6}))
    at = button(opened("setup"), "Remove them")
    assert kept.store.count(ME) == 1, "it asks first"
    assert "Halden Cold Chain" in text(at)
    button(at, "Remove for good")
    assert kept.store.count(ME) == 0
    assert "6 months. Nothing is older." in text(at)
