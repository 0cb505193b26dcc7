"""Exports of five CRMs, in the shapes they really have."""

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from ingest.book import Book
from ingest.importing.columns import recognise
from ingest.importing.table import open_table
from ingest.store.tables import deals, reviews
from tests.ingest.importing.conftest import FILES, BringIn, kept, whys

OPEN = "Still open, so there is nothing to review yet; use `lossbook check` on it."


def said(book: Book) -> dict[str, Any]:
    """What the CRM said, by external id."""
    query = sa.select(reviews.c.external_id, deals).join(deals, deals.c.id == reviews.c.deal_id)
    with book.store.db.reading_all() as conn:
        return {row.external_id: row for row in conn.execute(query)}


@pytest.mark.parametrize("crm", ["salesforce", "hubspot", "pipedrive", "close", "dynamics"])
def test_each_is_recognised_by_its_header(crm: str) -> None:
    table = open_table(FILES / f"{crm}.csv")
    assert table is not None
    assert recognise(table.header).source == crm


@pytest.mark.parametrize("crm", ["salesforce", "hubspot", "pipedrive", "close", "dynamics"])
def test_the_real_headers_are_recognised_too(crm: str) -> None:
    header = (FILES / "headers.txt").read_text().splitlines()
    names = dict(row.split("\t", 1) for row in header)[crm].split(",")
    columns = recognise(names)
    assert columns.source == crm
    assert {"amount", "rep"} <= set(columns.fields) or crm == "salesforce"


@pytest.mark.parametrize(
    ("crm", "column"),
    [("salesforce", "Sales Region"), ("hubspot", "Region"), ("pipedrive", None), ("close", None), ("dynamics", None)],
)
def test_the_segment_of_the_real_headers(crm: str, column: str | None) -> None:
    header = (FILES / "headers.txt").read_text().splitlines()
    names = dict(row.split("\t", 1) for row in header)[crm].split(",")
    assert recognise(names).fields.get("segment") == (column and (column,))


def test_a_missing_industry_is_not_made_up_for_by_a_region(book: Book, bring_in: BringIn, tmp_path: Path) -> None:
    exported = (FILES / "salesforce.csv").read_text(encoding="utf-8-sig")
    exported = exported.replace("Assigned SE,", "Sales Region,Account: Industry,Assigned SE,", 1)
    exported = exported.replace("\nInes Rault,Lost,Ferrum", "\nDACH, Machinery  & Plant ,Ines Rault,Lost,Ferrum")
    exported = exported.replace("\nInes Rault,Won", "\nDACH,-,Ines Rault,Won").replace("\n-,", "\nLATAM,,-,")
    file = tmp_path / "salesforce.csv"
    file.write_text(exported, encoding="utf-8-sig")
    assert bring_in(file).kept == 3
    assert {name[:14]: row.segment for name, row in said(book).items()} == {
        "006PAST0000001": "Machinery & Plant",
        "006PAST0000002": None,
        "006PAST0000004": None,
    }


def test_salesforce(book: Book, bring_in: BringIn) -> None:
    done = bring_in(FILES / "salesforce.csv")
    assert (done.read, done.kept, done.unchanged) == (5, 3, 0)
    assert whys(done) == {
        "salesforce.csv, row 4": OPEN,
        "salesforce.csv, row 6": "There is no note and no reason in this row; add either, and import it again.",
    }
    found = kept(book)
    ferrum = found["006PAST0000001AIAZ"]
    assert ferrum.account == "Ferrum Pumps GmbH"
    assert ferrum.rep == "Maya Lindqvist"
    assert ferrum.happened == dt.date(2025, 3, 14)
    assert '"if the plant runs"' in ferrum.note.text
    assert ferrum.diagnosis.stated is not None
    assert ferrum.diagnosis.stated.text == "No Decision"
    assert ferrum.diagnosis.cause != "unknown"
    row = said(book)["006PAST0000001AIAZ"]
    assert (row.amount, row.currency, row.crm_stage, row.crm_reason) == (485000.0, "EUR", "Lost", "No Decision")
    assert found["006PAST0000002AIAZ"].diagnosis.outcome == "won"
    assert found["006PAST0000004AIAZ"].note.text == "Lost reason: Timing"
    assert found["006PAST0000004AIAZ"].happened == dt.date(2025, 1, 5), "no close date, so the day it was made"


def test_hubspot_notes_joined_by_semicolons(book: Book, bring_in: BringIn) -> None:
    done = bring_in(FILES / "hubspot.csv")
    assert (done.read, done.kept) == (4, 3)
    assert whys(done) == {"hubspot.csv, row 4": OPEN}
    found = kept(book)
    first = found["9001001"]
    assert first.account == "Brightwater Foods"
    assert first.note.text.startswith(
        "Call with Iris Venn. They went with Kestrel, half our price; she was sorry.\n\nIris"
    )
    assert first.happened == dt.date(2025, 5, 20)
    assert found["9001002"].account == "Mossley Print"
    assert said(book)["9001002"].amount == 12500.0
    assert found["9001004"].diagnosis.outcome == "won"


def test_pipedrive(book: Book, bring_in: BringIn) -> None:
    done = bring_in(FILES / "pipedrive.csv")
    assert done.kept == 1
    assert whys(done)["pipedrive.csv, row 3"] == OPEN
    only = kept(book)["12"]
    assert only.happened == dt.date(2025, 4, 2)
    assert said(book)["12"].currency == "EUR"
    assert said(book)["12"].crm_reason == "Too expensive for their pilot and no budget owner was found"


def test_close_and_dynamics(book: Book, bring_in: BringIn) -> None:
    done = bring_in(FILES / "close.csv", FILES / "dynamics.csv")
    assert done.kept == 2
    assert set(whys(done).values()) == {OPEN}
    found = kept(book)
    sorrel = found["5b1c0de2-0000-4a11-9c11-000000000001"]
    assert sorrel.account == "Sorrel Ports"
    assert sorrel.happened == dt.date(2025, 7, 14), "month first, as 6/30/2025 shows"
    assert said(book)["5b1c0de2-0000-4a11-9c11-000000000001"].amount == 60000.0
    alder = next(review for name, review in found.items() if name.startswith("row-"))
    assert (alder.account, alder.rep, alder.happened) == ("Alder Homes", "Tom Okafor", dt.date(2025, 3, 9))


def test_two_crms_may_use_one_id(book: Book, bring_in: BringIn, tmp_path: Path) -> None:
    other = tmp_path / "ours.jsonl"
    other.write_text(
        '{"id": "12", "text": "Wren Optics told us their lease runs on until 2027.", "account": "Wren Optics"}'
    )
    bring_in(other)
    assert bring_in(FILES / "pipedrive.csv").kept == 1
    found = kept(book)
    assert found["12"].account == "Wren Optics"
    assert found["pipedrive:12"].account == "Harrow Logistics"
    again = bring_in(other, FILES / "pipedrive.csv")
    assert (again.kept, again.unchanged) == (0, 2)
