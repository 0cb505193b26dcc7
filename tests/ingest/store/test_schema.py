"""A database made in one go and one made by the migrations are the same."""

import re
from pathlib import Path

import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

import ingest.store
from ingest.store import schema
from ingest.store.database import Database, connect
from ingest.store.store import Store
from ingest.store.tables import metadata
from tests.ingest.store.making import BOSS
from tests.ingest.store.test_record import record

FOLDER = Path(ingest.store.__file__).parent / "migrations"


def migrated(url: str) -> Database:
    database = connect(url)
    with database.writing() as conn:
        schema.migrate(conn)
    return database


def test_the_revisions_known_are_those_in_the_folder() -> None:
    config = Config()
    config.set_main_option("script_location", str(FOLDER))
    script = ScriptDirectory.from_config(config)
    assert tuple(r.revision for r in reversed(list(script.walk_revisions()))) == schema.REVISIONS
    assert script.get_heads() == [schema.REVISIONS[-1]]


def test_migrations_end_where_tables_say(url: str) -> None:
    database = migrated(url)
    with database.reading() as conn:
        differences = compare_metadata(
            MigrationContext.configure(conn, opts={"include_object": schema.is_ours}), metadata
        )
        assert schema.is_current(conn, "x")
    assert differences == []
    database.close()
    with Store.open(url) as store:
        record(store)
        assert store.count(BOSS) == 1
        assert store.search_words(BOSS, "finance")


def test_on_sqlite_both_ways_are_the_same_to_the_letter(tmp_path: Path) -> None:
    made = connect(f"sqlite:///{tmp_path / 'made.db'}")
    with made.writing() as conn:
        schema.create(conn)
    moved = migrated(f"sqlite:///{tmp_path / 'moved.db'}")
    assert _letters(made) == _letters(moved)
    made.close()
    moved.close()


def _letters(database: Database) -> dict[str, list[str]]:
    """Each object's SQL as sorted clauses: the order of constraints does not matter."""
    with database.reading() as conn:
        rows = conn.execute(sa.text("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL"))
        return {name: sorted(re.split(r",|\(|\)", re.sub(r"\s+", "", sql))) for name, sql in rows}


def test_opening_twice_changes_nothing(url: str) -> None:
    with Store.open(url) as store:
        review_id = record(store)
    with Store.open(url) as store:
        assert store.review(BOSS, review_id).round == 1
