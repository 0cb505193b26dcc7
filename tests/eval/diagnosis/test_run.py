"""A run over the labelled notes: what it refuses, and what a stopped one keeps."""

from pathlib import Path
from typing import Any

import pytest
from rich.console import Console

from eval.diagnosis.run import Asked, _keep, _kept, run
from ingest.book import Book
from prompts.errors import LossbookError


@pytest.mark.parametrize(
    ("given", "names"),
    [
        ({"write": True, "folder": Path()}, ("--write", "--cases")),
        ({"compare": True, "folder": Path()}, ("--compare", "--cases")),
        ({"write": True, "limit": 3}, ("--write", "--limit")),
    ],
)
def test_the_baseline_is_of_a_whole_part(book: Book, given: dict[str, Any], names: tuple[str, str]) -> None:
    with pytest.raises(LossbookError) as error:
        run(book, Console(), Asked(**given))
    assert all(name in str(error.value) for name in names)


def test_a_half_written_line_is_passed_over_and_the_next_one_stands_alone(tmp_path: Path) -> None:
    file = tmp_path / "kept.jsonl"
    assert _kept(file, "builtin") == {}
    _keep(file, {"id": "a", "engine": "builtin"})
    with file.open("a", encoding="utf-8") as out:
        out.write('{"id": "b", "eng')
    assert _kept(file, "builtin").keys() == {"a"}
    _keep(file, {"id": "c", "engine": "builtin"})
    assert _kept(file, "builtin").keys() == {"a", "c"}


def test_each_engine_has_marks_of_its_own(tmp_path: Path) -> None:
    file = tmp_path / "kept.jsonl"
    _keep(file, {"id": "a", "engine": "builtin"})
    _keep(file, {"id": "a", "engine": "strong"})
    _keep(file, {"id": "b", "engine": "strong"})
    assert _kept(file, "builtin").keys() == {"a"}
    assert _kept(file, "strong").keys() == {"a", "b"}
