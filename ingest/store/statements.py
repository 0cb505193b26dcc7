"""Statements that answering runs for every question, put together once: that takes longer than running them."""

from functools import cache, lru_cache
from typing import Any

import sqlalchemy as sa

from ingest.records import Viewer
from ingest.store.tables import accounts, aliases, deals, notes, passages, readings, reviews
from ingest.store.viewing import VIEWERS, joined, row_columns, visible_of_few

_ACCOUNTS: sa.BindParameter[Any] = sa.bindparam("accounts", expanding=True)


@lru_cache(maxsize=VIEWERS)
def whole(viewer: Viewer) -> sa.Select[Any]:
    """Reviews of `accounts` with their deals and notes, oldest first."""
    columns = (deals.c.amount, deals.c.currency, deals.c.crm_stage, deals.c.crm_reason)
    return (
        sa.select(*row_columns(), *columns, notes.c.text.label("note"))
        .select_from(joined().join(notes, notes.c.id == reviews.c.note_id))
        .where(accounts.c.id.in_(_ACCOUNTS), visible_of_few(viewer))
        .order_by(reviews.c.happened, deals.c.round, reviews.c.first_id)
    )


@lru_cache(maxsize=VIEWERS)
def lines(viewer: Viewer) -> sa.Select[Any]:
    """Every line of the reviews of `accounts`, in order, with its vector."""
    names = ("review_id", "line", "start", "end", "side", "speaker", "text", "vector")
    return (
        sa.select(*(passages.c[name] for name in names))
        .select_from(
            reviews.join(deals, deals.c.id == reviews.c.deal_id).join(passages, passages.c.review_id == reviews.c.id)
        )
        .where(deals.c.account_id.in_(_ACCOUNTS), passages.c.line > 0, visible_of_few(viewer))
        .order_by(reviews.c.happened, deals.c.round, reviews.c.first_id, passages.c.line)
    )


@lru_cache(maxsize=VIEWERS)
def names(viewer: Viewer) -> sa.Select[Any]:
    """Names of `accounts`."""
    return (
        sa.select(accounts.c.id, accounts.c.name)
        .select_from(joined())
        .where(accounts.c.id.in_(_ACCOUNTS), visible_of_few(viewer))
        .group_by(accounts.c.id)
    )


@lru_cache(maxsize=VIEWERS)
def owners(viewer: Viewer) -> sa.Select[Any]:
    """The account of each of the passages `lines`."""
    return (
        sa.select(passages.c.id, deals.c.account_id)
        .select_from(
            passages.join(reviews, reviews.c.id == passages.c.review_id).join(deals, deals.c.id == reviews.c.deal_id)
        )
        .where(passages.c.id.in_(sa.bindparam("lines", expanding=True)), passages.c.line > 0, visible_of_few(viewer))
    )


@lru_cache(maxsize=VIEWERS)
def readings_of(viewer: Viewer) -> sa.Select[Any]:
    """What was read of the notes of `accounts`."""
    return (
        sa.select(deals.c.account_id, readings.c.diagnosis)
        .select_from(joined().join(readings, readings.c.review_id == reviews.c.id))
        .where(deals.c.account_id.in_(_ACCOUNTS), visible_of_few(viewer))
    )


@cache
def spelled() -> sa.Select[Any]:
    """Every spelling of `accounts`; which of them may be known is asked apart."""
    return sa.select(aliases.c.id, aliases.c.text).where(aliases.c.account_id.in_(_ACCOUNTS)).order_by(aliases.c.id)
