"""`lossbook prep`: three formats, refusals, files."""

import datetime as dt
import json
from pathlib import Path

import docx
import pytest

from ingest.records import Given
from ingest.settings import Settings
from ingest.store import Store
from tests.app.commands.conftest import Run
from tests.ingest.store.making import BOSS, MAYA, reading


@pytest.fixture
def filled(run: Run) -> Run:
    with Store.open(Settings().sql_url) as store:
        given = Given(closed=dt.date.today())  # noqa: DTZ011
        store.record(MAYA, reading(), account="Halden", rep=MAYA.name, given=given)
        store.set_person(BOSS, "Ines Rault", role="manager")
    return run


def test_markdown_is_printed(filled: Run) -> None:
    done = filled("prep", "--rep", "maya lindqvist")
    assert done.exit_code == 0, done.stderr
    assert done.stdout.startswith("# 1:1 with Maya Lindqvist")
    assert "not for pay, performance plans or termination" in done.stdout
    assert "Finance never saw the business case." in done.stdout or "Come back in March" in done.stdout


def test_json_is_one_document(filled: Run) -> None:
    found = json.loads(filled("prep", "--rep", MAYA.name, "--format", "json").stdout)
    assert (found["rep"], found["lost"], len(found["sections"])) == (MAYA.name, 1, 12)


def test_word_goes_to_a_file_that_is_named(filled: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    done = filled("prep", "--rep", MAYA.name, "--format", "docx")
    assert done.stdout == ""
    (file,) = tmp_path.glob("*.docx")
    assert done.stderr == f"Written to {file.name}\n"
    assert docx.Document(str(file)).paragraphs[0].text == "1:1 with Maya Lindqvist"
    for form in ("md", "json", "docx"):
        assert filled("prep", "--rep", MAYA.name, "--format", form, "--output", tmp_path / form).exit_code == 0
        assert (tmp_path / form).stat().st_size > 500


def test_somebody_else_is_told_who_may(filled: Run) -> None:
    done = filled("prep", "--rep", MAYA.name, "--as", "Ines Rault")
    assert done.exit_code == 1
    assert done.stdout == ""
    assert done.stderr.count("\n") == 1
    assert "lossbook people set 'Maya Lindqvist' --manager 'Ines Rault'" in done.stderr
    with Store.open(Settings().sql_url) as store:
        store.set_person(BOSS, MAYA.name, manager="Ines Rault")
    done = filled("prep", "--rep", MAYA.name, "--as", "Ines Rault")
    assert done.exit_code == 0
    assert "1 review of this time is not shared with you." in done.stdout
    assert "Halden" not in done.stdout


def test_what_cannot_be_done_is_one_line(filled: Run, tmp_path: Path) -> None:
    for args, status in (
        (("--rep", "Nobody"), 1),
        (("--rep", MAYA.name, "--since", "2099-01-01"), 1),
        (("--rep", MAYA.name, "--output", str(tmp_path / "no" / "x.md")), 1),
        (("--rep", MAYA.name, "--since", "March"), 2),
        (("--rep", MAYA.name, "--format", "pdf"), 2),
        ((), 2),
    ):
        done = filled("prep", *args)
        assert done.exit_code == status, args
        assert done.stdout == ""
        assert done.stderr


def test_help_has_examples(run: Run) -> None:
    assert "lossbook prep --rep" in run("prep", "--help").stdout
