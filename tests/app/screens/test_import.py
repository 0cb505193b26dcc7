"""Files dropped, looked at, brought in; the result, and what could not be kept."""

import time
from pathlib import Path

from streamlit.testing.v1 import AppTest

from app.running import Running
from tests.app.screens.conftest import ME, Open, button, text

FILES = Path(__file__).parents[2] / "ingest" / "importing" / "files"


def dropped(at: AppTest, *names: str) -> AppTest:
    at.file_uploader[0].set_value([(name, (FILES / name).read_bytes(), "text/csv") for name in names]).run()
    assert not at.exception
    return at


def brought_in(at: AppTest, running: Running, label: str) -> AppTest:
    button(at, label)
    end = time.monotonic() + 60
    while running.imports.state().running:
        assert time.monotonic() < end
        time.sleep(0.05)
    return at.run()


def test_a_crm_export_from_drop_to_link(home_in_use: Running, opened: Open) -> None:
    at = dropped(opened("import_"), "salesforce.csv")
    shown = text(at)
    assert "Recognised as a Salesforce export." in shown
    assert "The first 5 rows" in shown
    preview = at.dataframe[0].value
    assert preview["Account"][0] == "Ferrum Pumps GmbH"
    assert preview["Comes in"][2].startswith("Still open")
    at = brought_in(at, home_in_use, "Import 1 file")
    shown = text(at)
    assert "5 read: 3 deals kept, 0 on record already, 2 rejected." in shown
    assert "Ferrum Pumps GmbH" in shown
    assert at.dataframe[0].value["Where"][0] == "salesforce.csv, row 4"
    assert home_in_use.book.store.count(ME) == 3
    assert not list((home_in_use.settings.home / "uploads").iterdir())
    at = button(at, "Import more")
    assert at.file_uploader


def test_a_column_is_chosen_and_kept_for_next_time(home_in_use: Running, opened: Open, tmp_path: Path) -> None:
    table = b"Bereich,Kommentarfeld\nNord,Kein Budget bis zum Sommer\n"
    at = opened("import_")
    at.file_uploader[0].set_value([("odd.csv", table, "text/csv")]).run()
    assert "No column of notes was recognised" in text(at)
    notes = next(each for each in at.multiselect if each.label == "Notes")
    notes.set_value(["Kommentarfeld"]).run()
    assert not at.exception
    assert at.dataframe[0].value["Notes"][0] == "Kein Budget bis zum Sommer"
    at = brought_in(at, home_in_use, "Import 1 file")
    assert "1 deal kept" in text(at)
    at = button(at, "Import more")
    at.file_uploader[0].set_value([("odd2.csv", table, "text/csv")]).run()
    assert next(each for each in at.multiselect if each.label == "Notes").value == ["Kommentarfeld"]
    at = brought_in(at, home_in_use, "Import 1 file")
    assert "1 on record already" in text(at)


def test_what_cannot_be_read_says_so(opened: Open) -> None:
    at = opened("import_")
    at.file_uploader[0].set_value([("book.xlsx", b"PK\3\4", "application/octet-stream")]).run()
    assert "save it as CSV" in text(at)
    assert next(each for each in at.button if each.label == "Import 1 file").disabled


def test_several_files_and_a_note(home_in_use: Running, opened: Open) -> None:
    at = dropped(opened("import_"), "gong.json", "otter.txt", "close.csv")
    shown = text(at)
    assert "Recognised as Gong calls." in shown
    assert "Recognised as one note or transcript." in shown
    at = brought_in(at, home_in_use, "Import 3 files")
    assert "5 read: 4 deals kept" in text(at)


def test_words_of_a_file_are_never_markup(opened: Open) -> None:
    at = opened("import_")
    name = "<img src=x onerror=alert(1)>![a](http://x.example/y.png).csv"
    at.file_uploader[0].set_value([(name, b"id,notes\n1,They chose *nobody* in the end.\n", "text/csv")]).run()
    assert not at.exception
    bodies = "".join(element.proto.body for element in at.main.get("html"))
    assert "<img" not in bodies
