"""Codes as people say them. One place for the words that several screens share."""

from typing import Final

from prompts.codes import Confidence, Control, Outcome, Side

OUTCOMES: Final[dict[Outcome, str]] = {
    "competitor": "Lost to another supplier",
    "in_house": "Lost to building it themselves",
    "no_decision": "Ended without a decision",
    "disqualified": "Closed early: a clear no",
    "unknown": "Outcome not clear",
    "won": "Won",
}
OUTCOMES_SHORT: Final[dict[Outcome, str]] = {
    "competitor": "lost",
    "in_house": "built in-house",
    "no_decision": "no decision",
    "disqualified": "early no",
    "unknown": "not clear",
    "won": "won",
}
CONTROLS: Final[dict[Control, tuple[str, str]]] = {
    "rep": ("Yours to change", "An earlier step of yours could have gone another way."),
    "team": ("The team's", "It takes more than one person to change this."),
    "company": ("The company's", "Product, terms or proof: pass it on, it is not yours to fix."),
    "nobody": ("Nobody's: move on", "Nothing on our side would have changed it."),
}
CONFIDENCE: Final[dict[Confidence, str]] = {
    "high": "The notes are clear about this",
    "medium": "The notes point this way",
    "low": "Only a hint in the notes",
}
SIDES: Final[dict[Side, str]] = {"buyer": "buyer", "us": "us", "unknown": "not said by whom"}


def marked(text: str, sample: bool) -> str:
    """A line about a deal, with the mark of one that belongs to the sample year."""
    return f"{text} · sample" if sample else text


def outcome(code: Outcome, competitor: str | None = None) -> str:
    """How it ended, with the rival's name when one took it."""
    return f"Lost to {competitor}" if code == "competitor" and competitor else OUTCOMES[code]


def wrote(rep: str, viewer: str) -> str:
    """Whose reason it is: the reader's own, or a colleague's."""
    return "You wrote" if rep == viewer else f"{rep} wrote"
