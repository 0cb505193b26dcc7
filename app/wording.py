"""Days and counts in words, the same on screens, in answers and in a terminal."""

import datetime as dt
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ingest.records import Diagnosis
    from ingest.store.rows import StoredReview
    from prompts.playbook import Playbook


def day(date: dt.date) -> str:
    """18 Nov 2025."""
    return f"{date.day} {date:%b %Y}"


def count(number: int, one: str, many: str | None = None) -> str:
    """1 deal, 2 deals."""
    return f"{number} {one if number == 1 else many or one + 's'}"


def nth(number: int) -> str:
    """The 8th, the 21st, the 112th; without 'the'."""
    ending = "th" if number % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{ending}"


def typed_mechanism(review: "StoredReview", playbook: "Playbook") -> bool:
    """Whether the rep wrote how it went; a cause chosen without a word brings a sentence of the playbook's."""
    found, machine = review.diagnosis, review.machine
    if review.author != "rep" or machine is None or found.mechanism == machine.mechanism:
        return False
    return found.mechanism not in playbook.causes[found.cause].mechanisms


def told_mechanism(found: "Diagnosis", typed: bool = False) -> str:
    """How it went. The built-in engine picks a sentence of the playbook; unless the notes speak of it clearly, that is
    said.

    `typed`: a person wrote it.
    """
    sure = typed or found.engine == "model" or found.mechanism_is_clear or found.cause == "unknown"
    return found.mechanism if sure else f"Perhaps like this: {found.mechanism}"
