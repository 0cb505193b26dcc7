"""Fifty people ask and check at once while the index is built anew."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest

from app.asking import ask
from app.checking import check, document
from app.running import Running
from ingest.read import read_text
from ingest.records import Viewer
from tests.app.survival.conftest import LOST_THIS_WAY, settle, whole
from tests.app.test_checking import OPEN

PEOPLE = 50
QUESTIONS = [
    "What happened last time with Mwangi Cold Stores?",
    "What happened with Mayasecret Pharma?",
    "What happened with Bensecret Pharma?",
    LOST_THIS_WAY,
    "How often did we lose?",
]


@pytest.mark.slow
def test_everybody_gets_their_own_right_answers(own: Callable[[], Running]) -> None:
    running = own()
    settle(running)
    book = running.book
    start = threading.Barrier(PEOPLE)
    over = threading.Event()

    def person(number: int) -> list[str]:
        """Maya, Ben or somebody with no records of their own."""
        name = ("Maya", "Ben", f"Rep {number}")[number % 3]
        viewer = Viewer(name=name)
        start.wait(60)
        said = []
        for turn in range(2):
            question = QUESTIONS[(number + turn) % len(QUESTIONS)]
            told = ask(book, viewer, question)
            asked_for = question.removeprefix("What happened with ").rstrip("?")  # their own word, said back to them
            said.append(repr((told.answer, told.citations, told.choices, told.gap)).replace(asked_for, "it"))
            if question == QUESTIONS[0]:
                assert told.kind == "record", told
            if "secret" in question:
                mine = name.lower() in question.lower().split()[3]
                assert told.kind == ("record" if mine else "no_record"), (name, told)
            checked = check(book, viewer, read_text(f"{OPEN}- turn {number % 5}\n"))
            assert "Mwangi Cold Stores" in [each.account for each in checked.similar]
            said.append(repr(document(checked)))
        return [name, *said]

    def rebuild() -> None:
        indexer = running.indexer
        assert indexer is not None
        while not over.is_set():
            indexer.rebuild()
            over.wait(1.5)

    rebuilding = threading.Thread(target=rebuild)
    rebuilding.start()
    try:
        with ThreadPoolExecutor(PEOPLE) as pool:
            everybody = list(pool.map(person, range(PEOPLE), timeout=240))
    finally:
        over.set()
        rebuilding.join()

    for name, *said in everybody:
        for owner in ("Maya", "Ben"):
            if name != owner:
                assert not [each for each in said if f"{owner}'s Secret" in each or f"{owner}secret Pharma" in each]
    settle(running)
    assert whole(book).path == "index"
