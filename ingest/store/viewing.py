"""Who may see what, as SQL. Every read puts one of these in its WHERE; nothing is filtered afterwards.

A viewer sees their own reviews, what a rep shared with the team, and what a rep whose manager of record they are shared
with their manager. Somebody who has left sees nothing; `Viewer.all` sees everything. A role alone opens no record.
"""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import cache, lru_cache
from typing import Any, TypeVar

import sqlalchemy as sa

from ingest.records import Viewer
from ingest.store.names import person_key
from ingest.store.rows import ReviewRow
from ingest.store.tables import accounts, deals, reviews, users
from prompts.errors import NotFound, StoreError

T = TypeVar("T")

_newer = reviews.alias("newer")
# Names of their own, or they would be taken for the `users` of the query around them.
_self = users.alias("self")
_report = users.alias("report")
VIEWERS = 256
"""Whose conditions are kept: to put one together takes as long as a small query."""
_COLUMNS = """
id first_id created happened author shared outcome stated_text stated_cause cause confidence mechanism control 
competitor sample put_aside external_id
"""


def me(viewer: Viewer) -> sa.ScalarSelect[int]:
    """This viewer's row in `users`; none for somebody who has left or is not on record."""
    return sa.select(_self.c.id).where(_self.c.key == person_key(viewer.name), _self.c.active).scalar_subquery()


def is_active(viewer: Viewer) -> sa.ColumnElement[bool]:
    """Not somebody who has left. A name that is nobody's passes: a laptop lends its eyes to any name."""
    if viewer.all:
        return sa.true()
    # A scalar, which SQLite works out once; an EXISTS it would ask for every row.
    left = sa.select(sa.func.count()).where(_self.c.key == person_key(viewer.name), ~_self.c.active).scalar_subquery()
    return left == 0


def reports(viewer: Viewer) -> sa.Select[int]:
    """Rows in `users` whose manager of record this viewer is."""
    return sa.select(_report.c.id).where(_report.c.manager_id == me(viewer))


def owns(viewer: Viewer) -> sa.ColumnElement[bool]:
    """Reviews this viewer may change."""
    return sa.true() if viewer.all else reviews.c.rep_id == me(viewer)


@lru_cache(maxsize=VIEWERS)
def may_see(viewer: Viewer) -> sa.ColumnElement[bool]:
    """Reviews this viewer may read."""
    if viewer.all:
        return sa.true()
    to_manager = sa.and_(reviews.c.shared == "manager", reviews.c.rep_id.in_(reports(viewer)))
    return sa.and_(is_active(viewer), sa.or_(owns(viewer), reviews.c.shared == "team", to_manager))


@cache
def is_current() -> sa.ColumnElement[bool]:
    """Not superseded by a correction."""
    return ~sa.exists().where(_newer.c.supersedes == reviews.c.id)


@lru_cache(maxsize=VIEWERS)
def visible(viewer: Viewer) -> sa.ColumnElement[bool]:
    """Current versions this viewer may read."""
    return sa.and_(may_see(viewer), is_current())


@lru_cache(maxsize=VIEWERS)
def visible_of_few(viewer: Viewer) -> sa.ColumnElement[bool]:
    """The same, where few reviews are asked for otherwise: by account, deal or line.

    A CASE, which no index answers: else SQLite goes through all the viewer's reviews and not through these few.
    """
    return sa.case((visible(viewer), 1), else_=0) == 1


@cache  # working out what joins to what takes longer than most queries
def joined() -> sa.Join:
    """Reviews with their deal, account and rep."""
    return (
        reviews.join(deals, deals.c.id == reviews.c.deal_id)
        .join(accounts, accounts.c.id == deals.c.account_id)
        .join(users, users.c.id == reviews.c.rep_id)
    )


def row_columns() -> list[sa.ColumnElement[Any]]:
    """What `as_row` reads, over `joined()`."""
    return [
        *(reviews.c[name] for name in _COLUMNS.split()),
        accounts.c.id.label("account_id"),
        accounts.c.name.label("account"),
        users.c.name.label("rep"),
        deals.c.round,
    ]


def as_row(found: sa.Row[*tuple[Any, ...]]) -> ReviewRow:
    """One line of a list. Extra columns of `found` are left alone."""
    values = found._mapping
    return ReviewRow(**{name: values[name] for name in ReviewRow.__slots__})


def numbered(conn: sa.Connection, viewer: Viewer, rows: Iterable[ReviewRow]) -> list[ReviewRow]:
    """The same reviews with their rounds counted among those this viewer may see: a gap would tell of a hidden one."""
    given = list(rows)
    if viewer.all:
        return given
    seen: dict[int, list[int]] = {}
    for some in chunks({row.account_id for row in given}):
        query = (
            sa.select(deals.c.account_id, deals.c.round)
            .join(reviews, reviews.c.deal_id == deals.c.id)
            .where(deals.c.account_id.in_(some), visible_of_few(viewer))
            .order_by(deals.c.account_id, deals.c.round)
        )
        for account, number in conn.execute(query):
            seen.setdefault(account, []).append(number)
    return [replace(row, round=max(bisect_right(seen.get(row.account_id, []), row.round), 1)) for row in given]


def own_review(conn: sa.Connection, viewer: Viewer, review_id: str) -> sa.Row[Any]:
    """The `reviews` row, for a viewer who may change it.

    Raises:
        NotFound: no such review, or not one this viewer may see.
        StoreError: seen, but another rep's.
    """
    query = (
        sa.select(reviews, users.c.name.label("rep"), owns(viewer).label("mine"))
        .join(users, users.c.id == reviews.c.rep_id)
        .where(reviews.c.id == review_id, may_see(viewer))
    )
    found = conn.execute(query).one_or_none()
    if found is None:
        raise not_found(review_id)
    if not found.mine:
        raise StoreError(f"Review {review_id!r} belongs to {found.rep}; only they can change it.")
    return found


def refuse_left(conn: sa.Connection, viewer: Viewer) -> None:
    """Raise StoreError for somebody who has left."""
    if not conn.scalar(sa.select(is_active(viewer))):
        raise StoreError(f"{viewer.name!r} is not active here any more; an admin of this Lossbook can change that.")


def not_found(review_id: str) -> NotFound:
    """One sentence for missing and for hidden, so that neither is given away."""
    return NotFound(f"There is no review {review_id!r} among those you may see; the Accounts screen lists them.")


def chunks(items: Iterable[T], size: int = 500) -> Iterator[Sequence[T]]:
    """Pieces small enough for one IN list."""
    whole = list(items)
    for start in range(0, len(whole), size):
        yield whole[start : start + size]
