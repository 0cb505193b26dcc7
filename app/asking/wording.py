"""Records as sentences. Calm and short; codes never reach a reader."""

import re
from collections.abc import Sequence
from typing import Final

from ingest.coaching import shorten
from ingest.records import Person
from ingest.store.asking import DealFacts
from ingest.store.rows import ReviewRow
from prompts.codes import Outcome

_ENDED: Final[dict[Outcome, str]] = {
    "competitor": "was lost to another supplier",
    "in_house": "was lost to building it themselves",
    "no_decision": "ended without a decision",
    "disqualified": "was closed early as a clear no",
    "unknown": "has no clear outcome",
    "won": "was won",
}
OUTCOMES: Final[dict[Outcome, str]] = {
    "competitor": "lost to another supplier",
    "in_house": "lost to building it themselves",
    "no_decision": "no decision",
    "disqualified": "an early no",
    "unknown": "outcome not clear",
    "won": "won",
}
_NAME: Final = 40
"""Characters from which a competitor on record is a slip of the reader, not a name."""
_OPENS: Final = re.compile(r'(?<!\S)"(?=\S)|(?<=[(\[])"')
_SURE: Final = {"high": "clearly", "medium": "probably", "low": "only as a hint"}


def listed(names: Sequence[str], last: str = "and") -> str:
    """A, B and C."""
    return f"{', '.join(names[:-1])} {last} {names[-1]}" if len(names) > 1 else "".join(names)


def ended(row: ReviewRow) -> str:
    """How a round ended, as the rest of a sentence."""
    if row.outcome == "competitor" and row.competitor and len(row.competitor) < _NAME:
        return f"was lost to {row.competitor}"
    return _ENDED[row.outcome]


def quoted(text: str) -> str:
    """A line in quotation marks, on one row; marks of its own become single ones."""
    words = " ".join(text.split()).strip(" -*•>").removeprefix("“").removesuffix("”")
    words = _OPENS.sub("‘", words).replace('"', "’").replace("“", "‘").replace("”", "’")
    return f"“{words}”"


def sure(confidence: str) -> str:
    """How sure the notes make us."""
    return _SURE[confidence]


def money(facts: DealFacts | None) -> str:
    """EUR 42,000; empty when nobody said."""
    if facts is None or facts.amount is None:
        return ""
    number = f"{facts.amount:,.0f}" if facts.amount == int(facts.amount) else f"{facts.amount:,.2f}"
    return f"{facts.currency} {number}" if facts.currency else number


def person(one: Person) -> str:
    """Dana Whitlock (operations)."""
    return f"{one.name} ({one.role})" if one.role else one.name


def sentence(text: str) -> str:
    """Ends in a full stop, begins with a capital."""
    text = text.strip()
    text = text[:1].upper() + text[1:]
    return text if text[-1:] in ".!?…”" else f"{text}."


def brief(text: str, longest: int = 160) -> str:
    """A line short enough for a sentence."""
    return shorten(text, longest)
