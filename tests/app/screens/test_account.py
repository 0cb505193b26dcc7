"""A team's screens: the door, who is here, sharing, and nothing of another one's in anything shared by the process."""

from pathlib import Path
from typing import Any

import pytest

import app
from app import deps, desk
from app.importing import ImportState
from app.running import Running
from ingest.book import Book
from ingest.records import Given, Viewer
from ingest.settings import Settings
from tests.app.screens.conftest import ME, NOTE, Open, button, query, read, text

MAYA, INES, BEN = Viewer(name="Maya Lindqvist"), Viewer(name="Ines Rault"), Viewer(name="Ben Castellanos")
SCREENS = sorted(file.stem for file in (Path(app.__file__).parent / "screens").glob("*.py"))


class Door:
    """Stands in for the identity provider."""

    def __init__(self) -> None:
        self.asking: Any = None


@pytest.fixture
def door(monkeypatch: pytest.MonkeyPatch) -> Door:
    made = Door()
    monkeypatch.setenv("LOSSBOOK_TEAM", "1")
    return made


@pytest.fixture
def team(door: Door, home_in_use: Running, monkeypatch: pytest.MonkeyPatch) -> Book:
    def asking() -> Any:
        store = home_in_use.book.store
        return store.signed_in(f"iss|{door.asking}", f"{door.asking}@example.com") if door.asking else None

    monkeypatch.setattr(deps, "asking", asking)
    assert home_in_use.settings.team
    book = home_in_use.book
    book.store.set_person(ME, INES.name, role="manager", email="ines@example.com")
    book.store.set_person(ME, MAYA.name, manager=INES.name, email="maya@example.com")
    book.store.set_person(ME, BEN.name, email="ben@example.com")
    return book


def on_record(book: Book, rep: Viewer = MAYA, account: str = "Halden Cold Chain") -> str:
    given = Given(account=account, rep=rep.name)
    return book.record(rep, read(book, NOTE, given), given)


@pytest.mark.parametrize("screen", SCREENS)
@pytest.mark.parametrize("who", [None, "stranger", "ben"])
def test_who_is_not_in_sees_one_calm_page_everywhere(
    team: Book, door: Door, opened: Open, screen: str, who: str | None
) -> None:
    review_id = on_record(team)
    team.store.share(MAYA, review_id, "team")
    team.store.set_person(ME, BEN.name, active=False)
    door.asking = who
    shown = text(opened(screen, review=review_id, account="1"))
    words = {None: "Sign in", "stranger": "does not know this address yet", "ben": "no longer active"}
    assert words[who] in shown
    assert "Halden" not in shown
    assert "Record" not in shown


def test_sign_in_that_is_not_set_up_says_so(team: Book, opened: Open, door: Door) -> None:
    assert "secrets.toml' is missing" in text(opened())
    team.settings.secrets.write_text("[auth]\n")
    at = opened()
    assert [each.label for each in at.button] == ["Sign in"]


@pytest.mark.parametrize("screen", SCREENS)
def test_every_screen_opens_for_a_rep(team: Book, door: Door, opened: Open, screen: str) -> None:
    on_record(team)
    door.asking = "maya"
    at = opened(screen)
    assert not at.error
    assert "Maya Lindqvist" in text(at)
    assert "Sign out" in [each.label for each in at.button]


def test_a_review_is_shared_looked_at_and_taken_back(team: Book, door: Door, opened: Open) -> None:
    review_id = on_record(team)
    door.asking = "ines"
    assert "There is no review" in opened(review=review_id).error[0].value
    door.asking = "maya"
    at = opened(review=review_id)
    control = next(each for each in at.button_group if each.label == "Who sees this review")
    assert control.value == "private"
    control.set_value("manager").run()
    assert "Your manager of record is Ines Rault." in text(at)
    door.asking = "ines"
    at = opened(review=review_id)
    shown = text(at)
    assert "Maya Lindqvist shared this with you" in shown
    assert "What I will do" not in shown
    assert "Who sees this" not in shown
    assert "Record and move on" not in [each.label for each in at.button]
    door.asking = "maya"
    assert "Ines Rault, the review itself" in text(opened("setup"))
    team.store.share(MAYA, review_id, "private")
    door.asking = "ines"
    assert "There is no review" in opened(review=review_id).error[0].value


def test_a_shared_correction_names_its_rep_and_stays_out_of_a_colleagues_file(
    team: Book, door: Door, opened: Open
) -> None:
    before = team.store.review(MAYA, on_record(team))
    review_id = desk.correct(team, MAYA, before, {"competitor": "Halden"})
    team.store.share(MAYA, review_id, "team")
    door.asking = "maya"
    assert "Corrected by you" in text(opened(review=review_id))
    assert "Read it again" in [each.label for each in opened("setup").button]
    door.asking = "ines"
    shown = text(opened(review=review_id))
    assert "Corrected by Maya Lindqvist" in shown
    assert "by you" not in shown
    assert "Read it again" not in [each.label for each in opened("setup").button]


def test_an_answer_kept_in_a_tab_goes_when_sharing_is_taken_back(team: Book, door: Door, opened: Open) -> None:
    review_id = on_record(team)
    team.store.share(MAYA, review_id, "team")
    door.asking = "ines"
    at = opened("ask")
    at.chat_input[0].set_value("What happened last time with Halden Cold Chain?").run()
    assert "Routely" in text(at)
    assert [view.place for view in team.store.views(MAYA)] == ["ask"]
    team.store.share(MAYA, review_id, "private")
    at.run()
    assert "Routely" not in text(at)
    assert "no longer shared with you" in text(at)


def test_setup_shows_a_rep_their_own_and_an_admin_the_rest(team: Book, door: Door, opened: Open) -> None:
    on_record(team)
    on_record(team, BEN, "Brackwater Lifts")
    door.asking = "maya"
    shown = text(opened("setup"))
    assert "1 review on record that you may see." in shown
    assert "Sample year" not in shown
    assert str(team.settings.home) not in shown
    team.store.set_person(ME, INES.name, role="admin")
    door.asking = "ines"
    shown = text(opened("setup"))
    assert "0 reviews on record that you may see." in shown
    assert "Sample year" in shown


def test_another_ones_import_shows_nothing_of_itself(
    team: Book, door: Door, opened: Open, home_in_use: Running
) -> None:
    door.asking = "maya"
    running, failed = ImportState(running=True, owner=BEN.name), ImportState(error="secret.csv broke", owner=BEN.name)
    for state, said in ((running, "Somebody else’s import is running."), (failed, "Closed deals come in")):
        home_in_use.imports._state = state
        at = opened("import_")
        assert said in text(at)
        assert not at.error
    home_in_use.imports._state = ImportState(error="secret.csv broke", owner=MAYA.name)
    at = opened("import_")
    assert "secret.csv broke" in text(at) + "".join(each.value for each in at.error)


def test_a_name_that_is_the_laptops_is_not_everybody_in_a_team(team: Book, home_in_use: Running) -> None:
    laptop = Settings().rep
    assert home_in_use.worker._asker(laptop.casefold()) == Viewer(name=laptop.casefold())


def test_on_a_laptop_nothing_of_this_is_shown(opened: Open, kept: Book) -> None:
    review_id = on_record(kept, Viewer(name="Me"))
    at = opened(review=review_id)
    assert "Who sees this" not in text(at)
    assert "Sign out" not in [each.label for each in at.button]
    assert query(at, "review") == review_id
    assert "Who looked" not in text(opened("setup"))
    button(opened(), "Review this deal")
