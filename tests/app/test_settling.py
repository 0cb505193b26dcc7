"""Two causes are close: one question, and the verdict after it."""

import datetime as dt

import pytest

from app import settling
from app.measured import FILE, how_often_right
from ingest.book import Book
from ingest.diagnose.settle import Reply
from ingest.pipeline import review
from ingest.read import read_text
from ingest.records import Given, PromptRef, Provenance, Ranked
from ingest.store.rows import StoredReview
from tests.ingest.test_verify import diagnosis

NOTE = "Marrow Freight. Quote went out late, they had signed with the other team whose slides answered their list."


def close(book: Book) -> StoredReview:
    *_, last = review(read_text(NOTE), book, Given(account="Marrow Freight", rep="Me"), "builtin")
    assert last.reading is not None
    near = (
        Ranked(cause="outsold", score=0.48),
        Ranked(cause="follow_up", score=0.42),
        Ranked(cause="unknown", score=0.1),
    )
    changed = last.reading.diagnosis.model_copy(update={"cause": "outsold", "ranking": near, "outcome": "competitor"})
    reading = last.reading.model_copy(update={"diagnosis": changed})
    saved = book.store.record(book.viewer, reading, account="Marrow Freight", rep="Me")
    return book.store.review(book.viewer, saved)


@pytest.mark.parametrize("reply", ["yes", "no"])
def test_the_answer_decides_and_is_kept(book: Book, reply: Reply) -> None:
    before = close(book)
    asked = settling.open_question(book, before)
    assert asked is not None
    after = book.store.review(book.viewer, settling.answer(book, book.viewer, before, asked, reply))
    assert after.diagnosis.cause == (asked.yes if reply == "yes" else asked.no)
    assert after.diagnosis.confidence == "medium"
    assert after.debrief is not None
    assert (asked.question, settling.WORDS[reply]) in after.debrief.answers
    assert settling.open_question(book, after) is None
    assert after.machine is not None
    assert after.machine.cause == "outsold"


def test_after_two_answers_nothing_more_is_asked(book: Book) -> None:
    now = close(book)
    for _ in range(3):
        asked = settling.open_question(book, now)
        if asked is None:
            break
        now = book.store.review(book.viewer, settling.answer(book, book.viewer, now, asked, "neither"))
    assert settling.open_question(book, now) is None
    assert now.debrief is not None
    assert 1 <= len(now.debrief.answers) <= 2


def test_hard_to_say_changes_nothing_and_is_kept(book: Book) -> None:
    before = close(book)
    now = before
    for count in range(1, 4):
        asked = settling.open_question(book, now)
        if asked is None:
            break
        assert settling.answer(book, book.viewer, now, asked, "unsure") == before.id
        now = book.store.review(book.viewer, before.id)
        assert now.debrief is not None
        assert [words for _, words in now.debrief.answers] == ["Hard to say"] * count
    assert settling.open_question(book, now) is None
    assert now.diagnosis == before.diagnosis
    assert now.machine is None
    assert not settling.is_settled(book, now)


def test_an_answer_for_the_machines_cause_confirms_it(book: Book) -> None:
    before = close(book)
    asked = settling.open_question(book, before)
    assert asked is not None
    reply: Reply = "yes" if asked.yes == before.diagnosis.cause else "no"
    after = book.store.review(book.viewer, settling.answer(book, book.viewer, before, asked, reply))
    assert settling.is_settled(book, after)
    assert not settling.is_settled(book, before)


def test_a_cause_the_rep_set_is_not_asked_about(book: Book) -> None:
    before = close(book)
    corrected = before.diagnosis.model_copy(update={"cause": "trust_risk"})
    own = book.store.review(book.viewer, book.store.correct(book.viewer, before.id, corrected))
    assert settling.open_question(book, own) is None


def test_the_screens_say_how_often_such_verdicts_were_right() -> None:
    assert FILE.exists()
    builtin = Provenance(engine="builtin", at=dt.datetime.now(dt.UTC))
    (said,) = how_often_right(diagnosis(), builtin)
    assert " of " in said
    unclear = diagnosis().model_copy(update={"cause": "unknown", "confidence": "low"})
    assert how_often_right(unclear, builtin) == ()


def test_a_model_nobody_measured_gets_no_figure() -> None:
    strong = PromptRef(id="verdict", version=2, sha256="x")
    own = Provenance(engine="model", model="gpt", host="api", prompts=(strong,), at=dt.datetime.now(dt.UTC))
    assert how_often_right(diagnosis().model_copy(update={"engine": "model"}), own) == ()
