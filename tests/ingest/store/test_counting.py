"""Counts for the team page: the same as counting by hand, and only what a viewer may see."""

import datetime as dt
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from ingest.records import Debrief, Given, Stated, Viewer
from ingest.store.counting_rows import Axis, Span
from ingest.store.rows import Shared
from ingest.store.store import Store
from prompts.codes import Cause, Control, Outcome
from tests.ingest.store.making import BEN, BOSS, MAYA, evidence, lines_of, reading, vectors

SOMEBODY = Viewer(name="Nobody Known")
Row = tuple[Viewer, Shared, Outcome, Cause, Cause | None, Control, str | None, str, float | None, str | None]
SEGMENTS = {"Acct 0": "Retail", "Acct 3": "Retail", "Acct 4": "Food & drink", "Acct 5": "Retail"}
DEALS: tuple[Row, ...] = (
    (MAYA, "team", "competitor", "follow_up", "budget_ceiling", "rep", "Routely", "2026-01-31", 9_999, "Offer"),
    (MAYA, "team", "competitor", "follow_up", "budget_ceiling", "rep", "Routely", "2026-04-01", 10_000, "Offer"),
    (MAYA, "private", "no_decision", "no_access", None, "rep", "Routely", "2026-03-31", None, None),
    (BEN, "team", "competitor", "product_gap", "product_gap", "company", "Kestrel", "2026-12-31", 250_000, "Demo"),
    (BEN, "manager", "competitor", "product_gap", "budget_ceiling", "company", None, "2026-10-01", 60_000, "Demo"),
    (BEN, "team", "won", "unknown", None, "rep", None, "2026-05-05", 40_000, None),
    (BEN, "team", "disqualified", "discovery_or_fit", None, "rep", None, "2026-06-06", None, None),
)
SIZES = {9_999: "0", 10_000: "10000", 60_000: "50000", 250_000: "250000"}


def fill(store: Store, rows: tuple[Row, ...] = DEALS) -> list[str]:
    ids = []
    for number, (rep, shared, outcome, cause, stated, control, rival, day, amount, stage) in enumerate(rows):
        made = reading(
            f"Deal {number} ended. They lacked a thing called word{number}.",
            outcome=outcome,
            cause=cause,
            confidence="low",
            stated=Stated(text="said", cause=stated),
            control=control,
            competitor=rival,
            mechanism=f"Way {cause}",
        )
        account = f"Acct {number}"
        given = Given(closed=dt.date.fromisoformat(day), amount=amount, currency=amount and "EUR", stage=stage)
        given = given.model_copy(update={"segment": SEGMENTS.get(account)})
        ids.append(store.record(rep, made, account=account, rep=rep.name, given=given, shared=shared))
    return ids


def seen_by(viewer: Viewer) -> list[Row]:
    return [row for row in DEALS if viewer.all or row[0] == viewer or row[1] == "team"]


def lost(viewer: Viewer) -> list[Row]:
    return [row for row in seen_by(viewer) if row[2] not in ("won", "disqualified")]


def value(axis: Axis, row: Row) -> str:
    """The rule of each axis, a second time."""
    rep, _, outcome, _, stated, control, rival, day, amount, stage = row
    month = dt.date.fromisoformat(day).month
    return {
        "control": control,
        "stated": stated or "",
        "quarter": f"{day[:4]}-{(month + 2) // 3}",
        "competitor": (rival or "") if outcome == "competitor" else "",
        "stage": stage or "",
        "segment": SEGMENTS.get(f"Acct {DEALS.index(row)}", ""),
        "rep": rep.name,
        "size": "" if amount is None else SIZES[int(amount)],
    }[axis]


@pytest.mark.parametrize("viewer", [BOSS, MAYA, BEN, SOMEBODY], ids=lambda viewer: viewer.name)
def test_every_axis_counts_what_this_viewer_may_see(store: Store, viewer: Viewer) -> None:
    fill(store)
    found = store.counts(viewer)
    assert {c.value: c.deals for c in found if c.axis == "outcome"} == Counter(row[2] for row in seen_by(viewer))
    axes: list[Axis] = ["control", "stated", "quarter", "competitor", "stage", "segment", "rep", "size"]
    for axis in axes:
        expected = Counter((value(axis, row), row[3]) for row in lost(viewer))
        if axis == "competitor":
            expected = Counter({key: number for key, number in expected.items() if key[0]})
        assert {(c.value, c.cause): c.deals for c in found if c.axis == axis} == expected, axis
        alone = store.counts(viewer, axes=[axis])
        assert [c for c in alone if c.axis == axis] == [c for c in found if c.axis == axis], "asked for alone"


def test_a_correction_is_counted_once_and_a_span_includes_both_days(store: Store) -> None:
    ids = fill(store)
    said = store.review(MAYA, ids[0]).diagnosis
    store.correct(MAYA, ids[0], said.model_copy(update={"cause": "no_access"}))
    span = Span(dt.date(2026, 1, 31), dt.date(2026, 4, 1))
    found = {c.cause: c.deals for c in store.counts(BOSS, span, ["control"]) if c.axis == "control"}
    assert found == {"no_access": 2, "follow_up": 1}
    assert [row.account for row in store.counted(BOSS, "no_access", span)] == ["Acct 2", "Acct 0"]
    assert [row.account for row in store.counted(BOSS, None, stated="budget_ceiling")] == ["Acct 4", "Acct 1", "Acct 0"]
    assert [row.account for row in store.early_noes(BOSS)] == ["Acct 6"]
    assert [(way.mechanism, way.deals) for way in store.ways(BOSS, least=2)] == [
        ("Way follow_up", 2),
        ("Way product_gap", 2),
    ]


def test_a_gap_decided_a_deal_or_only_came_up(store: Store) -> None:
    fill(store)
    text = "We lost on follow up. No offline mode, I wrote. No offline mode, she said."
    lines = lines_of(text)
    spoken = tuple(evidence(line).model_copy(update={"cause": "product_gap"}) for line in lines[1:])
    made = reading(text, cause="follow_up", evidence=spoken)
    given = Given(amount=500.0, currency="USD")
    store.record(BEN, made, account="Mentioned", rep=BEN.name, given=given, vectors=vectors(made), shared="team")
    totals = {(t.decided, t.currency): (t.deals, t.amount, t.with_amount) for t in store.gap_totals(BOSS)}
    assert totals == {(True, "EUR"): (2, 310_000, 2), (False, "USD"): (1, 500, 1)}
    assert {(t.decided, t.deals) for t in store.gap_totals(MAYA)} == {(True, 1), (False, 1)}
    found = store.gaps(BOSS)
    assert [(gap.proof.row.account, gap.decided, gap.amount) for gap in found] == [
        ("Acct 3", True, 250_000),
        ("Acct 4", True, 60_000),
        ("Mentioned", False, 500),
    ]
    last = found[-1]
    assert last.proof.text == lines[2].text, "what the buyer said comes before what we wrote"
    assert last.vector is not None
    assert last.vector.shape == (384,)
    assert found[0].vector is None, "no line was embedded"


def test_gaps_are_found_by_indexes_alone(tmp_path: Path) -> None:
    with Store.open(f"sqlite:///{tmp_path / 'plan.db'}") as store:
        fill(store)
        asked: list[tuple[str, Any]] = []
        heard = lambda conn, cursor, statement, given, *_: asked.append((statement, given))  # noqa: E731
        sa.event.listen(store.db.engine, "before_cursor_execute", heard)
        store.gap_totals(BOSS)
        store.gaps(BOSS)
        sa.event.remove(store.db.engine, "before_cursor_execute", heard)
        plans = [(statement, given) for statement, given in asked if "quotes" in statement]
        assert len(plans) == 3
        with store.db.reading_all() as conn:
            for statement, given in plans:
                steps = [row.detail for row in conn.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", given)]
                assert any("ix_quotes_cause_against_review_id" in step for step in steps), steps
                assert not any(step.startswith("SCAN") for step in steps), steps


def test_health_tells_a_correction_from_a_second_reading(store: Store) -> None:
    ids = fill(store)
    said = store.review(MAYA, ids[0]).diagnosis
    store.correct(MAYA, ids[0], said.model_copy(update={"cause": "unknown"}))
    other = store.review(MAYA, ids[1]).diagnosis
    store.correct(MAYA, ids[1], other.model_copy(update={"mechanism": "The same cause, better words."}))
    found = Counter({(h.cause, h.now, h.by): h.reviews for h in store.health(BOSS)})
    assert found == {
        ("follow_up", "unknown", "rep"): 1,
        ("follow_up", "follow_up", "first"): 1,
        ("no_access", "no_access", "first"): 1,
        ("product_gap", "product_gap", "first"): 2,
    }
    assert [row.account for row in store.corrected(BOSS, "follow_up")] == ["Acct 0"]
    assert store.corrected(BOSS, rep="Nobody Else") == []
    (row,) = store.corrected(BOSS, "follow_up")
    assert store.corrected(BOSS, "follow_up", 1, row.rep.upper()) == [row]
    assert sum(h.reviews for h in store.health(SOMEBODY)) == len(lost(SOMEBODY))


def test_the_feed_holds_what_was_shared_with_the_team(store: Store) -> None:
    fill(store)
    debrief = Debrief(reason="price", learn="Ring back the same day.", differently="Put it in the calendar.")
    made = reading("They waited. Nobody rang back about the zirconium pump.", mechanism="Nobody rang back.")
    one = store.record(BEN, made, account="Pump Co", rep=BEN.name, debrief=debrief, shared="team")
    feed = store.lessons(MAYA)
    assert feed[0].row.id == one
    assert (feed[0].learn, feed[0].differently) == (debrief.learn, debrief.differently)
    assert {told.row.account for told in feed} == {"Acct 0", "Acct 1", "Acct 3", "Acct 5", "Acct 6", "Pump Co"}
    assert len(store.lessons(BOSS)) == len(DEALS) + 1, "on a laptop nobody shares"
    for words in ("zirconium", "pump co", "rang back", "Pump"):
        assert [told.row.id for told in store.lessons(MAYA, words)] == [one], words
    assert store.lessons(MAYA, "100% of 'nothing' like_this") == []
    assert [told.row.id for told in store.lessons(MAYA, mechanism="Nobody rang back.")] == [one]
    store.share(BEN, one, "private")
    assert store.lessons(MAYA, "zirconium") == []


def test_an_empty_store_counts_nothing(store: Store) -> None:
    calls: tuple[Any, ...] = (store.counts, store.ways, store.gap_totals, store.gaps, store.health, store.lessons)
    assert [call(MAYA) for call in calls] == [[]] * len(calls)
