"""The folders are ours, small, and nothing happens when they are imported."""

import statistics
import subprocess
import sys
from pathlib import Path

import pytest

import app
import eval as evaluation
import ingest
import prompts
from tests.conftest import ROOT

FOLDERS = ("prompts", "ingest", "app", "eval")
SOURCES = [file for folder in FOLDERS for file in (ROOT / folder).rglob("*.py")]


@pytest.mark.parametrize("module", [app, evaluation, ingest, prompts])
def test_the_folders_are_ours_and_not_a_packages(module: object) -> None:
    assert Path(module.__file__).is_relative_to(ROOT)  # type: ignore[attr-defined]


def test_files_stay_small() -> None:
    lengths = {file: len(file.read_text(encoding="utf-8").splitlines()) for file in SOURCES}
    assert {file: length for file, length in lengths.items() if length > 320} == {}
    assert statistics.median(lengths.values()) < 120


def test_importing_the_command_line_loads_nothing_heavy() -> None:
    heavy = ("chromadb", "langchain_core", "openai", "onnxruntime", "sqlalchemy", "streamlit", "numpy", "docx")
    script = f"import sys, app.__main__; print([name for name in {heavy} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", script], check=True, capture_output=True, text=True, cwd=ROOT)
    assert done.stdout.strip() == "[]"


def test_nothing_on_disk_changes_on_import(tmp_path: Path) -> None:
    script = "import app.__main__, ingest.book, ingest.pipeline, ingest.store, ingest.index, prompts.chat, eval.bench"
    environment = {"LOSSBOOK_HOME": str(tmp_path / "home"), "HOME": str(tmp_path), "PATH": "/usr/bin:/bin"}
    subprocess.run([sys.executable, "-c", script], check=True, cwd=ROOT, env=environment, capture_output=True)
    assert list(tmp_path.iterdir()) == []
