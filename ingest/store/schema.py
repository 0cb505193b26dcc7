"""A new database, or an old one brought up to date.

A new one is made from `tables` in one go (Alembic's import alone costs more than that); an older one is migrated by
Alembic. A test proves that both ways end in the same schema.
"""

from pathlib import Path
from typing import Final

import sqlalchemy as sa

from ingest.store import guards, walls
from ingest.store.tables import metadata
from prompts.errors import StoreError

REVISIONS: Final = ("0001", "0002", "0003", "0004", "0005", "0006")
"""Every revision, oldest first; the last one is what this version of Lossbook reads and writes."""

_VERSION = "alembic_version"


def version(conn: sa.Connection, place: str) -> str | None:
    """Revision of the database, None when it holds no tables at all. Raises StoreError when it is not Lossbook's."""
    names = sa.inspect(conn).get_table_names()
    if _VERSION in names:
        found = conn.execute(sa.text(f"SELECT version_num FROM {_VERSION}")).scalar()  # noqa: S608
        if found is not None and "reviews" in names:
            return str(found)
    if names:
        raise StoreError(
            f"{place} holds other tables and is not Lossbook's; set LOSSBOOK_HOME or LOSSBOOK_DATABASE_URL to another."
        )
    return None


def is_current(conn: sa.Connection, place: str) -> bool:
    """Whether nothing is to be done. Raises StoreError when the database comes from a newer Lossbook."""
    found = version(conn, place)
    if found is not None and found not in REVISIONS:
        raise StoreError(
            f"{place} was written by a newer Lossbook (schema {found!r}, this one knows up to {REVISIONS[-1]!r}); "
            "update Lossbook, or restore a backup made with this version."
        )
    return found == REVISIONS[-1]


def upgrade(conn: sa.Connection, place: str) -> None:
    """Create or migrate, inside the caller's transaction."""
    if is_current(conn, place):
        return  # another process did it while we waited for the lock
    if version(conn, place) is None:
        create(conn)
    else:
        migrate(conn)


def create(conn: sa.Connection) -> None:
    """Everything at once, in an empty database."""
    metadata.create_all(conn)
    dialect = conn.dialect.name
    for statement in (*guards.statements(dialect), *walls.statements(dialect), *walls.of_followups(dialect)):
        conn.exec_driver_sql(statement)
    conn.exec_driver_sql(
        f"CREATE TABLE {_VERSION} "
        f"(version_num VARCHAR(32) NOT NULL, CONSTRAINT {_VERSION}_pkc PRIMARY KEY (version_num))"
    )
    conn.execute(sa.text(f"INSERT INTO {_VERSION} VALUES (:v)"), {"v": REVISIONS[-1]})  # noqa: S608


def migrate(conn: sa.Connection) -> None:
    """Run the revisions that are missing."""
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    config.attributes["connection"] = conn
    command.upgrade(config, "head")


def is_ours(_: object, name: str | None, *__: object) -> bool:
    """For Alembic's comparisons: full text is made by hand, outside `tables`."""
    return not (name or "").startswith(("passages_fts", "ix_passages_tsv", "tsv"))
