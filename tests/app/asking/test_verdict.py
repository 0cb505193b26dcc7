"""Which firm is meant: words of names, words of notes, and words that are strange to it."""

import json
from pathlib import Path

import pytest

from app.asking.evidence import AT, Evidence, stands_for, weigh
from app.asking.material import look_up
from app.asking.nouns import Known
from app.asking.sorting import is_of
from app.asking.sorting import weights as sorts
from app.asking.verdict import FILE, KINDS, Verdict, decide, weights
from app.resolve import named_in
from ingest.book import Book
from ingest.records import Given
from prompts.errors import ModelFileError
from tests.app.asking.conftest import TODAY, with_engines
from tests.ingest.store.making import BOSS, MAYA, reading, vectors

NOTES = [
    ("Pewter Valley Drilling", "The rig crew in Dunmore wanted tablets. Odile Brask signs."),
    ("Pewter Plumbing & Heating", "Rhonda asked for a demo before the summer. The office is in Stroud."),
    ("MillPark Partners", "Their finance chief wrote twice."),
    ("Tarvola a.s.", "The first tender was for gearboxes."),
    ("Tarvola, a.s., Opava", "The second one was for spindles."),
    ("Grellan Dairy", "Maya drove there twice."),
]


@pytest.fixture(scope="module")
def six(engines: Book, model_files: Path, tmp_path_factory: pytest.TempPathFactory) -> Book:
    book = with_engines(tmp_path_factory.mktemp("verdict") / "home", engines, model_files)
    for at, (name, text) in enumerate(NOTES):
        of = reading(text, outcome="no_decision", competitor=None, people=())
        made = Given(date=TODAY)
        book.store.record(
            BOSS, of, account=name, rep=MAYA.name, given=made, vectors=vectors(of), shared="team", external_id=f"v-{at}"
        )
    return book


def evidence(book: Book, question: str) -> Evidence:
    return weigh(look_up(book, BOSS, question, named_in(book, BOSS, question), Known(book, BOSS)))


def meant(book: Book, question: str) -> tuple[Verdict, list[str]]:
    found = evidence(book, question)
    verdict = decide(found)
    return verdict, [found.material.firms[at].name for at in verdict.firms]


@pytest.mark.parametrize(
    ("question", "name"),
    [
        ("what happened with pewter valley", "Pewter Valley Drilling"),
        ("who decides at mill park", "MillPark Partners"),
        ("what did Odile say in the end", "Pewter Valley Drilling"),
        ("tarvola, how did the last one end?", "Tarvola, a.s., Opava"),
    ],
)
def test_one_firm_is_meant(six: Book, question: str, name: str) -> None:
    verdict, names = meant(six, question)
    assert verdict.kind == "one"
    assert names == [name] or name in evidence(six, question).material.firms[verdict.firms[0]].names


@pytest.mark.parametrize("question", ["what happened with pewter?", "Pewter, last round?"])
def test_a_word_of_two_names_is_asked_back(six: Book, question: str) -> None:
    verdict, names = meant(six, question)
    assert verdict.kind == "several"
    assert set(names) == {"Pewter Valley Drilling", "Pewter Plumbing & Heating"}


@pytest.mark.parametrize(
    "question",
    ["why did we lose Grellan Hospital?", "what happened with Zorvane Dairy?", "Grellan in Zwolle, last time?"],
)
def test_a_strange_word_beside_a_name_makes_it_nobodys(six: Book, question: str) -> None:
    assert meant(six, question)[0].kind == "nobody"


def test_a_reps_name_speaks_for_no_account(six: Book) -> None:
    found = evidence(six, "what did Maya do?")
    assert not found.measures[:, [AT["rare"], AT["capitals"]]].any()


def test_a_name_in_full_is_one_firm_with_its_branch(six: Book) -> None:
    names = {firm.names for firm in evidence(six, "tarvola").material.firms}
    assert ("Tarvola, a.s., Opava", "Tarvola a.s.") in names or ("Tarvola a.s.", "Tarvola, a.s., Opava") in names


@pytest.mark.parametrize(
    ("asked", "written", "least", "most"),
    [
        ("pewter", "pewter", 1.0, 1.0),
        ("pweter", "pewter", 0.8, 0.8),
        ("rvr", "river", 0.7, 0.7),
        ("lands", "landscapes", 0.7, 0.7),
        ("dairy", "drilling", 0.0, 0.0),
    ],
)
def test_how_surely_a_word_is_one_of_a_name(asked: str, written: str, least: float, most: float) -> None:
    assert least <= stands_for(asked, written) <= most


def test_the_sort_of_a_question_is_told_by_its_meaning(engines: Book) -> None:
    vectors = engines.embedder.embed(
        [
            "have we ever lost because nobody called back in time",
            "where did we leave it last time",
            "how tall is the door",
        ]
    )
    assert is_of("all deals", vectors[0])
    assert is_of("whole account", vectors[1])
    assert not is_of("all deals", vectors[2])
    assert not is_of("whole account", vectors[2])


def test_damaged_weights_are_named(tmp_path: Path) -> None:
    damaged = tmp_path / "which.json"
    for text in ("", "[]", json.dumps({"firm": [1.0], "verdict": {kind: [1.0] for kind in KINDS}})):
        damaged.write_text(text)
        with pytest.raises(ModelFileError, match=r"which\.json.*install Lossbook again"):
            weights(damaged)
        with pytest.raises(ModelFileError, match=r"which\.json.*install Lossbook again"):
            sorts(damaged)
        weights.cache_clear()
        sorts.cache_clear()
    assert weights(FILE).verdict.shape[0] == len(KINDS)
