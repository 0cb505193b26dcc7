from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any

import pytest

from prompts.chat import ChatModel
from prompts.model import allow_real_calls, forbid_real_calls
from prompts.prompt import Rendered
from tests.fake_endpoint import Behaviour, FakeEndpoint


@pytest.fixture(autouse=True)
def _clean_door(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    for name in ("OPENAI_BASE_URL", "OPENAI_API_KEY", "OPENAI_PROXY", "LOSSBOOK_LOCAL_ONLY", "LOSSBOOK_ALLOW_TRACING"):
        monkeypatch.delenv(name, raising=False)
    forbid_real_calls()
    yield
    forbid_real_calls()


@pytest.fixture
def real_calls_allowed() -> Iterator[None]:
    allow_real_calls()
    yield
    forbid_real_calls()


@pytest.fixture
def serve() -> Iterator[Callable[[Behaviour], FakeEndpoint]]:
    with ExitStack() as stack:
        yield lambda behave: stack.enter_context(FakeEndpoint(behave).serving())


@pytest.fixture
def model_of(serve: Callable[[Behaviour], FakeEndpoint]) -> Callable[..., tuple[ChatModel, FakeEndpoint]]:
    """A ChatModel in front of a fake endpoint with that behaviour; the canary is sung unless told otherwise."""

    def make(behave: Behaviour, *, canary: bool = True, **options: Any) -> tuple[ChatModel, FakeEndpoint]:
        endpoint = serve(lambda asked: asked.sing() if canary and asked.is_canary else behave(asked))
        return ChatModel(endpoint.url, "small-one", **{"timeout": 10.0, "max_retries": 0, **options}), endpoint

    return make


def rendered(text: str, id: str = "diagnose") -> Rendered:
    return Rendered(text, id, 1, "0" * 64)
