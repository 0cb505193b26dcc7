"""The door to language models: one protocol, one answer, one switch that keeps notes on this machine."""

import ipaddress
import os
import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final, Generic, Protocol, TypeVar
from urllib.parse import urlsplit

from pydantic import BaseModel

from prompts.errors import ModelUnreachable
from prompts.prompt import Rendered

T = TypeVar("T", bound=BaseModel)

THIS_MACHINE: Final = "this machine"
LOCAL_ONLY: Final = "LOSSBOOK_LOCAL_ONLY"

OnPartial = Callable[[dict[str, Any]], None]
"""Called with the answer so far, each time a field has grown; not validated yet."""


@dataclass(frozen=True)
class Answer(Generic[T]):
    """A validated answer and what it took."""

    value: T
    model: str
    host: str
    """Where the prompt went: a host name, or 'this machine'."""
    seconds: float
    tokens_in: int
    """Prompt tokens of all attempts."""
    tokens_out: int
    """Answer tokens of all attempts."""
    cost: float | None
    """US dollars of all attempts; None when the model's price is not known."""
    retries: int
    """Answers that did not fit the schema and were asked for again: 0 or 1."""
    raw: str
    """The reply as it came."""
    tokens_cached: int = 0
    """Prompt tokens the endpoint did not have to read again, where it says so."""
    estimated: bool = False
    """The endpoint reported no usage; the token counts are estimates."""


class Model(Protocol):
    """A language model that answers in a schema."""

    @property
    def name(self) -> str:
        """Name of the model."""

    @property
    def host(self) -> str:
        """Where notes go; 'this machine' when they stay."""

    @property
    def local(self) -> bool:
        """Whether notes stay on this machine."""

    def ask(
        self,
        prompt: Rendered,
        returns: type[T],
        *,
        system: Rendered | None = None,
        on_partial: OnPartial | None = None,
        cancel: threading.Event | None = None,
        max_tokens: int = 600,
    ) -> Answer[T]:
        """Ask, and get an instance of `returns`.

        Blocks the calling thread; `on_partial` runs in it. `cancel` stops it within half a second.

        Raises:
            ModelUnreachable: no connection, wrong key, unknown model.
            ModelTimeout: no whole answer in time.
            MalformedAnswer: two answers that do not fit `returns`.
            ModelCancelled: `cancel` was set.
            ModelFileError: the embedded model's file is missing or wrong.
            ModelError: anything else the endpoint did.
        """


class _Switch:
    """Whether prompts may leave this machine from this process."""

    allowed = True


def forbid_real_calls() -> None:
    """From now on this process refuses every endpoint that is not on loopback."""
    _Switch.allowed = False


def allow_real_calls() -> None:
    """Undo `forbid_real_calls`."""
    _Switch.allowed = True


def real_calls_allowed() -> bool:
    """Whether an endpoint on another machine may be called."""
    return _Switch.allowed and os.environ.get(LOCAL_ONLY, "") not in {"1", "true", "yes"}


def host_of(base_url: str) -> str:
    """Host of a URL, without key, port or path.

    Raises:
        ModelUnreachable: not an http(s) URL.
    """
    try:
        parts = urlsplit(base_url)
        host = parts.hostname
    except ValueError:
        parts, host = urlsplit(""), None
    if parts.scheme not in {"http", "https"} or not host:
        raise ModelUnreachable(
            f"The model endpoint {base_url!r} is not a web address. Set OPENAI_BASE_URL to one such as "
            "'http://127.0.0.1:11434/v1'."
        )
    return host


def is_loopback(host: str) -> bool:
    """Whether a host name means this machine, without asking a name server."""
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def refuse_if_forbidden(base_url: str) -> None:
    """Stop before anything is sent to another machine while that is switched off.

    Raises:
        ModelUnreachable: the endpoint is not on loopback and calls to other machines are switched off.
    """
    host = host_of(base_url)
    if not is_loopback(host) and not real_calls_allowed():
        raise ModelUnreachable(
            f"Calls to other machines are switched off, so nothing was sent to {host!r}. "
            f"Unset {LOCAL_ONLY}, or use an endpoint on 127.0.0.1."
        )
