"""Questions nobody should ask, and many at once."""

import threading

import pytest

from app.asking import Answered, ask
from ingest.book import Book
from ingest.records import Viewer
from tests.app.asking.conftest import TODAY
from tests.app.asking.test_questions import asked, words_of


@pytest.mark.parametrize(
    "question",
    [
        "",
        "   ",
        "?",
        "and before that?",
        "🙂🙂🙂",
        "\u202eneddih",
        "a" * 10_000,
        "what " * 2_000,
        "'; DROP TABLE reviews; --",
        '"unclosed AND NEAR( *',
        "Ñandú ÇELİK 東京 の損失は？",
        "What happened last time?",
        "\ud800 lone",
    ],
)
def test_odd_questions_get_a_calm_answer(year: Book, question: str) -> None:
    found = asked(year, question)
    assert found.kind in ("record", "no_record", "ambiguous")
    assert found.answer


def test_an_empty_store_has_no_record_of_anything(book: Book) -> None:
    for question in ("What happened last time with Halden?", "How many deals did we lose?", "Have we lost like this?"):
        found = asked(book, question)
        assert found.citations == ()
        assert found.kind == "no_record" or "No deal on record" in found.answer or "0" in found.answer


def test_fifty_people_at_once_each_get_their_own_answer(year: Book) -> None:
    names = ["Halden Cold Chain", "Pellworth Foods", "Vireo Diagnostics", "Solgrain Wholesale", "Mwangi Cold Stores"]
    found: list[tuple[str, Answered]] = []
    failed: list[BaseException] = []
    start = threading.Barrier(50)

    def one(number: int) -> None:
        name = names[number % len(names)]
        try:
            start.wait(30)
            viewer = Viewer(name=f"Rep {number}", all=True)
            found.append((name, ask(year, viewer, f"Why did we lose {name}?", today=TODAY, use_model=False)))
        except BaseException as error:
            failed.append(error)

    threads = [threading.Thread(target=one, args=(number,)) for number in range(50)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert not failed
    assert len(found) == 50
    for name, answer in found:
        assert answer.account == name
        assert {each.account for each in answer.citations} == {name}
    assert len({words_of(answer) for name, answer in found if name == "Halden Cold Chain"}) == 1


@pytest.mark.parametrize("question", ["and before that?", "What happened last time?", "why?"])
def test_a_question_about_no_account_asks_for_one(year: Book, question: str) -> None:
    found = asked(year, question)
    assert (found.kind, found.gap) == ("no_record", "Name the account.")
