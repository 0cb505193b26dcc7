"""Which account a question means, where its name is misspelt, in small letters or not there; and counts of the team."""

import datetime as dt
from pathlib import Path

import pytest

from app.asking import Answered, ask
from app.asking.everyday import is_everyday
from app.asking.firmname import short_for
from ingest.book import Book
from ingest.records import Given
from prompts.codes import Outcome
from tests.app.asking.conftest import TODAY, with_engines
from tests.ingest.store.making import BOSS, MAYA, reading, vectors

NOTES: list[tuple[str, str, Outcome, str | None, float | None]] = [
    ("Norder Foods", "norder foods in nottingham. odell brask did three night shifts for Fenmark.", "competitor", "Fenmark", 90_000),
    ("Norden Foods", "Torsten Ek in Malmo liked the wrapper. Fenmark took it.", "competitor", "Fenmark", 40_000),
    ("Brandt Logistics", "Renz signs in Memphis.", "won", None, 20_000),
    ("Brant Logistics", "Tammy runs it. Nobody called back.", "unknown", None, None),
    ("Quillmere College", "Their board stops at 60,000. The next budget is in October.", "no_decision", None, 61_000),
    ("Merling Warehousing Tulsa", "Hank Dellbrook wants a figure. The softgel line waits.", "no_decision", None, None),
    ("Merling Whse Tulsa", "Hank Dellbrook again. A giveaway until December.", "no_decision", None, None),
    ("Merling Warehousing Joplin", "Corwin said no. We named Gulf Drayage Partners as a reference.", "no_decision", None, None),
    ("Laurier Equine", "Dr. Genvier sells up. Call in spring.", "no_decision", None, None),
    ("Wolf River Steel", "Rosa has the last word. We follow up at the date she named.", "no_decision", None, None),
    ("Skarvik Havbruk", "Kirsty Munn runs the hatchery. Arne Sæbø wants a spare pump for the trout.", "no_decision", None, None),
    ("Lochgair Shellfish", "Kirsty Bell has the say. The ropes froze in March.", "no_decision", None, None),
]  # fmt: skip


@pytest.fixture(scope="module")
def firms(engines: Book, model_files: Path, tmp_path_factory: pytest.TempPathFactory) -> Book:
    book = with_engines(tmp_path_factory.mktemp("which") / "home", engines, model_files)
    for at, (name, text, outcome, rival, amount) in enumerate(NOTES):
        of = reading(text, outcome=outcome, competitor=rival, mechanism="It stalled.", people=())
        book.store.record(
            BOSS,
            of,
            account=name,
            rep=MAYA.name,
            given=Given(date=dt.date(2026, 1 + at, 3), amount=amount, currency="USD" if amount else None),
            vectors=vectors(of),
            shared="team",
            external_id=f"w-{at}",
        )
    return book


def asked(book: Book, question: str, previous: Answered | None = None) -> Answered:
    return ask(book, BOSS, question, previous=previous, today=TODAY, use_model=False)


@pytest.mark.parametrize(
    ("question", "account"),
    [
        ("norder nottingham most recent??", "Norder Foods"),
        ("quillmere spending ceiling?", "Quillmere College"),
        ("Pls brief me on Quillmere", "Quillmere College"),
        ("Why'd we lose the Laurier Equine deal?", "Laurier Equine"),
        ("torstens company, how did it end", "Norden Foods"),
        ("the Danes at Wolf River, where do we stand", "Wolf River Steel"),
        ("wolf rvr steel hows it stand", "Wolf River Steel"),
        ("Dr Genvier - follow up date?", "Laurier Equine"),
        ("odell brask. what did he do that we didn't", "Norder Foods"),
        ("until when is tulsas giveaway good?", "Merling Warehousing Tulsa"),
        ("the softgel job, what came of it?", "Merling Warehousing Tulsa"),
        ("Ringing Torsten tomorrow. Where do we stand with his company?", "Norden Foods"),
        ("what did Arne Sæbø want from us", "Skarvik Havbruk"),
        ("the people with the ropes, why no deal", "Lochgair Shellfish"),
    ],
)
def test_one_account_is_told_by_part_of_its_name_its_place_or_its_people(
    firms: Book, question: str, account: str
) -> None:
    assert asked(firms, question).account == account


@pytest.mark.parametrize(
    ("question", "names"),
    [
        ("Bran Logistics, who do we know there?", {"Brant Logistics", "Brandt Logistics"}),
        ("Norde Foods who won that one", {"Norder Foods", "Norden Foods"}),
        ("Merling Warehousing, what was the last word?", {"Merling Warehousing Tulsa", "Merling Warehousing Joplin"}),
    ],
)
def test_a_name_as_near_to_two_is_asked_back(firms: Book, question: str, names: set[str]) -> None:
    found = asked(firms, question)
    assert found.kind == "ambiguous"
    assert names <= set(found.candidates)


@pytest.mark.parametrize(
    "question",
    [
        "merling warehousing springfield, how'd our pitch go there",
        "brandoff veterinary hospital, last round",
        "Has Gulf Drayage Partners ever bought from us, and what did they pay?",
        "Ferrazzo Snacks, anything on file?",
    ],
)
def test_a_firm_that_is_nobodys_has_no_record_though_notes_name_a_part_of_it(firms: Book, question: str) -> None:
    found = asked(firms, question)
    assert found.kind == "no_record"
    assert found.citations == ()


def test_what_one_account_holds_is_not_answered_with_others_losses(firms: Book) -> None:
    found = asked(firms, "why did they turn the turbine down?")
    assert found.kind == "no_record"
    assert found.citations == ()


def test_a_first_name_at_two_firms_is_asked_back(firms: Book) -> None:
    found = asked(firms, "why did it not work out with kirsty")
    assert found.kind == "ambiguous"
    assert set(found.candidates) == {"Skarvik Havbruk", "Lochgair Shellfish"}
    assert found.citations == ()


def test_the_name_as_it_is_written_is_not_the_one_a_letter_away(firms: Book) -> None:
    assert asked(firms, "brant logistics lst time??").account == "Brant Logistics"
    assert asked(firms, "brandt logistics lst time??").account == "Brandt Logistics"


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("What have we won in 2026? Give me the count for the board slide.", "1 deal on record won"),
        ("fenmark beat us where? all years", "2 deals on record lost to Fenmark"),
        ("how many deals got closed without anyone knowing the outcome", "1 deal on record without a clear outcome"),
        ("biggest deal we ever lost, and who got it", "The biggest on record lost: Norder Foods"),
    ],
)
def test_what_is_asked_of_all_deals_is_counted(firms: Book, question: str, said: str) -> None:
    assert asked(firms, question).answer.startswith(said)


def test_a_count_goes_on_with_other_days_and_everybody(firms: Book) -> None:
    first = asked(firms, "how many deals did Maya lose in 2025?")
    assert "No deal on record lost by" in first.answer
    assert asked(firms, "and all of us together, in 2026?", first).answer.startswith("10 deals on record lost")


def test_an_account_of_their_own_is_not_left_for_a_follow_up(firms: Book) -> None:
    first = asked(firms, "quillmere spending ceiling?")
    assert asked(firms, "So when could we have another go?", first).account == "Quillmere College"


@pytest.mark.parametrize(("short", "word"), [("whse", "warehousing"), ("rvr", "river"), ("fwys", "freightways")])
def test_what_a_word_is_cut_to(short: str, word: str) -> None:
    assert short_for(short, word)


def test_names_are_no_everyday_words() -> None:
    assert all(map(is_everyday, ("spending", "premises", "ringing", "recent")))
    assert not any(map(is_everyday, ("springfield", "nottingham", "dana", "genvier", "bleiswijk")))


@pytest.mark.parametrize(
    ("question", "first"),
    [
        ("who lost the most deals?", "Of 10 deals on record lost, most first: Maya Lindqvist 10, "),
        ("which rep won the most in 2026?", "Of 1 deal on record won from 1 Jan 2026 to 31 Dec 2026, most first: Maya"),
        ("who do we lose to most", "Of 2 deals on record lost to a rival, most first: Fenmark 2, "),
        (
            "which competitor takes the most deals from us",
            "Of 2 deals on record lost to a rival, most first: Fenmark 2",
        ),
    ],
)
def test_who_comes_first_is_counted(firms: Book, question: str, first: str) -> None:
    answer = asked(firms, question)
    assert answer.answer.startswith(first)
    assert answer.citations


@pytest.mark.parametrize(
    "question", ["I feel we let things drag. Where has that cost us?", "anything like this already: nobody called back"]
)
def test_what_happened_elsewhere_is_asked_of_all_deals(firms: Book, question: str) -> None:
    answer = asked(firms, question)
    assert answer.account_id is None
    assert "which account" not in answer.answer


def test_a_number_to_ring_that_no_note_has(firms: Book) -> None:
    for question in ("Rosa's cell?", "direct number for Rosa at Wolf River Steel"):
        assert asked(firms, question).kind == "no_record"


def test_a_short_form_in_the_plural() -> None:
    assert short_for("props", "properties")
    assert not short_for("prods", "properties")
