"""Any OpenAI-compatible endpoint as a Model: OpenAI, Azure, Ollama, vLLM, and the embedded server."""

import json
import re
import threading
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, TypeVar

from pydantic import BaseModel

from prompts.errors import MalformedAnswer, ModelCancelled, ModelError
from prompts.model import THIS_MACHINE, Answer, OnPartial, host_of, is_loopback, refuse_if_forbidden
from prompts.price import cost
from prompts.probe import Capability, build, probe, recall, remember
from prompts.prompt import Rendered
from prompts.schema import clean, read_answer, schema_text
from prompts.wire import Endpoint, Reply, Request, exchange

T = TypeVar("T", bound=BaseModel)
Messages = tuple[tuple[str, str], ...]

_CHARS_PER_TOKEN: Final = 3.5
_TRUNCATED_BELOW: Final = 0.6
_TRUNCATION_FROM: Final = 600


@dataclass
class _Spent:
    """Tokens of all attempts at one question."""

    tokens_in: int = 0
    tokens_out: int = 0
    tokens_cached: int = 0
    retries: int = 0
    estimated: bool = False

    def add(self, messages: Messages, reply: Reply) -> None:
        self.estimated = self.estimated or reply.tokens_in is None
        self.tokens_in += estimate(messages) if reply.tokens_in is None else reply.tokens_in
        self.tokens_out += round(len(reply.text) / _CHARS_PER_TOKEN) if reply.tokens_out is None else reply.tokens_out
        self.tokens_cached += reply.tokens_cached


class ChatModel:
    """A model behind an OpenAI-compatible endpoint."""

    def __init__(
        self,
        base_url: str,
        model: str,
        api_key: str | None = None,
        *,
        timeout: float = 120.0,
        max_retries: int = 1,
        known: Path | None = None,
    ) -> None:
        """Nothing is sent yet.

        Args:
            base_url: the endpoint, usually ending in `/v1`.
            model: the model's name there.
            api_key: its key; local servers often need none.
            timeout: seconds for one answer in all, retry and probe included.
            max_retries: repeats after 429, 5xx or no connection, within the timeout.
            known: json file that remembers what endpoints can do; None remembers for this process only.

        Raises:
            ModelUnreachable: `base_url` is not a web address.
        """
        self._endpoint = Endpoint(base_url, model, api_key, max_retries)
        self._host = host_of(base_url)
        self._timeout = timeout
        self._known = known
        self._fixed: Capability | None = None
        self._capability: Capability | None = None

    @classmethod
    def at(cls, endpoint: Endpoint, *, timeout: float, capability: Capability) -> "ChatModel":
        """A model at an endpoint that is ours, so that what it can do is known and never probed."""
        model = cls(endpoint.base_url, endpoint.model, timeout=timeout)
        model._endpoint = endpoint
        model._fixed = model._capability = capability
        return model

    @property
    def name(self) -> str:
        """Name of the model."""
        return self._endpoint.model

    @property
    def host(self) -> str:
        """Where notes go."""
        return THIS_MACHINE if self.local else self._host

    @property
    def local(self) -> bool:
        """Whether notes stay on this machine."""
        return is_loopback(self._host)

    def probe(self, cancel: threading.Event | None = None) -> Capability:
        """Find out what the endpoint can do, now, and remember it.

        Raises:
            ModelError: it cannot be reached or refuses everything.
        """
        return self._probe(time.monotonic() + self._timeout, cancel)

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
        """See `Model.ask`."""
        refuse_if_forbidden(self._endpoint.base_url)
        began, spent = time.monotonic(), _Spent()
        try:
            capability = self._find_capability(began + self._timeout, cancel)
            messages = _messages(prompt, system, returns, capability)
            send = _Attempt(self._endpoint, began + self._timeout, cancel, on_partial, spent)
            reply, value = self._answer(send, capability, returns, messages, max_tokens)
        except ModelError as error:
            error.tokens_in, error.tokens_out, error.retries = spent.tokens_in, spent.tokens_out, spent.retries
            raise
        return Answer(
            value=value,
            model=self.name,
            host=self.host,
            seconds=time.monotonic() - began,
            tokens_in=spent.tokens_in,
            tokens_out=spent.tokens_out,
            cost=None if self.local else cost(self.name, spent.tokens_in, spent.tokens_out),
            retries=spent.retries,
            raw=reply.text,
            tokens_cached=spent.tokens_cached,
            estimated=spent.estimated,
        )

    def _answer(
        self, send: "_Attempt", capability: Capability, returns: type[T], messages: Messages, max_tokens: int
    ) -> tuple[Reply, T]:
        reply = send(build(capability, returns, messages, max_tokens))
        self._refuse_truncated(messages, reply)
        try:
            return reply, _value(reply, returns)
        except ValueError as error:
            complaint = str(error)
        send.spent.retries += 1
        again = _mend(messages, reply, complaint, returns, capability)
        reply = send(build(capability, returns, again, max_tokens))
        try:
            return reply, _value(reply, returns)
        except ValueError as error:
            self._forget()
            raise MalformedAnswer(
                f"{self.name!r} at {self._endpoint.address!r} answered twice, and neither answer fits: {error}. "
                "Try again, or choose a larger model.",
                reply.text,
            ) from error

    def _refuse_truncated(self, messages: Messages, reply: Reply) -> None:
        """Some servers cut a long prompt without a word and answer about what is left."""
        sent, read = estimate(messages), reply.tokens_in
        if read and sent >= _TRUNCATION_FROM and read < sent * _TRUNCATED_BELOW:
            raise ModelError(
                f"{self.name!r} at {self._endpoint.address!r} read only {read} of about {sent} tokens of the prompt. "
                "Raise its context size (Ollama: OLLAMA_CONTEXT_LENGTH=16384), or shorten the note."
            )

    def _find_capability(self, deadline: float, cancel: threading.Event | None) -> Capability:
        if self._capability is None:
            self._capability = recall(self._known, self._key)
        return self._capability or self._probe(deadline, cancel)

    def _probe(self, deadline: float, cancel: threading.Event | None) -> Capability:
        refuse_if_forbidden(self._endpoint.base_url)

        def send(request: Request) -> Reply:
            return exchange(self._endpoint, request, deadline=deadline, cancel=cancel)

        self._capability = self._fixed or probe(send)
        remember(self._known, self._key, self._capability)
        return self._capability

    def _forget(self) -> None:
        """After two bad answers the endpoint may have changed: probe it again next time."""
        self._capability = self._fixed
        remember(self._known, self._key, None)

    @property
    def _key(self) -> str:
        return f"{self._endpoint.model} at {self._endpoint.base_url}"


@dataclass
class _Attempt:
    """Sends one request and counts what it took."""

    endpoint: Endpoint
    deadline: float
    cancel: threading.Event | None
    on_partial: OnPartial | None
    spent: _Spent

    def __call__(self, request: Request) -> Reply:
        if self.cancel and self.cancel.is_set():
            raise ModelCancelled("Stopped. Nothing was changed.")
        on_text = _Partials(self.on_partial) if self.on_partial else None
        reply = exchange(self.endpoint, request, deadline=self.deadline, cancel=self.cancel, on_text=on_text)
        self.spent.add(request.messages, reply)
        return reply


class _Partials:
    """Turns text that grows into dicts that grow."""

    def __init__(self, on_partial: OnPartial) -> None:
        self._on_partial = on_partial
        self._last: dict[str, Any] = {}

    def __call__(self, text: str) -> None:
        from langchain_core.utils.json import parse_partial_json

        start = text.find("{")
        if start < 0 or ("<think>" in text and "</think>" not in text):
            return
        try:
            value = parse_partial_json(text[start:])
        except json.JSONDecodeError:
            return
        if isinstance(value, dict) and value != self._last:
            self._last = value
            self._on_partial(value)


def _value(reply: Reply, returns: type[T]) -> T:
    if reply.refusal:
        raise ValueError(f"the model declined: {reply.refusal[:160]}")
    return read_answer(reply.text, returns, cut_off=reply.finish == "length")


def _messages(prompt: Rendered, system: Rendered | None, returns: type[BaseModel], capability: Capability) -> Messages:
    text = prompt.text if capability.enforced else f"{prompt.text}\n\n{schema_text(returns)}"
    head = (("system", clean(system.text)),) if system else ()
    return (*head, ("user", clean(text)))


def _mend(
    messages: Messages, reply: Reply, complaint: str, returns: type[BaseModel], capability: Capability
) -> Messages:
    """The conversation again, with the answer, what is wrong with it, and the schema in words."""
    said = clean(reply.text)[:1500] or "(nothing)"
    schema = f"\n\n{schema_text(returns)}" if capability.enforced else ""
    return (*messages, ("assistant", said), ("user", f"That does not fit: {complaint}. Answer again.{schema}"))


def estimate(messages: Messages) -> int:
    """About how many tokens the messages are; runs of one character count as two."""
    text = "".join(text for _, text in messages)
    return round(len(re.sub(r"(\s|[^\w\s])\1{2,}", r"\1\1", text)) / _CHARS_PER_TOKEN)
