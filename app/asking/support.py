"""Whether an account's notes can hold what is asked, judged by the kind of thing and by whom it is about.

How near a line is to the question does not tell: a question about a rival's price is nearest to the line that names
the rival, priced or not, and a question in other words than the notes' is near to nothing. (Measured over five
writers' questions, the best line's cosine parts the answerable from the others no better than chance.) So a thing of
the kind that is asked for must stand in the notes, beside whomever the question names. Where a weaker sign speaks
against it (nothing has ended, as far as is known, or the notes call it otherwise), the answer says it may be none.
`python -m eval answering` counts how often it is right; which signs may refuse was decided on its questions.
"""

import re
from collections.abc import Collection, Iterable, Sequence
from typing import Final, Literal

from app.asking.dossier import Dossier
from app.asking.firmname import short_for
from app.asking.kinds import NUMBER, holds, names_besides, wanted_types
from app.asking.ranking import Ranked
from app.asking.spoken import in_so_many_words, talks_of
from app.asking.understand import Question
from app.asking.whose import without_ours
from app.asking.words import content, stem, words
from ingest.lines import flat
from ingest.store.rows import Round

Held = Literal["yes", "near", "no"]
_BEST: Final = 3
"""Passages looked at for the thing that is asked for."""
_NEAR: Final = 4
"""Words between a number and what is counted."""
_REACH: Final = 15
"""Words to either side, in a line without an end."""
_LABEL: Final = 5
"""Words of a line that says little without the next one."""
_GOES_ON: Final = re.compile(r"\W*(?:they|their|theirs|it|its|he|she|his|her|this|that|which)\b", re.IGNORECASE)
_COUNTED: Final = re.compile(
    r"\b(?:how many|number of) (?!of\b)(?:\w+ly )?(?P<thing>\w+(?: \w+){0,2}?)"
    r"(?= (?:do|does|did|are|is|were|was|have|has|had|will|can|would|per|in|of|at|on|from|a|we|they|it|the)\b"
    r"|\W*$|[?.,;:!-])",
    re.IGNORECASE,
)
_REASON: Final = re.compile(
    r"\bwhy\b|\breasons?\b|\b(?:put|turn\w*)\b.{1,30}\b(?:off|down|away)\b|\bkilled\b|\bsank\b|\bhow come\b"
    r"|\bwarum\b|\bpor qu[eé]\b|\bpourquoi\b",
    re.IGNORECASE,
)
_WE_WON: Final = re.compile(r"\bwe (?:won|win)\b|\b(?:deal|round|one|contract)s? (?P<who>\w+) won\b", re.IGNORECASE)
_WHICH: Final = re.compile(
    r"\b(?:which|what) (?:\w+ ){0,2}?(?P<thing>banks?|consultants?|consultanc(?:y|ies)|advis[eo]rs?|agenc(?:y|ies)"
    r"|firms?|groups?|insurers?|brokers?|auditors?|funds?|investors?|landlords?|lawyers?|universit(?:y|ies))\b",
    re.IGNORECASE,
)
"""What has a name of its own."""
_SUMS: Final = frozenset(("money", "term", "less", "percent", "promise"))


def held(
    dossier: Dossier,
    question: Question,
    wants: Collection[str],
    particular: bool,
    ranked: Sequence[Ranked],
    rounds: Sequence[Round],
    others: Collection[str],
    rivals: Collection[str],
) -> Held:
    """Whether the notes of these rounds answer the question, or only may.

    Args:
        dossier: The account.
        question: What is asked.
        wants: What of the record it asks for.
        particular: Whether it asks for more than that.
        ranked: The lines, best first.
        rounds: Those that are meant.
        others: People, places and rivals that the question names, as single words.
        rivals: First words of every rival's name on record.
    """
    lines, kinds = _lines(dossier, rounds), wanted_types(question.bare)
    if any(item.commitments for item in rounds):
        kinds -= {"promise"}
    have = {word for i in lines for word in dossier.stems[i]}
    if any(stem(word) not in have and not any(short_for(word, each) for each in have) for word in others):
        return "no"
    if not talks_of(dossier, question.bare, lines, have, kinds, set(others) & set(rivals)):
        return "no"
    if not _holds_kind(dossier, question.bare, ranked, lines, kinds, others):
        return "no"
    nobody = "rival" in wants and not kinds - {"who", "money"} and not _has_rival(rounds, have, rivals)
    if nobody or ended_openly(question.bare, wants, _about(ranked, dossier, rounds)):
        return "near" if particular else "no"
    return "yes" if in_so_many_words(dossier, question.bare, lines, have, kinds) else "near"


def _has_rival(rounds: Sequence[Round], have: Collection[str], rivals: Collection[str]) -> bool:
    """Whether anybody took the deal, or a rival's name stands in the notes."""
    taken = any(item.review.outcome in ("competitor", "in_house") or item.review.competitor for item in rounds)
    return taken or not {stem(word) for word in rivals}.isdisjoint(have)


def _holds_kind(
    dossier: Dossier,
    text: str,
    ranked: Sequence[Ranked],
    lines: Sequence[int],
    kinds: Collection[str],
    others: Collection[str],
) -> bool:
    """Whether a thing of every kind that is asked for stands near the best lines, and beside whom it is asked of."""
    texts = [dossier.texts[i] for i in lines]
    if not _named(text, texts, frozenset(words(text)) | _people(dossier)):
        return False
    if not kinds:
        return True
    if not any(all(holds(kind, dossier.window(one.index)) for kind in kinds) for one in ranked[:_BEST]):
        return False
    sums = set(kinds) & _SUMS
    # A sum that a rival asked stands where the rival is named; what we quoted one of theirs may stand anywhere.
    if sums and not _beside(dossier, lines, sums, set(others) - _people(dossier)):
        return False
    return _counted(text, texts)


def _named(question: str, texts: Sequence[str], known: frozenset[str]) -> bool:
    """Whether a bank, a consultant and the like has a name where the notes speak of it, when it is asked which."""
    match = _WHICH.search(question)
    thing = stem(match["thing"].lower()) if match else ""
    near = [text for text in texts if thing and thing in {stem(word) for word in words(text)}]
    return not near or any(names_besides(text, known) for text in near)


def _people(dossier: Dossier) -> frozenset[str]:
    """Words of the account's own names, and of people's."""
    people = [person.name for item in dossier.rounds for person in item.people]
    reps = [item.review.rep for item in dossier.rounds]
    return frozenset(word for name in (*dossier.names, *people, *reps) for word in words(name))


def never_won(text: str, rounds: Iterable[Round], rivals: Collection[str]) -> bool:
    """Whether something is asked of a deal that we won, not one of these `rivals`, and none was."""
    found = _WE_WON.search(text)
    ours = found is not None and (found["who"] is None or found["who"].casefold() not in rivals)
    return ours and all(item.review.outcome != "won" for item in rounds)


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


def _lines(dossier: Dossier, rounds: Sequence[Round]) -> list[int]:
    scope = {item.review.id for item in rounds}
    return [i for i, line in enumerate(dossier.lines) if line.review_id in scope]


def _beside(dossier: Dossier, lines: Sequence[int], kinds: Iterable[str], others: Collection[str]) -> bool:
    """Whether such a thing stands in a line that names these people and rivals, or in the one that goes on from it."""
    if not others:
        return True
    wanted = {stem(word) for word in others}
    for at in lines:
        if not wanted & set(dossier.stems[at]):
            continue
        told = f"{_around(flat(dossier.lines[at].text), wanted)} {_going_on(dossier, at)}"
        facts = dossier.deals.get(dossier.lines[at].review_id)
        theirs = without_ours(told, facts.amount if facts else None)
        if wanted <= {stem(word) for word in words(told)} and all(
            holds(kind, theirs if kind in ("money", "less") else told) for kind in kinds
        ):
            return True
    return False


def _going_on(dossier: Dossier, at: int) -> str:
    """The line after this one when it speaks of the same: after 'Portolan:', or 'They want'; else nothing."""
    after = dossier.lines[at + 1] if at + 1 < len(dossier.lines) else None
    if after is None or after.review_id != dossier.lines[at].review_id:
        return ""
    more = flat(after.text)
    return more if len(dossier.lines[at].text.split()) < _LABEL or _GOES_ON.match(more) else ""


def _around(text: str, wanted: Collection[str]) -> str:
    """Of dictation without an end, the words around those that are wanted."""
    have = text.split()
    if len(have) <= 2 * _REACH:
        return text
    spots = [at for at, word in enumerate(have) if not {stem(each) for each in words(word)}.isdisjoint(wanted)]
    return " ".join(word for at, word in enumerate(have) if any(abs(at - spot) <= _REACH for spot in spots))


def _counted(question: str, texts: Sequence[str]) -> bool:
    """Whether a number stands beside the things that are counted; True when nothing is."""
    match = _COUNTED.search(question)
    thing = match["thing"].split()[-1] if match else ""
    if not thing or not content(thing):
        return True
    for text in texts:
        have = text.split()
        plain = [stem("".join(words(word)[:1])) for word in have]
        for at, word in enumerate(plain):
            if word == stem(thing) and NUMBER.search(" ".join(have[max(0, at - _NEAR) : at + _NEAR])):
                return True
    return False
