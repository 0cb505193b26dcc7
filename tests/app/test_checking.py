from collections.abc import Callable

import pytest

from app.checking import check, document
from app.nextcall import QUESTIONS
from ingest.book import Book
from ingest.read import read_text
from ingest.records import Debrief, Given, Viewer
from prompts.errors import NoteError
from tests.app.notes import SECURITY_AGAIN, SILENCE, WON
from tests.app.test_similar import keep as keep
from tests.app.test_similar import read

OPEN = """Vireo Banking, call with Petra Lindholm, 3 November
- demo went well, price is agreed
- Petra: "our security people have your questionnaire form, nothing back yet"
- they will not sign before information security has cleared us
- asked for our certificate, we are still waiting for the audit
- next call on the 12th
"""


def test_an_open_deal_finds_the_loss_that_went_this_way(book: Book, keep: Callable[..., str]) -> None:
    same = keep(SECURITY_AGAIN, "Mwangi", "Priya")
    keep(SILENCE, "Brackwater")
    before = book.store.count(book.viewer)

    done = check(book, book.viewer, read_text(OPEN))

    assert done.similar[0].review_id == same
    assert done.similar[0].quote in SECURITY_AGAIN
    assert done.similar[0].own_quote in OPEN
    assert OPEN.splitlines()[done.similar[0].own_line - 1].strip("- ")
    assert book.store.count(book.viewer) == before


def test_three_questions_none_twice_in_the_deals_own_names(book: Book, keep: Callable[..., str]) -> None:
    first = keep(SECURITY_AGAIN, "Mwangi", "Priya")
    book.store.set_debrief(Viewer(name="Priya", all=True), first, Debrief(learn="Send the form in week one"))

    done = check(book, book.viewer, read_text(OPEN), Given(account="Vireo Banking"))

    assert len(set(done.questions)) == len(done.questions) == QUESTIONS
    assert all(each.text.endswith("?") and "{" not in each.text for each in done.questions)
    assert "Priya took this from Mwangi: “Send the form in week one”" in done.questions[0].text
    assert (done.similar[0].lesson, done.similar[0].learned_by) == ("Send the form in week one", "Priya")


def test_what_the_rep_committed_to_then(book: Book, keep: Callable[..., str]) -> None:
    first = keep(SECURITY_AGAIN, "Mwangi")
    book.store.commit_to(book.viewer, first, "Ask for the form in the first call.")
    assert check(book, book.viewer, read_text(OPEN)).similar[0].committed == ("Ask for the form in the first call.",)


def test_the_same_account_is_marked_or_left_out(book: Book, keep: Callable[..., str]) -> None:
    own, other = keep(SECURITY_AGAIN, "Vireo Banking"), keep(SECURITY_AGAIN.replace("a month", "5 weeks"), "Mwangi")
    given = Given(account="vireo banking")

    marked = {each.review_id: each.same_account for each in check(book, book.viewer, read_text(OPEN), given).similar}
    left = check(book, book.viewer, read_text(OPEN), given, leave_out_account=True)

    assert marked == {own: True, other: False}
    assert [each.review_id for each in left.similar] == [other]


def test_nothing_similar_is_said_and_questions_remain(book: Book, keep: Callable[..., str]) -> None:
    keep(SILENCE, "Brackwater")
    keep(WON, "Greve")
    done = check(book, book.viewer, read_text(OPEN))
    assert done.similar == ()
    assert len(done.questions) == QUESTIONS


def test_a_note_that_sounds_won_is_compared_all_the_same(book: Book, keep: Callable[..., str]) -> None:
    keep(SECURITY_AGAIN, "Mwangi")
    assert check(book, book.viewer, read_text(f"{OPEN}\n- we won them over, she signed the order form\n")).similar


def test_the_document_is_the_contract(book: Book, keep: Callable[..., str]) -> None:
    keep(SECURITY_AGAIN, "Mwangi")
    made = document(check(book, book.viewer, read_text(OPEN)))
    wanted = {"review_id", "external_id", "account", "cause", "mechanism", "score", "why", "quote"}
    assert wanted <= made["similar"][0].keys()
    assert made["seconds"] > 0


def test_an_empty_note_is_an_error(book: Book) -> None:
    with pytest.raises(NoteError):
        check(book, book.viewer, read_text("  "))


def test_reading_is_the_built_in_engines(book: Book) -> None:
    found = read(book, OPEN).diagnosis.model_copy(
        update={"outcome": "unknown"}
    )  # the deal is open, whatever it sounds like
    assert check(book, book.viewer, read_text(OPEN)).reading.diagnosis == found
