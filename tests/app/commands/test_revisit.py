"""`lossbook revisit`: the list, the JSON, the calendar file."""

import datetime as dt
import json
from pathlib import Path
from typing import Any

import icalendar
from typer.testing import CliRunner

from app.__main__ import app
from ingest.records import FutureCard
from ingest.settings import Settings
from ingest.store import Store
from tests.ingest.store.making import MAYA, reading


def fill() -> str:
    settings = Settings()
    settings.home.mkdir(parents=True, exist_ok=True)
    with Store.open(settings.sql_url) as store:
        review_id = store.record(MAYA, reading(), account="Halden", rep=MAYA.name)
        other = store.record(MAYA, reading(), account="Pellworth", rep=MAYA.name)
        store.set_card(MAYA, other, FutureCard(reopen_when="They grow."))
    return review_id


def events(file: Path) -> list[Any]:
    return list(icalendar.Calendar.from_ical(file.read_bytes()).walk("VEVENT"))


def test_cards_are_listed_and_printed_as_json() -> None:
    review_id = fill()
    shown = CliRunner().invoke(app, ["revisit"]).stdout
    assert "2027-03-01  Halden" in shown
    assert "no day      Pellworth" in shown
    (first, second) = json.loads(CliRunner().invoke(app, ["revisit", "--json"]).stdout)
    assert (first["review_id"], first["revisit"], first["account"]) == (review_id, "2027-03-01", "Halden")
    assert (second["when"], second["revisit"]) == ("undated", None)


def test_a_newer_calendar_file_moves_the_same_event(tmp_path: Path) -> None:
    review_id = fill()
    file = tmp_path / "all.ics"
    assert CliRunner().invoke(app, ["revisit", "--ics", str(file)]).exit_code == 0
    (before,) = events(file)
    with Store.open(Settings().sql_url) as store:
        store.revisit(MAYA, review_id, "", "later", dt.date(2028, 2, 29))
    CliRunner().invoke(app, ["revisit", "--ics", str(file)])
    (after,) = events(file)
    assert before["uid"] == after["uid"] == f"{review_id}@lossbook"
    assert (before.decoded("dtstart"), after.decoded("dtstart")) == (dt.date(2027, 3, 1), dt.date(2028, 2, 29))
    assert after.decoded("sequence") >= before.decoded("sequence")


def test_a_place_that_cannot_be_written_is_one_line(tmp_path: Path) -> None:
    fill()
    done = CliRunner().invoke(app, ["revisit", "--ics", str(tmp_path / "no" / "x.ics")])
    assert done.exit_code == 1
    assert "cannot be written" in done.stderr


def test_nothing_waits() -> None:
    assert "No card is waiting" in CliRunner().invoke(app, ["revisit"]).stdout
