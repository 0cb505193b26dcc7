"""Recorded calls as call tools export them (.json): Gong, Fireflies, Fathom, Momentum. One small file a tool.

Each becomes 'Name: words' rows, one turn a row, in the order they were said. Times are left out: Gong's are in seconds
by one description and in milliseconds by another, and only their order is used.
"""

import json
from datetime import date
from typing import Any

from ingest.read.calls.fathom import fathom
from ingest.read.calls.fireflies import fireflies
from ingest.read.calls.gong import gong
from ingest.read.calls.momentum import momentum
from ingest.read.calls.turns import Call

__all__ = ["Call", "read_call", "read_calls"]


def read_calls(name: str, data: bytes) -> list[Call]:
    """Every call in a file. Raises NoteError when it is none of these tools' or holds no words."""
    from ingest.read.encoding import decode
    from prompts.errors import NoteError

    try:
        document: Any = json.loads(decode(data))
    except (ValueError, RecursionError) as error:
        why = str(error).splitlines()[0][:80]
        raise NoteError(f"The file {name!r} is not JSON ({why}). Export the transcript again.") from None
    for reader in (gong, fireflies, fathom, momentum):
        calls = reader(document)
        if calls is not None:
            spoken = [call for call in calls if call.text.strip()]
            if not spoken:
                raise NoteError(f"The file {name!r} holds a call without a transcript. Export it once it is ready.")
            return spoken
    raise NoteError(
        f"The file {name!r} is JSON, but no transcript of Gong, Fireflies, Fathom or Momentum. Paste its text instead."
    )


def read_call(name: str, data: bytes) -> tuple[str, date | None]:
    """The one call in a file. Raises NoteError, also when there are several."""
    from prompts.errors import NoteError

    calls = read_calls(name, data)
    if len(calls) > 1:
        raise NoteError(f"The file {name!r} holds {len(calls)} calls; bring them in with `lossbook import {name}`.")
    return calls[0].text, calls[0].day
