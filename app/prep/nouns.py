"""A 1:1 pack: what it says, where each word of a note comes from, and what somebody has changed in it."""

import datetime as dt
from typing import Final, Literal

from ingest.records import PromptRef, Record

NOTICE: Final = (
    "For coaching. It is not for pay, performance plans or termination, and it shows only what its reader may see. "
    "It expires after 30 days"
)
FEWEST: Final = 3
"""Losses under which nothing is called a pattern."""
Key = Literal[
    "commitment",
    "words",
    "since",
    "pattern",
    "working",
    "tighten",
    "exercise",
    "questions",
    "where",
    "limits",
    "pass_on",
    "agree",
]


class Source(Record):
    """Exact words, and the review that holds them."""

    text: str
    account: str
    date: dt.date
    review_id: str
    line: int = 0
    """0 when they are the rep's own words in the debrief."""


class Item(Record):
    """One thing a section says. With `situation` it is a point: situation, behaviour, impact."""

    text: str = ""
    situation: str = ""
    behaviour: str = ""
    impact: str = ""
    label: str = ""
    """A few words before it, such as 'Goal'."""
    quote: Source | None = None


class Section(Record):
    """One part of the pack."""

    key: Key
    title: str
    items: tuple[Item, ...] = ()
    edited: str | None = None
    """What somebody wrote in its place."""
    builtin: tuple[Item, ...] = ()
    """The items in the built-in engine's words, where a model has worded some of them."""


class Worded(Record):
    """Which model worded sentences of a pack, and how many of them stand."""

    model: str
    host: str = ""
    """Where it was asked; empty when that is this machine."""
    at: dt.datetime
    prompt: PromptRef
    asked: int
    """Sentences it was asked to word."""
    taken: int
    """Those that it worded and that stood up to the check."""

    @property
    def told(self) -> str:
        """What stands on every format."""
        from app.wording import count

        where = f" at {self.host}" if self.host else ""
        return (
            f"{self.model}{where} worded {self.taken} of {count(self.asked, 'sentence')}. Every one of them was "
            "checked against its quote; all the rest is in the built-in wording."
        )


class Pack(Record):
    """The whole pack; this is what is kept, as JSON."""

    rep: str
    since: dt.date
    until: dt.date
    made: dt.date
    expires: dt.date
    won: int
    lost: int
    unshared: int
    """Reviews of this time that the reader may not see: their number, and nothing else."""
    sections: tuple[Section, ...]
    reviews: tuple[str, ...]
    """Every review it draws on."""
    notice: str = NOTICE
    worded: Worded | None = None
    """None: the built-in engine's words."""

    @property
    def foreword(self) -> str:
        """What stands on every format, with the day."""
        from app.wording import day

        return f"{self.notice}, on {day(self.expires)}."

    def section(self, key: Key) -> Section:
        """The part of that name."""
        return next(each for each in self.sections if each.key == key)

    def with_edited(self, key: Key, text: str | None) -> "Pack":
        """The same with one part rewritten; None takes the rewriting back."""
        sections = (
            each.model_copy(update={"edited": text or None}) if each.key == key else each for each in self.sections
        )
        return self.model_copy(update={"sections": tuple(sections)})


def plain(section: Section) -> str:
    """A part as plain text, as it is put into the field in which it is edited."""
    return section.edited if section.edited is not None else "\n\n".join(map(_plain_item, section.items))


def _plain_item(item: Item) -> str:
    lines = [f"{item.label}: {item.text}" if item.label and item.text else item.text or item.label]
    lines += [each for each in (item.situation, item.behaviour, item.impact) if each]
    if item.quote:
        lines.append(f"{quoted(item.quote.text)}{source(item)}")
    return "\n".join(each for each in lines if each)


def quoted(text: str) -> str:
    """On one line, in quotation marks; words that bring their own get no second pair."""
    words = " ".join(text.split())
    return words if words[:1] in "\"“„«'" else f"“{words}”"


def source(item: Item) -> str:
    """Where the quoted words come from, in brackets; nothing when the item has just said so."""
    from app.wording import day

    if item.quote is None or item.quote.account in item.label + item.situation:
        return ""
    return f" ({item.quote.account}, {day(item.quote.date)})"
