"""Days and counts in words, the same on screens, in answers and in a terminal."""

import datetime as dt
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ingest.records import Diagnosis


def day(date: dt.date) -> str:
    """18 Nov 2025."""
    return f"{date.day} {date:%b %Y}"


def count(number: int, one: str, many: str | None = None) -> str:
    """1 deal, 2 deals."""
    return f"{number} {one if number == 1 else many or one + 's'}"


def told_mechanism(found: "Diagnosis") -> str:
    """How it went. The built-in engine picks the nearest sentence of the playbook; unless it is sure, that is said."""
    sure = found.engine == "model" or found.confidence == "high" or found.cause == "unknown"
    return found.mechanism if sure else f"Perhaps like this: {found.mechanism}"
