"""What the call tools have in common: who said what, and when the call was."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Call:
    """One call. `id` is the tool's, '' when it gives none."""

    id: str
    text: str
    day: dt.date | None
    tool: str
    account: str | None = None
    """The buyer's firm, where the tool has it from a CRM."""
    title: str = ""
    """What the meeting was called."""
    outside: tuple[str, ...] = ()
    """Mail domains of those invited who are not ours."""


def rows_of(said: Iterable[tuple[str, str]]) -> str:
    """'Name: words' rows; what one person says in a row is one row."""
    turns: list[tuple[str, list[str]]] = []
    for who, words in said:
        plain = " ".join(str(words).split())
        name = " ".join(str(who).replace(":", " ").split())
        if not plain:
            continue
        if turns and turns[-1][0] == name:
            turns[-1][1].append(plain)
        else:
            turns.append((name, [plain]))
    return "\n".join(f"{who}: {' '.join(words)}" if who else " ".join(words) for who, words in turns)


def day_in(value: Any) -> dt.date | None:
    """Milliseconds or seconds since 1970, or an ISO day."""
    if isinstance(value, bool) or value is None:
        return None
    try:
        if isinstance(value, (int, float)) or str(value).isdigit():
            number = float(value)
            return dt.datetime.fromtimestamp(number / 1000 if number > 1e11 else number, dt.UTC).date()
        return dt.date.fromisoformat(str(value)[:10])
    except (ValueError, OverflowError, OSError):
        return None


def objects(value: Any) -> list[dict[str, Any]]:
    """The objects of a list; [] for null and for anything else."""
    return [each for each in value if isinstance(each, dict)] if isinstance(value, list) else []


def domains_of(addresses: Iterable[Any]) -> tuple[str, ...]:
    """What stands behind '@', each once."""
    return tuple(
        dict.fromkeys(text_in(each).rpartition("@")[2].strip().lower() for each in addresses if "@" in text_in(each))
    )


def text_in(value: Any) -> str:
    """A string, or ''."""
    return value if isinstance(value, str) else ""
