"""An answer about one account holds no word of another one's records, however alike the two are called."""

import datetime as dt
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, example, given, settings
from hypothesis import strategies as st

from app.asking import Answered, Citation, ask
from app.asking import one as one_file
from app.asking.asked import phrasings
from app.asking.dossier import Dossier, open_dossier
from app.asking.firmname import same_firm
from app.asking.gate import is_own, kept_to
from ingest.book import Book
from ingest.records import Given, Person, Viewer
from ingest.settings import Settings
from ingest.spelling import Name
from tests.app.asking.conftest import TODAY
from tests.ingest.store.making import BOSS, MAYA, reading, vectors

ALIKE = [
    ("Calder Health", "Calden Health"),
    ("Van der Velden Expeditie", "Van der Velde Expeditie"),
    ("Bellmoor School District (Ohio)", "Bellmoor School District (Georgia)"),
    ("Halden Motors", "Halden Foods"),
    ("Halden Group", "Halden Motors"),
    ("Frost Leeds", "Frost Grimsby"),
    ("Wendara Lodge", "Wandara Lodge"),
    ("Tarvik", "Tarvin"),
    ("Marl Brewing", "Marlstone Brewing"),
    ("TZB Cargo", "Terminal Zuid Bergen"),
    ("Atlas Fruits", "Atlas Transit"),
    ("Grace Harbor Church", "Grace Harvest Church"),
]
NAMES = sorted({name for pair in ALIKE for name in pair})
QUESTIONS = [
    "What happened last time with {}?",
    "why did we lose {}",
    "{}: give me the whole history",
    "Who decides at {}?",
    "how much was the {} deal?",
    "What did we promise {}?",
    "what did they say about the price at {}?",
    "When do we go back to {}?",
]
TOKENS = {name: f"Zedword{at:02}" for at, name in enumerate(NAMES)}


def recorded(book: Book, name: str, private: bool = False) -> None:
    text = f"They said no to the price of {TOKENS[name]}. {TOKENS[name]} Brandt decides. We promised {TOKENS[name]} a visit."
    of = reading(
        text,
        outcome="competitor",
        competitor=None,
        mechanism=f"{TOKENS[name]} was never asked.",
        people=(Person(name=f"{TOKENS[name]} Brandt", role="owner", side="buyer"),),
    )
    book.store.record(
        BOSS,
        of,
        account=name,
        rep=MAYA.name,
        given=Given(date=dt.date(2026, 5, 2)),
        vectors=vectors(of),
        shared="private" if private else "team",
        external_id=TOKENS[name],
    )


def own_book(engines: Book, home: Path) -> Book:
    book = Book(Settings(home=home, model="none"))
    for part in ("playbook", "embedder", "builtin", "coach"):
        book.__dict__[part] = getattr(engines, part)
    book.__dict__["_phrasings"] = phrasings(engines)
    return book


@given(
    pair=st.sampled_from(ALIKE),
    others=st.lists(st.sampled_from(NAMES), max_size=4, unique=True),
    turned=st.booleans(),
    question=st.sampled_from(QUESTIONS),
    low=st.booleans(),
)
@example(pair=ALIKE[1], others=[], turned=True, question=QUESTIONS[0], low=True)
@settings(
    max_examples=40,
    deadline=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_an_answer_holds_no_word_of_a_firm_with_a_similar_name(
    engines: Book,
    tmp_path_factory: pytest.TempPathFactory,
    pair: tuple[str, str],
    others: list[str],
    turned: bool,
    question: str,
    low: bool,
) -> None:
    meant, alike = reversed(pair) if turned else pair
    book = own_book(engines, tmp_path_factory.mktemp("alike"))
    try:
        for name in dict.fromkeys((alike, *others, meant)):
            recorded(book, name)
        text = question.format(meant.lower() if low else meant)
        found = ask(book, BOSS, text, today=TODAY, use_model=False)
    finally:
        book.close()
    told = repr((found.answer, found.citations))
    strangers = [name for name in NAMES if name != meant and TOKENS[name] in told]
    assert not strangers, f"{text!r} over {[alike, *others]} told of {strangers}: {found.answer}"
    assert found.kind != "record" or found.account == meant


@pytest.mark.parametrize(("one", "other"), ALIKE)
def test_none_of_them_are_one_firm_by_their_names(one: str, other: str) -> None:
    assert same_firm(Name.of(one), Name.of(other)) != "sure"


@pytest.fixture
def two(engines: Book, tmp_path: Path) -> Book:
    """Calder Health and Calden Health on record."""
    book = own_book(engines, tmp_path / "home")
    for name in ALIKE[0]:
        recorded(book, name)
    return book


def opened(book: Book, *names: str) -> Dossier:
    ids = [row.id for name in names if (row := book.store.find_account(BOSS, name))]
    assert len(ids) == len(names)
    return open_dossier(book, BOSS, ids)


def answered(book: Book) -> Answered:
    found = ask(book, BOSS, "What happened last time with Calder Health?", today=TODAY, use_model=False)
    assert found.kind == "record"
    return found


def test_an_answer_of_its_own_records_passes_as_it_is(two: Book) -> None:
    found, dossier = answered(two), opened(two, "Calder Health")
    assert kept_to(found, dossier, [dossier.id]) is found


def test_a_source_of_another_account_stops_the_answer(two: Book) -> None:
    found, both = answered(two), opened(two, "Calder Health", "Calden Health")
    other = next(row for row in both.rows.values() if row.account == "Calden Health")
    stray = Citation(9, other.id, None, other.account, other.happened, "They said no", 1)
    stopped = kept_to(replace(found, citations=(*found.citations, stray)), both, [both.id])
    assert (stopped.kind, stopped.citations, stopped.rounds) == ("no_record", (), ())
    assert "Zedword" not in stopped.answer
    assert stopped.gap


@pytest.mark.parametrize(
    "words",
    [f"{TOKENS['Calden Health']} Brandt decides.", "nobody wrote this", f"They said no … {TOKENS['Calden Health']}"],
)
def test_a_quote_that_is_not_in_its_records_stops_the_answer(two: Book, words: str) -> None:
    found, dossier = answered(two), opened(two, "Calder Health")
    assert not is_own(replace(found, answer=f"{found.answer} “{words}”"), dossier, [dossier.id])
    assert is_own(replace(found, answer=f"{found.answer} “They said … no to the price”"), dossier, [dossier.id])


def test_reading_one_account_too_many_is_caught_before_the_answer_leaves(
    two: Book, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = two.store.find_account(BOSS, "Calden Health")
    assert other is not None

    def too_many(book: Book, viewer: Viewer, account_ids: tuple[int, ...]) -> Dossier:
        return open_dossier(book, viewer, (*account_ids, other.id))

    monkeypatch.setattr(one_file, "open_dossier", too_many)
    found = ask(two, BOSS, "Give me the whole history of Calder Health", today=TODAY, use_model=False)
    assert found.kind == "no_record"
    assert TOKENS["Calden Health"] not in repr(found)
