"""Labelled notes: read, checked, and kept apart by writer."""

import json
from pathlib import Path
from typing import Any

import pytest

from eval.diagnosis.cases import FOLDER, PARTS, every, read_cases
from prompts.codes import CAUSES
from prompts.errors import LossbookError


def line(**given: Any) -> str:
    case = {
        "id": "a-1",
        "kind": "loss",
        "text": "We sent the quote late. Price was fine.",
        "outcome": "competitor",
        "cause": "follow_up",
        "evidence": ["the quote late"],
    }
    return json.dumps(case | given) + "\n"


def written(folder: Path, text: str) -> Path:
    (folder / "a.jsonl").write_text(text, encoding="utf-8")
    return folder


def test_a_case_of_ones_own_is_read(tmp_path: Path) -> None:
    (case,) = every(read_cases(written(tmp_path, line(stated="Price", stated_cause="budget_ceiling"))))
    assert case.lost
    assert case.misled


@pytest.mark.parametrize(
    ("given", "said"),
    [({"evidence": ["never said"]}, "never said"), ({"cause": "price"}, "cause"), ({"kin": 1}, "kin")],
)
def test_a_wrong_line_is_named(tmp_path: Path, given: dict[str, Any], said: str) -> None:
    with pytest.raises(LossbookError, match=r"a\.jsonl, line 2") as error:
        read_cases(written(tmp_path, line() + line(**given)))
    assert said in str(error.value)


def test_an_empty_folder_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(LossbookError, match="README"):
        read_cases(tmp_path)


def test_no_writer_and_no_note_is_in_two_parts() -> None:
    parts = [read_cases(FOLDER / part) for part in PARTS]
    writers = [set(part) for part in parts]
    texts = [{case.text for case in every(part)} for part in parts]
    for one in range(3):
        for other in range(one):
            assert not writers[one] & writers[other]
            assert not texts[one] & texts[other]


@pytest.mark.parametrize("part", PARTS)
def test_every_part_has_every_cause(part: str) -> None:
    cases = every(read_cases(FOLDER / part))
    assert {case.cause for case in cases if case.lost} == set(CAUSES)
    assert len({case.id for case in cases}) == len(cases)
    losses = [case for case in cases if case.kind == "loss"]
    wrong = [case for case in losses if case.stated and case.stated_cause != case.cause]
    assert len(wrong) >= 0.4 * len(losses)
