"""The real server in a process of its own, on a free port."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from app.serving import can_show_browser, free_or_refuse, is_healthy
from ingest.book import Book
from ingest.index.owner import OwnerLock
from prompts.errors import LossbookError

ROOT = Path(__file__).parents[2]
Start = Callable[..., "subprocess.Popen[str]"]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture
def start(home: Path, tmp_path: Path) -> Iterator[Start]:
    processes: list[subprocess.Popen[str]] = []

    def start(port: int, home: Path = home) -> "subprocess.Popen[str]":
        env = {"PATH": os.environ["PATH"], "HOME": str(tmp_path), "LOSSBOOK_HOME": str(home), "LOSSBOOK_MODEL": "none"}
        process = subprocess.Popen(
            [sys.executable, "-m", "app", "serve", "--port", str(port), "--no-browser"],
            cwd=ROOT,
            env=env,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        processes.append(process)
        return process

    yield start
    for process in processes:
        if process.poll() is None:
            process.kill()
        process.communicate()


def wait_for(process: "subprocess.Popen[str]", port: int) -> None:
    deadline = time.monotonic() + 60
    while not is_healthy(port):
        assert process.poll() is None, process.stderr.read() if process.stderr else ""
        assert time.monotonic() < deadline
        time.sleep(0.1)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_it_serves_is_alone_and_stops_cleanly(start: Start, home: Path, number: int) -> None:
    port = free_port()
    process = start(port)
    wait_for(process, port)
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/") as page:
        policy = page.headers["Content-Security-Policy"]
        assert "img-src 'self' data: blob:" in policy
        assert page.headers["X-Content-Type-Options"] == "nosniff"

    began = time.monotonic()
    second = start(free_port())
    _, told = second.communicate(timeout=20)
    assert second.returncode == 1
    assert f"process {process.pid}" in told
    assert told.count("\n") == 1
    assert time.monotonic() - began < 10  # two seconds, and a Python that starts on a busy machine

    process.send_signal(number)
    out, err = process.communicate(timeout=30)
    assert process.returncode == 0, err  # Ctrl-C is how one stops it, and no failure of `make run`
    assert out == ""
    assert f"http://127.0.0.1:{port}" in err
    assert "Traceback" not in err
    with OwnerLock(home):
        pass
    assert subprocess.run(["pgrep", "-f", str(home / "index")], capture_output=True).stdout == b""


def test_a_killed_server_leaves_the_home_free_and_its_jobs_queued(start: Start, home: Path, book: Book) -> None:
    port = free_port()
    process = start(port)
    wait_for(process, port)
    process.kill()
    process.wait()
    job_id = book.store.enqueue("Me", "review", {"text": "Lost it. They said the budget is gone.", "given": {}})
    port = free_port()
    again = start(port)
    wait_for(again, port)
    deadline = time.monotonic() + 30
    while book.store.job(book.viewer, job_id).state != "done":  # without any browser open
        assert time.monotonic() < deadline
        time.sleep(0.1)


def test_a_taken_port_is_named_with_another_one() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(LossbookError, match=rf"Port {port} .* is taken by another program.*--port \d+"):
            free_or_refuse(port)
    free_or_refuse(port)


def test_no_browser_is_opened_where_there_is_no_desktop(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("CI", "SSH_CONNECTION", "DISPLAY", "WAYLAND_DISPLAY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(sys, "platform", "linux")
    assert not can_show_browser()
    monkeypatch.setenv("DISPLAY", ":0")
    assert can_show_browser()
    monkeypatch.setenv("CI", "true")
    assert not can_show_browser()
