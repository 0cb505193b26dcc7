"""The built-in engine on whole notes, with the real embedder and the shipped playbook."""

import datetime as dt
from collections.abc import Sequence
from pathlib import Path
from threading import Event

import numpy as np
import pytest

from ingest.book import Book
from ingest.diagnose.builtin import with_ways
from ingest.diagnose.conclude import mechanism
from ingest.diagnose.head import LineHead
from ingest.diagnose.signals import cached_vectors
from ingest.diagnose.weigh import clears_topic
from ingest.embed import Vectors
from ingest.pipeline import review
from ingest.read import read_text
from ingest.records import Diagnosis, Evidence, Given, Reading
from ingest.verify import is_true
from prompts.codes import CAUSES
from prompts.errors import ModelCancelled


def reading(book: Book, text: str, **given: object) -> Reading:
    *_, last = review(read_text(text), book, Given.model_validate(given), "builtin")
    assert last.step == "done"
    assert last.reading is not None
    return last.reading


LATE = """Call with Ines Ferreira (ops lead, Marrow Freight), 4 May.
She liked the board view, price was fine for them.
I promised the numbers for the second depot by Friday. Got pulled into another rfp and it slipped.
Ines mailed twice asking where the quote was.
When I sent it on the 19th she wrote that they had signed with the other lot on the Tuesday.
"""
FREEZE = """Marrow Freight, second try.
Wednesday their group in Lyon put a hold on every purchase until the merger closes, letter attached.
Ines said all projects are stopped, ours and three others, nothing to do with you.
Restart not before April, she will know more after the board in March.
"""


def test_a_late_quote_is_follow_up_and_the_words_prove_it(book: Book) -> None:
    found = reading(book, LATE, stated="price").diagnosis
    assert found.cause == "follow_up"
    assert found.control == "rep"
    assert found.stated
    assert found.stated.text == "price"
    shown = " ".join(item.text for item in found.evidence)
    assert "asking where the quote was" in shown or "slipped" in shown


def test_a_freeze_is_nobodys_fault(book: Book) -> None:
    found = reading(book, FREEZE, date=dt.date(2026, 1, 20)).diagnosis
    assert found.cause == "external_timing"
    assert found.control == "nobody"
    assert found.recoverable is None


@pytest.mark.parametrize("text", [LATE, FREEZE, "They went another way. No reason given. Sent a thank you note."])
def test_every_invariant_of_a_diagnosis(book: Book, text: str) -> None:
    result = reading(book, text)
    found = result.diagnosis
    assert sum(ranked.score for ranked in found.ranking) == pytest.approx(1, abs=0.01)
    assert {ranked.cause for ranked in found.ranking} == set(CAUSES)
    assert found.ranking[0].cause == found.cause
    quotes = (*found.evidence, *found.counter_evidence)
    assert all(is_true(quote, result.note, result.lines) for quote in quotes)
    assert not {item.line for item in found.evidence} & {item.line for item in found.counter_evidence}
    page = book.playbook.causes[found.cause]
    assert found.mechanism in page.mechanisms


def test_the_same_note_gets_the_same_review(book: Book) -> None:
    assert reading(book, LATE).diagnosis == reading(book, LATE).diagnosis


def test_the_stated_reason_is_not_evidence(book: Book) -> None:
    without, with_it = reading(book, LATE), reading(book, LATE + "\nClosed Lost Reason: budget")
    assert with_it.diagnosis.cause == without.diagnosis.cause
    assert all("budget" not in item.text for item in with_it.diagnosis.evidence)


def test_a_note_without_a_reason_is_unknown(book: Book) -> None:
    found = reading(
        book, "Hi team,\nmeeting moved to Tuesday 10am.\nAttendees: Ines, Paul.\nAgenda attached."
    ).diagnosis
    assert found.cause == "unknown"
    assert found.confidence == "low"
    assert found.settling_question


def test_coaching_names_the_deal_and_leaves_no_slot(book: Book) -> None:
    coaching = reading(book, LATE, account="Marrow Freight", rep="Maya").coaching
    for advice in (coaching.lessons, coaching.next_time, coaching.questions):
        assert len(advice) == 3
        assert not [each.text for each in advice if "{" in each.text or "}" in each.text]
    assert any(each.lines for each in coaching.lessons)


def test_card_carries_their_own_words_and_date(book: Book) -> None:
    card = reading(book, LATE + "\nInes: come back in September.", date=dt.date(2026, 5, 20)).card
    assert card.revisit == dt.date(2026, 9, 1)
    assert "come back in September" in card.reopen_when
    assert card.avoid


def test_a_won_deal_is_reviewed_as_a_win(book: Book) -> None:
    result = reading(
        book, "Marrow Freight signed today!\nInes told me the pilot week with her own routes made it.", outcome="won"
    )
    found = result.diagnosis
    assert (found.outcome, found.cause) == ("won", "unknown")
    assert found.mechanism in book.playbook.win.mechanisms
    assert result.coaching.questions


@pytest.mark.parametrize(
    ("text", "cleared"),
    [
        ("price wasn't the problem", True),
        ("security was fine, no issues there", True),
        ("pricing was fine but the term was not", False),
        ("not a blocker", True),
        ("they could not live with the price", False),
    ],
)
def test_lines_that_only_clear_a_topic(text: str, cleared: bool) -> None:
    assert clears_topic(text) is cleared


def test_scores_of_one_line_add_up(book: Book) -> None:
    scores = book.builtin.head.score(book.embedder.embed(["quote went out two weeks late", "lunch"]))
    assert scores.shape == (2, len(CAUSES) + 1)
    assert np.allclose(scores.sum(axis=1), 1, atol=1e-5)
    assert scores[0].argmax() == CAUSES.index("follow_up")


def test_fit_is_repeatable(book: Book) -> None:
    bank = book.builtin.bank
    assert np.array_equal(LineHead.fit(bank).weights, LineHead.fit(bank).weights)


def test_only_changed_lines_are_embedded_again(book: Book, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    cache = tmp_path / "v.npz"
    asked: list[list[str]] = []
    embed = book.embedder.embed

    def remember(texts: Sequence[str]) -> Vectors:
        asked.append(list(texts))
        return embed(texts)

    monkeypatch.setattr(book.embedder, "embed", remember)
    first = cached_vectors(["one line", "two lines"], book.embedder, cache)
    second = cached_vectors(["two lines", "three lines"], book.embedder, cache)
    assert asked == [["one line", "two lines"], ["three lines"]]
    assert np.allclose(first[1], second[0], atol=1e-3)


def test_a_damaged_cache_is_only_work_to_do_again(book: Book, tmp_path: Path) -> None:
    cache = tmp_path / "v.npz"
    first = cached_vectors(["one line"], book.embedder, cache)
    whole = cache.read_bytes()
    assert np.array_equal(cached_vectors(["one line"], book.embedder, cache), first)
    for broken in (b"not a zip", b"", whole[: len(whole) // 2], whole[:90] + b"\0\0\0\0" + whole[94:]):
        cache.write_bytes(broken)
        assert np.array_equal(cached_vectors(["one line"], book.embedder, cache), first)


def test_unknown_is_never_held_with_high_confidence() -> None:
    with pytest.raises(ValueError, match="unknown"):
        Diagnosis(
            outcome="unknown", cause="unknown", confidence="high", ranking=(), mechanism="Not shown.", control="nobody"
        )


def test_of_a_huge_note_beginning_and_end_are_compared_and_it_says_so(
    book: Book, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ingest.notevectors.MOST_LINES", 120)
    monkeypatch.setattr("ingest.notevectors.FIRST_LINES", 20)
    rows = "\n".join(f"row {number} of a pasted log, nothing to see" for number in range(400))
    result = reading(book, rows + "\n" + LATE)
    assert result.diagnosis.cause == "follow_up"
    assert any("120 of 40" in notice for notice in result.diagnosis.notices)
    assert book.record(book.viewer, result, Given())


def test_a_long_reading_can_be_stopped(book: Book) -> None:
    stop = Event()
    stop.set()
    with pytest.raises(ModelCancelled):
        list(review(read_text(LATE), book, Given(), "builtin", cancel=stop))


@pytest.mark.parametrize(
    ("text", "named"),
    [
        (
            "Marrow Freight, pumps. Ines was our sponsor and pushed it for a year.\nInes resigned in March, her mails "
            "bounce.\nHer successor said: this was her project, nobody here feels it is ours.\n",
            "The sponsor leaves the company",
        ),
        (
            "Marrow Freight, pumps. Ines has been off sick since June, nobody knows when she is back.\n"
            "Nobody stands in for her and the project lies on her desk. Closed lost in September.\n",
            "A long absence",
        ),
    ],
)
def test_the_mechanism_is_the_one_the_note_speaks_of(book: Book, text: str, named: str) -> None:
    found = reading(book, text).diagnosis
    assert found.cause == "champion_lost"
    assert found.mechanism.startswith(named)


def test_a_mechanism_of_the_users_own_page_is_chosen_where_it_is_nearest(book: Book) -> None:
    own, known = "The works council is asked late and says no.", "The sponsor leaves."
    text = "Their works council had to be asked and said no."
    evidence = [Evidence(line=1, start=0, end=len(text), text=text, side="buyer", cause="no_access")]
    line, sentences = book.embedder.embed([text]), book.embedder.embed([known, own])
    assert mechanism(evidence, line, (known, own), sentences, {known: 0.1}) == own
    assert mechanism(evidence, line, (known,), sentences[:1], {known: 0.1}) == known
    assert mechanism((), line, (own,), sentences[1:], {}) == own


def test_a_page_with_sentences_of_the_users_own_loses_nothing_by_it() -> None:
    shares = np.full(len(CAUSES), 1 / len(CAUSES), np.float32)
    shares[0] = 0.5
    shares /= shares.sum()
    ways = np.full(len(CAUSES), 1 / (len(CAUSES) - 1), np.float32)
    ways[0] = -1  # an edited page
    made = with_ways(shares, ways)
    assert made[0] >= shares[0]
    assert made.sum() == pytest.approx(1)
    unknown = CAUSES.index("unknown")
    assert made[unknown] == shares[unknown]
