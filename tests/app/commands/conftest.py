from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from app.__main__ import app

Run = Callable[..., Result]


@pytest.fixture
def run(home: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run `lossbook ARGS` in this process, in a home of its own, with the built-in engine."""
    monkeypatch.setenv("LOSSBOOK_HOME", str(home))
    monkeypatch.setenv("LOSSBOOK_MODEL", "none")
    # Whatever a test sends to the terminal is as wide as a pipe.
    monkeypatch.setenv("COLUMNS", "100")

    def run(*args: str | Path, given: str | bytes | None = None) -> Result:
        return CliRunner().invoke(app, [str(arg) for arg in args], input=given, prog_name="lossbook")

    return run
