"""Any strong model can be measured without a network: requests are written to a file, replies are read from one."""

import hashlib
import json
import threading
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from pydantic import BaseModel

from prompts.errors import LossbookError, MalformedAnswer, ModelError
from prompts.model import THIS_MACHINE, Answer, OnPartial
from prompts.prompt import Rendered
from prompts.schema import read_answer, strict_schema

if TYPE_CHECKING:
    from ingest.book import Book
    from prompts.model import Model

T = TypeVar("T", bound=BaseModel)


class Requests:
    """Writes each request down once, and answers none: the built-in reading stands."""

    name = "requests"
    host = THIS_MACHINE
    local = False  # so that the requests of a strong model are written, not those of a small one

    def __init__(self, file: Path) -> None:
        """`file` is begun anew."""
        self._file = file
        file.write_text("", encoding="utf-8")

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
        """Write the request, then raise ModelError."""
        row = {
            "key": key_of(prompt, system),
            "prompt_id": prompt.id,
            "system": system.text if system else None,
            "prompt": prompt.text,
            "schema": strict_schema(returns),
            "max_tokens": max_tokens,
        }
        with self._file.open("a", encoding="utf-8") as out:
            out.write(json.dumps(row, ensure_ascii=False) + "\n")
        raise ModelError("This run only writes requests down.")


class Replies:
    """Answers from a file: one JSON object a line, `key` as in the requests and `reply`, the text that came back."""

    host = THIS_MACHINE
    local = False
    asked: int
    """Requests so far, and how many of them had no reply."""
    missing: int

    def __init__(self, file: Path, rest: Requests | None = None) -> None:
        """`rest` writes down what has no reply yet, of questions that follow from other replies.

        Raises:
            LossbookError: a line is not such an object.
        """
        self.name = file.stem
        self.asked = self.missing = 0
        self._rest = rest
        self._replies: dict[str, str] = {}
        for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), 1):
            try:
                row: dict[str, Any] = json.loads(line)
                self._replies[row["key"]] = row["reply"] if isinstance(row["reply"], str) else json.dumps(row["reply"])
            except (ValueError, KeyError, TypeError):
                raise LossbookError(
                    f"{file.name}, line {number}: not an object with 'key' and 'reply'; --dump-requests shows the keys."
                ) from None

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
        """The reply to exactly this request. Raises ModelError without one, MalformedAnswer when it does not fit."""
        raw = self._replies.get(key_of(prompt, system))
        self.asked += 1
        self.missing += raw is None
        if raw is None and self._rest is not None:
            return self._rest.ask(prompt, returns, system=system, max_tokens=max_tokens)
        if raw is None:
            raise ModelError(
                f"There is no reply to a request of {prompt.id!r}: write the requests again and answer them."
            )
        try:
            value = read_answer(raw, returns)
        except ValueError as error:
            raise MalformedAnswer(f"A reply to {prompt.id!r} does not fit: {error}.", raw) from error
        return Answer(value, self.name, self.host, 0.0, 0, 0, None, 0, raw)


def from_files(dump_requests: Path | None, replies: Path | None) -> "Model | None":
    """A model that is a file: requests are written to one, replies read from the other; with both, the rest written."""
    rest = Requests(dump_requests) if dump_requests else None
    return Replies(replies, rest) if replies else rest


def told_of(model: "Model | None") -> str:
    """How many requests had no reply and so were left to the built-in engine; empty for a model that is no file."""
    if not isinstance(model, Replies):
        return ""
    return f"Requests: {model.asked}, of which {model.missing} had no reply and were left to the built-in engine."


def strong(book: "Book") -> "Model":
    """The model that the settings name, whose verdict stands.

    Raises:
        LossbookError: they name none.
    """
    if book.model is None or not book.model_decides:
        raise LossbookError(
            "No language model whose verdict stands is set up. Set OPENAI_BASE_URL and LOSSBOOK_CHAT_MODEL, or use "
            "--dump-requests and --replies."
        )
    return book.model


def key_of(prompt: Rendered, system: Rendered | None) -> str:
    """A request's key: whatever is asked in other words is another request."""
    whole = f"{system.text if system else ''}\n\n{prompt.text}"
    return hashlib.sha256(whole.encode()).hexdigest()[:16]
