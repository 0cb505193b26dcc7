"""Which names a question to a model on another machine must not hold: all on record, and those found in the note.

Short forms count as well: a firm's first word or two, a person's first and last name alone. A word that is ordinary
language too ('Will', 'Price') is hidden with a capital only, and only where that person is named in full.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from threading import Lock
from typing import TYPE_CHECKING, Final, NamedTuple

from ingest.facts.names import is_common, is_firm_word
from ingest.facts.namewords import CAPITALS, TITLED
from ingest.lines.lists import is_first_name, word_list
from ingest.store.outgoing import Recorded
from prompts.redact import Name, Noun, redact
from prompts.redacted import RedactedModel

if TYPE_CHECKING:
    from ingest.records import Diagnosis, Facts, Given, Viewer
    from ingest.store import Store
    from prompts.model import Model

_SHORT: Final = 3
"""Letters up to which a single word of a firm's name is no name of its own: 'UK' alone is a country."""
_ROW: Final = re.compile(r"^(?:L\d+\| \w+: |\[\d+\] |\d+\| )", re.MULTILINE)
_OWNED: Final = re.compile(r"['’]s(?!\w)")
_WORD: Final = re.compile(r"\w+")


def guarded(model: "Model", store: "Store", viewer: "Viewer | None" = None) -> "Model":
    """What stands before every model on another machine: known names and numbers do not get to it.

    Given a `viewer`, it is for showing: only names they may know are replaced, or a name that is would tell of a
    record that is hidden from them.
    """
    return model if model.local else RedactedModel(model, NamesOnRecord(store, viewer))


class NamesOnRecord:
    """Finds the names on record that stand in a text. What was recorded since is read each time, not all of it."""

    def __init__(self, store: "Store", viewer: "Viewer | None" = None) -> None:
        self._store = store
        self._viewer = None if viewer is None or viewer.all else viewer
        self._lock = Lock()
        self._seen = Recorded()
        self._by_word: dict[str, set[tuple[Noun, str]]] = {}

    def __call__(self, system: str, prompt: str) -> list[Name]:
        """Names that may stand in a question; a name only in the model's standing orders must be on record."""
        words = _words(system) | _words(prompt)
        low = _plain(f"{system}\n{prompt}")
        with self._lock:
            self._read()
            met = {each for word in words for each in self._by_word.get(word, ())}
        found = sorted(met, key=lambda each: (each[0], not _stands(each[1], low), each[1]))
        return [*_forms(found, low), *strangers(prompt)]

    def _read(self) -> None:
        new = self._store.names_to_hide(self._seen) if self._viewer is None else _known(self._store, self._viewer)
        if new.erasures != self._seen.erasures:
            self._by_word.clear()
        self._seen = new
        groups: tuple[tuple[Noun, tuple[str, ...]], ...] = (
            ("Company", new.companies),
            ("Competitor", new.competitors),
            ("Person", new.people),
        )
        for noun, names in groups:
            for name in names:
                for word in _telling(noun, name):
                    self._by_word.setdefault(word, set()).add((noun, name))


def _known(store: "Store", viewer: "Viewer") -> Recorded:
    names = store.known_names(viewer)
    spelled = tuple(text for name, spellings in names.accounts for text in (name, *spellings))
    return Recorded(spelled, names.competitors, names.reps)


def tried(store: "Store", viewer: "Viewer", text: str) -> str:
    """A text as a model on another machine would get it, as far as this viewer may know."""
    return redact([text], NamesOnRecord(store, viewer)("", text)).texts[0]


def names_in(facts: "Facts | Diagnosis", given: "Given") -> list[Name]:
    """Names found in a note, or told beside it, with their short forms."""
    people = [person.name for person in facts.people] + [given.rep or ""]
    found: list[tuple[Noun, str]] = [("Company", each) for each in (facts.account, given.account) if each]
    found += [("Competitor", facts.competitor)] if facts.competitor else []
    found += [("Person", name) for name in people if name.strip()]
    return list(_forms(found, None))


def strangers(text: str) -> Iterator[Name]:
    """People on no record: a listed first name and what follows it, or a title and a name."""
    plain = _ROW.sub("", text)
    for match in CAPITALS.finditer(plain):
        words = _OWNED.sub("", match["name"].split("\n")[0]).split()
        for at, word in enumerate(words):
            if is_first_name(word) and not is_common(word):
                yield from _forms([("Person", " ".join(words[at:]))], None)
                break
    for match in TITLED.finditer(plain):
        yield from _forms([("Person", match["name"])], None)


def _forms(found: Iterable[tuple[Noun, str]], low: str | None) -> Iterator[Name]:
    """Each name and its short forms. `low`: the folded text they may stand in; None when they stand in it.

    A short form goes to the name that stands in the text; where several do ("Halden" of two), it is nobody's alone.
    """
    owners: dict[str, list[_Form]] = {}
    for noun, name in found:
        here = low is None or _stands(name, low)
        for text in _firm_forms(name) if noun != "Person" else _person_forms(name, here):
            owners.setdefault(text.casefold(), []).append(_Form(text, noun, name, here))
    for key, forms in owners.items():
        of = [each for each in forms if each.noun == forms[0].noun]
        whole = [each for each in of if each.name.casefold() == key]
        near = whole or [each for each in of if each.here] or of
        names = tuple(dict.fromkeys(each.name for each in near))
        first, common = near[0], all(is_common(word) for word in near[0].text.split())
        if len(names) > 1:
            yield Name(first.text, first.noun, key, common, names)
        else:
            yield Name(first.text, first.noun, first.name, common)


class _Form(NamedTuple):
    """One way to write a name."""

    text: str
    noun: Noun
    name: str
    here: bool
    """Whether the name stands whole in the text."""


def _firm_forms(name: str) -> list[str]:
    """The whole name, without its legal form, and its first word or two, by which people call a firm."""
    from cleanco import basename  # type: ignore[import-untyped]

    whole = " ".join(name.split())
    bare = basename(whole) or whole
    forms, words = [whole, bare], bare.split()
    if len(words) > 2:
        forms.append(" ".join(words[:2]))
    if words and _is_own(words[0]):
        forms.append(words[0])
    return [form.strip(" ,&") for form in forms if form.strip(" ,&")]


def _is_own(word: str) -> bool:
    """Whether a firm's first word alone names it."""
    return len(word) > _SHORT and not is_common(word) and not is_firm_word(word)


def _person_forms(name: str, here: bool) -> list[str]:
    whole = " ".join(name.split())
    parts = [part.strip(".,") for part in whole.split()]
    own = [part for part in parts if len(part) > 1 and part.lower() not in word_list("person_titles")]
    return [whole, *(part for part in own if here or not is_common(part))] if own else [whole]


def _telling(noun: Noun, name: str) -> set[str]:
    """The words by which a text is seen to hold it: a firm's first word, any word of a person's name."""
    words = _ordered(name)
    if noun != "Person":
        return set(words[:1])
    return {word for word in words if len(word) > 1 and not is_common(word)} or set(words[:1])


def _words(text: str) -> set[str]:
    found = set(_ordered(text))
    return found | {word[:-1] for word in found if word.endswith("s")}


def _ordered(text: str) -> Sequence[str]:
    return _WORD.findall(_plain(text))


def _plain(text: str) -> str:
    apart = unicodedata.normalize("NFD", text.casefold())
    return " ".join("".join(char for char in apart if not unicodedata.combining(char)).split())


def _stands(name: str, low: str) -> bool:
    return _plain(name) in low
