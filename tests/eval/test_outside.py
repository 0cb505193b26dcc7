"""Requests go to a file, replies come from one."""

import json
from pathlib import Path

import pytest
from pydantic import BaseModel

from eval.outside import Replies, Requests, key_of
from prompts.errors import LossbookError, MalformedAnswer, ModelError
from prompts.prompt import Rendered


class Said(BaseModel):
    cause: str


def prompt(text: str = "Why?") -> Rendered:
    return Rendered(id="verdict", version=1, sha256="0" * 64, text=text)


def test_a_request_is_written_and_its_reply_is_found_again(tmp_path: Path) -> None:
    asked = tmp_path / "requests.jsonl"
    with pytest.raises(ModelError, match="writes requests"):
        Requests(asked).ask(prompt(), Said)
    (row,) = map(json.loads, asked.read_text(encoding="utf-8").splitlines())
    assert row["prompt"] == "Why?"
    answers = tmp_path / "big-model.jsonl"
    answers.write_text(json.dumps({"key": row["key"], "reply": {"cause": "outsold"}}) + "\n", encoding="utf-8")
    found = Replies(answers).ask(prompt(), Said)
    assert found.value.cause == "outsold"
    assert found.model == "big-model"


def test_a_reply_to_another_request_is_not_used(tmp_path: Path) -> None:
    answers = tmp_path / "m.jsonl"
    answers.write_text(json.dumps({"key": key_of(prompt(), None), "reply": "no object"}) + "\n", encoding="utf-8")
    model = Replies(answers)
    with pytest.raises(ModelError, match="no reply"):
        model.ask(prompt("Why not?"), Said)
    with pytest.raises(MalformedAnswer):
        model.ask(prompt(), Said)


def test_a_line_that_is_no_reply_is_named(tmp_path: Path) -> None:
    answers = tmp_path / "m.jsonl"
    answers.write_text('{"key": 1}\n', encoding="utf-8")
    with pytest.raises(LossbookError, match="line 1"):
        Replies(answers)
