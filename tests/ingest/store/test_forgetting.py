"""A person or an account is forgotten everywhere, also where others wrote about them; the rest stays readable."""

import datetime as dt
import json
from pathlib import Path

import pytest
import sqlalchemy as sa

from ingest.records import Debrief, Evidence, FutureCard, Line, Person, Viewer
from ingest.store import restore
from ingest.store.rows import Vectors
from ingest.store.store import Store
from prompts.errors import NotFound, StoreError
from tests.ingest.store.making import BEN, BOSS, MAYA, reading, vectors
from tests.ingest.store.test_erase import rows_with

NOTE = "Orlaith Vexley said the price was fine. ORLAITH liked the app. Finance never saw Vexley's case. No news since."
PEOPLE = (Person(name="Orlaith Vexley", role="COO", side="buyer"), Person(name="Will", side="buyer"))


def met(store: Store, text: str = NOTE, rep: Viewer = BEN, account: str = "Halden") -> str:
    """A review in which Orlaith Vexley, a buyer, is named wherever a name can stand."""
    made = reading(text, people=PEOPLE, mechanism="Orlaith Vexley never met finance.")
    made = made.model_copy(update={"card": FutureCard(call="Orlaith Vexley", reopen_when="", avoid="")})
    debrief = Debrief(reason="I rang Orlaith Vexley late", answers=(("Who?", "Vexley"),))
    review_id = store.record(rep, made, account=account, rep=rep.name, vectors=vectors(made), debrief=debrief)
    store.commit_to(rep, review_id, "Ring Orlaith Vexley first")
    return review_id


def test_a_contact_is_unreadable_in_every_table_and_every_quote_stays_a_quote(store: Store) -> None:
    review_id = met(store)
    other = store.record(MAYA, reading("Another Vexley called. We will see."), account="Pell", rep=MAYA.name)
    store.save_draft(MAYA, "ask", {"q": "what did orlaith vexley say?"})
    store.enqueue("Ben", "review", {"text": "Orlaith Vexley rang"})
    store.outbox_done([item.id for item in store.outbox_batch()])
    done = store.forget_person(BOSS, "orlaith  vexley")
    assert done.erased is None
    assert done.blanked["notes"] == 1
    assert done.blanked["passages"] == 4, "three lines and the mechanism"
    assert {"reviews", "readings", "quotes", "debriefs", "commitments", "cards"} <= done.blanked.keys()
    assert rows_with(store, "orlaith") == []
    assert store.names_left(["Orlaith Vexley"]) == {}
    review = store.review(BOSS, review_id)
    assert review.note.text.startswith("██████████████ said the price was fine. ███████ liked the app.")
    assert len(review.note.text) == len(NOTE)
    quotes: list[Line | Evidence] = [*review.lines, *review.diagnosis.evidence, *review.diagnosis.counter_evidence]
    assert all(review.note.text[quote.start : quote.end] == quote.text for quote in quotes)
    assert review.diagnosis.people[1].name == "Will"
    assert store.review(BOSS, other).note.text == "Another Vexley called. We will see.", "no whole name in that one"
    assert store.search_words(BOSS, "Orlaith") == []
    assert {passage[0] for passage, _ in store.search_words(BOSS, "liked app")} == {review_id}
    assert ("erase", review_id) in {(item.op, item.review_id) for item in store.outbox_batch()}
    assert done.reviews == (review_id,)
    renewed = vectors(review.reading)
    store.renew_vectors(BOSS, review_id, renewed)
    ids, rows = store.vectors_of([review_id])
    assert len(ids) == len(rows)
    with pytest.raises(StoreError, match="do not fit"):
        store.renew_vectors(BOSS, review_id, Vectors(renewed.lines[:1]))
    with pytest.raises(NotFound, match="check the spelling"):
        store.forget_person(BOSS, "Orlaith Vexley")


def test_a_rep_goes_with_their_reviews_and_their_name_in_others(store: Store) -> None:
    store.record(MAYA, reading(), account="Halden", rep=MAYA.name)
    other = store.record(
        BEN, reading("Maya Lindqvist was on the call. Maya's slides won."), account="Pell", rep=BEN.name
    )
    done = store.forget_person(MAYA, "Maya Lindqvist")
    assert done.erased is not None
    assert done.erased.rows["reviews"] == done.erased.rows["notes"] == 1
    assert done.erased.rows["users"] == 1
    assert store.review(BOSS, other).note.text == "██████████████ was on the call. ████'s slides won."
    assert rows_with(store, "maya") == []


def test_an_account_goes_and_its_name_in_notes_about_others(store: Store) -> None:
    store.record(BEN, reading(), account="Ostrava Kilns Ltd", rep=BEN.name)
    other = store.record(
        MAYA, reading("As at Ostrava Kilns. And OSTRAVA KILNS LTD again."), account="Pell", rep=MAYA.name
    )
    done = store.forget_account(BOSS, "Ostrava Kilns")
    assert done.erased is not None
    assert done.erased.reviews == 1
    assert store.review(BOSS, other).note.text == "As at █████████████. And █████████████████ again."
    assert store.names_left(done.names) == {}


def test_a_name_that_is_an_ordinary_word_is_left_in_other_notes_and_said(store: Store) -> None:
    store.record(BEN, reading(), account="Budget", rep=BEN.name)
    other = store.record(MAYA, reading("The budget was there. No news."), account="Pell", rep=MAYA.name)
    done = store.forget_account(BOSS, "Budget")
    assert done.words == ("Budget",)
    assert store.review(BOSS, other).note.text.startswith("The budget")


def test_only_they_an_admin_or_the_laptops_user(store: Store) -> None:
    met(store)
    store.record(MAYA, reading(), account="Pell", rep=MAYA.name)
    store.set_person(BOSS, "Ada Admin", role="admin")
    store.set_person(BOSS, "Ines Rault", role="manager")
    for viewer in (BEN, Viewer(name="Ines Rault"), Viewer(name="Nobody Known")):
        with pytest.raises(StoreError, match="cannot ask for that about 'Maya Lindqvist'"):
            store.forget_person(viewer, "Maya Lindqvist")
        with pytest.raises(StoreError, match="cannot ask for that about an account"):
            store.forget_account(viewer, "Halden")
    assert store.count(BOSS) == 2
    assert store.forget_person(Viewer(name="Ada Admin"), "Maya Lindqvist").erased is not None
    store.set_person(BOSS, "Ada Admin", active=False)
    with pytest.raises(StoreError, match="cannot ask"):
        store.forget_account(Viewer(name="Ada Admin"), "Halden")


@pytest.mark.parametrize("what", ["person", "account"])
def test_a_backup_put_back_does_not_bring_the_name_back(tmp_path: Path, file: Path, what: str) -> None:
    url = f"sqlite:///{file}"
    with Store.open(url) as store:
        met(store)
        store.record(MAYA, reading("Halden did the same. No news."), account="Pell", rep=MAYA.name)
        store.backup(tmp_path / "old.backup")
        store.forget_person(BOSS, "Orlaith Vexley") if what == "person" else store.forget_account(BOSS, "Halden")
    restore(url, tmp_path / "old.backup", home_is_held=False)
    with Store.open(url) as store:
        assert store.names_left(["Orlaith Vexley" if what == "person" else "Halden"]) == {}
        assert store.count(BOSS) == (2 if what == "person" else 1)


def test_no_byte_of_the_name_stays_on_the_disk(sqlite_store: Store, file: Path) -> None:
    met(sqlite_store)
    assert any(b"Orlaith" in each.read_bytes() for each in file.parent.iterdir())
    assert sqlite_store.forget_person(BOSS, "Orlaith Vexley").scrubbed
    for each in file.parent.iterdir():
        assert b"orlaith" not in each.read_bytes().lower(), each
    with sqlite_store.db.reading_all() as conn:
        conn.exec_driver_sql("CREATE VIRTUAL TABLE temp.words USING fts5vocab(main, passages_fts, row)")
        assert conn.execute(sa.text("SELECT term FROM temp.words WHERE term LIKE 'orla%'")).all() == []


def test_a_name_after_an_escaped_line_end_or_across_lines_is_unreadable(store: Store) -> None:
    made = reading("We rang.\nOrlaith\nVexley was out. No news.", mechanism="Nobody met them.")
    debrief = Debrief(reason="Late calls.\nOrlaith Vexley waited", answers=(("Who?", "see\tOrlaith Vexley"),))
    review_id = store.record(BEN, made, account="Halden", rep=BEN.name, vectors=vectors(made), debrief=debrief)
    day = dt.date(2026, 3, 1)
    body = json.dumps({"text": "calls.\nOrlaith Vexley", "review": review_id})
    pack = store.keep_pack(BOSS, BEN.name, day, day, body, day)
    assert store.names_left(["Orlaith Vexley"]) == {"debriefs": 1, "notes": 1, "packs": 1, "passages": 1}
    done = store.forget_person(BOSS, "Orlaith Vexley")
    assert {"debriefs", "notes", "packs"} <= done.blanked.keys()
    assert store.names_left(["Orlaith Vexley"]) == {}
    assert rows_with(store, "orlaith") == []
    text = store.review(BOSS, review_id).note.text
    assert text == "We rang.\n███████\n██████ was out. No news."
    left = next(each for each in store.packs(BOSS, day) if each.id == pack.id)
    assert json.loads(left.body)["text"] == "calls.\n██████████████"


def test_a_name_that_stands_only_in_a_draft_is_counted(store: Store) -> None:
    store.save_draft(BEN, "ask", {"q": "what did\nOrlaith\nVexley say?"})
    done = store.forget_person(BOSS, "Orlaith Vexley")
    assert (done.erased, done.blanked, done.cleared) == (None, {}, {"drafts": 1})
    with pytest.raises(NotFound, match="check the spelling"):
        store.forget_person(BOSS, "Orlaith Vexley")
