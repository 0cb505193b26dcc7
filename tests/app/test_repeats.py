"""The repeat-loss rate."""

import datetime as dt

from app.repeats import Quarter, by_quarter, repeats, told
from ingest.book import Book
from ingest.records import Given, Viewer
from ingest.store.coaching_reads import Loss
from tests.ingest.store.making import BEN, MAYA, reading


def loss(day: str, mechanism: str) -> Loss:
    return Loss(review_id=day, account_id=1, happened=dt.date.fromisoformat(day), mechanism=mechanism)


def test_a_way_of_losing_is_repeated_from_its_second_day_on() -> None:
    found = by_quarter(
        [
            loss("2026-01-05", "a"),
            loss("2026-01-05", "a"),
            loss("2026-03-31", "a"),
            loss("2026-04-01", "b"),
            loss("2026-06-01", "a"),
        ]
    )
    assert found == (Quarter(2026, 1, 3, 1), Quarter(2026, 2, 2, 1))


def test_quarters_with_few_losses_are_not_compared() -> None:
    assert told([Quarter(2026, 1, 3, 1), Quarter(2026, 2, 2, 1)]) == ""
    assert told([Quarter(2026, 1, 3, 0), Quarter(2026, 2, 2, 1), Quarter(2026, 3, 4, 3)]) == (
        "Lost in a way the team had lost before: Q1 2026 0 of 3 losses, Q3 2026 3 of 4 losses."
    )


def test_it_counts_what_the_viewer_may_see(book: Book) -> None:
    for number, viewer in enumerate((MAYA, MAYA, BEN)):
        given = Given(closed=dt.date(2026, 1, 1 + number))
        book.store.record(viewer, reading(f"Deal {number} ended."), account=f"A{number}", rep=viewer.name, given=given)
    until = dt.date(2026, 12, 31)
    assert repeats(book.store, MAYA, until) == (Quarter(2026, 1, 2, 1),)
    assert repeats(book.store, book.viewer, until) == (Quarter(2026, 1, 3, 2),)
    assert repeats(book.store, Viewer(name="Nobody"), until) == ()
