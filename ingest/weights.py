"""Files of learned weights: names and arrays, opened so that a damaged file says what to do."""

import json
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from prompts.errors import ModelFileError

Arrays = Mapping[str, NDArray[Any]]


@contextmanager
def opened(path: Path) -> Iterator[Arrays]:
    """The arrays of one `.npz`, by name. What its reader finds missing or out of shape counts as damage too.

    Raises:
        ModelFileError: the file is missing or damaged.
    """
    try:
        # Opened here: numpy leaves a file open that turns out not to be its own.
        with path.open("rb") as raw, np.load(raw, allow_pickle=False) as arrays:
            yield arrays
    except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile) as error:
        raise ModelFileError(f"The learned weights {str(path)!r} cannot be read: check the file out again.") from error


@contextmanager
def opened_json(path: Path) -> Iterator[Any]:
    """What one `.json` of weights holds. What its reader finds missing or out of shape counts as damage too.

    Raises:
        ModelFileError: the file is missing, damaged or of another version.
    """
    try:
        yield json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ModelFileError(
            f"The weights in {str(path)!r} cannot be used ({error!r}); install Lossbook again."
        ) from None


def same_version(path: Path, fits: bool) -> None:
    """Refuse weights whose sizes do not fit each other or this code.

    Raises:
        ModelFileError: they do not.
    """
    if not fits:
        raise ModelFileError(f"The learned weights {str(path)!r} are of another version: run `make train`.")


def packed(names: Iterable[str]) -> NDArray[np.uint8]:
    """Names as one array of bytes, (n,); none may hold a line end."""
    return np.frombuffer("\n".join(names).encode(), np.uint8)


def rows_of(packed_names: NDArray[np.uint8]) -> dict[str, int]:
    """The row of each name, in their order."""
    return {name: row for row, name in enumerate(bytes(packed_names).decode().split("\n"))}
