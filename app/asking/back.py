"""Answers that ask back, and answers to a name nobody on record has."""

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from app.asking import gap
from app.asking.answered import Answered, Choice
from app.asking.which import choices, matched
from app.asking.wording import listed
from app.asking.words import stem, stems, words
from ingest.records import Viewer

if TYPE_CHECKING:
    from app.resolve import Match
    from ingest.book import Book

_YES: Final = frozenset(("yes", "yep", "yeah", "right", "correct", "exactly", "ja", "si", "oui"))
_FILLER: Final = frozenset(
    ("the", "one", "ones", "i", "mean", "meant", "please", "that", "those", "of", "it", "is", "and")
)
_PARTS: Final = re.compile(r"\s+[-–—]+\s*|[,;:?!.]+\s*")


def given(book: "Book", viewer: Viewer, name: str, question: str) -> int | Answered:
    """Id of the account named beside the question; the answer when it is nobody's name or several accounts'."""
    from app.resolve import resolve

    resolved = resolve(book, viewer, name)
    if resolved.one is not None:
        return resolved.one.account_id
    return which_one(book, viewer, resolved.matches, question) if resolved.matches else not_known(name, question)


def which_one(book: "Book", viewer: Viewer, matches: "Sequence[Match]", question: str) -> Answered:
    """Ask which of the accounts is meant."""
    return asked_back(choices(book, viewer, matched(book, viewer, matches)), question)


def asked_back(found: tuple[Choice, ...], question: str) -> Answered:
    """The same, with what tells them apart."""
    told = [f"{choice.name} ({choice.told})" if choice.told else choice.name for choice in found]
    answer = f"Which one do you mean: {listed(told, 'or')}?" if len(told) > 1 else f"Do you mean {told[0]}?"
    return Answered("ambiguous", answer, choices=found, question=question)


def chosen(previous: Answered, reply: str) -> tuple[Choice, str] | None:
    """The choice that a reply to 'which one do you mean' names, by a word the others have not, and what else it asks.

    The reply, or what stands before a dash or a comma in it, says nothing but the name: 'the dairies one - when?'.
    None where it does not, or names none or several.
    """
    head, *rest = _PARTS.split(reply.strip(), maxsplit=1)
    said = [stem(word) for word in words(head) if word not in _FILLER]
    own = [set(stems(" ".join((choice.name, *choice.also)))) for choice in previous.choices]
    if len(own) == 1 and said and _YES.issuperset(words(head)):
        return previous.choices[0], " ".join(rest)
    fits = [choice for choice, names in zip(previous.choices, own, strict=True) if said and names.issuperset(said)]
    return (fits[0], " ".join(rest)) if len(fits) == 1 else None


def not_known(name: str, question: str, near: str = "") -> Answered:
    """Nobody on record has this name; `near` is the account that comes nearest, which is named and not told about."""
    answer, fill = gap.no_account(name, near)
    return Answered("no_record", answer, gap=fill, question=question)


def no_account_named(question: str, near: str = "") -> Answered:
    """'And before that?' with nothing before it."""
    fill = f"If you mean {near}, ask with that name." if near else "Name the account."
    return Answered("no_record", "It is not clear which account is meant.", gap=fill, question=question)
