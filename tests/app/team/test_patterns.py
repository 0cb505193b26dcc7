"""Counts in words: honest with few deals, and the sum of the parts."""

import csv
import datetime as dt
import io

from app.team import capabilities, gaps_csv, grid, health, patterns
from app.team.health import suggestion, told
from app.team.patterns import label, most, price_line, standing
from ingest.records import Given
from ingest.store import Store
from ingest.store.counting_rows import Span
from prompts.playbook import Playbook
from tests.app.team.conftest import TODAY, lose
from tests.ingest.store.making import BEN, BOSS, MAYA, evidence, lines_of, reading, vectors


def test_nothing_is_said_of_fewer_than_three(store: Store, playbook: Playbook) -> None:
    lose(store, MAYA, "follow_up", times=2)
    found = patterns(store, BEN, Span(), "rep")
    assert standing(found) == ("2 deals on record, 0 won. Too few to call anything a rate.",)
    assert price_line(found, playbook.name) == ""
    assert most(found) == ()
    made = grid(found, "rep")
    assert made.values == ()
    assert made.few == (("Maya Lindqvist", 2),)


def test_where_price_came_from_adds_up(store: Store, playbook: Playbook) -> None:
    for cause, times in (
        ("budget_ceiling", 2),
        ("value_not_proven", 4),
        ("no_access", 2),
        ("outsold", 1),
        ("follow_up", 1),
    ):
        lose(store, MAYA, cause, times=times)  # type: ignore[arg-type]
    lose(store, MAYA, "status_quo", None, times=3)
    found = patterns(store, BEN, Span(), "quarter")
    line = price_line(found, playbook.name)
    assert line == (
        "“Price” or “budget” was the reason given in 10 losses. The notes show a budget that could not stretch in 2, "
        "value not proven in 4, no access in 2 and something else in 2."
    )
    assert found.written("budget_ceiling") == 10
    lose(store, MAYA, "product_gap", "budget_ceiling", shared="private", times=5)
    assert price_line(patterns(store, BEN, Span(), "quarter"), playbook.name) == line, "hidden ones are not counted"


def test_a_percentage_only_from_twenty_deals_on_with_its_formula(store: Store) -> None:
    lose(store, MAYA, "follow_up", times=10)
    lose(store, MAYA, "product_gap", times=5)
    lose(store, MAYA, "external_timing", times=1)
    lose(store, MAYA, "unknown", outcome="won", times=3)
    few = standing(patterns(store, BEN, Span(), "rep"))
    assert few[0] == "Won: 3 of 19. Between 20 and 30 % of all opportunities is solid."
    assert "%" not in few[1]
    lose(store, MAYA, "unknown", outcome="won", times=1)
    lose(store, MAYA, "discovery_or_fit", outcome="disqualified", times=2)
    lines = standing(patterns(store, BEN, Span(), "rep"))
    assert lines[0].startswith("Won: 4 of 20 (20 %). That is won / (won + lost): 4 / (4 + 16).")
    assert lines[1] == "2 early, clear noes are not in that count: the time stayed free for other deals."
    assert lines[2] == (
        "Of 16 losses, 10 turned on something the rep or the team could change, 5 on the product, the terms or proof, "
        "1 on nothing of ours."
    )


def test_a_grid_loses_no_deal(store: Store) -> None:
    for year, month, times in ((2025, 1, 3), (2025, 4, 4), (2025, 12, 2), (2026, 1, 5)):
        lose(store, MAYA, "follow_up", times=times, closed=dt.date(year, month, 3))
    lose(store, MAYA, "outsold", closed=dt.date(2026, 1, 9))
    made = grid(patterns(store, BOSS, Span(), "quarter"), "quarter")
    assert made.values == (("2025-1", 3), ("2025-2", 4), ("2026-1", 6))
    assert [label("quarter", value) for value, _ in made.values] == ["Q1 2025", "Q2 2025", "Q1 2026"]
    assert made.causes == ("follow_up",)
    shown = sum(made.deals[key] for key in made.deals if key[0] in made.causes)
    assert shown + made.thin + sum(n for _, n in made.few) + made.more + made.blank == 15
    sizes = grid(patterns(store, BOSS, Span(), "size"), "size")
    assert (sizes.values, sizes.blank) == ((), 15)
    for amount in (9_000, 9_000, 9_000, 300_000, 300_000, 300_000):
        lose(store, MAYA, "follow_up", amount=amount)
    sizes = grid(patterns(store, BOSS, Span(), "size"), "size")
    assert [label("size", value) for value, _ in sizes.values] == ["under 10k", "250k and over"]


def test_gaps_that_say_the_same_are_one_row_and_formulas_are_text(store: Store) -> None:
    for number, thing in enumerate(("No offline mode", "No offline mode", "=cmd() in the export")):
        text = f"Deal {number} is over. {thing}"
        lines = lines_of(text)
        made = reading(
            text,
            cause="product_gap",
            control="company",
            evidence=(evidence(lines[-1]).model_copy(update={"cause": "product_gap"}),),
        )
        given = Given(closed=TODAY, amount=1000.0 * (number + 1), currency="EUR")
        store.record(MAYA, made, account=f"-{number}", rep=MAYA.name, given=given, vectors=vectors(made), shared="team")
    found = capabilities(store, BEN, Span())
    assert [(one.words, one.decided, one.amounts) for one in found] == [
        ("No offline mode", 2, {"EUR": 3000.0}),
        ("=cmd() in the export", 1, {"EUR": 3000.0}),
    ]
    rows = list(csv.DictReader(io.StringIO(gaps_csv(found).decode("utf-8-sig"))))
    assert [row["capability"] for row in rows] == ["No offline mode", "No offline mode", "'=cmd() in the export"]
    assert {row["account"][:2] for row in rows} == {"'-"}


def test_a_cause_that_is_often_changed_is_worth_a_look(store: Store, playbook: Playbook) -> None:
    ids = lose(store, MAYA, "no_access", times=6)
    for each in ids[:2]:
        said = store.review(MAYA, each).diagnosis
        store.correct(MAYA, each, said.model_copy(update={"cause": "champion_lost"}))
    (one,) = health(store, BEN)
    assert suggestion(one, playbook.name) == "", "two changes are not a pattern"
    said = store.review(MAYA, ids[2]).diagnosis
    store.correct(MAYA, ids[2], said.model_copy(update={"cause": "unknown"}))
    (one,) = health(store, BEN)
    assert (one.read, one.changed, one.none_fits) == (6, 3, 1)
    assert told(one, playbook.name) == "No access: changed by a person in 3 of 6, most often to champion lost (2)."
    assert "prompts/causes/no_access.md" in suggestion(one, playbook.name)
    assert len(store.corrected(BEN, "no_access")) == 3
