"""Setup: engine, model file, sample year, index, place; each with its states."""

import json
import time
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from app import sampledata, sampleload
from app.download import DownloadState
from app.running import Running
from app.widgets.setup import progress_line
from ingest.book import Book
from tests.app.screens.conftest import ME, Open, button, on_record, text


def test_where_the_notes_go_and_where_they_are_kept(opened: Open, home_in_use: Running) -> None:
    shown = text(opened("setup"))
    assert "Nothing leaves it" in shown
    assert str(home_in_use.settings.home) in shown
    assert "lossbook backup" in shown


def test_a_part_that_fails_leaves_the_others(
    opened: Open, home_in_use: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sampledata, "samples_loaded", lambda book: 1 / 0)
    at = opened("setup")
    assert "could not be shown" in at.error[0].value
    assert "Your records" in text(at)


class TestModelFile:
    @pytest.fixture
    def engine(self) -> str:
        return "auto"

    @pytest.fixture(autouse=True)
    def no_fetching(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("app.download.Downloads.start_if_wanted", lambda self, settings: False)

    @pytest.mark.parametrize(
        ("state", "says", "offers"),
        [
            (DownloadState("m", "idle", total=100), "It is optional", "Fetch it"),
            (DownloadState("m", "paused", 40, 100), "0 of 0 MB, paused", "Go on"),
            (DownloadState("m", "failed", 40, 100, error="No source answered."), "No source answered.", "Go on"),
            (DownloadState("m", "running", 40, 100, 5.0), "about 1 min left", "Pause"),
            (DownloadState("m", "done", 100, 100), "is here and checked", "Remove it"),
        ],
    )
    def test_every_state(
        self, opened: Open, home_in_use: Running, monkeypatch: pytest.MonkeyPatch, state: Any, says: str, offers: str
    ) -> None:
        monkeypatch.setattr(home_in_use.downloads, "state", lambda: state)
        at = opened("setup")
        assert says in text(at)
        assert offers in [each.label for each in at.button]

    def test_removing_asks_first(self, opened: Open, home_in_use: Running, monkeypatch: pytest.MonkeyPatch) -> None:
        removed: list[bool] = []
        monkeypatch.setattr(home_in_use.downloads, "state", lambda: DownloadState("m", "done", 100, 100))
        monkeypatch.setattr(home_in_use.downloads, "remove", lambda: removed.append(True))
        at = button(opened("setup"), "Remove it")
        assert not removed
        button(at, "Remove")
        assert removed == [True]


def test_progress_is_told_in_words() -> None:
    line = progress_line(DownloadState("m", "running", 400_000_000, 1_117_000_000, 8_100_000))
    assert line == "400 of 1117 MB, 8.1 MB/s, about 1 min left"


class TestSamples:
    @pytest.fixture(autouse=True)
    def two(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        """A year of two deals."""
        rows = sampledata.samples()[:2]
        (tmp_path / "two").mkdir()
        (tmp_path / "two" / "notes").symlink_to(sampledata.FOLDER / "notes")
        (tmp_path / "two" / "index.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
        monkeypatch.setattr(sampleload, "load_samples", partial(sampledata.load_samples, folder=tmp_path / "two"))
        monkeypatch.setattr(sampledata, "samples", lambda folder=None: rows)

    def test_in_and_out_with_one_click_each(self, opened: Open, kept: Book) -> None:
        own = on_record(kept)
        at = button(opened("setup"), "Load the sample year")
        end = time.monotonic() + 30
        while kept.store.count(ME, sample=True) < 2 and time.monotonic() < end:
            time.sleep(0.05)
        time.sleep(0.2)
        at.run()
        assert "All 2 are on record" in text(at)
        button(at, "Remove the sample year")
        assert kept.store.count(ME, sample=True) == 2, "it asks first"
        button(at, "Remove them")
        assert kept.store.count(ME, sample=True) == 0
        assert kept.store.review(ME, own).account
