"""Names in a question that nobody on record has: never answered with what the nearest name has."""

import re
from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING, Final

from app.asking.everyday import is_everyday
from app.asking.firmname import short_for
from app.asking.words import stem, words
from app.mentions import tokens
from app.namebook import namebook
from ingest.alignment import is_general, is_ordinary, typos
from ingest.facts.names import is_common
from ingest.lines.lists import word_list
from ingest.records import Viewer

if TYPE_CHECKING:
    from app.mentions import Token
    from app.namebook import NameBook
    from ingest.book import Book

_LEAST: Final = 4
"""Letters of a word that may be a branch's."""
_NAME: Final = r"[A-ZÀ-ÖØ-ÞŁŚŻČŠŘŽ][\w'’&-]*"
_RUN: Final = re.compile(rf"(?<![\w'’]){_NAME}(?:[ -](?:& )?{_NAME})*")


def unknown_name(book: "Book", viewer: Viewer, question: str, names: Sequence[str]) -> str:
    """A name that stands nowhere in what this viewer may see, or only in parts: 'Halden Storage'; empty without one."""
    capitals = {word for name in names for word in words(name)}
    for run in _RUN.finditer(question):
        parts = [word for word in words(run[0]) if word in capitals]
        if len(parts) > 1 and parts[0] not in word_list("places") and _in_parts(book, viewer, parts):
            return run[0].strip(".,?! ").removesuffix("'s").removesuffix("’s")
    return " ".join(missing(book, viewer, names))


def _in_parts(book: "Book", viewer: Viewer, parts: Sequence[str]) -> bool:
    """Whether some name on record has one of these words, none has all, and no note has them in a row."""
    there = [
        {each.id for each in book.store.accounts_named(viewer, _keys(namebook(book.store), word))} for word in parts
    ]
    if not any(there) or set.intersection(*there):
        return False
    return not book.store.accounts_saying(viewer, [" ".join(parts)]).get(" ".join(parts))


def missing(book: "Book", viewer: Viewer, names: Sequence[str]) -> list[str]:
    """Those of these names that stand in no note and in no firm's name."""
    known = namebook(book.store)
    names = [name for name in names if not book.store.accounts_named(viewer, _keys(known, name))]
    said = book.store.accounts_saying(viewer, names)
    return [name for name in names if name in said and not said[name]]


def _keys(known: "NameBook", name: str) -> list[str]:
    """Alias keys with one of its words, as it is or with a slip that its length allows: Calderon is not Calder."""
    return sorted(
        key
        for word in words(name)
        for key in known.with_one(word)
        if any(same_word_asked(word, each) or each.startswith(word) for each in known.names[key].words)
    )


def firm_of_nobody(book: "Book", viewer: Viewer, question: str, rivals: Collection[str]) -> str:
    """A name that ends as firms' names do and is no account's: 'Gulf Drayage Partners'; empty without one.

    That a note mentions it changes nothing: what is said of it there is another account's.
    """
    known, asked = namebook(book.store), tokens(question)
    for at, token in enumerate(asked):
        if not is_general(token.word) or not token.joined or (is_ordinary(token.word) and not token.capital):
            continue
        start = at
        while start and asked[start].joined and _may_name(asked[start - 1], token.capital):
            start -= 1
        own = [each.word for each in asked[start:at] if not is_general(each.word)]
        if not own or set(own) & set(rivals) or any(_keys(known, word) for word in own):
            continue
        whole = " ".join(each.word for each in asked[start : at + 1])
        said = book.store.accounts_saying(viewer, [*own, whole])
        # What several accounts' notes speak of is a product or a rival, and so is "TidePractice".
        thing = len(said.get(whole, ())) > 1 or whole not in " ".join(words(question))
        if not thing and (token.capital or all(word in said and not said[word] for word in own)):
            return whole.title() if token.capital else whole
    return ""


def _may_name(token: "Token", capital: bool) -> bool:
    if is_general(token.word):
        return token.capital or not capital
    if is_ordinary(token.word) or is_common(token.word) or len(token.word) < _LEAST:
        return False
    return token.capital if capital else not is_everyday(token.word)


def same_word_asked(asked: str, written: str) -> bool:
    """One word, but for its ending, a typing error or a short form."""
    if stem(asked) == stem(written):
        return True
    if len(asked) <= 3:
        # "vet" of a veterinary clinic, but not "bay" of Bayview.
        return is_general(written) and short_for(asked, written)
    return typos(asked, written) is not None or short_for(asked, written)
