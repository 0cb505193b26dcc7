import datetime as dt
from collections.abc import Callable

import pytest

from app.pastloss import Similar
from app.similar import FLOOR, pattern, similar
from app.wording import nth
from ingest.book import Book
from ingest.pipeline import review
from ingest.read import read_text
from ingest.records import Given, Reading, Viewer
from tests.app.notes import SECURITY, SECURITY_AGAIN, SILENCE, WON


def read(book: Book, text: str) -> Reading:
    *_, last = review(read_text(text), book, Given(), "builtin")
    assert last.reading is not None
    return last.reading


@pytest.fixture
def keep(book: Book) -> Callable[..., str]:
    def keep(text: str, account: str, rep: str = "Me", shared: str | None = None) -> str:
        given = Given(account=account, rep=rep)
        review_id = book.record(Viewer(name=rep, all=True), read(book, text), given)
        if shared:
            book.store.share(Viewer(name=rep), review_id, shared)  # type: ignore[arg-type]
        return review_id

    return keep


def ids(found: tuple[Similar, ...]) -> list[str]:
    return [each.review_id for each in found]


def test_the_loss_that_went_the_same_way_is_found_and_says_why(book: Book, keep: Callable[..., str]) -> None:
    same = keep(SECURITY_AGAIN, "Mwangi", "Priya")
    keep(SILENCE, "Brackwater")
    first = similar(book, book.viewer, read(book, SECURITY))[0]
    assert first.review_id == same
    assert (first.account, first.rep) == ("Mwangi", "Priya")
    assert first.quote in SECURITY_AGAIN
    assert first.own_quote in SECURITY
    assert first.why.startswith(("Same mechanism: ", "Same cause, "))
    assert first.why.endswith(".")
    assert FLOOR <= first.score <= 1


def test_a_loss_of_another_kind_is_not_similar_whatever_it_talks_about(book: Book, keep: Callable[..., str]) -> None:
    # Same account, same rival, same people: the topic is the same, what went wrong is not.
    keep(SILENCE.replace("Brackwater Lifts", "Nordlund Medical").replace("Imogen", "Henrik"), "Nordlund Medical")
    assert similar(book, book.viewer, read(book, SECURITY)) == ()


def test_nothing_on_record_nothing_similar(book: Book) -> None:
    assert similar(book, book.viewer, read(book, SECURITY)) == ()


def test_a_few_words_are_like_no_loss(book: Book, keep: Callable[..., str]) -> None:
    keep("ok so far, call went fine, they like it", "Halden")
    keep(SECURITY, "Nordlund")
    assert similar(book, book.viewer, read(book, "ok so far")) == ()


def test_a_won_deal_is_like_no_loss_and_no_loss_is_like_it(book: Book, keep: Callable[..., str]) -> None:
    keep(WON, "Greve")
    keep(SECURITY, "Nordlund")
    won = read(book, WON)
    assert won.diagnosis.outcome == "won"
    assert similar(book, book.viewer, won) == ()
    assert all(each.account != "Greve" for each in similar(book, book.viewer, read(book, SECURITY_AGAIN)))


def test_its_own_review_is_left_out_in_every_version(book: Book, keep: Callable[..., str]) -> None:
    other = keep(SECURITY_AGAIN, "Mwangi")
    mine = keep(SECURITY, "Nordlund")
    stored = book.store.review(book.viewer, mine)
    assert ids(similar(book, book.viewer, stored.reading, exclude=mine)) == [other]
    corrected = book.store.correct(book.viewer, mine, stored.diagnosis.model_copy(update={"competitor": "Kestrel"}))
    for version in (mine, corrected):
        assert ids(similar(book, book.viewer, stored.reading, exclude=version)) == [other]


def test_the_same_notes_again_are_not_a_second_loss(book: Book, keep: Callable[..., str]) -> None:
    keep(SECURITY, "Nordlund")
    assert similar(book, book.viewer, read(book, SECURITY)) == ()


def test_what_a_viewer_may_not_see_is_not_found(book: Book, keep: Callable[..., str]) -> None:
    keep(SECURITY_AGAIN, "Mwangi", "Priya")
    shared = keep(SECURITY_AGAIN.replace("Mwangi", "Tideway"), "Tideway", "Tomas", "team")
    own = keep(SECURITY_AGAIN.replace("Mwangi", "Vireo"), "Vireo", "Maya")
    reading = read(book, SECURITY)
    assert set(ids(similar(book, Viewer(name="Maya"), reading))) == {shared, own}
    assert ids(similar(book, Viewer(name="Nobody"), reading)) == [shared]


def test_an_erased_review_is_not_found_any_more(book: Book, keep: Callable[..., str]) -> None:
    keep(SECURITY_AGAIN, "Mwangi")
    reading = read(book, SECURITY)
    assert similar(book, book.viewer, reading)
    book.store.erase_account(book.viewer, "Mwangi")
    assert similar(book, book.viewer, reading) == ()


def test_at_most_k_the_best_first(book: Book, keep: Callable[..., str]) -> None:
    for number in range(5):
        keep(SECURITY_AGAIN.replace("a month", f"{number + 2} weeks"), f"Account {number}")
    found = similar(book, book.viewer, read(book, SECURITY), k=3)
    assert len(found) == 3
    assert [each.score for each in found] == sorted((each.score for each in found), reverse=True)


@pytest.mark.parametrize(
    ("before", "most", "times"),
    [(1, 100, "the second"), (8, 100, "the 9th"), (20, 100, "the 21st"), (8, 8, "at least the 9th")],
)
def test_how_often_is_a_count_and_at_least_only_where_it_was_cut(
    book: Book, monkeypatch: pytest.MonkeyPatch, before: int, most: int, times: str
) -> None:
    reading = read(book, SECURITY)
    for number in range(before):
        other = reading.model_copy(update={"note": reading.note.model_copy(update={"name": f"{number}.txt"})})
        book.store.record(book.viewer, other, account=f"Account {number}", rep="Me")
    monkeypatch.setattr("app.similar._COUNTED", most)
    assert f"This is {times} time on record." in pattern(book, book.viewer, reading.diagnosis)


def test_the_eleventh_to_the_thirteenth_end_in_th() -> None:
    assert [nth(number) for number in (11, 12, 13, 22, 33, 101, 112)] == [
        "11th", "12th", "13th", "22nd", "33rd", "101st", "112th",
    ]  # fmt: skip


def test_nothing_is_said_to_have_happened_again_where_the_notes_do_not_speak_of_it_clearly(book: Book) -> None:
    reading = read(book, SECURITY)
    other = reading.model_copy(update={"note": reading.note.model_copy(update={"name": "before.txt"})})
    book.store.record(book.viewer, other, account="Mwangi", rep="Me")
    assert reading.diagnosis.mechanism_is_clear
    assert pattern(book, book.viewer, reading.diagnosis)
    unclear = reading.diagnosis.model_copy(update={"mechanism_is_clear": False})
    assert pattern(book, book.viewer, unclear) == ""


def test_before_means_before(book: Book) -> None:
    reading = read(book, SECURITY)
    ids = []
    for month in (3, 5, 7):
        of = reading.model_copy(update={"note": reading.note.model_copy(update={"name": f"{month}.txt"})})
        given = Given(closed=dt.date(2026, month, 1))
        made = book.store.record(book.viewer, of, account=f"Account {month}", rep="Me", given=given)
        ids.append(made)
    said = [pattern(book, book.viewer, reading.diagnosis, each) for each in ids]
    assert said[0] == ""
    assert "the second time" in said[1]
    assert "Account 3" in said[1]
    assert "Account 7" not in said[1]
    assert "the third time" in said[2]
