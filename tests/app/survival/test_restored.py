"""Yesterday's backup is put back after an erasure: what was erased comes back nowhere."""

from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner

from app.__main__ import app
from app.running import Running
from ingest.book import Book
from ingest.settings import Settings
from tests.app.survival.conftest import ME, OTHERS, settle, whole


@pytest.mark.slow
def test_an_erased_account_stays_erased(
    past: Path, home: Path, own: Callable[[], Running], monkeypatch: pytest.MonkeyPatch
) -> None:
    running = own()
    settle(running)
    old = running.book.index.generation  # type: ignore[union-attr]
    running.stop()

    monkeypatch.setenv("LOSSBOOK_HOME", str(home))
    monkeypatch.setenv("LOSSBOOK_MODEL", "none")
    done = CliRunner().invoke(app, ["restore", str(past.parent / "yesterday.backup"), "--yes"])
    assert (done.exit_code, done.stderr) == (0, "")
    assert f"{OTHERS + 4} reviews are back" in done.stdout
    assert "1 reviews were erased since that backup and stay erased" in done.stdout

    book = Book(Settings(home=home, model="none"))
    whole(book)  # a command, which has no index
    assert "Tideway Logistics" not in [account.name for account in book.store.accounts(ME)]
    book.close()

    running = own()
    whole(running.book)
    settle(running)
    assert running.book.index.generation != old  # type: ignore[union-attr]
    assert whole(running.book).path == "index"
