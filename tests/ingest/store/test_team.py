"""People, who looked, what was agreed to, 1:1 packs; and that an erasure takes all of it."""

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from ingest.records import Viewer
from ingest.store import restore
from ingest.store.store import Store
from ingest.store.tables import consents, packs, thanks, users, views
from ingest.store.team_rows import Person
from prompts.errors import NotFound, StoreError
from tests.ingest.store.making import BEN, BOSS, MAYA, reading
from tests.ingest.store.test_viewing import GONE, INES, LEAD, NOBODY, PRIYA, TODAY, TOM, set_up, some_leave

DAY = dt.date(2026, 3, 4)
"""When the deal of `reading()` closed."""


@pytest.fixture
def team(store: Store) -> Store:
    set_up(store)
    return store


def record(store: Store, rep: Viewer = MAYA, account: str = "Halden", **more: Any) -> str:
    return store.record(rep, reading(), account=account, rep=rep.name, **more)


def test_people_are_set_by_an_admin_and_change_only_where_said(team: Store) -> None:
    ada = Viewer(name="Ada Admin")
    assert team.set_person(ada, "New Hire", email="New@Example.com") == Person("New Hire", email="new@example.com")
    assert team.set_person(ada, "new hire", manager="ines rault") == Person(
        "New Hire", manager="Ines Rault", email="new@example.com"
    )
    assert team.set_person(ada, "New Hire", role="lead", manager="", email="") == Person("New Hire", "lead")
    for nobody in (MAYA, INES, LEAD, NOBODY):
        with pytest.raises(StoreError, match="ask an admin"):
            team.set_person(nobody, nobody.name, role="admin")
    team.set_person(BOSS, ada.name, active=False)
    with pytest.raises(StoreError, match="ask an admin"):
        team.set_person(ada, ada.name, active=True)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"role": "boss"}, "is no role"),
        ({"manager": "Who Ever"}, "nobody called 'Who Ever'"),
        ({"manager": "maya lindqvist"}, "their own manager"),
        ({"email": "BEN@example.com"}, "is Ben Castellanos's"),
        ({"email": "maya"}, "not an e-mail address"),
    ],
)
def test_what_cannot_be_is_refused_whole(team: Store, given: dict[str, Any], said: str) -> None:
    before = team.person(BOSS, MAYA.name)
    with pytest.raises(StoreError, match=said):
        team.set_person(BOSS, MAYA.name, active=False, **given)
    assert team.person(BOSS, MAYA.name) == before


def test_signing_in_binds_an_address_once(team: Store) -> None:
    assert team.signed_in("iss|1", None) == "unknown"
    assert team.signed_in("iss|1", "who@example.com") == "unknown"
    assert team.signed_in("iss|1", " MAYA@example.com") == MAYA
    assert team.signed_in("iss|1", "new@example.com") == MAYA, "the subject stays theirs when the address changes"
    assert team.signed_in("iss|2", "maya@example.com") == "unknown", "an address given to somebody else opens nothing"
    team.set_person(BOSS, MAYA.name, email="maya@example.com")
    assert team.signed_in("iss|1", None) == MAYA, "the same address changes nothing"
    team.set_person(BOSS, MAYA.name, email="maya@new.example.com")
    assert team.signed_in("iss|1", None) == "unknown", "an admin's new address is a new way in"
    assert team.signed_in("iss|2", "maya@new.example.com") == MAYA
    team.set_person(BOSS, MAYA.name, active=False)
    assert team.signed_in("iss|2", "maya@new.example.com") == "inactive"
    team.set_person(BOSS, BEN.name, active=False)
    assert team.signed_in("iss|3", "ben@example.com") == "inactive", "and is not bound"


def test_a_manager_sees_what_is_shared_with_them_and_counts_the_rest(team: Store) -> None:
    ids = [record(team, shared=shared) for shared in ("private", "manager", "team")]
    assert team.allowed(INES, ids) == set(ids[1:])
    assert team.allowed(TOM, ids) == team.allowed(LEAD, ids) == team.allowed(NOBODY, ids) == {ids[2]}
    assert team.unshared(INES, MAYA.name, DAY, DAY) == 1
    assert team.unshared(INES, MAYA.name, DAY + dt.timedelta(1), dt.date.max) == 0
    assert team.unshared(TOM, MAYA.name, DAY, DAY) == team.unshared(MAYA, MAYA.name, DAY, DAY) == 0
    assert team.reports(INES) == ["Gus Orlov", "Maya Lindqvist"]
    team.set_person(BOSS, MAYA.name, manager=TOM.name)
    assert team.allowed(INES, ids) == {ids[2]}
    assert team.allowed(TOM, ids) == set(ids[1:])
    team.share(MAYA, ids[1], "private")
    assert team.allowed(TOM, ids) == {ids[2]}
    assert team.unshared(TOM, MAYA.name, DAY, DAY) == 2


def test_who_has_left_sees_and_records_nothing(team: Store) -> None:
    own, shared = record(team, GONE), record(team, shared="team")
    some_leave(team)
    assert team.allowed(GONE, [own, shared]) == set()
    assert team.role(GONE) is None
    for change in (
        lambda: record(team, GONE),
        lambda: team.share(GONE, own, "team"),
        lambda: team.commit_to(GONE, own, "come back"),
        lambda: team.thank(GONE, shared),
        lambda: team.keep_pack(GONE, GONE.name, DAY, DAY, "{}", TODAY),
    ):
        with pytest.raises(StoreError):
            change()
    team.set_person(BOSS, GONE.name, active=True)
    assert team.allowed(GONE, [own, shared]) == {own, shared}


def test_every_look_at_another_ones_record_is_told_to_them(team: Store) -> None:
    mine, hidden = record(team, shared="manager"), record(team)
    newer = team.correct(MAYA, mine, reading().diagnosis.model_copy(update={"cause": "outsold"}))
    for viewer in (INES, TOM, MAYA, BOSS, NOBODY):
        team.looked(viewer, [mine, newer, hidden, "nothing"], "prep")
    team.looked(INES, [newer], "prep")
    team.looked(INES, [newer], "review")
    told = [(view.viewer, view.review_id, view.account, view.place) for view in team.views(MAYA)]
    assert told == [("Ines Rault", mine, "Halden", "review"), ("Ines Rault", mine, "Halden", "prep")]
    assert team.views(INES) == team.views(TOM) == []
    assert [view.place for view in team.views(BOSS)] == ["review", "prep"]
    for change in (views.update().values(place="ask"), views.delete()):
        with pytest.raises(StoreError, match="append-only"), team.db.writing() as conn:
            conn.execute(change)


def test_consent_is_the_reps_and_ends_with_the_sharing(team: Store) -> None:
    told = record(team)
    with pytest.raises(StoreError, match="with the team first"):
        team.give_consent(MAYA, told, names=False)
    team.share(MAYA, told, "team")
    with pytest.raises(StoreError, match="belongs to Maya"):
        team.give_consent(INES, told, names=True)
    team.give_consent(MAYA, told, names=False)
    team.give_consent(MAYA, told, names=True)
    found = team.consent(BEN, told)
    assert found is not None
    assert (found.rep, found.names) == ("Maya Lindqvist", True)
    team.share(MAYA, told, "manager")
    team.share(MAYA, told, "team")
    assert team.consent(MAYA, told) is None, "it has to be given again"
    team.give_consent(MAYA, told, names=False)
    team.take_consent_back(MAYA, told)
    assert team.consent(MAYA, told) is None
    with team.db.reading_all() as conn:
        assert conn.scalar(sa.select(sa.func.count()).select_from(consents)) == 3, "what was agreed stays on record"


def test_thanks_once_and_for_others(team: Store) -> None:
    told, kept = record(team, shared="team"), record(team, shared="manager")
    for viewer in (BEN, INES, BEN):
        team.thank(viewer, told)
    assert team.thanks(MAYA, [told, kept]) == {told: ("Ben Castellanos", "Ines Rault")}
    team.take_thanks_back(BEN, told)
    assert team.thanks(NOBODY, [told]) == {told: ("Ines Rault",)}
    for viewer, review_id in ((MAYA, told), (NOBODY, told), (INES, kept)):
        with pytest.raises(StoreError):
            team.thank(viewer, review_id)
    with pytest.raises(NotFound):
        team.thank(BEN, kept)


def test_packs_are_their_authors_while_they_manage(team: Store) -> None:
    seen = record(team, shared="manager")
    pack = team.keep_pack(INES, MAYA.name, DAY, TODAY, f'["{seen}"]', TODAY)
    assert (pack.rep, pack.author, pack.expires, pack.edited) == (MAYA.name, INES.name, dt.date(2026, 12, 22), None)
    assert team.packs(MAYA, TODAY) == team.packs(TOM, TODAY) == []
    edited = team.edit_pack(INES, pack.id, f'["{seen}", "mine"]', TODAY)
    assert team.packs(INES, TODAY, "maya lindqvist") == [edited]
    assert team.packs(INES, TODAY, BEN.name) == []
    for viewer in (MAYA, TOM, LEAD):
        with pytest.raises(NotFound):
            team.edit_pack(viewer, pack.id, "", TODAY)
        with pytest.raises(NotFound):
            team.drop_pack(viewer, pack.id, TODAY)
    for viewer, rep in ((TOM, MAYA.name), (LEAD, MAYA.name), (INES, "Who Ever")):
        with pytest.raises(StoreError, match="manager of record"):
            team.keep_pack(viewer, rep, DAY, TODAY, "{}", TODAY)
    assert team.packs(INES, TODAY + dt.timedelta(days=31)) == []
    team.set_person(BOSS, MAYA.name, manager=TOM.name)
    assert team.packs(INES, TODAY) == []
    team.set_person(BOSS, MAYA.name, manager=INES.name)
    team.keep_pack(MAYA, MAYA.name, DAY, TODAY, f'["{seen}"]', TODAY)
    team.share(MAYA, seen, "private")
    assert team.packs(INES, TODAY) == [], "taken back, so what was quoted from it goes"
    (own,) = team.packs(MAYA, TODAY)
    team.drop_pack(MAYA, own.id, TODAY)
    assert team.packs(MAYA, TODAY) == []
    team.keep_pack(INES, MAYA.name, DAY, TODAY, "{}", TODAY)
    team.keep_pack(INES, GONE.name, DAY, TODAY, "{}", TODAY + dt.timedelta(days=40))
    with team.db.reading_all() as conn:
        assert conn.scalar(sa.select(sa.func.count()).select_from(packs)) == 1, "the expired one is off the disk"


def _leave_traces(store: Store) -> None:
    """Maya looked, thanked and agreed; was looked at, thanked and prepared for; Ines manages her."""
    mine, bens = record(store, MAYA, shared="team"), record(store, BEN, "Brackwater", shared="team")
    store.signed_in("iss|maya", "maya@example.com")
    for viewer, review_id in ((MAYA, bens), (BEN, mine), (INES, mine), (INES, bens)):
        store.looked(viewer, [review_id], "review")
        store.thank(viewer, review_id)
    store.give_consent(MAYA, mine, names=True)
    store.give_consent(BEN, bens, names=True)
    for rep, review_id in ((MAYA, mine), (BEN, bens)):
        store.keep_pack(rep, rep.name, DAY, TODAY, f'["{review_id}"]', TODAY)
    store.keep_pack(INES, MAYA.name, DAY, TODAY, "{}", TODAY)


def _left(store: Store) -> tuple[list[str], ...]:
    """Names in each table of traces."""
    columns = (
        (views, "viewer_id"),
        (thanks, "user_id"),
        (consents, "rep_id"),
        (packs, "rep_id"),
        (packs, "manager_id"),
    )
    with store.db.reading_all() as conn:
        return tuple(
            sorted(conn.scalars(sa.select(users.c.name).join(table, table.c[column] == users.c.id)))
            for table, column in columns
        )


AFTER_MAYA = (["Ines Rault"], ["Ines Rault"], ["Ben Castellanos"], ["Ben Castellanos"], ["Ben Castellanos"])


def test_an_erased_rep_leaves_no_trace(team: Store) -> None:
    _leave_traces(team)
    team.erase_rep(MAYA, MAYA.name)
    assert _left(team) == AFTER_MAYA
    assert team.person(BOSS, MAYA.name) is None
    assert team.signed_in("iss|maya", "maya@example.com") == "unknown"
    assert team.person(BOSS, INES.name) == Person(INES.name, "manager"), "who has no record of their own stays"


def test_an_erased_manager_is_nobodys_any_more(team: Store) -> None:
    shared = record(team, shared="manager")
    team.looked(INES, [shared], "review")
    team.keep_pack(INES, MAYA.name, DAY, TODAY, "{}", TODAY)
    team.erase_rep(BOSS, INES.name)
    assert team.person(BOSS, INES.name) is None
    assert team.person(BOSS, MAYA.name) == Person(MAYA.name, email="maya@example.com")
    assert team.views(MAYA) == []
    team.set_person(BOSS, INES.name, role="manager")
    assert team.allowed(INES, [shared]) == set(), "the same name again is not the same manager"


def test_an_erased_account_takes_what_hangs_on_its_reviews(team: Store) -> None:
    _leave_traces(team)
    team.erase_account(BOSS, "Halden")
    assert [view.account for view in team.views(BOSS)] == ["Brackwater", "Brackwater"]
    assert _left(team)[2:] == (
        ["Ben Castellanos"],
        ["Ben Castellanos", "Maya Lindqvist"],
        ["Ben Castellanos", "Ines Rault"],
    )
    assert team.person(BOSS, MAYA.name) is not None, "who is set up stays without a record"
    assert team.signed_in("iss|maya", None) == MAYA


def test_a_restored_backup_brings_no_erased_person_back(sqlite_store: Store, file: Path, tmp_path: Path) -> None:
    set_up(sqlite_store)
    _leave_traces(sqlite_store)
    sqlite_store.backup(tmp_path / "old.db")
    sqlite_store.erase_rep(BOSS, MAYA.name)
    sqlite_store.set_person(BOSS, MAYA.name, role="lead", email="again@example.com")
    sqlite_store.backup(tmp_path / "new.db")
    sqlite_store.close()
    restore(f"sqlite:///{file}", tmp_path / "old.db", home_is_held=False)
    with Store.open(f"sqlite:///{file}") as store:
        assert _left(store) == AFTER_MAYA
        assert store.person(BOSS, MAYA.name) is None
    restore(f"sqlite:///{file}", tmp_path / "new.db", home_is_held=False)
    with Store.open(f"sqlite:///{file}") as store:
        assert store.person(BOSS, MAYA.name) == Person(MAYA.name, "lead", email="again@example.com"), "set up since"
        assert store.views(PRIYA) == []
