"""The playbook: what each cause means, how it sounds, what to learn from it. One Markdown file a cause.

A sales leader edits these files and the product changes with them, so every complaint names file, section and line,
and says how to mend it.
"""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Literal, get_args

from pydantic import BaseModel, ConfigDict, ValidationError

from prompts.codes import CAUSES, Cause, Control, Family, Side
from prompts.errors import PromptError
from prompts.prompt import FOLDER, first_complaint, split_front_matter

SECTIONS: Final = (
    "Definition",
    "Look-alikes",
    "Mechanisms",
    "Signals",
    "Near misses",
    "Lessons",
    "Next time",
    "Questions",
)
_ABOUT: Final = re.compile(r"(?:\[(?P<about>[^\]]+)\] )?(?P<text>.+)")
SLOTS: Final = frozenset({"account", "person", "competitor", "quote", "date", "rep"})
_LOOK_ALIKE = re.compile(r"(?P<other>\w+): (?P<question>.+?) \| yes: (?P<yes>\w+) \| no: (?P<no>\w+)")
_TAGGED = re.compile(r"(?P<tag>\w+): (?P<text>.+)")


@dataclass(frozen=True)
class LookAlike:
    """A question that tells two causes apart, and the cause each answer points to."""

    other: Cause
    question: str
    yes: Cause
    no: Cause


@dataclass(frozen=True)
class Signal:
    """A line as reps and buyers write it, that stands for a cause (or, in neutral.md, for none)."""

    side: Side
    text: str


@dataclass(frozen=True)
class NearMiss:
    """A line that looks like a cause and is another one, or decides nothing (None)."""

    cause: Cause | None
    text: str


class _Head(BaseModel):
    model_config = ConfigDict(extra="forbid")

    id: Cause
    version: int
    name: str
    control: Control
    family: Family


@dataclass(frozen=True)
class Counsel:
    """One sentence of coaching, with slots to fill."""

    text: str
    about: tuple[str, ...] = ()
    """Beginnings of words, lower case, of which the notes must have one; without any it fits every deal."""


@dataclass(frozen=True)
class CausePage:
    """One cause, as its file tells it."""

    id: Cause
    version: int
    name: str
    control: Control
    family: Family
    definition: str
    look_alikes: tuple[LookAlike, ...]
    mechanisms: tuple[str, ...]
    signals: tuple[Signal, ...]
    near_misses: tuple[NearMiss, ...]
    lessons: tuple[Counsel, ...]
    next_time: tuple[Counsel, ...]
    questions: tuple[Counsel, ...]
    sha256: str


@dataclass(frozen=True)
class WinPage:
    """Won deals are reviewed with the same care: what tipped it, what was luck, what to repeat."""

    mechanisms: tuple[str, ...]
    signals: tuple[Signal, ...]
    near_misses: tuple[NearMiss, ...]
    lessons: tuple[Counsel, ...]
    next_time: tuple[Counsel, ...]
    questions: tuple[Counsel, ...]


@dataclass(frozen=True)
class Playbook:
    """Every cause page, the win page, the lines that decide nothing, the ways deals end, the two reset questions."""

    causes: dict[Cause, CausePage]
    win: WinPage
    neutral: tuple[Signal, ...]
    reset: tuple[str, ...]

    @classmethod
    def load(cls, folder: Path = FOLDER) -> "Playbook":
        """Read causes/*.md, win.md, neutral.md and reset.md below `folder`.

        Raises:
            PromptError: a file is missing or broken.
        """
        causes = {code: _cause_page(folder / "causes" / f"{code}.md", code) for code in CAUSES}
        neutral = tuple(_signal(folder / "neutral.md", line) for line in list_page(folder / "neutral.md")["Lines"])
        return cls(causes, _win_page(folder / "win.md"), neutral, list_page(folder / "reset.md")["Questions"])

    def name(self, cause: Cause) -> str:
        """The cause as people say it."""
        return self.causes[cause].name


def _cause_page(file: Path, code: Cause) -> CausePage:
    head, body, sha256 = split_front_matter(file)
    try:
        checked = _Head.model_validate(head)
    except ValidationError as error:
        raise PromptError(f"{file}: {first_complaint(error)}.") from error
    if checked.id != code:
        raise PromptError(f"{file}: key 'id' is {checked.id!r}; it must be the file's name, {code!r}.")
    sections = _sections(file, body)
    if tuple(sections) != SECTIONS:
        raise PromptError(
            f"{file}: the sections must be {', '.join(SECTIONS)}, in this order; found {', '.join(sections)}."
        )
    bullets = {title: _bullets(file, title, sections[title]) for title in SECTIONS[1:]}
    return CausePage(
        **checked.model_dump(),
        definition=" ".join(sections["Definition"].split()),
        look_alikes=tuple(_look_alike(file, code, line) for line in bullets["Look-alikes"]),
        mechanisms=bullets["Mechanisms"],
        signals=tuple(_signal(file, line) for line in bullets["Signals"]),
        near_misses=tuple(_near_miss(file, code, line) for line in bullets["Near misses"]),
        lessons=_counsel(file, "Lessons", bullets["Lessons"]),
        next_time=_counsel(file, "Next time", bullets["Next time"]),
        questions=_counsel(file, "Questions", bullets["Questions"]),
        sha256=sha256,
    )


def _win_page(file: Path) -> WinPage:
    page = list_page(file)
    return WinPage(
        mechanisms=page["Mechanisms"],
        signals=tuple(_signal(file, line) for line in page["Signals"]),
        near_misses=tuple(_near_miss(file, "unknown", line) for line in page["Near misses"]),
        lessons=_counsel(file, "Lessons", page["Lessons"]),
        next_time=_counsel(file, "Next time", page["Next time"]),
        questions=_counsel(file, "Questions", page["Questions"]),
    )


class _Lists(dict[str, tuple[str, ...]]):
    """The bullet lists of a page; a section that is not there says so."""

    def __init__(self, file: Path, lists: dict[str, tuple[str, ...]]) -> None:
        super().__init__(lists)
        self.file = file

    def __missing__(self, title: str) -> tuple[str, ...]:
        raise PromptError(f"{self.file}: section '## {title}' is missing.")


def list_page(file: Path) -> dict[str, tuple[str, ...]]:
    """A page that holds only bullet lists: section title to its lines.

    Raises:
        PromptError: the file is broken; and asking the result for a section it does not have.
    """
    _, body, _ = split_front_matter(file)
    return _Lists(file, {title: _bullets(file, title, text) for title, text in _sections(file, body).items()})


def _sections(file: Path, body: str) -> dict[str, str]:
    pieces = re.split(r"^## (.+)$", body, flags=re.MULTILINE)
    titles = [title.strip() for title in pieces[1::2]]
    if len(set(titles)) != len(titles):
        raise PromptError(f"{file}: a section stands twice; the sections are {', '.join(titles)}.")
    return dict(zip(titles, pieces[2::2], strict=True))


def _bullets(file: Path, title: str, text: str) -> tuple[str, ...]:
    lines = [line.rstrip() for line in text.splitlines() if line.strip()]
    for line in lines:
        if not line.startswith("- ") or not line[2:].strip():
            raise PromptError(f"{file}: section '{title}': {line[:60]!r} must be one line that begins with '- '.")
    if not lines:
        raise PromptError(f"{file}: section '{title}' is empty; give it at least one line that begins with '- '.")
    return tuple(line[2:].strip() for line in lines)


def _look_alike(file: Path, code: Cause, line: str) -> LookAlike:
    found = _LOOK_ALIKE.fullmatch(line)
    if not found or found["other"] not in CAUSES or {found["yes"], found["no"]} != {code, found["other"]}:
        raise PromptError(
            f"{file}: section 'Look-alikes': {line[:60]!r} must read "
            f"'other_cause: question? | yes: cause | no: cause', the causes being {code!r} and the other one."
        )
    values: dict[str, Any] = found.groupdict()
    return LookAlike(**values)


def _signal(file: Path, line: str) -> Signal:
    found = _TAGGED.fullmatch(line)
    sides: dict[str, Literal["buyer", "us", "unknown"]] = {side: side for side in get_args(Side)}
    if not found or found["tag"] not in sides:
        raise PromptError(f"{file}: {line[:60]!r} must begin with 'buyer: ' or 'us: ' (or 'unknown: ').")
    return Signal(sides[found["tag"]], found["text"])


def _near_miss(file: Path, code: Cause, line: str) -> NearMiss:
    found = _TAGGED.fullmatch(line)
    causes: dict[str, Cause | None] = {"none": None} | {cause: cause for cause in CAUSES if cause != code}
    if not found or found["tag"] not in causes:
        raise PromptError(
            f"{file}: section 'Near misses': {line[:60]!r} must begin with another cause's code or 'none: '."
        )
    return NearMiss(causes[found["tag"]], found["text"])


def _counsel(file: Path, title: str, lines: tuple[str, ...]) -> tuple[Counsel, ...]:
    for line in lines:
        unknown = set(re.findall(r"\{(.*?)\}", line)) - SLOTS
        if unknown:
            allowed = ", ".join(sorted(SLOTS))
            raise PromptError(f"{file}: section '{title}': no such slot {sorted(unknown)}; there are {allowed}.")
    found = [_ABOUT.fullmatch(line) for line in lines]
    return tuple(
        Counsel(
            each["text"], tuple(word.strip().casefold() for word in (each["about"] or "").split(",") if word.strip())
        )
        for each in found
        if each
    )
