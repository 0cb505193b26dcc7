"""A model on another machine sees stand-ins; whoever asked sees names."""

import json
from typing import Any

import pytest
from pydantic import BaseModel, Field

from prompts import chat
from prompts.chat import ChatModel
from prompts.errors import ModelTimeout
from prompts.prompt import Rendered
from prompts.redact import Name
from prompts.redacted import RedactedModel
from prompts.scripted import ScriptedModel
from tests.fake_endpoint import Exchange, FakeEndpoint

KNOWN = [Name("Dana Whitlock", "Person", "d"), Name("Dana", "Person", "d"), Name("Halden", "Company", "h")]


class Said(BaseModel):
    text: str = Field(max_length=13)
    who: list[str]
    lines: list[int]


def asked(text: str) -> Rendered:
    return Rendered(text, "verdict", 1, "0" * 64)


def test_names_go_out_as_stand_ins_and_come_back_as_names() -> None:
    far = ScriptedModel([{"text": "Person 1 said", "who": ["Person 1b", "Company 1"], "lines": [3]}])
    seen: list[dict[str, Any]] = []
    model = RedactedModel(far, lambda system, prompt: KNOWN)
    answer = model.ask(
        asked("L01| buyer: Dana Whitlock of Halden. Dana!"), Said, system=asked("Halden?"), on_partial=seen.append
    )
    assert answer.value.who == ["Dana", "Halden"]
    assert answer.value.text == "Dana Whitlock said", "longer than the schema lets a model write, and whole"
    assert answer.value.lines == [3]
    assert json.loads(answer.raw)["who"] == ["Dana", "Halden"]
    assert seen[-1]["who"] == ["Dana", "Halden"]
    (sent,) = far.asked
    assert sent.prompt.text.endswith("\n\nL01| buyer: Person 1 of Company 1. Person 1b!")
    assert sent.prompt.text.startswith("Some names and numbers below")
    assert (sent.system and sent.system.text) == "Company 1?"
    assert sent.prompt.id == "verdict"


def test_a_question_without_names_is_sent_as_it_is() -> None:
    far = ScriptedModel([{"text": "", "who": [], "lines": []}])
    RedactedModel(far, lambda system, prompt: []).ask(asked("L01| us: we were late"), Said)
    assert far.asked[0].prompt.text == "L01| us: we were late"
    assert far.asked[0].system is None


def test_names_found_in_the_note_are_hidden_beside_those_on_record() -> None:
    far = ScriptedModel([{"text": "", "who": [], "lines": []}])
    model = RedactedModel(far, lambda system, prompt: KNOWN).knowing([Name("Ostrava", "Company", "o")])
    model.ask(asked("Ostrava and Halden"), Said)
    assert far.asked[0].prompt.text.endswith("Company 1 and Company 2")


def test_errors_come_through() -> None:
    with pytest.raises(ModelTimeout):
        RedactedModel(ScriptedModel([ModelTimeout("late")]), lambda *_: KNOWN).ask(asked("Dana"), Said)


def test_not_one_byte_of_a_name_goes_over_the_wire(monkeypatch: pytest.MonkeyPatch) -> None:
    def behave(exchange: Exchange) -> None:
        answer = {"text": "Person 1b", "who": ["Company 1"], "lines": [1]}
        exchange.sing() if exchange.is_canary else exchange.answer(json.dumps(answer), pause=0.001)

    monkeypatch.setattr(chat, "is_loopback", lambda host: False)  # as if it were far away
    seen: list[dict[str, Any]] = []
    with FakeEndpoint(behave).serving() as endpoint:
        model = ChatModel(endpoint.url, "m", timeout=20)
        assert not model.local
        guarded = RedactedModel(model, lambda *_: KNOWN)
        answer = guarded.ask(
            asked("Dana Whitlock (dana@halden.com), dana; Halden 0151 555 0123"),
            Said,
            system=asked("About Halden."),
            on_partial=seen.append,
        )
        wire = json.dumps(endpoint.asked)
    assert not [word for word in ("dana", "whitlock", "halden", "555") if word in wire.casefold()]
    assert (answer.value.text, answer.value.who) == ("dana", ["Halden"])
    assert "Person" not in json.dumps(seen)
