"""What leaves this machine is said, and can be read word for word before it does."""

import pytest

from ingest.book import Book
from tests.app.screens.conftest import NOTE, Open, area, button, on_record, text


def codes(at: object) -> str:
    return "\n".join(each.value for each in at.code)  # type: ignore[attr-defined]


class TestFarModel:
    @pytest.fixture
    def engine(self, monkeypatch: pytest.MonkeyPatch) -> str:
        monkeypatch.setenv("LOSSBOOK_CHAT_MODEL", "far-9")
        monkeypatch.setenv("OPENAI_BASE_URL", "https://models.example.com/v1")
        return "auto"

    def test_the_question_is_shown_before_it_is_sent(self, opened: Open) -> None:
        at = opened()
        assert "The notes go to models.example.com" in text(at)
        assert "Known names and numbers are replaced" in text(at)
        assert "Paste your notes first" in text(at)
        area(at, "Your notes").set_value(NOTE).run()
        button(at, "Show it")
        shown = codes(at)
        assert "nobody called back" in shown
        assert not [word for word in ("Halden", "Dana", "Whitlock", "Routely") if word in shown]
        assert "no anonymity" in text(at)

    def test_setup_says_it_and_lets_it_be_tried(self, opened: Open, kept: Book) -> None:
        on_record(kept)
        at = opened("setup")
        assert "far-9 at models.example.com" in text(at)
        area(at, "Try it on a few words").set_value("halden went with Routely").run()
        assert codes(at) == "Company 1 went with Competitor 1"

    def test_switched_off_it_is_said_plainly(self, opened: Open, monkeypatch: pytest.MonkeyPatch, kept: Book) -> None:
        monkeypatch.setattr(kept, "settings", kept.settings.model_copy(update={"redact": False}))
        assert "Names are sent as they are" in text(opened())
        assert "Names are sent as they are" in text(opened("setup"))


def test_on_this_machine_nothing_is_offered(opened: Open) -> None:
    at = opened()
    assert "See what leaves" not in text(at)
    assert "Nothing. Notes are read here." in text(opened("setup"))
