"""Which firm a question is about: named, told by what its notes speak of, kept from before, or asked.

It does not guess: where two firms fit it asks, and a name nobody on record has is no account, however near another is.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from app.asking.answered import Choice
from app.asking.described import described
from app.asking.everyday import is_everyday
from app.asking.evidence import Evidence, is_capital, weigh
from app.asking.firm import Firm, firms, may_be_one
from app.asking.material import Material, is_telling, look_up
from app.asking.meant import meant
from app.asking.nouns import Known
from app.asking.somebody import at_another
from app.asking.sorting import is_of
from app.asking.verdict import Verdict, by_likelihood, decide
from app.asking.wording import OUTCOMES
from app.asking.words import words
from app.mentions import Token
from app.wording import day
from ingest.alignment import is_general
from ingest.records import Viewer
from ingest.store.names import account_key
from ingest.store.rows import ReviewRow

if TYPE_CHECKING:
    from app.resolve import Match, Resolved
    from ingest.book import Book
    from prompts.model import Model

_WHOLE: Final = 0.97
"""Likeness of a name that the question gives whole: nothing else has to be looked up."""
_SHORTEST: Final = 3
"""Letters of a word of a name."""


@dataclass(frozen=True)
class Found:
    """What a question is about. All empty: about no account in particular."""

    accounts: tuple[int, ...] = ()
    """Accounts that are one firm, the one that was named first."""
    choices: tuple[Choice, ...] = ()
    """Set when it must be asked."""
    unknown: str = ""
    """A name that nobody on record has."""
    near: str = ""
    """The account whose name comes nearest to it."""
    because: str = ""
    """How the account was found, where its name did not say."""
    all_deals: bool = False
    """It names no account, and asks about deals in general."""
    fitting: tuple[Choice, ...] = ()
    """Where nothing is named: accounts whose notes speak of what the question speaks of."""
    by_model: bool = False
    """Whether a language model says that it must be asked."""


def which_account(
    book: "Book",
    viewer: Viewer,
    question: str,
    about: int | None,
    resolved: "Resolved",
    known: Known,
    model: "Model | None" = None,
    *,
    picked: bool = False,
) -> Found:
    """The firm a question is about.

    Args:
        book: Where the records are.
        viewer: Who is asking.
        question: Its words.
        about: The account the conversation is about.
        resolved: What `app.resolve.named_in` makes of the question.
        known: Names of reps and rivals.
        model: Decides where the name is not given whole.
        picked: Whether somebody said that `about` is meant; else it is what was talked about before.

    Raises:
        ModelError: it could not.
    """
    if (plain := _named_whole(resolved, question)) is not None:
        return Found(_with_kin(book, viewer, plain.account_id, plain.name))
    evidence = weigh(look_up(book, viewer, question, resolved, known))
    verdict = decide(evidence)
    if about is not None and picked and _is_named_best(about, evidence):
        return still(book, viewer, about)
    if model is None or (about is not None and not verdict.named and not _nowhere(evidence)):
        return _weighed(book, viewer, question, about, evidence, verdict, picked)
    return _said(book, viewer, model, question, about, evidence, verdict, known)


def _named_whole(resolved: "Resolved", question: str) -> "Match | None":
    """The one account whose name is given whole: alone, or word for word where all others lack a word of it."""
    best = resolved.one
    if best is None or best.score < _WHOLE:
        return None
    own = set(words(best.name))
    lacking = all(other.score < _WHOLE and not own <= set(words(other.name)) for other in resolved.matches[1:])
    return best if len(resolved.matches) == 1 or (own <= set(words(question)) and lacking) else None


def _is_named_best(about: int, evidence: Evidence) -> bool:
    """Whether no account has more words of its name in the question than this one."""
    named = [sum(hit.telling and not hit.general for hit in hits.values()) for hits in evidence.hits]
    own = [count for firm, count in zip(evidence.material.firms, named, strict=True) if about in firm.ids]
    return bool(own) and own[0] == max(named) > 0


def _said(
    book: "Book",
    viewer: Viewer,
    model: "Model",
    question: str,
    about: int | None,
    evidence: Evidence,
    verdict: Verdict,
    known: Known,
) -> Found:
    """What a language model makes of it. Raises ModelError when it could not answer."""
    material = evidence.material
    before = _name_of(book, viewer, about) or ""
    likely = {material.firms[at]: _spelt_otherwise(evidence, at) for at in by_likelihood(evidence)}
    told = meant(book, viewer, model, question, before, likely)
    if told.all_deals:
        return Found(all_deals=True)
    if not told.firms:
        unknown = "" if _is_on_record(evidence, known, told.unknown) else told.unknown
        return _nobody(book, viewer, evidence, verdict, unknown)
    if about is not None and told.several and any(about in firm.ids for firm in told.firms):
        return still(book, viewer, about)
    first, *others = told.firms
    # Said to be one firm: read with the first one only where the records do not speak against it.
    same = [firm for firm in others if may_be_one(book, viewer, first, firm)]
    if told.several or len(others) - len(same) > 1:
        return Found(choices=choices(book, viewer, told.firms), by_model=True)
    return _one(evidence, verdict, first, *same)


def _is_on_record(evidence: Evidence, known: Known, name: str) -> bool:
    """Whether it is a rep's, a rival's or one of these firms' name."""
    names = {account_key(own) for firm in evidence.material.firms for own in firm.names}
    return (known.ours | known.theirs).issuperset(words(name)) or account_key(name) in names


def _spelt_otherwise(evidence: Evidence, at: int) -> list[str]:
    """Words of the question that may be a firm's name misspelt, shortened or as initials."""
    own = {word for name in evidence.material.firms[at].names for word in words(name)}
    hits = evidence.hits[at].items()
    return [word for word, hit in hits if word not in own and not hit.general and not hit.everyday]


def _weighed(
    book: "Book", viewer: Viewer, question: str, about: int | None, evidence: Evidence, verdict: Verdict, picked: bool
) -> Found:
    """What the learned weights make of it."""
    material = evidence.material
    if about is not None:
        among = verdict.kind == "several" and about in _ids(material, verdict.firms)
        if among:
            return still(book, viewer, about)
        if not verdict.named and not _nowhere(evidence):
            return _talked_of(book, viewer, question, about, material, picked)
    elif not verdict.named and is_of("all deals", book.embedder.embed([question])[0]):
        return Found(all_deals=True)
    if verdict.kind == "several":
        return Found(choices=choices(book, viewer, (material.firms[at] for at in verdict.firms)))
    if verdict.kind == "nobody":
        return _nobody(book, viewer, evidence, verdict)
    return _one(evidence, verdict, material.firms[verdict.firms[0]])


def _talked_of(book: "Book", viewer: Viewer, question: str, about: int, material: Material, picked: bool) -> Found:
    """The account of the conversation, or the one where somebody stands whom no note of that account names."""
    here = still(book, viewer, about)
    name, others = ("", ()) if picked else at_another(book, viewer, question, here.accounts, material)
    if len(others) > 1:
        return Found(choices=choices(book, viewer, others))
    if not others:
        return here
    own = _name_of(book, viewer, about)
    elsewhere = f", not in those of {own}" if own else ""
    return Found(others[0].ids, because=f"{name} is named in the notes of {others[0].name}{elsewhere}.")


def _one(evidence: Evidence, verdict: Verdict, *firms: Firm) -> Found:
    """All of them are one firm."""
    ids = sorted((each for firm in firms for each in firm.ids), key=lambda id_: -evidence.material.alike.get(id_, 0.0))
    return Found(tuple(ids), because="" if verdict.named else f"Its records fit: {firms[0].name}.")


def _nobody(book: "Book", viewer: Viewer, evidence: Evidence, verdict: Verdict, unknown: str = "") -> Found:
    """What can be said instead: a name that is on no record, the nearest to it, or what the notes fit."""
    material, unknown = evidence.material, unknown or _strange_name(evidence)
    if verdict.named and verdict.nearest is not None:
        return Found(unknown=unknown, near=material.firms[verdict.nearest].name)
    fitting = () if unknown else choices(book, viewer, (material.firms[at] for at in described(material)))
    return Found(unknown=unknown, fitting=fitting)


def _ids(material: Material, places: Iterable[int]) -> set[int]:
    return {account for at in places for account in material.firms[at].ids}


def _nowhere(evidence: Evidence) -> bool:
    """Whether a word that is written as a name stands on no record."""
    material = evidence.material
    return any(_is_strange(evidence, token) for token in material.asked if is_capital(material, token))


def _is_strange(evidence: Evidence, token: Token) -> bool:
    return token.word not in evidence.material.known and evidence.unheard(token.word)


def _strange_name(evidence: Evidence) -> str:
    """The name that nobody has: a word on no record, with those around it that belong to a name; empty without one."""
    asked, named = evidence.material.asked, [_may_be_named(evidence, token) for token in evidence.material.asked]
    runs: list[list[Token]] = []
    for token, is_name in zip(asked, named, strict=True):
        if is_name and runs and token.joined and runs[-1]:
            runs[-1].append(token)
        else:
            runs.append([token] if is_name else [])
    best = max(runs, key=lambda run: (sum(_is_strange(evidence, token) for token in run), len(run)), default=[])
    telling = [token for token in best if not is_general(token.word)]
    # One word in small letters is as likely a word we do not know; one of a name on record is on record.
    alone = best[0] if len(best) == 1 else None
    if not telling or (alone and (not is_capital(evidence.material, alone) or not _is_strange(evidence, alone))):
        return ""
    name = " ".join(token.word for token in best)
    return name.title() if any(token.capital for token in telling) else name


def _may_be_named(evidence: Evidence, token: Token) -> bool:
    if not is_telling(token) or len(token.word) < _SHORTEST or token.word in evidence.material.known:
        return False
    in_name = any(not hits[token.word].everyday for hits in evidence.hits if token.word in hits)
    return in_name or is_general(token.word) or is_capital(evidence.material, token) or not is_everyday(token.word)


def still(book: "Book", viewer: Viewer, about: int) -> Found:
    """The account that the conversation is about."""
    return Found(_with_kin(book, viewer, about, _name_of(book, viewer, about)))


def _name_of(book: "Book", viewer: Viewer, about: int | None) -> str | None:
    return None if about is None else book.store.account_names(viewer, [about]).get(about)


def _with_kin(book: "Book", viewer: Viewer, account_id: int, name: str | None) -> tuple[int, ...]:
    """The account with those that are one firm with it."""
    for firm in firms(book, viewer, [name] if name else []):
        if account_id in firm.ids:
            return (account_id, *(each for each in firm.ids if each != account_id))
    return (account_id,)


def choices(book: "Book", viewer: Viewer, found: "Iterable[Firm]") -> tuple[Choice, ...]:
    """Firms to choose from, each with what tells it apart: rounds, the last one, whose it was."""
    return tuple(_choice(book, viewer, firm) for firm in found)


def _choice(book: "Book", viewer: Viewer, firm: Firm) -> Choice:
    from ingest.store.asking import Wanted

    rows = [row for each in firm.ids for row in book.store.picked(viewer, Wanted(account_id=each), limit=1)]
    last = max(rows, key=lambda row: row.happened, default=None)
    return Choice(firm.ids[0], firm.name, _told(last) if last else "", firm.names[1:])


def _told(row: ReviewRow) -> str:
    outcome = f"lost to {row.competitor}" if row.outcome == "competitor" and row.competitor else OUTCOMES[row.outcome]
    return f"last on {day(row.happened)} with {row.rep}, {outcome}"


def matched(book: "Book", viewer: Viewer, matches: "Sequence[Match]") -> tuple[Firm, ...]:
    """The firms behind matches of a name."""
    return firms(book, viewer, (match.name for match in matches))
