"""Every store test runs on SQLite, and on PostgreSQL where its server and driver are installed."""

import importlib.util
import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from ingest.store.store import Store

APP = "lossbook_app"
"""The role tests connect as."""


def _server_programs() -> Path | None:
    on_path = shutil.which("initdb")
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))  # where Debian puts it, off the path
    initdb = Path(on_path) if on_path else found[-1] if found else None
    return initdb.parent if initdb else None


@pytest.fixture(scope="session")
def postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[sa.URL]:
    """A PostgreSQL server of our own on a socket."""
    programs = _server_programs()
    if programs is None:
        pytest.skip("PostgreSQL's server is not installed; on Debian: apt-get install postgresql")
    if importlib.util.find_spec("psycopg") is None:
        pytest.skip("the package psycopg is not installed: uv sync --extra postgres")
    folder = Path(subprocess.check_output(["mktemp", "-d", "/tmp/lossbook-pg-XXXXXX"], text=True).strip())
    user = "postgres" if os.geteuid() == 0 else None  # the server refuses to run as root
    if user:
        shutil.chown(folder, user)
    options = f"-k {folder} -c listen_addresses= -c fsync=off"
    data = str(folder / "data")

    def run(*command: str) -> None:
        subprocess.run(command, check=True, user=user, cwd="/", stdout=subprocess.DEVNULL, timeout=60)

    run(str(programs / "initdb"), "-D", data, "-U", "lossbook", "--auth=trust", "-E", "UTF8", "--no-sync")
    run(str(programs / "pg_ctl"), "-D", data, "-w", "-o", options, "-l", f"{data}/log", "start")
    url = sa.URL.create("postgresql", username="lossbook", database="postgres", query={"host": str(folder)})
    try:
        # A superuser passes through row-level security; the app's own role owns its database and is held by it.
        with sa.create_engine(url, isolation_level="AUTOCOMMIT", poolclass=sa.NullPool).connect() as conn:
            conn.exec_driver_sql(f"CREATE ROLE {APP} LOGIN NOSUPERUSER NOBYPASSRLS")
        yield url
    finally:
        run(str(programs / "pg_ctl"), "-D", data, "-m", "immediate", "stop")
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "home" / "lossbook.db"


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, file: Path) -> Iterator[str]:
    """An empty database."""
    if request.param == "sqlite":
        yield f"sqlite:///{file}"
        return
    server: sa.URL = request.getfixturevalue("postgres")
    name = f"t{os.urandom(6).hex()}"
    admin = sa.create_engine(server, isolation_level="AUTOCOMMIT", poolclass=sa.NullPool)
    with admin.connect() as conn:
        conn.exec_driver_sql(f"CREATE DATABASE {name} OWNER {APP}")
    yield server.set(database=name, username=APP).render_as_string(hide_password=False)
    with admin.connect() as conn:
        conn.exec_driver_sql(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def store(url: str) -> Iterator[Store]:
    with Store.open(url) as store:
        yield store


@pytest.fixture
def sqlite_store(file: Path) -> Iterator[Store]:
    """For what only SQLite has: files, locks, backups."""
    with Store.open(f"sqlite:///{file}") as store:
        yield store
