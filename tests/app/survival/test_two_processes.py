"""Real processes on one home: the app and a command that both write; an app that is killed as it swaps its index."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from app.running import Running
from tests.app.survival.conftest import ME, OTHERS, settle, until, whole
from tests.app.survival.owner import MOMENTS

ROOT = Path(__file__).parents[3]
EACH = 30


def rows(folder: Path, name: str) -> Path:
    """A file of notes."""
    who = ("Kestrel", "Routely", "their own team")
    made = [
        {
            "id": f"{name}{n}",
            "account": f"{name} firm {n % 5}",
            "text": f"{name} call {n} with Dana Whitlock. They went with {who[n % 3]}: quote {n} came {n} days late.",
        }
        for n in range(EACH)
    ]
    file = folder / f"{name}.jsonl"
    file.write_text("".join(f"{json.dumps(row)}\n" for row in made))
    return file


def run_owner(home: Path, *words: str) -> "subprocess.Popen[str]":
    command = [sys.executable, "-m", "tests.app.survival.owner", str(home), *words]
    pipe = subprocess.PIPE
    return subprocess.Popen(command, cwd=ROOT, stdin=pipe, stdout=pipe, stderr=pipe, text=True)


def said(process: "subprocess.Popen[str]") -> str:
    """Its next line."""
    assert process.stdout is not None
    assert process.stderr is not None
    line = process.stdout.readline()
    assert line, process.stderr.read()
    return line.strip()


@pytest.mark.slow
def test_the_app_and_a_command_import_at_the_same_time(home: Path, tmp_path: Path, own: Callable[[], Running]) -> None:
    """Each has a file of its own, and both have one in common."""
    mine, theirs, common = (rows(tmp_path, name) for name in ("app", "cli", "both"))
    environment = {**os.environ, "LOSSBOOK_HOME": str(home), "LOSSBOOK_MODEL": "none"}
    app = run_owner(home, "import", str(common), str(mine))
    try:
        assert said(app) == "ready"
        (tmp_path / "go").touch()
        command = [sys.executable, "-m", "app", "import", str(common), str(theirs), "--json"]
        cli = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=200)
        assert cli.returncode == 0, cli.stderr
        by_cli, by_app = json.loads(cli.stdout), json.loads(said(app))
        assert (by_cli["rejected"], by_app["rejected"]) == ([], [])
        print(by_cli["kept"], by_app["kept"])
        _, errors = app.communicate("done\n", timeout=120)
        assert app.returncode == 0, errors  # the index has caught up, and it stopped in order
    finally:
        app.kill()
        app.wait()

    running = own()
    recent = running.book.store.recent(ME, limit=5 * OTHERS)
    ids = sorted(str(row.external_id) for row in recent if str(row.external_id).startswith(("app", "cli", "both")))
    assert ids == sorted(f"{name}{n}" for name in ("app", "cli", "both") for n in range(EACH))
    settle(running)
    assert whole(running.book, OTHERS + 4 + 3 * EACH).path == "index"


@pytest.mark.slow
@pytest.mark.parametrize("moment", MOMENTS)
def test_an_app_that_is_killed_as_it_builds_or_swaps_its_index(
    home: Path, own: Callable[[], Running], moment: str
) -> None:
    app = run_owner(home, "die", moment)
    try:
        assert said(app) == "ready"
        assert app.wait(90) == -signal.SIGKILL
    finally:
        app.kill()
        app.communicate()

    running = own()
    whole(running.book)
    settle(running)
    assert whole(running.book).path == "index"
    until(lambda: [each.name for each in (home / "index").iterdir()] == [running.book.index.generation], 30)  # type: ignore[union-attr]
