"""Questions of each kind about the sample year, and what their answers must and must not hold."""

import pytest

from app.asking import Answered, ask
from app.asking.general import way
from ingest.book import Book
from tests.app.asking.conftest import TODAY


def asked(book: Book, question: str, previous: Answered | None = None) -> Answered:
    return ask(book, book.viewer, question, previous=previous, today=TODAY, use_model=False)


def words_of(found: Answered) -> str:
    """The answer and what it cites."""
    return " ".join([found.answer, *(each.quote for each in found.citations)])


RECORD = [
    ("What happened last time with Halden Cold Chain?", "Halden Cold Chain", ("6 Oct 2026", "was won", "Anneke")),
    ("where did we leave it with fenwick oduya", "Fenwick-Oduya Fire Safety", ("6 Aug 2026", "without a decision")),
    ("I'm ringing Pellworth Foods tomorrow, catch me up", "Pellworth Foods", ("18 Aug 2026", "won", "Ruth")),
    ("Castell Waste's whole history please", "Castell Waste Services", ("2 rounds", "9 Dec 2025", "9 Jun 2026")),
    ("Why did we lose Mwangi Cold Stores?", "Mwangi Cold Stores", ("Security", "Pieter")),
    ("Who did we lose Delacroix to?", "Delacroix Linen Service", ("PressRoute",)),
    ("What reason did we log for Penhallow Dairy?", "Penhallow Dairy", ("Budget",)),
    ("Who did we deal with at Vireo Diagnostics?", "Vireo Diagnostics", ("Named on their side",)),
    ("How big was the Torvald deal?", "Torvald Facility Services GmbH", ("84,000", "120,000")),
    ("How many vans does Halden Cold Chain have?", "Halden Cold Chain", ("34 vans",)),
    ("What did we learn at Vantry HVAC?", "Vantry HVAC", ("Not again", "isn't a date")),
    ("What did we promise Halden Cold Chain?", "Halden Cold Chain", ("finance person",)),
    ("When should we go back to Brandt Kältetechnik?", "Brandt Kältetechnik", ("Özdemir",)),
    ("How did the first round with Vireo Diagnostics end?", "Vireo Diagnostics", ("round 1 of 2", "Kestrel FSM")),
    ("Was war zuletzt mit Brandt Kältetechnik?", "Brandt Kältetechnik", ("round 2 of 2",)),
    ("Halden Cold Chain in November 2025?", "Halden Cold Chain", ("18 Nov 2025", "Routely")),
]


@pytest.mark.parametrize(("question", "account", "facts"), RECORD, ids=[row[0] for row in RECORD])
def test_an_account_question_is_answered_from_its_own_records(
    year: Book, question: str, account: str, facts: tuple[str, ...]
) -> None:
    found = asked(year, question)
    assert (found.kind, found.account) == ("record", account), found.answer
    for fact in facts:
        assert fact in words_of(found), found.answer
    assert {each.account for each in found.citations} == {account}


COUNTS = [
    (
        "How often did we lose to Kestrel FSM?",
        "5 deals",
        ("Brackwater Lifts", "Nordlund", "Vireo", "Vantry", "Torvald"),
    ),
    ("How many deals did Maya win this year?", "2 deals", ("Halden Cold Chain", "Pellworth Foods")),
    ("How many deals has Priya lost since September?", "2 deals", ("Vireo Diagnostics", "Torvald")),
    ("What is our win rate?", "8 won of 48 deals", ()),
    ("Which accounts did we win in 2025?", "No deal on record", ()),
    ("How many lost deals were filed under budget?", "filed under Budget ceiling", ()),
    ("Which deals mentioned the penetration test?", "mentioning penetration test", ()),
    ("How many lost deals were worth more than 80k?", "deal", ("Torvald",)),
]


@pytest.mark.parametrize(("question", "number", "names"), COUNTS, ids=[row[0] for row in COUNTS])
def test_a_team_question_is_counted_and_every_deal_is_cited(
    year: Book, question: str, number: str, names: tuple[str, ...]
) -> None:
    found = asked(year, question)
    assert (found.kind, found.account) == ("record", None)
    assert number in found.answer
    for name in names:
        assert name in found.answer
        assert any(name in each.account for each in found.citations)


@pytest.mark.parametrize(
    "question", ["Maya's wins this year", "deals Maya won this year?", "what did Maya win in 2026? list em"]
)
def test_a_count_needs_no_word_for_counting(year: Book, question: str) -> None:
    found = asked(year, question)
    assert (found.kind, found.account) == ("record", None)
    assert "2 deals" in found.answer


def test_a_count_goes_on_with_another_rival(year: Book) -> None:
    first = asked(year, "How often did we lose to Kestrel FSM?")
    found = asked(year, "and to Routely?", first)
    assert (found.kind, found.account) == ("record", None)
    assert "lost to Routely" in found.answer
    assert "Kestrel" not in found.answer


def test_a_follow_up_stays_with_the_round_it_is_about(year: Book) -> None:
    first = asked(year, "Who put the numbers together at Halden Cold Chain in November 2025?")
    found = asked(year, "and what did they say?", first)
    assert found.account == "Halden Cold Chain"
    assert {each.date.year for each in found.citations} == {2025}


@pytest.mark.parametrize("question", ["What happened with Halden?", "why did we lose brackwater", "Halden, last time?"])
def test_a_name_two_accounts_bear_is_asked_back_with_what_tells_them_apart(year: Book, question: str) -> None:
    found = asked(year, question)
    assert found.kind == "ambiguous"
    assert len(found.candidates) == 2
    assert not found.citations
    assert all(choice.told.startswith("last on ") for choice in found.choices)
    chosen = ask(year, year.viewer, question, about=found.choices[1].account_id, today=TODAY, use_model=False)
    assert chosen.account == found.choices[1].name


@pytest.mark.parametrize(
    "question",
    [
        "What happened with Zephyr Dynamics?",
        "Did we ever pitch to Halden Motors?",
        "Who is the CFO of Castell Waste Services?",
        "Did Penhallow Dairy mention GDPR?",
        "What does Ocaso pay Routely per month?",
    ],
)
def test_what_is_not_on_record_is_said_and_what_would_fill_the_gap(year: Book, question: str) -> None:
    found = asked(year, question)
    assert found.kind == "no_record", found.answer
    assert not found.citations
    assert found.gap.endswith(".")


def test_a_conversation_keeps_its_account_and_its_question(year: Book) -> None:
    last = asked(year, "What happened last time with Halden Cold Chain?")
    before = asked(year, "and before that?", last)
    assert "round 2 of 3" in before.answer
    first = asked(year, "and before that?", before)
    assert "round 1 of 3" in first.answer
    assert asked(year, "and before that?", first).kind == "no_record"
    why = asked(year, "why?", before)
    assert (why.account, "17 Mar 2026" in why.answer, "6 Oct 2026" in why.answer) == ("Halden Cold Chain", True, False)
    other = asked(year, "and with Pellworth Foods?", last)
    assert (other.account, "round 2 of 2" in other.answer) == ("Pellworth Foods", True)
    team = asked(year, "how often did we lose to Kestrel?", last)
    assert team.account is None


def test_every_mark_has_its_source_and_every_source_its_mark(year: Book) -> None:
    import re

    for question, _, _ in RECORD:
        found = asked(year, question)
        marks = {int(n) for n in re.findall(r"\[(\d+)\]", found.answer)}
        assert [each.n for each in found.citations] == list(range(1, len(found.citations) + 1))
        assert {each.n for each in found.citations} <= marks


def test_quotes_are_the_words_of_the_note(year: Book) -> None:
    for question, _, _ in RECORD:
        for each in asked(year, question).citations:
            stored = year.store.review(year.viewer, each.review_id)
            assert each.line is None or each.quote in " ".join(stored.note.text.split())
            assert each.line is None or each.line in {line.number for line in stored.lines}


def test_a_way_of_losing_brings_past_losses_and_says_how_sure_it_is(year: Book) -> None:
    found = asked(year, "Have we lost before because their security people had no outside test report from us?")
    assert found.kind == "record"
    assert found.answer.startswith(("Yes, it looks like it: ", "Nothing says it in those words. "))
    assert {"Nordlund Medical Devices", "Mwangi Cold Stores"} & {each.account for each in found.citations}


@pytest.mark.parametrize(
    ("question", "way_of_losing"),
    [
        ("Have we ever lost because a quote was late?", "a quote was late"),
        ("Did a mishap ever frighten a prospect away?", "Did a mishap frighten a prospect away"),
        ("Were there cases where nobody met finance?", "nobody met finance"),
    ],
)
def test_only_the_way_of_losing_is_compared(question: str, way_of_losing: str) -> None:
    assert way(question) == way_of_losing


@pytest.mark.parametrize(
    "question",
    ["losses where we never met the decision maker", "deals that died because nobody followed up",
     "where did we lose on a missing integration", "losses where Maya never met the decision maker"],
)  # fmt: skip
def test_a_way_of_losing_is_no_count(year: Book, question: str) -> None:
    found = asked(year, question)
    assert found.kind == "record"
    assert "went a similar way" in found.answer


def test_why_an_account_told_by_its_trade_was_lost_is_no_count(year: Book) -> None:
    found = asked(year, "why did we lose the dairy")
    assert found.account == "Penhallow Dairy" or "Penhallow Dairy" in found.candidates


def test_what_was_never_won_is_said(year: Book) -> None:
    found = asked(year, "when did we win Castell Waste?")
    assert (found.kind, found.answer) == ("no_record", "2 rounds with Castell Waste Services, none won.")
