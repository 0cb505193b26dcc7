"""What the records hold of one account, as sentences: how it ended, why, who, when, what to do about it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from app.asking.dossier import Dossier
from app.asking.page import Page
from app.asking.quoting import SOURCES, best_sentence, cite, mark, mark_of_words, passages, proof, text_of
from app.asking.wording import brief, ended, listed, money, person, quoted, sentence, sure
from app.wording import count, day
from ingest.store.rows import Round
from prompts.codes import Cause

if TYPE_CHECKING:
    from ingest.embed import Vectors

NameOf = Callable[[Cause], str]
_NAMES: Final = 4
"""People named when a whole round is told."""
_MORE: Final = 8
"""Rounds told one by one."""
_TIPPED: Final = {True: "What tipped it, by the notes:", False: "The notes do not show what tipped it."}
_LONG: Final = 110
"""Characters of what a rep wrote or set out to do."""


@dataclass(frozen=True)
class Told:
    """What sentences are made with: the account, its naming of causes, and what is worth telling of a round."""

    dossier: Dossier
    name_of: NameOf
    worth: "Vectors"
    """(n, 384): see `Phrasings.told`."""


def tell(page: Page, told: Told, wants: Sequence[str], rounds: Sequence[Round], *, also: bool = False) -> None:
    """One sentence or two for each thing wanted, from the latest of `rounds` first; what the record lacks is said, too.

    `also`: the sentences are only beside others; nothing is said of what it lacks.
    """
    if not rounds:
        return
    if "history" in wants and len(rounds) > 1:
        _history(page, told, rounds)
        return
    if {"last", "history"} & set(wants):
        summary(page, told, rounds[-1])
        wants = [want for want in wants if want not in _IN_SUMMARY]
    elif {"outcome", "tally", "why", "stated"} & set(wants):
        _ended(page, told, wants, rounds)
    for want in wants:
        if want in _ONE:
            said = _ONE[want](page, told.dossier, rounds)
            lacks = not said or (
                want == "revisit" and rounds[-1].review.outcome != "won" and rounds[-1].card.revisit is None
            )
            page.say(_NONE[want] if lacks and not also else "")
            page.say(said)
    if not also and {"tally", "closed"} & set(wants):
        more(page, told.dossier, story(told, rounds[-1]))


def summary(page: Page, told: Told, item: Round) -> None:
    """A whole round, what matters first, and in a line the one before it."""
    page.say(f"{_round(page, told, item)}.")
    _why(page, told, item)
    _proof(page, told, item)
    page.part()
    page.say(_people(page, told.dossier, [item], _NAMES))
    if item.review.outcome != "won":
        page.say(_next(page, told.dossier, [item]))
    page.say(_lessons(page, told.dossier, [item]))
    page.say(_kept(page, told.dossier, [item]))
    page.part()
    former = [each for each in told.dossier.rounds if each.review.round < item.review.round]
    if former:
        row = former[-1].review
        page.say(
            f"Before that: round {row.round}, {day(row.happened)}, {ended(row)} {mark(page, told.dossier, former[-1])}."
        )
    more(page, told.dossier, story(told, item))


def _ended(page: Page, told: Told, wants: Sequence[str], rounds: Sequence[Round]) -> None:
    """How often it was won, how each round ended, and why the latest did, as far as each is wanted."""
    if "tally" in wants:
        page.say(_tally(page, told.dossier, rounds))
    elif "outcome" in wants and len(rounds) > 1:
        page.say(f"{won_of(told.dossier, rounds)}.")
    if {"outcome", "why", "stated"} & set(wants):
        page.part()
        _reason(page, told, rounds)


def _reason(page: Page, told: Told, rounds: Sequence[Round]) -> None:
    """Why: the latest round with its proof, the one before in a sentence."""
    page.say(f"{_round(page, told, rounds[-1])}.")
    _why(page, told, rounds[-1])
    _proof(page, told, rounds[-1])
    for item in reversed(rounds[-2:-1]):
        page.part()
        page.say(f"Before that, {_ended_on(page, told, item)}.")
        _why(page, told, item, short=True)
    more(page, told.dossier, story(told, rounds[-1]))


def _proof(page: Page, told: Told, item: Round) -> None:
    span = proof(told.dossier, item)
    if span is not None:
        words = best_sentence(text_of(told.dossier, span), item.review.mechanism.split())
        page.say(f"{quoted(words)} {cite(page, told.dossier, span)}")


def more(page: Page, dossier: Dossier, spans: Sequence[tuple[int, int]]) -> None:
    """Marks of further lines that matter; their words stand in the sources."""
    page.part()
    marks = []
    for span in spans:
        line = dossier.lines[span[0]]
        if page.used < SOURCES and not page.has(dossier.rows[line.review_id], line.line):
            marks.append(cite(page, dossier, span))
    if marks:
        page.say(f"More in the notes: {' '.join(marks)}.")


def _round(page: Page, told: Told, item: Round) -> str:
    """'Halden Cold Chain, round 2 of 3 (17 Mar 2026, Maya Lindqvist), ended without a decision [1]'."""
    row = item.review
    rounds = len(told.dossier.rounds)
    of = f"round {row.round} of {rounds}" if rounds > 1 else "the one round on record"
    return f"{row.account}, {of} ({day(row.happened)}, {row.rep}), {ended(row)} {mark(page, told.dossier, item)}"


def _ended_on(page: Page, told: Told, item: Round) -> str:
    row = item.review
    return f"round {row.round} ({day(row.happened)}, {row.rep}) {ended(row)} {mark(page, told.dossier, item)}"


def _why(page: Page, told: Told, item: Round, short: bool = False) -> None:
    row = item.review
    if short and row.outcome != "won" and row.cause != "unknown":
        page.say(f"The notes show {told.name_of(row.cause).lower()}.")
        return
    given = f"The reason given was “{row.stated_text}”" if row.stated_text else ""
    if row.outcome == "won":
        page.say(
            f"What tipped it: {sentence(row.mechanism)}"
            if row.author == "rep"
            else _TIPPED[bool(proof(told.dossier, item))]
        )
    elif row.cause == "unknown":
        page.say(f"{given}; the notes do not settle why." if given else "The notes do not settle why.")
    elif row.author == "engine" and row.confidence == "low":
        hint = f"hint at {told.name_of(row.cause).lower()}"
        page.say(f"{given}; the notes only {hint}." if given else f"The notes only {hint}.")
    else:
        hand = "corrected by hand" if row.author == "rep" else sure(row.confidence)
        # The machine's sentence of how it went is the playbook's, not the notes': their own words follow.
        how = f": {sentence(row.mechanism)}" if row.author == "rep" else "."
        shows = f"show {told.name_of(row.cause).lower()} ({hand}){how}"
        page.say(f"{given}; the notes {shows}" if given else f"The notes {shows}")


def story(told: Told, item: Round) -> list[tuple[int, int]]:
    """The passages that tell what happened, what matters most first: the best line for each thing worth telling,
    then the others as near as they are to any.
    """
    dossier = told.dossier
    own = [i for i, line in enumerate(dossier.lines) if line.review_id == item.review.id]
    if not own:
        return []
    likeness = dossier.vectors[own] @ told.worth.T
    shown = {quote.line for quote in (*item.evidence, *item.counter_evidence)}
    first = {int(row) for row in likeness.argmax(axis=0)} | {
        row for row, i in enumerate(own) if dossier.lines[i].line in shown
    }
    order = sorted(range(len(own)), key=lambda row: (row not in first, -float(likeness[row].max())))
    return passages(dossier, [own[row] for row in order])


def _history(page: Page, told: Told, rounds: Sequence[Round]) -> None:
    page.say(f"{won_of(told.dossier, rounds)}.")
    for item in rounds[-_MORE:]:
        page.part()
        page.say(f"{sentence(_ended_on(page, told, item))}")
        _why(page, told, item, short=len(rounds) > 2)
    each = max(SOURCES // len(rounds[-_MORE:]), 2)
    more(page, told.dossier, [span for item in reversed(rounds[-_MORE:]) for span in story(told, item)[:each]])


def won_of(dossier: Dossier, rounds: Sequence[Round]) -> str:
    """'3 rounds with Halden Cold Chain, 1 won', '1 round of 3 with ...' where only some are meant."""
    won = sum(item.review.outcome == "won" for item in rounds)
    of = f" of {len(dossier.rounds)}" if len(rounds) < len(dossier.rounds) else ""
    return f"{count(len(rounds), 'round')}{of} with {dossier.name}, {won or 'none'} won"


def _tally(page: Page, dossier: Dossier, rounds: Sequence[Round]) -> str:
    each = [
        f"round {item.review.round} ({day(item.review.happened)}) {ended(item.review)} {mark(page, dossier, item)}"
        for item in reversed(rounds[-_MORE:])
    ]
    return f"{won_of(dossier, rounds)}: {listed(each)}."


def _people(page: Page, dossier: Dossier, rounds: Sequence[Round], most: int = 2 * _NAMES) -> str:
    """Everybody named on their side, those of the latest round first."""
    seen: set[str] = set()
    parts = []
    for item in reversed(rounds):
        fresh = [one for one in item.people if one.side != "us" and one.name not in seen]
        fresh = fresh[: most - len(seen)]
        seen |= {one.name for one in fresh}
        if fresh:
            names = listed([person(one) for one in fresh])
            parts.append(f"{names} {mark(page, dossier, item)}")
    return f"Named on their side: {'; '.join(parts)}." if parts else ""


def _rep(page: Page, dossier: Dossier, rounds: Sequence[Round]) -> str:
    parts = [f"{item.review.rep} (round {item.review.round}, {day(item.review.happened)})" for item in reversed(rounds)]
    marks = "".join(mark(page, dossier, item) for item in reversed(rounds))
    return f"On our side: {listed(parts)} {marks}."


def _rival(page: Page, dossier: Dossier, rounds: Sequence[Round]) -> str:
    found = [item for item in reversed(rounds) if item.review.competitor]
    if not found:
        return ""
    row = found[0].review
    verb = "It was lost to" if row.outcome == "competitor" else "The other supplier named is"
    others = [
        f"{item.review.competitor} in round {item.review.round} {mark(page, dossier, item)}"
        for item in found[1:]
        if item.review.competitor != row.competitor
    ]
    more = f"; before that {listed(others)}" if others else ""
    noted = mark(page, dossier, found[0])
    return f"{verb} {row.competitor} (round {row.round}, {day(row.happened)}) {noted}{more}."


def _closed(page: Page, dossier: Dossier, rounds: Sequence[Round]) -> str:
    row, first = rounds[-1].review, rounds[0].review
    told = (
        f"The last round on record, round {row.round}, closed on {day(row.happened)} {mark(page, dossier, rounds[-1])}"
    )
    if len(rounds) == 1:
        return f"{told}."
    return f"{told}; round {first.round} on {day(first.happened)} {mark(page, dossier, rounds[0])}."


def _next(page: Page, dossier: Dossier, rounds: Sequence[Round]) -> str:
    item = rounds[-1]
    if item.review.outcome == "won":
        return "No day to come back is set: the last round was won."
    card = item.card
    parts = [f"Day to come back: {day(card.revisit)}" if card.revisit else "", f"call {card.call}" if card.call else ""]
    told = "; ".join(part for part in parts if part)
    told = f"{sentence(told)} " if told else ""
    if not card.reopen_when:
        return f"{told}{mark(page, dossier, item)}" if told else ""
    return f"{told}To reopen: {sentence(card.reopen_when)} {mark_of_words(page, dossier, item, card.reopen_when)}"


def _amount(page: Page, dossier: Dossier, rounds: Sequence[Round]) -> str:
    parts = [
        f"{worth} (round {item.review.round}, {day(item.review.happened)}) {mark(page, dossier, item)}"
        for item in reversed(rounds)
        if (worth := money(dossier.deals.get(item.review.id)))
    ]
    return f"On record it was worth {listed(parts)}." if parts else ""


def _lessons(page: Page, dossier: Dossier, rounds: Sequence[Round]) -> str:
    item = rounds[-1]
    told = [f"Not again: {sentence(item.card.avoid)}"] if item.card.avoid else []
    if item.debrief:
        told += [
            f"{item.review.rep} wrote: “{brief(text, _LONG)}”"
            for text in (item.debrief.learn, item.debrief.differently)
            if text
        ]
    return f"{' '.join(told)} {mark(page, dossier, item)}" if told else ""


def _kept(page: Page, dossier: Dossier, rounds: Sequence[Round]) -> str:
    told = [
        f"{item.review.rep} set out to: {sentence(brief(promise.text, _LONG)).rstrip('.')} "
        f"({promise.status.replace('_', ' ')}) {mark(page, dossier, item)}."
        for item in reversed(rounds)
        for promise in item.commitments
    ]
    return " ".join(told)


_ONE: Final = {
    "rival": _rival,
    "people": _people,
    "rep": _rep,
    "closed": _closed,
    "revisit": _next,
    "amount": _amount,
    "lessons": _lessons,
    "promised": _kept,
}
_IN_SUMMARY: Final = frozenset(("people", "revisit", "lessons", "promised"))
_NONE: Final = {
    "rival": "The record names no other supplier.",
    "people": "The record names nobody on their side.",
    "rep": "",
    "closed": "",
    "revisit": "No day to come back is set.",
    "amount": "The record has no amount.",
    "lessons": "No lesson is written down.",
    "promised": "Nothing that we set out to do is on record.",
}
"""What is said where the record does not hold it."""
