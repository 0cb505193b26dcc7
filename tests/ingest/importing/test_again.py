"""Importing again: nothing twice, changes become versions, a rep's own word stands."""

import datetime as dt
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from ingest.book import Book
from ingest.importing.items import Original, Row
from ingest.importing.jsonl import content_id
from ingest.importing.standing import mark_of
from ingest.records import Given, Note, Viewer
from prompts.errors import DiskFull
from tests.ingest.importing.conftest import ME, BringIn, kept, whys

Written = Callable[[str, "str | bytes"], Path]

HALDEN: dict[str, Any] = {
    "id": "d-1",
    "text": "Lost Halden.\nDana: you said Wednesday the 12th, I rang twice and nobody called back.\nGoing with Routely.",
    "account": "Halden Cold Chain",
    "rep": "Maya Lindqvist",
    "date": "2025-11-18",
    "amount": 42000,
    "currency": "EUR",
    "stage": "Proposal",
    "stated_cause": "Price",
    "closed": "2025-11-20",
}
PELL = {
    "id": 2,
    "text": "The CFO froze every new purchase until next summer.",
    "account": "Pell Group",
    "outcome": "won",
}


def lines(*rows: dict[str, Any]) -> str:
    return "".join(json.dumps(row) + "\n" for row in rows)


def test_the_keys_of_a_line(book: Book, bring_in: BringIn, written: Written) -> None:
    done = bring_in(written("a.jsonl", lines(HALDEN, PELL)))
    assert (done.read, done.kept, done.unchanged, done.rejected) == (2, 2, 0, ())
    found = kept(book)
    halden = found["d-1"]
    assert (halden.account, halden.rep) == ("Halden Cold Chain", "Maya Lindqvist")
    assert str(halden.happened) == "2025-11-20"
    assert halden.diagnosis.stated is not None
    assert halden.diagnosis.stated.text == "Price"
    assert halden.diagnosis.cause == "follow_up"
    assert halden.shared == "private"
    assert found["2"].diagnosis.outcome == "won"


def test_twice_keeps_nothing_twice(book: Book, bring_in: BringIn, written: Written) -> None:
    nameless = {name: value for name, value in HALDEN.items() if name != "id"}
    file = written("a.jsonl", lines(HALDEN, PELL, nameless, nameless))
    first = bring_in(file)
    assert (first.read, first.kept, first.unchanged) == (4, 3, 1)
    again = bring_in(file)
    assert (again.read, again.kept, again.unchanged) == (4, 0, 4)
    assert book.store.count(ME) == 3
    assert book.store.find_account(ME, "halden cold chain inc") is not None


@pytest.mark.parametrize(
    "change",
    [{"amount": 43000}, {"text": "Something else came up: their plant burnt down."}, {"account": "Halden Group"}],
)
def test_a_changed_row_is_the_next_version(
    change: dict[str, Any], book: Book, bring_in: BringIn, written: Written
) -> None:
    bring_in(written("a.jsonl", lines(HALDEN, PELL)))
    before = kept(book)["d-1"]
    done = bring_in(written("a.jsonl", lines({**HALDEN, **change}, PELL)))
    assert (done.kept, done.unchanged) == (1, 1)
    after = kept(book)["d-1"]
    assert after.supersedes == before.id
    assert [each.id for each in book.store.history(ME, after.id)] == [before.id, after.id]
    assert book.store.history(ME, after.id)[0].note.text == HALDEN["text"]
    assert book.store.count(ME) == 2
    account = book.store.find_account(ME, after.account)
    assert account is not None
    (only,) = book.store.ledger(ME, account.id).rounds
    assert (only.versions, only.review.round) == (2, 1)
    back = bring_in(written("a.jsonl", lines(HALDEN, PELL)))
    assert (back.kept, back.unchanged) == (1, 1), "changed back is a change too"
    assert bring_in(written("a.jsonl", lines(HALDEN, PELL))).kept == 0


def test_a_segment_that_comes_later_makes_a_version_and_no_second_deal(
    book: Book, bring_in: BringIn, written: Written
) -> None:
    nameless = {name: value for name, value in HALDEN.items() if name != "id"}
    bring_in(written("a.jsonl", lines(PELL, nameless)))
    more = [{**row, "segment": f" Food  & drink {'x' * 90}"} for row in (PELL, nameless)]
    done = bring_in(written("a.jsonl", lines(*more)))
    assert (done.kept, done.unchanged, done.rejected) == (2, 0, ())
    assert book.store.count(ME) == 2
    (segment,) = {cell.value for cell in book.store.counts(ME, axes=["segment"]) if cell.axis == "segment"}
    assert segment == f"Food & drink {'x' * 90}"[:80]
    assert bring_in(written("a.jsonl", lines(*more))).unchanged == 2


def test_what_came_in_before_there_were_segments_is_known_again() -> None:
    """The mark and the id are those this deal got from Lossbook with the schema 0004."""
    given = Given(account="Halden", rep="Maya", closed=dt.date(2026, 3, 1), amount=5.0, stage="Lost")
    note = Note(text="They went with Routely.")
    assert content_id(note.text, given) == "row-0be51aef4da2893fe008"
    row = Row("a.csv, row 2", "salesforce", "d-1", note, given.model_copy(update={"lost": True}), Original("a.csv"))
    assert mark_of(row) == "salesforce:7b6ce1bd9216ab9c6e482780:32f29f33"


NOTE = "Wren froze every purchase until their new plant runs, and Dana will look at it again with us in the spring."
SALES = "Opportunity ID,Opportunity Name,Account Name,Opportunity Owner,Stage,Amount,Close Date,Why did we lose?\n"
HUB = "Record ID,Deal Name,Deal Stage,Deal owner,Associated Company,Amount,Close Date,Associated Note,Is closed lost\n"


def sales(number: int, note: str = NOTE, day: str = "2026-03-14", amount: str = "18000") -> str:
    return f'006A{number},Wren - robots,"Wren Optics, Inc.",Ilse Brandt,Closed Lost,{amount},{day},"{note}"\n'


def hub(number: int, note: str = NOTE, day: str = "2026-03-14 17:20", amount: str = "18000") -> str:
    return f'{number},Wren robots,closedlost,Ilse Brandt,Wren Optics,{amount},{day},"{note}",true\n'


def test_a_deal_in_the_exports_of_two_crms_is_kept_once(book: Book, bring_in: BringIn, written: Written) -> None:
    one, two = written("sales.csv", SALES + sales(1)), written("hub.csv", HUB + hub(77))
    first = bring_in(one, two)
    assert (first.read, first.kept, first.unchanged) == (2, 1, 1), whys(first)
    assert "came from another source already" in first.notices[-1]
    for files in ((two,), (one,), (two, one)):
        again = bring_in(*files)
        assert (again.kept, again.unchanged) == (0, len(files))
    account = book.store.find_account(ME, "Wren Optics")
    assert account is not None
    assert len(book.store.ledger(ME, account.id).rounds) == 1


def test_the_other_export_may_come_later_and_have_the_day_of_greenwich(
    book: Book, bring_in: BringIn, written: Written
) -> None:
    bring_in(written("hub.csv", HUB + hub(77, day="2026-03-15 00:20", amount="")))
    assert bring_in(written("sales.csv", SALES + sales(1)), dry_run=True).unchanged == 1
    assert bring_in(written("sales.csv", SALES + sales(1))).kept == 0
    assert bring_in(written("more.csv", SALES + sales(2, day="2026-03-18"))).kept == 1, "three days and no amount"


SHORT = "They went with Routely on price."
TWO_DEALS = [
    (sales(1, day="2025-03-14"), hub(77), "another year"),
    (sales(1).replace("Wren Optics", "Wren Tools"), hub(77), "another account"),
    (sales(1), hub(77, NOTE + " Rang again."), "other notes"),
    (sales(1, SHORT), hub(77, SHORT, amount="900"), "a short note and another amount"),
    (sales(1, SHORT, day="2026-03-15"), hub(77, SHORT), "a short note and another day"),
    (sales(1, SHORT, amount=""), hub(77, SHORT, amount=""), "a short note and no amount"),
    (sales(1) + sales(2), "", "two in one export"),
    (sales(1), hub(77) + hub(78), "one of the two is another deal"),
]


@pytest.mark.parametrize(("one", "two"), [case[:2] for case in TWO_DEALS], ids=[case[2] for case in TWO_DEALS])
def test_two_deals_that_look_alike_are_both_kept(
    one: str, two: str, book: Book, bring_in: BringIn, written: Written
) -> None:
    files = written("sales.csv", SALES + one), written("hub.csv", HUB + two)
    bring_in(*files)
    assert book.store.count(ME) == 2
    assert bring_in(*files).kept == 0
    assert bring_in(*reversed(files)).kept == 0


def test_a_short_note_is_one_deal_where_day_and_amount_agree(bring_in: BringIn, written: Written) -> None:
    files = written("sales.csv", SALES + sales(1, SHORT)), written("hub.csv", HUB + hub(77, SHORT))
    assert (bring_in(*files).kept, bring_in(*files).unchanged) == (1, 2)


def test_a_corrected_verdict_outlives_a_changed_row(book: Book, bring_in: BringIn, written: Written) -> None:
    bring_in(written("a.jsonl", lines(HALDEN)))
    before = kept(book)["d-1"]
    mine = before.diagnosis.model_copy(update={"cause": "outsold", "confidence": "high"})
    book.store.correct(ME, before.id, mine)
    assert bring_in(written("a.jsonl", lines(HALDEN))).unchanged == 1
    bring_in(written("a.jsonl", lines({**HALDEN, "text": HALDEN["text"] + " Routely also had a reference nearby."})))
    after = kept(book)["d-1"]
    assert after.diagnosis.cause == "outsold"
    assert after.machine is not None
    assert after.machine.cause == before.diagnosis.cause
    assert after.note.text.endswith("nearby.")
    assert len(book.store.history(ME, after.id)) == 3


def test_another_file_may_use_the_same_ids(book: Book, bring_in: BringIn, written: Written) -> None:
    other = {"id": "d-1", "text": "Their lease on the old tool runs until 2028.", "account": "Wren Optics"}
    bring_in(written("a.jsonl", lines(HALDEN)))
    assert bring_in(written("b.jsonl", lines(other))).kept == 1
    found = kept(book)
    assert found["d-1"].account == "Halden Cold Chain"
    assert found["jsonl:d-1"].account == "Wren Optics"
    moved = bring_in(written("c.jsonl", lines(HALDEN)))
    assert (moved.kept, moved.unchanged) == (0, 1), "the same deal in a file of another name"


def test_one_id_twice_in_a_file(book: Book, bring_in: BringIn, written: Written) -> None:
    done = bring_in(written("a.jsonl", lines(HALDEN, {**HALDEN, "amount": 1})))
    assert done.kept == 2
    assert len(book.store.history(ME, kept(book)["d-1"].id)) == 2
    for _ in range(2):
        again = bring_in(written("a.jsonl", lines(HALDEN, {**HALDEN, "amount": 1})))
        assert (again.read, again.kept, again.unchanged) == (2, 0, 2)
    assert len(book.store.history(ME, kept(book)["d-1"].id)) == 2


def test_a_file_that_was_written_on(book: Book, bring_in: BringIn, written: Written, tmp_path: Path) -> None:
    text = "Halden Cold Chain - lost. Dana rang twice and nobody called back.\nThey signed with Routely.\n"
    file = written("calls/halden.txt", text)
    written("calls/copy.txt", text)
    folder = tmp_path / "in" / "calls"
    first = bring_in(folder)
    assert (first.kept, first.unchanged) == (1, 1), "a copy is the same note"
    assert bring_in(file).unchanged == 1
    written("calls/copy.txt", text + "Dana would look again in March.\n")
    assert bring_in(folder).kept == 1
    assert len(book.store.history(ME, kept(book)["calls/copy.txt"].id)) == 2
    written("calls/copy.txt", "Pell Group: their board stopped every project, quite another story.\n")
    assert bring_in(folder).kept == 1
    assert book.store.count(ME) == 2


def test_bad_lines_never_stop_the_rest(book: Book, bring_in: BringIn, written: Written) -> None:
    bad = [
        "{",
        "[1]",
        '{"id": "x"}',
        '{"id": "y", "text": 4}',
        '{"id": [], "text": "a b c"}',
        "\x00",
        '{"text": "\\ud800 b c", "id": "s"}',
    ]
    bad += [json.dumps({**HALDEN, "id": "z", "date": "soon"}), json.dumps({**HALDEN, "id": "w", "outcome": "open"})]
    done = bring_in(written("a.jsonl", "\n".join([*bad, "", json.dumps(HALDEN), json.dumps(PELL)])))
    assert done.kept == 3, whys(done)
    assert set(kept(book)) == {"d-1", "2", "s"}
    assert len(done.rejected) == 8
    assert whys(done)["a.jsonl, line 9"].startswith("Still open")


def test_a_rep_brings_in_only_their_own(book: Book, bring_in: BringIn, written: Written) -> None:
    maya = Viewer(name="Maya Lindqvist")
    done = bring_in(written("a.jsonl", lines(HALDEN, {**PELL, "rep": "Tom Okafor"})), viewer=maya)
    assert done.kept == 1
    assert "cannot record a review for 'Tom Okafor'" in whys(done)["a.jsonl, line 2"]


def test_nobody_learns_that_another_rep_has_that_id(book: Book, bring_in: BringIn, written: Written) -> None:
    bring_in(written("a.jsonl", lines(HALDEN)))
    tom = Viewer(name="Tom Okafor")
    done = bring_in(
        written("a.jsonl", lines({**HALDEN, "rep": "Tom Okafor", "text": "They froze the budget."})), viewer=tom
    )
    assert (done.kept, done.unchanged) == (1, 0)
    assert len({row.account_id for row in book.store.recent(ME)}) == 1
    assert len(book.store.recent(tom)) == 1


def test_a_dry_run_records_nothing(book: Book, bring_in: BringIn, written: Written) -> None:
    done = bring_in(written("a.jsonl", lines(HALDEN, PELL) + "{"), dry_run=True)
    assert (done.read, done.kept, len(done.rejected)) == (3, 2, 1)
    assert book.store.count(ME) == 0
    assert not (book.settings.home / "rejects").exists()


def test_the_index_hears_of_every_version(book: Book, bring_in: BringIn, written: Written) -> None:
    bring_in(written("a.jsonl", lines(HALDEN)))
    first = kept(book)["d-1"].id
    bring_in(written("a.jsonl", lines({**HALDEN, "amount": 1})))
    second = kept(book)["d-1"].id
    told = [(item.op, item.review_id) for item in book.store.outbox_batch()]
    assert told == [("upsert", first), ("drop", first), ("upsert", second)]


def test_a_full_disk_is_said_and_nothing_is_lost(
    book: Book, bring_in: BringIn, written: Written, fill_disk: Callable[[], None]
) -> None:
    bring_in(written("a.jsonl", lines(HALDEN)))
    book.store.close()
    fill_disk()
    long = {**PELL, "text": " ".join(f"The CFO froze purchase number {n} until summer." for n in range(400))}
    with pytest.raises(DiskFull, match="no space left"):
        bring_in(written("b.jsonl", lines(long)))
    assert set(kept(book)) == {"d-1"}
