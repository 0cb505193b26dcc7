"""What people corrected, as labelled notes of their own: does the engine agree with them by now?

A page of the playbook that was edited, or a newer version of Lossbook, may read a corrected note as its rep does. The
cases have the shape of `eval/cases`, so that `python -m eval diagnosis --cases FOLDER` scores them in full.
"""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from ingest.book import Book
    from ingest.records import Viewer
    from ingest.store import Store
    from ingest.store.rows import ReviewRow, StoredReview

MOST: Final = 500
"""Corrections that are looked at, the latest first: half a minute of reading."""


@dataclass(frozen=True)
class Agreement:
    """How often the built-in engine names the cause a person chose."""

    n: int
    first: int
    """As the notes were first read, by whichever engine."""
    now: int
    """As the built-in engine reads them today."""


def corrected(store: "Store", viewer: "Viewer") -> list["ReviewRow"]:
    """This viewer's own losses whose verdict a person gave, the latest MOST of them, the latest first.

    What a colleague shared is theirs to take out: a shared review is looked at one by one, and its rep sees who looked.
    """
    return store.corrected(viewer, limit=MOST, rep=None if viewer.all else viewer.name)


def _reviews(store: "Store", viewer: "Viewer") -> Iterator["StoredReview"]:
    for row in corrected(store, viewer):
        yield store.review(viewer, row.id)


def agreement(book: "Book", viewer: "Viewer", on_step: Callable[[int], None] = lambda _: None) -> Agreement:
    """Read every corrected note again; `on_step` is told how many were read."""
    from ingest.pipeline import review

    known = book.known(viewer)
    n = first = now = 0
    for n, one in enumerate(_reviews(book.store, viewer), 1):
        *_, last = review(one.note, book, _given(one), "builtin", known)
        first += one.machine is not None and one.machine.cause == one.diagnosis.cause
        now += last.reading is not None and last.reading.diagnosis.cause == one.diagnosis.cause
        on_step(n)
    return Agreement(n, first, now)


def told(found: Agreement) -> str:
    """The agreement in a sentence or two."""
    if not found.n:
        return "Nobody has corrected a verdict yet. When you do, the note becomes a test of how well notes are read."
    notes = "1 note" if found.n == 1 else f"{found.n} notes"
    return (
        f"Of {notes} whose verdict a person gave, {found.first} {'was' if found.first == 1 else 'were'} first read "
        f"as they do. The built-in engine reads {found.now} so today."
    )


def cases(store: "Store", viewer: "Viewer") -> str:
    """JSON Lines in the shape of `eval/cases`, one corrected note a line."""
    return "".join(json.dumps(_case(one), ensure_ascii=False) + "\n" for one in _reviews(store, viewer))


def _case(one: "StoredReview") -> dict[str, Any]:
    """What is not sure to be in the note is left out, and so is not scored."""
    found, text = one.diagnosis, one.note.text
    case: dict[str, Any] = {
        "id": one.first_id,
        "kind": "no_reason" if found.cause == "unknown" else "loss",
        "text": text,
        "date": str(one.note.written or one.happened),
        "outcome": found.outcome,
        "cause": found.cause,
        "contributing": found.contributing,
        "control": found.control,
        "mechanism": found.mechanism,
        "evidence": [quote.text for quote in found.evidence if quote.cause == found.cause],
    }
    if one.account.casefold() in text.casefold():
        case["account"] = one.account
    if found.competitor and found.competitor.casefold() in text.casefold():
        case["competitor"] = found.competitor
    if found.stated:
        case |= {"stated": found.stated.text, "stated_cause": found.stated.cause}
    return case


def _given(one: "StoredReview") -> Any:
    """What stood beside the note when it was first read, as far as the record tells: the CRM's account, a reason."""
    from ingest.records import Given

    stated = one.machine.stated if one.machine else None
    return Given(
        date=one.note.written or one.happened,
        account=one.account if one.external_id else None,
        stated=stated.text if stated and stated.text not in one.note.text else None,
    )
