"""What belongs to the sample year is marked wherever it stands beside the reader's own."""

import re

import pytest

from ingest.book import Book
from ingest.records import Given
from tests.app.notes import SECURITY_AGAIN
from tests.app.screens.conftest import ME, Open, area, button, on_record, read, text
from tests.app.screens.test_ask import ask
from tests.app.test_checking import OPEN

SAMPLE, OWN = "Mwangi Cold Stores", "Pellworth Foods"


@pytest.fixture
def both(kept: Book) -> Book:
    """A loss of the reader's own and one of the sample year, which went the same way, and one account that has both."""
    for account in (SAMPLE, "Halden Cold Chain"):
        given = Given(account=account, stated="Price")
        kept.record(ME, read(kept, SECURITY_AGAIN, given), given, sample=True)
    on_record(kept, SECURITY_AGAIN, Given(account=OWN))
    on_record(kept, SECURITY_AGAIN, Given(account="Halden Cold Chain"))
    return kept


@pytest.mark.usefixtures("both")
def test_lists_mark_samples_and_nothing_else(opened: Open) -> None:
    listed = text(opened("accounts"))
    assert re.search(r"1 deal, 0 won · last on [^·\n]+ · sample *\n", listed)
    assert len(re.findall(r"1 deal, 0 won · last on [^·\n]+$", listed, re.MULTILINE)) == 1
    assert "2 deals, 0 won" in listed
    assert "1 sample among them" in listed
    assert len(re.findall(r"· Me · sample", text(opened("review")))) == 2


@pytest.mark.usefixtures("both")
def test_sources_of_an_answer_mark_samples(opened: Open) -> None:
    for account, sample in ((SAMPLE, True), (OWN, False)):
        shown = text(ask(opened("ask"), f"Why did we lose {account}?"))
        assert (re.search(rf"\[1\\?\] {account}, .+ · sample", shown) is not None) is sample, shown


@pytest.mark.usefixtures("both")
def test_past_losses_beside_an_open_deal_mark_samples(opened: Open) -> None:
    at = opened("check")
    area(at, "Notes of the open deal").set_value(OPEN)
    lines = text(button(at, "Check this deal")).splitlines()
    for account, sample in ((SAMPLE, True), (OWN, False)):
        line = next(each for each in lines if account in each and " · " in each)
        assert (" · sample" in line) is sample


@pytest.mark.usefixtures("both")
def test_the_team_says_how_many_are_samples(opened: Open) -> None:
    shown = text(opened("team"))
    assert "2 of the 4 reviews on record are samples." in shown
    assert re.search(rf"{SAMPLE}, .+ · sample", shown)
    assert not re.search(rf"{OWN}, .+ · sample", shown)


def test_without_samples_nothing_speaks_of_them(opened: Open, kept: Book) -> None:
    on_record(kept, SECURITY_AGAIN, Given(account=OWN))
    for screen in ("accounts", "team", "review"):
        assert "sample" not in text(opened(screen))
