"""A store with deals worth counting, in memory's place a file."""

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pytest

from ingest.records import Given, Stated, Viewer
from ingest.store import Store
from ingest.store.rows import Shared
from prompts.codes import Cause, Outcome
from prompts.playbook import Playbook
from tests.ingest.store.making import reading

TODAY = dt.date(2026, 11, 22)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store.open(f"sqlite:///{tmp_path / 'team.db'}") as made:
        yield made


@pytest.fixture(scope="session")
def playbook() -> Playbook:
    return Playbook.load()


def lose(
    store: Store,
    rep: Viewer,
    cause: Cause,
    stated: Cause | None = "budget_ceiling",
    *,
    times: int = 1,
    outcome: Outcome = "competitor",
    shared: Shared = "team",
    closed: dt.date = TODAY,
    amount: float | None = None,
) -> list[str]:
    """Deals of one kind, each with an account of its own."""
    ids = []
    for _ in range(times):
        number = store.count(Viewer(name="x", all=True))
        made = reading(
            f"Deal {number}. Dana said the thing we lack is number {number}.",
            cause=cause,
            outcome=outcome,
            confidence="low",
            stated=Stated(text="price", cause=stated),
            control={"product_gap": "company", "external_timing": "nobody"}.get(cause, "rep"),
        )
        given = Given(closed=closed, amount=amount, currency="EUR" if amount else None)
        ids.append(store.record(rep, made, account=f"Acct {number:03d}", rep=rep.name, given=given, shared=shared))
    return ids
