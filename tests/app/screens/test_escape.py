"""The one escaper, and what is built with it."""

import re
from html import unescape

from hypothesis import given
from hypothesis import strategies as st

from app.widgets.escape import html, plain
from app.widgets.note import Mark, marks, note_html, quoted
from ingest.records import Diagnosis, Evidence, Note, Ranked
from prompts.codes import Side

WORDS = st.text(alphabet=st.characters(exclude_categories=["Cs", "Cc"]), max_size=80)


@given(WORDS)
def test_html_holds_no_markup_and_loses_no_word(words: str) -> None:
    escaped = html(words)
    assert not set("<>\"'") & set(escaped)
    assert unescape(escaped) == re.sub("[\u202a-\u202e\u2066-\u2069]", "", words)


@given(WORDS)
def test_plain_leaves_no_markdown_unescaped(words: str) -> None:
    bare = re.sub(r"\\.", "", plain(words))
    assert not set("\\`*_{}[]()#!|<>~:$&") & set(bare)


def test_an_image_is_only_words() -> None:
    assert plain("![x](https://evil.example)\n# big") == r"\!\[x\]\(https\://evil\.example\) \# big"


def test_words_that_bring_their_own_marks_get_no_second_pair() -> None:
    assert quoted('"we are 9k above"') == "&quot;we are 9k above&quot;"
    assert quoted("no\n answer") == "“no answer”"


def diagnosis(text: str, *spans: tuple[int, int], against: tuple[tuple[int, int], ...] = ()) -> Diagnosis:
    def evidence(span: tuple[int, int], side: Side = "buyer") -> Evidence:
        start, end = span
        return Evidence(line=1, start=start, end=end, text=text[start:end], side=side, cause="follow_up")

    return Diagnosis(
        outcome="competitor",
        cause="follow_up",
        confidence="low",
        ranking=(Ranked(cause="follow_up", score=1),),
        mechanism="m",
        control="rep",
        evidence=tuple(evidence(span) for span in spans),
        counter_evidence=tuple(evidence(span, "us") for span in against),
    )


def test_evidence_is_marked_in_place_with_sign_and_side() -> None:
    text = "They called. We slept & <b>lost</b>."
    shown = note_html(Note(text=text), marks(diagnosis(text, (13, 36), against=((0, 12),))))
    assert '<mark class="lb-ev lb-no" id="lb-against-1">They called.</mark>' in shown
    assert "against 1 · us" in shown
    assert "for 1 · buyer" in shown
    assert "&lt;b&gt;lost&lt;/b&gt;" in shown


@given(WORDS, st.lists(st.tuples(st.integers(0, 80), st.integers(0, 80)), max_size=5))
def test_marking_never_changes_the_note(words: str, spans: list[tuple[int, int]]) -> None:
    text = html_free(words)
    inside = [(min(a, b), max(a, b)) for a, b in spans if max(a, b) <= len(text) and a != b]
    shown = note_html(Note(text=text), marks(diagnosis(text, *inside)))
    body = re.sub(r'<span class="lb-mark[^>]*>.*?</span>', "", shown)
    assert unescape(re.sub(r"<[^>]*>", "", body)) == text
    assert all(isinstance(mark, Mark) for mark in marks(diagnosis(text, *inside)))


def html_free(words: str) -> str:
    """Without the direction marks that are never shown."""
    return re.sub("[\u202a-\u202e\u2066-\u2069]", "", words)
