"""A question about one account: from its records where they hold it, else from the lines of its notes."""

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Final

import numpy as np

from app.asking import gap
from app.asking.answered import Answered
from app.asking.asked import parts_of, phrasings, rank_parts
from app.asking.asker import Asker
from app.asking.dossier import Dossier, open_dossier
from app.asking.gate import is_own, kept_to
from app.asking.kinds import of_loss, of_win
from app.asking.lists import word_list
from app.asking.lookups import Wanted, wanted
from app.asking.nouns import Known, participants
from app.asking.page import Page
from app.asking.quoting import best_sentence, cite, passages, text_of
from app.asking.ranking import Ranked
from app.asking.reading import read
from app.asking.record import Told, more, tell
from app.asking.scope import scope
from app.asking.sorting import is_of
from app.asking.support import Held, ended_openly, held, never_won
from app.asking.understand import Question, understand, without
from app.asking.which import Found
from app.asking.worded import worded
from app.asking.wording import listed, quoted
from app.asking.words import words
from app.wording import count, day
from ingest.store.rows import Round
from prompts.errors import ModelError

if TYPE_CHECKING:
    from collections.abc import Callable

    from ingest.book import Book
    from ingest.embed import Vectors
    from prompts.model import Model

_COUNTED: Final = frozenset(("tally", "history"))
_MAY_LACK: Final = frozenset(("rival", "promised", "people"))
"""What the record may hold nothing of, and the notes neither."""
BESIDE: Final = ("why", "rival", "rep", "revisit", "promised", "people")
"""Sentences that may stand under quoted lines."""
_WHOLE: Final = frozenset(("last", "history", "why", "stated", "outcome", "tally", "closed", "rep"))
"""What the record tells whole: no line has to be found by the question's meaning."""
_TOLD_BY_NOTES: Final = frozenset(("last", "history", "why", "rival", "people", "promised"))
"""What a language model may tell better from the notes, where the question says more than that."""
NEAR: Final = "The notes may not say so outright; these lines come nearest."
_INLINE: Final = 3
"""Lines of notes quoted in an answer; further ones are sources."""


def one_account(asker: Asker, text: str, found: Found) -> Answered:
    """Answer it, of this account's own records alone."""
    dossier = open_dossier(asker.book, asker.viewer, found.accounts)
    return kept_to(_answer(asker, dossier, text, found), dossier, found.accounts)


def _answer(asker: Asker, dossier: Dossier, text: str, found: Found) -> Answered:
    book, previous, model, known = asker.book, asker.previous, asker.model, asker.known
    question = understand(_whole(text, dossier, previous), dossier.names, asker.today)
    clauses = parts_of(question)
    # Its words' states, not only its vector: they are kept, and read beside the lines when it comes to that.
    vectors = np.stack([each.pooled() for each in book.embedder.states([question.bare or text, *clauses])])
    asks = _asks(question, vectors[0])
    if _COUNTED & set(asks.record):  # how often is asked of all rounds, whichever was just told
        rounds = scope(dossier, replace(question, last=False), None)
    else:
        rounds = scope(dossier, question, previous)

    def ranked(within: tuple[Round, ...]) -> list[Ranked]:
        also = phrasings(book).answering(asks.record)
        ids = {item.review.id for item in within}
        return rank_parts(dossier, question, clauses, vectors, also, ids, known.theirs)

    own = _by_records(book, dossier, question, found, asks, rounds, known, ranked, whole=not clauses)
    asked = asks.particular or (question.about and _TOLD_BY_NOTES & set(asks.record))
    if model is None or not asked or not rounds or _is_never_won(question, dossier, known, asks):
        return own
    # Which round is meant a model sees for itself, but for what the talk was about.
    within = dossier.rounds if previous is None else rounds
    made = _by_model(book, model, dossier, question, ranked(within), own, asks, found)
    return made if is_own(made, dossier, found.accounts) else own


def _by_records(
    book: "Book",
    dossier: Dossier,
    question: Question,
    found: Found,
    asks: Wanted,
    rounds: tuple[Round, ...],
    known: Known,
    ranked_of: "Callable[[tuple[Round, ...]], list[Ranked]]",
    *,
    whole: bool,
) -> Answered:
    """The built-in answer. `whole`: the question has one part, so that lines are read beside all of it."""
    if not rounds:
        return _no_round(dossier, question, found)
    if _is_never_won(question, dossier, known, asks):
        answer, fill = gap.never_won(dossier)
        return _of(dossier, rounds, found, Answered("no_record", answer, gap=fill))
    if not asks.particular:
        if ended_openly(question.bare, set(asks.record) - {"rep"}, rounds) and "last" not in asks.record:
            return _not_said(dossier, rounds, found)
        if set(asks.record) <= _WHOLE or set(asks.record) & {"last", "history"}:
            return _told(book, dossier, question, found, asks, rounds)
    ranked = ranked_of(rounds)
    there: set[Held] = set()
    if asks.particular:
        reading = read(book, dossier, question.bare or question.text, ranked)
        ranked = reading.ranked if whole else ranked
        there.add(reading.held)
    if asks.particular or _MAY_LACK.issuperset(asks.record):
        others = participants(known, question.text, dossier.names)
        there.add(held(dossier, question, asks.record, asks.particular, ranked, rounds, others, known.theirs))
    if "no" in there:
        return _not_said(dossier, rounds, found)
    own = _told(book, dossier, question, found, asks, rounds, ranked)
    return replace(own, answer=f"{NEAR} {own.answer}") if "near" in there else own


def _is_never_won(question: Question, dossier: Dossier, known: Known, asks: Wanted) -> bool:
    """Whether it is asked of a deal that we won, and none was."""
    told = {"outcome", "tally", "last", "history"} & set(asks.record)
    return not told and never_won(question.bare, dossier.rounds, known.theirs)


def _asks(question: Question, vector: "Vectors") -> Wanted:
    """What it asks for; a name alone, or no more than which round is meant, asks what happened there."""
    whole = Wanted(("last",), particular=False)
    if question.only_round:
        return whole
    asks = wanted(question.bare, vector)
    return whole if asks.particular and is_of("whole account", vector) else asks


def _not_said(dossier: Dossier, rounds: tuple[Round, ...], found: Found) -> Answered:
    answer, fill = gap.not_said(dossier)
    return _of(dossier, rounds, found, Answered("no_record", answer, gap=fill))


def _by_model(
    book: "Book",
    model: "Model",
    dossier: Dossier,
    question: Question,
    ranked: Sequence[Ranked],
    own: Answered,
    asks: Wanted,
    found: Found,
) -> Answered:
    """A language model's checked sentences in place of `own`, where any of them stands.

    Where it finds nothing that answers, that the notes do not say, but for what the record tells whole.
    """
    try:
        page = worded(book, model, dossier, question.text, ranked)
    except ModelError as error:
        return replace(own, notices=(*own.notices, f"{error} The answer comes from the records alone."))
    if page is None:
        return replace(_not_said(dossier, dossier.rounds, found), engine="model") if asks.particular else own
    if not page.citations:
        return own
    rounds = dossier.within({each.review_id for each in page.citations})
    return _of(dossier, rounds, found, Answered("answer", page.text, page.citations, engine="model"))


def _told(
    book: "Book",
    dossier: Dossier,
    question: Question,
    found: Found,
    asks: Wanted,
    rounds: tuple[Round, ...],
    ranked: Sequence[Ranked] = (),
) -> Answered:
    """Sentences from the ledger and lines from the notes; the lines come first when something particular is asked."""
    page = Page()
    wants = asks.record
    spoken = meant = _meant(rounds, wants, question.bare)
    using = Told(dossier, book.playbook.name, phrasings(book).told)
    if asks.particular and ranked:
        spoken = dossier.within({dossier.lines[ranked[0].index].review_id})
        _from_notes(page, dossier, question, ranked, _INLINE)
        page.part()
        tell(page, using, [want for want in wants if want in BESIDE], meant, also=True)
    else:
        tell(page, using, wants, meant)
        page.part()
        inside = {item.review.id for item in meant}
        kept = [one for one in ranked if dossier.lines[one.index].review_id in inside]
        _from_notes(page, dossier, question, kept, 0 if page.used > 2 else 2)
    return _of(dossier, spoken, found, Answered("record", page.text, page.citations))


def _whole(text: str, dossier: Dossier, previous: Answered | None) -> str:
    """'And with Brackwater?' asks the question before, of another account."""
    if previous is None or previous.account_id is None or previous.account_id == dossier.id:
        return text
    goes_on = word_list("goes_on_words").issuperset(words(without(text, dossier.names)))
    if not goes_on or not previous.question or not previous.account:
        return text
    return f"{without(previous.question, (previous.account,))} {dossier.name}"


def _meant(rounds: tuple[Round, ...], wants: tuple[str, ...], text: str) -> tuple[Round, ...]:
    """How we lost is asked of a round that was lost, how we won of one that was won; whether we did, of all."""
    if {"tally", "outcome", "history"} & set(wants):
        return rounds
    lost = tuple(item for item in rounds if item.review.outcome != "won")
    won = tuple(item for item in rounds if item.review.outcome == "won")
    if won and of_win(text):
        return won
    return lost if lost and (of_loss(text) or set(wants) & {"rival", "stated"}) else rounds


def _from_notes(page: Page, dossier: Dossier, question: Question, ranked: Sequence[Ranked], inline: int) -> None:
    """The best lines, each with its round; what is not quoted is a source all the same."""
    spans = [span for span in passages(dossier, [one.index for one in ranked]) if not _cited(page, dossier, span)]
    told = ""
    for span in spans[:inline]:
        row = dossier.rows[dossier.lines[span[0]].review_id]
        words = quoted(best_sentence(text_of(dossier, span), question.about))
        where = f"{row.account}, round {row.round}, {day(row.happened)}, {row.rep}:"
        page.say(
            f"{words} {cite(page, dossier, span)}" if where == told else f"{where} {words} {cite(page, dossier, span)}"
        )
        told = where
    more(page, dossier, spans[inline:])


def _cited(page: Page, dossier: Dossier, span: tuple[int, int]) -> bool:
    line = dossier.lines[span[0]]
    return page.has(dossier.rows[line.review_id], line.line)


def _no_round(dossier: Dossier, question: Question, found: Found) -> Answered:
    rounds = len(dossier.rounds)
    answer = (
        f"There is no earlier round with {dossier.name} on record."
        if "before" in question.intents
        else f"There is no such round with {dossier.name}; {count(rounds, 'round')} on record."
    )
    return _of(dossier, (), found, Answered("no_record", answer, gap="If there was one, review its notes."))


def _of(dossier: Dossier, rounds: tuple[Round, ...], found: Found, answered: Answered) -> Answered:
    """The same answer, of this account and these rounds."""
    return replace(
        answered,
        account_id=dossier.id,
        account=dossier.name,
        accounts=found.accounts,
        rounds=tuple(item.review.id for item in rounds),
        notices=tuple(notice for notice in (found.because, _together(dossier)) if notice),
    )


def _together(dossier: Dossier) -> str:
    """Says so where several names on record were read as one firm's.

    One round told stands among both names' rounds, and what neither says is looked for in both.
    """
    names = tuple(dict.fromkeys(item.review.account for item in dossier.rounds))
    return f"Read together, as they look like one firm: {listed(names)}." if len(names) > 1 else ""
