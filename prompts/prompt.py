"""Prompt files: Markdown with front matter, rendered strictly.

A prompt file says what it needs (`inputs`) and what comes back (`returns`); a missing or unknown input is an error
before anything is sent. Every rendered prompt carries id, version and the sha256 of its file.
"""

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import yaml
from pydantic import BaseModel, ConfigDict, ValidationError

from prompts.errors import PromptError

FOLDER: Final = Path(__file__).parent


class _Head(BaseModel):
    model_config = ConfigDict(extra="forbid")

    id: str
    version: int
    inputs: list[str] = []
    returns: str = "text"


@dataclass(frozen=True)
class Rendered:
    """A prompt ready to send, and which file it came from."""

    text: str
    id: str
    version: int
    sha256: str


@dataclass(frozen=True)
class Prompt:
    """A prompt file."""

    id: str
    version: int
    inputs: tuple[str, ...]
    returns: str
    text: str
    sha256: str
    file: Path

    def render(self, **inputs: Any) -> Rendered:
        """Fill the prompt in.

        Raises:
            PromptError: an input is missing or not one of the file's `inputs`, or the text uses one it does not list.
        """
        from jinja2 import Environment, StrictUndefined, TemplateError

        missing, unknown = set(self.inputs) - set(inputs), set(inputs) - set(self.inputs)
        if missing or unknown:
            raise PromptError(
                f"Prompt {self.id!r} v{self.version}: missing inputs {sorted(missing)}, "
                f"unknown inputs {sorted(unknown)}. "
                f"The list is 'inputs' in {self.file}."
            )
        # Prompts are text for a model, not HTML; the notes in them are numbered lines, which is their escaping.
        environment = Environment(undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)  # noqa: S701
        try:
            text = environment.from_string(self.text).render(**inputs)
        except TemplateError as error:
            raise PromptError(f"Prompt {self.id!r} v{self.version}: {error}. Mend the text of {self.file}.") from error
        return Rendered(text.strip(), self.id, self.version, self.sha256)


def split_front_matter(file: Path) -> tuple[dict[str, Any], str, str]:
    """(front matter, body, sha256 of the whole file).

    Raises:
        PromptError: no such file, not UTF-8, or its front matter is not YAML between two `---` lines.
    """
    try:
        raw = file.read_bytes()
        # Editors on Windows begin a file with a byte order mark and end its lines with CR LF.
        text = raw.decode("utf-8-sig").replace("\r\n", "\n")
    except (OSError, UnicodeDecodeError) as error:
        raise PromptError(
            f"Prompt file {str(file)!r} cannot be read: {error}. Restore it from the repository."
        ) from error
    parts = text.split("---\n", 2)
    if len(parts) != 3 or parts[0].strip():
        raise PromptError(f"{file}: must begin with front matter between two `---` lines (id, version, ...).")
    try:
        head = yaml.safe_load(parts[1])
    except yaml.YAMLError as error:
        raise PromptError(f"{file}: the front matter is not valid YAML: {str(error).splitlines()[0]}.") from error
    if not isinstance(head, dict):
        raise PromptError(f"{file}: the front matter must be `key: value` lines.")
    return head, parts[2], hashlib.sha256(raw).hexdigest()


def first_complaint(error: ValidationError) -> str:
    """The first thing a pydantic validation objected to, as 'key: message'."""
    complaint = error.errors()[0]
    key = ".".join(str(part) for part in complaint["loc"]) or "the file"
    return f"key {key!r}: {complaint['msg']}"


def load(name: str, folder: Path = FOLDER) -> Prompt:
    """Read prompts/<name>.md.

    Raises:
        PromptError: the file is missing or its front matter is wrong; the message names the key.
    """
    file = folder / f"{name}.md"
    head, body, sha256 = split_front_matter(file)
    try:
        checked = _Head.model_validate(head)
    except ValidationError as error:
        raise PromptError(f"{file}: {first_complaint(error)}.") from error
    if checked.id != name:
        raise PromptError(f"{file}: key 'id' is {checked.id!r}; it must be the file's name, {name!r}.")
    return Prompt(checked.id, checked.version, tuple(checked.inputs), checked.returns, body, sha256, file)
