"""Which rounds of an account a question means."""

import re
from typing import Final

from app.asking.answered import Answered
from app.asking.dossier import Dossier
from app.asking.understand import Question
from app.asking.words import words
from ingest.store.rows import Round

_SHORT: Final = 2
"""Words of a question that says too little to be about anything but the round just told."""
_LED: Final = 3
"""The same where it begins with 'and'."""
_SAME: Final = re.compile(r"\bthat (?:one|round|time|deal)\b", re.IGNORECASE)


def scope(dossier: Dossier, question: Question, previous: Answered | None) -> tuple[Round, ...]:
    """The rounds meant, oldest first; all of them when the question names none; empty when there is no such round."""
    rounds = dossier.rounds
    before = set(previous.rounds) & set(dossier.rows) if previous is not None else set()
    if "before" in question.intents and question.number is None:
        first = min((i for i, item in enumerate(rounds) if item.review.id in before), default=len(rounds) - 1)
        if not first and len(before) > 1:
            # All of them were told: "the one before" is before the last.
            first = len(rounds) - 1
        return rounds[max(first - 1, 0) : first]
    if question.number is not None:
        return tuple(item for item in rounds if item.review.round == question.number)
    if question.span is not None:
        since, until = question.span.since, question.span.until
        within = tuple(
            item
            for item in rounds
            if (since is None or item.review.happened >= since) and (until is None or item.review.happened <= until)
        )
        if within:
            return within
    if question.last:
        return rounds[-1:]
    short = len(question.about) < (_LED if question.leads else _SHORT)
    if before and len(before) < len(rounds) and (short or _SAME.search(question.bare)):
        return rounds if _names_another(dossier, question, before) else dossier.within(before)
    return rounds


def _names_another(dossier: Dossier, question: Question, before: set[str]) -> bool:
    """Whether it asks of somebody who stands in other rounds' records alone: 'who is Graham?'."""
    told = {word for item in dossier.within(before) for one in item.people for word in words(one.name)}
    told |= {word for review in before for word in words(dossier.notes[review])}
    others = {word for item in dossier.rounds for one in item.people if one.side != "us" for word in words(one.name)}
    return any(word in others - told for word in question.about)
