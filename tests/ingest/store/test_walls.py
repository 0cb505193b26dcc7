"""Row-level security on a real PostgreSQL: with the viewer filter taken away, nobody sees more than before."""

import inspect
import sys
from collections.abc import Iterator
from typing import Any

import pytest
import sqlalchemy as sa

from ingest.records import Viewer
from ingest.store import walls
from ingest.store.store import Store
from ingest.store.tables import deals, metadata, notes, reviews
from tests.ingest.store.conftest import APP
from tests.ingest.store.making import BOSS
from tests.ingest.store.test_viewing import CALLS, REPS, VIEWERS, _fill, may, set_up, some_leave

SHARED = ("private", "manager", "team")


@pytest.fixture
def url(postgres: sa.URL, request: pytest.FixtureRequest) -> Iterator[str]:
    """A database owned by a role that is no superuser."""
    admin = sa.create_engine(postgres, isolation_level="AUTOCOMMIT", poolclass=sa.NullPool)
    with admin.connect() as conn:
        conn.exec_driver_sql("DROP DATABASE IF EXISTS walls WITH (FORCE)")
        conn.exec_driver_sql(f"CREATE DATABASE walls OWNER {APP}")
    yield postgres.set(database="walls", username=APP).render_as_string(hide_password=False)
    with admin.connect() as conn:
        conn.exec_driver_sql("DROP DATABASE walls WITH (FORCE)")


@pytest.fixture
def entries() -> list[tuple[Viewer, str]]:
    return [(rep, shared) for rep in REPS for shared in SHARED]


@pytest.fixture
def filled(store: Store, entries: list[tuple[Viewer, str]]) -> list[list[str]]:
    """The ids of every version of each entry."""
    set_up(store)
    made = [_fill(store, number, rep, shared, number % 2 == 0, False) for number, (rep, shared) in enumerate(entries)]
    some_leave(store)
    return made


def test_every_guarded_table_shows_each_viewer_theirs(
    store: Store, entries: list[tuple[Viewer, str]], filled: list[list[str]]
) -> None:
    for viewer in VIEWERS:
        seen = [n for n, (rep, shared) in enumerate(entries) if may(viewer, rep, shared)]
        ids = {one for n in seen for one in filled[n]}
        with store.db.reading(viewer) as conn:
            assert set(conn.scalars(sa.select(reviews.c.id))) == ids
            for name in (
                "readings",
                "quotes",
                "passages",
                "debriefs",
                "commitments",
                "cards",
                "revisits",
                "consents",
                "followups",
            ):
                table = metadata.tables[name]
                assert set(conn.scalars(sa.select(table.c.review_id))) <= ids, name
            assert conn.scalar(sa.select(sa.func.count()).select_from(notes)) == len(seen)
            assert conn.scalar(sa.select(sa.func.count()).select_from(deals)) == len(seen)
            for name in ("drafts", "jobs"):
                owners = set(conn.scalars(sa.select(metadata.tables[name].c.owner)))
                assert owners <= {viewer.name.casefold()}, name


def test_who_has_not_said_who_they_are_sees_nothing(store: Store, filled: list[list[str]]) -> None:
    for name in walls.guarded():
        count = sa.select(sa.func.count()).select_from(metadata.tables[name])
        with store.db.reading(BOSS) as conn:
            assert conn.scalar(count), name
        with store.db.reading() as conn:  # the same connection, out of the pool
            assert conn.scalar(count) == 0, name
    with store.db.reading(Viewer(name="*")) as conn:
        assert set(conn.scalars(sa.select(reviews.c.shared))) == {"team"}, "a name is never everything"


def test_every_table_with_a_records_words_is_guarded() -> None:
    """A new table that hangs on a review, or on a person, is guarded too, or named here."""
    pointing = {
        table.name
        for table in metadata.sorted_tables
        if {"review_id", "rep_id", "owner"} & set(table.c.keys()) or table.name in ("notes", "packs")
    }
    assert pointing - set(walls.guarded()) == {"outbox"}, "ids and vectors only"


def test_nobody_writes_for_another_without_saying_so(store: Store, filled: list[list[str]]) -> None:
    with pytest.raises(Exception, match="row-level security"), store.db.engine.begin() as conn:
        conn.execute(sa.text("INSERT INTO notes (text, kind, name, sha256, created) VALUES ('x', '', '', '', now())"))
    with store.db.engine.begin() as conn:
        assert conn.execute(reviews.update().values(shared="team")).rowcount == 0


def test_with_the_filter_forgotten_nothing_hidden_comes_out(
    store: Store, entries: list[tuple[Viewer, str]], filled: list[list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every read function, as if its author had left the permission out of its query."""
    for module in [m for name, m in sys.modules.items() if name.startswith("ingest.store.")]:
        for name in ("may_see", "owns", "is_active"):
            if hasattr(module, name):
                monkeypatch.setattr(module, name, lambda viewer: sa.true())
    ids = [one for versions in filled for one in versions]
    # Who people are is no record, and how long the queue is everybody may know.
    asked = {name: call for name, call in CALLS.items() if name not in ("unshared", "people", "person", "role")}
    for viewer in VIEWERS:
        answers: dict[str, Any] = {name: call(store, viewer, ids) for name, call in asked.items()}
        hidden = [n for n, (rep, shared) in enumerate(entries) if not may(viewer, rep, shared)]
        words = [word for n in hidden for word in (f"secret{n}x", *filled[n])]
        for name, answer in answers.items():
            assert not any(word in repr(answer) for word in words), (name, viewer)
        assert len(answers["recent"][0]) == len(entries) - len(hidden)


def test_who_takes_a_viewer_says_so_to_the_database() -> None:
    """SQLite has no second wall, so a forgotten viewer would be noticed on PostgreSQL only."""
    forgot = []
    for name in sorted(CALLS):
        source = inspect.getsource(getattr(Store, name))
        if "db.reading(" in source and "db.reading(viewer)" not in source:
            forgot.append(name)
    assert forgot == []
