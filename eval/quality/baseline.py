"""The figures as they were last written down. A change that makes one of them fall below its interval is stopped."""

import json
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Final

from eval.quality.figures import NEVER, Figure
from eval.quality.labels import FOLDER
from prompts.errors import NoteError

FILE: Final = FOLDER / "baseline.json"
Figures = Mapping[str, Figure]


def read(file: Path = FILE) -> dict[str, dict[str, Figure]]:
    """Figures by part; nothing when none were written down yet.

    Raises:
        NoteError: the file is damaged.
    """
    if not file.is_file():
        return {}
    try:
        parts = json.loads(file.read_text(encoding="utf-8"))
        return {part: {name: Figure(**value) for name, value in rows.items()} for part, rows in parts.items()}
    except (ValueError, TypeError, AttributeError) as error:
        raise NoteError(f"The baseline {str(file)!r} cannot be read: {error}. Write it anew with --write.") from None


def write(found: Mapping[str, Figures], file: Path = FILE) -> None:
    """Write these parts down; parts that were not run keep what they had."""
    kept = read(file) if file.is_file() else {}
    parts = {**kept, **found}
    rows = {
        part: {name: {key: _short(each) for key, each in asdict(figure).items()} for name, figure in rows.items()}
        for part, rows in sorted(parts.items())
    }
    file.write_text(json.dumps(rows, indent=1) + "\n", encoding="utf-8")


def fallen(found: Figures, before: Figures) -> list[str]:
    """One line for each figure that is below what it was: under its interval, or missing. Rising is no failure."""
    lines = []
    for name, old in before.items():
        new = found.get(name)
        if new is None or not new.n:
            lines.append(f"{name}: was {old.value:.3f}, is not measured any more")
        elif new.value < old.low or (name in NEVER and old.value == 1.0 and new.value < 1.0):
            lines.append(f"{name}: was {old.value:.3f} ({old.low:.3f} to {old.high:.3f}), is {new.value:.3f}")
    return lines


def _short(value: object) -> object:
    return round(value, 4) if isinstance(value, float) else value
