"""What deals were worth: the biggest of them and their sums by currency, since nothing here converts."""

import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Final

from app.asking.filters import Filters
from app.asking.page import Page
from app.asking.wording import ended, listed, money
from app.wording import count, day
from ingest.records import Viewer
from ingest.store.asking import DealFacts
from ingest.store.rows import ReviewRow

if TYPE_CHECKING:
    from ingest.book import Book

_HITS: Final = 2_000
_FIRST: Final = 3
"""Deals told of the biggest, where all amounts are of one currency."""
BIGGEST: Final = re.compile(r"\b(?:biggest|largest|smallest|most valuable)\b", re.IGNORECASE)
_SUM: Final = re.compile(
    r"\bhow much\b|\b(?:total|combined|overall) (?:amount|revenue|sum|value|worth)\b|\b(?:amount|sum|value) in total\b",
    re.IGNORECASE,
)
APART: Final = "Amounts of different currencies are not converted."


def is_sum(question: str) -> bool:
    """Whether it is asked what deals were worth together."""
    return bool(_SUM.search(question))


def biggest(page: Page, book: "Book", viewer: Viewer, filters: Filters, least: bool) -> tuple[ReviewRow, ...]:
    """Write the deals that fit and were worth most, or `least`; those without an amount on record are left out.

    Of several currencies, the one deal of each: which of them is worth more is not known here.
    """
    rows = book.store.picked(viewer, filters.wanted, limit=_HITS)
    facts = book.store.deal_facts(viewer, [row.id for row in rows])
    sums = {id_: of.amount for id_, of in facts.items() if of.amount and of.amount > 0}
    ranked = sorted((row for row in rows if row.id in sums), key=lambda row: sums[row.id], reverse=not least)
    each = by_currency(ranked, facts)
    best = [some[0] for some in each.values()] if len(each) > 1 else ranked[:_FIRST]
    said = f" {filters.said}" if filters.said else ""
    if not best:
        page.say(f"No deal on record{said}{' has an amount' if rows else ''}.")
    proofs = book.store.proofs(viewer, [row.id for row in best])
    apart = ", by currency" if len(each) > 1 else ""
    then = "" if apart else "Then "
    for number, row in enumerate(best):
        line, text = proofs.get(row.id, (None, row.stated_text or row.mechanism))
        of = amount(facts[row.id], mixed=bool(apart))
        told = f"{row.account} ({day(row.happened)}, {row.rep}, {ended(row).removeprefix('was ')}, {of})"
        lead = f"The {'smallest' if least else 'biggest'} on record{said}{apart}: " if not number else then
        page.say(f"{lead}{told} {page.cite(row, line, text)}.")
    if apart:
        page.say(APART)
    return tuple(best)


def worth(book: "Book", viewer: Viewer, filters: Filters, number: int) -> str:
    """What the `number` deals that fit were worth, a sum for each currency; empty when there are none."""
    rows = book.store.picked(viewer, filters.wanted, limit=number) if number else []
    facts = book.store.deal_facts(viewer, [row.id for row in rows])
    each = by_currency(rows, facts)
    if not rows or not each:
        return "None of them has an amount on record." if rows else ""
    sums = [
        amount(DealFacts(sum(facts[row.id].amount or 0.0 for row in some), currency or None, None, None), len(each) > 1)
        for currency, some in each.items()
    ]
    have = sum(len(some) for some in each.values())
    of = "" if have == len(rows) else f" ({count(have, 'deal')} of {len(rows)} with an amount)"
    return f"On record worth {listed(sums)} in all{of}.{f' {APART}' if len(each) > 1 else ''}"


def amount(facts: DealFacts | None, mixed: bool) -> str:
    """EUR 42,000; where currencies are `mixed`, "42,000 with no currency on record"."""
    bare = mixed and facts is not None and facts.amount is not None and not facts.currency
    return f"{money(facts)}{' with no currency on record' if bare else ''}"


def by_currency(rows: Sequence[ReviewRow], facts: Mapping[str, DealFacts]) -> dict[str, list[ReviewRow]]:
    """Those with an amount, by its currency, the one with most deals first; "", where none is on record, is last.

    An amount of nothing, or less, is one that nobody filled in or took back.
    """
    found: dict[str, list[ReviewRow]] = {}
    for row in rows:
        if row.id in facts and (facts[row.id].amount or 0) > 0:
            found.setdefault(facts[row.id].currency or "", []).append(row)
    return dict(sorted(found.items(), key=lambda pair: (not pair[0], -len(pair[1]), pair[0])))
