"""Commitments held against later notes: the wording, the rules, what is never said without a quote."""

import datetime as dt
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from app.followup import Reader, follow, latest_open, since
from app.followup.cues import done, is_ahead
from app.followup.following import Followed, Seen, reader_of
from app.followup.learned import learned, save
from app.followup.wording import said
from app.reviewing import review_note
from ingest.book import Book
from ingest.lines import number_lines
from ingest.read import read_text
from ingest.records import Given, Viewer
from ingest.store.rows import CommitmentRow
from prompts.errors import ModelFileError

MAYA = Viewer(name="Maya Lindqvist")
TODAY = dt.date(2026, 11, 22)
FINANCE = "Finance in the room by call two."
REFUSED = "Ostrow lost, 31k.\nFinance said no, they had never seen us and never heard of us.\nNice people."
JOINED = "Lindale won.\nTheir finance director joined our second call and asked her own questions.\nStart 1 June."
OTHER = "Brill ended early.\nThey have four vans.\nHe asked about winter tyres."


def recorded(book: Book, text: str, day: dt.date, account: str) -> str:
    given = Given(account=account, rep=MAYA.name, date=day, closed=day)
    review_id = review_note(book, read_text(text, day), given, "builtin", save=True).review_id
    assert review_id
    return review_id


def promised(book: Book, text: str = FINANCE, said_on: dt.date = dt.date(2026, 3, 3)) -> CommitmentRow:
    first = recorded(book, "Halden lost. Dana took the pdf in herself.", said_on, "Halden")
    book.store.commit_to(MAYA, first, text)
    (row,) = book.store.commitments(MAYA, MAYA.name)
    made = dt.datetime.combine(said_on, dt.time(12), dt.UTC)
    return replace(row, commitment=row.commitment.model_copy(update={"made": made}))


def followed(book: Book, row: CommitmentRow) -> Followed:
    (found,) = follow(book, MAYA, [row], TODAY)
    return found


def test_kept_and_missed_come_with_the_exact_line_and_its_day(book: Book) -> None:
    row = promised(book)
    recorded(book, REFUSED, dt.date(2026, 4, 1), "Ostrow")
    recorded(book, JOINED, dt.date(2026, 5, 1), "Lindale")
    recorded(book, OTHER, dt.date(2026, 6, 1), "Brill")
    found = followed(book, row)
    assert [(each.shown.verdict, each.review.account) for each in found.seen] == [
        ("kept", "Lindale"),
        ("missed", "Ostrow"),
    ]
    for each in found.seen:
        assert each.shown.line.text in book.store.review(MAYA, each.review.id).note.text
    assert found.status == "kept", "the latest note that tells decides"
    assert since(found) == "One of three deals since. One shows it did not happen. One does not say."
    assert said(found) == "You said on 3 Mar 2026: Finance in the room by call two."


@pytest.mark.parametrize(("note", "shows"), [(JOINED, "was kept"), (REFUSED, "did not happen")])
def test_one_deal_since_is_not_counted(book: Book, note: str, shows: str) -> None:
    row = promised(book)
    recorded(book, note, dt.date(2026, 5, 1), "Lindale")
    assert since(followed(book, row)) == f"The one deal since shows it {shows}."


def test_silence_is_not_testable_and_never_missed(book: Book) -> None:
    row = promised(book)
    assert since(followed(book, row)) == "No deal on record since."
    recorded(book, OTHER, dt.date(2026, 6, 1), "Brill")
    found = followed(book, row)
    assert (found.status, found.seen) == ("not_testable", ())
    assert since(found) == "One deal since; no note says."


def test_notes_from_before_and_the_deal_itself_show_nothing(book: Book) -> None:
    row = promised(book)
    recorded(book, JOINED, dt.date(2026, 2, 1), "Lindale")
    assert followed(book, row).later == 0


def test_what_the_rep_settled_stands(book: Book) -> None:
    row = promised(book)
    recorded(book, JOINED, dt.date(2026, 5, 1), "Lindale")
    book.store.settle(MAYA, row.commitment.id, "missed")
    (settled,) = book.store.commitments(MAYA, MAYA.name)
    settled = replace(settled, commitment=settled.commitment.model_copy(update={"made": row.commitment.made}))
    assert followed(book, settled).status == "missed"
    assert latest_open(book, MAYA, TODAY) is None


@pytest.mark.parametrize(
    "line",
    [
        "We will get finance into the second call next time.",
        "Need to speak with their finance director before the next quote.",
        "Kestrel met their finance director on the second call.",
    ],
)
def test_plans_and_what_the_rival_did_show_nothing(book: Book, line: str) -> None:
    reader = reader_of(book)
    (promise,) = reader.promises([FINANCE])
    lines = number_lines(read_text(line))
    assert reader.shown(promise, lines, book.line_vectors(lines), "Kestrel") is None


def test_a_promise_about_somebody_is_looked_for_only_where_they_are(book: Book) -> None:
    reader = reader_of(book)
    (promise,) = reader.promises(["Ring Meena in the first week of April."])
    other, hers = (
        number_lines(read_text(f"I said April and rang {name} in the middle of May, far too late."))
        for name in ("Bob", "Meena")
    )
    assert reader.shown(promise, other, book.line_vectors(other)) is None
    found = reader.shown(promise, hers, book.line_vectors(hers))
    assert found is not None
    assert found.verdict == "missed"


def test_an_empty_note_shows_nothing(book: Book) -> None:
    reader = reader_of(book)
    (promise,) = reader.promises([FINANCE])
    assert reader.shown(promise, (), book.line_vectors(())) is None


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("never met her", -1),
        ("as promised, the same day", 1),
        ("they chose the blue one", 0),
        ("nothing left to ask", 1),
        ("started from zero, as always, nothing ready", -1),
    ],
)
def test_words_around_a_deed(text: str, told: int) -> None:
    assert done(text) == told


def test_regret_is_no_plan() -> None:
    assert is_ahead("will meet the CFO")
    assert not is_ahead("I should have met the CFO, I must say")


def test_damaged_weights_say_what_to_do(tmp_path: Path) -> None:
    file = tmp_path / "promises.npz"
    file.write_bytes(b"not weights")
    with pytest.raises(ModelFileError, match="check the file out again"):
        learned(file)
    save(replace(learned(), rarity=learned().rarity[:-1]), file)
    learned.cache_clear()
    with pytest.raises(ModelFileError, match="run `make train`"):
        learned(file)


def test_a_commitment_nobody_listed_borrows_from_the_nearest(book: Book) -> None:
    weights = learned()
    finance, near, other = book.embedder.embed(
        [FINANCE, "Their finance director joins call two.", "Quote in 24 hours."]
    )
    heard = [weights.ears(vector)[0].meaning.ravel() for vector in (finance, near, other)]
    assert np.linalg.norm(heard[0] - heard[1]) < np.linalg.norm(heard[0] - heard[2])


def test_two_and_five_in_words(book: Book) -> None:
    row = promised(book)
    one = followed(book, row)
    recorded(book, JOINED, dt.date(2026, 5, 1), "Lindale")
    (seen,) = followed(book, row).seen
    two_of_five = replace(one, later=5, seen=(seen, Seen(seen.review, seen.shown)))
    assert since(two_of_five) == "Two of five deals since. Three do not say."
    assert isinstance(reader_of(book), Reader)
