"""Ask what happened, follow a source to the words; hold a live deal against past losses."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from ingest.book import Book
from ingest.records import Given
from ingest.settings import Settings
from tests.app.screens.conftest import NOTE, on_record
from tests.browser.conftest import Served

pytestmark = pytest.mark.browser

LIVE = """Call with Marrow Freight, Ines.
- she asked for the quote by Friday, I said yes
- it is Tuesday now and I have not sent it, she rang twice
- nobody called her back yet, they are looking at Northbeam too
"""
OTHER = """Corvane - lost 3/2/2026, no decision
- the board froze all spending until the merger closes
- nothing to do with us
"""
LONG = "\n".join(
    f"- {who} looked at the pump in hall {at} and wrote down in the log what it drew."
    for at, who in enumerate(("Ida", "Olaf", "Mara", "Finn", "Ida", "Olaf"))
)

DEEP = (
    "\n".join(f"- oven {at}: Nils cleaned it and noted the hours it had run." for at in range(60))
    + """
- Nils: "you never rang back about the quote, I asked three times"
- they signed with Routely, whose quote came the same day
"""
)


@pytest.fixture
def home(home: Path) -> Path:
    """Losses on record before the app starts."""
    book = Book(Settings(home=home, model="none"))
    on_record(book, NOTE, Given(account="Halden Cold Chain"))
    on_record(book, OTHER, Given(account="Corvane"))
    on_record(book, LONG, Given(account="Marl Brewery"))
    on_record(book, DEEP, Given(account="Tarn Bakery"))
    on_record(book, OTHER, Given(account="Corvane Logistics"))
    book.close()
    return home


def test_an_answer_leads_to_the_words_in_the_note(page: Page, served: Served) -> None:
    page.goto(f"{served.url}/ask")
    page.get_by_placeholder("Ask about").fill("Why did we lose Halden Cold Chain?")
    page.get_by_placeholder("Ask about").press("Enter")
    source = page.get_by_role("link", name=re.compile(r"^\[1\] Halden Cold Chain")).first
    expect(source).to_be_visible(timeout=30_000)
    source.click()
    expect(page.locator(".lb-note")).to_contain_text("I rang twice and nobody called back", timeout=20_000)
    expect(page.get_by_text("Halden Cold Chain").first).to_be_visible()
    page.go_back()
    expect(page.get_by_placeholder("Ask about")).to_be_visible(timeout=20_000)


@pytest.mark.parametrize("width", [1280, 390])
def test_one_click_on_a_source_shows_its_line(page: Page, served: Served, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 844})
    page.goto(f"{served.url}/ask")
    page.get_by_placeholder("Ask about").fill("Why did we lose Tarn Bakery?")
    page.get_by_placeholder("Ask about").press("Enter")
    source = page.locator("[class*=st-key-lb-src-]", has_text="whose quote came the same day").first
    expect(source).to_be_visible(timeout=30_000)
    source.get_by_role("link").click()
    line = page.locator("#lb-asked")
    expect(line).to_be_in_viewport(timeout=20_000)
    page.locator("[data-testid=stMain]").evaluate("main => main.scrollTo({top: main.scrollHeight})")
    page.get_by_placeholder("Your answer").last.fill("The pump.")
    page.get_by_placeholder("Your answer").last.blur()
    page.wait_for_timeout(1000)
    expect(line).not_to_be_in_viewport()


def test_the_answer_stays_in_sight_and_a_mark_unfolds_its_source(page: Page, served: Served) -> None:
    page.goto(f"{served.url}/ask")
    page.get_by_placeholder("Ask about").fill("Marl Brewery: who looked at the pump in hall 2?")
    page.get_by_placeholder("Ask about").press("Enter")
    expect(page.get_by_text(re.compile(r"^\d+ more sources?$"))).to_be_visible(timeout=30_000)
    expect(page.get_by_text("Marl Brewery: who looked at the pump in hall 2?").last).to_be_in_viewport()
    folded = page.locator("#lb-source-0-4")
    assert not folded.is_visible()
    page.locator("a.lb-cite", has_text="[4]").first.click()
    expect(folded).to_be_visible()


def test_what_is_not_on_record_is_said_so(page: Page, served: Served) -> None:
    page.goto(f"{served.url}/ask")
    page.get_by_placeholder("Ask about").fill("What happened last time with Zephyr Boats?")
    page.get_by_placeholder("Ask about").press("Enter")
    expect(page.get_by_text("no record", exact=False).first).to_be_visible(timeout=30_000)


def test_a_live_deal_meets_the_loss_that_went_the_same_way(page: Page, served: Served) -> None:
    page.goto(f"{served.url}/check")
    page.get_by_label("Notes of the open deal").fill(LIVE)
    page.get_by_label("Notes of the open deal").press("Control+Enter")
    expect(page.get_by_text("Halden Cold Chain").first).to_be_visible(timeout=30_000)
    expect(page.get_by_text("nobody called back").first).to_be_visible()
    assert page.get_by_text("Corvane").count() == 0, "it went another way"
    page.set_viewport_size({"width": 390, "height": 844})
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


@pytest.mark.parametrize("screen", ["list", "ledger"])
def test_a_merge_is_told_where_one_looks_and_undone_there(page: Page, served: Served, screen: str) -> None:
    page.set_viewport_size({"width": 390, "height": 600})
    page.goto(f"{served.url}/accounts")
    if screen == "list":
        page.get_by_text("pair of accounts may be one").click()
        page.get_by_role("button", name="Merge into").click()
    else:
        page.get_by_role("link", name="Corvane Logistics").click()
        page.get_by_text("Merge with another account").click()
        page.get_by_label("The other account").fill("Corvane")
        page.get_by_role("button", name="into this account").click()
    told = page.locator(".st-key-lb-told")
    expect(told).to_contain_text("is now part of", timeout=20_000)
    expect(told).to_be_in_viewport(ratio=1)
    if screen == "list":
        page.keyboard.press("Tab")
        expect(told.get_by_role("button", name="Undo")).to_be_focused()
    told.get_by_role("button", name="Undo").click()
    expect(told).to_contain_text("Undone: both accounts are as they were.")
