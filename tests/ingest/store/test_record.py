"""Recording and reading back."""

import datetime as dt

import numpy as np
import pytest

from ingest.gist import gist
from ingest.records import Debrief, Given, Line, Note
from ingest.store.rows import Vectors, WinRecord
from ingest.store.store import Store
from prompts.errors import NotFound, StoreError
from tests.ingest.store.making import BEN, BOSS, HALDEN, MAYA, diagnosis, lines_of, many, reading, vector, vectors


def record(store: Store, text: str = HALDEN, account: str = "Halden Cold Chain", **more: object) -> str:
    made = reading(text)
    return store.record(MAYA, made, account=account, rep=MAYA.name, vectors=vectors(made), **more)  # type: ignore[arg-type]


def test_what_was_recorded_comes_back_whole(store: Store) -> None:
    made = reading("Größe 😀 \u202eقيمة\u202c.  They left.")
    debrief = Debrief(reason="price", learn="a", differently="b", answers=(("Why?", "Because."),))
    given = Given(closed=dt.date(2026, 2, 1), amount=42000.5, currency="EUR", stage="Closed Lost", stated="Price")
    review_id = store.record(
        MAYA,
        made,
        account="Halden",
        rep=MAYA.name,
        given=given,
        debrief=debrief,
        vectors=vectors(made),
        external_id="s1",
    )
    found = store.review(MAYA, review_id)
    assert found.reading == made
    assert found.debrief == debrief
    assert (found.account, found.rep, found.round, found.author) == ("Halden", "Maya Lindqvist", 1, "engine")
    assert (found.happened, found.external_id, found.shared) == (dt.date(2026, 2, 1), "s1", "private")
    assert abs(found.created - dt.datetime.now(dt.UTC)) < dt.timedelta(minutes=1)


def test_a_note_without_lines_or_vectors_is_recorded(store: Store) -> None:
    bare = reading().model_copy(update={"note": Note(text="Lost."), "lines": (), "diagnosis": diagnosis(())})
    review_id = store.record(BOSS, bare, account="", rep="Maya")
    assert store.review(BOSS, review_id).account == "Unnamed account"
    assert store.vectors(BOSS)[1].shape == (0, 384)
    assert list(store.passages(BOSS, [(review_id, 0), (review_id, 1)])) == [(review_id, 0)]


BAD = ("nul \0 here", "half \ud83d pair")


@pytest.mark.parametrize(
    ("where", "bad"),
    [(where, bad) for where in ("note", "mechanism", "account", "rep") for bad in BAD] + [("debrief", BAD[1])],
)
def test_text_that_cannot_be_stored_is_refused_whole(store: Store, where: str, bad: str) -> None:
    made = reading(bad) if where == "note" else reading(mechanism=bad if where == "mechanism" else "ok")
    with pytest.raises(StoreError) as caught:
        store.record(
            BOSS,
            made,
            account=bad if where == "account" else "Halden",
            rep=bad if where == "rep" else "Maya",
            debrief=Debrief(reason=bad) if where == "debrief" else None,
        )
    assert "\n" not in str(caught.value)
    assert store.count(BOSS) == 0
    assert store.known_names(BOSS).reps == ()
    assert store.outbox_waiting() == 0


def test_a_quote_that_is_not_in_the_note_is_refused(store: Store) -> None:
    lines = lines_of(HALDEN)
    false = diagnosis(lines, evidence=(diagnosis(lines).evidence[0].model_copy(update={"text": "we were too dear"}),))
    with pytest.raises(StoreError, match="'we were too dear' is not in the note"):
        store.record(BOSS, reading().model_copy(update={"diagnosis": false}), account="Halden", rep="Maya")
    shifted = (Line(number=1, start=1, end=5, text="Lost"),)
    with pytest.raises(StoreError, match="'Lost' is not in the note"):
        store.record(BOSS, reading().model_copy(update={"lines": shifted}), account="Halden", rep="Maya")
    assert store.count(BOSS) == 0


def test_vectors_that_do_not_fit_are_refused(store: Store) -> None:
    short = Vectors(np.zeros((1, 384), dtype=np.float32))
    with pytest.raises(StoreError, match=r"\(1, 384\) do not fit 4 lines"):
        store.record(BOSS, reading(), account="Halden", rep="Maya", vectors=short)


def test_vectors_come_back_bit_for_bit(store: Store) -> None:
    review_id = record(store)
    ids, matrix = store.vectors(MAYA)
    made = reading()
    expected = {(review_id, line.number): vector(line.text) for line in made.lines}
    proving = [item.line for item in made.diagnosis.evidence]
    whole = gist([line.number for line in made.lines], vectors(made).lines, proving)
    assert whole is not None
    expected[review_id, 0] = whole
    assert {key: row.tobytes() for key, row in zip(ids, matrix, strict=True)} == {
        key: row.tobytes() for key, row in expected.items()
    }
    assert matrix.dtype == np.float32
    assert [line for _, line in store.vectors(MAYA, "mechanism")[0]] == [0]
    assert 0 not in {line for _, line in store.vectors(MAYA, "note", chunk=2)[0]}


def test_recording_again_under_the_same_name_changes_nothing(store: Store) -> None:
    first = record(store, once="job-1")
    assert record(store, "Another text.", once="job-1") == first
    assert record(store, once="job-2") != first
    assert store.count(BOSS) == 2
    by_ben = store.record(BEN, reading(), account="Halden", rep=BEN.name, once="job-1")
    assert by_ben != first


def test_nobody_records_under_another_name(store: Store) -> None:
    with pytest.raises(StoreError, match="'Ben Castellanos' cannot record a review for 'Maya Lindqvist'"):
        store.record(BEN, reading(), account="Halden", rep=MAYA.name)
    assert store.record(MAYA, reading(), account="Halden", rep="  maya   LINDQVIST ")
    assert store.known_names(MAYA).reps == ("maya LINDQVIST",)


def test_one_account_however_it_is_spelled(store: Store) -> None:
    for name in ("Halden Cold Chain GmbH", "HALDEN COLD CHAIN", "Halden, Cold Chain Inc.", "Ｈalden Cold Chain"):
        record(store, account=name)
    record(store, account="Halden Facilities Group")
    names = [(row.name, row.reviews) for row in store.accounts(MAYA)]
    assert sorted(names) == [("Halden Cold Chain GmbH", 4), ("Halden Facilities Group", 1)]
    assert [row.name for row in store.accounts(MAYA, search="facil")] == ["Halden Facilities Group"]
    assert store.accounts(MAYA, search="%") == []
    found = store.find_account(MAYA, "halden cold-chain ltd")
    assert found is not None
    assert found.lost == 4
    assert store.find_account(MAYA, "Halden") is None


def test_rounds_follow_the_day_they_closed(store: Store) -> None:
    for day in (10, 2, 30):
        record(store, given=Given(closed=dt.date(2026, 5, day)))
    account = store.find_account(MAYA, "Halden Cold Chain")
    assert account is not None
    ledger = store.ledger(MAYA, account.id)
    assert [(r.review.round, r.review.happened.day) for r in ledger.rounds] == [(1, 2), (2, 10), (3, 30)]
    assert account.last == dt.date(2026, 5, 30)


def test_ledger_holds_both_reasons_people_quotes_card_and_promise(store: Store) -> None:
    review_id = record(store, debrief=Debrief(reason="price"))
    store.commit_to(MAYA, review_id, "Meet finance in week one.")
    (entry,) = store.ledger(MAYA, 1).rounds
    made = reading()
    assert (entry.review.stated_text, entry.review.stated_cause, entry.review.cause) == (
        "price",
        "budget_ceiling",
        "no_access",
    )
    assert entry.evidence == made.diagnosis.evidence
    assert entry.counter_evidence == made.diagnosis.counter_evidence
    assert entry.people == made.diagnosis.people
    assert entry.card == made.card
    assert entry.debrief == Debrief(reason="price")
    assert [c.text for c in entry.commitments] == ["Meet finance in week one."]
    assert entry.versions == 1


def test_counts_recent_and_paging(store: Store) -> None:
    ids = []
    for number in range(8):
        account, rep, made = many(number)
        ids.append(store.record(BOSS, made, account=account, rep=rep, sample=number < 3))
    assert ids == sorted(ids)
    assert [row.id for row in store.recent(BOSS, limit=3)] == ids[:-4:-1]
    assert [row.id for row in store.recent(BOSS, limit=3, offset=6)] == ids[1::-1]
    assert [row.id for row in store.recent(BOSS, rep="rep 05")] == [ids[5]]
    assert store.count(BOSS, sample=True) == 3
    assert store.win_record(BOSS, "Rep 04") == WinRecord(won=1, lost=0)
    assert store.win_record(BOSS, "Rep 05") == WinRecord(won=0, lost=1)
    assert store.win_record(BOSS, "nobody") == WinRecord(won=0, lost=0)
    assert len(store.accounts(BOSS, limit=5)) == 5
    assert len(store.accounts(BOSS, limit=5, offset=5)) == 3


def test_the_same_note_and_the_same_import_are_recognised(store: Store) -> None:
    review_id = record(store, external_id="crm-7")
    assert store.same_note(MAYA, HALDEN) == review_id
    assert store.same_note(MAYA, HALDEN + " ") is None
    assert store.imported(MAYA, ["crm-7", "crm-8"]) == {"crm-7": review_id}


def test_words_are_found_and_never_taken_as_query_syntax(store: Store) -> None:
    review_id = record(store)
    (best, score), *_ = store.search_words(MAYA, "which businesses saw the financing?")
    assert best == (review_id, 3)
    assert score > 0
    for odd in ('"', "finance AND (", "a*", "NEAR(", "col:finance", "-", "\0 \ud800", "' OR 1=1 --", "the of"):
        store.search_words(MAYA, odd)
    assert store.search_words(MAYA, "zebra") == []
    assert all(line == 0 for (_, line), _ in store.search_words(MAYA, "finance met", which="mechanism"))


def test_a_review_that_is_not_there(store: Store) -> None:
    with pytest.raises(NotFound, match="'nope'"):
        store.review(BOSS, "nope")
    with pytest.raises(NotFound, match="'nope'"):
        store.history(BOSS, "nope")
    with pytest.raises(NotFound, match="999"):
        store.ledger(BOSS, 999)


@pytest.mark.parametrize("bad", [float("nan"), float("inf")])
def test_a_vector_that_would_spoil_every_search_is_refused(store: Store, bad: float) -> None:
    read = reading()
    lines = np.stack([vector("a")] * len(read.lines))
    lines[0] = bad
    with pytest.raises(StoreError, match="not a number or all zero"):
        store.record(BOSS, read, account="Halden", rep="Maya", vectors=Vectors(lines))
    assert store.count(BOSS) == 0


@pytest.mark.parametrize(
    ("known", "new", "same"),
    [
        ("Hanák Kovo s.r.o.", "Hanak Kovo", True),
        ("Brandt Kaltetechnik", "Brandt Kältetechnik", True),
        ("Quill Feather Catering", "Quillfeather Catering", True),
        ("Quillfeather Catering", "Quill Feather Catering", True),
        ("Haldens Cold Chain", "Halden Cold Chain", True),
        ("Halden Cold Chain", "Halden CC", True),
        ("Greve & Sohn", "Greve und Sohn", True),
        ("Rheintal Services", "Rheintal Svcs Group", True),
        ("Halden Motors", "Halden Foods", False),
        ("Halden", "Halden Motors", False),
    ],
)
def test_a_name_in_other_letters_is_the_same_account(store: Store, known: str, new: str, same: bool) -> None:
    record(store, account=known)
    record(store, account=new)
    assert len(store.accounts(BOSS)) == (1 if same else 2)
