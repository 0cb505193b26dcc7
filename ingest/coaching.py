"""What to take from a review: the playbook's sentences, filled with the deal's own words.

Sentences about something the notes speak of come before those that fit every deal, those nearest to the evidence before
others; one line of three carries the deal's own words. The future-you card comes from `prompts/card.md` the same way.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Final

import numpy as np

from ingest.diagnose.signals import cached_vectors
from ingest.embed import Embedder, Vectors
from ingest.records import Advice, Coaching, Diagnosis, FutureCard, Given, Line
from prompts.codes import CAUSES
from prompts.errors import PromptError
from prompts.playbook import CausePage, Counsel, Playbook, WinPage, list_page
from prompts.prompt import FOLDER

PER_LIST: Final = 3
ABOUT: Final = 0.12
"""Likeness that is added to a sentence about something the notes speak of."""
_TITLES: Final = frozenset(
    {"mr", "mrs", "ms", "miss", "dr", "prof", "sir", "herr", "frau", "señor", "señora", "sr", "sra"}
)
_LONGEST: Final = 90
"""Characters of a quote inside a sentence; the whole line stands beside it on screen."""


@dataclass
class Coach:
    """Writes coaching from the playbook. Safe to share between threads."""

    playbook: Playbook
    embedder: Embedder
    cache: Path | None = None
    folder: Path = FOLDER

    @cached_property
    def cards(self) -> dict[str, dict[str, str]]:
        """prompts/card.md: cause (or 'won') to its 'reopen' and 'avoid' sentence.

        Raises:
            PromptError: the file is broken, or a cause or sentence is missing.
        """
        file = self.folder / "card.md"
        pages = list_page(file)
        return {cause: _card_sentences(file, cause, pages[cause]) for cause in (*CAUSES, "won")}

    @cached_property
    def vectors(self) -> dict[str, Vectors]:
        """Every coaching sentence of the playbook and its vector."""
        pages: list[CausePage | WinPage] = [*self.playbook.causes.values(), self.playbook.win]
        sentences = [each.text for page in pages for each in (*page.lessons, *page.next_time, *page.questions)]
        plain = [re.sub(r"\{(\w+)\}", r"\1", sentence) for sentence in sentences]
        cache = None if self.cache is None else self.cache / "coaching.npz"
        return dict(zip(sentences, cached_vectors(plain, self.embedder, cache), strict=True))

    def coach(self, diagnosis: Diagnosis, lines: Sequence[Line], vectors: Vectors, given: Given) -> Coaching:
        """Three lessons, three moves for next time and three questions. `vectors` is (len(lines), 384)."""
        page = self.playbook.win if diagnosis.outcome == "won" else self.playbook.causes[diagnosis.cause]
        slots = _slots(diagnosis, given)
        centre = _centre(diagnosis, vectors)
        deal = _Deal(slots, centre, _words(lines), (diagnosis.telling,) if diagnosis.telling else ())
        return Coaching(
            lessons=self._pick(page.lessons, deal),
            next_time=self._pick(page.next_time, deal),
            questions=self._pick(page.questions, deal),
        )

    def card(self, diagnosis: Diagnosis) -> FutureCard:
        """The future-you card: when, what must be true, whom to call, what not to repeat."""
        page = self.cards["won" if diagnosis.outcome == "won" else diagnosis.cause]
        buyers = [person for person in diagnosis.people if person.side != "us"]
        call = (
            f"{buyers[0].name} ({buyers[0].role})" if buyers and buyers[0].role else (buyers[0].name if buyers else "")
        )
        revisit = diagnosis.revisit
        reopen = f"{page['reopen']} The notes say: “{shorten(revisit.text)}”." if revisit else page["reopen"]
        return FutureCard(revisit=revisit.date if revisit else None, reopen_when=reopen, call=call, avoid=page["avoid"])

    def _pick(self, counsel: Sequence[Counsel], deal: "_Deal") -> tuple[Advice, ...]:
        """One sentence with the deal's own words at most; those about what the notes speak of before the others."""
        usable = [each for each in counsel if set(_names(each.text)) <= set(deal.slots) and deal.speaks_of(each)]
        ranked = self._nearest(usable, deal.centre)
        own = [each for each in ranked if "{quote}" in each.text][:1]
        rest = [each for each in ranked if "{quote}" not in each.text]
        return tuple(
            Advice(text=_fill(each.text, deal.slots), lines=deal.pointed if "{quote}" in each.text else ())
            for each in [*own, *rest][:PER_LIST]
        )

    def _nearest(self, counsel: list[Counsel], centre: Vectors | None) -> list[Counsel]:
        if centre is None or not counsel:
            return sorted(counsel, key=lambda each: not each.about)
        likeness = np.stack([self.vectors[each.text] for each in counsel]) @ centre
        likeness += [ABOUT if each.about else 0.0 for each in counsel]
        return [counsel[row] for row in np.argsort(-likeness, kind="stable")]


@dataclass(frozen=True)
class _Deal:
    """What a sentence can take from a deal."""

    slots: dict[str, str]
    centre: Vectors | None
    words: str
    """Every word of the notes, lower case, a blank before each."""
    pointed: tuple[int, ...]

    def speaks_of(self, counsel: Counsel) -> bool:
        """Whether the notes have what the sentence is about."""
        return not counsel.about or any(f" {start}" in self.words for start in counsel.about)


def _words(lines: Sequence[Line]) -> str:
    return " " + " ".join(re.findall(r"\w+", " ".join(line.text for line in lines).casefold()))


def _card_sentences(file: Path, cause: str, lines: Sequence[str]) -> dict[str, str]:
    sentences = {name: text for name, colon, text in (line.partition(": ") for line in lines) if colon}
    missing = [name for name in ("reopen", "avoid") if not sentences.get(name, "").strip()]
    if missing:
        raise PromptError(f"{file}: section '## {cause}' has no sentence that begins with '- {missing[0]}: '; add one.")
    return sentences


def shorten(text: str, longest: int = _LONGEST) -> str:
    """At most `longest` characters, cut at a word, with … where words are left out."""
    text = " ".join(text.split()).strip(" -*•>\"“”'")
    if len(text) <= longest:
        return text.rstrip(".,;:")
    return text[:longest].rsplit(" ", 1)[0].rstrip(".,;:") + " …"


@cache
def _names(sentence: str) -> tuple[str, ...]:
    """Slots of a sentence of the playbook."""
    return tuple(re.findall(r"\{(\w+)\}", sentence))


def _fill(sentence: str, slots: dict[str, str]) -> str:
    filled = re.sub(r"\{(\w+)\}", lambda found: slots[found[1]], sentence)
    return filled[0].upper() + filled[1:]


def _slots(diagnosis: Diagnosis, given: Given) -> dict[str, str]:
    """What this deal can fill in. A buyer named in the telling line stands for the person, or the first one."""
    slots: dict[str, str] = {}
    account = given.account or diagnosis.account
    if account:
        slots["account"] = account
    if given.rep:
        slots["rep"] = given.rep
    if diagnosis.competitor:
        slots["competitor"] = diagnosis.competitor
    best = next((item for item in diagnosis.evidence if item.line == diagnosis.telling), None)
    if best and diagnosis.confidence != "low":  # an unsure verdict's line may be any line
        slots["quote"] = f"“{shorten(best.text)}”"
    buyers = [person.name for person in diagnosis.people if person.side == "buyer"]
    named = [name for name in buyers if best and name.split()[0] in best.text]
    if named or buyers:
        slots["person"] = called((named or buyers)[0])
    when = diagnosis.recoverable.when if diagnosis.recoverable else None
    if when:
        slots["date"] = f"{when.day} {when:%B}"
    return slots


def called(name: str) -> str:
    """What one calls somebody: the first name, or the whole of 'Mr Oduya'."""
    first = name.split()[0]
    return name if first.rstrip(".").casefold() in _TITLES else first


def _centre(diagnosis: Diagnosis, vectors: Vectors) -> Vectors | None:
    rows = [item.line - 1 for item in diagnosis.evidence if item.cause == diagnosis.cause]
    return vectors[rows].mean(axis=0) if rows else None
