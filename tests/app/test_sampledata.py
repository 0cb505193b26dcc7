import json
import shutil
from itertools import islice
from pathlib import Path

import pytest

from app.sampledata import FOLDER, load_samples, remove_samples, samples, samples_loaded
from ingest.book import Book
from ingest.read import read_file
from ingest.records import Given
from prompts.errors import NoteError
from tests.app.notes import SILENCE
from tests.app.test_similar import read as read_note


@pytest.fixture
def few(tmp_path: Path) -> Path:
    """The first five samples."""
    folder = tmp_path / "samples"
    shutil.copytree(FOLDER / "notes", folder / "notes")
    rows = samples()[:5]
    (folder / "index.jsonl").write_text("\n".join(json.dumps(row) for row in rows), encoding="utf-8")
    return folder


def test_every_sample_is_there_and_can_be_read() -> None:
    rows = samples()
    assert len(rows) >= 45
    assert len({row["id"] for row in rows}) == len(rows)
    for row in rows:
        assert read_file(FOLDER / "notes" / row["file"]).text.strip()


def test_samples_go_the_way_of_every_note_and_say_that_they_are_samples(book: Book, few: Path) -> None:
    steps = list(load_samples(book, few))
    assert [step[:2] for step in steps] == [(n, 5) for n in range(1, 6)]
    assert samples_loaded(book) == 5
    for row in samples()[:5]:
        found = book.store.imported(book.viewer, [f"sample:{row['id']}"])
        stored = book.store.review(book.viewer, found[f"sample:{row['id']}"])
        assert stored.sample
        assert (stored.account, stored.rep, str(stored.happened)) == (row["account"], row["rep"], row["date"])
        assert (stored.debrief.reason if stored.debrief else None) == (row["debrief"] or {}).get("reason")
        assert [each.text for each in stored.commitments] == ([row["commitment"]] if row["commitment"] else [])
        assert stored.card.reopen_when
        assert stored.diagnosis.stated is None or stored.diagnosis.stated.text


def test_loading_again_changes_nothing_and_goes_on_where_it_stopped(book: Book, few: Path) -> None:
    list(islice(load_samples(book, few), 2))
    assert samples_loaded(book) == 2
    list(load_samples(book, few))
    before = [(row.id, row.created) for row in book.store.recent(book.viewer)]
    list(load_samples(book, few))
    assert [(row.id, row.created) for row in book.store.recent(book.viewer)] == before
    assert len(book.store.commitments(book.viewer)) == sum(bool(row["commitment"]) for row in samples()[:5])


def test_removing_them_leaves_everything_else(book: Book, few: Path) -> None:
    own = book.record(book.viewer, read_note(book, SILENCE), Given(account="Halden Cold Chain"))
    list(load_samples(book, few))
    assert remove_samples(book).reviews == 5
    assert samples_loaded(book) == 0
    assert [row.id for row in book.store.recent(book.viewer)] == [own]
    assert len(list(load_samples(book, few))) == 5
    assert samples_loaded(book) == 5


def test_a_damaged_list_says_which_file(tmp_path: Path) -> None:
    (tmp_path / "index.jsonl").write_text("{")
    with pytest.raises(NoteError, match=r"index\.jsonl"):
        samples(tmp_path)
