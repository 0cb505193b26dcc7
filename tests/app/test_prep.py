import datetime as dt

import pytest

from app.prep import NOTICE, document, markdown, prepare
from app.reviewing import review_note
from ingest.book import Book
from ingest.read import read_text
from ingest.records import Debrief, Given, Viewer
from tests.app.notes import SECURITY, SECURITY_AGAIN, SILENCE, WON

TODAY = dt.date(2026, 3, 31)
MAYA = "Maya Lindqvist"


@pytest.fixture
def told(book: Book) -> Book:
    debrief = Debrief(reason="I answered the questionnaire too late.")
    for note, account, day in (
        (SECURITY, "Nordlund Medical", dt.date(2026, 2, 1)),
        (SECURITY_AGAIN, "Mwangi Cold Stores", dt.date(2026, 2, 20)),
        (SECURITY.replace("Nordlund", "Tessin"), "Tessin [x](http://evil)", dt.date(2026, 3, 1)),
        (WON, "Greve", dt.date(2026, 3, 10)),
        (SILENCE, "Brackwater Lifts", dt.date(2025, 3, 1)),
    ):
        given = Given(account=account, rep=MAYA, date=day)
        review_note(book, read_text(note), given, "builtin", save=True, debrief=debrief)
    return book


def test_it_counts_what_is_on_record(told: Book) -> None:
    prep = prepare(told, told.viewer, MAYA, today=TODAY)
    assert [row.account for row in prep.deals] == [
        "Greve",
        "Tessin [x](http://evil)",
        "Mwangi Cold Stores",
        "Nordlund Medical",
    ]
    assert (len(prep.won), len(prep.lost)) == (1, 3)
    assert prep.pattern is not None
    assert (prep.pattern.cause, prep.pattern.count, prep.pattern.losses) == ("trust_risk", 3, 3)
    assert len(prep.questions) == 3
    assert document(prep)["lost"] == 3


def test_two_losses_are_no_pattern(told: Book) -> None:
    prep = prepare(told, told.viewer, MAYA, since=dt.date(2026, 2, 10), today=TODAY)
    assert len(prep.lost) == 2
    assert prep.pattern is None


def test_the_pack_carries_no_markup_of_a_note_and_says_what_it_is_for(told: Book) -> None:
    page = markdown(prepare(told, told.viewer, MAYA, today=TODAY), told)
    assert NOTICE in page
    assert "[x](" not in page
    assert "I answered the questionnaire too late." in page


def test_what_was_promised_comes_first(told: Book) -> None:
    review_id = prepare(told, told.viewer, MAYA, today=TODAY).deals[-1].id
    told.store.commit_to(told.viewer, review_id, "Send the security pack with the first offer.")
    page = markdown(prepare(told, told.viewer, MAYA, today=TODAY), told)
    assert page.index("Send the security pack") < page.index("## Deals")


def test_the_words_of_a_rep_are_not_shown_to_a_colleague(told: Book) -> None:
    for row in told.store.recent(told.viewer):
        told.store.share(told.viewer, row.id, "team")
    prep = prepare(told, Viewer(name="Tomas Okafor"), MAYA, today=TODAY)
    assert len(prep.deals) == 4
    assert prep.said == ()


def test_what_is_private_is_not_counted(told: Book) -> None:
    prep = prepare(told, Viewer(name="Tomas Okafor"), MAYA, today=TODAY)
    assert prep.deals == ()
    assert "No deals on record" in markdown(prep, told)
