"""Two causes are close: what is asked, and what an answer changes."""

import pytest

from ingest.book import Book
from ingest.diagnose.settle import CLOSE, MOST, Reply, next_question
from ingest.records import Ranked


def ranking(**shares: float) -> tuple[Ranked, ...]:
    return tuple(Ranked.model_validate({"cause": cause, "score": share}) for cause, share in shares.items())


NEAR = ranking(follow_up=0.41, outsold=0.39, trust_risk=0.1, unknown=0.1)


def test_the_question_tells_the_first_two_apart(book: Book) -> None:
    asked = next_question(NEAR, book.playbook)
    assert asked is not None
    assert {asked.yes, asked.no} == {"follow_up", "outsold"}


@pytest.mark.parametrize("reply", ["yes", "no"])
def test_an_answer_decides_between_them(book: Book, reply: Reply) -> None:
    asked = next_question(NEAR, book.playbook)
    assert asked is not None
    after = asked.after(NEAR, reply)
    assert after[0].cause == (asked.yes if reply == "yes" else asked.no)
    assert sum(each.score for each in after) == pytest.approx(1, abs=0.001)
    assert {each.cause for each in after} == {each.cause for each in NEAR}


def test_neither_lets_the_next_ones_rise(book: Book) -> None:
    asked = next_question(NEAR, book.playbook)
    assert asked is not None
    after = asked.after(NEAR, "neither")
    assert after[0].cause in {"trust_risk", "unknown"}


def test_a_clear_ranking_is_not_asked_about(book: Book) -> None:
    assert next_question(ranking(follow_up=CLOSE, outsold=1 - CLOSE), book.playbook) is None
    assert next_question((), book.playbook) is None


def test_nobody_is_asked_more_than_twice(book: Book) -> None:
    assert next_question(NEAR, book.playbook, [str(number) for number in range(MOST)]) is None


def test_nothing_is_asked_twice(book: Book) -> None:
    first = next_question(NEAR, book.playbook)
    assert first is not None
    second = next_question(NEAR, book.playbook, [first.question])
    assert second is None or second.question != first.question
