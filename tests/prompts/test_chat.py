import json
import threading
from collections.abc import Callable
from typing import Any, Literal

import pytest
from pydantic import BaseModel, ConfigDict, Field

from prompts.chat import ChatModel
from prompts.errors import MalformedAnswer, ModelCancelled, ModelError
from prompts.model import THIS_MACHINE
from tests.fake_endpoint import Exchange, FakeEndpoint
from tests.prompts.conftest import rendered

ModelOf = Callable[..., tuple[ChatModel, FakeEndpoint]]


class Verdict(BaseModel):
    model_config = ConfigDict(extra="forbid")

    why: str = Field(max_length=60)
    lines: list[int] = Field(max_length=3)
    competitor: str | None
    cause: Literal["follow_up", "unknown"]


GOOD = {"why": "Nobody called back in March.", "lines": [2, 4], "competitor": None, "cause": "follow_up"}
GOOD_TEXT = json.dumps(GOOD)
NOTE = rendered("1: They never heard from us again.")


class Script:
    """Answers each question with the next function in the list; the last one goes on."""

    def __init__(self, *steps: Callable[[Exchange], None]) -> None:
        self.steps = list(steps)

    def __call__(self, asked: Exchange) -> None:
        (self.steps.pop(0) if len(self.steps) > 1 else self.steps[0])(asked)


def says(text: str, **options: Any) -> Callable[[Exchange], None]:
    return lambda asked: asked.answer(text, **options)


def test_an_answer_is_validated_and_counted(model_of: ModelOf) -> None:
    model, endpoint = model_of(says(GOOD_TEXT, tokens_in=40), api_key="sk-test")
    answer = model.ask(NOTE, Verdict, system=rendered("You read notes."), max_tokens=333)
    assert answer.value == Verdict(**GOOD)
    assert (answer.model, answer.host, answer.retries, answer.tokens_in) == ("small-one", THIS_MACHINE, 0, 40)
    assert answer.tokens_out == len(GOOD_TEXT) // 4
    assert (answer.cost, answer.estimated, answer.raw) == (None, False, GOOD_TEXT)
    (body,) = endpoint.reviews
    assert [message["role"] for message in body["messages"]] == ["system", "user"]
    assert (body["max_tokens"], body["max_completion_tokens"], body["temperature"]) == (333, 333, 0.0)
    assert body["response_format"]["json_schema"]["strict"] is True
    assert endpoint.keys[-1] == "Bearer sk-test"


def test_partial_answers_grow_while_it_streams(model_of: ModelOf) -> None:
    model, _ = model_of(says(GOOD_TEXT, pause=0.001))
    seen: list[dict[str, Any]] = []
    model.ask(NOTE, Verdict, on_partial=seen.append)
    assert len(seen) > 5
    assert seen[-1] == GOOD
    lengths = [len(json.dumps(partial)) for partial in seen]
    assert lengths == sorted(lengths)


def test_an_error_in_the_callers_own_function_comes_out_unchanged(model_of: ModelOf) -> None:
    def broken(_: dict[str, Any]) -> None:
        raise KeyError("mine")

    model, _ = model_of(says(GOOD_TEXT))
    with pytest.raises(KeyError, match="mine"):
        model.ask(NOTE, Verdict, on_partial=broken)


@pytest.mark.parametrize(
    ("bad", "complaint"),
    [
        (says("I think they went with the incumbent."), "not a JSON object"),
        (says(""), "the answer was empty"),
        (says(json.dumps({**GOOD, "cause": "weather"})), "field 'cause'"),
        (says(json.dumps({"why": "x"})), "field 'lines'"),
        (says(GOOD_TEXT[:30], finish="length"), "cut off"),
    ],
    ids=["prose", "nothing", "wrong label", "missing fields", "cut off"],
)
def test_a_bad_answer_is_asked_for_once_more_with_the_reason(
    model_of: ModelOf, bad: Callable[[Exchange], None], complaint: str
) -> None:
    model, endpoint = model_of(Script(bad, says(GOOD_TEXT)))
    answer = model.ask(NOTE, Verdict)
    assert answer.value == Verdict(**GOOD)
    assert answer.retries == 1
    first, second = endpoint.reviews
    assert complaint in second["messages"][-1]["content"]
    assert '"additionalProperties":false' in second["messages"][-1]["content"]
    prompts = sum(sum(len(message["content"]) for message in body["messages"]) // 4 for body in (first, second))
    assert answer.tokens_in == prompts


def test_two_bad_answers_are_an_error_that_keeps_the_reply_and_the_count(model_of: ModelOf) -> None:
    model, endpoint = model_of(says("no"))
    with pytest.raises(
        MalformedAnswer, match=r"'small-one' at '127\.0\.0\.1:\d+' answered twice.*larger model\."
    ) as caught:
        model.ask(NOTE, Verdict)
    assert caught.value.reply == "no"
    assert caught.value.retries == 1
    assert caught.value.tokens_in > 0
    assert len(endpoint.reviews) == 2
    with pytest.raises(MalformedAnswer):
        model.ask(NOTE, Verdict)
    assert sum("Grey heron" in body["messages"][-1]["content"] for body in endpoint.asked) == 2, "probed again"


def test_thoughts_and_fences_around_the_answer_are_fine(model_of: ModelOf) -> None:
    model, _ = model_of(says(f"<think>{{maybe}}</think>Here you are:\n```json\n{GOOD_TEXT}\n```"))
    assert model.ask(NOTE, Verdict).value == Verdict(**GOOD)


def test_text_longer_than_its_bound_is_cut_not_refused(model_of: ModelOf) -> None:
    long = {**GOOD, "why": "word " * 40, "lines": [1, 2, 3, 4, 5]}
    model, _ = model_of(says(json.dumps(long)))
    answer = model.ask(NOTE, Verdict)
    assert answer.retries == 0
    assert answer.value.lines == [1, 2, 3]
    assert len(answer.value.why) <= 60
    assert answer.value.why.endswith("word")


def test_surrogates_and_nul_go_neither_in_nor_out(model_of: ModelOf) -> None:
    model, endpoint = model_of(says('{"why":"a\\ud800b\\u0000","lines":[],"competitor":null,"cause":"unknown"}'))
    answer = model.ask(rendered("note \udcff\0"), Verdict)
    assert answer.value.why == "a?b"
    assert endpoint.reviews[0]["messages"][0]["content"] == "note ?"


def test_a_prompt_that_the_endpoint_cut_in_silence_is_an_error(model_of: ModelOf) -> None:
    model, _ = model_of(says(GOOD_TEXT, tokens_in=2048))
    with pytest.raises(ModelError, match=r"read only 2048 of about \d+ tokens.*OLLAMA_CONTEXT_LENGTH"):
        model.ask(rendered("The buyer went quiet after the second call. " * 400), Verdict)


def test_a_ruled_line_does_not_look_like_a_cut_prompt(model_of: ModelOf) -> None:
    model, _ = model_of(says(GOOD_TEXT, tokens_in=700))
    assert model.ask(rendered("word " * 500 + "-" * 9000), Verdict).retries == 0


def test_no_usage_means_estimated_tokens(model_of: ModelOf) -> None:
    def without_usage(asked: Exchange) -> None:
        asked.body.pop("stream_options", None)
        asked.answer(GOOD_TEXT)

    model, _ = model_of(without_usage)
    answer = model.ask(rendered("x" * 35 + "yz" * 35), Verdict)
    assert answer.estimated
    assert answer.tokens_out == round(len(GOOD_TEXT) / 3.5)


def test_a_stop_before_the_start_sends_nothing(model_of: ModelOf) -> None:
    model, endpoint = model_of(says(GOOD_TEXT))
    model.probe()
    cancel = threading.Event()
    cancel.set()
    with pytest.raises(ModelCancelled):
        model.ask(NOTE, Verdict, cancel=cancel)
    assert endpoint.reviews == []


def test_nothing_is_logged_or_shown_with_the_key_in_it() -> None:
    assert "sk-secret" not in repr(ChatModel("http://127.0.0.1:1/v1", "m", "sk-secret")._endpoint)
