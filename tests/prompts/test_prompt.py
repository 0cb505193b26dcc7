from pathlib import Path
from typing import Any

import pytest

from prompts.errors import PromptError
from prompts.prompt import FOLDER, load

SHIPPED = [
    "review",
    "verdict",
    "coach",
    "pick",
    "choose",
    "ask",
    "judge",
    "prep",
    "promises",
    "standins",
    "which",
    "same",
]
FILLED: dict[str, dict[str, Any]] = {
    "review": {"causes": [{"id": "follow_up", "definition": "We were slow."}]},
    "verdict": {"lines": "L01| buyer: no", "written": "Monday, 2026-03-02"},
    "judge": {"lines": "L01| buyer: no", "cause": "Follow-up", "coaching": "- Be on time."},
    "pick": {},
    "prep": {"observations": "[1] They signed."},
    "promises": {
        "commitments": "[1] said on 2026-03-03: Meet finance.",
        "written": "Monday, 2026-04-06",
        "account": "Halden",
        "lines": "L01| us: met the CFO",
    },
    "standins": {},
    "choose": {"lines": "L01| buyer: no", "candidates": [{"id": "follow_up", "definition": "We were slow."}]},
    "ask": {"question": "Why?", "account": "Halden Cold Chain", "passages": "[1] They went with Routely."},
    "which": {"question": "Why?", "about": "", "firms": "[1] Halden Cold Chain: 1 round."},
    "same": {"ours": "L01| us: the form waits", "is_deal": True, "past": "[1]\n1| the form waited"},
    "coach": {"lines": "L01| buyer: no", "cause": "follow_up", "mechanism": "Late.", "playbook": ["Be on time."]},
}


@pytest.mark.parametrize("name", SHIPPED)
def test_shipped_prompts_render_with_their_own_inputs(name: str) -> None:
    rendered = load(name).render(**FILLED[name])
    assert rendered.id == name
    assert len(rendered.sha256) == 64
    assert "{{" not in rendered.text
    assert "{%" not in rendered.text


def test_every_prompt_file_is_covered_here() -> None:
    prompts = {file.stem for file in FOLDER.glob("*.md") if "returns:" in file.read_text(encoding="utf-8")[:200]}
    assert prompts == set(SHIPPED)


def test_missing_and_unknown_inputs_are_named() -> None:
    with pytest.raises(PromptError, match=r"missing inputs \['lines'\], unknown inputs \['note'\]"):
        load("verdict").render(written="x", note="y")


def prompt_file(folder: Path, text: str) -> None:
    (folder / "odd.md").write_text(text, encoding="utf-8")


def test_a_name_the_file_does_not_list_is_an_error(tmp_path: Path) -> None:
    prompt_file(tmp_path, "---\nid: odd\nversion: 3\ninputs: []\n---\nHello {{ who }}")
    with pytest.raises(PromptError, match="'odd' v3: 'who' is undefined"):
        load("odd", tmp_path).render()


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("Hello", "must begin with front matter"),
        ("---\nid: odd\n---\nHello", "key 'version': Field required"),
        ("---\nid: odd\nversion: 1\ncolour: red\n---\nHello", "key 'colour': Extra inputs"),
        ("---\nid: even\nversion: 1\n---\nHello", "key 'id' is 'even'; it must be the file's name, 'odd'"),
        ("---\nid: [\n---\nHello", "not valid YAML"),
        ("---\n- a\n---\nHello", "must be `key: value` lines"),
    ],
)
def test_broken_files_say_which_key(tmp_path: Path, text: str, complaint: str) -> None:
    prompt_file(tmp_path, text)
    with pytest.raises(PromptError, match=complaint.replace("(", r"\(")):
        load("odd", tmp_path)


def test_a_missing_file_says_so(tmp_path: Path) -> None:
    with pytest.raises(PromptError, match="cannot be read"):
        load("odd", tmp_path)


def test_a_file_saved_by_an_editor_on_windows_is_read(tmp_path: Path) -> None:
    shipped = (FOLDER / "pick.md").read_bytes()
    (tmp_path / "pick.md").write_bytes(b"\xef\xbb\xbf" + shipped.replace(b"\n", b"\r\n"))
    assert load("pick", tmp_path).render().text == load("pick").render().text
