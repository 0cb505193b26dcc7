"""Showing what leaves, forgetting with a certificate, taking out, keeping for so long: as typed."""

import datetime as dt
import hashlib
import json
import zipfile
from pathlib import Path
from typing import Any

import pytest

from ingest.book import Book
from prompts.errors import StoreError
from tests.app.commands.conftest import Run
from tests.app.notes import SECURITY, SILENCE

ORLAITH = "Call with Orlaith Vexley on 3 March 2024.\nOrlaith: your security answers came three weeks late.\nThey chose Routely."


@pytest.fixture
def recorded(run: Run) -> None:
    rows = [
        {"id": "1", "text": ORLAITH, "account": "Ostrava Kilns", "rep": "Maya Lindqvist", "date": "2024-03-04"},
        {"id": "2", "text": f"As at Ostrava Kilns. {SECURITY}", "account": "Nordlund", "rep": "Tomas Okafor"},
        {"id": "3", "text": f"Maya Lindqvist was there. {SILENCE}", "account": "Mwangi", "rep": "Tomas Okafor"},
    ]
    done = run("review", "--batch", "-", given="".join(json.dumps(row) + "\n" for row in rows))
    assert done.exit_code == 0, done.output


class TestShowRequest:
    @pytest.fixture
    def far(self, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("LOSSBOOK_MODEL", "auto")
        monkeypatch.setenv("LOSSBOOK_CHAT_MODEL", "far-9")
        monkeypatch.setenv("OPENAI_BASE_URL", "https://models.example.com/v1")

    def test_what_would_leave(self, run: Run, far: None, book: Book) -> None:
        shown = run("review", "-", "--show-request", given=ORLAITH)
        assert shown.exit_code == 0, shown.stderr
        assert "three weeks late" in shown.stdout
        assert not [word for word in ("Orlaith", "Vexley", "Routely") if word in shown.stdout]
        assert "far-9 at models.example.com; nothing was sent" in shown.stderr
        assert "no anonymity" in shown.stderr
        assert book.store.count(book.viewer) == 0

    def test_as_json_and_switched_off(self, run: Run, far: None, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("LOSSBOOK_REDACT", "0")
        found = json.loads(run("review", "-", "--show-request", "--json", given=ORLAITH).stdout)
        assert (found["host"], found["model"], found["redacted"]) == ("models.example.com", "far-9", False)
        assert "Orlaith Vexley" in found["messages"][-1]["text"]

    def test_nothing_leaves_here(self, run: Run) -> None:
        assert "Nothing leaves this machine" in run("review", "-", "--show-request", given=ORLAITH).stdout
        assert json.loads(run("review", "-", "--show-request", "--json", given=ORLAITH).stdout)["host"] is None

    def test_one_note_at_a_time(self, run: Run) -> None:
        assert run("review", "--batch", "-", "--show-request").exit_code == 2


def test_a_contact_is_forgotten_and_the_certificate_holds(run: Run, recorded: None, tmp_path: Path, book: Book) -> None:
    done = run("forget", "--person", "Orlaith Vexley", "--yes", "--output", tmp_path / "gone.md")
    assert (done.exit_code, done.stdout) == (0, ""), done.stderr
    body = json.loads((tmp_path / "gone.json").read_text(encoding="utf-8"))
    assert (body["kind"], body["name"], body["complete"], body["left"]) == ("person", "Orlaith Vexley", True, {})
    assert body["rows_blanked"]["notes"] == 1
    told = body.pop("sha256")
    text = json.dumps(body, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    assert hashlib.sha256(text.encode()).hexdigest() == told
    page = (tmp_path / "gone.md").read_text(encoding="utf-8")
    assert told in page
    assert "found the name nowhere" in page
    assert book.store.count(book.viewer) == 3
    assert run("forget", "--person", "Orlaith Vexley", "--yes").exit_code == 1


def test_an_account_is_forgotten_also_where_others_name_it(run: Run, recorded: None, book: Book) -> None:
    done = run("forget", "--account", "ostrava kilns", "--yes", "--json")
    body = json.loads(done.stdout)
    assert (done.exit_code, body["complete"]) == (0, True), done.stderr
    assert body["rows_erased"]["reviews"] == 1
    assert body["rows_blanked"]["notes"] == 1
    assert book.store.names_left(["Ostrava Kilns"]) == {}


def test_what_is_left_is_said(run: Run, recorded: None, home: Path) -> None:
    (home / "rejects").mkdir()
    (home / "rejects" / "r.csv").write_text("text\nOrlaith Vexley rang\n")
    done = run("forget", "--person", "Orlaith Vexley", "--yes")
    assert done.exit_code == 1
    assert "rejects/r.csv" in done.stdout
    assert "Not complete" in done.stdout


def test_a_person_in_an_accounts_name_is_left_and_said(run: Run, recorded: None) -> None:
    row = {"id": "9", "text": SILENCE, "account": "Orlaith Vexley Consulting"}
    run("review", "--batch", "-", given=json.dumps(row))
    done = run("forget", "--person", "Orlaith Vexley", "--yes", "--json")
    body = json.loads(done.stdout)
    assert (done.exit_code, body["complete"], body["left"]) == (1, False, {"accounts": 1, "aliases": 1})


def test_asking_first_and_who_may(run: Run, recorded: None, book: Book) -> None:
    asked = run("forget", "--person", "Orlaith Vexley", given="n\n")
    assert "stands in" in asked.stderr
    assert asked.exit_code == 1
    refused = run("forget", "--person", "Maya Lindqvist", "--as", "Tomas Okafor", "--yes")
    assert "cannot ask for that about 'Maya Lindqvist'" in refused.stderr
    assert run("forget", "--yes").exit_code == run("forget", "--person", "a", "--account", "b").exit_code == 2
    assert book.store.count(book.viewer) == 3
    assert run("forget", "--person", "Maya Lindqvist", "--as", "Maya Lindqvist", "--yes").exit_code == 0
    assert book.store.count(book.viewer) == 2


def test_takeout(run: Run, recorded: None, tmp_path: Path) -> None:
    file = tmp_path / "maya.zip"
    done = run("takeout", "--person", "Maya Lindqvist", "--output", file)
    assert done.exit_code == 0, done.stderr
    assert "1 of their reviews, 1 lines of others" in done.stdout
    with zipfile.ZipFile(file) as archive:
        body = json.loads(archive.read("about.json"))
        page = archive.read("about.md").decode()
    assert [row["account"] for row in body["tables"]["reviews"]] == ["Ostrava Kilns"]
    assert "    Orlaith: your security answers came three weeks late." in page
    assert "## In notes of others" in page
    assert run("takeout", "--person", "Maya Lindqvist", "--output", file).exit_code == 2, "never over a file"
    nobody = run("takeout", "--person", "Nobody", "--output", tmp_path / "n.zip")
    assert (nobody.exit_code, "'Nobody'" in nobody.stderr) == (1, True)


def test_retention_lists_first_and_removes_when_told(run: Run, recorded: None, book: Book, home: Path) -> None:
    assert "no period is set" in run("retention").stdout
    listed = run("retention", "--months", "24")
    assert "2024-03-04  Ostrava Kilns, Maya Lindqvist" in listed.stdout
    assert "Nothing was removed" in listed.stdout
    assert book.store.count(book.viewer) == 3
    done = run("retention", "--months", "24", "--yes")
    assert "Removed 1." in done.stdout
    (counts,) = (home / "retention").iterdir()
    assert sum(json.loads(counts.read_text())["counts"].values()) == 1
    assert "Ostrava" not in counts.read_text()
    assert book.store.count(book.viewer) == 2
    assert "Nothing is older than 24 months" in run("retention", "--months", "24", "--yes").stdout
    body = json.loads(run("retention", "--months", "24", "--json").stdout)
    assert (body["due"], body["removed"]) == (0, 0)


def test_the_setting_sets_the_period(run: Run, recorded: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LOSSBOOK_KEEP_MONTHS", "24")
    assert "1 reviews of deals closed before" in run("retention").stdout


@pytest.mark.parametrize(
    ("today", "months", "before"),
    [
        (dt.date(2026, 11, 22), 24, dt.date(2024, 11, 22)),
        (dt.date(2026, 3, 31), 1, dt.date(2026, 2, 28)),
        (dt.date(2026, 1, 5), 1, dt.date(2025, 12, 5)),
        (dt.date(20, 1, 5), 1200, dt.date.min),
    ],
)
def test_months_before_a_day(today: dt.date, months: int, before: dt.date) -> None:
    from app.retention import _earlier

    assert _earlier(today, months) == before


def test_a_large_file_is_searched_over_the_ends_of_its_pieces(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from app import forgetting

    monkeypatch.setattr(forgetting, "_CHUNK", 10)
    (tmp_path / "models").mkdir()
    for name in ("large.csv", "models/skipped"):
        (tmp_path / name).write_bytes(b"1234567Orlaith Vexley rang")
    (tmp_path / "other").write_bytes(b"Orlaith Vex" * 20)
    assert forgetting._files(tmp_path, ["Orlaith Vexley"]) == (["large.csv"], [])


def test_a_file_that_cannot_be_read_is_said(
    run: Run, recorded: None, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (home / "locked.csv").write_text("text")
    real = Path.open

    def opening(file: Path, *args: Any, **more: Any) -> Any:
        if file.name == "locked.csv":
            raise PermissionError(13, "Permission denied", str(file))
        return real(file, *args, **more)

    monkeypatch.setattr(Path, "open", opening)
    done = run("forget", "--person", "Orlaith Vexley", "--yes")
    assert done.exit_code == 1
    assert "found the name nowhere" not in done.stdout
    assert "locked.csv' cannot be read (Permission denied)" in done.stdout


def test_no_counts_are_kept_of_what_was_not_removed(
    recorded: None, book: Book, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from app.retention import due, remove

    found = due(book, book.viewer, 24, dt.date(2026, 6, 1))
    assert len(found.rows) == 1

    def refused(*_: object) -> None:
        raise StoreError("The database is busy; try again.")

    monkeypatch.setattr(book.store, "erase_older", refused)
    with pytest.raises(StoreError):
        remove(book, book.viewer, found)
    assert list((home / "retention").iterdir()) == []


@pytest.mark.parametrize("whole", [True, False])
def test_a_takeout_says_what_an_admin_did_not_get(whole: bool) -> None:
    from app.personal import document, page
    from ingest.store.about import About

    about, now = About("Maya Lindqvist", {}, (), whole), dt.datetime(2026, 3, 1, tzinfo=dt.UTC)
    for text in (page(about, now), document(about, now)["not_in_it"]):
        assert "1:1 packs that others prepared" in text
        assert ("only reviews that they may see" in text) is not whole
