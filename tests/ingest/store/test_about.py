"""Everything about one person, for them, an admin, or the laptop's user; and nothing of what others keep to themselves."""

import datetime as dt
import json

import pytest

from ingest.records import Viewer
from ingest.store.store import Store
from prompts.errors import NotFound, StoreError
from tests.ingest.store.making import BEN, BOSS, MAYA, reading
from tests.ingest.store.test_erase import secret
from tests.ingest.store.test_forgetting import met


def test_a_rep_gets_all_of_their_own(store: Store) -> None:
    review_id = secret(store)
    store.save_draft(MAYA, "ask", {"q": "mine"})
    store.enqueue(MAYA.name, "review", {"text": "mine"})
    store.set_person(BOSS, MAYA.name, email="maya@example.com")
    kept(store, MAYA, f"about {review_id}")
    store.record(BEN, reading("Ben's own words. No news."), account="Pell", rep=BEN.name)
    found = store.about_person(MAYA, "maya  lindqvist")
    assert found.tables.keys() == set(
        [
            "users",
            "reviews",
            "notes",
            "deals",
            "readings",
            "quotes",
            "debriefs",
            "commitments",
            "cards",
            "packs",
            "drafts",
            "jobs",
        ]
    )
    assert len(found.tables["reviews"]) == 2, "both versions"
    assert found.tables["users"][0]["email"] == "maya@example.com"
    assert found.tables["readings"][0]["diagnosis"]["cause"] == "no_access"
    assert found.tables["drafts"][0]["body"] == {"q": "mine"}
    assert "Ben's own words" not in json.dumps(found.tables)


def kept(store: Store, viewer: Viewer, body: str, ago: int = 0) -> None:
    """A pack about Maya, made so many days ago."""
    day = dt.datetime.now(dt.UTC).date() - dt.timedelta(days=ago)
    store.keep_pack(viewer, MAYA.name, day - dt.timedelta(days=30), day, body, day)


def test_packs_only_while_they_may_be_read(store: Store) -> None:
    ines = Viewer(name="Ines Rault")
    store.record(MAYA, reading(), account="Pell", rep=MAYA.name)
    store.set_person(BOSS, ines.name, role="manager")
    store.set_person(BOSS, MAYA.name, manager=ines.name)
    kept(store, ines, "fresh")
    kept(store, ines, "expired", ago=40)
    assert [row["body"] for row in store.about_person(ines, ines.name).tables["packs"]] == ["fresh"]
    store.set_person(BOSS, "Omar Reyes", role="manager")
    store.set_person(BOSS, MAYA.name, manager="Omar Reyes")
    assert "packs" not in store.about_person(ines, ines.name).tables, "no longer the manager of record"


def test_an_admin_gets_of_somebody_else_what_they_may_see_and_it_is_written_down(store: Store) -> None:
    ada = Viewer(name="Ada Admin")
    store.set_person(BOSS, ada.name, role="admin")
    store.record(MAYA, reading("A private note. No news."), account="Pell", rep=MAYA.name)
    told = store.record(MAYA, reading(), account="Halden", rep=MAYA.name, shared="team")
    store.save_draft(MAYA, "ask", {"q": "mine"})
    store.enqueue(MAYA.name, "review", {"text": "mine"})
    kept(store, MAYA, "mine")
    found = store.about_person(ada, MAYA.name)
    assert not found.whole
    assert [row["id"] for row in found.tables["reviews"]] == [told]
    assert "private note" not in json.dumps(found.tables)
    assert found.tables.keys().isdisjoint({"drafts", "jobs", "packs"})
    assert [(view.viewer, view.review_id) for view in store.views(MAYA)] == [(ada.name, told)]
    assert store.about_person(MAYA, MAYA.name).whole


def test_somebody_who_is_named_gets_the_lines_that_name_them(store: Store) -> None:
    met(store)
    store.record(MAYA, reading("Vexley of another firm. No news."), account="Pell", rep=MAYA.name)
    found = store.about_person(BOSS, "Orlaith Vexley")
    assert found.tables == {}
    assert [(each.line, each.account) for each in found.mentions] == [(n, "Halden") for n in (0, 1, 2, 3)]
    with pytest.raises(NotFound, match="'Nobody Known'"):
        store.about_person(BOSS, "Nobody Known")


def test_lines_of_notes_one_may_not_see_stay_away(store: Store) -> None:
    store.record(MAYA, reading(), account="Pell", rep=MAYA.name)
    hidden = reading("Maya Lindqvist was late. No news.")
    store.record(BEN, hidden, account="Halden", rep=BEN.name)
    store.record(BEN, hidden, account="Nordlund", rep=BEN.name, shared="team")
    assert [each.account for each in store.about_person(MAYA, MAYA.name).mentions] == ["Nordlund"]
    assert len(store.about_person(BOSS, MAYA.name).mentions) == 2


def test_only_they_an_admin_or_the_laptops_user(store: Store) -> None:
    secret(store)
    store.set_person(BOSS, "Ines Rault", role="manager")
    store.set_person(BOSS, MAYA.name, manager="Ines Rault")
    store.set_person(BOSS, "Ada Admin", role="admin")
    for viewer in (BEN, Viewer(name="Ines Rault")):
        with pytest.raises(StoreError, match="cannot ask for that about 'Maya Lindqvist'"):
            store.about_person(viewer, MAYA.name)
    assert "reviews" not in store.about_person(Viewer(name="Ada Admin"), MAYA.name).tables, "private"
    store.set_person(BOSS, MAYA.name, active=False)
    with pytest.raises(StoreError, match="ask them, or an admin"):
        store.about_person(MAYA, MAYA.name)
