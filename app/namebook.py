"""Every spelling on record, ready to be searched by its words, its initials and words that are nearly the same.

Built over all records and kept as long as they stay the same. It proposes alias keys; who may know them is asked of the
store afterwards, so nothing here may be shown, counted or compared before that.
"""

from collections import defaultdict
from functools import lru_cache
from threading import Lock
from typing import TYPE_CHECKING, Final
from weakref import WeakKeyDictionary

from ingest.spelling import Name, heads

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ingest.store import Store

_ENDINGS: Final = ("s", "es", "en")
_BEGUN: Final = 4
"""Letters from which a word may be the beginning of another."""
_KEPT: Final = 4_096
"""Words whose neighbours are remembered."""


class NameBook:
    """Alias keys by their words."""

    def __init__(self) -> None:
        self.names: dict[str, Name] = {}
        """Every alias key, cut into words."""
        self.by_word: dict[str, set[str]] = defaultdict(set)
        self.by_initials: dict[str, set[str]] = defaultdict(set)
        self.by_joined: dict[str, set[str]] = defaultdict(set)
        self.by_head: dict[str, set[str]] = defaultdict(set)
        """By a word that can stand for the name in a sentence, or by its first two words as one."""
        self._pairs: dict[str, set[str]] = defaultdict(set)
        self._alike: dict[tuple[str, int], list[str]] = defaultdict(list)
        """Words by first letter and length."""
        self.near = lru_cache(maxsize=_KEPT)(self._near)
        self.firms: dict[str, set[str]] = {}
        """By key, other keys that may be the same firm's; kept by those who find them out."""

    def add(self, spellings: "Iterable[tuple[str, str]]") -> None:
        """Take in (alias key, as written); those already here are passed over."""
        for key, text in spellings:
            if key in self.names:
                continue
            name = self.names[key] = Name.of(key)
            for word in set(name.words):
                if word not in self.by_word:
                    self._alike[word[0], len(word)].append(word)
                self.by_word[word].add(key)
            for one, two in zip(name.words, name.words[1:], strict=False):
                self._pairs[one + two].add(key)
            self.by_joined[name.joined].add(key)
            for word in (*heads(text, name), "".join(name.words[:2])):
                self.by_head[word].add(key)
            for letters in name.acronyms:
                self.by_initials[letters].add(key)
        self.near.cache_clear()
        self.firms.clear()

    def with_word(self, word: str) -> set[str]:
        """Keys with this word, with it in two, or with one that is nearly the same."""
        return self._pairs.get(word, set()) | self.with_one(word)

    def with_one(self, word: str) -> set[str]:
        """Keys with this word, or with one that is nearly the same."""
        forms = {*_forms(word), *self.near(word)}
        return set[str]().union(*(self.by_word.get(form, ()) for form in forms))

    def begun(self, word: str) -> set[str]:
        """Keys with a word that begins so and is a letter or two longer: 'Brandt' and 'Brant' for "Bran"."""
        if len(word) < _BEGUN:
            return set()
        longer = (each for more in (1, 2) for each in self._alike.get((word[0], len(word) + more), ()))
        return set[str]().union(*(self.by_word[each] for each in longer if each.startswith(word)))

    def headed(self, word: str, exactly: bool) -> set[str]:
        """Keys for which this word can stand, or (unless `exactly`) one that is nearly the same."""
        forms = {*_forms(word), *(() if exactly else self.near(word))}
        return set[str]().union(*(self.by_head.get(form, ()) for form in forms))

    def _near(self, word: str) -> tuple[str, ...]:
        """Words on record at most two letters away from a long word, one from a shorter one."""
        from rapidfuzz import process
        from rapidfuzz.distance import OSA

        if len(word) < 4:
            return ()
        most = 2 if len(word) >= 7 else 1
        return tuple(
            hit[0]
            for first in set(word[:2])
            for length in range(max(4, len(word) - most), len(word) + most + 1)
            for hit in process.extract(
                word, self._alike.get((first, length), ()), scorer=OSA.distance, score_cutoff=most, limit=None
            )
        )


def _forms(word: str) -> tuple[str, ...]:
    stem = word.removesuffix("ies") + "y" if word.endswith("ies") else word.removesuffix("y") + "ies"
    return word, stem, *(word + end for end in _ENDINGS), *(word.removesuffix(end) for end in _ENDINGS)


_books: "WeakKeyDictionary[Store, tuple[tuple[int, int], NameBook]]" = WeakKeyDictionary()
_lock: Final = Lock()


def namebook(store: "Store") -> NameBook:
    """The name book of these records, brought up to date when a spelling came or went. Safe in threads."""
    stamp = store.spellings_stamp()
    with _lock:
        have = _books.get(store)
        if have and have[0] == stamp:
            return have[1]
        # New spellings are added to the book at hand; an erased one must leave memory, so the book is made anew.
        again = have is not None and have[0][1] == stamp[1]
        book = have[1] if have and again else NameBook()
        book.add(store.spellings(have[0][0] if have and again else 0))
        _books[store] = (stamp, book)
        return book
