"""`lossbook prep`: three formats, refusals, files."""

import datetime as dt
import json
from pathlib import Path
from typing import Any

import docx
import pytest
from typer.testing import Result

from ingest.records import Given
from ingest.settings import Settings
from ingest.store import Store
from tests.app.commands.conftest import Run
from tests.app.notes import SILENCE
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


def script(folder: Path, answer: object) -> str:
    """LOSSBOOK_MODEL for a model that gives this answer."""
    file = folder / "answers.json"
    file.write_text(json.dumps({"answers": {"prep": answer}}))
    return f"scripted:{file}"


@pytest.fixture
def lost(run: Run, tmp_path: Path) -> Run:
    """A loss whose pack has sentences with quotes."""
    file = tmp_path / "note.txt"
    file.write_text(SILENCE)
    today = dt.date.today().isoformat()  # noqa: DTZ011
    done = run("review", file, "--account", "Brackwater Lifts", "--rep", MAYA.name, "--date", today)
    assert done.exit_code == 0, done.stderr
    return run


def tightened(done: Result) -> Any:
    """The first thing to tighten, in a pack written as JSON."""
    found = json.loads(done.stdout)
    return next(each for each in found["sections"] if each["key"] == "tighten")["items"][0]


def test_a_models_words_are_taken_or_left_and_that_is_said(
    lost: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    args = ("prep", "--rep", MAYA.name, "--format", "json")
    plain = lost(*args)
    assert plain.stderr == ""
    assert json.loads(plain.stdout)["worded"] is None
    was = tightened(plain)["impact"]
    now = f"In the end {was[0].lower()}{was[1:]}"
    every = [{"number": number, "text": now} for number in range(1, 20)]  # it stands in one place only
    monkeypatch.setenv("LOSSBOOK_MODEL", script(tmp_path, {"lines": every}))
    better = lost(*args)
    assert tightened(better)["impact"] == now
    assert json.loads(better.stdout)["worded"]["model"] == "scripted"
    assert better.stderr.startswith("scripted worded 1 of ")
    assert better.stderr.count("\n") == 1
    builtin = lost(*args, "--engine", "builtin")
    assert (tightened(builtin)["impact"], builtin.stderr) == (was, "")


def test_a_model_that_fails_leaves_the_pack(lost: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    plain = lost("prep", "--rep", MAYA.name).stdout
    monkeypatch.setenv("LOSSBOOK_MODEL", script(tmp_path, {"error": "timeout", "message": "No whole answer in 120 s."}))
    for engine in ("auto", "model"):
        done = lost("prep", "--rep", MAYA.name, "--engine", engine)
        assert done.exit_code == 0
        assert done.stdout == plain
        assert done.stderr == "No whole answer in 120 s. The built-in wording stands.\n"


def test_a_model_that_is_not_there_cannot_be_asked_for(filled: Run) -> None:
    done = filled("prep", "--rep", MAYA.name, "--engine", "model")
    assert done.exit_code == 1
    assert done.stdout == ""
    assert "Run `lossbook model pull`" in done.stderr


def test_help_has_examples(run: Run) -> None:
    assert "lossbook prep --rep" in run("prep", "--help").stdout
