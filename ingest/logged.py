"""A model whose calls are written down in the records: which prompt, which model, what it cost. Never any note text."""

import logging
import threading
import time
from typing import TYPE_CHECKING, TypeVar

from pydantic import BaseModel

from ingest.records import PromptRef
from prompts.errors import ModelError, StoreError
from prompts.model import Answer, Model, OnPartial
from prompts.prompt import Rendered

if TYPE_CHECKING:
    from ingest.store import Store

T = TypeVar("T", bound=BaseModel)
log = logging.getLogger(__name__)


class LoggedModel:
    """Passes every question on; a log that cannot be written never costs an answer."""

    def __init__(self, model: Model, store: "Store") -> None:
        self._model = model
        self._store = store
        self.name = model.name
        self.host = model.host
        self.local = model.local

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
        ref = PromptRef(id=prompt.id, version=prompt.version, sha256=prompt.sha256)
        began = time.monotonic()
        try:
            answer = self._model.ask(
                prompt, returns, system=system, on_partial=on_partial, cancel=cancel, max_tokens=max_tokens
            )
        except ModelError as error:
            took, name = time.monotonic() - began, type(error).__name__
            self._log(ref, took, error.tokens_in, error.tokens_out, None, error.retries, name)
            raise
        self._log(ref, answer.seconds, answer.tokens_in, answer.tokens_out, answer.cost, answer.retries, None)
        return answer

    def _log(
        self,
        ref: PromptRef,
        seconds: float,
        tokens_in: int,
        tokens_out: int,
        cost: float | None,
        retries: int,
        error: str | None,
    ) -> None:
        try:
            self._store.log_call(
                ref,
                model=self.name,
                host=self.host,
                seconds=seconds,
                tokens_in=tokens_in,
                tokens_out=tokens_out,
                cost=cost,
                retries=retries,
                error=error,
            )
        except StoreError as failed:
            log.warning("a model call could not be logged: %s", failed)
