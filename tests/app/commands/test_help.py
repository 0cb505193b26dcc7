"""Every command explains itself, and every example in its help can be typed."""

import shlex
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
import typer.main

from app.__main__ import app
from tests.app.commands.conftest import Run

ROOT = Path(__file__).parents[3]


def commands() -> list[tuple[str, ...]]:
    def below(command: Any, path: tuple[str, ...]) -> list[tuple[str, ...]]:
        found = [path]
        for name, child in getattr(command, "commands", {}).items():
            found += below(child, (*path, name))
        return found

    return below(typer.main.get_command(app), ())


def examples(text: str) -> list[list[str]]:
    """What follows `lossbook` on the lines of the help that are examples."""
    found = []
    for line in text.splitlines():
        _, mark, rest = line.strip().rpartition("lossbook ")
        if mark and line.startswith("    ") and "`" not in line:
            found.append(shlex.split(rest.split(" > ")[0]))
    return found


@pytest.mark.parametrize("command", commands(), ids=" ".join)
def test_help_of_every_command_has_examples_that_parse(run: Run, command: tuple[str, ...]) -> None:
    result = run(*command, "--help")
    assert result.exit_code == 0
    found = examples(result.stdout)
    assert found, result.stdout
    for args in found:
        parse(args)
    assert "!" not in result.stdout.replace("[default: ", "")


def parse(args: list[str]) -> None:
    """Parse without running anything."""
    command: Any = typer.main.get_command(app)
    while hasattr(command, "commands"):
        assert args[0] in command.commands, args
        command, args = command.commands[args[0]], args[1:]
    command.make_context("lossbook", list(args))


def test_an_example_with_a_wrong_option_would_be_noticed() -> None:
    with pytest.raises(Exception, match="wat"):
        parse(["review", "--wat"])


def test_no_arguments_show_the_help(run: Run) -> None:
    assert "lossbook doctor" in run().output


def test_version(run: Run) -> None:
    from ingest import version

    assert run("--version").stdout == f"lossbook {version()}\n"


def test_help_imports_nothing_heavy_and_answers_at_once() -> None:
    code = (
        "import sys, app.__main__ as m\n"
        "try: m.app(['--help'], prog_name='lossbook')\n"
        "except SystemExit: pass\n"
        "print(sorted(n for n in sys.modules if n.split('.')[0] in "
        "{'numpy','sqlalchemy','pydantic','onnxruntime','streamlit','rich','chromadb','langchain_openai','ingest'}),"
        " file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stderr.strip() == "[]"


@pytest.mark.slow
def test_help_takes_less_than_half_a_second() -> None:
    def seconds() -> float:
        began = time.monotonic()
        subprocess.run([sys.executable, "-m", "app", "--help"], cwd=ROOT, capture_output=True, check=True)
        return time.monotonic() - began

    assert min(seconds() for _ in range(5)) < 0.5
