"""Whether an account's notes say what is asked, or only something near it.

Nearness alone does not tell: a question about a rival's price is nearest to the line that names the rival, priced or
not. So the thing asked for must be there as well: a sum, a day, a person, a number of just those things, the person of
just that office.
"""

import re
from typing import Final

from app.asking.dossier import Dossier
from app.asking.ranking import NUMBER, Ranked, holds, wanted_types, window
from app.asking.understand import Question
from app.asking.words import content, stem, stems, words
from ingest.lines import flat
from ingest.store.rows import Round

DENSE: Final = 0.3
"""Cosine with the question from which a line may answer it without sharing a word with it."""
_BEST: Final = 2
"""Passages looked at for the thing that is asked for."""
_OFFICES: Final = (
    "finance financial fd cfo controller accountant bookkeeper treasurer fiscal accounts accounting",
    "it cio cto infosec security ciso technology sysadmin",
    "hr personnel people chro",
    "procurement purchasing buyer einkauf sourcing cpo compras acheteur",
    "operations ops coo",
    "legal lawyer counsel attorney solicitor",
    "marketing cmo",
    "sales",
    "union council shop-steward convenor betriebsrat odbory delegate steward",
    "owner founder proprietor inhaber",
    "ceo md chief-executive managing geschäftsführer gf president boss owner",
)
_OFFICE: Final = re.compile(
    r"\b(?P<office>\w+)\s+(?:director|manager|head|chief|lead|officer|boss|lady|guy|man|woman|person|people|vp"
    r"|team|department|chef)\b"
    r"|\b(?:head|director|vp|chief|manager) of (?P<of>\w+)\b|\b(?P<short>cfo|ceo|cio|cto|coo|ciso|cmo|fd|md|gm"
    r"|lawyer|attorney|solicitor)\b",
    re.IGNORECASE,
)  # fmt: skip
_HOW_MANY: Final = re.compile(
    r"\bhow many (?:of (?:the|their|our|his|her) )?(?:\w+ly )?(?P<thing>\w+)(?:\s+(?P<second>\w+))?", re.IGNORECASE
)
_NEAR: Final = 4
_NAMED: Final = re.compile(r"(?<=\s)[A-ZÀ-ÖØ-ÞŁŚŻČŠŘŽ][\w'’-]+")


def supported(
    dossier: Dossier,
    question: Question,
    rest: tuple[str, ...],
    wants: tuple[str, ...],
    ranked: list[Ranked],
    rounds: tuple[Round, ...],
) -> bool:
    """Whether the best lines answer the question; `rest` are the words that make it particular."""
    if not ranked:
        return False
    if (
        "rival" in wants
        and not any(item.review.competitor for item in rounds)
        and rounds[-1].review.outcome == "unknown"
    ):
        return False
    texts = [window(dossier, one.index) for one in ranked[:_BEST]]
    kinds = wanted_types(question.bare)
    if kinds and not any(all(holds(kind, text) for kind in kinds) for text in texts):
        return False
    if kinds & {"money", "term"} and not _of_whom(dossier, question, kinds & {"money", "term"}):
        return False
    scope = {item.review.id for item in rounds}
    all_texts = [line.text for line in dossier.lines if line.review_id in scope]
    if "who" in kinds and not _office(question.bare, all_texts):
        return False
    if "number" in kinds and not _counted(question.bare, all_texts):
        return False
    if kinds:
        return True
    return max(one.dense for one in ranked) >= DENSE or _shares(rest, texts)


def _of_whom(dossier: Dossier, question: Question, kinds: frozenset[str]) -> bool:
    """Whether the sum or term is that of the firm or person the question names; True when it names none on record."""
    names = [word for match in _NAMED.finditer(question.bare) for word in words(match[0]) if content(word)]
    known = [stem(name) for name in names if any(stem(name) in line for line in dossier.stems)]
    if not known:
        return True
    lines = dossier.lines
    for at, line in enumerate(dossier.stems):
        if any(name in line for name in known):
            told = " ".join(flat(each.text) for each in lines[at : at + 2] if each.review_id == lines[at].review_id)
            if all(holds(kind, told) for kind in kinds):
                return True
    return False


def _shares(rest: tuple[str, ...], texts: list[str]) -> bool:
    have = {stem for text in texts for stem in stems(text)}
    return any(stem(word) in have for word in rest)


def _office(question: str, texts: list[str]) -> bool:
    """Whether somebody of the office that is asked for is named; True when none is."""
    match = _OFFICE.search(question)
    if match is None:
        return True
    asked = (match["office"] or match["of"] or match["short"]).lower()
    same = next((set(group.split()) for group in _OFFICES if asked in group.split()), None)
    if same is None:
        return True
    return any(same & set(words(text)) for text in texts)


def _counted(question: str, texts: list[str]) -> bool:
    """Whether a number stands beside the things that are asked for, where the notes call them that."""
    match = _HOW_MANY.search(question)
    if match is None:
        return True
    things = {stem(word) for word in (match["thing"],) if word}
    named = False
    for text in texts:
        have = text.split()
        plain = [stem("".join(words(word)[:1])) for word in have]
        for at, word in enumerate(plain):
            if word in things:
                named = True
                if NUMBER.search(" ".join(have[max(0, at - _NEAR) : at + _NEAR])):
                    return True
    return not named
