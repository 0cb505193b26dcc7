"""Everything on record, made into a pack. The built-in engine: complete, deterministic, every point with its quote."""

import datetime as dt
from typing import TYPE_CHECKING, Final

from app.prep import ahead, past, points
from app.prep.evidence import in_hand, pattern
from app.prep.gather import Gathered, gather
from app.prep.nouns import Pack, Section
from app.prep.skills import load_skills
from ingest.records import Viewer

if TYPE_CHECKING:
    from app.prep.skills import Skill
    from ingest.book import Book
    from ingest.store.coaching_reads import Coached

KEPT: Final = dt.timedelta(days=30)


def prepare(
    book: "Book",
    viewer: Viewer,
    rep: str,
    since: dt.date | None = None,
    until: dt.date | None = None,
    today: dt.date | None = None,
) -> Pack:
    """The pack for a 1:1 with this rep about this time, 90 days back when no day is given. Raises LossbookError."""
    from app.repeats import repeats, told

    found = gather(book, viewer, rep, since, until, today)
    rate = told(repeats(book.store, viewer, found.until)) if found.lost else ""
    return compose(found, book, rate)


def compose(found: Gathered, book: "Book", repeats: str = "") -> Pack:
    """The same, from what was gathered."""
    about, skill = _focus(found)
    sections = (
        past.commitment(found),
        past.words(found),
        past.happened(found, book.playbook),
        past.one_pattern(found, book.playbook, skill, repeats),
        points.working(found, book),
        points.tighten(found),
        points.exercise(about, skill),
        ahead.questions(found, about, skill),
        ahead.where(found),
        ahead.limits(found),
        ahead.pass_on(found),
        ahead.agree(found, about, skill),
    )
    return Pack(
        rep=found.rep,
        since=found.since,
        until=found.until,
        made=found.today,
        expires=found.today + KEPT,
        won=len(found.won),
        lost=len(found.lost),
        unshared=found.unshared,
        sections=sections,
        reviews=_drawn_on(found, sections),
    )


def _focus(found: Gathered) -> "tuple[Coached | None, Skill | None]":
    """The loss that is talked about: of the shared cause if there is one, else the latest in the rep's own hands."""
    ours = in_hand(found.lost) or list((pattern(found.lost) or (None, found.lost))[1])
    if not ours:
        return None, None
    about = ours[0]
    return about, load_skills()[about.row.cause].about(about.row.account)


def _drawn_on(found: Gathered, sections: tuple[Section, ...]) -> tuple[str, ...]:
    quoted = [item.quote.review_id for section in sections for item in section.items if item.quote]
    promised = [each.row.review.id for each in found.followed]
    return tuple(dict.fromkeys([*(each.row.id for each in found.reviews), *promised, *quoted]))
