"""What answering a question reads, on both databases: filters narrow, permission comes first."""

import datetime as dt

import pytest

from ingest.records import Given
from ingest.store.asking import Wanted
from ingest.store.rows import WIDTH, Shared
from ingest.store.store import Store
from prompts.codes import Outcome
from prompts.errors import NotFound
from tests.ingest.store.making import BEN, BOSS, MAYA, reading, vectors


@pytest.fixture
def three(store: Store) -> dict[str, str]:
    """Two lost rounds with Halden, Ben's private, and a win with Pellworth."""
    rows: dict[str, tuple[str, str, Shared, Outcome, dt.date, float, str | None]] = {
        "first": ("Halden", "Maya Lindqvist", "team", "competitor", dt.date(2025, 3, 1), 20_000.0, "Routely"),
        "hidden": ("Halden", "Ben Castellanos", "private", "no_decision", dt.date(2026, 2, 1), 90_000.0, None),
        "won": ("Pellworth", "Maya Lindqvist", "private", "won", dt.date(2026, 5, 1), 50_000.0, None),
    }
    made = {}
    for name, (account, rep, shared, outcome, day, amount, rival) in rows.items():
        of = reading(f"Deal {name} with {account}. They said no. Finance closed it.", outcome=outcome, competitor=rival)
        given = Given(date=day, amount=amount, currency="EUR")
        made[name] = store.record(BOSS, of, account=account, rep=rep, given=given, vectors=vectors(of), shared=shared)
    return made


def test_lines_come_in_the_order_of_rounds_with_their_vectors(store: Store, three: dict[str, str]) -> None:
    account = store.find_account(BOSS, "Halden")
    assert account is not None
    lines, matrix = store.account_lines(BOSS, account.id)
    assert [line.review_id for line in lines] == [three["first"]] * 3 + [three["hidden"]] * 3
    assert matrix.shape == (6, WIDTH)
    seen, _ = store.account_lines(MAYA, account.id)
    assert {line.review_id for line in seen} == {three["first"]}
    nothing, empty = store.account_lines(MAYA, account.id + 1_000)
    assert (nothing, empty.shape) == ([], (0, WIDTH))


@pytest.mark.parametrize(
    ("wanted", "names"),
    [
        (Wanted(), ["won", "hidden", "first"]),
        (Wanted(since=dt.date(2026, 1, 1)), ["won", "hidden"]),
        (Wanted(until=dt.date(2025, 12, 31)), ["first"]),
        (Wanted(reps=("maya lindqvist",)), ["won", "first"]),
        (Wanted(outcomes=("won",)), ["won"]),
        (Wanted(causes=("no_access",)), ["won", "hidden", "first"]),
        (Wanted(competitor="rout"), ["first"]),
        (Wanted(competitor="%"), []),
        (Wanted(least=50_000), ["hidden"]),
        (Wanted(most=50_000), ["first"]),
        (Wanted(stated=("Price.", "price")), ["won", "hidden", "first"]),
        (Wanted(stated=("Price.",)), []),
        (Wanted(ids=()), []),
    ],
)
def test_each_filter_narrows_and_the_count_agrees(
    store: Store, three: dict[str, str], wanted: Wanted, names: list[str]
) -> None:
    assert [row.id for row in store.picked(BOSS, wanted)] == [three[name] for name in names]
    assert store.tally(BOSS, wanted) == len(names)
    mine = [name for name in names if name != "hidden"]
    assert [row.id for row in store.picked(MAYA, wanted)] == [three[name] for name in mine]
    assert store.tally(MAYA, wanted) == len(mine)


def test_facts_proofs_and_names_keep_what_is_hidden(store: Store, three: dict[str, str]) -> None:
    ids = list(three.values())
    assert set(store.deal_facts(BEN, ids)) == {three["first"], three["hidden"]}
    assert store.deal_facts(BEN, ids)[three["hidden"]].amount == 90_000
    assert set(store.proofs(BEN, ids)) == {three["first"], three["hidden"]}
    assert store.proofs(BEN, ids)[three["first"]] == (3, "Finance closed it.")
    assert store.reps(MAYA) == ["Maya Lindqvist"]
    assert store.rivals(MAYA) == ["Routely"]
    assert store.reps(BEN) == ["Ben Castellanos", "Maya Lindqvist"]


def test_accounts_that_are_one_firm_are_opened_as_one_and_numbered_by_day(store: Store, three: dict[str, str]) -> None:
    halden, pellworth = (store.find_account(BOSS, name) for name in ("Halden", "Pellworth"))
    assert halden is not None
    assert pellworth is not None
    both = store.opened(BOSS, [pellworth.id, halden.id])
    assert [(item.review.id, item.review.round) for item in both.rounds] == [
        (three["first"], 1),
        (three["hidden"], 2),
        (three["won"], 3),
    ]
    assert [line.review_id for line in both.lines] == [
        three[name] for name in ("first", "hidden", "won") for _ in "abc"
    ]
    assert both.vectors.shape == (9, WIDTH)
    assert both.notes[three["won"]].startswith("Deal won")
    mine = store.opened(MAYA, [pellworth.id, halden.id])
    assert [(item.review.id, item.review.round) for item in mine.rounds] == [(three["first"], 1), (three["won"], 2)]
    assert three["hidden"] not in {*mine.deals, *mine.notes}
    with pytest.raises(NotFound):
        store.opened(BEN, [pellworth.id])


def test_a_word_points_to_the_accounts_whose_notes_a_viewer_may_see(store: Store, three: dict[str, str]) -> None:
    names = {account.id: account.name for account in store.accounts(BOSS)}
    said = store.accounts_saying(BOSS, ["hidden", "finance closed", "nowhere"])
    assert {names[each]: lines for each, lines in said["hidden"].items()} == {"Halden": 1}
    assert {names[each]: lines for each, lines in said["finance closed"].items()} == {"Halden": 2, "Pellworth": 1}
    assert said["nowhere"] == {}
    assert store.accounts_saying(MAYA, ["hidden"]) == {"hidden": {}}
    assert set(store.account_names(BEN, names).values()) == {"Halden"}
    assert three
