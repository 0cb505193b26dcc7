"""What was read of the records, kept in memory for as long as nobody writes."""

import threading
from collections.abc import Callable, Hashable
from typing import Any, Final, TypeVar

T = TypeVar("T")

_MOST: Final = 2_000
"""Values kept at once."""


class Kept:
    """Values by key. A commit by anybody, in this process or another one, empties it. Safe in threads."""

    def __init__(self, stamp: Callable[[], Hashable]) -> None:
        """`stamp` is equal at two moments between which nothing was committed."""
        self._now = stamp
        self._stamp: Hashable = None
        self._values: dict[Hashable, Any] = {}
        self._lock = threading.Lock()

    def get(self, key: Hashable, read: Callable[[], T]) -> T:
        """The value kept under `key`, else what `read` finds. The viewer belongs into the key."""
        # Taken before the value is read: one that is newer than its stamp is read once more, never kept too long.
        stamp = self._now()
        with self._lock:
            if stamp != self._stamp or len(self._values) >= _MOST:
                self._values.clear()
                self._stamp = stamp
            if key in self._values:
                kept: T = self._values[key]
                return kept
        value = read()
        with self._lock:
            if stamp == self._stamp:
                self._values[key] = value
        return value
