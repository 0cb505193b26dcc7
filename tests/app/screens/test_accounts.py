"""Accounts: the list, and one account's ledger."""

from ingest.book import Book
from ingest.records import Debrief, Given
from tests.app.screens.conftest import ME, NOTE, Open, area, on_record, query, raw, read, text


def test_nothing_yet(opened: Open) -> None:
    assert "No accounts yet" in text(opened("accounts"))


def test_the_list_counts_and_shows_a_dot_a_round(opened: Open, kept: Book) -> None:
    for account in ("Halden Cold Chain", "Halden Cold Chain", "Pellworth Foods"):
        on_record(kept, given=Given(account=account))
    at = opened("accounts")
    assert "2 deals, 0 won" in text(at)
    assert raw(at).count('class="lb-dot"') == 3 + 1, "one a round, and the legend's"
    assert 'aria-label="lost, lost"' in raw(at)


def test_search_narrows_and_says_when_there_is_none(opened: Open, kept: Book) -> None:
    on_record(kept, given=Given(account="Halden Cold Chain"))
    on_record(kept, given=Given(account="Pellworth Foods"))
    at = opened("accounts")
    area(at, "Find an account").set_value("pell").run()
    labels = [each.proto.label for each in at.main.get("page_link")]
    assert labels == ["Pellworth Foods"]
    area(at, "Find an account").set_value("zzz").run()
    assert "No account is called" in text(at)


def test_the_ledger_tells_every_round(opened: Open, kept: Book) -> None:
    given = Given(account="Halden Cold Chain", stated="Price")
    review_id = kept.record(ME, read(kept, NOTE, given), given, Debrief(reason="I was slow"))
    kept.store.commit_to(ME, review_id, "Send the quote the same day")
    account = kept.store.review(ME, review_id).account_id
    at = opened("accounts", account=str(account))
    shown = text(at)
    for words in ("Round 1", "Lost to Routely", "“Price”", "I was slow", "The notes show", "For future you"):
        assert words in shown
    assert "Promised (open): Send the quote the same day" in shown
    assert "People: Dana Whitlock" in shown
    link = next(each for each in at.main.get("page_link") if "round 1" in each.proto.label)
    assert review_id in link.proto.query_string


def test_an_account_that_is_not_there_is_one_sentence(opened: Open) -> None:
    at = opened("accounts", account="77")
    assert query(at, "account") == "77"
    assert len(at.error) == 1
