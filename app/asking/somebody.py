"""Somebody named in a talk about one account who stands on another account's records alone.

"Who is Mrs Dunmore?" after an answer about Halden: where nothing of Halden's names her and Brackwater's record does,
Brackwater is meant. Whoever stands in the notes of the talk's own account stays theirs, and so does a question that
says "they" or "there".
"""

import re
from collections.abc import Collection, Iterable
from typing import TYPE_CHECKING, Final

from app.asking import lists
from app.asking.evidence import stands_for
from app.asking.firm import Firm, firms, ours_of
from app.asking.material import Material
from app.asking.words import spelt, words
from ingest.lines.lists import word_list
from ingest.records import Viewer

if TYPE_CHECKING:
    from ingest.book import Book

_WHO: Final = re.compile(r"\bwho(?:['’]?s| is| was) (?P<who>[^?!.,;:]+?)(?: (?:again|then))?\W*$", re.IGNORECASE)
"""One name alone says whom it is about where nothing else is asked."""
_OF_THE_TALK: Final = re.compile(r"\b(?:they|them|their|there|here|this (?:account|one|deal))\b", re.IGNORECASE)
_FEW: Final = 4
"""Firms that somebody may stand at, from which a name tells nothing."""
Name = tuple[str, ...]


def at_another(
    book: "Book", viewer: Viewer, question: str, own: Collection[int], material: Material
) -> tuple[str, tuple[Firm, ...]]:
    """(a person's name in the question, the firms on whose records it stands); no firms where the talk's is meant.

    Args:
        book: Where the records are.
        viewer: Who is asking.
        question: Its words.
        own: Accounts that the talk is about.
        material: What was looked up of the question's words.
    """
    if _OF_THE_TALK.search(question):
        return "", ()
    there = {name: material.said.get(" ".join(name), frozenset()) for name in _asked(question, material)}
    people = book.store.people_of(viewer, set().union(*there.values())) if any(there.values()) else {}
    ours = ours_of(book, viewer) | material.known
    for name, accounts in there.items():
        found = [account for account in accounts if _stands(name, people[account], ours)]
        if not found:
            continue
        near = accounts | material.said.get(name[-1], frozenset())
        if not near.isdisjoint(own) or _is_like(name, book.store.people_of(viewer, own).values()):
            return "", ()
        names = book.store.account_names(viewer, found)
        fitting = firms(book, viewer, sorted(names.values()))  # by name: ids tell of hidden records
        return _written(question, name), fitting if len(fitting) <= _FEW else ()
    return "", ()


def _asked(question: str, material: Material) -> list[Name]:
    """What may be a person's name: what follows a title, two words in a row, or one word after 'who is'."""
    titles = word_list("person_titles")
    found: list[Name] = []
    for one, two in zip(material.asked, material.asked[1:], strict=False):
        if two.joined or one.word in titles:  # "Mrs. Dunmore"
            found.append((two.word,) if one.word in titles else (one.word, two.word))
    match = _WHO.search(question)
    who = tuple(word for word in words(match["who"]) if word not in titles) if match else ()
    return [*found, *([who] if len(who) == 1 and who[0] not in lists.word_list("offices") else [])]


def _written(question: str, name: Name) -> str:
    """The name as the question writes it, with its title: "Mrs Dunmore" of "what does mrs dunmore want"."""
    folded, written = words(question), spelt(question)
    at = next((at for at in range(len(folded)) if tuple(folded[at : at + len(name)]) == name), None)
    if at is None:
        return " ".join(name).title()
    first = at - 1 if at and folded[at - 1] in word_list("person_titles") else at
    return " ".join(word.capitalize() if word.islower() else word for word in written[first : at + len(name)])


def _stands(name: Name, people: Collection[str], ours: Collection[str]) -> bool:
    """Whether one of these people is called so; our own people and rivals, which a note may list, are not theirs."""
    return any(set(name) <= set(words(each)) - set(ours) for each in people)


def _is_like(name: Name, people: Iterable[Collection[str]]) -> bool:
    """Whether it may be short for one of these people, or one of them misspelt: "Dan" for Dana."""
    theirs = [words(each) for some in people for each in some]
    return any(
        all(any(stands_for(word, own) or own.startswith(word) for own in each) for word in name) for each in theirs
    )
