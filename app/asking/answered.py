"""What comes back from a question. Plain typed rows; nothing here knows how it was found."""

import datetime as dt
from dataclasses import dataclass, field
from typing import Final, Literal

Kind = Literal["record", "answer", "ambiguous", "no_record"]
_BY_MODEL: Final[dict[Kind, str]] = {
    "answer": "Written by your language model; every sentence was held against its sources.",
    "record": "Chosen by your language model from the nearest past losses.",
    "no_record": "Your language model found no line that says it.",
    "ambiguous": "Your language model sees more than one that fits.",
}


@dataclass(frozen=True)
class Citation:
    """One source: the words of a note, or (line None) a review as a whole."""

    n: int
    review_id: str
    external_id: str | None
    account: str
    date: dt.date
    quote: str
    line: int | None


@dataclass(frozen=True)
class Choice:
    """An account that may be meant, and what tells it apart."""

    account_id: int
    name: str
    told: str
    also: tuple[str, ...] = ()
    """Other names on record that look like the same firm's."""


@dataclass(frozen=True)
class Answered:
    """One answer."""

    kind: Kind
    """record: from what is on record. answer: a language model's sentences, each checked. ambiguous: several accounts
    fit. no_record: nothing on record says."""
    answer: str
    """Sentences with [n] where citation n stands; paragraphs are parted by an empty line."""
    citations: tuple[Citation, ...] = ()
    choices: tuple[Choice, ...] = ()
    account_id: int | None = None
    account: str | None = None
    accounts: tuple[int, ...] = ()
    """All that were read, as they are one firm; the conversation goes on with them."""
    engine: Literal["builtin", "model"] = "builtin"
    seconds: float = 0.0
    notices: tuple[str, ...] = ()
    gap: str = ""
    """What would fill the gap, when there is no record."""
    question: str = ""
    """As it was understood: 'and with Brackwater?' has become the whole question."""
    rounds: tuple[str, ...] = field(default=())
    """Reviews the answer speaks of, for 'and before that?'."""

    @property
    def model_did(self) -> str:
        """What a language model did for it, as a sentence; empty for the built-in engine's answers."""
        return _BY_MODEL[self.kind] if self.engine == "model" else ""

    @property
    def candidates(self) -> tuple[str, ...]:
        """Names of the accounts that fit, as they are on record."""
        return tuple(name for choice in self.choices for name in (choice.name, *choice.also))
