import threading
import time
from collections.abc import Callable

import pytest

from prompts.chat import ChatModel
from prompts.errors import ModelCancelled, ModelError, ModelTimeout, ModelUnreachable
from tests.fake_endpoint import Exchange, FakeEndpoint, die, drip, hang, trickle
from tests.prompts.conftest import rendered
from tests.prompts.test_chat import GOOD_TEXT, NOTE, Script, Verdict, says

ModelOf = Callable[..., tuple[ChatModel, FakeEndpoint]]


@pytest.mark.parametrize("behave", [hang, trickle, drip], ids=["hang", "trickle", "drip"])
def test_the_deadline_ends_what_never_ends(model_of: ModelOf, behave: Callable[[Exchange], None]) -> None:
    model, _ = model_of(behave, timeout=1.0)
    model.probe()
    began = time.monotonic()
    with pytest.raises(ModelTimeout, match=r"no whole answer within 1 s.*LOSSBOOK_MODEL_TIMEOUT"):
        model.ask(NOTE, Verdict)
    assert time.monotonic() - began < 1.6


@pytest.mark.parametrize("behave", [hang, trickle, drip], ids=["hang", "trickle", "drip"])
def test_a_stop_is_honoured_within_half_a_second_and_hangs_up(
    model_of: ModelOf, behave: Callable[[Exchange], None]
) -> None:
    model, endpoint = model_of(behave)
    model.probe()
    cancel, stopped_at = threading.Event(), []

    def stop() -> None:
        stopped_at.append(time.monotonic())
        cancel.set()

    threading.Timer(0.3, stop).start()
    with pytest.raises(ModelCancelled):
        model.ask(NOTE, Verdict, cancel=cancel)
    assert time.monotonic() - stopped_at[0] < 0.5
    if behave is not hang:
        assert endpoint.broken_off.wait(2), "the stream was left open"


def test_the_deadline_says_what_was_last_answered(model_of: ModelOf) -> None:
    model, endpoint = model_of(lambda asked: asked.fail(503, "loading"), timeout=0.6, max_retries=9)
    model.probe()
    with pytest.raises(ModelTimeout, match="it last answered 503"):
        model.ask(NOTE, Verdict)
    assert 1 <= len(endpoint.reviews) <= 3


def test_a_busy_endpoint_is_asked_again(model_of: ModelOf) -> None:
    model, endpoint = model_of(Script(lambda asked: asked.fail(503, "loading"), says(GOOD_TEXT)), max_retries=1)
    assert model.ask(NOTE, Verdict).retries == 0
    assert len(endpoint.reviews) == 2


@pytest.mark.parametrize(
    ("behave", "kind", "message"),
    [
        (die, ModelUnreachable, r"connection to '127\.0\.0\.1:\d+' broke off half-way"),
        (
            lambda asked: asked.fail(401, "Incorrect API key: sk-x"),
            ModelUnreachable,
            r"refused the key \(401\)\. Set OP",
        ),
        (
            lambda asked: asked.fail(404, "model not found"),
            ModelUnreachable,
            r"no model 'small-one' \(404\)\. Set LOSS",
        ),
        (lambda asked: asked.fail(404, "Not Found"), ModelUnreachable, r"usually ends in '/v1'"),
        (lambda asked: asked.fail(429, "slow down"), ModelError, r"quota is used up \(429\).*Wait a minute"),
        (
            lambda asked: asked.fail(400, "This model's maximum context length is 4096 tokens"),
            ModelError,
            r"too long for the context of 'small-one'.*Shorten",
        ),
        (
            lambda asked: asked.fail(400, "request (9638 tokens) exceeds the available context size (8192 tokens)"),
            ModelError,
            r"too long for the context",
        ),
        (lambda asked: asked.fail(400, "no sk-test here"), ModelError, r"\(400\): 'no \*\*\* here'"),
        (lambda asked: asked.fail(500, "boom"), ModelError, r"failed on its own side \(500\): 'boom'"),
        (lambda asked: asked.fail(504, "gateway"), ModelTimeout, r"gave up waiting for 'small-one' \(504\)"),
    ],
    ids=["dies", "key", "model", "path", "429", "context", "context llama.cpp", "400", "500", "504"],
)
def test_each_failure_says_what_and_what_next(
    model_of: ModelOf, behave: Callable[[Exchange], None], kind: type[ModelError], message: str
) -> None:
    model, _ = model_of(behave, api_key="sk-test")
    with pytest.raises(kind, match=message) as caught:
        model.ask(NOTE, Verdict)
    assert type(caught.value) is kind
    assert caught.value.__cause__ is not None
    assert "\n" not in str(caught.value)
    assert "sk-" not in str(caught.value)


def test_an_error_inside_the_stream_is_told(model_of: ModelOf) -> None:
    def fail_midway(asked: Exchange) -> None:
        asked.open_stream()
        asked.piece('{"why"')
        asked.event({"error": {"message": "out of memory", "code": 500}})

    model, _ = model_of(fail_midway)
    with pytest.raises(ModelError, match=r"in the middle: 'out of memory'"):
        model.ask(NOTE, Verdict)


def test_a_web_page_is_not_a_chat_endpoint(model_of: ModelOf) -> None:
    def page(asked: Exchange) -> None:
        asked.open_stream()
        asked.handler.wfile.write(b"<html>hello</html>")

    model, _ = model_of(page)
    with pytest.raises(ModelError, match="does not speak the OpenAI chat protocol"):
        model.ask(NOTE, Verdict)


def test_a_closed_port_says_so() -> None:
    model = ChatModel("http://127.0.0.1:9/v1", "m", max_retries=0)
    with pytest.raises(
        ModelUnreachable, match=r"Nothing answers at '127\.0\.0\.1:9'.*Is it running\? Check OPENAI_BASE"
    ):
        model.ask(rendered("x"), Verdict)


def test_tracing_and_gateway_settings_are_taken_out(
    model_of: ModelOf, serve: Callable[..., FakeEndpoint], monkeypatch: pytest.MonkeyPatch
) -> None:
    spy = serve(lambda asked: asked.answer("{}"))
    monkeypatch.setenv("LANGSMITH_TRACING", "true")
    monkeypatch.setenv("LANGSMITH_ENDPOINT", spy.url)
    monkeypatch.setenv("LANGSMITH_API_KEY", "k")
    monkeypatch.setenv("LANGSMITH_GATEWAY", spy.url)
    monkeypatch.setenv("LANGCHAIN_TRACING_V2", "true")
    monkeypatch.setenv("OPENAI_PROXY", spy.url)
    monkeypatch.setenv("HTTP_PROXY", spy.url)
    monkeypatch.setenv("ALL_PROXY", spy.url)
    monkeypatch.setenv("OPENAI_BASE_URL", spy.url)
    model, endpoint = model_of(lambda asked: asked.answer(GOOD_TEXT))
    model.ask(NOTE, Verdict)
    time.sleep(0.3)
    assert spy.asked == []
    assert len(endpoint.reviews) == 1


def test_the_model_name_never_switches_to_another_protocol(serve: Callable[..., FakeEndpoint]) -> None:
    endpoint = serve(lambda asked: asked.sing() if asked.is_canary else asked.answer(GOOD_TEXT))
    ChatModel(endpoint.url, "gpt-5-codex").ask(NOTE, Verdict)
    assert all("messages" in body for body in endpoint.asked)
