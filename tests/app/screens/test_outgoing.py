"""What leaves this machine is said, and can be read word for word before it does."""

import datetime as dt

import pytest

from ingest.book import Book
from ingest.records import Given
from tests.app.screens.conftest import ME, NOTE, Open, area, button, on_record, raw, read, text


def promised(kept: Book) -> int:
    """Something said in an earlier deal, on its day."""
    day = dt.date(2025, 10, 1)
    given = Given(account="Pellworth", date=day, closed=day)
    first = kept.record(ME, read(kept, "Pellworth lost. They went quiet.", given), given, sample=True)
    return kept.store.commit_to(ME, first, "Finance in the room by call two.")


def test_what_a_model_found_says_so_on_the_empty_desk(opened: Open, kept: Book) -> None:
    said = promised(kept)
    later = on_record(kept, NOTE, Given(date=dt.date(2025, 11, 18)))
    assert "Read by" not in text(opened())
    kept.store.keep_followups(ME, later, {said: ("missed", 2)}, "<b>far-9</b>")
    at = opened()
    assert "Shows it not done, 18 Nov 2025" in text(at)
    assert "going with Routely" in text(at)
    assert "Read by &lt;b&gt;far-9&lt;/b&gt;." in raw(at)


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

    def test_commitments_that_leave_too_are_said_and_shown(self, opened: Open, kept: Book) -> None:
        promised(kept)
        at = opened()
        area(at, "Your notes").set_value(NOTE).run()
        button(at, "Show it")
        assert "1 open commitment of yours goes too, with the same lines" in text(at)
        shown = codes(at)
        assert "[1] said on 2025-10-01: Finance in the room by call two." in shown
        assert shown.count("nobody called back") == 2, "in both questions"
        assert not [word for word in ("Halden", "Dana", "Whitlock", "Routely") if word in shown]

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
