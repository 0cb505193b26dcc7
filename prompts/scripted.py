"""A model that answers from a list and remembers what it was asked: for tests, and for showing the product offline."""

import json
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, TypeVar

from pydantic import BaseModel

from prompts.errors import (
    MalformedAnswer,
    ModelCancelled,
    ModelError,
    ModelTimeout,
    ModelUnreachable,
    PromptError,
)
from prompts.model import THIS_MACHINE, Answer, OnPartial
from prompts.prompt import Rendered
from prompts.schema import read_answer

T = TypeVar("T", bound=BaseModel)

Scripted = dict[str, Any] | BaseModel | Exception | str
"""One answer: fields, an instance, an error to raise, or the raw text of a reply."""

PREFIX: Final = "scripted:"
_ERRORS: Final[dict[str, type[ModelError]]] = {
    "error": ModelError,
    "unreachable": ModelUnreachable,
    "timeout": ModelTimeout,
    "malformed": MalformedAnswer,
    "cancelled": ModelCancelled,
}


@dataclass(frozen=True)
class Asked:
    """One question as it would have been sent."""

    prompt: Rendered
    system: Rendered | None
    returns: type[BaseModel]


class ScriptedModel:
    """A Model whose answers are written down."""

    name = "scripted"
    host = THIS_MACHINE
    local = True

    def __init__(
        self,
        answers: Sequence[Scripted] | Mapping[str, Scripted | Sequence[Scripted]],
        *,
        delay: float = 0.0,
        loop: bool = False,
    ) -> None:
        """Answers in the order they are asked for, or by prompt id.

        Args:
            answers: a list, or a mapping of prompt id to an answer or a list of answers.
            delay: seconds each answer takes, spread over its fields.
            loop: begin again when a list is used up.
        """
        named = answers.items() if isinstance(answers, Mapping) else [(None, answers)]
        self._answers: dict[str | None, list[Scripted]] = {
            id: list(given) if isinstance(given, Sequence) and not isinstance(given, str) else [given]
            for id, given in named
        }
        self._used: dict[str | None, int] = {}
        self._delay = delay
        self._loop = loop
        self._lock = threading.Lock()
        self.asked: list[Asked] = []

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
        """See `Model.ask`; nothing is retried, and a list that is used up is a ModelError."""
        began = time.monotonic()
        with self._lock:
            self.asked.append(Asked(prompt, system, returns))
            answer = self._next(prompt.id)
        if isinstance(answer, Exception):
            self._wait(self._delay, cancel)
            raise answer
        raw = _text(answer)
        self._play(raw, on_partial, cancel)
        try:
            value = answer if isinstance(answer, returns) else read_answer(raw, returns)
        except ValueError as error:
            raise MalformedAnswer(
                f"'scripted' has an answer to {prompt.id!r} that does not fit: {error}.", raw
            ) from error
        return Answer(
            value=value,
            model=self.name,
            host=self.host,
            seconds=time.monotonic() - began,
            tokens_in=len(prompt.text + (system.text if system else "")) // 4,
            tokens_out=len(raw) // 4,
            cost=None,
            retries=0,
            raw=raw,
        )

    def _next(self, prompt_id: str) -> Scripted:
        key = prompt_id if prompt_id in self._answers else None
        answers = self._answers.get(key, [])
        used = self._used.get(key, 0)
        if used >= len(answers) and not (self._loop and answers):
            raise ModelError(f"'scripted' has no answer left for {prompt_id!r} (used: {used}). Add one to its list.")
        self._used[key] = used + 1
        return answers[used % len(answers)]

    def _play(self, raw: str, on_partial: OnPartial | None, cancel: threading.Event | None) -> None:
        try:
            fields = json.loads(raw)
        except ValueError:
            fields = {}
        shown: dict[str, Any] = {}
        names = list(fields) if isinstance(fields, dict) else []
        for name in names or [None]:
            self._wait(self._delay / max(1, len(names)), cancel)
            if name is not None and on_partial:
                shown[name] = fields[name]
                on_partial(dict(shown))

    def _wait(self, seconds: float, cancel: threading.Event | None) -> None:
        if (cancel or threading.Event()).wait(seconds):
            raise ModelCancelled("Stopped. Nothing was changed.")


def from_setting(setting: str) -> ScriptedModel:
    """The scripted model that LOSSBOOK_MODEL names: 'scripted:<file.json>'.

    The file: {"answers": [...] or {prompt id: answer or [answers]}, "delay": seconds, "loop": true}. An answer is an
    object with the fields, a string with the raw reply, or {"error": "timeout", "message": "..."}.

    Raises:
        PromptError: no such file, not JSON, or an answer that is none of these.
    """
    file = Path(setting.removeprefix(PREFIX)).expanduser()
    try:
        script = json.loads(file.read_text(encoding="utf-8"))
        answers = script["answers"]
        if isinstance(answers, dict):
            return _model({id: _answers(given) for id, given in answers.items()}, script)
        return _model(_answers(answers), script)
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        reason = " ".join(f"{type(error).__name__}: {error}".split())[:120]
        raise PromptError(
            f"The script {str(file)!r} cannot be used ({reason}). It must be a JSON object with 'answers'; "
            "LOSSBOOK_MODEL names it as 'scripted:<file>'."
        ) from error


def _model(answers: Sequence[Scripted] | Mapping[str, Sequence[Scripted]], script: dict[str, Any]) -> ScriptedModel:
    return ScriptedModel(answers, delay=float(script.get("delay", 0.0)), loop=bool(script.get("loop", False)))


def _answers(given: Any) -> list[Scripted]:
    return [_answer(one) for one in (given if isinstance(given, list) else [given])]


def _answer(given: Any) -> Scripted:
    if isinstance(given, dict) and set(given) <= {"error", "message"} and given.get("error") in _ERRORS:
        return _ERRORS[given["error"]](given.get("message") or "The script says so.")
    if isinstance(given, (dict, str)):
        return given
    raise TypeError(f"an answer must be an object or a string, not {given!r}")


def _text(answer: dict[str, Any] | BaseModel | str) -> str:
    if isinstance(answer, str):
        return answer
    return answer.model_dump_json() if isinstance(answer, BaseModel) else json.dumps(answer)
