"""One owner process a home: the only one that may have the search index open."""

import contextlib
import os
from pathlib import Path
from types import TracebackType
from typing import Self

from filelock import FileLock, Timeout

from prompts.errors import HomeBusy, StoreError

WAIT_SECONDS = 1.0
LOCK, PID = "owner.lock", "owner.pid"


class OwnerLock:
    """Held from `acquire` to `release`, or to the end of the process however it ends."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self._lock = FileLock(home / LOCK, timeout=WAIT_SECONDS, thread_local=False)

    def acquire(self) -> None:
        """Become the owner.

        Raises:
            HomeBusy: another process is, and has been for the second we waited.
            StoreError: the home cannot be written.
        """
        try:
            self.home.mkdir(parents=True, exist_ok=True)
            self._lock.acquire()
            (self.home / PID).write_text(str(os.getpid()))
        except Timeout:
            owner = self.owner()
            raise HomeBusy(
                f"Lossbook is already running on {str(self.home)!r} (process {owner or 'unknown'}); use that window, "
                "stop it, or set LOSSBOOK_HOME to another folder"
            ) from None
        except OSError as error:
            self._lock.release()
            raise StoreError(
                f"{str(self.home)!r} cannot be written ({error}); set LOSSBOOK_HOME to a folder that can"
            ) from error

    def owner(self) -> int | None:
        """Process id of the last owner; it is the present one only while the lock is taken."""
        with contextlib.suppress(OSError, ValueError):
            return int((self.home / PID).read_text())
        return None

    def release(self) -> None:
        """Let another process have the home. Safe to call twice."""
        if self._lock.is_locked:
            (self.home / PID).unlink(missing_ok=True)
            self._lock.release()

    def __enter__(self) -> Self:
        self.acquire()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.release()
