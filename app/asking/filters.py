"""Which reviews a question about the team counts: by rep, rival, outcome, cause, size and time."""

import datetime as dt
import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from app.asking.everyday import is_everyday
from app.asking.lists import word_list
from app.asking.period import Span, find_span
from app.asking.words import content, stem, words
from ingest.records import Viewer
from ingest.store.asking import Wanted
from prompts.codes import Cause, Outcome

if TYPE_CHECKING:
    from ingest.book import Book

LOST: Final[tuple[Outcome, ...]] = ("competitor", "in_house", "no_decision", "disqualified")
_OUTCOMES: Final[tuple[tuple[str, tuple[Outcome, ...], str], ...]] = (
    (
        r"\bneither\b|\bstall\w*|\bon hold\b|\bpending\b|\bunclear\b|\bundecided\b|\bstill open\b"
        r"|\bopen (?:deals|ones|rounds)\b"
        r"|\bin limbo\b|\bup in the air\b|\bnot (?:yet )?(?:decided|clear|closed|settled)\b|\bwithout us knowing\b"
        r"|\b(?:without|nobody|no ?one|none of us)(?: \w+)? (?:know|knew)\w*\b"
    r"|\b(?:without|w/o|no) (?:a |any )?(?:results?|outcomes?)\b"
    r"|\b(?:don't|do not|didn't|dont) (?:\w+ )?(?:know|answer|reply)\b|\bjust (?:went|go|gone) quiet\b"
    r"|\bnot lost,? not won\b|\bno (?:clear )?outcome\b|\bunresolved\b|\bunknown\b|\bhanging\b",
        ("unknown",),
        "without a clear outcome",
    ),
    (r"\bno[- ]decisions?\b|\bwithout a decision\b|\bdid(?:n't| not) decide\b"
    r"|\bnever decided\b", ("no_decision",), "without a decision"),
    (r"\bin[- ]house\b|\b(?:buil[dt]|do|did|does|done|doing|made|making|kept) (?:\w+ )?themselves\b|\bown (?:build"
    r"|tool)\b", ("in_house",), "lost to building it themselves"),
    (r"\bdisqualif\w*|\bearly no\b|\bpoor fit\b|\bnot a fit\b", ("disqualified",), "closed early"),
    (r"\blo(?:st|se|ses|sing) to (?:(?:an?|any|some|other|another) )?(?:competitor|rival|supplier|vendor)s?\b"
     r"(?![ -](?:lock|risk|consolid))",
     ("competitor",), "lost to another supplier"),
    (r"\b(?:lost|loses?|losing|losses|loss|beaten|defeat\w*|took|taken|beat)\b", LOST, "lost"),
    (r"\b(?:won|win|wins|winning|signed|closed[- ]won|landed)\b", ("won",), "won"),
)  # fmt: skip
_BOTH: Final = re.compile(
    r"\b(?:won|wins?)\b.{0,20}\b(?:and|or|vs|versus)\b.{0,20}\b(?:lost|loss(?:es)?)\b|\bwin rate\b", re.I
)
_SIZE: Final = re.compile(
    r"\b(?P<how>more than|over|above|at least|bigger than|larger than|worth more than|exceed\w*|less than|under"
    r"|below|at most|smaller than)\s+"
    r"(?P<before>[€$£]|eur|usd|gbp)?\s*(?P<n>\d[\d.,]*)\s*(?P<unit>k|thousand|m|million|grand)?\b"
    r"(?:\s*(?P<after>€|(?:eur(?:os?)?|usd|dollars?|gbp|pounds?|quid)\b))?",
    re.IGNORECASE,
)
_CURRENCIES: Final = {"€": "EUR", "e": "EUR", "$": "USD", "u": "USD", "d": "USD", "£": "GBP", "g": "GBP", "p": "GBP",
                      "q": "GBP"}  # fmt: skip
"""By the first letter of what `_SIZE` finds."""
_CAUSES: Final[tuple[tuple[str, tuple[Cause, ...]], ...]] = (
    (r"\b(?:went|gone|go|going) (?:quiet|silent|dark|cold)\b|\bghost\w*|\bstopped (?:answering|replying)\b",
     ("follow_up", "indecision")),
    (r"\bbudgets?(?: (?:freezes?|cuts?|ceilings?|reasons?|limits?|problems?))?\b|\bno money\b", ("budget_ceiling",)),
    (r"\bchampions? (?:left|lost|gone|moved|who left)\b|\b(?:lost|losing) (?:our |the |a )?(?:champion|sponsor)s?\b",
     ("champion_lost",)),
    (r"\b(?:product|feature|functional) gaps?\b|\bmissing features?\b", ("product_gap",)),
    (r"\bincumbents?\b|\bwired\b|\brigged\b", ("incumbent_or_wired",)),
    (r"\bstatus quo\b", ("status_quo",)),
    (r"\bindecision\b", ("indecision",)),
    (r"\boutsold\b", ("outsold",)),
)  # fmt: skip
_GIVEN: Final = re.compile(
    r"\bticked\b|\bdown as\b|\bcrm\b|\bdropdown\b|\bon (?:the form|paper)\b|\breasons? given\b|\bstated\b|\blogged\b",
    re.IGNORECASE,
)
"""What asks for the reason that was given, not for the one the notes show."""
_NAME: Final = r"[A-ZÀ-Þ][\w&-]+(?: [A-ZÀ-Þ][\w&-]+)?"
_TO_RIVAL: Final = re.compile(
    rf"\b(?i:lost|loses?|losing|losses|beaten|defeats?|went|gone|going)\b(?i: \w+){{0,3}} (?i:to|by|against"
    rf"|with) (?P<one>{_NAME})"
    rf"|\b(?i:did|has|have|times|often|deals) (?P<two>{_NAME}) (?i:beat|take|took|taken|win|won|snatch\w*"
    rf"|pick\w*|get|got)"
)
_TO_SOMEBODY: Final = re.compile(
    r"\b(?:lost|loses?|losing|losses|beaten|defeats?)\b(?: \w+){0,3} (?:to|against)"
    r" (?P<name>(?!\w*(?:ion|ing|ness|ment|ity|cy|ance|ence|ia|ism|offs?|ures?|s)\W*$)[a-zà-þ][\w&-]{3,})\W*$"
)
_ME: Final = re.compile(
    r"(?<!give )(?<!show )(?<!tell )(?<!remind )(?<!let )(?<!send )(?<!for )\b(?:i|i've|me|my|mine)\b", re.IGNORECASE
)
"""Who asks, where it says whose deals are meant: not in 'give me the count'."""


@dataclass(frozen=True)
class Filters:
    """What is counted, and how it is said."""

    wanted: Wanted
    both: bool
    """Won and lost, side by side."""
    said: str
    """'lost to Rostera by Jo Marsh since March': after the number of deals."""
    rest: tuple[str, ...]
    """Words of the question that no filter took: what the deals were about."""
    span: Span | None
    filed: str = ""
    """The part of `said` that names causes."""

    def without_causes(self) -> "Filters":
        """The same of any cause."""
        said = " ".join(self.said.replace(self.filed, "").split())
        return replace(self, wanted=replace(self.wanted, causes=()), said=said, filed="")

    def narrowed(self, wanted: Wanted, said: str) -> "Filters":
        """Fewer of them, and what is said of it."""
        return replace(self, wanted=wanted, said=f"{self.said} {said}".strip())


def as_given(*reasons: str) -> str:
    """How deals are called that have one of these reasons on record."""
    quoted = (f"“{reason.rstrip('. ')}”" for reason in reasons)
    return f"with {' or '.join(quoted)} as the reason given"


def spellings(reasons: Sequence[str], asked: str) -> tuple[str, ...]:
    """Those of these reasons that say what is asked for: 'Price', 'price.' and 'Pricing' are one."""
    gist = _gist(asked)
    return tuple(reason for reason in reasons if gist and _gist(reason) == gist)


def _gist(reason: str) -> set[str]:
    return set(map(stem, content(reason) or words(reason)))


def find_filters(book: "Book", viewer: Viewer, question: str, today: dt.date, account_id: int | None) -> Filters:
    """Read the filters out of a question."""
    reps = _reps(book, viewer, question)
    rival = _rival(book, viewer, question)
    span = find_span(question, today)
    both = bool(_BOTH.search(question))
    outcomes, how = ((), "") if both else _outcome(question)
    if rival and outcomes in ((), LOST, ("competitor",)):
        outcomes, how = (), f"lost to {rival}"
    stated = _stated(book, viewer, question)
    causes = () if rival or stated else _causes(question)
    filed = f"filed under {' or '.join(book.playbook.name(cause) for cause in causes)}" if causes else ""
    least, most, currency, size = _size(question, book.store.currencies(viewer) if _SIZE.search(question) else [])
    said = " ".join(
        part
        for part in (
            how,
            filed,
            as_given(stated[0]) if stated else "",
            f"by {' or '.join(reps)}" if reps else "",
            size,
            _time(span),
        )
        if part
    )
    wanted = Wanted(
        since=span.since if span else None,
        until=span.until if span else None,
        reps=reps,
        outcomes=outcomes,
        causes=causes,
        competitor=rival,
        account_id=account_id,
        least=least,
        most=most,
        currency=currency,
        stated=stated,
    )
    return Filters(wanted, both, said, _rest(question, (*reps, rival or "", *stated), span), span, filed)


def _reps(book: "Book", viewer: Viewer, question: str) -> tuple[str, ...]:
    asked = set(words(question))
    known = {name: words(name) for name in book.store.reps(viewer) if not _ME.fullmatch(name)}
    full = [name for name, parts in known.items() if set(parts) <= asked]
    first = [name for name, parts in known.items() if parts and parts[0] in asked]
    last = [name for name, parts in known.items() if len(parts) > 1 and parts[-1] in asked]
    found = full or first or last or [name for name, parts in known.items() if _short(parts[:1], asked)]
    if not found and _ME.search(question):
        found = [viewer.name]
    return tuple(dict.fromkeys(found))


def _short(first: list[str], asked: set[str]) -> bool:
    """'Dom' for Dominic."""
    return bool(first) and any(
        len(word) >= 3 and first[0].startswith(word) and word != first[0] for word in asked if content(word)
    )


def _rival(book: "Book", viewer: Viewer, question: str) -> str | None:
    """A competitor the question names: one on record, or the name that stands where one does ('lost to Rostera')."""
    asked = words(question)
    best: tuple[int, str] | None = None
    for name in book.store.rivals(viewer):
        parts = words(name)
        whole = bool(parts) and all(part in asked for part in parts)
        begun = bool(parts) and parts[0] in asked and len(parts[0]) > 3 and bool(content(parts[0]))
        hit = len(parts) + 1 if whole else int(begun)
        if hit and (best is None or hit > best[0]) and not _reps(book, viewer, name):
            best = (hit, name if whole else parts[0].capitalize())
    if best is not None:
        return best[1]
    match = _TO_RIVAL.search(question)
    named = (match["one"] or match["two"]) if match else _in_small_letters(question)
    return None if named is None or _reps(book, viewer, named) else named


def _in_small_letters(question: str) -> str | None:
    """'How many did we lose to yardwise': a word that is none of everyday, where a rival's name stands."""
    match = _TO_SOMEBODY.search(question)
    return match["name"].title() if match and not is_everyday(match["name"].lower()) else None


def _stated(book: "Book", viewer: Viewer, question: str) -> tuple[str, ...]:
    """The reason given that a question asks for by its name, however spelled: 'how many are down as Budget'."""
    if not _GIVEN.search(question):
        return ()
    asked = set(words(question))
    reasons = book.store.stated(viewer)
    named = [reason for reason in reasons if (said := set(words(reason))) and said <= asked]
    return spellings(reasons, max(named, key=len)) if named else ()


def _outcome(question: str) -> tuple[tuple[Outcome, ...], str]:
    for pattern, outcomes, said in _OUTCOMES:
        if re.search(pattern, question, re.IGNORECASE):
            return outcomes, said
    return (), ""


def _causes(question: str) -> tuple[Cause, ...]:
    return next((causes for pattern, causes in _CAUSES if re.search(pattern, question, re.IGNORECASE)), ())


def _size(question: str, currencies: Collection[str]) -> tuple[float | None, float | None, str | None, str]:
    """(least, most, currency, how it is said). Without a currency on record, one in the question says nothing."""
    match = _SIZE.search(question)
    if not match:
        return None, None, None, ""
    written = match["before"] or match["after"]
    currency = _CURRENCIES[written[0].lower()] if written and currencies else None
    number = float(match["n"].rstrip(".,").replace(",", ""))
    unit = (match["unit"] or "").lower()
    number *= {"k": 1e3, "thousand": 1e3, "grand": 1e3, "m": 1e6, "million": 1e6}.get(unit, 1)
    more = match["how"].lower().split()[0] in ("more", "over", "above", "at", "bigger", "larger", "worth") or match[
        "how"
    ].lower().startswith("exceed")
    if match["how"].lower() == "at most":
        more = False
    said = f"worth {'more' if more else 'less'} than {f'{currency} ' if currency else ''}{number:,.0f}"
    return (number, None, currency, said) if more else (None, number, currency, said)


def _time(span: Span | None) -> str:
    if span is None:
        return ""
    from app.wording import day

    if span.since and span.until:
        return f"from {day(span.since)} to {day(span.until)}"
    if span.since:
        return f"since {day(span.since)}"
    return f"up to {day(span.until)}" if span.until else ""


def _rest(question: str, names: tuple[str, ...], span: Span | None) -> tuple[str, ...]:
    taken = {stem(word) for name in names for word in words(name)}
    taken |= {stem(word) for word in words(span.words)} if span else set()
    for pattern in (*(row[0] for row in _OUTCOMES), *(row[0] for row in _CAUSES)):
        question = re.sub(pattern, " ", question, flags=re.IGNORECASE)
    question = _SIZE.sub(" ", question)
    return tuple(
        word
        for word in content(question)
        if stem(word) not in taken and word not in word_list("count_words") and not word.isdigit()
    )
