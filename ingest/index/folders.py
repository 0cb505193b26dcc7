"""Generation folders, `home/index/gen-000001-5f0c2a91` and up. All but the one in use may go at any time."""

import os
import re
import secrets
import shutil
import time
from pathlib import Path

from filelock import FileLock, Timeout

from ingest.index.child import LOCK_FILE
from prompts.errors import IndexUnavailable

_NAME = re.compile(r"gen-(\d{6,12})-[0-9a-f]{8}")
_SUSPECT = ".suspect"
SPARSE = 100
"""A healthy folder's files claim at most this many times the blocks they have; a corrupted one has claimed 20,000."""


def is_generation(name: str) -> bool:
    """Whether `name`, which came from the database, may be used as a folder of ours."""
    return _NAME.fullmatch(name) is not None


def generations(root: Path) -> list[str]:
    """Names of the generations on disk, oldest first."""
    return sorted(each.name for each in root.iterdir() if is_generation(each.name)) if root.is_dir() else []


def next_name(root: Path, pointer: str | None) -> str:
    """A name that no generation has had.

    The number is for people. The rest is so that the process of an owner that was killed, which may still be about to
    create its folder, never creates ours.
    """
    used = [_NAME.fullmatch(name) for name in [*generations(root), pointer or ""]]
    number = max((int(name[1]) for name in used if name), default=0) + 1
    return f"gen-{number:06d}-{secrets.token_hex(4)}"


def mark_suspect(folder: Path) -> None:
    """Remember, past a restart, that a process failed on this generation."""
    if folder.exists():
        folder.with_suffix(_SUSPECT).touch()


def is_suspect(folder: Path) -> bool:
    """Whether a process failed on this generation."""
    return folder.with_suffix(_SUSPECT).exists()


def refuse_sparse(folder: Path) -> None:
    """Refuse a folder whose files claim far more bytes than they have blocks.

    Chroma crashes when it writes to such a file, and copying it fills the disk.

    Raises:
        IndexUnavailable: one file claims over `SPARSE` times what it occupies.
    """
    for place, _, names in os.walk(folder):
        for name in names:
            found = os.stat(os.path.join(place, name))
            real = getattr(found, "st_blocks", found.st_size // 512 + 1) * 512
            if found.st_size > max(real, 65536) * SPARSE:
                raise IndexUnavailable(
                    f"{os.path.join(folder.name, name)!r} claims {found.st_size} bytes and occupies {real}; "
                    "the search index is rebuilt, exact search answers meanwhile"
                )


def remove(folder: Path, seconds: float = 30.0) -> None:
    """Delete a generation for good, once the process that has it open is gone.

    Raises:
        IndexUnavailable: a process still has it open after `seconds`, or the disk refuses.
    """
    if not folder.exists():
        return
    try:
        with FileLock(folder / LOCK_FILE, timeout=seconds):
            # Renamed first: a folder half deleted must never look like a generation.
            gone = folder.with_name(f"{folder.name}.gone-{time.time_ns()}")
            folder.rename(gone)
            shutil.rmtree(gone)
    except (Timeout, OSError) as error:
        raise IndexUnavailable(
            f"the old index folder {str(folder)!r} could not be deleted ({error}); close what has it open, it is "
            "tried again at the next start"
        ) from error


def sweep(root: Path, keep: str | None) -> list[str]:
    """Delete every generation but `keep`, and what earlier deletions left. Returns the names that would not go."""
    stuck = []
    for name in generations(root):
        if name != keep:
            try:
                remove(root / name, seconds=2.0)
            except IndexUnavailable:
                stuck.append(name)
    for leftover in root.glob("gen-*.gone-*"):
        shutil.rmtree(leftover, ignore_errors=True)
    for marker in root.glob(f"gen-*{_SUSPECT}"):
        if not marker.with_suffix("").exists():
            marker.unlink(missing_ok=True)
    return stuck
