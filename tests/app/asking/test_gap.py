"""What would fill a gap: whom to ask, as far as somebody can be named."""

import datetime as dt
from pathlib import Path

import pytest

from app.asking import ask
from ingest.book import Book
from ingest.records import Given
from ingest.settings import NO_NAME
from tests.app.asking.conftest import with_engines
from tests.ingest.store.making import BOSS, reading, vectors


@pytest.mark.parametrize(
    ("rep", "gap"),
    [("Maya Lindqvist", "Ask Dana Whitlock or Maya Lindqvist, and add"), (NO_NAME, "Ask Dana Whitlock, and add")],
)
def test_nobody_is_told_to_ask_a_rep_without_a_name(
    rep: str, gap: str, engines: Book, model_files: Path, tmp_path: Path
) -> None:
    book = with_engines(tmp_path / "home", engines, model_files)
    of = reading("They took another one in the end.", outcome="competitor", competitor="Kestrel")
    given = Given(date=dt.date(2026, 3, 1))
    book.store.record(BOSS, of, account="Tarn Peak", rep=rep, given=given, vectors=vectors(of), shared="team")
    found = ask(book, BOSS, "How many vans does Tarn Peak have?", use_model=False)
    assert found.kind == "no_record"
    assert found.gap.startswith(gap)
