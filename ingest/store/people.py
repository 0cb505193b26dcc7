"""Users, accounts, aliases and numbered rounds: found by key, made when new."""

import datetime as dt

import sqlalchemy as sa

from ingest.records import Given
from ingest.store.names import UNNAMED, account_key, person_key
from ingest.store.tables import accounts, aliases, deals, reviews, users
from ingest.store.viewing import is_current
from prompts.errors import StoreError


def user_id(conn: sa.Connection, name: str) -> int:
    """Id of the rep, made when new. Raises StoreError for an empty name."""
    clean = " ".join(name.split())
    if not clean:
        raise StoreError(f"The rep's name {name!r} is empty; give one with --rep NAME or set LOSSBOOK_REP.")
    key = person_key(clean)
    found = conn.execute(sa.select(users.c.id).where(users.c.key == key)).scalar()
    return found or _made(conn, users.insert().values(name=clean, key=key))


def account_id(conn: sa.Connection, name: str, now: dt.datetime) -> int:
    """Id of the account that has this name or alias, made when new. An empty name is the unnamed account."""
    clean = " ".join(name.split()) or UNNAMED
    key = account_key(clean)
    found = conn.execute(sa.select(aliases.c.account_id).where(aliases.c.key == key)).scalar()
    if found is not None:
        return int(found)
    made = _made(conn, accounts.insert().values(name=clean, created=now))
    conn.execute(aliases.insert().values(account_id=made, text=clean, key=key))
    return made


def new_deal(conn: sa.Connection, account: int, rep: int, closed: dt.date, given: Given | None) -> int:
    """A deal of this account, numbered later by `number_rounds`."""
    given = given or Given()
    return _made(
        conn,
        deals.insert().values(
            account_id=account,
            rep_id=rep,
            round=0,
            closed=closed,
            amount=given.amount,
            currency=given.currency,
            crm_stage=given.stage,
            crm_reason=given.stated,
        ),
    )


def number_rounds(conn: sa.Connection, account: int) -> None:
    """Number an account's deals 1, 2, 3 ... by the day they closed; a late entry moves the others."""
    standing = sa.exists().where(reviews.c.deal_id == deals.c.id, is_current())
    rows = conn.execute(
        sa.select(deals.c.id, deals.c.round)
        .where(deals.c.account_id == account, standing)
        .order_by(deals.c.closed, deals.c.id)
    ).all()
    for number, row in enumerate(rows, start=1):
        if row.round != number:
            conn.execute(deals.update().where(deals.c.id == row.id).values(round=number))


def _made(conn: sa.Connection, insert: sa.Insert) -> int:
    key = conn.execute(insert).inserted_primary_key
    assert key is not None
    return int(key[0])
