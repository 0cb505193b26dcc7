"""A question about one account: from its records where they hold it, else from the lines of its notes."""

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from app.asking import gap
from app.asking.answered import Answered
from app.asking.dossier import Dossier, open_dossier
from app.asking.gate import is_own, kept_to
from app.asking.intents import ACCOUNT, SURE, Phrasings, load_phrasings, told, unasked
from app.asking.nouns import Known, participants
from app.asking.page import Page
from app.asking.quoting import best_sentence, cite, passages, text_of
from app.asking.ranking import Ranked, rank, wanted_types
from app.asking.record import Told, more, story, tell
from app.asking.scope import scope
from app.asking.support import ended_openly, supported
from app.asking.understand import Question, part_of, understand, without
from app.asking.which import Found
from app.asking.worded import model_for, worded
from app.asking.wording import listed, quoted
from app.asking.words import content
from app.wording import count, day
from ingest.records import Viewer
from ingest.store.rows import Round
from prompts.errors import ModelError

if TYPE_CHECKING:
    from ingest.book import Book
    from ingest.embed import Vectors

BESIDE: Final = ("why", "rival", "rep", "revisit", "promised", "people")
"""Sentences that may stand under quoted lines."""
_LOST: Final = re.compile(
    r"\b(?:los[est]\w*|blow|blew|fail\w*|went wrong|refus\w*|reject\w*|turn\w* (?:us|it) down|said no|say no"
    r"|against us|beat\w*|kill\w*|sank"
    r"|object\w*|instead of us|did(?:n't| not) (?:buy|sign|want|choose|pick))\b",
    re.IGNORECASE,
)
_WON: Final = re.compile(
    r"\b(?:w[io]n|won us|signed with us|finally (?:sign|buy|bought)\w*|said yes|in our favou?r)\b", re.IGNORECASE
)
_HINT: Final = 0.42
"""Cosine from which an example phrasing adds its sentence under the quoted lines."""
_PARTS: Final = re.compile(
    r",? (?:and|und) (?=(?:from |by |at |with |for |to )?(?:who|whom|whose|which|what|when|where|why"
    r"|how)\b)",
    re.IGNORECASE,
)
"""Where a question has a second part."""
_PLAIN: Final = frozenset(("last", "history", "why", "stated"))
"""What the record tells whole: no line has to be found by the question's meaning."""
_INLINE: Final = 3
"""Lines of notes quoted in an answer; further ones are sources."""


def one_account(
    book: "Book",
    viewer: Viewer,
    text: str,
    found: Found,
    previous: Answered | None,
    today: dt.date,
    use_model: bool | None,
    known: Known,
) -> Answered:
    """Answer it, of this account's own records alone."""
    dossier = open_dossier(book, viewer, found.accounts)
    answered = _answer(book, dossier, text, found, previous, today, use_model, known)
    return kept_to(answered, dossier, found.accounts)


def _answer(
    book: "Book",
    dossier: Dossier,
    text: str,
    found: Found,
    previous: Answered | None,
    today: dt.date,
    use_model: bool | None,
    known: Known,
) -> Answered:
    question = understand(_whole(text, dossier, previous), dossier.names, today)
    rounds = scope(dossier, question, previous)
    if not rounds:
        return _no_round(dossier, question)
    wants, rest = _wants(question)
    if not rest and ended_openly(question.bare, set(wants) - {"rep"}, rounds) and "last" not in wants:
        return _not_said(dossier, rounds, found)
    if wants and not rest and set(wants) & _PLAIN:
        return _told(book, dossier, question, found, wants, rounds)
    clauses = [part for part in _PARTS.split(question.bare) if content(part)]
    vectors = book.embedder.embed([question.bare or text, *(clauses if len(clauses) > 1 else ())])
    vector = vectors[0]
    wants, rest = _nearest(phrasings(book), vector, wants, rest)
    if not rest and set(wants) & {"last", "history"}:
        return _told(book, dossier, question, found, wants, rounds)
    within = {item.review.id for item in rounds}
    ranked = _ranked(book, dossier, question, clauses, vectors, wants, within)
    narrow = bool(rest or {"rival", "promised"} & set(wants))
    others = participants(known, question.text, dossier.names) if narrow else frozenset[str]()
    if narrow and not supported(dossier, question, wants, ranked, rounds, others, known.theirs):
        own = _not_said(dossier, rounds, found)
    else:
        own = _told(book, dossier, question, found, wants, rounds, ranked, bool(rest))
    made = _by_model(book, dossier, question, ranked, own, use_model) if rest else own
    return made if is_own(made, dossier, found.accounts) else own


def _not_said(dossier: Dossier, rounds: tuple[Round, ...], found: Found) -> Answered:
    answer, fill = gap.not_said(dossier)
    return _of(dossier, rounds, found, Answered("no_record", answer, gap=fill))


def _by_model(
    book: "Book", dossier: Dossier, question: Question, ranked: Sequence[Ranked], own: Answered, use_model: bool | None
) -> Answered:
    """A language model's checked sentences in place of `own`, where there is a model and any of them stands."""
    model = model_for(book, use_model)
    if model is None:
        return own
    try:
        page = worded(book, model, dossier, question.text, ranked)
    except ModelError as error:
        return replace(own, notices=(*own.notices, f"{error} The answer comes from the records alone."))
    if page is None:
        return own
    return replace(own, kind="answer", answer=page.text, citations=page.citations, engine="model", gap="")


def _ranked(
    book: "Book",
    dossier: Dossier,
    question: Question,
    clauses: Sequence[str],
    vectors: "Vectors",
    wants: tuple[str, ...],
    within: set[str],
) -> list[Ranked]:
    """The lines, best first; of a question with two parts, the best for each part come first in turn."""
    also = phrasings(book).answering(wants)
    whole = rank(dossier, question, vectors[0], also, within)
    if len(vectors) < 2:
        return whole
    parts = [
        rank(dossier, part_of(question, text), row, also[:0], within)
        for text, row in zip(clauses, vectors[1:], strict=True)
    ]
    turns = [whole[:1], *(part[:2] for part in parts), whole[1:]]
    seen: dict[int, Ranked] = {}
    for turn in turns:
        for one in turn:
            seen.setdefault(one.index, one)
    return list(seen.values())


def _told(
    book: "Book",
    dossier: Dossier,
    question: Question,
    found: Found,
    wants: tuple[str, ...],
    rounds: tuple[Round, ...],
    ranked: Sequence[Ranked] = (),
    particular: bool = False,
) -> Answered:
    """Sentences from the ledger and lines from the notes; the lines come first when something particular is asked."""
    page = Page()
    spoken = meant = _meant(rounds, wants, question.bare)
    using = Told(dossier, book.playbook.name, phrasings(book).told)
    if particular and ranked:
        spoken = dossier.within({dossier.lines[ranked[0].index].review_id})
        _from_notes(page, dossier, question, ranked, _INLINE)
        if not wanted_types(question.bare):
            more(page, dossier, story(using, spoken[0]))
        page.part()
        tell(page, using, [want for want in wants if want in BESIDE], meant)
    else:
        tell(page, using, wants, meant)
        page.part()
        inside = {item.review.id for item in meant}
        kept = [one for one in ranked if dossier.lines[one.index].review_id in inside]
        _from_notes(page, dossier, question, kept, 0 if page.used > 2 else 2)
    return _of(dossier, spoken, found, Answered("record", page.text, page.citations))


def phrasings(book: "Book") -> Phrasings:
    """The example phrasings of this book's embedder, read once."""
    made = book.__dict__.get("_phrasings")
    if made is None:
        made = load_phrasings(book.embedder, book.settings.home / "cache" / "phrasings.npz")
        book.__dict__["_phrasings"] = made
    return made


def _whole(text: str, dossier: Dossier, previous: Answered | None) -> str:
    """'And with Brackwater?' asks the question before, of another account."""
    if previous is None or previous.account_id is None or previous.account_id == dossier.id:
        return text
    bare = without(text, dossier.names)
    if content(bare) or told(bare) or not previous.question or not previous.account:
        return text
    return f"{without(previous.question, (previous.account,))} {dossier.name}"


def _wants(question: Question) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """(what of the record is asked for, words that ask for something more particular), from the words alone."""
    wants = tuple(name for name in ACCOUNT if name in question.intents)
    if "before" in question.intents and not wants:
        wants = ("last",)
    rest = unasked(question.bare, question.span) or tuple(wanted_types(question.bare) & {"less", "percent"})
    if not wants and not rest and len(question.bare.split()) < 2:
        wants = ("last",)
    if "history" in wants or wants == ("last",):
        rest = ()
    return wants, rest


def _nearest(
    known: Phrasings, vector: "Vectors", wants: tuple[str, ...], rest: tuple[str, ...]
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The same, where the words did not tell: as the nearest example phrasing has it."""
    if wants:
        return wants, rest
    intent, sure = known.nearest(vector)
    if not rest:
        return (intent if sure >= SURE else "last",), ()
    if sure >= SURE + 0.1:
        return (intent,), ()
    return ((intent,) if sure >= _HINT else ()), rest


def _meant(rounds: tuple[Round, ...], wants: tuple[str, ...], text: str) -> tuple[Round, ...]:
    """How we lost is asked of a round that was lost, how we won of one that was won."""
    lost = tuple(item for item in rounds if item.review.outcome != "won")
    won = tuple(item for item in rounds if item.review.outcome == "won")
    if won and _WON.search(text) and not _LOST.search(text):
        return won
    return lost if lost and (_LOST.search(text) or set(wants) & {"rival", "stated"}) else rounds


def _from_notes(page: Page, dossier: Dossier, question: Question, ranked: Sequence[Ranked], inline: int) -> None:
    """The best lines, each with its round; what is not quoted is a source all the same."""
    near = [one.index for one in ranked]
    beside = [j for i in near[:2] for j in (i + 1, i - 1) if 0 <= j < len(dossier.lines) and _same(dossier, i, j)]
    spans = [span for span in passages(dossier, [*near[:4], *beside, *near[4:]]) if not _cited(page, dossier, span)]
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


def _same(dossier: Dossier, one: int, other: int) -> bool:
    return dossier.lines[one].review_id == dossier.lines[other].review_id


def _cited(page: Page, dossier: Dossier, span: tuple[int, int]) -> bool:
    line = dossier.lines[span[0]]
    return page.has(dossier.rows[line.review_id], line.line)


def _no_round(dossier: Dossier, question: Question) -> Answered:
    rounds = len(dossier.rounds)
    answer = (
        f"There is no earlier round with {dossier.name} on record."
        if "before" in question.intents
        else f"There is no such round with {dossier.name}; {count(rounds, 'round')} on record."
    )
    return Answered(
        "no_record",
        answer,
        gap="If there was one, review its notes.",
        account_id=dossier.id,
        account=dossier.name,
    )


def _of(dossier: Dossier, rounds: tuple[Round, ...], found: Found, answered: Answered) -> Answered:
    """The same answer, of this account and these rounds."""
    return replace(
        answered,
        account_id=dossier.id,
        account=dossier.name,
        rounds=tuple(item.review.id for item in rounds),
        notices=tuple(notice for notice in (found.because, _together(rounds)) if notice),
    )


def _together(rounds: tuple[Round, ...]) -> str:
    """Says so where several names on record were read as one firm's."""
    names = tuple(dict.fromkeys(item.review.account for item in rounds))
    return f"Read together, as they look like one firm: {listed(names)}." if len(names) > 1 else ""
