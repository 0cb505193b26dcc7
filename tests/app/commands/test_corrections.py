"""`lossbook corrections`."""

import json
from pathlib import Path

from eval.diagnosis.cases import read_cases
from tests.app.commands.conftest import Run
from tests.app.commands.test_people import opened
from tests.ingest.store.making import MAYA, reading


def test_without_corrections_it_says_so(run: Run) -> None:
    done = run("corrections")
    assert done.exit_code == 0
    assert "Nobody has corrected a verdict yet" in done.stdout
    assert json.loads(run("corrections", "--json").stdout) == {"n": 0, "first": 0, "now": 0}


def test_cases_are_written_and_only_what_one_may_see(run: Run, tmp_path: Path) -> None:
    with opened() as store:
        made = reading(mechanism="Nobody rang back.")
        first = store.record(MAYA, made, account="Halden Cold", rep=MAYA.name)
        store.correct(MAYA, first, made.diagnosis.model_copy(update={"cause": "no_access"}))
    file = tmp_path / "cases.jsonl"
    done = run("corrections", "--output", file, "--as", MAYA.name)
    assert "Of 1 note" in done.stdout
    [case] = read_cases(tmp_path)["cases"]
    assert case.cause == "no_access"
    assert "Nobody has corrected" in run("corrections", "--as", "Somebody Else").stdout
