"""Names that are one firm's are read together, names that only look it stay apart."""

from pathlib import Path

import pytest

from app.asking import Answered, ask
from app.asking.firm import firms
from app.asking.firmname import same_firm, share_a_word
from ingest.book import Book
from ingest.records import Given, Viewer
from ingest.spelling import Name
from ingest.store.rows import Shared
from tests.app.asking.conftest import TODAY, with_engines
from tests.ingest.store.making import BOSS, MAYA, reading, vectors

NAMES = [
    ("Tarn Peak", "Tarn Peak Ski Area", "sure"),
    ("Orrest DC", "Orrest District Council", "sure"),
    ("Sthn Fells Care", "Southern Fells Care Ltd", "sure"),
    ("SFC (Southern Fells Care)", "Southern Fells Care", "sure"),
    ("Corrick Pkg Moyle", "Corrick Parking Moyle", "sure"),
    ("Grace Hollow Chruch", "Grace Hollow Church", "sure"),
    ("Ironmoor", "Ironmoor Contracting", "likely"),
    ("Kroon Bouw", "Kroon Bouwmaterialen", "likely"),
    ("Wexcliffe Diner", "Wexclife Diner", "likely"),
    ("Wendara Lodge", "Wandara Lodge", None),
    ("Halden Group", "Halden Foods", None),
    ("Frost Leeds", "Frost Grimsby", None),
    ("Halden UK", "Halden", "likely"),
]


@pytest.mark.parametrize(("one", "other", "sure"), NAMES, ids=[f"{one} / {other}" for one, other, _ in NAMES])
def test_two_names_are_one_firm_when_one_is_the_other_written_shorter(one: str, other: str, sure: str | None) -> None:
    assert same_firm(Name.of(one), Name.of(other)) == sure
    assert same_firm(Name.of(other), Name.of(one)) == sure


ROWS: list[tuple[str, Shared, str]] = [
    ("Tarn Peak", "private", "They said no. The lift boss Whina walked away."),
    ("Tarn Peak Ski Area", "team", "They said no. The patrol signed a letter in Queenford."),
    ("Corrick Parking", "team", "They said no. Sunny asked for eight percent off."),
    ("Corrick Foods", "team", "They said no. Nobody called us back."),
    ("Marl Brewery", "team", "They said no. The brewer wanted sealed housings."),
    ("Orrest Council", "team", "They said no. Priscilla ran a tender."),
    ("Fellgate Council", "team", "They said no. Rana had no vote."),
]


@pytest.fixture
def few(engines: Book, model_files: Path, tmp_path: Path) -> Book:
    """Seven deals of Maya's, the first of them private."""
    book = with_engines(tmp_path / "home", engines, model_files)
    for account, shared, text in ROWS:
        of = reading(text, outcome="competitor", competitor=None)
        book.store.record(
            BOSS, of, account=account, rep=MAYA.name, given=Given(date=TODAY), vectors=vectors(of), shared=shared
        )
    return book


@pytest.mark.parametrize(
    ("one", "other", "may_be"),
    [
        ("Sondela Stores Pinetown", "Sondela Stores Polokwane", False),
        ("Pivovarna Anders", "Anders Brewery", True),
        ("Anders Brewery", "Anders Bakery", False),
    ],
)
def test_names_that_differ_in_their_town_are_two_branches(one: str, other: str, may_be: bool) -> None:
    assert share_a_word(Name.of(one), Name.of(other)) is may_be
    assert share_a_word(Name.of(other), Name.of(one)) is may_be


def asked(book: Book, question: str, viewer: Viewer = BOSS) -> Answered:
    return ask(book, viewer, question, today=TODAY, use_model=False)


def test_both_names_of_a_firm_answer_one_question(few: Book) -> None:
    found = asked(few, "Tarn Peak: give me the history")
    assert {each.account for each in found.citations} == {"Tarn Peak", "Tarn Peak Ski Area"}
    assert "2 rounds" in found.answer
    assert found.notices == ("Read together, as they look like one firm: Tarn Peak and Tarn Peak Ski Area.",)


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("What happened last time with Tarn Peak Ski Area?", "record"),
        ("Who is Whina at Tarn Peak?", "record"),
        ("What did Tarn Peak pay for the pumps?", "no_record"),
        ("What happened in the third round with Tarn Peak?", "no_record"),
    ],
)
def test_that_two_names_are_read_together_is_said_of_one_round_too(few: Book, question: str, kind: str) -> None:
    found = asked(few, question)
    assert (found.kind, len(found.accounts)) == (kind, 2)
    assert found.notices == ("Read together, as they look like one firm: Tarn Peak and Tarn Peak Ski Area.",)
    assert asked(few, question, Viewer(name="Ben Castellanos")).notices == ()


def test_a_name_that_is_hidden_is_read_with_nothing(few: Book) -> None:
    found = asked(few, "Tarn Peak: give me the history", Viewer(name="Ben Castellanos"))
    assert {each.account for each in found.citations} == {"Tarn Peak Ski Area"}
    assert "Whina" not in repr(found)
    assert [firm.names for firm in firms(few, Viewer(name="Ben Castellanos"), ["Tarn Peak"])] == []


def test_what_somebody_said_to_be_two_stays_two(few: Book) -> None:
    one, other = (few.store.find_account(BOSS, name) for name in ("Tarn Peak", "Tarn Peak Ski Area"))
    assert one is not None
    assert other is not None
    assert len(firms(few, BOSS, ["Tarn Peak"])[0].ids) == 2
    few.store.keep_apart(BOSS, one.id, other.id)
    assert len(firms(few, BOSS, ["Tarn Peak"])[0].ids) == 1


@pytest.mark.parametrize(
    ("question", "names"),
    [
        ("What happened with Corrick?", {"Corrick Parking", "Corrick Foods"}),
        ("corrick hospital, who ran the pilot?", {"Corrick Parking", "Corrick Foods"}),
        ("why did the council say no to us?", {"Orrest Council", "Fellgate Council"}),
    ],
)
def test_a_word_that_several_firms_bear_is_asked_back(few: Book, question: str, names: set[str]) -> None:
    found = asked(few, question)
    assert (found.kind, set(found.candidates)) == ("ambiguous", names)


@pytest.mark.parametrize(
    ("question", "account"),
    [
        ("What did the brewer want?", "Marl Brewery"),
        ("Corrick - what did Sunny ask for?", "Corrick Parking"),
        ("what was it with corrick prking", "Corrick Parking"),
    ],
)
def test_a_firm_is_found_by_who_is_in_its_notes(few: Book, question: str, account: str) -> None:
    assert asked(few, question).account == account


@pytest.mark.parametrize(
    "question",
    [
        "What happened last time with Corrick Storage?",
        "How did we do at Corrick in Dunmore?",
        "How much did Zephyra charge Marl Brewery?",
        "Did Marl Brewery mention encryption?",
        "How many beds does Orrest Council have?",
        "What did we promise Fellgate Council?",
    ],
)
def test_a_near_miss_is_no_record(few: Book, question: str) -> None:
    found = asked(few, question)
    assert (found.kind, found.citations) == ("no_record", ()), found.answer
