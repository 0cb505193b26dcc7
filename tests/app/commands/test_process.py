"""The console program as other programs run it: its own process, real pipes, real signals."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from ingest.book import Book
from tests.app.commands.test_review import check
from tests.app.notes import GERMAN, SECURITY, SILENCE

ROOT = Path(__file__).parents[3]
Start = Callable[..., "subprocess.Popen[bytes]"]


@pytest.fixture
def start(home: Path) -> Start:
    def start(*args: str, **env: str) -> "subprocess.Popen[bytes]":
        base = {
            "PATH": os.environ["PATH"],
            "LOSSBOOK_HOME": str(home),
            "LOSSBOOK_MODEL": "none",
            "PYTHONPATH": str(ROOT),
        }
        return subprocess.Popen(
            [sys.executable, "-m", "app", *args],
            env=base | env,
            cwd=home,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            # A shell that runs the tests in the background leaves Ctrl-C ignored, and children inherit that.
            preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
        )

    return start


@pytest.mark.parametrize("encoding", ["ascii", "utf-8"])
def test_json_is_utf_8_whatever_the_terminal(start: Start, encoding: str) -> None:
    process = start("review", "-", "--json", PYTHONIOENCODING=encoding)
    out, err = process.communicate(GERMAN.encode(), timeout=60)
    assert process.returncode == 0, err
    assert err == b""
    found = json.loads(out.decode("utf-8"))
    check(found, GERMAN)


def test_binary_on_stdin_is_exit_status_1_and_one_line(start: Start, book: Book) -> None:
    process = start("review", "-", "--json")
    out, err = process.communicate(os.urandom(100_000), timeout=60)
    assert (process.returncode, out) == (1, b"")
    assert err.count(b"\n") == 1
    assert b"Traceback" not in err
    assert book.store.count(book.viewer) == 0


def test_a_reader_that_has_seen_enough_is_no_error(start: Start) -> None:
    process = start("review", "--batch", "-")
    assert process.stdin
    assert process.stdout
    assert process.stderr
    process.stdin.write(json.dumps({"id": 1, "text": SILENCE}).encode() + b"\n")
    process.stdin.flush()
    assert json.loads(process.stdout.readline())["id"] == 1  # a line comes out as soon as it is read
    process.stdout.close()
    for number in range(3):
        process.stdin.write(json.dumps({"id": 2, "text": SECURITY + str(number)}).encode() + b"\n")
    process.stdin.close()
    with process.stderr as told:
        assert b"Traceback" not in told.read()
    assert process.wait(60) == 0


def test_ctrl_c_while_it_waits_for_notes(start: Start) -> None:
    process = start("review", "-")
    time.sleep(3)
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=30)
    assert (process.returncode, out) == (130, b"")
    assert err == b"Stopped.\n"


def test_killed_in_the_middle_of_a_batch_nothing_is_lost_or_doubled(start: Start, book: Book) -> None:
    rows = [{"id": n, "text": f"{SECURITY}Deal number {n}.\n"} for n in range(8)]
    data = "".join(json.dumps(row) + "\n" for row in rows).encode()
    process = start("review", "--batch", "-")
    assert process.stdin
    assert process.stdout
    process.stdin.write(data)
    process.stdin.flush()
    first = json.loads(process.stdout.readline())
    process.kill()
    process.communicate()
    told = {first["review_id"]}
    recorded = {row.id for row in book.store.recent(book.viewer, limit=50)}
    assert told <= recorded
    again = start("review", "--batch", "-")
    out, _ = again.communicate(data, timeout=120)
    ids = [json.loads(line)["review_id"] for line in out.splitlines()]
    assert len(set(ids)) == 8
    assert recorded <= set(ids)
    assert {row.id for row in book.store.recent(book.viewer, limit=50)} == set(ids)
