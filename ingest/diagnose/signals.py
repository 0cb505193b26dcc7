"""The playbook's lines as vectors: what each line of a note is compared with.

Vectors are kept in one file keyed by the sha256 of each line, so that editing a playbook page embeds only what changed.
"""

import hashlib
import os
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from ingest.embed import DIMENSION, Embedder, Vectors
from prompts.codes import CAUSES
from prompts.playbook import Playbook

NONE: Final = len(CAUSES)
"""Class of the lines that decide nothing, after the 15 causes."""


@dataclass(frozen=True)
class SignalBank:
    """Every labelled line of the playbook. `vectors` is (n, 384), `labels` (n,) with 15 for 'decides nothing'."""

    texts: tuple[str, ...]
    vectors: Vectors
    labels: NDArray[np.int64]


def signal_bank(playbook: Playbook, embedder: Embedder, cache: Path | None) -> SignalBank:
    """Collect and embed the signals, the near misses under the cause they really are, and the neutral lines."""
    texts, labels = _labelled_lines(playbook)
    return SignalBank(texts, cached_vectors(texts, embedder, cache), np.array(labels, dtype=np.int64))


def _labelled_lines(playbook: Playbook) -> tuple[tuple[str, ...], list[int]]:
    labelled: dict[str, int] = {}
    for code, page in playbook.causes.items():
        for signal in page.signals:
            labelled.setdefault(signal.text, CAUSES.index(code))
        for miss in page.near_misses:
            labelled.setdefault(miss.text, NONE if miss.cause is None else CAUSES.index(miss.cause))
    for neutral in (*playbook.neutral, *playbook.win.signals):
        labelled.setdefault(neutral.text, NONE)
    return tuple(labelled), list(labelled.values())


def cached_vectors(texts: Sequence[str], embedder: Embedder, cache: Path | None) -> Vectors:
    """Vectors of `texts`, (n, 384); what `cache` (an .npz file) already holds is not embedded again."""
    keys = [hashlib.sha256(text.encode()).hexdigest()[:24] for text in texts]
    known = _read_cache(cache)
    missing = [row for row, key in enumerate(keys) if key not in known]
    if missing:
        # Rounded as the file rounds them, so that the first start gives the same answers as every later one.
        fresh = embedder.embed([texts[row] for row in missing]).astype(np.float16).astype(np.float32)
        known |= {keys[row]: vector for row, vector in zip(missing, fresh, strict=True)}
        _write_cache(cache, {key: known[key] for key in keys})
    return np.stack([known[key] for key in keys]) if keys else np.zeros((0, DIMENSION), np.float32)


def _read_cache(cache: Path | None) -> dict[str, NDArray[np.float32]]:
    if cache is None or not cache.exists():
        return {}
    try:
        # Opened here: numpy leaves a file open that turns out not to be its own.
        with cache.open("rb") as file, np.load(file, allow_pickle=False) as stored:
            return dict(zip(stored["keys"].tolist(), stored["vectors"].astype(np.float32), strict=True))
    except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile):
        return {}  # a damaged cache is only work to do again


def _write_cache(cache: Path | None, known: dict[str, NDArray[np.float32]]) -> None:
    if cache is None:
        return
    part = cache.with_suffix(f".{os.getpid()}.part.npz")
    try:
        cache.parent.mkdir(parents=True, exist_ok=True)
        np.savez(part, keys=np.array(list(known)), vectors=np.stack(list(known.values())).astype(np.float16))
        part.replace(cache)
    except OSError:
        part.unlink(missing_ok=True)  # a full disk must not stop a review: it only costs time at the next start
