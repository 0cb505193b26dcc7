"""What the documents say is so: commands exist, settings are all listed, figures are those the code prints."""

import json
import re
import shlex

import pytest
import yaml
from typer.main import get_command

from ingest.settings import Settings
from tests.conftest import ROOT

README = (ROOT / "README.md").read_text(encoding="utf-8")
PAGES = {
    name: (ROOT / name).read_text(encoding="utf-8")
    for name in ("README.md", "CONTRIBUTING.md", "SECURITY.md", "CHANGELOG.md")
}


def test_readme_is_short() -> None:
    assert len(README.splitlines()) < 150


@pytest.mark.parametrize("page", PAGES)
def test_links_and_images_lead_somewhere(page: str) -> None:
    for target in re.findall(r"\]\((?!http)([^)#]+)\)", PAGES[page]):
        assert (ROOT / target).exists(), target


@pytest.mark.parametrize("page", PAGES)
def test_make_targets_exist(page: str) -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    for target in re.findall(r"(?:`|^)make ([a-z][a-z-]+)", PAGES[page], flags=re.MULTILINE):
        assert re.search(rf"^{target}:", makefile, flags=re.MULTILINE), target


@pytest.mark.parametrize("page", PAGES)
def test_commands_and_options_exist(page: str) -> None:
    from app.__main__ import app

    known = get_command(app).commands  # type: ignore[attr-defined]
    for line in re.findall(r"(?:\.venv/bin/|`)lossbook ([^`\n]+)", PAGES[page]):
        words = shlex.split(line.split(" < ")[0].split(" > ")[0])
        if words[0].startswith("-"):
            continue
        assert words[0] in known, line
        command = known[words[0]]
        command = getattr(command, "commands", {}).get(words[1], command) if words[1:] else command
        options = {option for param in command.params for option in param.opts}
        assert {word for word in words[1:] if word.startswith("--")} <= options, line


def test_every_setting_is_in_the_readme() -> None:
    for name in Settings.model_fields:
        variable = name.upper() if name.startswith("openai") else f"LOSSBOOK_{name.upper()}"
        assert f"`{variable}`" in README, variable


def test_the_container_copies_what_exists_and_passes_known_settings() -> None:
    dockerfile = (ROOT / "Dockerfile").read_text(encoding="utf-8")
    allowed = (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()
    for line in re.findall(r"^COPY (.+)$", dockerfile, flags=re.MULTILINE):
        for source in line.split()[:-1]:
            assert (ROOT / source).exists(), source
            assert f"!{source.rstrip('/')}" in allowed, source
    service = yaml.safe_load((ROOT / "compose.yaml").read_text(encoding="utf-8"))["services"]["lossbook"]
    assert service["ports"] == ["127.0.0.1:8501:8501"]
    for variable in service["environment"]:
        field = variable.removeprefix("LOSSBOOK_").lower()
        assert field in Settings.model_fields, variable


def test_the_figures_in_the_readme_are_those_that_were_written_down() -> None:
    cause = json.loads((ROOT / "eval/cases/baseline.json").read_text(encoding="utf-8"))["test, builtin"]
    memory = json.loads((ROOT / "eval/memory/baseline.json").read_text(encoding="utf-8"))["sealed"]
    text = " ".join(README.split())
    for found in (cause["cause first"], cause["cause in first three"], memory["right account"]):
        assert f"{found['hits']} of {found['n']}" in text
