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


def test_what_to_do_about_rejects_is_said(run: Run, file: Path, tmp_path: Path) -> None:
    (tmp_path / "photo.png").write_bytes(b"\x89PNG\r\n\x1a\n" + b"\0" * 50)
    file.write_text("no json\n")
    told = run("import", file, tmp_path / "photo.png").stderr
    assert "mend them there and import that file" in told
    assert "mend each where it is and import it again" in told
    over = run("import", file, "--rejects", file)
    assert (over.exit_code, file.read_text()) == (1, "no json\n")
    assert "would be written over" in over.stderr


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
    assert "empty'. Looked for: .txt .md .docx .eml .vtt" in done.stderr


def test_columns_can_be_named(run: Run, tmp_path: Path) -> None:
    table = tmp_path / "odd.csv"
    table.write_text("Bereich,Kommentarfeld,Wer\n1,Kein Budget bis zum Sommer,Tom Okafor\n")
    done = run("import", table, "--map", "text=Kommentarfeld", "--map", "rep=Wer", "--json")
    assert json.loads(done.stdout)["kept"] == 1
    assert run("import", table, "--map", "text").exit_code == 2
    wrong = run("import", table, "--map", "notes=Kommentarfeld")
    assert wrong.exit_code == 2
    assert "the fields are id, account" in " ".join(wrong.stderr.split())


def test_an_industry_of_the_crm_is_a_segment_of_the_team(run: Run, tmp_path: Path) -> None:
    head = "Opportunity ID,Opportunity Name,Account Name,Opportunity Owner,Stage,Close Date,Industry,Why did we lose?\n"
    told = '{n},Deal {n},Account {n},Maya Lindqvist,Closed Lost,2026-0{m}-11,{of},"Lost deal {n}.{why}"\n'
    why = "\nDana: you said Wednesday the 12th, I rang twice and nobody called back.\nGoing with Routely."
    deals = [*["Retail"] * 3, "Food & drink", "Food & drink", ""]
    rows = [told.format(n=n, m=1 + n // 2, of=of, why=why) for n, of in enumerate(deals)]
    table = tmp_path / "report.csv"
    table.write_text(head + "".join(rows))
    assert json.loads(run("import", table, "--json").stdout)["kept"] == 6
    found = json.loads(run("team", "--json").stdout)
    assert found["by"] == {
        "axis": "segment",
        "values": [{"value": "Retail", "losses": 3, "causes": {"follow_up": 3}}],
        "losses_of_few": 2,
        "losses_of_thin_causes": 0,
        "losses_left_out": 0,
        "losses_not_on_record": 1,
    }
    shown = run("team").stdout
    assert "Segment Retail, 3 losses: follow-up 3." in shown
    assert "Segments with too few losses to lay out: 1." in shown
    assert "Food" not in shown
    assert "Rep Maya Lindqvist, 6 losses: follow-up 6." in run("team", "--by", "rep").stdout
    hidden = json.loads(run("team", "--as", "Ben Castellanos", "--json").stdout)["by"]
    assert (hidden["values"], hidden["losses_of_few"], hidden["losses_not_on_record"]) == ([], 0, 0)


def test_a_dry_run(run: Run, file: Path) -> None:
    assert "2 would be kept" in run("import", file, "--dry-run").stdout
    assert json.loads(run("import", file, "--dry-run", "--json").stdout)["kept"] == 0
    assert json.loads(run("import", file, "--json").stdout)["kept"] == 2


def test_help_shows_how(run: Run) -> None:
    shown = run("import", "--help").stdout
    assert "lossbook import notes.jsonl" in shown
    assert "--month-first" in shown
    for name in ("text", "account", "rep", "date", "id", "stated_cause", "outcome", "amount", "stage", "closed"):
        assert name in shown.partition("A line of .jsonl is")[2].partition("Reads .jsonl")[0]


def test_days_are_one_way_or_the_other(run: Run, tmp_path: Path) -> None:
    table = tmp_path / "deals.csv"
    table.write_text("id,company,notes,close date\n1,Halden,They froze the whole budget.,03/04/2025\n")
    assert run("import", table, "--day-first", "--month-first").exit_code == 2
    assert run("import", table, "--dry-run").stderr.count("03/04/2025") == 1
    for told in ("--day-first", "--month-first"):
        assert "03/04/2025" not in run("import", table, told, "--dry-run").stderr
