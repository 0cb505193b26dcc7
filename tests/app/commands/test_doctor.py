import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from ingest.book import EMBEDDER_FILE
from ingest.index.owner import OwnerLock
from prompts.modelfile import QWEN
from tests.app.commands.conftest import Run
from tests.app.notes import SECURITY


def checks(run: Run, status: int, *args: str) -> dict[str, Any]:
    result = run("doctor", "--json", *args)
    assert result.exit_code == status, result.stdout
    found = json.loads(result.stdout)
    assert found["ok"] == (status == 0)
    rows = {row["name"]: row for row in found["checks"]}
    for row in rows.values():
        assert list(row) == ["name", "state", "text", "next"]
        assert row["state"] == "ok" or row["next"] or row["state"] == "fail"
    return rows


def test_all_is_well(run: Run) -> None:
    run("review", "-", given=SECURITY)
    rows = checks(run, 0)
    assert list(rows) == ["python", "home", "disk", "database", "embedder", "playbook", "model", "index", "app"]
    assert {row["state"] for row in rows.values()} == {"ok"}
    assert "1 reviews on record, intact" in rows["database"]["text"]
    assert "Not running" in rows["app"]["text"]


def test_for_a_person(run: Run) -> None:
    result = run("doctor")
    assert result.exit_code == 0
    assert all(line.startswith(("ok", "warn", "    ")) for line in result.stdout.splitlines())


def test_a_missing_or_damaged_embedder_fails_with_its_next_step(run: Run, home: Path) -> None:
    file = home / "models" / EMBEDDER_FILE
    data = file.read_bytes()
    file.unlink()
    assert checks(run, 1)["embedder"]["next"] == "Run: lossbook setup"
    file.write_bytes(data[:-1] + b"?")
    assert checks(run, 1)["embedder"]["state"] == "fail"


def test_a_damaged_database_fails(run: Run, home: Path) -> None:
    run("review", "-", given=SECURITY)
    database = home / "lossbook.db"
    data = bytearray(database.read_bytes())
    data[4096 * 3 : 4096 * 12] = b"\x55" * (4096 * 9)
    database.write_bytes(data)
    row = checks(run, 1)["database"]
    assert "damaged" in row["text"] or "malformed" in row["text"]


def test_the_embedded_model_is_only_missed_when_it_is_wanted(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LOSSBOOK_MODEL", "auto")
    row = checks(run, 0)["model"]
    assert (row["state"], row["next"]) == ("warn", "Run: lossbook model pull")


def test_an_endpoint_is_asked(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LOSSBOOK_MODEL", "auto")
    monkeypatch.setenv("LOSSBOOK_CHAT_MODEL", "some-model")
    monkeypatch.setenv("OPENAI_BASE_URL", "http://127.0.0.1:9/v1")
    row = checks(run, 1)["model"]
    assert "127.0.0.1" in row["text"]
    assert checks(run, 0, "--no-probe")["model"]["state"] == "ok"


def test_a_running_app_and_its_index_are_seen(run: Run, home: Path) -> None:
    run("review", "-", given=SECURITY)
    run("rebuild-index")
    with OwnerLock(home):
        rows = checks(run, 0)
    assert "Running as process" in rows["app"]["text"]
    assert " of " in rows["index"]["text"]
    shutil.rmtree(home / "index")
    assert checks(run, 0)["index"]["state"] == "warn"


def test_model_status_and_remove(run: Run, home: Path) -> None:
    assert "built-in engine" in run("model", "status").stdout
    status = json.loads(run("model", "status", "--json").stdout)
    assert (status["state"], status["bytes"], status["host"]) == ("idle", 0, None)
    assert "nothing was removed" in run("model", "remove", "--yes").stdout
    part = home / "models" / f"{QWEN.filename}.hub.part"
    part.write_bytes(b"x" * 2_000_000)
    assert "2 of 1117 MB" in run("model", "status").stdout
    assert run("model", "remove", given="n\n").exit_code == 1
    assert part.exists()
    assert run("model", "remove", "--yes").exit_code == 0
    assert not part.exists()
    assert (home / "models" / EMBEDDER_FILE).exists()


def test_a_pull_without_a_connection_is_one_line(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HF_ENDPOINT", "http://127.0.0.1:9")
    for name in ("UV_DEFAULT_INDEX", "UV_INDEX_URL", "PIP_INDEX_URL"):
        monkeypatch.setenv(name, "http://127.0.0.1:9/simple")
    result = run("model", "pull")
    assert (result.exit_code, result.stdout) == (1, "")
    assert "lossbook model pull" in result.stderr


def test_setup_leaves_a_home_that_the_doctor_likes(run: Run) -> None:
    result = run("setup")
    assert result.exit_code == 0
    assert "lossbook serve" in result.stderr
    checks(run, 0)
