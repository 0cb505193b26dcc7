"""Counts and lists over the team's deals, counted by SQL with the filters a question names."""

import datetime as dt
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Final, Literal

from app.asking.filters import LOST, Filters, as_given, find_filters, spellings
from app.asking.page import Page
from app.asking.sums import APART, BIGGEST, amount, biggest, by_currency, is_sum, worth
from app.asking.wording import ended
from app.asking.words import stem, stems, words
from app.wording import count, day
from ingest.facts.calendar import MONTHS, NUMBERS, WEEKDAYS
from ingest.records import Viewer
from ingest.store.asking import Wanted
from ingest.store.rows import ReviewRow
from prompts.codes import Outcome

if TYPE_CHECKING:
    from ingest.book import Book

Named = Literal["rep", "account", "competitor"]
_HITS: Final = 2_000
_FIRST: Final = 3
"""Names told of a count, most first."""
RANKED: Final = re.compile(
    r"\b(?P<rep>(?:who|which (?:rep|one of us|of us|seller|colleague)s?) (?:has |have |had )?(?:lost|won|loses?|wins?)"
    r" (?:us )?(?:the )?most)\b"
    r"|\b(?:(?:who|whom) (?:do|did|have) we (?:lose|lost) to (?:the )?most|who (?:beats?|has beaten) us (?:the )?most"
    r"|(?:which|what) (?:competitor|rival|supplier|vendor)s? .{0,40}\bmost)\b"
    r"|\b(?P<account>(?:which|what|any) (?:accounts?|customers?|clients?|firms?|companies|prospects?)"
    r" (?:have |did |do |that )?we(?:'ve| have)? (?:lost|lose)(?: to)? (?:more than once|twice|repeatedly)"
    r"|(?:who|whom) (?:have|did) we (?:lost|lose) (?:more than once|twice|repeatedly))\b"
    r"|\b(?:who|whom|which (?:rival|competitor|supplier)s?) (?:have|did|do) we lo(?:st|se) to"
    r" (?:more than once|twice|repeatedly)\b",
    re.IGNORECASE,
)
"""Who comes first in a count, or in it more than once: of our reps, of accounts or of rivals."""
_BEATEN: Final = re.compile(
    r"\b(?:we|i)(?:'ve| have)? (?!been|get|got|were|are|was)(?:\w+ )?(?:w[io]n|beat|beaten)\b"
    r"|\bw[io]n (?:the )?(?:most |more )?(?:often )?against (?!us\b)"
    r"|\b(?:in|of|among|across|our|the) (?:our |the )?(?:wins|won (?:deal|one|round)s?)\b",
    re.IGNORECASE,
)
"""Asks for rivals we won against, not for those that took a deal: 'which rival won most' asks for these."""
_AGAIN: Final = re.compile(r"\b(?:more than once|twice|repeatedly)$", re.IGNORECASE)
_CHOSEN: Final = re.compile(
    r"\b(?:sign\w*|went|gone|go|going|goes|chose\w*|pick\w*|took|take|select\w*|award\w*|vot\w*|decid\w*|won"
    r"|wins?|got|gets"
    r"|has the"
    r"|buy\w*|bought|order\w*|switch\w*|stay\w*|renew\w*|contract|prefer\w*|gew[aä]hlt|entschieden|nehmen"
    r"|genommen)\b",
    re.IGNORECASE,
)
"""A line that names a rival with one of these says it was chosen."""
_MENTION: Final = re.compile(
    r"\b(?:mention\w*|involv\w*|about|because of|due to|c[ao]me up|brought up|brings? up|discuss\w*"
    r"|talk(?:ed|s)? of|asked for|asks? for|rais(?:e|ed)|touch(?:ed)? on|concern(?:ed|ing))\b",
    re.IGNORECASE,
)
_MATTER: Final = re.compile(
    r"\b(?:lost|loses?|losing|loss(?:es)?|beat(?:s|en)?|w[io]n|wins|(?:takes?|took)(?! (?:\w+ )?over))\b[^?!.;]*?"
    r"\b(?:on|over|because(?: of)?|due to)\b"
    r"(?P<matter>[^?!.;]+)",
    re.IGNORECASE,
)
"""What deals are said to have been lost or won on."""
_OR: Final = re.compile(r",|\b(?:and|or|und|oder)\b", re.IGNORECASE)
"""Between matters: 'on price and security' asks for the deals of either."""
_TIMES: Final = frozenset({*MONTHS, *WEEKDAYS, *NUMBERS, "days", "weeks", "weekend", "months", "quarters"})
"""'On a Monday', 'over three months': when it was, not what about."""
_TOPIC: Final = 3
"""Words a topic has at most, where no such word says that it is one."""
LISTED: Final = 12
"""Deals named one by one; more are counted."""


def tally(
    page: Page, book: "Book", viewer: Viewer, question: str, today: dt.date, account_id: int | None
) -> tuple[ReviewRow, ...] | None:
    """Write the count. None when the question names nothing to count by."""
    filters = find_filters(book, viewer, question, today, account_id)
    which = RANKED.search(question)
    filters, proofs = _about(book, viewer, question, filters, ranked=bool(which))
    if which:
        who: Named = "rep" if which["rep"] else "account" if which["account"] else "competitor"
        if who == "competitor":
            filters = _of_rivals(filters, beaten=bool(_BEATEN.search(question)) and not filters.both)
        return leaders(page, book, viewer, filters, who, again=bool(_AGAIN.search(which[0])))
    if not _counts(filters):
        return None
    if BIGGEST.search(question):
        return biggest(page, book, viewer, filters, least="small" in question.casefold())
    rows, number = _rows(book, viewer, filters)
    if not rows and filters.wanted.causes and filters.wanted.outcomes:
        # 'Went quiet and we do not know how it ended' says one thing twice.
        filters = filters.without_causes()
        rows, number = _rows(book, viewer, filters)
    page.say(_head(book, viewer, filters, rows, number))
    if is_sum(question) and not filters.both:
        page.say(worth(book, viewer, filters, number))
    proofs = book.store.proofs(viewer, [row.id for row in rows[:LISTED]]) | proofs
    for row in rows[:LISTED]:
        line, text = proofs.get(row.id, (None, row.stated_text or row.mechanism))
        page.say(f"{_item(book, viewer, row, filters)} {page.cite(row, line, text)}.")
    if number > LISTED:
        page.say(f"And {number - LISTED} more.")
    if _is_mixed(book, viewer, filters, rows):
        page.say(APART)
    return tuple(rows)


def _is_mixed(book: "Book", viewer: Viewer, filters: Filters, rows: Sequence[ReviewRow]) -> bool:
    """Whether amounts of several currencies are set against one size that names none."""
    if not _is_sized(filters) or filters.wanted.currency:
        return False
    return len(by_currency(rows, book.store.deal_facts(viewer, [row.id for row in rows]))) > 1


def _is_sized(filters: Filters) -> bool:
    return filters.wanted.least is not None or filters.wanted.most is not None


def leaders(
    page: Page, book: "Book", viewer: Viewer, filters: Filters, who: Named, again: bool
) -> tuple[ReviewRow, ...]:
    """Write who has most of the deals that fit, or all who have two or more (`again`), each with the latest one."""
    rows = book.store.picked(viewer, filters.wanted, limit=_HITS)
    if who == "competitor" and filters.wanted.outcomes == ("won",):
        rows = [row for row in rows if row.competitor]
    names = Counter(getattr(row, who) for row in rows)
    named = [(name, deals) for name, deals in names.most_common() if name and deals > again]
    best = named[: LISTED if again else _FIRST]
    said = f" {filters.said}" if filters.said else ""
    if not best:
        none = f"No deal on record{said.replace('to a rival', 'to a named rival')}."
        page.say(f"None more than once on record{said}." if again else none)
        return ()
    latest = [next(row for row in rows if name == getattr(row, who)) for name, _ in best]
    proofs = book.store.proofs(viewer, [row.id for row in latest])
    often = "more than once" if again else "most first"
    page.say(f"Of {count(len(rows), 'deal')} on record{said}, {often}:")
    for (name, deals), row in zip(best, latest, strict=True):
        line, text = proofs.get(row.id, (None, row.stated_text or row.mechanism))
        where = "on" if who == "account" else f"{row.account},"
        page.say(f"{name} {deals}, the latest {where} {day(row.happened)} {page.cite(row, line, text)}.")
    return tuple(rows)


def _of_rivals(filters: Filters, beaten: bool) -> Filters:
    """Only deals won against a rival that the record names (`beaten`), or only those a rival took."""
    outcome: Outcome = "won" if beaten else "competitor"
    how = "won against a named rival" if beaten else "lost to a rival"
    said = re.sub(r"^(?:won|lost(?: to another supplier)?)\b", "", filters.said).strip()
    return replace(filters, wanted=replace(filters.wanted, outcomes=(outcome,)), said=f"{how} {said}".strip())


def _about(
    book: "Book", viewer: Viewer, question: str, filters: Filters, ranked: bool
) -> tuple[Filters, dict[str, tuple[int, str]]]:
    """(only the deals of the question's topic, the line of each that speaks of it).

    What was lost 'on price' is what has Price as the reason given; what is no such reason is looked for in the notes.
    """
    if matters := _matters(question, filters):
        return _either(book, viewer, filters, matters)
    topic = () if ranked else _topic(question, filters)
    if not topic:
        return filters, {}
    proofs = saying(book, viewer, topic)
    return filters.narrowed(replace(filters.wanted, ids=tuple(proofs)), f"mentioning {' '.join(topic)}"), proofs


def _either(
    book: "Book", viewer: Viewer, filters: Filters, matters: list[tuple[str, ...]]
) -> tuple[Filters, dict[str, tuple[int, str]]]:
    """(the deals of any of these matters, the line of each that speaks of one)."""
    reasons = book.store.stated(viewer)
    whole = tuple(word for matter in matters for word in matter)
    if spellings(reasons, " ".join(whole)):
        # 'Terms and conditions' is one reason.
        matters = [whole]
    found = {matter: spellings(reasons, " ".join(matter)) for matter in matters}
    noted = [matter for matter, spelled in found.items() if not spelled]
    # Once each: 'price and pricing' is one reason.
    given = list(dict.fromkeys(filter(None, found.values())))
    stated = tuple(reason for each in given for reason in each)
    if not noted:
        return filters.narrowed(replace(filters.wanted, stated=stated), as_given(*(each[0] for each in given))), {}
    proofs = {key: line for matter in reversed(noted) for key, line in saying(book, viewer, matter).items()}
    said = f"mentioning {' or '.join(' '.join(matter) for matter in noted)}"
    if not given:
        return filters.narrowed(replace(filters.wanted, ids=tuple(proofs)), said), proofs
    rows = book.store.picked(viewer, Wanted(stated=stated), limit=_HITS)
    ids = tuple({*proofs, *(row.id for row in rows)})
    said = f"{as_given(*(each[0] for each in given))} or {said}"
    return filters.narrowed(replace(filters.wanted, ids=ids), said), proofs


def _matters(question: str, filters: Filters) -> list[tuple[str, ...]]:
    """What the deals were lost or won on, any of these, where no filter took it: 'freezers', 'security', 'price'."""
    match = _MATTER.search(question)
    # 'On the form as Price' says where the reason stands.
    if match is None or filters.wanted.stated:
        return []
    spoken = [set(words(part)) for part in _OR.split(match["matter"])]
    matters = [tuple(word for word in filters.rest if word in part) for part in spoken]
    return [matter for matter in matters if not _TIMES.issuperset(matter)]


def _topic(question: str, filters: Filters) -> tuple[str, ...]:
    """What the deals are said to have been about; empty when they are counted by what is on record alone."""
    spoken = words(" ".join(_MENTION.findall(question)))
    rest = tuple(word for word in filters.rest if word not in spoken)
    return rest if rest and (spoken or (len(rest) <= _TOPIC and not _counts(filters))) else ()


def saying(book: "Book", viewer: Viewer, topic: Sequence[str]) -> dict[str, tuple[int, str]]:
    """Reviews, among those this viewer may see, a line of whose notes has all these words: (line, text)."""
    hits = book.store.search_words(viewer, " ".join(topic), limit=_HITS, which="note")
    texts = book.store.passages(viewer, [passage for passage, _ in hits])
    wanted = {stem(word) for word in topic}
    found: dict[str, tuple[int, str]] = {}
    for (review_id, line), passage in sorted(texts.items()):
        if wanted <= set(stems(passage.text)):
            found.setdefault(review_id, (line, passage.text))
    return found


def _counts(filters: Filters) -> bool:
    wanted = filters.wanted
    named = wanted.outcomes or wanted.causes or wanted.competitor or wanted.reps or wanted.stated
    some = wanted.account_id is not None or wanted.ids is not None
    return bool(filters.both or named or some or _is_sized(filters) or filters.span or not filters.rest)


def _rows(book: "Book", viewer: Viewer, filters: Filters) -> tuple[list[ReviewRow], int]:
    """(the latest deals that fit, how many fit)."""
    if filters.wanted.competitor:
        rows = lost_to(book, viewer, filters.wanted)
        return rows, len(rows)
    rows = book.store.picked(viewer, filters.wanted, limit=LISTED)
    return rows, book.store.tally(viewer, filters.wanted)


def lost_to(book: "Book", viewer: Viewer, wanted: Wanted) -> list[ReviewRow]:
    """Deals a rival took: those that say so on record, and those lost to a supplier whose notes name it as chosen."""
    name = wanted.competitor or ""
    named = words(name)
    hits = book.store.search_words(viewer, name, limit=_HITS, which="note")
    lines: dict[str, list[str]] = {}
    for key, passage in sorted(book.store.passages(viewer, [passage for passage, _ in hits]).items()):
        if set(named) <= set(words(passage.text)):
            lines.setdefault(key[0], []).append(passage.text)
    sure = book.store.picked(viewer, replace(wanted, outcomes=("competitor",)), limit=_HITS)
    ids = tuple(key for key in lines if wanted.ids is None or key in wanted.ids)
    open_ = replace(wanted, competitor=None, outcomes=("competitor",), ids=ids)
    others = [
        row
        for row in book.store.picked(viewer, open_, limit=_HITS)
        if not row.competitor or any(_CHOSEN.search(text) for text in lines[row.id])
    ]
    both = {row.id: row for row in (*sure, *others)}
    return sorted(both.values(), key=lambda row: (row.happened, row.first_id), reverse=True)


def _head(book: "Book", viewer: Viewer, filters: Filters, rows: Sequence[ReviewRow], number: int) -> str:
    said = f" {filters.said}" if filters.said else ""
    if filters.both:
        won = book.store.tally(viewer, replace(filters.wanted, outcomes=("won",)))
        return f"{won} won of {count(number, 'deal')} on record{said}."
    if not rows:
        return f"No deal on record{said}."
    span = ""
    if filters.span is None and 1 < number <= len(rows):
        span = f", from {day(rows[-1].happened)} to {day(rows[0].happened)}"
    return f"{count(number, 'deal')} on record{said}{span}.{_unclear(book, viewer, filters)}"


def _unclear(book: "Book", viewer: Viewer, filters: Filters) -> str:
    """How many more there are of which nobody wrote how they ended, where lost ones are counted."""
    if filters.wanted.outcomes != LOST:
        return ""
    number = book.store.tally(viewer, replace(filters.wanted, outcomes=("unknown",)))
    return f" How {number} more ended is not clear." if number else ""


def _item(book: "Book", viewer: Viewer, row: ReviewRow, filters: Filters) -> str:
    size = ""
    if _is_sized(filters):
        size = amount(book.store.deal_facts(viewer, [row.id]).get(row.id), bool(filters.wanted.currency))
    parts = [day(row.happened), row.rep, _ended(row, filters), size]
    return f"{row.account} ({', '.join(part for part in parts if part)})"


def _ended(row: ReviewRow, filters: Filters) -> str:
    if filters.wanted.competitor:
        return f"lost to {filters.wanted.competitor}"
    return ended(row).removeprefix("was ")
