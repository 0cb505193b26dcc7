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
from ingest.store.store import Store
from ingest.store.tables import erasing, metadata
from prompts.codes import CAUSES
from prompts.errors import NotFound, StoreError
from tests.ingest.store.making import BEN, BOSS, MAYA, reading, vectors

PRIYA = Viewer(name="Priya Raman")
GONE = Viewer(name="Gus Orlov")
"""A rep with records of his own, who has left."""
INES = Viewer(name="Ines Rault")
TOM = Viewer(name="Tom Achterberg")
LEAD, ADMIN = Viewer(name="Lea Lead"), Viewer(name="Ada Admin")
LEFT_MANAGER = Viewer(name="Max Moved")
NOBODY = Viewer(name="Nobody Known")
REPS = (MAYA, BEN, PRIYA, GONE)
VIEWERS = (*REPS, INES, TOM, LEAD, ADMIN, LEFT_MANAGER, NOBODY)
MANAGER = {MAYA: INES, GONE: INES, BEN: TOM, PRIYA: LEFT_MANAGER}
INACTIVE = (GONE, LEFT_MANAGER)
TODAY = dt.date(2026, 11, 22)


def may(viewer: Viewer, rep: Viewer, shared: str) -> bool:
    """The whole rule, a second time."""
    if viewer in INACTIVE:
        return False
    return viewer == rep or shared == "team" or (shared == "manager" and MANAGER[rep] == viewer)


def set_up(store: Store) -> None:
    """Everybody with a role and a manager of record, all still here."""
    roles: dict[Viewer, Any] = {INES: "manager", TOM: "manager", LEFT_MANAGER: "manager", LEAD: "lead", ADMIN: "admin"}
    for viewer, role in roles.items():
        store.set_person(BOSS, viewer.name, role=role)
    for rep in REPS:
        store.set_person(BOSS, rep.name, manager=MANAGER[rep].name, email=f"{rep.name.split()[0]}@example.com")


def some_leave(store: Store) -> None:
    for viewer in INACTIVE:
        store.set_person(BOSS, viewer.name, active=False)


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
    "same_note": lambda s, v, ids: [s.same_note(v, _text(n)) for n in range(9)],
    "imported": lambda s, v, ids: s.imported(v, [f"x{n}" for n in range(9)]),
    "known_names": lambda s, v, ids: s.known_names(v),
    "count": lambda s, v, ids: s.count(v),
    "allowed": lambda s, v, ids: s.allowed(v, ids),
    "seen": lambda s, v, ids: s.seen(v, ids),
    "passages": lambda s, v, ids: s.passages(v, [(one, line) for one in ids for line in range(5)]),
    "vectors": lambda s, v, ids: s.vectors(v)[0],
    "past_losses": lambda s, v, ids: s.past_losses(v, ids),
    "past_words": lambda s, v, ids: s.past_words(v, ids),
    "same_mechanism": lambda s, v, ids: [s.same_mechanism(v, f"secret{n}x was skipped") for n in range(9)],
    "search_words": lambda s, v, ids: (s.search_words(v, "secret words everywhere"), s.search_words(v, "skipped")),
    "accounts_named": lambda s, v, ids: s.accounts_named(v, [f"acct secret{n}" for n in range(9)]),
    "account_changes": lambda s, v, ids: s.account_changes(v),
    "open_cards": lambda s, v, ids: s.open_cards(v),
    "revisited": lambda s, v, ids: s.revisited(v, ids),
    "latest_revisits": lambda s, v, ids: s.latest_revisits(v, 99),
    "opened": lambda s, v, ids: [_try(s.opened, v, [row.id]) for row in s.accounts(BOSS)],
    "account_lines": lambda s, v, ids: [s.account_lines(v, row.id)[0] for row in s.accounts(BOSS)],
    "deal_facts": lambda s, v, ids: s.deal_facts(v, ids),
    "proofs": lambda s, v, ids: s.proofs(v, ids),
    "tally": lambda s, v, ids: s.tally(v, Wanted()),
    "picked": lambda s, v, ids: s.picked(v, Wanted()),
    "rivals": lambda s, v, ids: s.rivals(v),
    "account_names": lambda s, v, ids: list(s.account_names(v, [row.id for row in s.accounts(BOSS)]).values()),
    "accounts_saying": lambda s, v, ids: sorted(
        word for word, said in s.accounts_saying(v, [f"secret{n}x" for n in range(9)]).items() if said
    ),
    "people_of": lambda s, v, ids: sorted(
        name for names in s.people_of(v, [row.id for row in s.accounts(BOSS)]).values() for name in names
    ),
    "reps": lambda s, v, ids: s.reps(v),
    "stated": lambda s, v, ids: s.stated(v),
    "currencies": lambda s, v, ids: s.currencies(v),
    "coached": lambda s, v, ids: [s.coached(v, rep.name, dt.date.min, dt.date.max) for rep in REPS],
    "later_notes": lambda s, v, ids: [s.later_notes(v, rep.name, dt.date.min, dt.date.max) for rep in REPS],
    "followups": lambda s, v, ids: s.followups(v, [row.commitment.id for row in s.commitments(BOSS)]),
    "losses": lambda s, v, ids: s.losses(v, dt.date.max),
    "counts": lambda s, v, ids: s.counts(v),
    "counted": lambda s, v, ids: s.counted(v, None),
    "early_noes": lambda s, v, ids: s.early_noes(v),
    "ways": lambda s, v, ids: s.ways(v, least=1),
    "gap_totals": lambda s, v, ids: s.gap_totals(v),
    "gaps": lambda s, v, ids: s.gaps(v),
    "health": lambda s, v, ids: s.health(v),
    "corrected": lambda s, v, ids: [s.corrected(v, cause) for cause in (None, *CAUSES)],
    "lessons": lambda s, v, ids: (s.lessons(v), *(s.lessons(v, f"secret{n}x") for n in range(9))),
    "job": lambda s, v, ids: [_try(s.job, v, job.id) for job in s.open_jobs(BOSS)],
    "open_jobs": lambda s, v, ids: s.open_jobs(v),
    "queue_position": lambda s, v, ids: [_try(s.queue_position, v, job.id) for job in s.open_jobs(BOSS)],
    "load_draft": lambda s, v, ids: s.load_draft(v, "review"),
    "on_record": lambda s, v, ids: s.on_record(v, [f"x{n}" for n in range(9)]),
    "notes_on_record": lambda s, v, ids: s.notes_on_record(v, [_text(n) for n in range(9)]),
    "same_notes": lambda s, v, ids: s.same_notes(v, [_text(n) for n in range(9)]),
    "people": lambda s, v, ids: s.people(v),
    "person": lambda s, v, ids: [s.person(v, one.name) for one in VIEWERS],
    "role": lambda s, v, ids: s.role(v),
    "reports": lambda s, v, ids: s.reports(v),
    "is_manager_of": lambda s, v, ids: [rep.name for rep in REPS if s.is_manager_of(v, rep.name)],
    "unshared": lambda s, v, ids: {rep.name: s.unshared(v, rep.name, dt.date.min, dt.date.max) for rep in REPS},
    "consent": lambda s, v, ids: [s.consent(v, one) for one in ids],
    "thanks": lambda s, v, ids: s.thanks(v, ids),
    "views": lambda s, v, ids: s.views(v),
    "about_person": lambda s, v, ids: _about(s, v),
    "older": lambda s, v, ids: s.older(v, dt.date.max),
    "packs": lambda s, v, ids: (s.packs(v, TODAY), *(s.packs(v, TODAY, rep.name) for rep in REPS)),
}
"""How to ask each read function for everything at once."""

CHANGES = """
merge_accounts split_account keep_apart undo_account_change revisit undo_revisit record correct put_aside
set_debrief answer commit_to settle set_card cancel save_draft drop_draft erase_account erase_rep erase_review
erase_samples forget_person forget_account renew_vectors erase_older record_many set_person share give_consent take_consent_back thank take_thanks_back looked keep_pack
keep_followups edit_pack drop_pack
"""
"""Take a viewer, and change something."""
NOBODY_ASKS = """
spellings_stamp spellings enqueue claim progress finish fail requeue_stale forget_jobs outbox_batch outbox_done
outbox_waiting outbox_last outbox_since index_rows count_vectors generation swap_generation vectors_of line_ids
outbox_pending names_to_hide names_left erasures forget_generation log_call usage backup column_map keep_column_map signed_in open close
"""
"""Take no viewer: they show nobody any text of a record."""
KEEPS = "kept"
"""Keeps what one of the others found, under a key of whoever asks for it; `tests/ingest/store/test_kept.py`."""


def test_every_read_function_takes_a_viewer_and_is_tried_here() -> None:
    public = {n: f for n, f in inspect.getmembers(Store, callable) if not n.startswith("_")}
    assert public.keys() == CALLS.keys() | set(CHANGES.split()) | set(NOBODY_ASKS.split()) | {KEEPS}
    for name in CALLS.keys() | set(CHANGES.split()):
        assert list(inspect.signature(public[name]).parameters)[:2] == ["self", "viewer"], name


def _try(call: Callable[[Viewer, Any], Any], viewer: Viewer, what: Any) -> Any:
    try:
        return call(viewer, what)
    except NotFound:
        return None


def _about(store: Store, viewer: Viewer) -> Any:
    try:
        return store.about_person(viewer, viewer.name)
    except StoreError:
        return None


def _text(number: int) -> str:
    return f"Words about secret{number}x. Everywhere secret{number}x again."


entry = st.tuples(
    st.integers(0, len(REPS) - 1),
    st.sampled_from(["private", "manager", "team"]),
    st.booleans(),  # corrected
    st.booleans(),  # shared after the correction, not before
)


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(entries=st.lists(entry, min_size=1, max_size=6))
def test_hidden_reviews_leave_no_trace_in_any_answer(store: Store, entries: list[tuple[int, Any, bool, bool]]) -> None:
    if store.dialect == "sqlite":
        sa.event.listen(store.db.engine, "connect", lambda conn, _: conn.execute("PRAGMA synchronous=OFF"))
        store.close()
    _empty(store)
    set_up(store)
    ids: list[str] = []
    versions: list[list[str]] = []
    for number, (rep, shared, corrected, late) in enumerate(entries):
        versions.append(_fill(store, number, REPS[rep], shared, corrected, late))
        ids += versions[-1]
    some_leave(store)
    for viewer in VIEWERS:
        seen = [n for n, (rep, shared, *_) in enumerate(entries) if may(viewer, REPS[rep], shared)]
        answers = {name: call(store, viewer, ids) for name, call in CALLS.items()}
        for number in set(range(len(entries))) - set(seen):
            hidden = [f"secret{number}x", f"Acct secret{number}", *versions[number]]
            for name, answer in answers.items():
                assert not any(word in repr(answer) for word in hidden), (name, viewer)
        _what_is_seen_is_whole(answers, seen, versions)
        _counts(answers, viewer, entries)
    assert store.count(BOSS) == len(entries)


def _what_is_seen_is_whole(answers: dict[str, Any], seen: list[int], versions: list[list[str]]) -> None:
    """Or the test above would be passed by functions that find nothing."""
    latest = {versions[n][-1] for n in seen}
    assert answers["count"] == answers["win_record"] == answers["account_outcomes"] == len(seen)
    assert answers["tally"] == len(answers["picked"]) == len(answers["open_cards"]) == len(seen)
    assert {row.id for row in answers["recent"][0]} == latest
    assert [n for n in answers["find_account"] if n is not None] == seen
    assert answers["allowed"] == answers["past_words"].keys() == answers["proofs"].keys() == latest
    assert {review_id for review_id, _ in answers["vectors"]} == latest
    assert answers["seen"] == {one for n in seen for one in versions[n]}
    assert {first for _, first in answers["followups"]} == {versions[n][0] for n in seen}
    segments = {cell.value for cell in answers["counts"] if cell.axis == "segment"}
    assert segments == {f"Of secret{n}x" for n in seen}
    assert {review_id for (review_id, _), _ in answers["search_words"][0]} == latest


def _counts(answers: dict[str, Any], viewer: Viewer, entries: list[tuple[int, Any, bool, bool]]) -> None:
    """A manager of record is told how many stay hidden, nobody else is."""
    theirs = [rep for rep in REPS if MANAGER[rep] == viewer and viewer not in INACTIVE]
    private = {rep.name: sum(REPS[at] == rep and shared == "private" for at, shared, *_ in entries) for rep in theirs}
    assert answers["unshared"] == {rep.name: private.get(rep.name, 0) for rep in REPS}
    assert answers["is_manager_of"] == [rep.name for rep in theirs]
    assert answers["views"] == [] or viewer in REPS
    known = {person.name for person in answers["people"]}
    if viewer == ADMIN:
        assert known == {one.name for one in VIEWERS if one != NOBODY}
    elif viewer in (NOBODY, *INACTIVE):
        assert known == set()
    else:
        above = {MANAGER[viewer].name} if viewer in MANAGER else set()
        assert known == {viewer.name, *above, *(rep.name for rep in theirs)}
        assert all(person.email is None for person in answers["people"] if person.name != viewer.name)


@settings(max_examples=5, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(entries=st.lists(entry, min_size=1, max_size=5), days=st.permutations(range(7)))
def test_each_viewer_counts_the_rounds_they_may_see(
    store: Store, entries: list[tuple[int, Any, bool, bool]], days: list[int]
) -> None:
    if store.dialect == "sqlite":
        sa.event.listen(store.db.engine, "connect", lambda conn, _: conn.execute("PRAGMA synchronous=OFF"))
        store.close()
    _empty(store)
    set_up(store)
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
    some_leave(store)
    for viewer in (MAYA, BEN, INES, LEAD, BOSS):
        mine = [n for n, (rep, shared, *_) in enumerate(entries) if may(viewer, REPS[rep], shared)]
        count = len(entries) if viewer == BOSS else len(mine)
        if not count:
            continue
        rounds = [item.review for item in store.ledger(viewer, account).rounds]
        assert [row.round for row in rounds] == list(range(1, count + 1))
        number = {row.id: row.round for row in rounds}
        assert {row.id: row.round for row in store.recent(viewer)} == number
        assert {row.id: row.round for row in store.review_rows(viewer, number).values()} == number
        assert {each: store.review(viewer, each).round for each in number} == number
        assert [due.review.round for due in store.open_cards(viewer)] == [count]
        assert {loss.row.round for loss in store.past_losses(viewer, number)} == {0}
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
            given=Given(stage=f"At {word}", segment=f"Of {word}"),
            shared="private" if late else shared,
        )
    ]
    said = store.commit_to(rep, ids[0], f"do {word}")
    store.answer(rep, ids[0], f"why {word}", word)
    if corrected:
        ids.append(store.correct(rep, ids[0], made.diagnosis.model_copy(update={"cause": "outsold"})))
    store.keep_followups(rep, ids[-1], {said: ("kept", 1)}, f"model {word}")
    store.set_card(rep, ids[-1], FutureCard(revisit=dt.date(2027, 1, 1), call=word))
    store.revisit(rep, ids[-1], f"{word} moved", "later", dt.date(2027, 2, 1))
    store.enqueue(rep.name, "review", {"text": word})
    store.save_draft(rep, "review", {"text": word})
    if late:
        store.share(rep, ids[-1], shared)
    for viewer in (BEN, INES, GONE, NOBODY):
        store.looked(viewer, ids, "review")
    store.keep_pack(rep, rep.name, TODAY, TODAY, f"{word} {ids[0]}", TODAY)
    if shared == "team":
        store.give_consent(rep, ids[0], names=False)
        store.thank(INES, ids[0])
    if shared != "private":
        manager = MANAGER[rep]
        store.keep_pack(manager, rep.name, TODAY, TODAY, f"{word} {ids[0]}", TODAY)
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
