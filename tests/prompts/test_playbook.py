import re
import shutil
from collections.abc import Callable
from itertools import combinations
from pathlib import Path

import pytest

from prompts.codes import CAUSES
from prompts.errors import PromptError
from prompts.playbook import CausePage, Counsel, Playbook, WinPage
from prompts.prompt import FOLDER


@pytest.fixture(scope="module")
def playbook() -> Playbook:
    return Playbook.load()


def pages(playbook: Playbook) -> list[CausePage | WinPage]:
    return [*playbook.causes.values(), playbook.win]


def test_every_cause_has_a_full_page(playbook: Playbook) -> None:
    assert tuple(playbook.causes) == CAUSES
    for page in playbook.causes.values():
        assert len(page.signals) >= 60, page.id
        assert len(page.near_misses) >= 20, page.id
        assert len(page.mechanisms) >= 6, page.id
        assert min(len(page.lessons), len(page.next_time), len(page.questions)) >= 8, page.id


def test_no_line_teaches_two_things(playbook: Playbook) -> None:
    seen: dict[str, str] = {}
    for page in playbook.causes.values():
        for signal in page.signals:
            owner = seen.setdefault(signal.text.casefold(), page.id)
            assert owner == page.id, f"{signal.text!r} stands for {owner} and {page.id}"


def test_coaching_always_has_sentences_without_slots(playbook: Playbook) -> None:
    for page in pages(playbook):
        for sentences in (page.lessons, page.next_time, page.questions):
            assert sum("{" not in each.text and not each.about for each in sentences) >= 4


def test_every_two_causes_have_a_question_that_tells_them_apart(playbook: Playbook) -> None:
    asked = {frozenset((page.id, each.other)) for page in playbook.causes.values() for each in page.look_alikes}
    named = [cause for cause in CAUSES if cause != "unknown"]
    assert not [pair for pair in combinations(named, 2) if frozenset(pair) not in asked]


def test_questions_are_open(playbook: Playbook) -> None:
    closed = re.compile(r"^(did|do|does|was|were|is|are|have|has|could|would|should|can|will) ", re.IGNORECASE)
    for page in pages(playbook):
        assert not [each.text for each in page.questions if closed.match(each.text)]


def test_coaching_keeps_its_voice(playbook: Playbook) -> None:
    for page in pages(playbook):
        counsel = [each.text for each in (*page.lessons, *page.next_time, *page.questions)]
        for sentence in (*counsel, *page.mechanisms):
            assert "!" not in sentence
            assert not re.search(r"\b(great job|well done|amazing|your fault|you failed)\b", sentence, re.IGNORECASE)


def test_two_reset_questions(playbook: Playbook) -> None:
    assert len(playbook.reset) == 2
    assert len(playbook.neutral) >= 200
    assert len(playbook.win.signals) >= 60


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    folder = tmp_path / "prompts"
    shutil.copytree(FOLDER, folder, ignore=shutil.ignore_patterns("*.py", "__pycache__"))
    return folder


def edit(folder: Path, change: Callable[[str], str], page: str = "causes/follow_up.md") -> None:
    file = folder / page
    file.write_text(change(file.read_text(encoding="utf-8")), encoding="utf-8")


def test_an_edited_page_changes_the_product(copy: Path) -> None:
    edit(copy, lambda text: text.replace("## Lessons\n", "## Lessons\n- Answer the same day.\n"))
    assert Counsel("Answer the same day.") in Playbook.load(copy).causes["follow_up"].lessons


def test_words_in_brackets_say_what_a_sentence_is_about(copy: Path) -> None:
    edit(copy, lambda text: text.replace("## Lessons\n", "## Lessons\n- [Demo, site visit] Test it first.\n"))
    assert Playbook.load(copy).causes["follow_up"].lessons[0] == Counsel("Test it first.", ("demo", "site visit"))


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        (lambda text: text.replace("control: rep", "control: reps"), r"follow_up\.md: key 'control'"),
        (lambda text: text.replace("name:", "title:"), r"follow_up\.md: key 'name': Field required"),
        (lambda text: text.replace("## Signals", "## Signs"), "the sections must be"),
        (
            lambda text: text.replace("## Lessons\n", "## Lessons\nno dash here\n"),
            "must be one line that begins with '- '",
        ),
        (lambda text: text.replace("## Lessons\n", "## Lessons\n- Ask {boss}.\n"), r"no such slot \['boss'\]"),
        (
            lambda text: text.replace("## Signals\n", "## Signals\n- nobody: hm\n"),
            "must begin with 'buyer: ' or 'us: '",
        ),
        (
            lambda text: text.replace("## Near misses\n", "## Near misses\n- price: hm\n"),
            "another cause's code or 'none: '",
        ),
        (lambda text: text.replace("## Look-alikes\n", "## Look-alikes\n- outsold: who?\n"), "must read"),
        (lambda text: text.replace("id: follow_up", "id: outsold"), "must be the file's name"),
        (
            lambda text: re.sub(r"## Lessons\n.*?\n\n## Next", "## Lessons\n\n## Next", text, flags=re.S),
            "'Lessons' is empty",
        ),
        (lambda text: text + "\n## Signals\n- us: again\n", "a section stands twice"),
    ],
)
def test_a_broken_page_says_where_and_how(copy: Path, change: Callable[[str], str], complaint: str) -> None:
    edit(copy, change)
    with pytest.raises(PromptError, match=complaint):
        Playbook.load(copy)


def test_a_missing_section_of_a_list_page_is_named(copy: Path) -> None:
    edit(copy, lambda text: text.replace("## Questions", "## Queries"), "reset.md")
    with pytest.raises(PromptError, match=r"section '## Questions' is missing"):
        Playbook.load(copy)


def test_a_missing_page_is_named(copy: Path) -> None:
    (copy / "causes" / "outsold.md").unlink()
    with pytest.raises(PromptError, match=r"outsold\.md"):
        Playbook.load(copy)
