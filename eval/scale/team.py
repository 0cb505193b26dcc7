"""What the team's screen and a 1:1 pack read, timed: the calls a screen makes, without the browser."""

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Final

from eval.homes import fresh
from eval.rows import Row
from eval.scale.names import reps
from eval.scale.parts import BUSY, Effort, Promise, Watch
from ingest.book import Book
from ingest.store.counting_rows import Span

if TYPE_CHECKING:
    from ingest.records import Viewer
    from ingest.store import Store

PACK: Final = 60
"""Reviews in the time of a pack."""


def team(home: Path, promise: Promise, effort: Effort) -> list[Row]:
    """Every view of the team's screen over all time, and packs of 60 reviews, as somebody who sees everything."""
    book = Book(fresh(home))
    rows: list[Row] = []
    turns = max(effort.questions // 10, 2)
    for name, view in VIEWS.items():
        watch = _watched(lambda view=view: view(book.store, book.viewer), turns)  # type: ignore[misc]
        rows += [Row(name, "ms", watch.wall, promise.team_ms, late=True), Row(BUSY, "ms", watch.busy)]
    rows += _packs(book, promise, turns)
    book.close()
    return rows


def _patterns(store: "Store", viewer: "Viewer") -> None:
    from app.team.patterns import patterns

    patterns(store, viewer, Span(), "quarter")
    store.counted(viewer, None, Span(), None, 9)


def _gaps(store: "Store", viewer: "Viewer") -> None:
    from app.team.gaps import capabilities

    capabilities(store, viewer, Span())
    store.gap_totals(viewer, Span())


def _lessons(store: "Store", viewer: "Viewer") -> None:
    from app.team.lessons import feed

    store.ways(viewer, Span())
    feed(store, viewer, "", None, Span(), 21)


def _causes(store: "Store", viewer: "Viewer") -> None:
    from app.team.health import health

    health(store, viewer)


VIEWS: "Final[dict[str, Callable[[Store, Viewer], None]]]" = {
    "team page: patterns": _patterns,
    "team page: lessons": _lessons,
    "team page: product gaps": _gaps,
    "team page: causes": _causes,
}


def _packs(book: Book, promise: Promise, turns: int) -> list[Row]:
    from app.prep import prepare

    made = []
    for rep in reps()[:turns]:
        rows = book.store.coached(book.viewer, rep, dt.date.min, dt.date.max, PACK)
        made.append((rep, rows[-1].row.happened, rows[0].row.happened))
    watch = Watch()
    prepare(book, book.viewer, *made[0])
    for rep, since, until in made:
        with watch:
            prepare(book, book.viewer, rep, since, until)
    name = f"1:1 pack of {PACK} reviews, built-in"
    return [Row(name, "ms", watch.wall, promise.pack_ms, late=True), Row(BUSY, "ms", watch.busy)]


def _watched(action: Callable[[], None], turns: int) -> Watch:
    watch = Watch()
    action()
    for _ in range(turns):
        with watch:
            action()
    return watch
