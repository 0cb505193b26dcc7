import io
import json
import resource
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from app.commands import batch
from ingest.book import Book
from tests.app.commands.conftest import Run
from tests.app.commands.test_review import KEYS, check
from tests.app.notes import SECURITY, SECURITY_AGAIN, SILENCE


def lines(stdout: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in stdout.splitlines()]


def write(file: Path, *rows: Any) -> Path:
    texts = [row if isinstance(row, str) else json.dumps(row) for row in rows]
    file.write_text("\n".join(texts) + "\n", encoding="utf-8")
    return file


def test_each_line_gives_the_document_and_its_id(run: Run, tmp_path: Path, book: Book) -> None:
    file = write(
        tmp_path / "notes.jsonl",
        {"id": "a", "text": SECURITY, "account": "Nordlund", "rep": "Maya", "date": "2026-03-31"},
        {"id": 2, "text": SECURITY_AGAIN, "amount": 5, "segment": "Retail"},
        {"id": "c", "text": SILENCE},
    )
    result = run("review", "--batch", file, "--rep", "Tomas", "--json")
    assert result.exit_code == 0
    found = lines(result.stdout)
    assert [row["id"] for row in found] == ["a", 2, "c"]
    for row, text in zip(found, (SECURITY, SECURITY_AGAIN, SILENCE), strict=True):
        assert list(row) == ["id", *KEYS]
        del row["id"]
        check(row, text)
    first = book.store.review(book.viewer, found[0]["review_id"])
    assert (first.account, first.rep, str(first.happened)) == ("Nordlund", "Maya", "2026-03-31")
    assert book.store.review(book.viewer, found[2]["review_id"]).rep == "Tomas"
    assert [each["review_id"] for each in found[1]["similar"]] == [found[0]["review_id"]]
    assert result.stderr == ""
    counted = book.store.counts(book.viewer, axes=["segment"])
    assert [cell.deals for cell in counted if cell.axis == "segment" and cell.value == "Retail"] == [1]


@pytest.mark.parametrize(
    ("bad", "name", "told"),
    [
        ("{nonsense", None, "Line 1 is not JSON"),
        ("[1, 2]", None, "is list, not an object"),
        ('"text"', None, "is str, not an object"),
        ('{"id": "x"}', "x", 'no "text"'),
        ('{"id": "x", "text": 7}', "x", 'no "text"'),
        ('{"id": "x", "text": ""}', "x", "is empty"),
        ('{"id": "x", "text": "Lost it all.", "date": "someday"}', "x", "someday"),
        ('{"id": "x", "text": "Lost it all.", "rep": 5}', "x", "'rep' is 5"),
        ("[" * 100_000, None, "is not JSON"),
        ('{"id": "x", "text": "' + "a " * 1_100_000 + '"}', "x", "MB"),
        ("\0\1\2", None, "is not JSON"),
    ],
)
def test_a_bad_line_says_why_and_the_rest_go_on(run: Run, tmp_path: Path, bad: str, name: Any, told: str) -> None:
    file = write(tmp_path / "notes.jsonl", bad, "", {"id": "good", "text": SILENCE})
    result = run("review", "--batch", file)
    assert result.exit_code == 0
    wrong, good = lines(result.stdout)
    assert list(wrong) == ["id", "error"]
    assert wrong["id"] == name
    assert told in wrong["error"]
    assert good["id"] == "good"
    assert good["cause"] == "follow_up"
    assert "1 reviewed, 1 could not be" in result.stderr


def test_a_file_of_another_encoding_fails_line_by_line(run: Run) -> None:
    data = json.dumps({"id": "a", "text": "Größe"}, ensure_ascii=False).encode("latin-1")
    good = b"\xef\xbb\xbf" + json.dumps({"id": "b", "text": SILENCE}).encode()
    assert lines(run("review", "--batch", "-", given=good + b"\n" + data).stdout)[0]["id"] == "b"
    assert "not JSON" in lines(run("review", "--batch", "-", given=data).stdout)[0]["error"]


def test_a_line_too_long_to_hold_is_skipped_unread(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(batch, "LONGEST", 10)
    source = io.BytesIO(b"short\n" + b"x" * 95 + b"\nlast")
    assert list(batch._split(source)) == [b"short\n", None, b"last"]


def test_an_empty_batch_and_a_missing_file(run: Run, tmp_path: Path) -> None:
    assert (run("review", "--batch", "-", given="").stdout) == ""
    result = run("review", "--batch", tmp_path / "no.jsonl")
    assert (result.exit_code, result.stdout) == (1, "")
    assert "no.jsonl" in result.stderr


@pytest.mark.slow
def test_memory_stays_flat(home: Path, tmp_path: Path) -> None:
    def peak(count: int) -> int:
        rows = [
            {"id": n, "text": f"{SECURITY} Deal number {n}. " + "They went quiet again. " * 40} for n in range(count)
        ]
        file = write(tmp_path / f"{count}.jsonl", *rows)
        code = (
            "import resource, subprocess, sys;"
            "subprocess.run([sys.executable, '-m', 'app', *sys.argv[1:]], stdout=subprocess.DEVNULL, check=True);"
            "print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)"
        )
        args = ["review", "--batch", str(file), "--no-save", "--engine", "builtin"]
        done = subprocess.run(
            [sys.executable, "-c", code, *args],
            env={"LOSSBOOK_HOME": str(home), "PATH": "/usr/bin:/bin"},
            cwd=Path(__file__).parents[3],
            capture_output=True,
            text=True,
            check=True,
        )
        return int(done.stdout)

    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss > 0
    assert peak(120) < peak(20) * 1.15
