"""What was right about one reading. Pure; None is 'not scored' and is left out of n, never counted as wrong."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Final

from eval.diagnosis.cases import Case
from eval.score import evidence_hit, overlap, rank_of
from ingest.diagnose.settle import MOST, Reply, next_question
from ingest.records import Diagnosis, Quote, Ranked
from ingest.store.names import account_key
from prompts.codes import Cause
from prompts.playbook import Playbook

Marks = Mapping[str, bool | None]

FIRST: Final = "cause first"
HEADLINES: Final = (
    FIRST,
    "cause in first two",
    "cause in first three",
    "cause after two questions",
    "cause first, stated reason wrong",
    "evidence overlaps a labelled line",
    "shown lines that are labelled",
    "quotes that exist",
    "outcome",
    "won deals seen as won",
    "account",
    "competitor",
    "revisit words",
    "revisit date",
    "reason named where there is one",
    "no reason named where there is none",
)


def marks(case: Case, found: Diagnosis, playbook: Playbook, quotes: Sequence[bool]) -> Marks:
    """Each headline for this case. `quotes` says of each shown quote whether it is in the note."""
    rank = rank_of(found, case.cause) if case.lost and case.cause else None
    named = found.cause != "unknown"
    return {
        FIRST: _within(rank, 1),
        "cause in first two": _within(rank, 2),
        "cause in first three": _within(rank, 3),
        "cause after two questions": None if rank is None else settled(case, found, playbook) == case.cause,
        "cause first, stated reason wrong": _within(rank, 1) if case.misled else None,
        "evidence overlaps a labelled line": evidence_hit(found, case.evidence) if case.kind == "loss" else None,
        "quotes that exist": all(quotes) if quotes else None,
        "outcome": found.outcome == ("unknown" if case.outcome == "open" else case.outcome),
        "won deals seen as won": found.outcome == "won" if case.kind == "win" else None,
        "account": _same_account(found.account, case.account) if case.account else None,
        "competitor": same_rival(found.competitor, case.competitor) if case.competitor else None,
        "revisit words": _words(found, case),
        "revisit date": _date(found) == case.revisit.date if case.revisit and case.revisit.date else None,
        "reason named where there is one": named if case.kind == "loss" and case.cause != "unknown" else None,
        "no reason named where there is none": not named if case.kind == "no_reason" else None,
    }


def shown_right(case: Case, shown: Sequence[Quote]) -> list[bool]:
    """Of each line shown for the cause: does it overlap a labelled one?"""
    return [any(overlap(quote.text, words) for words in case.evidence) for quote in shown] if case.evidence else []


def settled(case: Case, found: Diagnosis, playbook: Playbook) -> Cause:
    """The cause after the questions the product would ask, answered as the label says."""
    ranking: tuple[Ranked, ...] = found.ranking
    asked: list[str] = []
    while len(asked) < MOST and (question := next_question(ranking, playbook, asked)):
        reply: Reply = "yes" if case.cause == question.yes else "no" if case.cause == question.no else "neither"
        ranking = question.after(ranking, reply)
        asked.append(question.question)
    return ranking[0].cause


def _within(rank: int | None, most: int) -> bool | None:
    return None if rank is None else rank <= most


def _words(found: Diagnosis, case: Case) -> bool | None:
    if case.revisit is None:
        return None
    return found.revisit is not None and overlap(found.revisit.text, case.revisit.text)


def _date(found: Diagnosis) -> dt.date | None:
    return found.revisit.date if found.revisit else None


def _same_account(found: str | None, wanted: str) -> bool:
    """The same words, or the shorter form of the longer: "Halden" for "Halden Foods GmbH"."""
    one, other = set(account_key(found or "").split()), set(account_key(wanted).split())
    return bool(one) and (one <= other or other <= one)


def same_rival(found: str | None, wanted: str) -> bool:
    """One name holds the other: 'Kestrel' for 'Kestrel FSM'."""
    one, other = (found or "").casefold(), wanted.casefold()
    return bool(one) and (one in other or other in one)
