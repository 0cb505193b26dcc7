"""What to practise for each cause: skills.md, filled with the deal's own name."""

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from prompts.codes import CAUSES, Cause
from prompts.errors import PromptError
from prompts.playbook import list_page

FILE: Final = Path(__file__).with_name("skills.md")
_TAGS: Final = ("skill", "goal", "options", "exercise", "gain", "step")


@dataclass(frozen=True)
class Skill:
    """One section of skills.md."""

    skill: str
    goal: str
    options: str
    exercise: str
    gain: str
    step: str

    def about(self, account: str) -> "Skill":
        """The same with the account's name in it."""
        return Skill(**{tag: getattr(self, tag).replace("{account}", account) for tag in _TAGS})


def load_skills(file: Path = FILE) -> dict[Cause, Skill]:
    """Every cause's. Raises PromptError when the page is broken or a cause is missing."""
    page = list_page(file)
    return {cause: _skill(file, cause, page[cause]) for cause in CAUSES}


def _skill(file: Path, cause: str, lines: tuple[str, ...]) -> Skill:
    found = {tag: text for tag, colon, text in (line.partition(": ") for line in lines) if colon}
    missing = [tag for tag in _TAGS if not found.get(tag, "").strip()]
    if missing:
        raise PromptError(f"{file}: section '## {cause}' has no line that begins with '- {missing[0]}: '; add one.")
    return Skill(**{tag: found[tag] for tag in _TAGS})
