"""Accounts made one, made two, and back; nothing is lost, and what is erased stays erased."""

import json
import threading
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ingest.store import restore
from ingest.store.store import Store
from ingest.store.tables import account_changes, accounts, aliases, deals, erasing, metadata
from prompts.errors import LossbookError, NotFound, StoreError
from tests.ingest.store.making import BEN, BOSS, MAYA, reading
from tests.ingest.store.test_record import record as _record


def record(store: Store, account: str = "Halden") -> str:
    return _record(store, account=account)


def number(store: Store, name: str) -> int:
    found = store.find_account(BOSS, name)
    assert found is not None, name
    return found.id


def placed(store: Store) -> tuple[Any, ...]:
    """Where every spelling and deal is, and how rounds are numbered."""
    with store.db.reading_all() as conn:
        names = conn.execute(sa.select(aliases.c.key, aliases.c.account_id).order_by(aliases.c.key)).all()
        rounds = conn.execute(sa.select(deals.c.id, deals.c.account_id, deals.c.round).order_by(deals.c.id)).all()
    return tuple(map(tuple, names)), tuple(map(tuple, rounds))


def two(store: Store) -> tuple[int, int]:
    for account in ("Halden", "Halden", "Holden Lifts"):
        record(store, account=account)
    return number(store, "Halden"), number(store, "Holden Lifts")


def test_merged_accounts_are_one_in_every_list(store: Store) -> None:
    keep, other = two(store)
    change = store.merge_accounts(BOSS, keep, other)
    assert [(row.name, row.reviews) for row in store.accounts(BOSS)] == [("Halden", 3)]
    found = store.ledger(BOSS, keep)
    assert found.aliases == ("Halden", "Holden Lifts")
    assert [item.review.round for item in found.rounds] == [1, 2, 3]
    assert number(store, "holden lifts") == keep
    with pytest.raises(NotFound):
        store.ledger(BOSS, other)
    (told,) = store.account_changes(BOSS, keep)
    assert (told.id, told.kind, told.other, told.deals, told.by, told.undone) == (
        change,
        "merge",
        "Holden Lifts",
        1,
        "Me",
        None,
    )


def test_undo_puts_everything_back_and_keeps_that_it_happened(store: Store) -> None:
    keep, other = two(store)
    before = placed(store)
    change = store.merge_accounts(BOSS, keep, other)
    late = record(store, account="Holden Lifts")
    store.undo_account_change(BOSS, change)
    store.erase_review(MAYA, late)
    assert placed(store) == before
    assert store.account_changes(BOSS, keep)[0].undone is not None
    with pytest.raises(StoreError, match="undone already"):
        store.undo_account_change(BOSS, change)


def test_split_takes_the_chosen_rounds_out(store: Store) -> None:
    first, second = record(store), record(store)
    account = number(store, "Halden")
    before = placed(store)
    with pytest.raises(StoreError, match="leave at least one"):
        store.split_account(BOSS, account, [first, second], "Halden Motors")
    change = store.split_account(BOSS, account, [second], "Halden Motors")
    assert {row.name: row.reviews for row in store.accounts(BOSS)} == {"Halden": 1, "Halden Motors": 1}
    assert store.review(BOSS, second).account == "Halden Motors"
    store.undo_account_change(BOSS, change)
    assert placed(store) == before


def test_a_correction_goes_along_with_its_first_version(store: Store) -> None:
    first, second = record(store), record(store)
    made = store.review(MAYA, second)
    newer = store.correct(MAYA, second, made.diagnosis.model_copy(update={"cause": "outsold"}))
    store.split_account(BOSS, number(store, "Halden"), [newer], "Halden Motors")
    assert [row.account for row in store.history(BOSS, second)] == ["Halden Motors"] * 2
    assert store.review(BOSS, first).round == 1


def test_a_split_off_name_must_be_free(store: Store) -> None:
    keep, _ = two(store)
    first = store.ledger(BOSS, keep).rounds[0].review.id
    for name, why in (("Holden Lifts", "already"), ("Halden, Inc.", "'Halden, Inc.' is what"), (" ", "empty")):
        with pytest.raises(StoreError, match=why):
            store.split_account(BOSS, keep, [first], name)


def test_an_account_keeps_its_own_name_when_it_is_split(store: Store) -> None:
    keep, other = two(store)
    store.merge_accounts(BOSS, keep, other)
    before = placed(store)
    first = store.ledger(BOSS, keep).rounds[0].review.id
    with pytest.raises(StoreError, match="'halden' is what this account is called; give the new one a name of its own"):
        store.split_account(BOSS, keep, [first], "halden")
    assert placed(store) == before
    store.split_account(BOSS, keep, [first], "Holden Lifts")
    assert {row.name for row in store.accounts(BOSS)} == {"Halden", "Holden Lifts"}


def test_later_changes_are_undone_first(store: Store) -> None:
    keep, other = two(store)
    record(store, account="Third")
    first = store.merge_accounts(BOSS, keep, other)
    second = store.merge_accounts(BOSS, number(store, "Third"), keep)
    with pytest.raises(StoreError, match="'Third' was changed again"):
        store.undo_account_change(BOSS, first)
    store.undo_account_change(BOSS, second)
    store.undo_account_change(BOSS, first)
    assert len(store.accounts(BOSS)) == 3


def test_kept_apart_is_remembered_until_undone(store: Store) -> None:
    keep, other = two(store)
    before = placed(store)
    change = store.keep_apart(BOSS, other, keep)
    assert [told.kind for told in store.account_changes(BOSS, other)] == ["apart"]
    store.undo_account_change(BOSS, change)
    assert placed(store) == before


def test_only_who_sees_all_changes_accounts(store: Store) -> None:
    keep, other = two(store)
    for call in (
        lambda: store.merge_accounts(MAYA, keep, other),
        lambda: store.split_account(MAYA, keep, [], "New"),
        lambda: store.keep_apart(MAYA, keep, other),
        lambda: store.undo_account_change(MAYA, 1),
    ):
        with pytest.raises(StoreError, match="cannot change accounts"):
            call()


def test_a_hidden_name_that_was_merged_in_stays_hidden(store: Store) -> None:
    record(store, account="Halden")
    store.record(BEN, reading(), account="Zyx Secret", rep=BEN.name)
    keep = number(store, "Halden")
    store.merge_accounts(BOSS, keep, number(store, "Zyx Secret"))
    assert store.ledger(MAYA, keep).aliases == ("Halden",)
    assert store.accounts(MAYA, search="zyx") == []
    assert store.find_account(MAYA, "Zyx Secret") is None
    assert "Zyx" not in repr((store.known_names(MAYA), store.accounts_named(MAYA, ["zyx secret", "halden"])))
    assert store.account_changes(MAYA) == []
    assert store.ledger(BOSS, keep).aliases == ("Halden", "Zyx Secret")


def test_what_was_erased_is_not_undone_back(store: Store) -> None:
    keep, other = two(store)
    change = store.merge_accounts(BOSS, keep, other)
    assert store.erase_account(BOSS, "Holden Lifts").reviews == 3
    with pytest.raises(StoreError, match="erased since"):
        store.undo_account_change(BOSS, change)
    for table in (accounts, aliases, deals):
        with store.db.reading_all() as conn:
            assert conn.scalar(sa.select(sa.func.count()).select_from(table)) == 0
    again = record(store, account="Somebody else")
    assert store.account_changes(BOSS, store.review(BOSS, again).account_id) == []


def test_an_erasure_elsewhere_leaves_the_undo_alone(store: Store) -> None:
    keep, other = two(store)
    record(store, account="Third")
    before = placed(store)
    change = store.merge_accounts(BOSS, keep, other)
    store.erase_account(BOSS, "Third")
    store.undo_account_change(BOSS, change)
    assert placed(store)[0] == tuple(row for row in before[0] if row[0] != "third")


def test_an_erased_person_leaves_no_name_on_a_change(store: Store) -> None:
    keep, other = two(store)
    store.merge_accounts(MAYA.model_copy(update={"all": True}), keep, other)
    store.erase_rep(BOSS, MAYA.name)
    with store.db.reading_all() as conn:
        assert conn.scalars(sa.select(account_changes.c.by)).all() == [""]


def test_a_restored_backup_loses_a_merged_account_that_was_erased(tmp_path: Path, file: Path) -> None:
    url = f"sqlite:///{file}"
    with Store.open(url) as store:
        keep, other = two(store)
        kept = record(store, account="Third")
        store.backup(tmp_path / "apart.backup")
        store.merge_accounts(BOSS, keep, other)
        store.backup(tmp_path / "merged.backup")
        store.erase_account(BOSS, "Halden")
    for name in ("apart", "merged"):
        assert restore(url, tmp_path / f"{name}.backup", home_is_held=False).erased_again == 3
        with Store.open(url) as store:
            assert [row.id for row in store.recent(BOSS)] == [kept]


def test_a_restored_backup_keeps_the_half_that_was_not_erased(tmp_path: Path, file: Path) -> None:
    url = f"sqlite:///{file}"
    with Store.open(url) as store:
        keep, other = two(store)
        change = store.merge_accounts(BOSS, keep, other)
        store.backup(tmp_path / "merged.backup")
        store.undo_account_change(BOSS, change)
        assert store.erase_account(BOSS, "Holden Lifts").reviews == 1
    assert restore(url, tmp_path / "merged.backup", home_is_held=False).erased_again == 1
    with Store.open(url) as store:
        assert [(row.name, row.reviews) for row in store.accounts(BOSS)] == [("Halden", 2)]


def test_a_restored_backup_loses_what_was_split_off_and_erased(tmp_path: Path, file: Path) -> None:
    url = f"sqlite:///{file}"
    with Store.open(url) as store:
        kept, gone = record(store), record(store)
        store.backup(tmp_path / "whole.backup")
        store.split_account(BOSS, number(store, "Halden"), [gone], "Halden Motors")
        store.erase_account(BOSS, "Halden Motors")
    assert restore(url, tmp_path / "whole.backup", home_is_held=False).erased_again == 1
    with Store.open(url) as store:
        assert [row.id for row in store.recent(BOSS)] == [kept]


def test_two_people_merge_the_same_two_at_once(store: Store) -> None:
    keep, other = two(store)
    start, told = threading.Barrier(2), list[str]()

    def merge(one: int, two: int) -> None:
        start.wait()
        try:
            store.merge_accounts(BOSS, one, two)
            told.append("merged")
        except LossbookError as error:
            told.append(str(error))

    threads = [threading.Thread(target=merge, args=pair) for pair in ((keep, other), (other, keep))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(said == "merged" for said in told) == [False, True], told
    assert any("may have been merged" in said for said in told)
    (account,) = store.accounts(BOSS)
    assert account.reviews == 3


def test_recording_while_merging_finds_the_account_that_stays(store: Store) -> None:
    keep, other = two(store)
    start = threading.Barrier(2)

    def write() -> None:
        start.wait()
        record(store, account="Holden Lifts")

    thread = threading.Thread(target=write)
    thread.start()
    start.wait()
    store.merge_accounts(BOSS, keep, other)
    thread.join()
    (account,) = store.accounts(BOSS)
    assert account.reviews == 4
    assert [item.review.round for item in store.ledger(BOSS, keep).rounds] == [1, 2, 3, 4]


step = st.tuples(st.sampled_from(["merge", "split", "undo"]), st.integers(0, 9), st.integers(0, 9))


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(step, max_size=6))
def test_undoing_all_of_it_backwards_is_where_it_began(sqlite_store: Store, steps: list[tuple[str, int, int]]) -> None:
    store = sqlite_store
    with store.db.writing() as conn:
        conn.execute(erasing.insert().values(at=sa.func.now()))
        for table in reversed(metadata.sorted_tables):
            conn.execute(table.delete())
    for name in ("A one", "A one", "B two", "C three", "C three"):
        record(store, account=name)
    before, made = placed(store), list[int]()
    for kind, one, other in steps:
        here = sorted(row.id for row in store.accounts(BOSS))
        if kind == "merge" and here[one % len(here)] != here[other % len(here)]:
            made.append(store.merge_accounts(BOSS, here[one % len(here)], here[other % len(here)]))
        elif kind == "split":
            account = here[one % len(here)]
            rounds = store.ledger(BOSS, account).rounds
            if len(rounds) > 1:
                chosen = [rounds[other % len(rounds)].review.id]
                made.append(store.split_account(BOSS, account, chosen, f"New {len(made)}"))
        elif kind == "undo" and made:
            store.undo_account_change(BOSS, made.pop())
        assert sum(row.reviews for row in store.accounts(BOSS)) == 5
    while made:
        store.undo_account_change(BOSS, made.pop())
    assert placed(store) == before
    with store.db.reading_all() as conn:
        assert all(isinstance(json.loads(row), list) for row in conn.scalars(sa.select(account_changes.c.deals)))
