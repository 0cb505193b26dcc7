import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.records import Diagnosis, Evidence, Line, Note, Quote, Ranked, Recoverable, Revisit
from ingest.verify import is_true, verify
from prompts.codes import Side

NOTE = Note(text="They signed with Kestrel.\nWe sent the quote late.")
LINES = (
    Line(number=1, start=0, end=25, text="They signed with Kestrel.", side="buyer"),
    Line(number=2, start=26, end=49, text="We sent the quote late.", side="us"),
)


def evidence(line: int, start: int, end: int, text: str, side: Side = "buyer") -> Evidence:
    return Evidence(line=line, start=start, end=end, text=text, side=side, cause="follow_up")


def diagnosis(*found: Evidence, **more: object) -> Diagnosis:
    fields = {
        "outcome": "competitor",
        "cause": "follow_up",
        "confidence": "high",
        "ranking": (Ranked(cause="follow_up", score=1.0),),
        "mechanism": "Late.",
        "control": "rep",
        "evidence": found,
    } | more
    return Diagnosis.model_validate(fields)


@pytest.mark.parametrize(
    "false",
    [
        evidence(1, 0, 25, "They signed with Kestrel!"),
        evidence(1, 0, 24, "They signed with Kestrel."),
        evidence(2, 0, 25, "They signed with Kestrel."),
        evidence(3, 0, 25, "They signed with Kestrel."),
        evidence(0, 0, 25, "They signed with Kestrel."),
        evidence(1, 5, 5, ""),
        evidence(1, 4, 5, " "),
    ],
)
def test_a_quote_that_is_not_in_the_note_is_dropped(false: Evidence) -> None:
    true = evidence(2, 26, 49, "We sent the quote late.")
    assert verify(diagnosis(true, false), NOTE, LINES).evidence == (true,)


def test_moment_and_revisit_are_checked_too() -> None:
    moment = Recoverable(quote=Quote(line=1, start=0, end=4, text="Thay", side="buyer"), signal="x")
    revisit = Revisit(text="March", line=1, start=0, end=5)
    checked = verify(diagnosis(recoverable=moment, revisit=revisit), NOTE, LINES)
    assert (checked.recoverable, checked.revisit) == (None, None)


def test_only_our_own_words_cap_confidence_at_low() -> None:
    own = evidence(2, 26, 49, "We sent the quote late.", side="us")
    assert verify(diagnosis(own), NOTE, LINES).confidence == "low"
    assert verify(diagnosis(evidence(1, 0, 25, "They signed with Kestrel.")), NOTE, LINES).confidence == "high"


@given(st.integers(-3, 60), st.integers(-3, 60), st.text(max_size=10), st.integers(-1, 4))
def test_what_passes_is_always_a_true_span(start: int, end: int, text: str, line: int) -> None:
    quote = Quote(line=line, start=start, end=end, text=text, side="buyer")
    if is_true(quote, NOTE, LINES):
        assert NOTE.text[start:end] == text
        assert 0 <= start < end <= len(NOTE.text)
