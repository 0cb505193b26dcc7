"""Requests go to a file, replies come from one."""

import json
from pathlib import Path

import pytest
from pydantic import BaseModel

from eval.outside import Replies, Requests, from_files, key_of, told_of
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


def test_what_has_no_reply_yet_is_written_down_and_counted(tmp_path: Path) -> None:
    replies, rest = tmp_path / "replies.jsonl", tmp_path / "rest.jsonl"
    replies.write_text(json.dumps({"key": key_of(prompt(), None), "reply": {"cause": "outsold"}}) + "\n")
    model = from_files(rest, replies)
    assert model is not None
    assert model.ask(prompt(), Said).value.cause == "outsold"
    with pytest.raises(ModelError):
        model.ask(prompt("And then?"), Said)
    (written,) = map(json.loads, rest.read_text(encoding="utf-8").splitlines())
    assert (written["prompt"], written["key"]) == ("And then?", key_of(prompt("And then?"), None))
    assert told_of(model) == "Requests: 2, of which 1 had no reply and were left to the built-in engine."
    assert told_of(None) == ""
