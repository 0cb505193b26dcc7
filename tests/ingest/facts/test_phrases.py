"""prompts/outcomes.md is edited by people: a slip names the line and how to mend it."""

from pathlib import Path

import pytest

from ingest.facts.phrases import SECTIONS, load_phrases, outcomes_file
from prompts.errors import PromptError


def test_the_shipped_file_loads() -> None:
    assert set(load_phrases()) == set(SECTIONS)


def edited(folder: Path, old: str, new: str) -> Path:
    text = outcomes_file().read_text(encoding="utf-8")
    assert old in text
    path = folder / "outcomes.md"
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    return path


def test_a_phrase_of_the_house_counts(tmp_path: Path) -> None:
    path = edited(tmp_path, "## competitor\n", "## competitor\n- bagged by {rival}\n")
    pattern = next(p for p in load_phrases(path)["competitor"] if p.search("bagged by Kestrel"))
    found = pattern.search("bagged by Kestrel")
    assert found is not None
    assert found["rival"] == "Kestrel"


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("## won", "## victory", r"line \d+: 'victory' is no outcome; use one of competitor"),
        (
            "- went with {rival}\n",
            "- went with {vendor}\n",
            r"line \d+: '- went with \{vendor\}' needs words and at most one",
        ),
        ("- went with {rival}\n", "- {rival}\n", "needs words"),
        ("- went with {rival}\n", "- {rival} and {rival}\n", "needs words"),
    ],
)
def test_slips(tmp_path: Path, old: str, new: str, says: str) -> None:
    with pytest.raises(PromptError, match=says):
        load_phrases(edited(tmp_path, old, new))


def test_missing_section_and_missing_file(tmp_path: Path) -> None:
    path = tmp_path / "outcomes.md"
    path.write_text("## won\n- we won\n", encoding="utf-8")
    with pytest.raises(PromptError, match="no phrases under '## competitor'"):
        load_phrases(path)
    with pytest.raises(PromptError, match="cannot be read"):
        load_phrases(tmp_path / "nowhere.md")
