"""Vectors of whole notes, line by line, kept from reading a note until it is recorded."""

from collections import OrderedDict
from collections.abc import Sequence
from itertools import accumulate
from threading import Event, Lock
from typing import TYPE_CHECKING, Final

import numpy as np

from ingest.embed import DIMENSION, Embedder
from ingest.lines import flat
from ingest.records import Line
from prompts.errors import ModelCancelled

if TYPE_CHECKING:
    from ingest.embed import Vectors

MOST_LINES: Final = 2_000
FIRST_LINES: Final = 500
_CHUNK: Final = 256
_KEPT: Final = 8
"""Notes."""


class NoteVectors:
    """Safe to share between threads."""

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder
        self._lock = Lock()
        self._kept: OrderedDict[tuple[str, ...], Vectors] = OrderedDict()

    def of(self, lines: Sequence[Line], cancel: Event | None = None) -> "Vectors":
        """Vectors of a note's lines, (len(lines), 384).

        Of a note of more than 2,000 lines the first 500 and the last 1,500 are embedded, where deals begin and end; the
        rows of the others are zero, which every reader takes as 'not compared'.

        Raises:
            ModelCancelled: `cancel` was set meanwhile.
        """
        texts = tuple(flat(line.text) for line in lines)
        with self._lock:
            if texts in self._kept:
                self._kept.move_to_end(texts)
                return self._kept[texts]
        vectors = self._embed(texts, cancel)
        self._keep({texts: vectors})
        return vectors

    def ahead(self, notes: Sequence[Sequence[Line]]) -> None:
        """Embed the lines of several notes together; `of` finds them then. At most eight notes."""
        texts = [tuple(flat(line.text) for line in lines) for lines in notes if 0 < len(lines) <= FIRST_LINES]
        rows = self._embedder.embed([text for note in texts for text in note])
        ends = list(accumulate(len(note) for note in texts))
        self._keep({note: rows[end - len(note) : end] for note, end in zip(texts, ends, strict=True)})

    def forget(self) -> None:
        """Drop what is kept, so that the next review computes its own."""
        with self._lock:
            self._kept.clear()

    def _keep(self, made: "dict[tuple[str, ...], Vectors]") -> None:
        with self._lock:
            self._kept.update(made)
            while len(self._kept) > _KEPT:
                self._kept.popitem(last=False)

    def _embed(self, texts: tuple[str, ...], cancel: Event | None) -> "Vectors":
        rows = list(range(len(texts)))
        if len(texts) > MOST_LINES:
            rows = [*rows[:FIRST_LINES], *rows[FIRST_LINES - MOST_LINES :]]
        vectors = np.zeros((len(texts), DIMENSION), dtype=np.float32)
        for start in range(0, len(rows), _CHUNK):
            if cancel is not None and cancel.is_set():
                raise ModelCancelled("Stopped. Nothing was recorded.")
            some = rows[start : start + _CHUNK]
            vectors[some] = self._embedder.embed([texts[row] for row in some])
        return vectors
