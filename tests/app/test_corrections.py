"""What people corrected becomes labelled cases, and is read again."""

import json
from pathlib import Path

from app import desk
from app.corrections import Agreement, agreement, cases, corrected, told
from eval.diagnosis.cases import read_cases
from ingest.book import Book
from ingest.pipeline import review
from ingest.read import read_text
from ingest.records import Given, Viewer
from tests.ingest.test_diagnose import FREEZE, LATE


def recorded(book: Book, text: str, cause: str) -> str:
    """Record a note and correct its cause."""
    *_, last = review(read_text(text), book, Given(account="Marrow Freight", rep="Me"), "builtin")
    assert last.reading
    first = book.store.record(book.viewer, last.reading, account="Marrow Freight", rep="Me")
    return desk.correct(book, book.viewer, book.store.review(book.viewer, first), {"cause": cause, "confidence": "low"})


def test_what_was_never_corrected_is_no_case(book: Book) -> None:
    *_, last = review(read_text(LATE), book, Given(account="Marrow Freight", rep="Me"), "builtin")
    assert last.reading
    book.store.record(book.viewer, last.reading, account="Marrow Freight", rep="Me")
    assert cases(book.store, book.viewer) == ""
    assert agreement(book, book.viewer) == Agreement(0, 0, 0)
    assert "Nobody has corrected" in told(Agreement(0, 0, 0))


def test_corrected_notes_are_cases_that_the_evaluation_reads(book: Book, tmp_path: Path) -> None:
    recorded(book, LATE, "no_access")
    recorded(book, FREEZE, "unknown")
    (tmp_path / "mine.jsonl").write_text(cases(book.store, book.viewer), encoding="utf-8")
    by_cause = {case.cause: case for case in read_cases(tmp_path)["mine"]}
    assert by_cause.keys() == {"no_access", "unknown"}
    late = by_cause["no_access"]
    assert (late.kind, late.text, late.account) == ("loss", LATE, "Marrow Freight")
    assert by_cause["unknown"].kind == "no_reason"
    assert not by_cause["unknown"].evidence


def test_reading_again_says_how_often_the_engine_agrees(book: Book) -> None:
    recorded(book, LATE, "no_access")
    seen: list[int] = []
    found = agreement(book, book.viewer, seen.append)
    assert found == Agreement(1, 0, 0)
    assert seen == [1]
    assert told(found) == (
        "Of 1 note whose verdict a person gave, 0 were first read as they do. The built-in engine reads 0 so today."
    )


def test_a_corrected_account_alone_still_counts_as_the_persons_verdict(book: Book) -> None:
    *_, last = review(read_text(LATE), book, Given(account="Marrow Freight", rep="Me"), "builtin")
    assert last.reading
    first = book.store.record(book.viewer, last.reading, account="Marrow Freight", rep="Me")
    desk.correct(book, book.viewer, book.store.review(book.viewer, first), {"competitor": "Halden"})
    found = agreement(book, book.viewer)
    assert found == Agreement(1, 1, 1)
    case = json.loads(cases(book.store, book.viewer))
    assert "competitor" not in case  # the note does not name Halden


def test_a_colleagues_shared_correction_stays_theirs(book: Book) -> None:
    one = book.store.review(book.viewer, recorded(book, LATE, "no_access"))
    book.store.share(Viewer(name="Me"), one.id, "team")
    colleague = Viewer(name="Maya")
    assert book.store.corrected(colleague), "shared: it may be seen"
    assert corrected(book.store, colleague) == []
    assert cases(book.store, colleague) == ""
    assert agreement(book, colleague).n == 0
    assert len(corrected(book.store, Viewer(name="me"))) == 1
