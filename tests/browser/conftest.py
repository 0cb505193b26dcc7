"""A real `lossbook serve` in a process of its own, and Debian's Chromium looking at it."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from app.serving import is_healthy

ARGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


class Served:
    """The app on a port, which can be stopped and started again on the same home."""

    def __init__(self, home: Path, **environment: str) -> None:
        self.home = home
        self.environment = environment
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> float:
        """Seconds until it answers."""
        started = time.monotonic()
        self._process = subprocess.Popen(
            [sys.executable, "-m", "app", "serve", "--no-browser", "--port", str(self.port)],
            env={**os.environ, "LOSSBOOK_HOME": str(self.home), "LOSSBOOK_MODEL": "none", **self.environment},
            stderr=subprocess.DEVNULL,
        )
        while not is_healthy(self.port):
            assert self._process.poll() is None, f"it ended with {self._process.returncode}"
            assert time.monotonic() - started < 60
            time.sleep(0.1)
        return time.monotonic() - started

    def stop(self, how: signal.Signals = signal.SIGTERM) -> None:
        """End it and wait."""
        if self._process is not None:
            self._process.send_signal(how)
            self._process.wait(30)
            self._process = None


def free_port() -> int:
    """A port nobody uses."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture
def served(home: Path) -> Iterator[Served]:
    app = Served(home)
    app.start()
    yield app
    app.stop()


@pytest.fixture
def chromium() -> Iterator[Browser]:
    path = next(
        (found for name in ("chromium", "chromium-browser", "google-chrome") if (found := shutil.which(name))), None
    )
    if path is None:
        pytest.fail("No Chromium found. On Debian or Ubuntu: sudo apt-get install chromium.")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(ARGS))
        yield browser
        browser.close()


@pytest.fixture
def page(chromium: Browser, served: Served) -> Iterator[Page]:
    """A tab that fails the test when anything is asked of another machine, or a script opens a dialog."""
    tab = chromium.new_page(viewport={"width": 1280, "height": 900})
    asked: list[str] = []
    tab.on("request", lambda request: asked.append(request.url))
    tab.on("dialog", lambda dialog: asked.append(f"dialog: {dialog.message}"))
    yield tab
    allowed = (served.url, served.url.replace("http", "ws"), "data:", "blob:")
    assert [url for url in asked if not url.startswith(allowed)] == []
