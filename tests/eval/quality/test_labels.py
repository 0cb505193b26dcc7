import json
from pathlib import Path
from typing import Any

import pytest

from eval.quality.labels import load
from prompts.errors import NoteError

RECORDS = [
    {"id": "a", "account": "Halden CC", "rep": "Maya", "text": "We lost."},
    {"id": "b", "account": "Halden Cold Chain GmbH", "rep": "Maya", "text": "Again."},
]
QUESTION = {"id": "q1", "kind": "fact", "question": "?", "account": "Halden Cold Chain", "records": ["b"], "as": "Maya"}


def written(folder: Path, questions: list[dict[str, Any]], deals: list[dict[str, Any]]) -> Path:
    home = folder / "dev" / "w"
    home.mkdir(parents=True)
    for name, rows in (("records", RECORDS), ("questions", questions), ("deals", deals)):
        (home / f"{name}.jsonl").write_text("\n".join(map(json.dumps, rows)) + "\n")
    return folder


def test_a_writers_folder(tmp_path: Path) -> None:
    folder = written(
        tmp_path, [QUESTION], [{"id": "d", "account": "X", "text": "open", "similar": ["a"], "not": ["b"]}]
    )
    (folder / "dev" / "unfinished").mkdir()
    (labels,) = load("dev", folder)
    assert labels.writer == "w"
    assert labels.questions[0].viewer == "Maya"
    assert labels.deals[0].traps == ("b",)
    assert labels.names == {"Halden Cold Chain": {"Halden Cold Chain", "Halden Cold Chain GmbH"}}


def test_a_label_that_names_nothing_is_refused(tmp_path: Path) -> None:
    folder = written(tmp_path, [{**QUESTION, "records": ["zz"]}], [])
    with pytest.raises(NoteError, match="'zz'"):
        list(load("dev", folder))
