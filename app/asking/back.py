"""Answers that ask back, and answers to a name nobody on record has."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from app.asking import gap
from app.asking.answered import Answered, Choice
from app.asking.intents import told
from app.asking.which import WHOLE, choices, matched
from app.asking.wording import listed
from app.asking.words import stems
from ingest.records import Viewer

_YES: Final = frozenset(("yes", "yep", "yeah", "right", "correct", "exactly", "ja", "si", "oui"))

if TYPE_CHECKING:
    from app.resolve import Match, Resolved
    from ingest.book import Book


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


def chosen(previous: Answered | None, reply: str, named: "Resolved") -> Choice | None:
    """The choice that a reply to 'which one do you mean' names, by a word the others have not.

    `named` is what the reply's words name on record: another account's name, given whole, is no choice.
    """
    if previous is None or not previous.choices or told(reply) & {"count", "similar"}:
        return None
    whole = [match.name for match in named.matches if match.score >= WHOLE]
    if whole and not any(name in (choice.name, *choice.also) for choice in previous.choices for name in whole):
        return None
    said = set(stems(reply))
    own = [set(stems(" ".join((choice.name, *choice.also)))) for choice in previous.choices]
    if len(own) == 1 and said <= _YES:
        return previous.choices[0]
    shared = set.intersection(*own) if len(own) > 1 else set[str]()
    fits = [choice for choice, names in zip(previous.choices, own, strict=True) if (names - shared) & said]
    return fits[0] if len(fits) == 1 else None


def not_known(name: str, question: str, near: str = "") -> Answered:
    """Nobody on record has this name; `near` is the account that comes nearest, which is named and not told about."""
    answer, fill = gap.no_account(name, near)
    return Answered("no_record", answer, gap=fill, question=question)


def no_account_named(question: str, near: str = "") -> Answered:
    """'And before that?' with nothing before it."""
    fill = f"If you mean {near}, ask with that name." if near else "Name the account."
    return Answered("no_record", "It is not clear which account is meant.", gap=fill, question=question)
