"""Whether an account's notes can hold what is asked, judged by the kind of thing and by whom it is about.

How near a line is to the question does not tell: a question about a rival's price is nearest to the line that names
the rival, priced or not, and a question in other words than the notes' is near to nothing. (Measured over five
writers' questions, the best line's cosine parts the answerable from the others no better than chance.) So a thing of
the kind that is asked for must stand in the notes, beside whomever the question names; and what has not ended has no
reason for its end.
"""

import re
from collections.abc import Collection, Iterable, Sequence
from typing import Final

from app.asking.dossier import Dossier
from app.asking.firm import short_for
from app.asking.ranking import NUMBER, Ranked, holds, names_somebody, wanted_types, window
from app.asking.understand import Question
from app.asking.words import content, stem, words
from ingest.lines import flat
from ingest.store.rows import Round

_BEST: Final = 5
"""Passages looked at for the thing that is asked for."""
_NEAR: Final = 4
"""Words between a number and what is counted."""
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
)
_COUNTED: Final = re.compile(r"\b(?:how many|number of) (?!of\b)(?:\w+ly )?(?P<thing>\w+)", re.IGNORECASE)
_REASON: Final = re.compile(
    r"\bwhy\b|\breasons?\b|\b(?:put|turn\w*)\b.{1,30}\b(?:off|down|away)\b|\bkilled\b|\bsank\b|\bhow come\b"
    r"|\bwarum\b|\bpor qu[eé]\b|\bpourquoi\b",
    re.IGNORECASE,
)
_PREFIX: Final = 5
_MENTIONED: Final = re.compile(
    r"\bmention\b|\b(?:bring|come) up\b|\b(?:say|talk|speak) (?:\w+ )?about\b", re.IGNORECASE
)
_WE_WON: Final = re.compile(r"\bwe (?:won|win)\b|\b(?:deal|round|one|contract)s? \w+ won\b", re.IGNORECASE)
_SUMS: Final = frozenset(("money", "term", "less", "promise"))


def supported(
    dossier: Dossier,
    question: Question,
    wants: Collection[str],
    ranked: Sequence[Ranked],
    rounds: Sequence[Round],
    others: Collection[str],
    rivals: Collection[str],
) -> bool:
    """Whether the notes of these rounds can answer the question.

    Args:
        dossier: The account.
        question: What is asked.
        wants: What of the record it asks for.
        ranked: The lines, best first.
        rounds: Those that are meant.
        others: People, places and rivals that the question names, as single words.
        rivals: First words of every rival's name on record.
    """
    if ended_openly(question.bare, wants, _about(ranked, dossier, rounds)):
        return False
    lines, kinds = _lines(dossier, rounds), wanted_types(question.bare)
    if any(item.commitments for item in rounds):
        kinds -= {"promise"}
    have = {word for i in lines for word in dossier.stems[i]}
    taken = any(item.review.competitor or item.review.outcome == "in_house" for item in rounds)
    if "rival" in wants and not kinds - {"who"} and not taken and not have & {stem(word) for word in rivals}:
        return False
    if _WE_WON.search(question.bare) and all(item.review.outcome != "won" for item in rounds):
        return False
    if not _spoken_of(question.bare, have):
        return False
    if any(stem(word) not in have and not any(short_for(word, each) for each in have) for word in others):
        return False
    if not kinds:
        return True
    if not any(all(holds(kind, window(dossier, one.index)) for kind in kinds) for one in ranked[:_BEST]):
        return False
    if kinds & _SUMS and not _beside(dossier, lines, kinds & _SUMS, others):
        return False
    texts = [dossier.lines[i].text for i in lines]
    return _office(question.bare, texts, kinds) and _counted(question.bare, texts)


def ended_openly(text: str, wants: Collection[str], rounds: Iterable[Round]) -> bool:
    """Whether a reason or a winner is asked of what has not ended, as far as is known."""
    asks = bool({"why", "stated", "rival"} & set(wants)) or bool(_REASON.search(text))
    return asks and all(item.review.outcome == "unknown" for item in rounds)


def _about(ranked: Sequence[Ranked], dossier: Dossier, rounds: Sequence[Round]) -> list[Round]:
    """The round that the best line is of."""
    if not ranked:
        return list(rounds)
    review = dossier.lines[ranked[0].index].review_id
    return [item for item in rounds if item.review.id == review] or list(rounds)


def _spoken_of(text: str, have: Collection[str]) -> bool:
    """Whether what somebody is asked to have mentioned stands in the notes; True when nothing is."""
    match = _MENTIONED.search(text)
    about = [stem(word) for word in content(text[match.end() :])] if match else []
    return not about or any(word in have or any(_alike(word, each) for each in have) for word in about)


def _alike(one: str, other: str) -> bool:
    return len(one) > _PREFIX and one[:_PREFIX] == other[:_PREFIX]


def _lines(dossier: Dossier, rounds: Sequence[Round]) -> list[int]:
    scope = {item.review.id for item in rounds}
    return [i for i, line in enumerate(dossier.lines) if line.review_id in scope]


def _beside(dossier: Dossier, lines: Sequence[int], kinds: Iterable[str], others: Collection[str]) -> bool:
    """Whether such a thing stands in a line that names these people and rivals, or in the one after it."""
    if not others:
        return True
    wanted = {stem(word) for word in others}
    for at in lines:
        if not wanted & set(dossier.stems[at]):
            continue
        told = " ".join(
            flat(each.text) for each in dossier.lines[at : at + 2] if each.review_id == dossier.lines[at].review_id
        )
        if wanted <= {stem(word) for word in words(told)} and all(holds(kind, told) for kind in kinds):
            return True
    return False


def _office(question: str, texts: Sequence[str], kinds: Collection[str]) -> bool:
    """Whether somebody of the office that is asked for is named; True when none is."""
    match = _OFFICE.search(question) if "who" in kinds else None
    if match is None:
        return True
    asked = (match["office"] or match["of"] or match["short"]).lower()
    same = next((set(group.split()) for group in _OFFICES if asked in group.split()), None)
    return same is None or any(same & set(words(text)) and names_somebody(text) for text in texts)


def _counted(question: str, texts: Sequence[str]) -> bool:
    """Whether a number stands beside the things that are counted; True when nothing is."""
    match = _COUNTED.search(question)
    thing = match["thing"] if match else ""
    if not thing or not content(thing):
        return True
    for text in texts:
        have = text.split()
        plain = [stem("".join(words(word)[:1])) for word in have]
        for at, word in enumerate(plain):
            if word == stem(thing) and NUMBER.search(" ".join(have[max(0, at - _NEAR) : at + _NEAR])):
                return True
    return False
