"""Days and counts in words, the same on screens, in answers and in a terminal."""

import datetime as dt


def day(date: dt.date) -> str:
    """18 Nov 2025."""
    return f"{date.day} {date:%b %Y}"


def count(number: int, one: str, many: str | None = None) -> str:
    """1 deal, 2 deals."""
    return f"{number} {one if number == 1 else many or one + 's'}"
