"""Where tracebacks go: one file in the home, readable by its owner only, so that no screen shows one."""

import logging
import os
import traceback
from logging.handlers import RotatingFileHandler
from pathlib import Path
from typing import Final

NAME: Final = "lossbook.log"
_LONGEST: Final = 2_000_000


def log_file(home: Path) -> Path:
    """The log of this home."""
    return home / NAME


def keep_log(home: Path) -> None:
    """Send this process's warnings to the log; for a process that runs on."""
    handler = RotatingFileHandler(
        _private(log_file(home)), maxBytes=_LONGEST, backupCount=1, delay=True, encoding="utf-8"
    )
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    logging.basicConfig(level=logging.WARNING, handlers=[handler], force=True)


def note_exception(home: Path, error: BaseException) -> Path | None:
    """Write an unexpected exception down; None when the log itself cannot be written."""
    try:
        with _private(log_file(home)).open("a", encoding="utf-8", errors="backslashreplace") as log:
            log.write("".join(traceback.format_exception(error)))
    except OSError:
        return None
    return log_file(home)


def _private(file: Path) -> Path:
    file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    if not file.exists():
        os.close(os.open(file, os.O_CREAT | os.O_WRONLY, 0o600))
    return file
