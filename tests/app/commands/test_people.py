"""`lossbook people`, `share`, `views`."""

import json

from ingest.records import Viewer
from ingest.settings import Settings
from ingest.store import Store
from tests.app.commands.conftest import Run
from tests.ingest.store.making import BEN, MAYA, reading

INES = Viewer(name="Ines Rault")


def opened() -> Store:
    settings = Settings()
    settings.home.mkdir(parents=True, exist_ok=True)
    return Store.open(settings.sql_url)


def fill() -> str:
    with opened() as store:
        return store.record(MAYA, reading(), account="Halden", rep=MAYA.name)


def test_people_are_set_up_and_listed(run: Run) -> None:
    assert "Nobody is on record yet" in run("people", "list").stdout
    fill()
    assert run("people", "list").stdout == "Maya Lindqvist: rep\n"
    done = run("people", "set", "Ines Rault", "--role", "manager", "--email", "Ines@Example.com")
    assert done.stdout == "Ines Rault: manager, ines@example.com\n"
    done = run("people", "set", "maya lindqvist", "--manager", "Ines Rault")
    assert done.stdout == "Maya Lindqvist: rep, manager of record Ines Rault\n"
    run("people", "set", "Maya Lindqvist", "--inactive")
    found = json.loads(run("people", "list", "--json").stdout)
    assert [(each["name"], each["manager"], each["active"]) for each in found] == [
        ("Ines Rault", None, True),
        ("Maya Lindqvist", "Ines Rault", False),
    ]
    assert run("people", "set", "Maya Lindqvist", "--active", "--manager", "").stdout == "Maya Lindqvist: rep\n"


def test_what_cannot_be_is_one_sentence(run: Run) -> None:
    fill()
    for given, said in (
        (("Maya Lindqvist", "--manager", "Who Ever"), "nobody called 'Who Ever'"),
        (("Maya Lindqvist", "--email", "maya"), "not an e-mail address"),
    ):
        done = run("people", "set", *given)
        assert done.exit_code == 1
        assert said in done.stderr
        assert done.stderr.count("\n") == 1
    assert run("people", "set", " ").exit_code == 2
    assert run("people", "set", "Maya Lindqvist", "--role", "boss").exit_code == 2


def test_sharing_and_taking_it_back(run: Run) -> None:
    review_id = fill()
    done = run("share", review_id, "manager")
    assert "The rep and their manager of record see it." in done.stdout
    assert "has no manager of record yet" in done.stdout
    run("people", "set", "Ines Rault", "--role", "manager")
    run("people", "set", "Maya Lindqvist", "--manager", "Ines Rault")
    assert "no manager" not in run("share", review_id, "manager").stdout
    with opened() as store:
        assert (store.count(INES), store.count(BEN)) == (1, 0)
    assert "Everybody here sees it." in run("share", review_id, "team").stdout
    assert "Only the rep sees it now." in run("share", review_id, "private").stdout
    with opened() as store:
        assert store.count(INES) == 0
    assert run("share", "nothing", "team").exit_code == 1
    assert run("share", review_id, "world").exit_code == 2


def test_who_looked_is_told(run: Run) -> None:
    review_id = fill()
    assert "Nobody has looked" in run("views").stdout
    run("people", "set", "Ines Rault", "--role", "manager")
    run("share", review_id, "team")
    asked = run("ask", "What happened last time with Halden?", "--as", "Ines Rault")
    assert asked.exit_code == 0
    line = run("views").stdout
    assert "Ines Rault  Halden  (ask)" in line
    (found,) = json.loads(run("views", "--as", "Maya Lindqvist", "--json").stdout)
    assert (found["viewer"], found["review_id"], found["place"]) == ("Ines Rault", review_id, "ask")
    assert json.loads(run("views", "--as", "Ben Castellanos", "--json").stdout) == []
    run("ask", "What happened last time with Halden?")
    assert run("views").stdout == line, "the laptop's user is everybody"
