"""No answer holds or hints at a record its viewer may not see: it is that of a store in which the record is not."""

import datetime as dt
import hashlib
import re
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, example, given, settings
from hypothesis import strategies as st

from app.asking import Answered, ask
from ingest.book import Book
from ingest.records import Given, Viewer
from ingest.settings import Settings
from ingest.store import Store
from ingest.store.rows import Shared
from tests.app.asking.conftest import TODAY
from tests.ingest.store.making import BOSS, reading, vectors

ACCOUNTS = ["Halden Cold Chain", "Halden Facilities", "Brackwater Lifts", "Pellworth Foods", "Quillfeather"]
REPS = ["Maya Lindqvist", "Ben Castellanos", "Priya Raman"]
RIVALS = ["Routely", "Kestrel", "Tallyhouse"]
TOWNS = ["Zwolle", "Opava", "Duluth", "Grimsby"]
QUESTIONS = [
    "What happened last time with {account}?",
    "What happened with Halden?",
    "Why did we lose {account}?",
    "Give me the history of {account}",
    "Who decides at {account}?",
    "How big was the {account} deal?",
    "What did they say about the pump in {town}?",
    "How often did we lose to {rival}?",
    "How many deals did {rep} lose this year?",
    "What is our win rate?",
    "Did {account} mention {rival}?",
    "Have we lost like this before: nobody met finance?",
    "Who is in {town}?",
]

record = st.tuples(
    st.sampled_from(ACCOUNTS),
    st.sampled_from(REPS),
    st.sampled_from(RIVALS),
    st.sampled_from(TOWNS),
    st.sampled_from(["private", "manager", "team"]),
    st.integers(1, 27),
    st.booleans(),
)
Row = tuple[str, str, str, str, Shared, int, bool]


@given(
    rows=st.lists(record, max_size=7),
    who=st.sampled_from(REPS),
    question=st.sampled_from(QUESTIONS),
    names=st.tuples(*(st.sampled_from(each) for each in (ACCOUNTS, REPS, RIVALS, TOWNS))),
)
@example(  # an account that a hidden record made first must not be offered first
    rows=[
        ("Quillfeather", "Maya Lindqvist", "Routely", "Opava", "private", 17, True),
        ("Brackwater Lifts", "Maya Lindqvist", "Kestrel", "Grimsby", "team", 1, False),
        ("Quillfeather", "Priya Raman", "Routely", "Grimsby", "team", 27, True),
    ],
    who="Priya Raman",
    question="What did they say about the pump in {town}?",
    names=("Brackwater Lifts", "Priya Raman", "Kestrel", "Grimsby"),
)
@settings(
    max_examples=30,
    deadline=None,
    phases=[Phase.explicit, Phase.generate],  # two stores an example: looking for a smaller one would take minutes
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_an_answer_is_that_of_a_store_without_what_is_hidden(
    engines: Book,
    tmp_path_factory: pytest.TempPathFactory,
    rows: list[Row],
    who: str,
    question: str,
    names: tuple[str, str, str, str],
) -> None:
    account, rep, rival, town = names
    text = question.format(account=account, rep=rep, rival=rival, town=town)
    viewer = Viewer(name=who)
    seen = [row for row in rows if row[1] == who or row[4] == "team"]
    everything = _asked(engines, tmp_path_factory.mktemp("all"), rows, viewer, text)
    visible = _asked(engines, tmp_path_factory.mktemp("some"), seen, viewer, text)
    assert everything == visible
    for row in rows:
        if row not in seen:
            assert _secret(row) not in repr(everything)


def _asked(engines: Book, home: Path, rows: list[Row], viewer: Viewer, text: str) -> Answered:
    """The answer, with ids and times that differ between two stores taken out."""
    book = Book(Settings(home=home, model="none"))
    for part in ("playbook", "embedder", "builtin", "coach"):
        book.__dict__[part] = getattr(engines, part)
    book.__dict__["_phrasings"] = _phrasings(engines)
    try:
        for row in rows:
            _record(book.store, row)
        found = ask(book, viewer, text, today=TODAY, use_model=False)
    finally:
        book.close()
    citations = tuple(replace(each, review_id="") for each in found.citations)
    choices = tuple(replace(each, account_id=0) for each in found.choices)
    return replace(found, citations=citations, choices=choices, rounds=(), accounts=(), account_id=None, seconds=0.0)


def _phrasings(engines: Book) -> object:
    from app.asking.asked import phrasings

    return phrasings(engines)


def _secret(row: Row) -> str:
    """A name that is in one record alone."""
    return f"Zed{hashlib.sha256(repr(row).encode()).hexdigest()[:8]}"


def _record(store: Store, row: Row) -> None:
    account, rep, rival, town, shared, day, won = row
    secret = _secret(row)
    text = f"Met the pump people of {account} in {town}. {secret} asked for a lower price. They went with {rival} in the end."
    made = reading(text, competitor=None if won else rival, outcome="won" if won else "competitor")
    store.record(
        BOSS,
        made,
        account=account,
        rep=rep,
        given=Given(date=dt.date(2026, 5, day), amount=1000.0 * day),
        vectors=vectors(made),
        shared=shared,
        external_id=secret,
    )


def test_nobody_is_told_that_a_name_is_ambiguous_by_what_they_may_not_see(book: Book) -> None:
    _record(book.store, ("Halden Cold Chain", "Maya Lindqvist", "Routely", "Zwolle", "private", 3, False))
    _record(book.store, ("Halden Facilities", "Ben Castellanos", "Kestrel", "Opava", "private", 4, False))
    found = ask(book, Viewer(name="Maya Lindqvist"), "What happened with Halden?", today=TODAY, use_model=False)
    assert (found.kind, found.account) == ("record", "Halden Cold Chain")
    assert not re.search("Facilities|Ben|Kestrel|Opava", repr(found))
    hidden = ask(book, Viewer(name="Priya Raman"), "What happened with Halden?", today=TODAY, use_model=False)
    assert hidden.kind == "no_record"
    assert not re.search("Cold|Facilities|Ben|Maya|Routely", repr(hidden))
    assert ask(book, BOSS, "What happened with Halden?", today=TODAY, use_model=False).kind == "ambiguous"
