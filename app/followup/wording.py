"""What became of a commitment, in a sentence."""

from app.followup.following import Followed, Seen
from app.wording import count, day

_WORDS = ("None", "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine", "Ten")


def since(found: Followed) -> str:
    """'Two of five deals since.' and what the others show; never 'missed' without a deal whose note shows it."""
    if not found.later:
        return "No deal on record since."
    kept, missed = found.count("kept"), found.count("missed")
    deals = count(found.later, "deal")
    if not kept and not missed:
        return f"{_in_words(found.later).capitalize()} {deals.split(' ', 1)[1]} since; no note says."
    if found.later == 1:
        return f"The one deal since shows it {'was kept' if kept else 'did not happen'}."
    parts = [f"{_in_words(kept).capitalize()} of {_in_words(found.later).lower()} deals since."]
    if missed:
        parts.append(f"{_in_words(missed).capitalize()} {'shows' if missed == 1 else 'show'} it did not happen.")
    if rest := found.later - kept - missed:
        parts.append(f"{_in_words(rest).capitalize()} {'does' if rest == 1 else 'do'} not say.")
    return " ".join(parts)


def shows(seen: Seen) -> str:
    """What stands over the line."""
    return "Shows it done" if seen.shown.verdict == "kept" else "Shows it not done"


def read_by(seen: Seen) -> str:
    """'Read by …', where a language model read it so; nothing for the built-in rule."""
    return f"Read by {seen.shown.by}." if seen.shown.by else ""


def said(found: Followed, who: str = "You") -> str:
    """'You said on 3 Mar 2026: finance in the room by call two.'"""
    text = " ".join(found.commitment.text.split()).rstrip(".")
    return f"{who} said on {day(found.said)}: {text}."


def _in_words(number: int) -> str:
    return _WORDS[number] if number < len(_WORDS) else str(number)
