"""The labelled commitments: whole, split by deals, and scored as they say."""

import pytest

from app.followup.following import reader_of
from eval.promises import PARTS, Judged, cases, judge, rows
from ingest.book import Book


@pytest.mark.parametrize("part", PARTS)
def test_cases_are_whole(part: str) -> None:
    some = cases(part)
    assert len({each.id for each in some}) == len(some) >= 30
    for case in some:
        assert bool(case.quotes) == (case.label != "not_testable"), case.id
        assert all(any(words in note.text for note in case.notes) for words in case.quotes), case.id
        assert all(note.date > case.said for note in case.notes), case.id


def test_no_commitment_stands_in_both_parts() -> None:
    dev, sealed = ({each.commitment for each in cases(part)} for part in PARTS)
    assert not dev & sealed


def test_missed_is_never_said_without_the_words_of_the_note(book: Book) -> None:
    reader = reader_of(book)
    judged = [judge(reader, book, case) for case in cases("dev")]
    for each in judged:
        if each.found:
            assert any(each.found.line.text in note.text for note in each.case.notes)
    printed = rows(judged)
    assert (
        printed["missed with a quote that is in the note"].hits == printed["missed with a quote that is in the note"].n
    )
    assert printed["called missed, and labelled so"].hits >= 0.8 * printed["called missed, and labelled so"].n


def test_a_line_that_is_not_labelled_is_not_counted_as_one() -> None:
    case = next(each for each in cases("dev") if each.label == "kept")
    assert Judged(case, None).quoted is None
    assert not Judged(case, None).right
