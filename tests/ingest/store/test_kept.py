"""What is kept in memory of the records is dropped when anybody writes, in this process or another one."""

import pytest

from ingest.records import Viewer
from ingest.store.store import Store
from tests.ingest.store.making import BEN, BOSS, MAYA, reading, vectors


def _record(store: Store, account: str, rep: str = "Maya Lindqvist") -> str:
    of = reading(f"{account} said no. Finance closed it.", competitor="Routely")
    return store.record(BOSS, of, account=account, rep=rep, vectors=vectors(of), shared="private")


def test_what_was_read_is_read_once_until_somebody_writes(store: Store) -> None:
    _record(store, "Halden")
    asked: list[Viewer] = []

    def read() -> int:
        asked.append(BOSS)
        return store.count(BOSS)

    assert [store.kept(("counted", BOSS), read) for _ in range(3)] == [1, 1, 1]
    assert len(asked) == 1
    _record(store, "Pellworth")
    assert store.kept(("counted", BOSS), read) == 2
    assert len(asked) == 2


def test_a_write_of_another_process_counts_too(store: Store) -> None:
    _record(store, "Halden")
    other = Store.open(_url(store))
    try:
        assert (store.rivals(MAYA), other.reps(BOSS)) == (["Routely"], ["Maya Lindqvist"])
        _record(other, "Pellworth", "Ben Castellanos")
        assert store.reps(BOSS) == ["Ben Castellanos", "Maya Lindqvist"]
    finally:
        other.close()


def test_each_viewer_has_what_they_may_see(store: Store) -> None:
    _record(store, "Halden")
    assert [account.name for account in store.accounts_named(MAYA, ["halden"])] == ["Halden"]
    assert store.accounts_named(BEN, ["halden"]) == []
    found = store.accounts_named(MAYA, ["halden"])[0]
    store.share(MAYA, store.ledger(MAYA, found.id).rounds[0].review.id, "team")
    assert [account.name for account in store.accounts_named(BEN, ["halden"])] == ["Halden"]


def test_what_is_erased_is_not_kept(store: Store) -> None:
    review = _record(store, "Halden")
    assert store.accounts_named(BOSS, ["halden"])
    store.erase_review(BOSS, review)
    assert store.accounts_named(BOSS, ["halden"]) == []


def test_a_database_that_was_closed_and_opened_again_keeps_nothing_of_before(store: Store) -> None:
    review = _record(store, "Halden")
    assert store.accounts_named(BOSS, ["halden"])
    other = Store.open(_url(store))
    store.close()
    other.erase_review(BOSS, review)
    other.close()
    assert store.accounts_named(BOSS, ["halden"]) == []


def _url(store: Store) -> str:
    if store.db.file is not None:
        return f"sqlite:///{store.db.file}"
    return store.db.engine.url.render_as_string(hide_password=False)


@pytest.mark.parametrize("keys", [["halden"], ["halden", "pellworth"], ["pellworth", "halden", "nobody"]])
def test_names_asked_for_together_and_apart_are_the_same_accounts(store: Store, keys: list[str]) -> None:
    for name in ("Halden", "Pellworth"):
        _record(store, name)
    apart = {account.id: account for key in keys for account in store.accounts_named(BOSS, [key])}
    assert store.accounts_named(BOSS, keys) == [apart[number] for number in sorted(apart)]
