"""The 1:1 pack: who may have it, what stands in it, in which words, in every format."""

import datetime as dt
import io
import re
import time

import docx
import pytest

from app.prep import NOTICE, Pack, document, markdown, prepare, word
from app.prep.ahead import by
from app.prep.keeping import keep, kept_pack, read, rewrite
from app.prep.nouns import Key, plain
from app.reviewing import review_note
from ingest.book import Book
from ingest.read import read_text
from ingest.records import Debrief, Given, Viewer
from prompts.errors import LossbookError, NotFound
from tests.app.notes import SECURITY, SECURITY_AGAIN, SILENCE, WON
from tests.ingest.store.making import reading, vectors

TODAY = dt.date(2026, 3, 31)
SINCE = dt.date(2026, 1, 1)
MAYA, INES, TOMAS = (Viewer(name=name) for name in ("Maya Lindqvist", "Ines Rault", "Tomas Okafor"))
KEYS = "commitment words since pattern working tighten exercise questions where limits pass_on agree"
VERDICTS = r"\b(bad|poor|weak|fail(ed|ure)?|fault|blame|careless|lazy|great|excellent|amazing|underperform\w*)\b"


@pytest.fixture
def told(book: Book) -> Book:
    debrief = Debrief(reason="I answered the questionnaire too late.", learn="Ask who checks suppliers in week one.")
    for note, account, day in (
        (SECURITY, "Nordlund Medical", dt.date(2026, 2, 1)),
        (SECURITY_AGAIN, "Mwangi Cold Stores", dt.date(2026, 2, 20)),
        (SECURITY.replace("Nordlund", "Tessin"), "Tessin [x](http://evil)", dt.date(2026, 3, 1)),
        (WON, "Greve", dt.date(2026, 3, 10)),
        (SILENCE, "Brackwater Lifts", dt.date(2025, 3, 1)),
    ):
        given = Given(account=account, rep=MAYA.name, date=day)
        review_note(book, read_text(note), given, "builtin", save=True, debrief=debrief)
    book.store.set_person(book.viewer, INES.name, role="manager")
    book.store.set_person(book.viewer, MAYA.name, manager=INES.name)
    return book


def made(book: Book, viewer: Viewer | None = None, since: dt.date = SINCE) -> Pack:
    return prepare(book, viewer or book.viewer, MAYA.name, since, today=TODAY)


def text(pack: Pack, key: Key) -> str:
    return plain(pack.section(key))


def test_every_part_is_there_and_counts_have_their_n(told: Book) -> None:
    pack = made(told)
    assert " ".join(each.key for each in pack.sections) == KEYS
    assert (pack.won, pack.lost, pack.unshared) == (1, 3, 0)
    assert "4 deals on record: 1 won, 3 not won (n = 4)." in text(pack, "since")
    assert "Trust and risk: 3 of 3 losses" in text(pack, "pattern")
    assert "I answered the questionnaire too late." in text(pack, "words")
    assert [item.label for item in pack.section("questions").items] == ["Goal", "Reality", "Options and will"]
    assert all(item.text.endswith("?") for item in pack.section("questions").items)
    assert "By 14 Apr 2026." in text(pack, "agree")


def test_two_losses_are_no_pattern(told: Book) -> None:
    pack = made(told, since=dt.date(2026, 2, 10))
    assert pack.lost == 2
    assert "2 losses in this time: too few for a pattern." in text(pack, "pattern")
    assert "of 2 losses (" not in text(pack, "pattern")


def test_every_point_has_a_situation_a_behaviour_an_impact_and_words_of_the_note(told: Book) -> None:
    pack = made(told)
    points = [item for key in ("working", "tighten", "exercise") for item in pack.section(key).items if item.situation]
    assert points
    for point in points:
        assert point.behaviour
        assert point.impact
        assert point.quote is not None
        assert point.quote.text in told.store.review(told.viewer, point.quote.review_id).note.text


def test_nothing_is_praised_that_shows_the_loss(book: Book) -> None:
    """'She'd handed in her notice' is near to lines of deals won, and nearer to lines of deals lost."""
    note = (
        "Dana handed in her notice, last day Friday.\nShe had signed off our proposal herself.\nNobody knows us there."
    )
    review_note(book, read_text(note), Given(account="Halden", rep=MAYA.name, date=SINCE), "builtin", save=True)
    (review,) = book.store.coached(book.viewer, MAYA.name, SINCE, TODAY)
    shown = {quote.text for quote in review.diagnosis.evidence}
    items = made(book).section("working").items
    assert shown
    assert not shown & {item.quote.text for item in items if item.quote}


def test_every_quote_is_in_its_note_or_in_the_debrief(told: Book) -> None:
    for section in made(told).sections:
        for quote in (item.quote for item in section.items if item.quote):
            review = told.store.review(told.viewer, quote.review_id)
            words = review.note.text if quote.line else repr(review.debrief)
            assert quote.text in words


def test_it_neither_blames_nor_flatters(told: Book) -> None:
    for section in made(told).sections:
        for item in section.items:
            ours = " ".join((item.label, item.text, item.situation, item.behaviour, item.impact))
            assert not re.search(VERDICTS, ours, re.IGNORECASE), ours
            assert "!" not in ours


def test_the_notice_stands_on_every_format(told: Book) -> None:
    pack = made(told)
    assert "expires after 30 days, on 30 Apr 2026" in pack.foreword
    assert pack.foreword in markdown(pack)
    opened = docx.Document(io.BytesIO(word(pack)))
    assert pack.foreword in [each.text for each in opened.paragraphs]
    assert pack.foreword in opened.sections[0].footer.paragraphs[0].text
    assert document(pack)["notice"] == NOTICE
    assert document(pack)["expires"] == "2026-04-30"
    for section in pack.sections:
        assert f"## {section.title}" in markdown(pack)
        assert section.title in [each.text for each in opened.paragraphs]


def test_the_pack_carries_no_markup_of_a_note(told: Book) -> None:
    assert "[x](" not in markdown(made(told))


def test_words_that_no_document_may_hold_are_left_out(told: Book) -> None:
    pack = made(told).with_edited("agree", "ring\x00 her\x1b \u202eagain \ud800")
    opened = docx.Document(io.BytesIO(word(pack)))
    assert "ring her again " in [each.text for each in opened.paragraphs]


@pytest.mark.parametrize("viewer", [TOMAS, INES, Viewer(name="Nobody Known")])
def test_it_is_refused_for_whoever_is_not_the_manager_of_record(told: Book, viewer: Viewer) -> None:
    if viewer == INES:
        told.store.set_person(told.viewer, MAYA.name, manager="")
    for row in told.store.recent(told.viewer):
        told.store.share(told.viewer, row.id, "team")
    with pytest.raises(LossbookError, match="lossbook people set 'Maya Lindqvist' --manager"):
        made(told, viewer)


def test_a_rep_prepares_for_themselves(told: Book) -> None:
    pack = made(told, MAYA)
    assert pack.lost == 3
    assert pack.section("words").title == "In your words"


def test_somebody_who_is_not_on_record(told: Book) -> None:
    with pytest.raises(LossbookError, match="no active rep 'Nobody'"):
        prepare(told, told.viewer, "Nobody", SINCE, today=TODAY)
    with pytest.raises(LossbookError, match="give a day before"):
        prepare(told, told.viewer, MAYA.name, dt.date(2027, 1, 1), today=TODAY)


def test_the_manager_sees_what_is_shared_the_number_of_what_is_not_and_the_rep_sees_who_looked(told: Book) -> None:
    pack = made(told, INES)
    assert (pack.won, pack.lost, pack.unshared) == (0, 0, 4)
    assert "4 reviews of this time are not shared with you." in text(pack, "limits")
    assert "Nordlund" not in repr(pack)
    assert "questionnaire" not in repr(pack)
    row = next(row for row in told.store.recent(told.viewer) if row.account == "Nordlund Medical")
    told.store.share(told.viewer, row.id, "manager")
    pack = made(told, INES)
    assert (pack.lost, pack.unshared) == (1, 3)
    assert "I answered the questionnaire too late." in text(pack, "words")
    assert "Mwangi" not in repr(pack)
    assert [(each.viewer, each.place) for each in told.store.views(MAYA)] == [(INES.name, "prep")]


def test_a_pack_is_kept_rewritten_and_brought_back(told: Book) -> None:
    pack = made(told)
    store, viewer = told.store, told.viewer
    number = keep(store, viewer, pack).id
    assert read(kept_pack(store, viewer, number, TODAY)) == pack
    rewrite(store, viewer, number, "agree", "Ring Henrik by Friday.", TODAY)
    changed = read(kept_pack(store, viewer, number, TODAY))
    assert plain(changed.section("agree")) == "Ring Henrik by Friday."
    assert "Ring Henrik by Friday." in markdown(changed)
    assert "Ring Henrik by Friday." in [each.text for each in docx.Document(io.BytesIO(word(changed))).paragraphs]
    assert rewrite(store, viewer, number, "agree", None, TODAY) == pack
    with pytest.raises(NotFound):
        kept_pack(store, viewer, number, TODAY + dt.timedelta(days=31))


def test_taking_sharing_back_takes_the_managers_pack_away(told: Book) -> None:
    row = told.store.recent(told.viewer)[0]
    told.store.share(told.viewer, row.id, "manager")
    number = keep(told.store, INES, prepare(told, INES, MAYA.name, dt.date(2025, 1, 1), today=TODAY)).id
    told.store.share(MAYA, row.id, "private")
    with pytest.raises(NotFound):
        kept_pack(told.store, INES, number, TODAY)


def test_the_last_commitment_comes_first(told: Book) -> None:
    review_id = next(row.id for row in told.store.recent(told.viewer) if row.account == "Nordlund Medical")
    told.store.commit_to(told.viewer, review_id, "Send the security pack with the first offer.")
    pack = prepare(told, told.viewer, MAYA.name, SINCE)
    assert "Maya said on" in text(pack, "commitment")
    assert "Send the security pack with the first offer. No deal on record since." in text(pack, "commitment")


def test_sixty_reviews_in_a_second(book: Book) -> None:
    for number in range(60):
        one = reading(
            f"Deal {number} ended. Dana said that finance never saw the sum. Nobody rang back in week {number}."
        )
        given = Given(closed=dt.date(2026, 1, 1) + dt.timedelta(days=number))
        book.store.record(MAYA, one, account=f"Account {number}", rep=MAYA.name, given=given, vectors=vectors(one))
    first = next(iter(book.store.recent(book.viewer, 1))).id
    book.store.commit_to(MAYA, first, "Finance in the room by call two.")
    made(book)
    start = time.perf_counter()
    assert made(book).lost == 60
    assert time.perf_counter() - start < 1


def test_the_day_to_agree_on_is_never_at_a_weekend() -> None:
    days = [by(dt.date(2026, 3, 1) + dt.timedelta(days=number)) for number in range(14)]
    assert {each.weekday() for each in days} == {0, 1, 2, 3, 4}
