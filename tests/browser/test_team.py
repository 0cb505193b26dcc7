"""A team signs in with OpenID Connect: rep, manager, another rep, a stranger and a leaver, each in a browser of their own."""

import json
import re
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import sqlalchemy as sa
from playwright.sync_api import Browser, Page, expect

from ingest.records import Viewer
from ingest.store import Store
from tests.browser.conftest import Served, free_port
from tests.ingest.store.conftest import APP, postgres
from tests.ingest.store.making import BOSS, MAYA, reading, vectors

pytestmark = pytest.mark.browser
__all__ = ["postgres"]
"""A fixture of the store tests, used here as well."""

USERS = {"maya": "maya@example.com", "ines": "Ines@example.com", "ben": "ben@example.com", "who": "who@example.com"}
SignIn = Callable[[str], Page]


@contextmanager
def provider(users: dict[str, str]) -> Iterator[str]:
    """An identity provider on this machine, which lets everybody in whom it knows; subject to address."""
    port = free_port()
    claims = [json.dumps({"sub": sub, "email": email, "email_verified": sub != "who"}) for sub, email in users.items()]
    command = [sys.executable, "-W", "ignore", "-m", "oidc_provider_mock", "--port", str(port)]
    options = [word for claim in claims for word in ("--user-claims", claim)]
    process = subprocess.Popen([*command, *options], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    url = f"http://127.0.0.1:{port}"
    try:
        _wait_for(f"{url}/.well-known/openid-configuration")
        yield url
    finally:
        process.terminate()
        process.wait(10)


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest, home: Path) -> Iterator[str]:
    """An empty database; PostgreSQL's is owned by a role that row-level security holds."""
    if request.param == "sqlite":
        yield f"sqlite:///{home / 'lossbook.db'}"
        return
    server: sa.URL = request.getfixturevalue("postgres")
    admin = sa.create_engine(server, isolation_level="AUTOCOMMIT", poolclass=sa.NullPool)
    with admin.connect() as conn:
        conn.exec_driver_sql(f"CREATE DATABASE browser OWNER {APP}")
    yield server.set(database="browser", username=APP).render_as_string(hide_password=False)
    with admin.connect() as conn:
        conn.exec_driver_sql("DROP DATABASE browser WITH (FORCE)")


@pytest.fixture
def shared(database: str) -> str:
    """One review of Maya's, and the people; returns the review's id."""
    with Store.open(database) as store:
        made = reading()
        review_id = store.record(MAYA, made, account="Halden Cold Chain", rep=MAYA.name, vectors=vectors(made))
        store.set_person(BOSS, "Ines Rault", role="manager", email=USERS["ines"])
        store.set_person(BOSS, MAYA.name, manager="Ines Rault", email=USERS["maya"])
        store.set_person(BOSS, "Ben Castellanos", email=USERS["ben"])
    return review_id


@contextmanager
def serving(home: Path, database: str, users: dict[str, str]) -> Iterator[Served]:
    """The app for a team of these people."""
    app = Served(home, LOSSBOOK_TEAM="1", LOSSBOOK_DATABASE_URL=database)
    with provider(users) as where:
        (home / "secrets.toml").write_text(
            f"""[auth]
redirect_uri = "{app.url}/oauth2callback"
cookie_secret = "a-secret-of-this-test-and-of-no-other-one"
client_id = "lossbook"
client_secret = "any"
server_metadata_url = "{where}/.well-known/openid-configuration"
"""
        )
        app.start()
        try:
            yield app
        finally:
            app.stop()


@pytest.fixture
def team(home: Path, database: str) -> Iterator[Served]:
    with serving(home, database, USERS) as app:
        yield app


@pytest.fixture
def sign_in(team: Served, chromium: Browser) -> SignIn:
    """A browser of their own for this person, signed in."""

    def open_for(who: str) -> Page:
        page = chromium.new_context(viewport={"width": 1280, "height": 900}).new_page()
        page.goto(team.url)
        expect(page.get_by_role("heading", name="Sign in")).to_be_visible(timeout=20_000)
        page.get_by_role("button", name="Sign in").click()
        page.get_by_role("button", name=who, exact=True).click()
        page.wait_for_url(f"{team.url}/**")
        expect(page.get_by_role("button", name="Sign out")).to_be_visible(timeout=20_000)
        return page

    return open_for


def test_a_team_signs_in_shares_and_takes_back(sign_in: SignIn, team: Served, shared: str, database: str) -> None:
    address = f"{team.url}/?review={shared}"
    hidden = "There is no review"
    maya, ines, ben = sign_in("maya"), sign_in("ines"), sign_in("ben")
    expect(maya.get_by_text("Maya Lindqvist", exact=True)).to_be_visible()

    maya.goto(address)
    expect(maya.get_by_text("Who sees this", exact=True)).to_be_visible(timeout=20_000)
    for page in (ines, ben):
        page.goto(address)
        expect(page.get_by_text(hidden)).to_be_visible(timeout=20_000)
    maya.get_by_role("radio", name="My manager").click()
    expect(maya.get_by_text("Your manager of record is Ines Rault.")).to_be_visible()

    ines.reload()
    expect(ines.get_by_text("Maya Lindqvist shared this with you, and sees that you looked.")).to_be_visible()
    expect(ines.get_by_text("Nobody met finance before the decision.").first).to_be_visible()
    assert ines.get_by_label("What I will do").count() == 0
    ben.reload()
    expect(ben.get_by_text(hidden)).to_be_visible()
    maya.goto(f"{team.url}/setup")
    expect(maya.get_by_text(re.compile("Ines Rault, the review itself"))).to_be_visible(timeout=20_000)
    assert maya.get_by_text("Ben Castellanos").count() == 0
    assert maya.get_by_text("Sample year").count() == 0, "for whoever looks after this Lossbook only"

    maya.goto(address)
    maya.get_by_role("radio", name="Only me").click()
    expect(maya.get_by_text("Your manager of record")).to_have_count(0)
    ines.reload()
    expect(ines.get_by_text(hidden)).to_be_visible()

    with Store.open(database) as store:
        assert store.count(Viewer(name="Ines Rault")) == 0
        store.set_person(BOSS, "Ines Rault", active=False)
    ines.reload()
    expect(ines.get_by_text("Your place here is no longer active.")).to_be_visible()
    assert ines.get_by_role("link", name="Accounts").count() == 0

    maya.get_by_role("button", name="Sign out").click()
    maya.get_by_role("button", name="End session").click()
    expect(maya.get_by_role("heading", name="Sign in")).to_be_visible(timeout=20_000)
    maya.goto(address)
    expect(maya.get_by_role("heading", name="Sign in")).to_be_visible(timeout=20_000)
    assert maya.get_by_text("Halden").count() == 0


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_a_stranger_meets_one_calm_page(sign_in: SignIn, team: Served, shared: str) -> None:
    page = sign_in("who")
    expect(page.get_by_text("Lossbook does not know this address yet.")).to_be_visible()
    for screen in ("accounts", "setup", f"?review={shared}"):
        page.goto(f"{team.url}/{screen}")
        expect(page.get_by_text("Lossbook does not know this address yet.")).to_be_visible(timeout=20_000)
        assert page.get_by_text("Halden").count() == 0


def _wait_for(url: str) -> None:
    end = time.monotonic() + 20
    while True:
        try:
            with urllib.request.urlopen(url, timeout=1):
                return
        except (OSError, urllib.error.URLError):
            assert time.monotonic() < end, url
            time.sleep(0.1)
