"""Which rounds of an account a question means."""

from app.asking.answered import Answered
from app.asking.dossier import Dossier
from app.asking.understand import Question
from ingest.store.rows import Round


def scope(dossier: Dossier, question: Question, previous: Answered | None) -> tuple[Round, ...]:
    """The rounds meant, oldest first; all of them when the question names none; empty when there is no such round."""
    rounds = dossier.rounds
    before = set(previous.rounds) & set(dossier.rows) if previous is not None else set()
    if "before" in question.intents and question.number is None:
        first = min((i for i, item in enumerate(rounds) if item.review.id in before), default=len(rounds) - 1)
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
    if before and len(before) < len(rounds) and (question.leads or len(question.about) < 2):
        return dossier.within(before)
    return rounds
