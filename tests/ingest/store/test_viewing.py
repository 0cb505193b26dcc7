"""No read function returns what its viewer may not see."""

import datetime as dt
import inspect
from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ingest.records import Debrief, FutureCard, Given, Stated, Viewer
from ingest.store.asking import Wanted
from ingest.store.past import Past
from ingest.store.read import Reads
from ingest.store.search import Search
from ingest.store.store import Store
from ingest.store.tables import erasing, metadata
from prompts.errors import NotFound
from tests.ingest.store.making import BEN, BOSS, MAYA, reading, vectors

PRIYA = Viewer(name="Priya Raman")
REPS = (MAYA, BEN, PRIYA)

Call = Callable[[Store, Viewer, list[str]], Any]

CALLS: dict[str, Call] = {
    "review": lambda s, v, ids: [_try(s.review, v, one) for one in ids],
    "history": lambda s, v, ids: [_try(s.history, v, one) for one in ids],
    "recent": lambda s, v, ids: (s.recent(v, 99), *(s.recent(v, 99, rep=rep.name) for rep in REPS)),
    "review_rows": lambda s, v, ids: s.review_rows(v, ids),
    "accounts": lambda s, v, ids: (s.accounts(v), s.accounts(v, search="acct")),
    "find_account": lambda s, v, ids: [s.find_account(v, f"Acct secret{n}") and n for n in range(9)],
    "account_outcomes": lambda s, v, ids: sum(
        map(len, s.account_outcomes(v, [row.id for row in s.accounts(BOSS)]).values())
    ),
    "ledger": lambda s, v, ids: [_try(s.ledger, v, row.id) for row in s.accounts(BOSS)],
    "win_record": lambda s, v, ids: sum((r.won + r.lost) for r in (s.win_record(v, rep.name) for rep in REPS)),
    "commitments": lambda s, v, ids: s.commitments(v),
    "cards_due": lambda s, v, ids: s.cards_due(v, dt.date.max),
    "same_note": lambda s, v, ids: [s.same_note(v, _text(n)) for n in range(9)],
    "imported": lambda s, v, ids: s.imported(v, [f"x{n}" for n in range(9)]),
    "known_names": lambda s, v, ids: s.known_names(v),
    "count": lambda s, v, ids: s.count(v),
    "allowed": lambda s, v, ids: s.allowed(v, ids),
    "passages": lambda s, v, ids: s.passages(v, [(one, line) for one in ids for line in range(5)]),
    "review_passages": lambda s, v, ids: [s.review_passages(v, one) for one in ids],
    "vectors": lambda s, v, ids: s.vectors(v)[0],
    "past_losses": lambda s, v, ids: s.past_losses(v, ids),
    "past_words": lambda s, v, ids: s.past_words(v, ids),
    "same_mechanism": lambda s, v, ids: [s.same_mechanism(v, f"secret{n}x was skipped") for n in range(9)],
    "search_words": lambda s, v, ids: (s.search_words(v, "secret words everywhere"), s.search_words(v, "skipped")),
}
"""How to ask each read function for everything at once."""


def test_every_read_function_takes_a_viewer_and_is_tried_here() -> None:
    public = {
        name: function
        for part in (Reads, Search, Past)
        for name, function in inspect.getmembers(part, inspect.isfunction)
        if not name.startswith("_")
    }
    assert public.keys() == CALLS.keys()
    for name, function in public.items():
        assert list(inspect.signature(function).parameters)[:2] == ["self", "viewer"], name


def _try(call: Callable[[Viewer, Any], Any], viewer: Viewer, what: Any) -> Any:
    try:
        return call(viewer, what)
    except NotFound:
        return None


def _text(number: int) -> str:
    return f"Words about secret{number}x. Everywhere secret{number}x again."


entry = st.tuples(
    st.integers(0, 2),  # rep
    st.sampled_from(["private", "manager", "team"]),
    st.booleans(),  # corrected
    st.booleans(),  # shared after the correction, not before
)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(entries=st.lists(entry, min_size=1, max_size=6))
def test_hidden_reviews_leave_no_trace_in_any_answer(store: Store, entries: list[tuple[int, Any, bool, bool]]) -> None:
    if store.dialect == "sqlite":
        sa.event.listen(store.db.engine, "connect", lambda conn, _: conn.execute("PRAGMA synchronous=OFF"))
        store.close()
    _empty(store)
    ids: list[str] = []
    versions: list[list[str]] = []
    for number, (rep, shared, corrected, late) in enumerate(entries):
        versions.append(_fill(store, number, REPS[rep], shared, corrected, late))
        ids += versions[-1]
    for viewer in REPS:
        seen = [n for n, (rep, shared, *_) in enumerate(entries) if REPS[rep] == viewer or shared == "team"]
        answers = {name: call(store, viewer, ids) for name, call in CALLS.items()}
        for number in set(range(len(entries))) - set(seen):
            hidden = [f"secret{number}x", f"Acct secret{number}", *versions[number]]
            for name, answer in answers.items():
                assert not any(word in repr(answer) for word in hidden), name
        assert answers["count"] == answers["win_record"] == answers["account_outcomes"] == len(seen)
        assert {row.id for row in answers["recent"][0]} == {versions[n][-1] for n in seen}
        assert [n for n in answers["find_account"] if n is not None] == seen
        assert answers["allowed"] == {versions[n][-1] for n in seen}
        assert answers["past_words"].keys() == answers["allowed"]
        assert {review_id for review_id, _ in answers["vectors"]} == answers["allowed"]
        assert {review_id for (review_id, _), _ in answers["search_words"][0]} == answers["allowed"]
    assert store.count(BOSS) == len(entries)


@settings(max_examples=5, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(entries=st.lists(entry, min_size=1, max_size=5), days=st.permutations(range(7)))
def test_each_viewer_counts_the_rounds_they_may_see(
    store: Store, entries: list[tuple[int, Any, bool, bool]], days: list[int]
) -> None:
    if store.dialect == "sqlite":
        sa.event.listen(store.db.engine, "connect", lambda conn, _: conn.execute("PRAGMA synchronous=OFF"))
        store.close()
    _empty(store)
    for (rep, shared, corrected, _), day in zip(entries, days, strict=False):
        closed = Given(closed=dt.date(2026, 1, 1 + day))
        made = reading()
        first = store.record(
            REPS[rep],
            made,
            account="Halden",
            rep=REPS[rep].name,
            given=closed,
            shared=shared,
            vectors=vectors(made),
        )
        if corrected:
            store.correct(REPS[rep], first, made.diagnosis.model_copy(update={"cause": "outsold"}))
        store.set_card(REPS[rep], first, FutureCard(revisit=dt.date(2027, 1, 1)))
    account = store.accounts(BOSS)[0].id
    for viewer in (*REPS, BOSS):
        mine = [n for n, (rep, shared, *_) in enumerate(entries) if REPS[rep] == viewer or shared == "team"]
        count = len(entries) if viewer == BOSS else len(mine)
        if not count:
            continue
        rounds = [item.review for item in store.ledger(viewer, account).rounds]
        assert [row.round for row in rounds] == list(range(1, count + 1))
        number = {row.id: row.round for row in rounds}
        assert {row.id: row.round for row in store.recent(viewer)} == number
        assert {row.id: row.round for row in store.review_rows(viewer, number).values()} == number
        assert {each: store.review(viewer, each).round for each in number} == number
        assert {due.review.id: due.review.round for due in store.cards_due(viewer, dt.date.max)} == number
        assert [due.review.round for due in store.open_cards(viewer)] == [count]
        assert {loss.row.id: loss.row.round for loss in store.past_losses(viewer, number)} == number
        assert {row.id: row.round for row in store.picked(viewer, Wanted())} == number
        for each, place in number.items():
            assert {version.round for version in store.history(viewer, each)} == {place}


def _empty(store: Store) -> None:
    with store.db.writing() as conn:
        conn.execute(erasing.insert().values(at=dt.datetime.now(dt.UTC)))
        for table in reversed(metadata.sorted_tables):
            if table is not erasing:
                conn.execute(table.delete())
        conn.execute(erasing.delete())


def _fill(store: Store, number: int, rep: Viewer, shared: Any, corrected: bool, late: bool) -> list[str]:
    word = f"secret{number}x"
    made = reading(
        _text(number),
        mechanism=f"{word} was skipped",
        competitor=f"Rival {word}",
        stated=Stated(text=f"said {word}"),
        people=(),
    )
    ids = [
        store.record(
            rep,
            made,
            account=f"Acct secret{number}",
            rep=rep.name,
            debrief=Debrief(reason=word),
            vectors=vectors(made),
            external_id=f"x{number}",
            shared="private" if late else shared,
        )
    ]
    store.commit_to(rep, ids[0], f"do {word}")
    store.answer(rep, ids[0], f"why {word}", word)
    if corrected:
        ids.append(store.correct(rep, ids[0], made.diagnosis.model_copy(update={"cause": "outsold"})))
    store.set_card(rep, ids[-1], FutureCard(revisit=dt.date(2027, 1, 1), call=word))
    if late:
        store.share(rep, ids[-1], shared)
    return ids


def test_a_name_is_one_person_however_it_is_typed(store: Store) -> None:
    store.record(MAYA, reading(), account="Halden", rep=MAYA.name)
    assert store.count(Viewer(name=" maya  LINDQVIST")) == 1
    assert store.count(Viewer(name="Maya")) == 0
    assert store.count(Viewer(name="")) == 0
    assert store.count(Viewer(name="%")) == 0


def test_drafts_and_jobs_are_their_owners(store: Store) -> None:
    store.save_draft(MAYA, "review", {"text": "half \ud83d a \0 thought"})
    store.save_draft(MAYA, "review", {"text": "half \ud83d a \0 thought, longer"})
    assert store.load_draft(MAYA, "review") == {"text": "half \ud83d a \0 thought, longer"}
    assert store.load_draft(BEN, "review") is None
    assert store.load_draft(BOSS, "review") is None
    assert store.load_draft(MAYA, "ask") is None
    store.drop_draft(BEN, "review")
    assert store.load_draft(MAYA, "review") is not None
    store.drop_draft(MAYA, "review")
    assert store.load_draft(MAYA, "review") is None
    job = store.enqueue(MAYA.name, "review", {"text": "x"})
    for ask in (store.job, store.cancel, store.queue_position):
        with pytest.raises(NotFound, match=job):
            ask(BEN, job)
    assert store.open_jobs(BEN) == []
    assert [j.id for j in store.open_jobs(MAYA, kind="review")] == [j.id for j in store.open_jobs(BOSS)] == [job]
    assert store.open_jobs(MAYA, kind="other") == []
