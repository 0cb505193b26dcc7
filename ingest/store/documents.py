"""Nouns and plain dictionaries as JSON text, both ways."""

import json
from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel
from pydantic_core import PydanticSerializationError

from prompts.errors import StoreError


def dump(document: BaseModel) -> str:
    """JSON of a noun. Raises StoreError when its text cannot be stored (lone surrogates)."""
    try:
        return document.model_dump_json()
    except (PydanticSerializationError, UnicodeEncodeError) as error:
        detail = str(error).splitlines()[0]
        raise StoreError(f"This {type(document).__name__} holds text that cannot be stored: {detail}.") from error


def dump_plain(body: Mapping[str, Any]) -> str:
    """JSON of a draft or a job. Whatever was typed survives: odd characters are escaped, not refused."""
    return json.dumps(body, ensure_ascii=True)


def load_plain(text: str | None) -> dict[str, Any] | None:
    """The other way; None stays None."""
    return None if text is None else dict(json.loads(text))
