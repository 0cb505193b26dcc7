"""The day a deal closed: by the CRM, by the notes' own words, and days that cannot be it."""

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import pytest

from ingest.book import Book
from tests.ingest.importing.conftest import BringIn, kept, whys

Written = Callable[[str, "str | bytes"], Path]
NOTE = "LOST 19 Mar - went with Kestrel. Dana said the dispatch board was too slow for her drivers."
OTHER = "They signed with Kestrel. Dana said to try again in spring, once the drivers have their new tablets."


def test_the_notes_own_close_day_beats_the_day_the_deal_was_opened(
    book: Book, bring_in: BringIn, written: Written
) -> None:
    done = bring_in(written("deals.csv", f'id,company,created date,notes\n1,Halden,2026-01-12,"{NOTE}"\n'))
    assert done.kept == 1, whys(done)
    assert kept(book)["1"].happened == dt.date(2026, 3, 19)
    assert bring_in(written("deals.csv", f'id,company,created date,notes\n1,Halden,2026-01-12,"{NOTE}"\n')).unchanged


def test_the_close_day_a_crm_gives_beats_the_notes(book: Book, bring_in: BringIn, written: Written) -> None:
    bring_in(written("deals.csv", f'id,company,close date,notes\n1,Halden,2026-03-31,"{NOTE}"\n'))
    assert kept(book)["1"].happened == dt.date(2026, 3, 31)


def test_a_deal_of_two_crms_is_kept_once_though_its_notes_say_when_it_closed(
    book: Book, bring_in: BringIn, written: Written
) -> None:
    rows = f'1,Halden,2026-04-02,"{NOTE}"\n'
    one, two = written("deals.csv", "id,company,date,notes\n" + rows), written("more.jsonl", "")
    two.write_text('{"id": "x", "account": "Halden", "date": "2026-04-02", "text": "' + NOTE + '"}\n')
    assert bring_in(one).kept == 1
    assert bring_in(two).unchanged == 1
    assert kept(book)["1"].happened == dt.date(2026, 3, 19)


def test_a_close_day_that_lies_ahead_is_said_and_is_not_the_day_it_was_lost(
    book: Book, bring_in: BringIn, written: Written
) -> None:
    today = dt.datetime.now().astimezone().date()
    ahead = today + dt.timedelta(days=200)
    other = "They signed with Kestrel. Dana said to try again in spring."
    file = written(
        "deals.csv",
        "id,company,stage,close date,notes\n"
        f'1,Halden,Closed Lost,{ahead},"{NOTE}"\n2,Pell,Closed Lost,{ahead},"{other}"\n'
        f'3,Wren,Closed Lost,{today},"{other} No."\n',
    )
    done = bring_in(file)
    assert done.kept == 3, whys(done)
    (notice,) = done.notices
    assert notice.startswith(f"2 deals that ended have a close date that lies ahead (deals.csv, row 2: {ahead})")
    found = kept(book)
    assert (found["1"].happened.month, found["1"].happened.day) == (3, 19)
    assert found["2"].happened == found["3"].happened == today
    assert found["2"].note.written is None
    again = bring_in(file)
    assert (again.unchanged, again.notices) == (3, ())


def test_the_other_day_of_a_crm_stands_where_its_close_day_lies_ahead(
    book: Book, bring_in: BringIn, written: Written
) -> None:
    ahead = dt.datetime.now().astimezone().date() + dt.timedelta(days=200)
    other = "They signed with Kestrel. Dana said to try again in spring."
    bring_in(written("made.csv", f'id,company,created date,close date,notes\n1,Halden,2026-01-12,{ahead},"{other}"\n'))
    bring_in(
        written("noted.jsonl", f'{{"id":"2","account":"Pell","closed":"{ahead}","date":"2026-02-03","text":"{other}"}}')
    )
    bring_in(written("dated.jsonl", f'{{"id":"3","account":"Wren","date":"{ahead}","text":"{NOTE}"}}'))
    found = kept(book)
    assert found["1"].happened == dt.date(2026, 1, 12)
    assert found["2"].happened == dt.date(2026, 2, 3)
    assert (found["3"].happened.month, found["3"].happened.day) == (3, 19)


@pytest.mark.parametrize("created", ["", "2026-01-12"])
@pytest.mark.parametrize("field", ["closed", "date"])
def test_a_deal_of_two_crms_with_a_close_day_ahead_is_kept_once(
    book: Book, bring_in: BringIn, written: Written, created: str, field: str
) -> None:
    ahead = dt.datetime.now().astimezone().date() + dt.timedelta(days=200)
    table = written("deals.csv", f'id,company,created date,close date,notes\n1,Halden,{created},{ahead},"{NOTE}"\n')
    lines = written("more.jsonl", f'{{"id": "x", "account": "Halden", "{field}": "{ahead}", "text": "{NOTE}"}}\n')
    assert bring_in(table, lines).kept == 1
    assert bring_in(table, lines).unchanged == 2


@pytest.mark.parametrize("stale_first", [True, False])
def test_a_close_day_ahead_in_one_crm_and_the_right_one_in_the_other_is_one_deal(
    book: Book, bring_in: BringIn, written: Written, stale_first: bool
) -> None:
    ahead = dt.datetime.now().astimezone().date() + dt.timedelta(days=200)
    rest = f'2026-01-02,40000,"{OTHER}"'
    stale = written(
        "stale.csv",
        "Opportunity ID,Account Name,Stage,Close Date,Created Date,Amount,Description\n"
        f"0061,Halden,Closed Lost,{ahead},{rest}\n",
    )
    right = written(
        "right.csv",
        "Record ID,Deal Name,Associated Company,Deal Stage,Close Date,Create Date,Amount,Description\n"
        f"991,Halden,Halden,Closed Lost,2026-03-19,{rest}\n",
    )
    first, second = (stale, right) if stale_first else (right, stale)
    assert bring_in(first).kept == 1
    assert bring_in(second).unchanged == 1
    assert bring_in(stale, right).unchanged == 2
