"""Whether a line answers a question: the words of the question read those of the line.

Whole texts' vectors cannot tell: a question about a rival's price is nearest to the line that names the rival, priced
or not. Here two transformer layers stand on the embedder's states of both texts, begun from its own last two. The
question's words attend to each other, to the line's and to the lines beside it; of each word it is told whether both
texts have it. Learned from labelled questions by `eval/reading`, which writes `reader.onnx`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

from ingest.embed import DIMENSION, States, Vectors, open_session

if TYPE_CHECKING:
    import onnxruntime

FILE: Final = Path(__file__).with_name("reader.onnx")
GET_READER: Final = "Install Lossbook again: it comes with it."
BESIDE: Final = 8.0
"""Length that the vector of a line beside is scaled to: about that of one word's state."""
_ASKED, _LINE, _BEFORE, _AFTER = 0, 2, 4, 5
"""What kind of word it is; the next number is that of a word which both have."""
Ids = NDArray[np.int64]


@dataclass(frozen=True)
class Passage:
    """A line as the reader takes it."""

    words: States
    before: Vectors | None
    """Vector of the line before it in its note, (384,)."""
    after: Vectors | None


class Reader:
    """Opens its file on first use; safe to share between threads."""

    def __init__(self, file: Path = FILE, threads: int = 0) -> None:
        """Nothing is opened yet; `threads` is how many work, 0 for one a core."""
        self.file = file
        self.threads = threads
        self._lock = Lock()
        self._session: onnxruntime.InferenceSession | None = None

    def read(self, question: States, passages: Sequence[Passage]) -> Vectors:
        """(len(passages),): logarithm of the odds that the line answers the question, against no line does.

        Raises:
            ModelFileError: the file is missing or damaged.
        """
        if not passages:
            return np.zeros(0, dtype=np.float32)
        with self._lock:
            made = self._open().run(None, fed(question, passages))[0]
        return np.asarray(made, dtype=np.float32)

    def warm(self) -> None:
        """Open the file, so that the first question does not wait for it. Raises ModelFileError as `read` does."""
        with self._lock:
            self._open()

    def _open(self) -> "onnxruntime.InferenceSession":
        self._session = self._session or open_session(self.file, self.threads, GET_READER)
        return self._session


def fed(question: States, passages: Sequence[Passage]) -> dict[str, NDArray[np.generic]]:
    """What goes into the network for one question of q words and n passages, padded to the longest, t words.

    `question` (q, 384), `question_kinds` (n, q), `lines` (n, t, 384), `line_kinds` (n, t), `there` (n, t).
    """
    rows = [_row(question, passage) for passage in passages]
    longest = max(len(kinds) for _, kinds in rows)
    lines = np.zeros((len(rows), longest, DIMENSION), dtype=np.float32)
    line_kinds = np.zeros((len(rows), longest), dtype=np.int64)
    there = np.zeros((len(rows), longest), dtype=np.bool_)
    for at, (states, kinds) in enumerate(rows):
        lines[at, : len(kinds)], line_kinds[at, : len(kinds)], there[at, : len(kinds)] = states, kinds, True
    asked = np.stack([_ASKED + _shared(question.ids, passage.words.ids) for passage in passages])
    return {
        "question": question.states.astype(np.float32),
        "question_kinds": asked,
        "lines": lines,
        "line_kinds": line_kinds,
        "there": there,
    }


def _row(question: States, passage: Passage) -> tuple[Vectors, Ids]:
    """(states, kinds) of the line's words and of the lines beside it."""
    beside = [
        (vector, kind) for vector, kind in ((passage.before, _BEFORE), (passage.after, _AFTER)) if vector is not None
    ]
    states = [passage.words.states, *(BESIDE * vector[None] for vector, _ in beside)]
    kinds = [*(_LINE + _shared(passage.words.ids, question.ids)).tolist(), *(kind for _, kind in beside)]
    return np.concatenate(states), np.array(kinds, dtype=np.int64)


def _shared(ids: Ids, others: Ids) -> Ids:
    """1 for each word that the other text has too; the marks at both ends of a text are none."""
    return np.isin(ids, others[1:-1]).astype(np.int64)
