import json
from pathlib import Path

import pytest

from ingest.book import Book
from ingest.index.owner import OwnerLock
from tests.app.commands.conftest import Run
from tests.app.notes import SECURITY, SECURITY_AGAIN, SILENCE


@pytest.fixture
def recorded(run: Run, tmp_path: Path) -> list[str]:
    """Ids of three reviews, of Nordlund and Mwangi (Maya) and Brackwater (Tomas)."""
    rows = [
        {"id": "1", "text": SECURITY, "account": "Nordlund", "rep": "Maya"},
        {"id": "2", "text": SECURITY_AGAIN, "account": "Mwangi", "rep": "Maya"},
        {"id": "3", "text": SILENCE, "account": "Brackwater", "rep": "Tomas"},
    ]
    result = run("review", "--batch", "-", given="".join(json.dumps(row) + "\n" for row in rows))
    return [json.loads(line)["review_id"] for line in result.stdout.splitlines()]


def test_show_a_review_again(run: Run, recorded: list[str]) -> None:
    shown = run("show", recorded[0])
    assert shown.exit_code == 0
    assert "Nordlund" in shown.stdout
    assert "Lost the same way before" in shown.stdout
    document = json.loads(run("show", recorded[0], "--json").stdout)
    assert (document["review_id"], document["account"]) == (recorded[0], "Nordlund")
    assert [each["review_id"] for each in document["similar"]] == [recorded[1]]


def test_show_what_is_not_there(run: Run) -> None:
    result = run("show", "01WAT")
    assert (result.exit_code, result.stdout) == (1, "")
    assert "'01WAT'" in result.stderr


def test_a_backup_put_back_brings_everything_but_what_was_erased(
    run: Run, recorded: list[str], tmp_path: Path, book: Book
) -> None:
    copy = tmp_path / "copy.db"
    made = run("backup", copy)
    assert made.exit_code == 0
    assert "3 reviews" in made.stdout
    assert run("backup", copy).exit_code == 1  # never over an existing file
    assert run("erase", "--account", "Nordlund", "--yes").exit_code == 0
    assert run("erase", "--rep", "Tomas", "--yes").exit_code == 0
    back = run("restore", copy, "--yes")
    assert back.exit_code == 0, back.stderr
    assert "1 reviews are back" in back.stdout
    assert "2 reviews were erased since" in back.stdout
    assert run("show", recorded[1]).exit_code == 0
    assert run("show", recorded[0]).exit_code == 1


def test_restore_refuses_what_is_no_backup_and_while_the_app_runs(
    run: Run, recorded: list[str], tmp_path: Path, home: Path
) -> None:
    (tmp_path / "junk.db").write_bytes(b"junk" * 500)
    for file in (tmp_path / "junk.db", tmp_path / "no.db"):
        result = run("restore", file, "--yes")
        assert (result.exit_code, result.stdout) == (1, "")
    run("backup", tmp_path / "copy.db")
    with OwnerLock(home):
        busy = run("restore", tmp_path / "copy.db", "--yes")
    assert busy.exit_code == 1
    assert "already running" in busy.stderr
    assert run("show", recorded[0]).exit_code == 0


def test_erasing_asks_first(run: Run, recorded: list[str]) -> None:
    refused = run("erase", "--account", "Nordlund", given="n\n")
    assert refused.exit_code == 1
    assert refused.stderr.endswith("Nothing was changed.\n")
    assert run("show", recorded[0]).exit_code == 0
    done = run("erase", "--account", "nordlund, Inc.", given="y\n")
    assert done.exit_code == 0
    assert "Erased 1 reviews" in done.stdout
    assert run("show", recorded[0]).exit_code == 1
    again = run("erase", "--account", "Nordlund", "--yes")
    assert (again.exit_code, again.stdout) == (1, "")


def test_one_review_is_erased(run: Run, recorded: list[str]) -> None:
    assert run("erase", "--review", recorded[0], "--account", "Nordlund").exit_code == 2
    assert run("erase", "--review", recorded[0], "--yes").exit_code == 0
    assert run("show", recorded[0]).exit_code == 1
    assert run("show", recorded[1]).exit_code == 0
    assert run("erase", "--review", recorded[0], "--yes").exit_code == 1


def test_the_index_is_built_from_the_records(run: Run, recorded: list[str], home: Path, book: Book) -> None:
    built = run("rebuild-index")
    assert built.exit_code == 0, built.stderr
    assert f"{book.store.count_vectors()} lines" in built.stdout
    assert book.store.outbox_waiting() == 0
    generation = book.store.generation()
    assert generation is not None
    assert (home / "index" / generation.name).is_dir()


def test_while_the_app_runs_the_app_builds_the_index(run: Run, recorded: list[str], home: Path, book: Book) -> None:
    book.store.swap_generation("g0", 1, "x")
    with OwnerLock(home):
        result = run("rebuild-index")
    assert result.exit_code == 0
    assert "running app" in result.stderr
    assert book.store.generation() is None
