"""Whatever is handed in gets a review or one clear sentence; nothing is lost, doubled or half done."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from ingest.book import EMBEDDER_FILE, Book
from tests.app.commands.conftest import Run
from tests.app.commands.test_review import check, document
from tests.app.notes import GERMAN, HTML, INJECTION, OPEN, RTL, SECURITY, SILENCE, SPANISH, WON


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (b"", "is empty"),
        (b"  \n\t\n", "is empty"),
        (b"Lost.", "one word"),
        (b"?!?", "no words"),
        (b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 40, "PNG picture"),
        (b"%PDF-1.7\n" + bytes(range(256)) * 10, "a PDF"),
        (bytes(range(256)) * 400, "cannot be read"),
        (b"We lost it. " * 200_000, "MB"),
    ],
)
@pytest.mark.parametrize("as_json", [True, False])
def test_what_cannot_be_read_is_one_line(run: Run, book: Book, data: bytes, told: str, as_json: bool) -> None:
    result = run("review", "-", *(["--json"] if as_json else []), given=data)
    assert (result.exit_code, result.stdout) == (1, "")
    assert told in result.stderr
    assert result.stderr.count("\n") == 1
    assert book.store.count(book.viewer) == 0


def test_a_file_that_is_not_there(run: Run, tmp_path: Path) -> None:
    for file in (tmp_path / "no.txt", tmp_path, tmp_path / ("x" * 300), tmp_path / "nul\0.txt"):
        result = run("review", file)
        assert (result.exit_code, result.stdout) == (1, "")
        assert result.stderr.count("\n") == 1


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_encodings(run: Run, encoding: str) -> None:
    found = document(run("review", "-", "--json", "--no-save", given=GERMAN.encode(encoding)))
    check(found, GERMAN)
    assert "Kältetechnik" in (found["account"] or "Kältetechnik")


@pytest.mark.parametrize("text", [GERMAN, SPANISH, RTL, INJECTION, HTML, OPEN, WON, SECURITY + "\n\n---\n\n" + SILENCE])
def test_notes_of_every_kind_get_an_honest_review(run: Run, text: str) -> None:
    result = run("review", "-", "--json", given=text)
    clean = "".join("\ufffd" if c < " " and c not in "\t\n\r" else c for c in text)
    check(document(result), clean)
    shown = run("review", "-", "--no-save", given=text)
    assert shown.exit_code == 0
    assert "\x1b" not in shown.stdout
    assert "\u202e" not in shown.stdout


def test_won_and_open_deals_are_told_apart(run: Run) -> None:
    won = document(run("review", "-", "--json", "--no-save", given=WON))
    assert won["outcome"] == "won"
    assert document(run("review", "-", "--json", "--no-save", given=OPEN))["outcome"] == "unknown"


def test_instructions_in_a_note_change_nothing(run: Run) -> None:
    found = document(run("review", "-", "--json", "--no-save", given=INJECTION))
    assert found["outcome"] != "won"
    assert all("HACKED" not in text for text in (*found["lessons"], *found["next_time"], found["mechanism"]))


def test_nul_and_lone_surrogates_keep_their_place(run: Run, book: Book) -> None:
    text = SECURITY.replace("Sanna", "Sa\0na")
    found = document(run("review", "-", "--json", given=text))
    check(found, text.replace("\0", "\ufffd"))
    batch = json.dumps({"id": "s", "account": "B", "text": SECURITY.replace("Sanna", "Sa\ud800na")})
    line = document(run("review", "--batch", "-", given=batch + "\n"))
    assert line.pop("id") == "s"
    check(line, SECURITY.replace("Sanna", "Sa\ufffdna"))
    assert book.store.count(book.viewer) == 2


def test_names_that_no_database_takes(run: Run, book: Book) -> None:
    found = document(run("review", "-", "--account", "Ha\udcfflden\0", "--json", given=SECURITY))
    assert found["account"].startswith("Ha")
    assert book.store.count(book.viewer) == 1


def test_a_missing_embedder_says_what_to_do(run: Run, home: Path) -> None:
    (home / "models" / EMBEDDER_FILE).unlink()
    result = run("review", "-", "--json", given=SECURITY)
    assert (result.exit_code, result.stdout) == (1, "")
    assert "lossbook" in result.stderr
    assert result.stderr.count("\n") == 1


def test_a_truncated_embedder_says_what_to_do(run: Run, home: Path) -> None:
    file = home / "models" / EMBEDDER_FILE
    data = file.read_bytes()[:100_000]
    file.unlink()
    file.write_bytes(data)
    result = run("review", "-", "--json", given=SECURITY)
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr.count("\n") == 1


def test_a_damaged_database_loses_nothing_and_a_review_can_still_be_seen(run: Run, home: Path) -> None:
    (home / "lossbook.db").write_bytes(b"SQLite format 3\0" + b"\x13" * 8000)
    before = (home / "lossbook.db").read_bytes()
    result = run("review", "-", "--json", given=SECURITY)
    assert (result.exit_code, result.stdout) == (1, "")
    assert "lossbook restore" in result.stderr
    assert (home / "lossbook.db").read_bytes() == before
    only = run("review", "-", "--json", "--no-save", given=SECURITY)
    assert document(only)["review_id"] is None
    assert "Past reviews could not be read" in only.stderr


def test_settings_that_cannot_be_meant_name_the_variable(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LOSSBOOK_PORT", "eighty")
    result = run("review", "-", given=SECURITY)
    assert (result.exit_code, result.stdout) == (1, "")
    assert "LOSSBOOK_PORT is 'eighty'" in result.stderr


def test_a_bug_is_one_line_and_its_traceback_is_in_the_log(
    run: Run, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise KeyError("oops")

    monkeypatch.setattr("ingest.read.read_bytes", broken)
    result = run("review", "-", given=SECURITY)
    assert (result.exit_code, result.stdout) == (1, "")
    assert "KeyError" in result.stderr
    assert str(home / "lossbook.log") in result.stderr
    assert result.stderr.count("\n") == 1
    assert "oops" in (home / "lossbook.log").read_text()
    assert (home / "lossbook.log").stat().st_mode & 0o077 == 0


def test_ctrl_c_is_quiet(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def stopped(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("ingest.read.read_bytes", stopped)
    result = run("review", "-", given=SECURITY)
    assert (result.exit_code, result.stdout, result.stderr) == (130, "", "Stopped.\n")


def test_a_full_disk_is_told_and_what_was_recorded_stays(run: Run, book: Book, fill_disk: Callable[[], None]) -> None:
    assert run("review", "-", given=SECURITY).exit_code == 0
    before = book.store.recent(book.viewer)
    book.store.close()
    fill_disk()
    result = run("review", "-", given=SILENCE * 40)
    assert (result.exit_code, result.stdout) == (1, "")
    assert "no space left" in result.stderr.casefold()
    assert result.stderr.count("\n") == 1
    assert book.store.recent(book.viewer) == before
    assert run("review", "-", "--no-save", given=SILENCE).exit_code == 0
