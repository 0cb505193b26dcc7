"""What an endpoint can do, found out once with a canary and remembered.

In order of preference: json_schema (the endpoint enforces it), function_calling, json_mode (valid JSON, any shape),
plain text. The first two get the canary without the schema in the prompt, so only an endpoint that really enforces
the schema can answer it.
"""

import json
import os
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Literal, get_args

from pydantic import BaseModel, ConfigDict, Field

from prompts.errors import ModelError
from prompts.schema import read_answer, schema_text, strict_schema
from prompts.wire import Reply, Request

Method = Literal["json_schema", "function_calling", "json_mode", "plain"]
METHODS: Final[tuple[Method, ...]] = get_args(Method)
OPTIONS: Final = ("stream_options", "max_tokens", "temperature", "maxLength")
"""Parameters that some endpoints refuse; a refusal that names one is answered by leaving it out."""


@dataclass(frozen=True)
class Capability:
    """How to ask one model at one endpoint."""

    method: Method
    refused: tuple[str, ...] = ()

    @property
    def enforced(self) -> bool:
        """Whether the endpoint itself holds the answer to the schema."""
        return self.method in {"json_schema", "function_calling"}


class _Canary(BaseModel):
    model_config = ConfigDict(extra="forbid")

    what_was_seen: str = Field(max_length=60)
    bird_code: Literal["heron", "plover", "none"]


_ASK: Final = "A walker writes: 'Grey heron on the weir at seven.' Which bird was it? Answer in JSON."


def build(
    capability: Capability, returns: type[BaseModel], messages: tuple[tuple[str, str], ...], max_tokens: int
) -> Request:
    """The request that asks `messages` for an instance of `returns`, the way this endpoint understands."""
    refused = capability.refused
    schema = strict_schema(returns, bounds="maxLength" not in refused)
    name = returns.__name__.strip("_").lower()
    bound: dict[str, Any] = {}
    # In the body and not as `response_format`: that argument makes the SDK parse, and lose a cut-off answer.
    body: dict[str, Any] = {} if "max_tokens" in refused else {"max_tokens": max_tokens}
    if capability.method == "json_schema":
        body["response_format"] = {
            "type": "json_schema",
            "json_schema": {"name": name, "strict": True, "schema": schema},
        }
    elif capability.method == "json_mode":
        body["response_format"] = {"type": "json_object"}
    elif capability.method == "function_calling":
        function = {"name": name, "description": "Give the answer.", "parameters": schema}
        bound["tools"] = [{"type": "function", "function": function}]
        bound["tool_choice"] = {"type": "function", "function": {"name": name}}
    return Request(
        messages,
        max_tokens,
        usage="stream_options" not in refused,
        temperature=None if "temperature" in refused else 0.0,
        bound={**bound, "extra_body": body},
    )


def probe(send: Callable[[Request], Reply]) -> Capability:
    """Try the canary until a method works; `send` raises ModelError with the foreign error as its cause.

    Raises:
        ModelError: the endpoint is away, or not even plain text works; the first refusal is the one told.
    """
    refused: tuple[str, ...] = ()
    first: ModelError | None = None
    for method in METHODS:
        while True:
            try:
                if _works(send, Capability(method, refused)):
                    return Capability(method, refused)
                break
            except ModelError as error:
                if not _is_refusal(error):
                    raise
                first = first or error
                option = _named_option(error, refused)
                if option is None:
                    break
                refused = (*refused, option)
    # Nothing fitted, but it answers: ask in plain words and let validation judge.
    if first is None:
        return Capability("plain", refused)
    raise first


def _works(send: Callable[[Request], Reply], capability: Capability) -> bool:
    ask = _ASK if capability.enforced else f"{_ASK}\n\n{schema_text(_Canary)}"
    reply = send(build(capability, _Canary, (("user", ask),), 120))
    try:
        read_answer(reply.text, _Canary, cut_off=reply.finish == "length")
    except ValueError:
        return False
    return True


def _is_refusal(error: ModelError) -> bool:
    return getattr(error.__cause__, "status_code", None) in {400, 422, 500, 501}


def _named_option(error: ModelError, refused: tuple[str, ...]) -> str | None:
    said = str(error.__cause__)
    return next((option for option in OPTIONS if option in said and option not in refused), None)


def recall(file: Path | None, key: str) -> Capability | None:
    """What an earlier probe found; None when there was none or the file is damaged."""
    with suppress(OSError, ValueError, KeyError, TypeError):
        found = _read(file)[key]
        if found["method"] in METHODS:
            return Capability(found["method"], tuple(str(option) for option in found["refused"]))
    return None


def remember(file: Path | None, key: str, capability: Capability | None) -> None:
    """Keep (or, with None, forget) what a probe found. A full or read-only disk only costs another probe."""
    if file is None:
        return
    with suppress(OSError):
        found = _read(file)
        found.pop(key, None)
        if capability:
            found[key] = {"method": capability.method, "refused": list(capability.refused)}
        fresh = file.with_name(f"{file.name}.{os.getpid()}.tmp")
        fresh.write_text(json.dumps(found, indent=1), encoding="utf-8")
        fresh.replace(file)


def _read(file: Path | None) -> dict[str, Any]:
    try:
        found = json.loads(file.read_text(encoding="utf-8")) if file else {}
    except (OSError, ValueError):
        found = {}
    return found if isinstance(found, dict) else {}
