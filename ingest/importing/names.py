"""The names on record that one note may mean: with thirty thousand accounts, looking for each in each note is slow."""

import re
from collections import defaultdict
from collections.abc import Iterable
from typing import Final

from ingest.facts.account import fold
from ingest.facts.known import Known

_COMMON: Final = 200
"""A word that more names than this share tells nothing by itself."""
_WORD: Final = re.compile(r"\w+")


class NamesOnRecord:
    """Grows while an import goes on."""

    def __init__(self, known: Known) -> None:
        self.reps: dict[str, None] = dict.fromkeys(known.reps)
        self._us = known.us_domains
        self._accounts: dict[str, tuple[str, ...]] = {}
        self._rivals: dict[str, None] = {}
        self._first: dict[str, list[str]] = defaultdict(list)
        self._words: dict[str, list[str]] = defaultdict(list)
        self._rival_words: dict[str, list[str]] = defaultdict(list)
        self.add(known.accounts, known.competitors)

    def add(self, accounts: Iterable[tuple[str, tuple[str, ...]]], competitors: Iterable[str]) -> None:
        """Names that have come in since."""
        for name, aliases in accounts:
            if name in self._accounts:
                continue
            self._accounts[name] = aliases
            spelled = {key for alias in (name, *aliases) if (key := fold(alias))}
            for first in {key.split()[0] for key in spelled}:
                self._first[first].append(name)
            for word in {word for key in spelled for word in key.split()[1:] if len(word) > 3}:
                self._words[word].append(name)
        for rival in competitors:
            if rival not in self._rivals:
                self._rivals[rival] = None
                for word in _WORD.findall(rival.lower())[:1]:
                    self._rival_words[word].append(rival)

    def near(self, text: str, rep: str | None = None, beside: tuple[tuple[str, int], ...] = ()) -> Known:
        """Those that share a word with the note. `rep` is one of ours as well; `beside`: see `Known`."""
        words = set(_WORD.findall(" ".join([text[:60_000], *(name for name, _ in beside)]).lower()))
        accounts: dict[str, None] = {}
        rivals: dict[str, None] = {}
        for word in sorted(words):
            accounts.update(dict.fromkeys(self._first.get(word, ())))
            by_word = self._words.get(word, ())
            if len(by_word) <= _COMMON:
                accounts.update(dict.fromkeys(by_word))
            rivals.update(dict.fromkeys(self._rival_words.get(word, ())))
        return Known(
            accounts=tuple((name, self._accounts[name]) for name in accounts),
            competitors=tuple(rivals),
            reps=(*self.reps, rep) if rep else tuple(self.reps),
            us_domains=self._us,
            beside=tuple(each for each in beside if each[0] not in rivals),
        )
