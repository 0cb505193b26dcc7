"""What a model found in later notes: kept, seen by whoever may see both reviews, gone with either of them."""

import json

import pytest
import sqlalchemy as sa

from ingest.records import Given, Viewer
from ingest.store.rows import Entry
from ingest.store.store import Store
from ingest.store.tables import followups
from prompts.errors import NotFound, StoreError
from tests.ingest.store.making import BEN, BOSS, HALDEN, MAYA, reading, vectors
from tests.ingest.store.test_record import record

ADMIN, INES = Viewer(name="Ada Admin"), Viewer(name="Ines Rault")


def said_and_later(store: Store) -> tuple[int, str, str]:
    """(commitment, review in which it was said, later review)."""
    first, later = record(store), record(store, "A later note. They met finance.")
    return store.commit_to(MAYA, first, "Meet finance."), first, later


def rows(store: Store) -> int:
    with store.db.reading_all() as conn:
        return conn.scalar(sa.select(sa.func.count()).select_from(followups)) or 0


def test_a_finding_is_kept_and_a_new_one_takes_its_place(store: Store) -> None:
    said, _, later = said_and_later(store)
    other = store.commit_to(MAYA, later, "Quote in a day.")
    store.keep_followups(MAYA, later, {said: ("kept", 2), other: ("not_testable", 1)}, "big-1")
    found = store.followups(MAYA, [said, other])
    assert (found[said, later].verdict, found[said, later].line, found[said, later].model) == ("kept", 2, "big-1")
    assert (found[other, later].verdict, found[other, later].line) == ("not_testable", None)
    store.keep_followups(MAYA, later, {said: ("missed", 1)}, "big-2")
    assert store.followups(MAYA, [said])[said, later].model == "big-2"
    assert rows(store) == 2


@pytest.mark.parametrize("line", [None, 0, 3, -1])
def test_a_verdict_without_a_line_of_the_note_is_refused(store: Store, line: int | None) -> None:
    said, _, later = said_and_later(store)
    with pytest.raises(StoreError, match="needs a line of the note"):
        store.keep_followups(MAYA, later, {said: ("missed", line)}, "big-1")
    assert store.followups(MAYA, [said]) == {}


def test_a_correction_keeps_it_and_another_note_in_its_place_does_not(store: Store) -> None:
    said, _, later = said_and_later(store)
    store.keep_followups(MAYA, later, {said: ("kept", 2)}, "big-1")
    diagnosis = store.review(MAYA, later).diagnosis
    corrected = store.correct(MAYA, later, diagnosis.model_copy(update={"cause": "outsold"}))
    assert store.followups(MAYA, [said])[said, later].verdict == "kept", "the same note in a later version"
    changed = reading("Quite another note. It came in again.")
    store.record_many(MAYA, [Entry(changed, "Halden", MAYA.name, Given(), vectors(changed), "x1", "mark", corrected)])
    assert store.followups(MAYA, [said]) == {}
    latest = store.recent(MAYA)[0].id
    store.keep_followups(MAYA, latest, {said: ("missed", 1)}, "big-1")
    assert store.followups(MAYA, [said])[said, later].verdict == "missed"


def test_only_the_rep_keeps_findings_and_only_of_their_own_commitments(store: Store) -> None:
    said, first, later = said_and_later(store)
    bens = store.record(BEN, reading(HALDEN), account="Pell", rep=BEN.name)
    promised = store.commit_to(BEN, bens, "Ben's own.")
    with pytest.raises(NotFound):
        store.keep_followups(BEN, later, {said: ("kept", 1)}, "big-1")
    store.share(MAYA, later, "team")
    with pytest.raises(StoreError, match="belongs to Maya"):
        store.keep_followups(BEN, later, {said: ("kept", 1)}, "big-1")
    store.keep_followups(MAYA, later, {said: ("kept", 1), promised: ("missed", 1), 999: ("kept", 1)}, "big-1")
    store.keep_followups(BOSS, later, {promised: ("missed", 1)}, "big-1")
    assert store.followups(BOSS, [said, promised]).keys() == {(said, later)}, "nor is one rep's held against another's"
    assert store.followups(BEN, [said]) == {}, "the note is shared, what was said is not"
    store.share(MAYA, first, "team")
    assert store.followups(BEN, [said]).keys() == {(said, later)}


@pytest.mark.parametrize("erased", ["said", "later"])
def test_it_goes_with_either_review(store: Store, erased: str) -> None:
    said, first, later = said_and_later(store)
    store.keep_followups(MAYA, later, {said: ("kept", 1)}, "big-1")
    gone = store.erase_review(MAYA, first if erased == "said" else later)
    assert gone.rows["followups"] == 1
    assert rows(store) == 0
    assert len(store.commitments(MAYA)) == (0 if erased == "said" else 1)


def test_it_goes_with_its_rep(store: Store) -> None:
    said, _, later = said_and_later(store)
    store.keep_followups(MAYA, later, {said: ("kept", 1)}, "big-1")
    store.erase_rep(MAYA, MAYA.name)
    assert rows(store) == 0


def test_a_rep_takes_theirs_along_and_an_admin_only_what_they_may_see(store: Store) -> None:
    said, first, later = said_and_later(store)
    store.keep_followups(MAYA, later, {said: ("kept", 1)}, "big-1")
    store.set_person(BOSS, ADMIN.name, role="admin")
    (row,) = store.about_person(MAYA, MAYA.name).tables["followups"]
    assert (row["commitment_id"], row["verdict"], row["line"], row["model"]) == (said, "kept", 1, "big-1")
    json.dumps(row)
    store.share(MAYA, later, "team")
    assert "followups" not in store.about_person(ADMIN, MAYA.name).tables, "what was said is not shared"
    store.share(MAYA, first, "team")
    assert len(store.about_person(ADMIN, MAYA.name).tables["followups"]) == 1
