"""The embedded model itself. The file: LOSSBOOK_TEST_MODEL, or the one in the default models folder."""

import http.client
import os
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

import pytest
from platformdirs import user_data_path
from pydantic import BaseModel, Field

from prompts.embedded import EmbeddedModel
from prompts.errors import ModelCancelled, ModelError
from prompts.modelfile import QWEN
from tests.prompts.conftest import rendered

pytestmark = [pytest.mark.real_model, pytest.mark.slow]

RULES = "You read notes of lost deals and name the cause. " + " ".join(
    f"Rule {n}: a line counts only if the buyer or the seller says so in line {n}." for n in range(1, 16)
)
NOTE = "1: Dana asked for the security sheet twice.\n2: I sent it five weeks later.\n3: They had signed with Beta by then.\n"


class Verdict(BaseModel):
    why: str = Field(max_length=80)
    lines: list[int] = Field(max_length=3)
    cause: Literal["follow_up", "budget_ceiling", "status_quo", "unknown"]


@pytest.fixture(scope="module")
def model() -> Iterator[EmbeddedModel]:
    default = user_data_path("lossbook", appauthor=False) / "models" / QWEN.filename
    path = Path(os.environ.get("LOSSBOOK_TEST_MODEL", default))
    if not path.exists():
        pytest.skip(f"no model file at {path}: run `lossbook model pull`, or set LOSSBOOK_TEST_MODEL")
    model = EmbeddedModel(path, timeout=280)
    yield model
    model.close()


def status(model: EmbeddedModel, path: str, **headers: str) -> tuple[int, dict[str, str]]:
    parts = urlsplit(model.server.endpoint().base_url)
    connection = http.client.HTTPConnection(str(parts.hostname), parts.port, timeout=10)
    try:
        connection.request("GET", path, headers=headers)
        response = connection.getresponse()
        return response.status, {name.lower(): value for name, value in response.getheaders()}
    finally:
        connection.close()


def test_a_static_prefix_is_read_once(model: EmbeddedModel) -> None:
    model.warm(RULES)
    seen: list[float] = []
    began = time.monotonic()
    answer = model.ask(
        rendered(NOTE + "Name the cause."),
        Verdict,
        system=rendered(RULES),
        on_partial=lambda _: seen.append(time.monotonic() - began),
        max_tokens=150,
    )
    assert answer.value.cause in {"follow_up", "budget_ceiling", "status_quo", "unknown"}
    assert answer.host == "this machine"
    new = answer.tokens_in - answer.tokens_cached
    assert new < 80 < answer.tokens_cached
    assert len(seen) > 3


@pytest.mark.parametrize("path", ["/v1/models", "/props", "/slots", "/metrics", "/tools"])
def test_nothing_is_told_without_the_key(model: EmbeddedModel, path: str) -> None:
    assert status(model, path)[0] == 401


def test_there_is_no_page_and_no_other_origin(model: EmbeddedModel) -> None:
    assert status(model, "/")[0] == 404
    key = f"Bearer {model.server.endpoint().api_key}"
    code, headers = status(model, "/v1/models", Authorization=key, Origin="http://evil.example")
    assert code == 200
    assert headers.get("access-control-allow-origin", "") == ""
    assert status(model, "/slots", Authorization=key)[0] == 501


def test_a_stop_while_the_prompt_is_read_frees_the_model_soon(model: EmbeddedModel) -> None:
    cancel = threading.Event()
    threading.Timer(1.5, cancel.set).start()
    with pytest.raises(ModelCancelled):
        model.ask(rendered("The buyer went quiet again. " * 900), Verdict, cancel=cancel)
    began = time.monotonic()
    model.ask(rendered("1: They have no money.\nName the cause."), Verdict, max_tokens=150)
    assert time.monotonic() - began < 60, "reading all 5,400 tokens takes two minutes"


def test_a_note_longer_than_the_context_is_told(model: EmbeddedModel) -> None:
    with pytest.raises(ModelError, match=r"too long for the context of .* at 'this machine'"):
        model.ask(rendered("word " * 9000), Verdict)
