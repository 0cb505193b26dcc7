"""Thirty people signed in and working at once: nobody is sent a word that is not theirs to see."""

import re
import statistics
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from ingest.records import Viewer
from ingest.store import Store
from tests.browser import test_team
from tests.browser.conftest import Served
from tests.browser.test_team import postgres, serving
from tests.browser.wire import signed_in
from tests.ingest.store.making import BOSS, reading, vectors

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.timeout(900)]
__all__ = ["postgres"]

REPS, MANAGERS = 25, 5
SCREENS = ("", "accounts", "ask", "check", "revisit", "team", "prep", "setup")
database = test_team.database
TOKEN = re.compile(rb"zq(?:private|manager|team)\d\dz")


def rep(number: int) -> str:
    return f"Rep Number{number:02d}"


def manager(number: int) -> str:
    return f"Lead Number{number:02d}"


def token(kind: str, number: int) -> str:
    return f"zq{kind}{number:02d}z"


@pytest.fixture
def reviews(database: str) -> dict[str, str]:
    """Of each rep a private review, one for the manager, one for everybody; token to id."""
    found = {}
    with Store.open(database) as store:
        for number in range(MANAGERS):
            store.set_person(BOSS, manager(number), role="manager", email=f"lead{number}@example.com")
        for number in range(REPS):
            name = rep(number)
            store.set_person(BOSS, name, manager=manager(number % MANAGERS), email=f"rep{number}@example.com")
            for kind in ("private", "manager", "team"):
                word = token(kind, number)
                made = reading(f"Dana of {word} said no.\nNobody met finance about {word}.", mechanism=f"Way {word}.")
                found[word] = store.record(
                    Viewer(name=name), made, account=f"Account {word}", rep=name, vectors=vectors(made), shared=kind
                )
    return found


@pytest.fixture
def thirty(home: Path, database: str) -> Iterator[tuple[Served, dict[str, str]]]:
    people = {f"rep{n}": f"rep{n}@example.com" for n in range(REPS)}
    people |= {f"lead{n}": f"lead{n}@example.com" for n in range(MANAGERS)}
    with serving(home, database, people) as app:
        yield app, people


def allowed(who: str) -> set[str]:
    """Tokens this person may see."""
    number = int(who.strip("replad"))
    team = {token("team", each) for each in range(REPS)}
    if who.startswith("rep"):
        return team | {token("private", number), token("manager", number)}
    return team | {token("manager", each) for each in range(REPS) if each % MANAGERS == number}


def test_nobody_is_sent_what_is_not_theirs(
    thirty: tuple[Served, dict[str, str]], reviews: dict[str, str], database: str
) -> None:
    team, people = thirty
    wires = {who: signed_in(team.url, who) for who in people}
    together, seconds = threading.Barrier(len(wires)), []

    def work(who: str) -> None:
        together.wait(120)
        wire, number = wires[who], int(who.strip("replad"))
        for screen in SCREENS:
            seconds.append(wire.open(screen)[1])
        others = [reviews[token(kind, (number + 1) % REPS)] for kind in ("private", "manager")]
        for review in others:
            seconds.append(wire.open(query=f"review={review}")[1])
        own = token("private" if who.startswith("rep") else "manager", number)
        came, took = wire.open(query=f"review={reviews[own]}")
        seconds.append(took)
        assert own.encode() in came, f"{who} is not shown their own"

    with ThreadPoolExecutor(len(wires)) as pool:
        list(pool.map(work, wires))
    for who, wire in wires.items():
        leaked = {word.decode() for word in TOKEN.findall(wire.seen)} - allowed(who)
        assert not leaked, f"{who} was sent {leaked}"
    p95 = statistics.quantiles(seconds, n=20)[-1]
    print(
        f"\n{len(seconds)} screens for {len(wires)} people: median {statistics.median(seconds):.2f} s, p95 {p95:.2f} s"
    )

    with Store.open(database) as store:
        for number in range(REPS):
            store.share(Viewer(name=rep(number)), reviews[token("manager", number)], "private")
    for number in range(MANAGERS):
        came, _ = wires[f"lead{number}"].open(query=f"review={reviews[token('manager', number)]}")
        assert token("manager", number).encode() not in came, "it was taken back"
    for wire in wires.values():
        wire.close()
