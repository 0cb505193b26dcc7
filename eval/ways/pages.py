"""The pages: each cause's mechanisms, and lines that speak of them.

`# ` begins a mechanism, `- ` a line that speaks of it, and `= ` names what the labels of `eval/memory/dev` call it.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from prompts.codes import CAUSES
from prompts.errors import LossbookError

FOLDER: Final = Path(__file__).parent


@dataclass(frozen=True)
class Way:
    """One way of losing."""

    cause: str
    mechanism: str
    lines: tuple[str, ...]
    """As people say it, the mechanism's own sentence first."""
    tags: tuple[str, ...] = ()
    """What it is called in the labels of dev, where each writer has names of their own."""


def read_ways(folder: Path = FOLDER) -> list[Way]:
    """Every way of losing, by cause.

    Raises:
        LossbookError: a page is of no cause, or a line stands before the first mechanism.
    """
    return [way for page in sorted(folder.glob("*.md")) for way in _read(page)]


def _read(page: Path) -> list[Way]:
    if page.stem not in CAUSES:
        raise LossbookError(f"{page.name} is the page of no cause; the causes are {', '.join(CAUSES)}.")
    found: dict[str, list[str]] = {}
    tags: dict[str, list[str]] = {}
    mechanism = ""
    for number, line in enumerate(page.read_text(encoding="utf-8").splitlines(), 1):
        if line.startswith("# "):
            mechanism = line[2:].strip()
            found[mechanism] = [mechanism]
        elif line.startswith("- ") and mechanism:
            found[mechanism].append(line[2:].strip().strip('"'))
        elif line.startswith("= ") and mechanism:
            tags[mechanism] = line[2:].split()
        elif line.strip():
            raise LossbookError(f"{page.name}, line {number}: {line!r} must begin with '# ', '- ' or '= '.")
    return [Way(page.stem, each, tuple(lines), tuple(tags.get(each, ()))) for each, lines in found.items()]
