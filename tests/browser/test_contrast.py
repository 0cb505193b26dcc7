"""Every word on the screens stands out from its ground as WCAG 2.2 AA asks, in the light and in the dark."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from ingest.book import Book
from ingest.records import Given
from ingest.settings import Settings
from tests.app.screens.conftest import NOTE, on_record
from tests.browser.conftest import Served

pytestmark = [pytest.mark.browser, pytest.mark.slow]

FAINT = Path(__file__).with_name("faint.js").read_text()
"""Finds the words that are too faint; what cannot be clicked now may be."""
SCREENS = ("", "ask", "accounts", "accounts?account=1", "check", "revisit", "team", "prep", "import", "setup")


@pytest.fixture
def home(home: Path) -> Path:
    """Enough losses for the charts, and one review to look at."""
    book = Book(Settings(home=home, model="none"))
    for stated in ("Price", "Budget", "Price", "Timing"):
        review_id = on_record(book, NOTE, Given(account="Halden Cold Chain", stated=stated))
    book.close()
    (home / "review").write_text(review_id)
    return home


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_words_stand_out_from_their_ground(chromium: Browser, served: Served, home: Path, scheme: str) -> None:
    tab = chromium.new_page(color_scheme="dark" if scheme == "dark" else "light")
    faint = {}
    for screen in (*SCREENS, f"?review={(home / 'review').read_text()}&line=2"):
        tab.goto(f"{served.url}/{screen}")
        expect(tab.locator(".lb-h1")).to_be_visible(timeout=30_000)
        tab.wait_for_timeout(2_000)  # charts and what follows the heading
        found = tab.evaluate(FAINT)
        assert found["words"] > 10, f"{screen} has words to look at"
        if found["faint"]:
            faint[screen] = found["faint"]
    assert not faint
