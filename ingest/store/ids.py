"""Ids that sort by time: 26 characters, 48 bits of milliseconds and 80 of chance (Crockford's base 32)."""

import secrets
import threading
import time

_LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_lock = threading.Lock()
_last = 0


def new_id() -> str:
    """Later ids are greater, also within one millisecond of one process."""
    global _last
    with _lock:
        _last = max(_last + 1, (time.time_ns() // 1_000_000 << 80) | secrets.randbits(80))
        number = _last
    return "".join(_LETTERS[number >> shift & 31] for shift in range(125, -1, -5))
