import json
from collections.abc import Callable
from pathlib import Path

import pytest

from prompts.chat import ChatModel
from prompts.errors import ModelUnreachable
from prompts.probe import Capability, recall, remember
from tests.fake_endpoint import Exchange, FakeEndpoint
from tests.prompts.conftest import rendered
from tests.prompts.test_chat import GOOD_TEXT, Verdict

Serve = Callable[..., FakeEndpoint]
CANARY = json.dumps({"what_was_seen": "a grey heron", "bird_code": "heron"})


def endpoint_that(supports: Callable[[Exchange], bool]) -> Callable[[Exchange], None]:
    """Answers well when `supports` says so, and in prose otherwise."""

    def behave(asked: Exchange) -> None:
        good = CANARY if asked.is_canary else GOOD_TEXT
        asked.answer(good if supports(asked) else "It was a heron, I believe.")

    return behave


def sees_schema_text(asked: Exchange) -> bool:
    return "JSON Schema" in asked.body["messages"][-1]["content"]


@pytest.mark.parametrize(
    ("supports", "method"),
    [
        (lambda asked: "response_format" in asked.body, "json_schema"),
        (lambda asked: "tools" in asked.body, "function_calling"),
        (lambda asked: asked.body.get("response_format", {}).get("type") == "json_object", "json_mode"),
        (lambda asked: sees_schema_text(asked) and "response_format" not in asked.body, "plain"),
        (lambda asked: False, "plain"),
    ],
    ids=["all", "tools only", "json mode only", "follows the prompt", "nothing"],
)
def test_the_best_method_is_found(serve: Serve, supports: Callable[[Exchange], bool], method: str) -> None:
    endpoint = serve(endpoint_that(supports))
    assert ChatModel(endpoint.url, "m").probe() == Capability(method)  # type: ignore[arg-type]


def test_an_endpoint_that_ignores_the_schema_gets_it_in_the_prompt(serve: Serve) -> None:
    endpoint = serve(endpoint_that(sees_schema_text))
    answer = ChatModel(endpoint.url, "m").ask(rendered("1: no reply"), Verdict)
    assert answer.retries == 0
    assert '"cause"' in endpoint.reviews[0]["messages"][-1]["content"]


def test_what_an_endpoint_refuses_by_name_is_left_out(serve: Serve) -> None:
    def picky(asked: Exchange) -> None:
        body = json.dumps(asked.body)
        for word in ("stream_options", '"max_tokens"', "temperature", "maxLength"):
            if word in body:
                return asked.fail(400, f"{word.strip(chr(34))!r} is not supported with this model")
        return asked.answer(CANARY if asked.is_canary else GOOD_TEXT)

    endpoint = serve(picky)
    model = ChatModel(endpoint.url, "m")
    found = model.probe()
    assert found.method == "json_schema"
    assert set(found.refused) == {"stream_options", "max_tokens", "temperature", "maxLength"}
    assert model.ask(rendered("1: no reply"), Verdict).estimated
    assert endpoint.reviews[0]["max_completion_tokens"] == 600


def test_a_refused_method_leads_to_the_next(serve: Serve) -> None:
    def behave(asked: Exchange) -> None:
        if "response_format" in asked.body:
            return asked.fail(400, "unknown field")
        return asked.answer(CANARY)

    assert ChatModel(serve(behave).url, "m").probe().method == "function_calling"


def test_a_wrong_key_is_not_an_inability(serve: Serve, tmp_path: Path) -> None:
    endpoint = serve(lambda asked: asked.fail(401, "no"))
    with pytest.raises(ModelUnreachable, match="refused the key"):
        ChatModel(endpoint.url, "m", known=tmp_path / "known.json").probe()
    assert len(endpoint.asked) == 1
    assert not (tmp_path / "known.json").exists()


def test_a_probe_is_made_once_per_endpoint_and_model(serve: Serve, tmp_path: Path) -> None:
    known = tmp_path / "known.json"
    endpoint = serve(endpoint_that(lambda asked: "tools" in asked.body))

    def canaries() -> int:
        return len(endpoint.asked) - len(endpoint.reviews)

    first = ChatModel(endpoint.url, "m", known=known)
    first.ask(rendered("x"), Verdict)
    first.ask(rendered("x"), Verdict)
    made = canaries()
    ChatModel(endpoint.url, "m", known=known).ask(rendered("x"), Verdict)
    assert canaries() == made
    ChatModel(endpoint.url, "other", known=known).ask(rendered("x"), Verdict)
    assert canaries() == 2 * made


@pytest.mark.parametrize("content", ["", "[]", "{", '{"k": 3}', '{"k": {"method": "magic", "refused": []}}', "\udcff"])
def test_a_damaged_memory_is_forgotten_and_written_anew(tmp_path: Path, content: str) -> None:
    file = tmp_path / "known.json"
    file.write_bytes(content.encode("utf-8", "surrogateescape"))
    assert recall(file, "k") is None
    remember(file, "k", Capability("plain", ("temperature",)))
    assert recall(file, "k") == Capability("plain", ("temperature",))
    remember(file, "k", None)
    assert recall(file, "k") is None
