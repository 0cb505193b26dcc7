"""The pages of ways of losing, and what was learned from them."""

import json
from pathlib import Path

import pytest

from eval.quality.labels import FOLDER
from eval.ways.pages import read_ways
from ingest.diagnose.ways import learned, said
from prompts.errors import LossbookError, ModelFileError
from prompts.playbook import Playbook


def test_every_mechanism_of_the_playbook_has_a_page_entry() -> None:
    pages = Playbook.load().causes
    named = {(way.cause, way.mechanism) for way in read_ways()}
    assert {(cause, text) for cause in pages for text in pages[cause].mechanisms} <= named


def test_a_way_has_lines_beside_its_own_sentence() -> None:
    assert all(len(way.lines) > 2 for way in read_ways())


def test_the_weights_are_of_these_pages() -> None:
    assert len(learned().usual) == len(read_ways())


STRANGERS = ("bergen", "cork", "durban", "lodz", "tulsa")
"""Dev shows on these what the ways are worth where no page was written for them."""


def test_every_label_of_dev_has_a_way_but_those_of_the_companies_kept_as_strangers() -> None:
    files = [file for file in sorted(FOLDER.glob("dev/*/truth.jsonl")) if file.parent.name not in STRANGERS]
    called = {json.loads(row)["mechanism"] for file in files for row in file.read_text(encoding="utf-8").splitlines()}
    assert files
    assert called <= {tag for way in read_ways() for tag in way.tags}


def test_a_line_before_the_first_mechanism_is_refused(tmp_path: Path) -> None:
    (tmp_path / "follow_up.md").write_text("- too late\n")
    with pytest.raises(LossbookError, match=r"follow_up\.md, line 1"):
        read_ways(tmp_path)


def test_a_page_of_no_cause_is_refused(tmp_path: Path) -> None:
    (tmp_path / "weather.md").write_text("# It rained.\n")
    with pytest.raises(LossbookError, match="weather"):
        read_ways(tmp_path)


def test_damaged_weights_are_named(tmp_path: Path) -> None:
    (tmp_path / "ways.npz").write_bytes(b"no zip")
    with pytest.raises(ModelFileError, match=r"ways\.npz"):
        learned(tmp_path / "ways.npz")


def test_words_and_pairs_with_numbers_as_one() -> None:
    assert said("Didn't call 4") == {"did": 1, "not": 1, "call": 1, "#": 1, "did not": 1, "not call": 1, "call #": 1}
