"""One exchange with an OpenAI-compatible endpoint: a deadline that nothing outlives, a cancel that is honoured."""

import asyncio
import threading
import time
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Coroutine
from contextlib import aclosing, asynccontextmanager, suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final, TypeVar
from urllib.parse import urlsplit

from prompts.errors import ModelCancelled, ModelTimeout
from prompts.failures import explain
from prompts.model import host_of, is_loopback
from prompts.quiet import silence_tracing, tracing_allowed

if TYPE_CHECKING:
    from langchain_core.messages import AIMessageChunk
    from langchain_openai import ChatOpenAI

R = TypeVar("R")

CONNECT_SECONDS: Final = 5.0
LONGEST_SECONDS: Final = 3600.0
_CANCEL_POLL: Final = 0.1


@dataclass(frozen=True)
class Endpoint:
    """Where to, which model, and how long."""

    base_url: str
    model: str
    api_key: str | None = field(default=None, repr=False)
    max_retries: int = 1
    """Repeats of a request refused with 408, 409, 429 or 5xx, or not connected."""
    where: str | None = None
    """How messages name it, when not by host and port."""

    @property
    def host(self) -> str:
        """Host the prompt goes to."""
        return host_of(self.base_url)

    @property
    def address(self) -> str:
        """Host and port, for messages."""
        return self.where or urlsplit(self.base_url).netloc.rpartition("@")[2]


@dataclass(frozen=True)
class Request:
    """Messages as (role, text), and the parameters that bind the answer to a schema."""

    messages: tuple[tuple[str, str], ...]
    max_tokens: int
    usage: bool = True
    temperature: float | None = 0.0
    bound: dict[str, Any] = field(default_factory=dict)
    """Extra arguments of the call: `tools`, `tool_choice`, `extra_body`."""


@dataclass
class Reply:
    """What came back, whole or cut off."""

    text: str = ""
    finish: str | None = None
    refusal: str | None = None
    tokens_in: int | None = None
    tokens_out: int | None = None
    tokens_cached: int = 0


class _CallbackFailed(Exception):
    """The caller's own function raised: not the endpoint's fault."""


def exchange(
    endpoint: Endpoint,
    request: Request,
    *,
    deadline: float,
    cancel: threading.Event | None = None,
    on_text: Callable[[str], None] | None = None,
) -> Reply:
    """Send a request and read the whole reply before `deadline` (on the `time.monotonic` clock).

    `on_text` gets the reply so far, in the calling thread; what it raises comes out unchanged.

    Raises:
        ModelError: of the kind that `failures.explain` finds.
    """
    silence_tracing()
    statuses: list[int] = []
    asked = time.monotonic()
    try:
        return _run(_bounded(endpoint, request, deadline, cancel, on_text or (lambda _: None), statuses))
    except _CallbackFailed as error:
        raise error.__cause__ or error from None
    except TimeoutError as error:
        raise ModelTimeout(_too_late(endpoint, time.monotonic() - asked, statuses)) from error
    except asyncio.CancelledError as error:
        raise ModelCancelled("Stopped. Nothing was changed.") from error
    except Exception as error:
        raise explain(error, endpoint.address, endpoint.model, endpoint.api_key) from error


def _too_late(endpoint: Endpoint, seconds: float, statuses: list[int]) -> str:
    refused = [status for status in statuses if status >= 400]
    why = f" (it last answered {refused[-1]})" if refused else ""
    return (
        f"{endpoint.model!r} at {endpoint.address!r} gave no whole answer within {seconds:.0f} s{why}. "
        "Try again, or raise LOSSBOOK_MODEL_TIMEOUT."
    )


def _run(work: Coroutine[Any, Any, R]) -> R:
    # Not asyncio.run: closing its executor waits for a name look-up that hangs, past any deadline.
    loop = asyncio.new_event_loop()
    task = loop.create_task(work)
    try:
        return loop.run_until_complete(task)
    finally:
        if not task.done():
            task.cancel()
            with suppress(BaseException):
                loop.run_until_complete(task)
        loop.run_until_complete(loop.shutdown_asyncgens())
        loop.close()


async def _bounded(
    endpoint: Endpoint,
    request: Request,
    deadline: float,
    cancel: threading.Event | None,
    on_text: Callable[[str], None],
    statuses: list[int],
) -> Reply:
    task = asyncio.current_task()
    watch = asyncio.create_task(_watch(cancel, task)) if cancel and task else None
    try:
        async with asyncio.timeout(max(0.0, deadline - time.monotonic())):
            return await _converse(endpoint, request, on_text, statuses)
    finally:
        if watch:
            watch.cancel()


async def _watch(cancel: threading.Event, task: "asyncio.Task[Any]") -> None:
    while not cancel.is_set():
        await asyncio.sleep(_CANCEL_POLL)
    task.cancel()


async def _converse(endpoint: Endpoint, request: Request, on_text: Callable[[str], None], statuses: list[int]) -> Reply:
    reply = Reply()
    async with _client(endpoint, request, statuses) as client, aclosing(_chunks(client, request)) as chunks:
        async for chunk in chunks:
            before = len(reply.text)
            _add(reply, chunk)
            if len(reply.text) > before:
                _tell(on_text, reply.text)
    return reply


def _tell(on_text: Callable[[str], None], text: str) -> None:
    try:
        on_text(text)
    except Exception as error:
        raise _CallbackFailed from error


@asynccontextmanager
async def _client(endpoint: Endpoint, request: Request, statuses: list[int]) -> "AsyncIterator[ChatOpenAI]":
    import httpx2
    from langchain_openai import ChatOpenAI
    from pydantic import SecretStr

    async def note_status(response: httpx2.Response) -> None:
        statuses.append(response.status_code)

    # The deadline ends a slow answer. Always the same here: langchain keeps a client for each timeout it has seen.
    timeout = httpx2.Timeout(LONGEST_SECONDS, connect=CONNECT_SECONDS)
    async with httpx2.AsyncClient(
        timeout=timeout,
        event_hooks={"response": [note_status]},
        # A proxy from the environment must not see what is meant for this machine.
        trust_env=not is_loopback(endpoint.host),
    ) as http:
        yield ChatOpenAI(
            base_url=endpoint.base_url,
            model=endpoint.model,
            api_key=SecretStr(endpoint.api_key or "none"),
            timeout=timeout,
            max_retries=endpoint.max_retries,
            max_completion_tokens=request.max_tokens,
            temperature=request.temperature,
            use_responses_api=False,
            stream_usage=request.usage,
            stream_chunk_timeout=None,
            http_async_client=http,
            openai_proxy="",
            disable_streaming=False,
            cache=False,
        )


async def _chunks(client: "ChatOpenAI", request: Request) -> "AsyncGenerator[AIMessageChunk, None]":
    from langchain_core.messages import AIMessageChunk
    from langsmith import tracing_context

    with tracing_context(enabled=None if tracing_allowed() else False):
        # The caller closes this generator, so the stream inside is closed with it.
        async with aclosing(client.astream(list(request.messages), **request.bound)) as stream:  # type: ignore[type-var]
            async for chunk in stream:
                if isinstance(chunk, AIMessageChunk):
                    yield chunk


def _add(reply: Reply, chunk: "AIMessageChunk") -> None:
    reply.text += chunk.text
    reply.text += "".join(call["args"] or "" for call in chunk.tool_call_chunks)
    reply.finish = chunk.response_metadata.get("finish_reason") or reply.finish
    reply.refusal = chunk.additional_kwargs.get("refusal") or reply.refusal
    usage = chunk.usage_metadata
    if usage and usage["input_tokens"]:
        reply.tokens_in = usage["input_tokens"]
        reply.tokens_out = usage["output_tokens"]
        reply.tokens_cached = usage.get("input_token_details", {}).get("cache_read") or 0
