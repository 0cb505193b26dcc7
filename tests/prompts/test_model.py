import pytest

from prompts.chat import ChatModel
from prompts.errors import ModelUnreachable
from prompts.model import host_of, is_loopback, real_calls_allowed
from prompts.price import cost
from tests.prompts.conftest import rendered
from tests.prompts.test_chat import Verdict


@pytest.mark.parametrize(
    "url", ["https://api.openai.com/v1", "http://10.0.0.4:8000/v1", "http://127.0.0.1.evil.example/v1"]
)
def test_real_calls_are_refused_before_anything_is_sent(url: str) -> None:
    model = ChatModel(url, "m", "k")
    for call in (lambda: model.ask(rendered("x"), Verdict), model.probe):
        with pytest.raises(ModelUnreachable, match=r"switched off, so nothing was sent to .*Unset LOSSBOOK_LOCAL_ONLY"):
            call()


@pytest.mark.usefixtures("real_calls_allowed")
def test_a_user_can_keep_every_prompt_on_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    assert real_calls_allowed()
    monkeypatch.setenv("LOSSBOOK_LOCAL_ONLY", "1")
    with pytest.raises(ModelUnreachable, match="switched off"):
        ChatModel("https://api.openai.com/v1", "m").probe()


@pytest.mark.parametrize("url", ["", "api.openai.com/v1", "file:///etc/passwd", "http://", "http://[::1"])
def test_an_address_that_is_none_is_refused(url: str) -> None:
    with pytest.raises(ModelUnreachable, match="is not a web address"):
        ChatModel(url, "m")


def test_where_notes_go_is_told() -> None:
    assert ChatModel("https://user:pw@api.openai.com/v1", "m").host == "api.openai.com"
    assert ChatModel("http://localhost:11434/v1", "m").host == "this machine"
    assert host_of("http://[::1]:80/v1") == "::1"


@pytest.mark.parametrize(
    ("host", "loopback"),
    [("localhost", True), ("127.9.9.9", True), ("::1", True), ("10.0.0.1", False), ("localhost.evil.example", False)],
)
def test_loopback_is_told_without_a_name_server(host: str, loopback: bool) -> None:
    assert is_loopback(host) is loopback


def test_a_cost_only_for_a_known_model() -> None:
    assert cost("gpt-4o-mini", 1_000_000, 1_000_000) == pytest.approx(0.75)
    assert cost("gpt-4o-mini-2024-07-18", 2_000_000, 0) == pytest.approx(0.30)
    assert cost("my-own-model", 10, 10) is None
