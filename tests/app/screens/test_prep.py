"""Prep on the screen, and the rep's own commitment on the first one."""

import datetime as dt

import pytest
from streamlit.testing.v1 import AppTest

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
    assert "One of one deal since." in text(at)
    assert "joined our second call" in text(at)
    button(at, "Kept")
    (row,) = kept.store.commitments(ME)
    assert (row.commitment.status, row.commitment.shown_by) == ("kept", shown)
    assert row.commitment.shown_line
