import inspect
from collections.abc import Iterator

import httpx2
import langchain_core.exceptions
import openai
import pytest
from langchain_openai.chat_models import base as langchain_openai_base
from pydantic import ValidationError

from prompts.errors import ModelError, ModelTimeout, ModelUnreachable
from prompts.failures import explain

REQUEST = httpx2.Request("POST", "http://127.0.0.1/v1")


def every_kind() -> Iterator[type[Exception]]:
    for module in (openai, httpx2, langchain_core.exceptions, langchain_openai_base):
        for _, kind in inspect.getmembers(module, inspect.isclass):
            if issubclass(kind, Exception) and not issubclass(kind, (Warning, ValidationError)):
                yield kind


@pytest.mark.parametrize(
    "kind", sorted(set(every_kind()), key=str), ids=lambda kind: f"{kind.__module__}.{kind.__name__}"
)
def test_every_foreign_error_becomes_one_line_with_host_and_next_step(kind: type[Exception]) -> None:
    error = kind.__new__(kind)
    error.args = ("it\nwent wrong",)
    if isinstance(error, openai.APIStatusError):
        error.status_code = getattr(kind, "status_code", 418)
    if isinstance(error, (openai.APIError, httpx2.HTTPError)):
        error.__dict__.setdefault("_request", REQUEST)
    ours = explain(error, "models.example", "big-one")
    line = str(ours)
    assert isinstance(ours, ModelError)
    assert "'models.example'" in line
    assert "\n" not in line
    assert line.endswith((".", "?"))


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        (httpx2.ReadTimeout("x"), ModelTimeout),
        (httpx2.ConnectTimeout("x"), ModelTimeout),
        (openai.APITimeoutError(REQUEST), ModelTimeout),
        (httpx2.ConnectError("[Errno 111] Connection refused"), ModelUnreachable),
        (httpx2.RemoteProtocolError("peer closed connection"), ModelUnreachable),
        (httpx2.UnsupportedProtocol("x"), ModelUnreachable),
        (ConnectionResetError(), ModelUnreachable),
        (ValueError("No generation chunks were returned"), ModelError),
    ],
)
def test_errors_without_a_status_are_told_apart(error: Exception, kind: type[ModelError]) -> None:
    assert type(explain(error, "h", "m")) is kind


def test_the_cause_inside_a_wrapped_error_is_found() -> None:
    wrapped = openai.APIConnectionError(request=REQUEST)
    wrapped.__cause__ = httpx2.ConnectError("[Errno -2] Name or service not known")
    assert "Name or service not known" in str(explain(wrapped, "h", "m"))
