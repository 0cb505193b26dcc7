"""Every screen opens, on an empty home and on one with records; the frame is there."""

import tomllib
from pathlib import Path

import pytest

import app
from ingest.book import Book
from tests.app.screens.conftest import Open, on_record, text

SCREENS = sorted(file.stem for file in (Path(app.__file__).parent / "screens").glob("*.py"))


@pytest.mark.parametrize("screen", SCREENS)
@pytest.mark.parametrize("records", [0, 1])
def test_every_screen_opens(opened: Open, kept: Book, screen: str, records: int) -> None:
    for _ in range(records):
        on_record(kept)
    at = opened(screen)
    assert not at.error
    assert 'class="lb-h1"' in "".join(each.proto.body for each in at.main.get("html"))
    assert len(text(at)) > 40


def test_another_process_with_this_home_is_one_sentence(
    opened: Open, kept: Book, monkeypatch: pytest.MonkeyPatch
) -> None:
    from app import deps
    from prompts.errors import HomeBusy

    def busy() -> None:
        raise HomeBusy("Lossbook is already running on '/x' (process 7); use that window.")

    monkeypatch.setattr(deps, "running", busy)
    at = opened()
    assert "already running" in at.error[0].value


def test_what_ships_is_shut() -> None:
    file = Path(app.__file__).parents[1] / ".streamlit" / "config.toml"
    config = tomllib.loads(file.read_text())
    server, client = config["server"], config["client"]
    assert server["address"] == "127.0.0.1"
    assert server["allowedHosts"]
    assert server["maxUploadSize"] <= 50
    assert not server["enableAgentApi"]
    assert not config["browser"]["gatherUsageStats"]
    assert client["showErrorDetails"] == "none"
    assert client["disableDataExport"]
