"""What the team page counts. SQL does the counting, over what the viewer may see, and reads the deals once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

import sqlalchemy as sa

from ingest.records import Coaching, Debrief, Viewer
from ingest.store.counting_rows import Axis, Cell, Gap, GapTotal, Health, Proof, Span, Told, Way
from ingest.store.database import Database
from ingest.store.fetch import latest_debriefs
from ingest.store.names import person_key
from ingest.store.outbox import matrix
from ingest.store.rows import ReviewRow
from ingest.store.search import Search
from ingest.store.tables import accounts, deals, passages, quotes, readings, reviews, users
from ingest.store.viewing import as_row, chunks, joined, numbered, row_columns, visible
from prompts.codes import Cause

if TYPE_CHECKING:
    from ingest.store.rows import FloatArray

NOT_LOST: Final = ("won", "disqualified")
"""A clear no said early is counted apart: nothing was lost by it."""
SIZES: Final = (10_000, 50_000, 250_000)
"""Bounds of deal sizes, in the deal's own currency; a size is named by its lower bound."""
_HITS: Final = 500
AXES: Final[tuple[Axis, ...]] = ("control", "stated", "quarter", "competitor", "stage", "segment", "rep", "size")


class Counting:
    """Counts, and the records behind each."""

    db: Database

    def counts(
        self,
        viewer: Viewer,
        span: Span = Span(),  # noqa: B008 - frozen
        axes: Sequence[Axis] = AXES,
    ) -> list[Cell]:
        """Deals by outcome, and losses by cause with each of these axes. Zeros are left out."""
        seen = _seen(viewer, span, axes)
        lost = seen.c.outcome.not_in(NOT_LOST)
        arms: list[sa.Select[Any]] = [_arm("outcome", seen.c.outcome, None, seen)]
        arms += [_arm(axis, _value(axis, seen), seen.c.cause, seen).where(lost) for axis in axes if axis != "outcome"]
        with self.db.reading(viewer) as conn:
            found = [Cell(*row) for row in conn.execute(sa.union_all(*arms))]
            names = _rep_names(conn, [cell.value for cell in found if cell.axis == "rep"])
        return [_named(cell, names) for cell in found if cell.axis != "competitor" or cell.value]

    def counted(
        self,
        viewer: Viewer,
        cause: Cause | None,
        span: Span = Span(),  # noqa: B008 - frozen
        stated: Cause | None = None,
        limit: int = 20,
    ) -> list[ReviewRow]:
        """The losses behind a count, the latest first; `stated` is the cause the given reason names."""
        query = _rows(viewer, span).where(reviews.c.outcome.not_in(NOT_LOST)).limit(limit)
        if cause is not None:
            query = query.where(reviews.c.cause == cause)
        if stated is not None:
            query = query.where(reviews.c.stated_cause == stated)
        with self.db.reading(viewer) as conn:
            return numbered(conn, viewer, map(as_row, conn.execute(query)))

    def early_noes(self, viewer: Viewer, span: Span = Span(), limit: int = 20) -> list[ReviewRow]:  # noqa: B008
        """Deals that were turned away early, the latest first."""
        query = _rows(viewer, span).where(reviews.c.outcome == "disqualified").limit(limit)
        with self.db.reading(viewer) as conn:
            return numbered(conn, viewer, map(as_row, conn.execute(query)))

    def ways(self, viewer: Viewer, span: Span = Span(), least: int = 3, limit: int = 20) -> list[Way]:  # noqa: B008
        """Mechanisms by which at least so many deals were lost, the most frequent first."""
        number = sa.func.count()
        query = (
            sa.select(reviews.c.mechanism, sa.func.min(reviews.c.cause), number)
            .where(visible(viewer), reviews.c.outcome.not_in(NOT_LOST), reviews.c.cause != "unknown", *_within(span))
            .group_by(reviews.c.mechanism)
            .having(number >= least)
            .order_by(number.desc(), reviews.c.mechanism)
            .limit(limit)
        )
        with self.db.reading(viewer) as conn:
            return [Way(*row) for row in conn.execute(query)]

    def gap_totals(self, viewer: Viewer, span: Span = Span()) -> list[GapTotal]:  # noqa: B008 - frozen
        """Deals a missing capability decided, and those it only came up in, by currency."""
        decided = _decided()
        number = sa.func.count(deals.c.amount)
        query = (
            sa.select(
                decided, deals.c.currency, sa.func.count(), sa.func.coalesce(sa.func.sum(deals.c.amount), 0.0), number
            )
            .select_from(reviews.join(deals, deals.c.id == reviews.c.deal_id))
            .where(visible(viewer), sa.or_(decided, _came_up()), *_within(span))
            .group_by(decided, deals.c.currency)
        )
        with self.db.reading(viewer) as conn:
            return [GapTotal(bool(row[0]), row[1], row[2], float(row[3]), row[4]) for row in conn.execute(query)]

    def gaps(self, viewer: Viewer, span: Span = Span(), limit: int = 400) -> list[Gap]:  # noqa: B008 - frozen
        """The latest deals with a line about a missing capability: those it decided first, one line each.

        The line is the buyer's where there is one.
        """
        decided = _decided()
        query = (
            sa.select(*row_columns(), deals.c.amount, deals.c.currency, decided.label("decided"))
            .select_from(joined())
            .where(visible(viewer), sa.or_(decided, _came_up()), *_within(span))
            .order_by(decided.desc(), reviews.c.happened.desc(), reviews.c.first_id.desc())
            .limit(limit)
        )
        with self.db.reading(viewer) as conn:
            found = conn.execute(query).all()
            lines = _gap_lines(conn, [row.id for row in found])
            rows = numbered(conn, viewer, map(as_row, found))
        made = [
            (Proof(row, *lines[row.id][:2]) if row.id in lines else Proof(row, 0, row.mechanism), each)
            for row, each in zip(rows, found, strict=True)
        ]
        return [
            Gap(proof, bool(each.decided), each.amount, each.currency, _vector(lines.get(proof.row.id)))
            for proof, each in made
        ]

    def health(self, viewer: Viewer) -> list[Health]:
        """How often each cause, as first read, was changed since: by a person, or by a second reading. Losses only."""
        first = reviews.alias("first")
        changed = first.c.cause != reviews.c.cause
        by = sa.case(
            (~changed, "first"), (reviews.c.author == "rep", "rep"), (first.c.note_id == reviews.c.note_id, "reread")
        )
        # A version with another note is another account of the deal, not another opinion about it.
        query = (
            sa.select(first.c.cause, reviews.c.cause, by, sa.func.count())
            .select_from(reviews.join(first, first.c.id == reviews.c.first_id))
            .where(visible(viewer), reviews.c.outcome.not_in(NOT_LOST), by.is_not(None))
            .group_by(first.c.cause, reviews.c.cause, by)
        )
        with self.db.reading(viewer) as conn:
            return [Health(*row) for row in conn.execute(query)]

    def corrected(
        self, viewer: Viewer, cause: Cause | None = None, limit: int = 20, rep: str | None = None
    ) -> list[ReviewRow]:
        """Losses whose verdict a person gave, the latest first; with `cause`, those first read as it and changed.

        With `rep`, only theirs.
        """
        query = _rows(viewer, Span()).where(reviews.c.author == "rep", reviews.c.outcome.not_in(NOT_LOST)).limit(limit)
        if rep is not None:
            query = query.where(users.c.key == person_key(rep))
        if cause is not None:
            first = reviews.alias("first")
            was = sa.exists().where(first.c.id == reviews.c.first_id, first.c.cause == cause)
            query = query.where(reviews.c.cause != cause, was)
        with self.db.reading(viewer) as conn:
            return numbered(conn, viewer, map(as_row, conn.execute(query)))

    def lessons(
        self,
        viewer: Viewer,
        words: str = "",
        mechanism: str | None = None,
        span: Span = Span(),  # noqa: B008 - frozen
        limit: int = 20,
    ) -> list[Told]:
        """What was shared with the team, the latest recorded first; on a laptop, where nobody shares, all of it."""
        query = (
            sa.select(*row_columns(), readings.c.coaching)
            .select_from(joined().join(readings, readings.c.review_id == reviews.c.id))
            .where(visible(viewer), *_within(span))
            .order_by(reviews.c.first_id.desc())
            .limit(limit)
        )
        if not viewer.all:
            query = query.where(reviews.c.shared == "team")
        if mechanism is not None:
            query = query.where(reviews.c.mechanism == mechanism)
        if words.strip():
            query = query.where(self._said(viewer, words.strip()))
        with self.db.reading(viewer) as conn:
            found = conn.execute(query).all()
            rows = numbered(conn, viewer, map(as_row, found))
            own = latest_debriefs(conn, [row.first_id for row in rows])
        return [_told(row, each.coaching, own.get(row.first_id)) for row, each in zip(rows, found, strict=True)]

    def _said(self, viewer: Viewer, words: str) -> sa.ColumnElement[bool]:
        """Reviews whose note has these words, or whose mechanism, account or rep does."""
        assert isinstance(self, Search), "the store is all of its parts"
        hits = {review_id for (review_id, _), _ in self.search_words(viewer, words, limit=_HITS)}
        beside = (reviews.c.mechanism, accounts.c.name, users.c.name)
        named = [sa.func.lower(column).contains(words.lower(), autoescape=True) for column in beside]
        return sa.or_(reviews.c.id.in_(hits), *named)


def _seen(viewer: Viewer, span: Span, axes: Sequence[Axis]) -> sa.CTE:
    """The deals to count, as slim as these axes allow. Named more than once, so it is worked out once."""
    columns: list[sa.ColumnElement[Any]] = [reviews.c.outcome, reviews.c.cause]
    names = {"stated": "stated_cause", "control": "control", "competitor": "competitor", "rep": "rep_id"}
    columns += [reviews.c[name] for axis, name in names.items() if axis in axes]
    if "quarter" in axes:
        year, month = (sa.cast(sa.extract(part, reviews.c.happened), sa.Integer) for part in ("year", "month"))
        columns.append((year * 4 + (month - 1) // 3).label("quarter"))
    if not {"stage", "segment", "size"} & set(axes):
        return sa.select(*columns).where(visible(viewer), *_within(span)).cte("seen")
    read = reviews.join(deals, deals.c.id == reviews.c.deal_id)
    columns += [deals.c.crm_stage, deals.c.segment, deals.c.amount]
    return sa.select(*columns).select_from(read).where(visible(viewer), *_within(span)).cte("seen")


def _value(axis: Axis, seen: sa.CTE) -> sa.ColumnElement[Any]:
    """What an axis counts by; null where nothing is on record."""
    if axis == "size":
        bounds = [(seen.c.amount < bound, below) for bound, below in zip(SIZES, (0, *SIZES), strict=False)]
        return sa.case((seen.c.amount.is_(None), sa.null()), *bounds, else_=SIZES[-1])
    if axis == "competitor":
        return sa.case((seen.c.outcome == "competitor", seen.c.competitor))
    names = {"stated": "stated_cause", "stage": "crm_stage", "rep": "rep_id"}
    return seen.c[names.get(axis, axis)]


def _arm(axis: Axis, value: sa.ColumnElement[Any], cause: sa.ColumnElement[Any] | None, seen: sa.CTE) -> sa.Select[Any]:
    """One axis counted: (its name, value, cause, deals)."""
    by = (value,) if cause is None else (value, cause)
    text = sa.func.coalesce(sa.cast(value, sa.Text), "")
    told = sa.cast(sa.null(), sa.Text) if cause is None else cause
    counted = sa.select(sa.literal(axis), text, told, sa.func.count()).select_from(seen)
    return counted.group_by(*by)


def _rep_names(conn: sa.Connection, ids: Sequence[str]) -> dict[str, str]:
    """Names of users, by their number as text. Only reps of deals the viewer sees are asked for."""
    found: dict[str, str] = {}
    for some in chunks(dict.fromkeys(int(number) for number in ids)):
        query = sa.select(users.c.id, users.c.name).where(users.c.id.in_(some))
        found |= {str(row.id): row.name for row in conn.execute(query)}
    return found


def _named(cell: Cell, names: dict[str, str]) -> Cell:
    """With a rep's name for their number, and a quarter as '2026-4'."""
    if cell.axis == "rep":
        return replace(cell, value=names[cell.value])
    if cell.axis == "quarter":
        year, quarter = divmod(int(cell.value), 4)
        return replace(cell, value=f"{year}-{quarter + 1}")
    return cell


def _rows(viewer: Viewer, span: Span) -> sa.Select[Any]:
    return (
        sa.select(*row_columns())
        .select_from(joined())
        .where(visible(viewer), *_within(span))
        .order_by(reviews.c.happened.desc(), reviews.c.first_id.desc())
    )


def _within(span: Span) -> list[sa.ColumnElement[bool]]:
    since = [] if span.since is None else [reviews.c.happened >= span.since]
    return since if span.until is None else [*since, reviews.c.happened <= span.until]


def _decided() -> sa.ColumnElement[bool]:
    """Lost because of a missing capability."""
    return sa.and_(reviews.c.cause == "product_gap", reviews.c.outcome.not_in(NOT_LOST))


def _came_up() -> sa.ColumnElement[bool]:
    """A line of the note speaks for a missing capability."""
    spoken = sa.select(quotes.c.review_id).where(quotes.c.cause == "product_gap", ~quotes.c.against)
    return reviews.c.id.in_(spoken)


def _gap_lines(conn: sa.Connection, ids: Sequence[str]) -> dict[str, tuple[int, str, bytes | None]]:
    """The line that speaks for the gap in each of these reviews, and its vector: a buyer's before ours."""
    found: dict[str, tuple[int, str, bytes | None]] = {}
    query = (
        sa.select(quotes.c.review_id, quotes.c.line, quotes.c.text, passages.c.vector)
        .outerjoin(passages, sa.and_(passages.c.review_id == quotes.c.review_id, passages.c.line == quotes.c.line))
        .where(quotes.c.cause == "product_gap", ~quotes.c.against)
        .order_by((quotes.c.side == "buyer").desc(), quotes.c.id)
    )
    for some in chunks(ids):
        for row in conn.execute(query.where(quotes.c.review_id.in_(some))):
            found.setdefault(row.review_id, (row.line, row.text, row.vector))
    return found


def _vector(found: tuple[int, str, bytes | None] | None) -> FloatArray | None:
    return None if found is None or found[2] is None else matrix([found[2]])[0]


def _told(row: ReviewRow, coaching: str, own: Debrief | None) -> Told:
    return Told(row, Coaching.model_validate_json(coaching), own.learn if own else "", own.differently if own else "")
