"""A database made in one go and one made by the migrations are the same."""

import re
from pathlib import Path

import sqlalchemy as sa
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

import ingest.store
from ingest.store import schema
from ingest.store.database import Database, connect
from ingest.store.store import Store
from ingest.store.tables import metadata
from ingest.store.team_rows import Person
from tests.ingest.store.making import BEN, BOSS, MAYA
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


def filled(url: str, revision: str) -> None:
    """A database as it was at this revision, with the records below."""
    database = connect(url)
    with database.writing() as conn:
        command.upgrade(config_of(conn), revision)
        for statement in OLD.strip().split(";\n"):
            conn.exec_driver_sql(statement)
    database.close()


def config_of(conn: sa.Connection) -> Config:
    config = Config()
    config.set_main_option("script_location", str(FOLDER))
    config.attributes["connection"] = conn
    return config


def all_rows(conn: sa.Connection) -> dict[str, list[tuple[object, ...]]]:
    """Rows of the tables a review is spread over."""
    names = ["users", "accounts", "aliases", "deals", "notes", "reviews", "quotes"]
    return {name: sorted(tuple(row) for row in conn.exec_driver_sql(f"SELECT * FROM {name}")) for name in names}


def test_records_of_0004_stay_as_they_are_and_get_a_segment(url: str) -> None:
    filled(url, "0004")
    database = connect(url)
    with database.writing() as conn:
        conn.exec_driver_sql(QUOTE)
        before = all_rows(conn)
    database.close()
    with Store.open(url) as store:
        with store.db.reading_all() as conn:
            after = all_rows(conn)
        assert after["deals"] == [(*row, None) for row in before["deals"]]
        assert {**after, "deals": []} == {**before, "deals": []}
        with store.db.writing() as conn:
            conn.exec_driver_sql("UPDATE deals SET segment = 'Retail' WHERE id = 2")
        for viewer, segments in ((MAYA, {"": 1, "Retail": 1}), (BEN, {"Retail": 1})):
            counted = store.counts(viewer, axes=["segment"])
            assert {cell.value: cell.deals for cell in counted if cell.axis == "segment"} == segments
        assert [gap.proof.text for gap in store.gaps(MAYA)] == ["x"]
    database = connect(url)
    with database.writing() as conn:
        command.downgrade(config_of(conn), "0004")
        assert all_rows(conn) == before
        command.upgrade(config_of(conn), "head")
        assert (
            compare_metadata(MigrationContext.configure(conn, opts={"include_object": schema.is_ours}), metadata) == []
        )
    database.close()


def test_records_of_0003_are_all_there_and_mean_the_same(url: str) -> None:
    filled(url, "0003")
    with Store.open(url) as store:
        assert store.people(BOSS) == [Person("Ben Castellanos"), Person("Maya Lindqvist")]
        assert (store.count(BOSS), store.count(MAYA), store.count(BEN)) == (2, 2, 1)
        assert store.allowed(BEN, ["r1", "r2"]) == {"r2"}
        store.set_person(BOSS, BEN.name, role="manager", email="ben@example.com")
        store.set_person(BOSS, MAYA.name, manager=BEN.name)
        store.share(MAYA, "r1", "manager")
        store.looked(BEN, ["r1"], "review")
        assert [view.viewer for view in store.views(MAYA)] == ["Ben Castellanos"]
        store.erase_rep(BOSS, MAYA.name)
        assert store.people(BOSS) == [Person("Ben Castellanos", "manager", email="ben@example.com")]


OLD = """
INSERT INTO users (id, name, key) VALUES (1, 'Maya Lindqvist', 'maya lindqvist'), (2, 'Ben Castellanos', 'ben castellanos');
INSERT INTO accounts (id, name, created) VALUES (1, 'Halden', '2026-03-01 00:00:00');
INSERT INTO aliases (id, account_id, text, key) VALUES (1, 1, 'Halden', 'halden');
INSERT INTO deals (id, account_id, rep_id, round, closed) VALUES (1, 1, 1, 1, '2026-03-01'), (2, 1, 1, 2, '2026-04-01');
INSERT INTO notes (id, text, kind, name, sha256, created) VALUES (1, 'x', '', '', 'a', '2026-03-01 00:00:00'),
  (2, 'y', '', '', 'b', '2026-03-01 00:00:00');
INSERT INTO reviews (id, first_id, deal_id, note_id, rep_id, author, created, happened, shared, outcome, cause, confidence,
  mechanism, control, sample) VALUES
  ('r1', 'r1', 1, 1, 1, 'engine', '2026-03-01 00:00:00', '2026-03-01', 'private', 'unknown', 'unknown', 'low', 'm', 'rep', false),
  ('r2', 'r2', 2, 2, 1, 'engine', '2026-04-01 00:00:00', '2026-04-01', 'team', 'unknown', 'unknown', 'low', 'm', 'rep', false)
"""
QUOTE = """
INSERT INTO quotes (id, review_id, line, start, "end", text, side, cause, against)
  VALUES (1, 'r1', 1, 0, 1, 'x', 'buyer', 'product_gap', false)
"""
