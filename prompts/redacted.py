"""A model on another machine that gets no known name or number: they are replaced before a question leaves, and put
back into the answer here. See `redact` for what that is worth.
"""

import threading
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any, TypeVar

from pydantic import BaseModel

from prompts.model import Answer, Model, OnPartial
from prompts.prompt import Rendered, load
from prompts.redact import Name, Redacted, redact

T = TypeVar("T", bound=BaseModel)

Finder = Callable[[str, str], Sequence[Name]]
"""(system, prompt) -> the names on record, or found in the prompt, that stand in them."""


class RedactedModel:
    """Passes questions on without the names in them."""

    def __init__(self, model: Model, find: Finder, known: Sequence[Name] = ()) -> None:
        """`find` is asked for every question; `known` are names besides."""
        self._model = model
        self._find = find
        self._more = tuple(known)
        self.name = model.name
        self.host = model.host
        self.local = model.local

    def knowing(self, names: Sequence[Name]) -> "RedactedModel":
        """The same, for questions about a note in which these names were found."""
        return RedactedModel(self._model, self._find, names)

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
        """See `Model.ask`; the answer has the originals in it."""
        hidden = self._hidden(prompt, system)
        system_text, prompt_text = hidden.texts

        def tell(so_far: dict[str, Any]) -> None:
            if on_partial is not None:
                on_partial(hidden.partial(so_far))

        answer = self._model.ask(
            replace(prompt, text=f"{_legend(hidden)}\n\n{prompt_text}" if hidden.back else prompt_text),
            returns,
            system=replace(system, text=system_text) if system else None,
            on_partial=tell if on_partial else None,
            cancel=cancel,
            max_tokens=max_tokens,
        )
        return replace(answer, value=hidden.restored_in(answer.value), raw=hidden.restored(answer.raw))

    def _hidden(self, prompt: Rendered, system: Rendered | None) -> Redacted:
        texts = (system.text if system else "", prompt.text)
        return redact(texts, [*self._more, *self._find(*texts)])


def _legend(hidden: Redacted) -> str:
    return "\n".join((load("standins").render().text, *hidden.shared))
