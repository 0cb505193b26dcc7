"""One rep, one evening, a real browser: paste, think, see, keep one thing, restart, find it again."""

import re
import signal

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Served

pytestmark = pytest.mark.browser

NOTE = """Halden Cold Chain - lost, call w Dana Whitlock 18/11/2025
- going with Routely
- Dana: "you said Wednesday the 12th, I rang twice and nobody called back"
- Dana: "Routely had their quote to me the same afternoon"
- ![x](https://evil.example/a.png?q=note) <img src="https://evil.example/b.png" onerror="alert(1)"> <b>bold</b>
- come back in March
"""


def test_a_review_from_paste_to_finding_it_again(page: Page, served: Served) -> None:
    page.goto(served.url)
    page.get_by_label("Your notes").fill(NOTE)
    page.get_by_label("Your notes").press("Control+Enter")
    expect(page.get_by_text("what do you think?")).to_be_visible()
    reason = page.get_by_label("Why do you think it ended as it did?")
    reason.fill("I was slow with the quote.")
    reason.blur()
    expect(page.get_by_text("Ready when you are")).to_be_visible(timeout=30_000)
    page.reload()
    expect(reason).to_have_value("I was slow with the quote.")

    page.get_by_role("button", name="Show me").click()
    expect(page.get_by_text("The notes show")).to_be_visible(timeout=30_000)
    expect(page.get_by_text("I was slow with the quote.")).to_be_visible()
    marks = page.locator("mark.lb-ev")
    expect(marks.first).to_be_visible()
    assert page.locator(".lb-note img, .lb-note b").count() == 0
    expect(page.locator(".lb-note")).to_contain_text("![x](https://evil.example/a.png?q=note) <img")
    page.locator(".lb-quotes a").first.click()
    expect(page.locator("mark:target")).to_be_in_viewport()

    page.get_by_label("What I will do").fill("Send the quote the same day")
    page.get_by_role("button", name="Record and move on").click()
    expect(page.get_by_role("heading", name="Recorded. Put it aside.")).to_be_visible()
    expect(page.get_by_text("Send the quote the same day")).to_be_visible()
    page.reload()
    expect(page.get_by_role("heading", name="Recorded. Put it aside.")).to_be_visible()

    served.stop(signal.SIGKILL)
    served.start()
    page.goto(served.url)
    page.get_by_role("link", name="Accounts").click()
    page.get_by_label("Find an account").fill("halden")
    page.wait_for_timeout(600)  # the list narrows as one types
    page.get_by_role("link", name="Halden Cold Chain").click()
    expect(page).to_have_url(re.compile("account=1"))
    expect(page.get_by_text("Promised (open): Send the quote the same day")).to_be_visible()
    page.get_by_role("link", name="Open the review of round 1").click()
    expect(page.get_by_text("I was slow with the quote.")).to_be_visible()


def test_half_a_note_survives_a_killed_server(page: Page, served: Served) -> None:
    page.goto(served.url)
    page.get_by_label("Your notes").fill("half a thought")
    page.get_by_label("Your notes").blur()
    expect(page.get_by_role("button", name="Start over")).to_be_visible()
    served.stop(signal.SIGKILL)
    served.start()
    page.goto(served.url)
    expect(page.get_by_label("Your notes")).to_have_value("half a thought")


@pytest.mark.parametrize("screen", ["", "accounts", "import", "setup"])
def test_a_phone_shows_every_screen_without_scrolling_sideways(page: Page, served: Served, screen: str) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(f"{served.url}/{screen}")
    expect(page.locator(".lb-h1")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
