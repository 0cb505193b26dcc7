"""Three people, three browsers, one evening: a loss shared, one kept private, a 1:1 in every format, taken back."""

import datetime as dt
import io
import re
from pathlib import Path

import docx
import pptx
import pytest
from playwright.sync_api import Page, expect

from ingest.store import Store
from tests.browser.conftest import Served
from tests.browser.test_team import USERS, SignIn, database, sign_in, team
from tests.ingest.store.conftest import postgres
from tests.ingest.store.making import BOSS, MAYA

pytestmark = pytest.mark.browser
__all__ = ["database", "postgres", "sign_in", "team"]
"""Fixtures."""

DAY = dt.date.today() - dt.timedelta(days=10)  # noqa: DTZ011 - the day the app will see
SLOW = f"""Halden Cold Chain - lost, call w Dana Whitlock {DAY:%d/%m/%Y}
- going with Routely
- Dana: "you said Wednesday the 12th, I rang twice and nobody called back"
- Dana: "Routely had their quote to me the same afternoon"
- come back in March
"""
QUIET = f"""Tessin Diagnostics - closed lost, visit {DAY:%d %b %Y}
- Reto likes the trial, his boss Nadja has never heard of us
- we asked to meet her once, Reto said leave her to me
- last week Nadja signed with somebody her brother knows
- Reto very sorry
"""


def test_a_one_on_one_from_what_is_shared(sign_in: SignIn, team: Served, people: None) -> None:
    maya, ines, ben = sign_in("maya"), sign_in("ines"), sign_in("ben")
    told, kept = review(maya, team, SLOW), review(maya, team, QUIET)
    maya.goto(told)
    maya.get_by_role("radio", name="My manager").click()
    expect(maya.get_by_text("Your manager of record is Ines Rault.")).to_be_visible(timeout=20_000)

    ines.goto(f"{team.url}/prep")
    expect(ines.get_by_role("heading", name="Prep", exact=True)).to_be_visible(timeout=20_000)
    expect(ines.get_by_role("combobox", name="With")).to_have_value("Maya Lindqvist")
    ines.get_by_role("button", name="Prepare").click()
    expect(ines.get_by_role("heading", name="1:1 with Maya Lindqvist")).to_be_visible(timeout=20_000)
    expect(ines.get_by_text("nobody called back").first).to_be_visible()
    assert ines.get_by_text("Nadja").count() == 0
    page = taken(ines, "Markdown").decode()
    paper = "\n".join(each.text for each in docx.Document(io.BytesIO(taken(ines, "Word"))).paragraphs)
    for text in (page, paper):
        assert "nobody called back" in text
        assert "It is not for pay" in text
        assert "Nadja" not in text
        assert "Tessin" not in text

    for address in (told, kept):
        ben.goto(address)
        expect(ben.get_by_text("There is no review")).to_be_visible(timeout=20_000)
    ben.goto(f"{team.url}/prep")
    mine = ben.get_by_role("combobox", name="With")
    expect(mine).to_have_value("Ben Castellanos (you)", timeout=20_000)
    mine.click()
    expect(ben.get_by_role("option")).to_have_text(["Ben Castellanos (you)"])

    maya.goto(told)
    maya.get_by_role("radio", name="Everybody here").click()
    maya.get_by_role("button", name="I agree, make the story").click()
    deck = pptx.Presentation(io.BytesIO(taken(maya, "Slides")))
    words = "\n".join(shape.text_frame.text for slide in deck.slides for shape in slide.shapes if shape.has_text_frame)
    assert "A loss worth sharing" in words
    assert not re.search("Halden|Dana|Maya", words)
    ben.goto(f"{team.url}/team")
    expect(ben.get_by_text("Halden Cold Chain").first).to_be_visible(timeout=20_000)
    assert ben.get_by_text("Tessin").count() == 0

    maya.get_by_role("radio", name="Only me").click()
    expect(maya.get_by_role("button", name="Slides")).to_have_count(0)
    ines.reload()
    expect(ines.get_by_text("nobody called back")).to_have_count(0, timeout=20_000)
    ben.reload()
    expect(ben.get_by_role("heading", name="Team", exact=True)).to_be_visible(timeout=20_000)
    assert ben.get_by_text("Halden").count() == 0
    for page_of in (maya, ines, ben):
        page_of.get_by_role("button", name="Sign out").click()
        page_of.get_by_role("button", name="End session").click()
        expect(page_of.get_by_role("heading", name="Sign in")).to_be_visible(timeout=20_000)


@pytest.fixture
def people(database: str) -> None:
    """Maya, her manager, and a colleague; nothing on record."""
    with Store.open(database) as store:
        store.set_person(BOSS, "Ines Rault", role="manager", email=USERS["ines"])
        store.set_person(BOSS, MAYA.name, manager="Ines Rault", email=USERS["maya"])
        store.set_person(BOSS, "Ben Castellanos", email=USERS["ben"])


def review(page: Page, app: Served, note: str) -> str:
    """Paste it, keep it; returns its address."""
    page.goto(app.url)
    page.get_by_label("Your notes").fill(note)
    page.get_by_label("Your notes").press("Control+Enter")
    page.get_by_role("button", name="Show me").click(timeout=30_000)
    expect(page.get_by_text("The notes show").or_(page.get_by_text("The notes point to")).first).to_be_visible(
        timeout=30_000
    )
    page.wait_for_url(re.compile("review="))
    address = page.url
    page.get_by_role("button", name="Record and move on").click()
    expect(page.get_by_role("heading", name="Recorded. Put it aside.")).to_be_visible(timeout=20_000)
    found = re.search(r"review=[0-9A-Z]+", address)
    assert found
    return f"{app.url}/?{found[0]}"


def taken(page: Page, name: str) -> bytes:
    """What its button downloads."""
    with page.expect_download(timeout=30_000) as download:
        page.get_by_role("button", name=name, exact=True).click()
    return Path(download.value.path()).read_bytes()
