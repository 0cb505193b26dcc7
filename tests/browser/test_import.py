"""Drop an export, look at it, bring it in, stop nothing, find it again."""

import json
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Served

pytestmark = pytest.mark.browser

FILES = Path(__file__).parents[1] / "ingest" / "importing" / "files"


def test_an_export_comes_in(page: Page, served: Served) -> None:
    page.goto(f"{served.url}/import")
    page.locator("input[type=file]").set_input_files([FILES / "salesforce.csv", FILES / "gong.json"])
    expect(page.get_by_text("Recognised as a Salesforce export.")).to_be_visible(timeout=20_000)
    expect(page.get_by_text("Recognised as Gong calls.")).to_be_visible(timeout=20_000)
    page.get_by_role("button", name="Import 2 files").click()
    expect(page.get_by_text("7 read: 5 deals kept, 0 on record already, 2 rejected.")).to_be_visible(timeout=60_000)
    with page.expect_download() as download:
        page.get_by_role("button", name="Download rejects").first.click()
    assert "Still open" in Path(download.value.path()).read_text("utf-8-sig")
    page.get_by_role("link", name="Ferrum Pumps GmbH").click()
    expect(page.locator(".lb-note")).to_contain_text("the board stopped every new spend")


def test_leaving_and_coming_back_while_it_runs(page: Page, served: Served, tmp_path: Path) -> None:
    rows = [
        {"id": f"n{n}", "account": f"Firm {n}", "text": f"Dana rang twice about quote {n} and nobody called back."}
        for n in range(120)
    ]
    file = tmp_path / "past.jsonl"
    file.write_text("".join(json.dumps(row) + "\n" for row in rows))
    page.goto(f"{served.url}/import")
    page.locator("input[type=file]").set_input_files(file)
    page.get_by_role("button", name="Import 1 file").click()
    expect(page.get_by_role("button", name="Stop")).to_be_visible(timeout=20_000)
    page.reload()
    expect(page.get_by_role("button", name="Stop")).to_be_visible(timeout=20_000)
    page.get_by_role("button", name="Stop").click()
    expect(page.get_by_role("heading", name="Stopped")).to_be_visible(timeout=60_000)
    page.get_by_role("button", name="Import more").click()
    expect(page.locator("input[type=file]")).to_be_attached()
