"""What the tables are made of: types that keep broken text and naive times out, on SQLite and PostgreSQL alike."""

import datetime as dt
from typing import Any

import sqlalchemy as sa
from sqlalchemy.types import TypeDecorator

from prompts.errors import StoreError


class Words(TypeDecorator[str]):
    """Text that both databases can hold: no NUL, no lone surrogate. Raises StoreError for others."""

    impl = sa.Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: sa.Dialect) -> str | None:
        if value is None:
            return None
        bad = next((c for c in value if c == "\0" or "\ud800" <= c <= "\udfff"), None) if _suspect(value) else None
        if bad is not None:
            raise StoreError(
                f"The text {value[:40]!r} holds the character {bad!r}, which cannot be stored; remove it and try again."
            )
        return value


class When(TypeDecorator[dt.datetime]):
    """An aware datetime, kept as UTC. A naive one is an error."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: dt.datetime | None, dialect: sa.Dialect) -> dt.datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise StoreError(f"The time {value!r} has no time zone; give one.")
        value = value.astimezone(dt.UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: dt.datetime | None, dialect: sa.Dialect) -> dt.datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=dt.UTC) if value.tzinfo is None else value.astimezone(dt.UTC)


def _suspect(value: str) -> bool:
    if "\0" in value:
        return True
    try:
        value.encode()
    except UnicodeEncodeError:
        return True
    return False


BigId = sa.BigInteger().with_variant(sa.Integer, "sqlite")

metadata = sa.MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def own_id() -> sa.Column[int]:
    """The primary key."""
    return sa.Column("id", BigId, primary_key=True)


def to(name: str, target: str, *, index: bool = True, **more: Any) -> sa.Column[Any]:
    """A column that points at another table."""
    return sa.Column(name, sa.ForeignKey(target), nullable=False, index=index, **more)


def one_of(name: str, *values: str) -> sa.CheckConstraint:
    """A column holds one of these words."""
    return sa.CheckConstraint(f"{name} IN ({', '.join(repr(v) for v in values)})", name=name)
