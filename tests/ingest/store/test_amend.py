"""Corrections and what a rep adds: append-only, also for a program that goes round the store."""

import datetime as dt
from collections.abc import Callable

import pytest
import sqlalchemy as sa

from ingest.records import Debrief, FutureCard
from ingest.store import guards
from ingest.store.store import Store
from prompts.errors import NotFound, StoreError
from tests.ingest.store.making import BEN, BOSS, MAYA, diagnosis, lines_of, reading, vectors
from tests.ingest.store.test_record import record


def corrected(store: Store, review_id: str, **changes: object) -> str:
    old = store.review(BOSS, review_id).diagnosis
    account = changes.pop("account", None)
    return store.correct(
        MAYA,
        review_id,
        old.model_copy(update=changes),
        account=account,  # type: ignore[arg-type]
    )


def test_a_correction_is_a_new_version_and_the_old_one_stays(store: Store) -> None:
    first = record(store, debrief=Debrief(reason="price"))
    store.commit_to(MAYA, first, "Meet finance.")
    store.put_aside(MAYA, first)
    second = corrected(store, first, cause="outsold", mechanism="They told it better.")
    third = corrected(store, second, cause="follow_up")
    old, mid, new = store.history(MAYA, second)
    assert (old.id, mid.id, new.id) == (first, second, third)
    assert (old.superseded_by, mid.superseded_by, new.superseded_by) == (second, third, None)
    assert (old.diagnosis.cause, new.diagnosis.cause) == ("no_access", "follow_up")
    assert old.machine is None
    assert new.machine == mid.machine == old.diagnosis
    assert (old.author, new.author) == ("engine", "rep")
    assert new.debrief == Debrief(reason="price")
    assert [c.text for c in new.commitments] == ["Meet finance."]
    assert new.put_aside == old.put_aside is not None
    assert (new.note, new.lines, new.round) == (old.note, old.lines, 1)


def test_only_the_latest_version_is_listed_and_found(store: Store) -> None:
    first = record(store)
    second = corrected(store, first, mechanism="They told it better.")
    assert [row.id for row in store.recent(MAYA)] == [second]
    assert store.ledger(MAYA, 1).rounds[0].versions == 2
    assert store.allowed(MAYA, [first, second]) == {second}
    ids, matrix = store.vectors(MAYA)
    assert {review_id for review_id, _ in ids} == {second}
    lines = matrix[[ids.index((second, line)) for line in range(1, 5)]]
    assert (
        matrix[ids.index((second, 0))] @ (lines.sum(axis=0) + lines[3]) > 0
    )  # the last line proves it, and counts twice
    assert store.passages(MAYA, [(first, 1), (second, 1)]).keys() == {(second, 1)}
    assert {found for (found, _), _ in store.search_words(MAYA, "finance")} == {second}
    assert store.search_words(MAYA, "told better")[0][0] == (second, 0)
    assert store.count(MAYA) == 1


def test_the_index_hears_of_it_in_order(store: Store) -> None:
    first = record(store)
    second = corrected(store, first)
    items = store.outbox_batch()
    assert [(i.op, i.review_id, i.lines) for i in items] == [
        ("upsert", first, (0,)),
        ("drop", first, (0,)),
        ("upsert", second, (0,)),
    ]
    assert items[2].vectors is not None
    assert items[2].vectors.shape == (1, 384)
    assert [i.id for i in store.outbox_batch(limit=1)] == [items[0].id]
    store.outbox_done([item.id for item in items[:2]])
    assert store.outbox_waiting() == 1
    assert store.outbox_last() == items[2].id
    built = [key for ids, _ in store.index_rows(chunk=2) for key in ids]
    assert built == [(second, 0)]
    assert store.count_vectors() == 1


def test_a_version_is_corrected_once(store: Store) -> None:
    first = record(store)
    second = corrected(store, first)
    with pytest.raises(StoreError, match=f"corrected meanwhile; open '{second}'"):
        corrected(store, first)


def test_the_note_can_be_filed_under_another_account(store: Store) -> None:
    record(store, account="Halden")
    second = corrected(store, record(store, account="Halden"), account="Brightwater AG")
    assert {(r.name, r.reviews) for r in store.accounts(MAYA)} == {("Halden", 1), ("Brightwater AG", 1)}
    assert (store.review(MAYA, second).account, store.review(MAYA, second).round) == ("Brightwater AG", 1)


def test_a_correction_cannot_bring_in_words_that_are_not_in_the_note(store: Store) -> None:
    first = record(store)
    false = diagnosis(lines_of("Some other note entirely."))
    with pytest.raises(StoreError, match="not in the note"):
        store.correct(MAYA, first, false)
    assert len(store.history(MAYA, first)) == 1


def test_answers_commitments_and_cards(store: Store) -> None:
    first = record(store)
    store.answer(MAYA, first, "Who decides?", "Dana")
    store.answer(MAYA, first, "What next?", "Call")
    store.answer(MAYA, first, "Who decides?", "Finance")
    store.set_debrief(MAYA, first, Debrief(reason="price"))
    found = store.review(MAYA, first).debrief
    assert found == Debrief(reason="price", answers=(("What next?", "Call"), ("Who decides?", "Finance")))
    promise = store.commit_to(MAYA, first, "Meet finance.")
    later = record(store)
    store.settle(MAYA, promise, "kept", shown_by=later, shown_line=2)
    (row,) = store.commitments(MAYA, rep="maya lindqvist")
    assert (row.commitment.status, row.commitment.shown_by, row.commitment.shown_line) == ("kept", later, 2)
    assert row.commitment.settled is not None
    assert row.review.id == first
    assert store.commitments(MAYA, status="open") == []
    store.set_card(MAYA, first, FutureCard(call="Rosa"))
    assert store.review(MAYA, first).card == FutureCard(call="Rosa")


def test_nobody_changes_another_ones_review(store: Store) -> None:
    first = record(store)
    changes: list[Callable[[], object]] = [
        lambda: store.correct(BEN, first, diagnosis(lines_of(reading().note.text))),
        lambda: store.share(BEN, first, "team"),
        lambda: store.put_aside(BEN, first),
        lambda: store.set_debrief(BEN, first, Debrief()),
        lambda: store.answer(BEN, first, "q", "a"),
        lambda: store.commit_to(BEN, first, "x"),
        lambda: store.set_card(BEN, first, FutureCard()),
        lambda: store.erase_review(BEN, first),
    ]
    for change in changes:
        with pytest.raises(NotFound):
            change()
    store.share(MAYA, first, "team")
    assert store.review(BEN, first).id == first
    for change in changes:
        with pytest.raises(StoreError, match="belongs to Maya Lindqvist"):
            change()
    promise = store.commit_to(MAYA, first, "x")
    with pytest.raises(StoreError, match="belongs to Maya"):
        store.settle(BEN, promise, "missed")


@pytest.mark.parametrize("table", guards.GUARDED)
def test_the_database_itself_refuses_to_change_or_delete(store: Store, table: str) -> None:
    made = reading()
    store.record(MAYA, made, account="Halden", rep=MAYA.name, vectors=vectors(made), debrief=Debrief(reason="x"))
    for column in guards.GUARDED[table].split():
        with pytest.raises(StoreError, match=f"{table} are append-only"), store.db.writing() as conn:
            conn.execute(sa.text(f"UPDATE {table} SET {column} = {column}"))
    with pytest.raises(StoreError, match=f"{table} are append-only"), store.db.writing() as conn:
        conn.execute(sa.text(f"DELETE FROM {table}"))
    assert store.count(BOSS) == 1


def test_every_column_of_a_review_is_guarded_but_two(store: Store) -> None:
    from ingest.store.tables import metadata

    free = {
        (table, column.name)
        for table in guards.GUARDED
        for column in metadata.tables[table].columns
        if column.name not in {name.strip('"') for name in guards.GUARDED[table].split()}
    }
    assert free == {("reviews", "shared"), ("reviews", "put_aside"), ("readings", "embedder"), ("passages", "vector")}


def test_put_aside_keeps_it_in_the_ledger(store: Store) -> None:
    first = record(store)
    store.put_aside(MAYA, first)
    (entry,) = store.ledger(MAYA, 1).rounds
    assert entry.review.put_aside is not None
    assert dt.datetime.now(dt.UTC) - entry.review.put_aside < dt.timedelta(minutes=1)
