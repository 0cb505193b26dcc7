"""What was erased is not brought back by importing its file again; what is new is."""

import csv
import datetime as dt

import pytest

from ingest.book import Book
from tests.ingest.importing.conftest import ME, BringIn, kept, whys
from tests.ingest.importing.test_again import HALDEN, PELL, Written, lines

WITHOUT = {name: value for name, value in HALDEN.items() if name not in ("account", "rep")}


@pytest.mark.parametrize("what", ["account", "rep", "review", "older"])
def test_the_file_again_brings_nothing_back(book: Book, bring_in: BringIn, written: Written, what: str) -> None:
    file = written("a.jsonl", lines(HALDEN, PELL))
    bring_in(file)
    store = book.store
    {
        "account": lambda: store.erase_account(ME, "halden cold chain"),
        "rep": lambda: store.erase_rep(ME, "Maya Lindqvist"),
        "review": lambda: store.erase_review(ME, kept(book)["d-1"].id),
        "older": lambda: store.erase_older(ME, dt.date(2026, 1, 1)),
    }[what]()
    done = bring_in(file)
    assert (done.read, done.kept, done.unchanged, done.rejected_count) == (2, 0, 1, 1)
    (why,) = whys(done).values()
    today = dt.datetime.now().astimezone()
    assert (
        why == f"Erased on {today.day} {today:%B %Y}, so it is not brought back. To keep it again, review it by hand."
    )
    (rejects,) = done.rejects_files
    assert "Erased on" in rejects.read_text(encoding="utf-8")
    assert bring_in(file, dry_run=True).kept == 0


def test_nor_do_its_words_in_another_file_or_a_changed_export(book: Book, bring_in: BringIn, written: Written) -> None:
    bring_in(written("a.jsonl", lines(HALDEN)))
    book.store.erase_review(ME, kept(book)["d-1"].id)
    changed = {**HALDEN, "text": HALDEN["text"] + " And more."}
    assert bring_in(written("b.jsonl", lines({**HALDEN, "id": "other"}))).rejected_count == 1, "the same words"
    assert bring_in(written("c.jsonl", lines(changed))).rejected_count == 1, "the same id of the same account"
    assert bring_in(written("d.jsonl", lines({**changed, "account": "Nordlund"}))).kept == 1, "another deal has that id"


def test_an_account_that_only_the_notes_name_stays_away(book: Book, bring_in: BringIn, written: Written) -> None:
    file = written("a.jsonl", lines(WITHOUT))
    bring_in(file)
    (found,) = kept(book).values()
    book.store.erase_account(ME, found.account)
    short = {"id": "n", "text": f"Account: {found.account}\nThey stayed with what they have.", "date": "2025-11-19"}
    done = bring_in(file, written("new.jsonl", lines(short)))
    assert (done.kept, done.rejected_count) == (0, 2)


def test_a_later_deal_with_an_erased_account_is_new(book: Book, bring_in: BringIn, written: Written) -> None:
    bring_in(written("a.jsonl", lines(HALDEN)))
    book.store.erase_account(ME, "Halden Cold Chain")
    later = (dt.date.today() + dt.timedelta(days=1)).isoformat()  # noqa: DTZ011
    row = {**HALDEN, "id": "d-2", "text": "They came back and chose us for the depot.", "date": later, "closed": later}
    assert bring_in(written("b.jsonl", lines(row))).kept == 1


def test_short_words_alone_hold_nobody_back(book: Book, bring_in: BringIn, written: Written) -> None:
    one = {"id": "1", "text": "Lost on price.", "account": "Halden"}
    bring_in(written("a.jsonl", lines(one)))
    book.store.erase_account(ME, "Halden")
    done = bring_in(written("a.jsonl", lines(one, {**one, "id": "2", "account": "Nordlund"})))
    assert (done.kept, done.rejected_count) == (1, 1)


def test_the_place_and_the_reason_are_written_and_none_of_the_words(
    book: Book, bring_in: BringIn, written: Written
) -> None:
    rows = 'Opportunity ID,Account Name,Description\n006A,Halden,"They never called back, we were late."\n'
    file = written("deals.csv", rows)
    changes = {"text": ["Description"], "account": ["Account Name"], "id": ["Opportunity ID"]}
    assert bring_in(file, changes=changes).kept == 1
    book.store.erase_account(ME, "Halden")
    done = bring_in(file, changes=changes)
    with done.rejects_files[0].open(encoding="utf-8-sig", newline="") as source:
        (row,) = csv.DictReader(source)
    assert row["file"] == "deals.csv, row 2"
    assert any("Erased on" in str(value) for value in row.values())
    assert "Halden" not in done.rejects_files[0].read_text(encoding="utf-8-sig")
