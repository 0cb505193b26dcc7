"""`lossbook import`: what other programs read, and what a person sees."""

import json
from pathlib import Path

import pytest

from tests.app.commands.conftest import Run

ROWS = [
    {"id": "a", "text": "Dana rang twice and nobody called back. They signed with Routely.", "account": "Halden"},
    {"id": "b", "text": "The CFO froze every new purchase until summer.", "account": "Pell", "rep": "Tom Okafor"},
]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "past.jsonl"
    path.write_text("".join(json.dumps(row) + "\n" for row in ROWS))
    return path


def test_the_document(run: Run, file: Path) -> None:
    first = run("import", file, "--json")
    assert first.exit_code == 0, first.output
    document = json.loads(first.stdout)
    assert list(document) == ["read", "kept", "unchanged", "rejected", "seconds"]
    assert (document["read"], document["kept"], document["unchanged"], document["rejected"]) == (2, 2, 0, [])
    again = json.loads(run("import", file, "--json").stdout)
    assert (again["read"], again["kept"], again["unchanged"]) == (2, 0, 2)


def test_in_words(run: Run, file: Path, tmp_path: Path) -> None:
    file.write_text(file.read_text() + "no json\n")
    done = run("import", file, "--rejects", tmp_path / "mend.jsonl")
    assert done.exit_code == 0
    assert done.stdout.splitlines()[0] == "3 read, 2 kept, 0 unchanged, 1 rejected."
    assert "past.jsonl, line 3: It is not JSON" in done.stdout
    assert "mend.jsonl" in done.stderr
    assert json.loads((tmp_path / "mend.jsonl").read_text())["line"] == "no json"


def test_nothing_could_be_kept(run: Run, tmp_path: Path) -> None:
    done = run("import", tmp_path / "nowhere.csv", "--json")
    assert done.exit_code == 1
    assert json.loads(done.stdout)["rejected"][0]["where"] == "nowhere.csv"
    assert "Traceback" not in done.output


def test_an_empty_folder_is_no_failure(run: Run, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    done = run("import", tmp_path / "empty")
    assert done.exit_code == 0
    assert done.stdout == "0 read, 0 kept, 0 unchanged, 0 rejected.\n"


def test_columns_can_be_named(run: Run, tmp_path: Path) -> None:
    table = tmp_path / "odd.csv"
    table.write_text("Bereich,Kommentarfeld,Wer\n1,Kein Budget bis zum Sommer,Tom Okafor\n")
    done = run("import", table, "--map", "text=Kommentarfeld", "--map", "rep=Wer", "--json")
    assert json.loads(done.stdout)["kept"] == 1
    assert run("import", table, "--map", "text").exit_code == 2
    wrong = run("import", table, "--map", "notes=Kommentarfeld")
    assert wrong.exit_code == 2
    assert "the fields are id, account" in " ".join(wrong.stderr.split())


def test_a_dry_run(run: Run, file: Path) -> None:
    assert "2 would be kept" in run("import", file, "--dry-run").stdout
    assert json.loads(run("import", file, "--dry-run", "--json").stdout)["kept"] == 0
    assert json.loads(run("import", file, "--json").stdout)["kept"] == 2


def test_help_shows_how(run: Run) -> None:
    shown = run("import", "--help").stdout
    assert "lossbook import notes.jsonl" in shown
    assert "--month-first" in shown
