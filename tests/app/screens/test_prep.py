"""Prep on the screen, and the rep's own commitment on the first one."""

import datetime as dt
import json
import time
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from app import deps
from ingest.book import Book
from ingest.records import Debrief, Given
from tests.app.screens.conftest import ME, NOTE, Open, area, button, on_record, query, raw, read, text

TODAY = dt.date.today()  # noqa: DTZ011
FINANCE = "Finance in the room by call two"
JOINED = "Lindale won.\nTheir finance director joined our second call and asked her own questions.\nStart 1 June."


def lost(kept: Book, rep: str = "Maya Lindqvist", words: str = NOTE, days_ago: int = 3) -> str:
    given = Given(account="Halden", rep=rep, closed=TODAY - dt.timedelta(days=days_ago))
    return kept.record(ME, read(kept, words, given), given, Debrief(reason="I rang too late."))


@pytest.fixture
def page(opened: Open, kept: Book) -> AppTest:
    lost(kept)
    at = opened("prep")
    return button(at, "Prepare")


def test_nobody_to_prepare_for(opened: Open) -> None:
    assert "Nobody to prepare for yet." in text(opened("prep"))


def test_the_pack_is_on_screen_and_kept(page: AppTest, opened: Open) -> None:
    shown = text(page)
    for words in ("1:1 with Maya Lindqvist", "not for pay, performance plans or termination", "I rang too late."):
        assert words in shown
    for title in ("The last commitment", "What happened since", "Working", "To tighten", "What the notes cannot show"):
        assert f">{title}<" in raw(page)
    assert {each.proto.label for each in page.get("download_button")} == {"Word", "Markdown"}
    assert query(page, "pack")
    assert "1:1 with Maya Lindqvist" in [each.proto.label for each in opened("prep").get("page_link")]


def test_a_part_is_rewritten_in_place_and_brought_back(page: AppTest, opened: Open, kept: Book) -> None:
    page.button(key="prep.edit:agree").click().run()
    field = area(page, "Your words for “One commitment to agree”")
    assert "By " in field.value
    field.set_value("Ring Dana <b>by</b> Friday.")
    button(page, "Save")
    assert "Ring Dana &lt;b&gt;by&lt;/b&gt; Friday." in raw(page)
    again = opened("prep", pack=str(query(page, "pack")))
    assert "Ring Dana <b>by</b> Friday." in text(again)
    button(again, "Back to what Lossbook wrote")
    assert "Ring Dana" not in text(again)


def test_a_pack_can_be_thrown_away(page: AppTest, opened: Open, kept: Book) -> None:
    gone = str(query(page, "pack"))
    button(page, "Throw away")
    assert kept.store.packs(ME, TODAY) == []
    assert "There is no pack" in opened("prep", pack=gone).error[0].value.replace("\\", "")


SAID = "In the end it went to Routely."
EVERY = [{"number": number, "text": SAID} for number in range(1, 20)]
"""It stands in one place only."""


@pytest.fixture
def answer() -> object:
    """What the model gives; some tests give another."""
    return {"lines": EVERY}


@pytest.fixture
def model(kept: Book, tmp_path: Path, answer: object, monkeypatch: pytest.MonkeyPatch) -> None:
    """A model whose verdict stands."""
    file = tmp_path / "answers.json"
    file.write_text(json.dumps({"answers": {"prep": answer}, "delay": 0.4, "loop": True}))
    monkeypatch.setattr(kept, "settings", kept.settings.model_copy(update={"model": f"scripted:{file}"}))


def worded(at: AppTest) -> AppTest:
    """Ask for better words, and wait for them."""
    number = int(str(query(at, "pack")))
    button(at, "Word it better with scripted")
    end = time.monotonic() + 20
    while deps.wordings().state(number).running:
        assert time.monotonic() < end
        time.sleep(0.02)
    at.run()
    assert not at.exception
    return at


def test_without_a_model_that_decides_nothing_is_offered(page: AppTest) -> None:
    assert not [each.label for each in page.button if "Word it better" in each.label]


@pytest.mark.usefixtures("model")
def test_a_pack_is_worded_on_request_and_brought_back(page: AppTest, opened: Open) -> None:
    assert "It went to Routely." in text(page), "the built-in wording is there at once"
    assert SAID not in text(page)
    worded(page)
    assert SAID in text(page)
    assert "scripted worded 1 of " in text(page)
    again = opened("prep", pack=str(query(page, "pack")))
    assert SAID in text(again)
    button(again, "Back to the built-in wording")
    assert SAID not in text(again)
    assert "It went to Routely." in text(again)
    assert "scripted worded" not in text(again)


@pytest.mark.usefixtures("model")
def test_while_it_is_worded_the_pack_can_be_read_and_rewritten(page: AppTest) -> None:
    number = int(str(query(page, "pack")))
    button(page, "Word it better with scripted")
    assert deps.wordings().state(number).running
    assert "The built-in wording stands below" in text(page)
    assert "It went to Routely." in text(page)
    page.button(key="prep.edit:tighten").click().run()
    area(page, "Your words for “To tighten”").set_value("Ring Dana first.")
    button(page, "Save")
    while deps.wordings().state(number).running:
        time.sleep(0.02)
    page.run()
    assert "Ring Dana first." in text(page)
    assert SAID not in text(page)


@pytest.mark.usefixtures("model")
@pytest.mark.parametrize("answer", [{"error": "timeout", "message": "No whole answer in 120 s."}])
def test_a_model_that_fails_is_told_in_one_line(page: AppTest) -> None:
    before = text(page)
    worded(page)
    assert "No whole answer in 120 s. The built-in wording stands." in text(page)
    assert "It went to Routely." in before
    assert "It went to Routely." in text(page)
    assert not page.error


@pytest.mark.usefixtures("model")
def test_it_can_be_stopped(page: AppTest) -> None:
    number = int(str(query(page, "pack")))
    button(page, "Word it better with scripted")
    button(page, "Stop")
    end = time.monotonic() + 5
    while deps.wordings().state(number).running:
        assert time.monotonic() < end
        time.sleep(0.02)
    page.run()
    assert "Stopped. The built-in wording stands." in text(page)
    assert SAID not in text(page)


def test_the_first_screen_says_what_i_said_and_what_notes_show(opened: Open, kept: Book) -> None:
    assert "You said" not in text(opened())
    first = on_record(kept, given=Given(account="Halden", closed=TODAY))
    kept.store.commit_to(ME, first, FINANCE)
    shown = on_record(kept, JOINED, Given(account="Lindale", closed=TODAY + dt.timedelta(days=1)))
    at = opened()
    assert "You said on" in text(at)
    assert "No deal on record since." in text(at), "tomorrow's deal is not on record today"
    kept.store.set_debrief(ME, shown, Debrief())
    button(at, "Kept")
    (row,) = kept.store.commitments(ME)
    assert (row.commitment.status, row.commitment.shown_by) == ("kept", None)
    assert "You said" not in text(at)


def test_a_mark_keeps_the_line_that_shows_it(opened: Open, kept: Book) -> None:
    first = on_record(kept, given=Given(account="Halden", closed=TODAY))
    kept.store.commit_to(ME, first, FINANCE)
    shown = on_record(kept, JOINED, Given(account="Lindale", closed=TODAY))
    at = opened()
    assert "The one deal since shows it was kept." in text(at)
    assert "joined our second call" in text(at)
    button(at, "Kept")
    (row,) = kept.store.commitments(ME)
    assert (row.commitment.status, row.commitment.shown_by) == ("kept", shown)
    assert row.commitment.shown_line
