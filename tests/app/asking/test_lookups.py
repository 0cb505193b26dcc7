"""What a record holds is told from the record, however it is asked: who, when, why, how often, with whom."""

import pytest

from app.asking import ask, reading
from app.asking.lookups import LABELS, PARTICULAR, WANTS, learned, wanted
from ingest.book import Book
from prompts.errors import ModelFileError
from tests.app.asking.conftest import TODAY
from tests.app.asking.test_questions import asked

LOOKUPS = [
    ("How often have we lost Vireo Diagnostics?", "2 rounds with Vireo Diagnostics, none won: round 2"),
    ("what's our record against Castell Waste", "2 rounds with Castell Waste Services, none won"),
    ("did we ever win Halden Cold Chain?", "3 rounds with Halden Cold Chain, "),
    ("is Halden Cold Chain a customer of ours?", " won."),
    ("When did Delacroix Linen close?", "The last round on record, round 1, closed on "),
    ("how long ago did we lose Mwangi Cold Stores", "closed on "),
    ("who had Vireo Diagnostics on our side?", "On our side: "),
    ("who at Vireo Diagnostics did we talk to", "Named on their side: "),
    ("who walked off with Delacroix?", "It was lost to PressRoute"),
    ("how much was Torvald worth", "On record it was worth "),
    ("what would have to change before we ring Brandt Kältetechnik again", "To reopen: "),
    ("anything I should avoid next time at Vantry HVAC", "Not again: "),
    ("what did we say we'd do for Halden Cold Chain", "finance person"),
    ("reason in the CRM for Penhallow Dairy", "The reason given was “Budget”"),
    ("need the reason we lost Mwangi Cold Stores", "the notes show "),
    ("walk me through everything with Castell Waste", "2 rounds with Castell Waste Services"),
    ("¿por qué perdimos Mwangi Cold Stores?", "the notes show "),
    ("wie oft haben wir Vireo Diagnostics verloren", "2 rounds with Vireo Diagnostics"),
]


@pytest.mark.parametrize(("question", "said"), LOOKUPS, ids=[row[0] for row in LOOKUPS])
def test_a_lookup_is_told_from_the_record(
    year: Book, monkeypatch: pytest.MonkeyPatch, question: str, said: str
) -> None:
    monkeypatch.setattr(reading, "reader", None)  # nothing has to be read for it
    found = asked(year, question)
    assert found.kind == "record"
    assert said in found.answer


PARTICULARS = [
    "How often did Castell Waste reschedule the demo?",
    "When did Vireo Diagnostics start the two-week test?",
    "Who at Halden Cold Chain found the report ugly?",
    "How many vans does Halden Cold Chain have?",
    "What did we promise Torvald about the interface?",
]


@pytest.mark.parametrize("question", PARTICULARS)
def test_what_only_notes_tell_is_looked_up_in_them(year: Book, question: str) -> None:
    (vector,) = year.embedder.embed([question])
    assert wanted(question, vector).particular


def test_what_the_record_does_not_hold_is_said(year: Book) -> None:
    found = asked(year, "When do we go back to Halden Cold Chain?")
    assert found.answer.startswith("No day to come back is set: the last round was won.")
    found = asked(year, "when do we go back to Vireo Diagnostics?")
    assert found.answer.startswith("No day to come back is set. Call Claudia")


def test_a_follow_up_keeps_the_account(year: Book) -> None:
    first = asked(year, "What happened last time with Vireo Diagnostics?")
    second = ask(year, year.viewer, "and how often have we lost them?", previous=first, today=TODAY, use_model=False)
    assert second.answer.startswith("2 rounds with Vireo Diagnostics, none won")
    third = ask(year, year.viewer, "who was it lost to?", previous=second, today=TODAY, use_model=False)
    assert "Kestrel FSM" in third.answer


def test_the_same_question_goes_on_with_another_account(year: Book) -> None:
    first = asked(year, "Who did we lose Delacroix to?")
    second = asked(year, "and with Vireo Diagnostics?", first)
    assert second.account == "Vireo Diagnostics"
    assert "Kestrel FSM" in second.answer


@pytest.mark.parametrize("question", ["what happened with Vireo Diagnostics?", "when was Vireo Diagnostics?"])
def test_a_whole_question_about_another_account_is_its_own(year: Book, question: str) -> None:
    first = asked(year, "how much was Torvald worth")
    assert "it was worth" not in asked(year, question, first).answer


@pytest.mark.parametrize(
    "question", ["and Vireo Diagnostics?", "what about Vireo Diagnostics?", "Vireo Diagnostics !!"]
)
def test_a_name_alone_asks_what_happened_last(year: Book, question: str) -> None:
    assert asked(year, question).answer.startswith("Vireo Diagnostics, round 2 of 2")


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("what's our record with Halden Cold Chain currently", "3 rounds with Halden Cold Chain, 1 won"),
        ("how often did we lose Halden Cold Chain, and when was the last time", "3 rounds with Halden Cold Chain"),
        ("how often did we lose Halden Cold Chain in 2025", "1 round of 3 with Halden Cold Chain, none won"),
        ("all losses with Halden Cold Chain, one by one", "3 rounds with Halden Cold Chain, 1 won"),
    ],
)
def test_how_often_counts_every_round_that_is_meant(year: Book, question: str, said: str) -> None:
    assert said in asked(year, question).answer


@pytest.mark.parametrize("question", ["why did we win Halden Cold Chain in 2025", "who was there when we won Halden"])
def test_a_win_on_record_is_never_denied(year: Book, question: str) -> None:
    assert "none won" not in asked(year, question).answer


def test_a_deal_that_a_rival_won_is_not_ours(year: Book) -> None:
    assert "none won" not in asked(year, "was the deal Kestrel won at Vireo Diagnostics big?").answer


def test_two_things_are_both_told(year: Book) -> None:
    found = asked(year, "who beat us at Delacroix Linen and how much was it worth?")
    assert "It was lost to PressRoute" in found.answer
    assert "On record it was worth" in found.answer or "has no amount" in found.answer


def test_the_labels_are_what_the_weights_were_learned_for() -> None:
    assert (*WANTS, PARTICULAR) == LABELS
    assert learned().bias.shape == (len(LABELS),)


def test_damaged_weights_say_what_to_do(tmp_path_factory: pytest.TempPathFactory) -> None:
    damaged = tmp_path_factory.mktemp("weights") / "lookups.npz"
    damaged.write_bytes(b"none")
    with pytest.raises(ModelFileError, match="check the file out again"):
        learned(damaged)
