"""What a viewer may not see changes nothing in what past losses are found: not a match, not a score, not an order."""

import contextlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

import app
from app.checking import check, document
from app.similar import like, pattern, similar
from ingest.book import Book
from ingest.pipeline import review
from ingest.read import read_file, read_text
from ingest.records import Given, Reading, Viewer
from ingest.settings import Settings

NOTES = sorted((Path(app.__file__).parent / "samples" / "notes").glob("*.txt"))[:10]
REPS = ("Maya", "Ben")
_SKIPPED = ("review_id", "seconds")

entry = st.tuples(
    st.integers(0, len(NOTES) - 1), st.sampled_from(REPS), st.sampled_from(["private", "manager", "team"])
)


@pytest.fixture(scope="module")
def readings(engines: Book) -> list[Reading]:
    made = []
    for file in NOTES:
        *_, last = review(read_file(file), engines, Given(), "builtin")
        assert last.reading is not None
        made.append(last.reading)
    return made


@contextlib.contextmanager
def twins(engines: Book, folder: Path) -> Iterator[tuple[Book, Book]]:
    """Two Lossbooks that have never held anything, with the same engines."""
    folder.mkdir()
    pair = (Book(Settings(home=folder / "one", model="none")), Book(Settings(home=folder / "other", model="none")))
    for book in pair:
        for part in ("playbook", "embedder", "builtin", "coach"):
            book.__dict__[part] = getattr(engines, part)
    yield pair
    for book in pair:
        book.close()


@settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(entries=st.lists(entry, min_size=1, max_size=7))
@example(entries=[(note, "Ben", "private") for note in range(7)])
@example(entries=[(0, "Ben", "private"), (0, "Maya", "private"), (1, "Ben", "team"), (0, "Ben", "manager")])
def test_answers_are_those_of_records_without_the_hidden_ones(
    engines: Book, tmp_path: Path, readings: list[Reading], entries: list[tuple[int, str, Any]]
) -> None:
    maya = Viewer(name="Maya")
    with twins(engines, tmp_path / str(len(list(tmp_path.iterdir())))) as (everything, visible):
        for number, (note, rep, shared) in enumerate(entries):
            for book in (everything, visible) if rep == "Maya" or shared == "team" else (everything,):
                filed = Given(account=f"Account {note}", rep=rep)
                made = book.record(Viewer(name=rep), readings[note], filed, external_id=f"x{number}")
                book.store.share(Viewer(name=rep), made, shared)
        hidden = any(rep != "Maya" and shared != "team" for _, rep, shared in entries)
        assert (everything.store.count(everything.viewer) > visible.store.count(visible.viewer)) == hidden
        for reading in readings[:3]:
            assert _told(everything, maya, reading) == _told(visible, maya, reading)


def test_what_may_be_seen_is_found(engines: Book, tmp_path: Path, readings: list[Reading]) -> None:
    """Or the test above would compare nothing with nothing."""
    with twins(engines, tmp_path / "seen") as (book, _):
        book.record(Viewer(name="Maya"), readings[0], Given(account="Seen", rep="Maya"), external_id="x")
        checked, questions, found, _ = _told(book, Viewer(name="Maya"), readings[0])
        assert [each["external_id"] for each in checked] == ["x"]
        assert len(questions) == 3
        assert "x" in [each[0] for each in found]


def _told(book: Book, viewer: Viewer, reading: Reading) -> list[Any]:
    checked = document(check(book, viewer, read_text(reading.note.text + "\nStill open.")))
    found = similar(book, viewer, reading, k=5)
    worded = like(book, viewer, reading.diagnosis.mechanism, 5, weak=True)
    past = [{key: value for key, value in each.items() if key not in _SKIPPED} for each in checked["similar"]]
    # The same note twice scores the same twice, and which comes first is by an id made of the millisecond and chance.
    return [
        sorted(past, key=lambda each: (-each["score"], each["external_id"])),
        checked["questions"],
        [
            row
            for some in (found, worded)
            for row in sorted(
                ((each.external_id, each.score, each.why, each.quote) for each in some),
                key=lambda row: (-row[1], str(row[0])),
            )
        ],
        pattern(book, viewer, reading.diagnosis),
    ]
