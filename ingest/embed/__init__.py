"""Text to vectors: all-MiniLM-L6-v2 (int8 ONNX), on this machine, without a network.

Own ONNX session instead of Chroma's class, which pads every text to 256 tokens: batches here are sorted by length and
padded only to their longest, which gives the same vectors many times faster (`python -m eval bench` shows how much).
Model: sentence-transformers/all-MiniLM-L6-v2, Apache-2.0; `tokenizer.json` beside this file is its own.
"""

from collections import OrderedDict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

from prompts.errors import ModelFileError

if TYPE_CHECKING:
    import onnxruntime
    from tokenizers import Encoding, Tokenizer

DIMENSION: Final = 384
MODEL_ID: Final = "all-MiniLM-L6-v2/int8"
MAX_TOKENS: Final = 256
BATCH_COST: Final = 24
"""Tokens that the model works through in about the time that one more batch costs."""
KEPT: Final = 2_000
"""Texts whose states stay in memory, some 20 KB each."""
GET_MODEL: Final = "Run `make setup`, or `lossbook model pull`."
Vectors = NDArray[np.float32]


@dataclass(frozen=True)
class States:
    """The words of one text, whole or in parts, as the model has them in their context."""

    ids: NDArray[np.int64]
    """(n,): of the vocabulary; the first and the last are the marks of its ends."""
    states: NDArray[np.float16]
    """(n, 384)"""

    def pooled(self) -> Vectors:
        """The text's vector, (384,), of length 1."""
        (vector,) = _pool(self.states[None].astype(np.float32), np.ones((1, len(self.ids)), dtype=np.int64))
        return np.asarray(vector, dtype=np.float32)


class Embedder:
    """Opens the model on first use; safe to share between threads."""

    def __init__(self, model: Path, tokens: int = 512, threads: int = 0) -> None:
        """Nothing is opened yet.

        `tokens` is how many go through the model at once at most: more are no quicker and only take memory. `threads`
        is how many work on a batch, 0 for one a core.
        """
        self.model = model
        self.tokens = tokens
        self.threads = threads
        self._lock = Lock()
        self._read: OrderedDict[str, States] = OrderedDict()
        self._session: onnxruntime.InferenceSession | None = None
        self._tokenizer: Tokenizer | None = None

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Vectors of shape (len(texts), 384), each of length 1, in the order of `texts`.

        Raises:
            ModelFileError: the ONNX file is missing or not readable.
        """
        if not texts:
            return np.zeros((0, DIMENSION), dtype=np.float32)
        with self._lock:
            vectors = np.empty((len(texts), DIMENSION), dtype=np.float32)
            for rows, _, states, mask in self._worked(texts):
                vectors[rows] = _pool(states, mask)
        return vectors

    def states(self, texts: Sequence[str]) -> list[States]:
        """The words of each text, in the order of `texts`, no more than 256 of each; the last ones stay in memory.

        Raises:
            ModelFileError: the ONNX file is missing or not readable.
        """
        with self._lock:
            known = {text: self._read[text] for text in texts if text in self._read}
            known |= self._states([text for text in dict.fromkeys(texts) if text not in known])
            self._read |= known
            for text in known:
                self._read.move_to_end(text)
            while len(self._read) > KEPT:
                self._read.popitem(last=False)
        return [known[text] for text in texts]

    def _states(self, texts: list[str]) -> dict[str, States]:
        made: dict[str, States] = {}
        for rows, encodings, states, _ in self._worked(texts):
            for row, encoding, own in zip(rows, encodings, states, strict=True):
                words = np.array(encoding.ids, dtype=np.int64)
                made[texts[row]] = States(words, own[: len(words)].astype(np.float16))
        return made

    def _worked(self, texts: Sequence[str]) -> "Iterator[tuple[list[int], list[Encoding], Vectors, NDArray[np.int64]]]":
        """Batch by batch: (places of its texts, their words, states and mask as `_run` has them)."""
        tokenizer, session = self._open()
        encodings = tokenizer.encode_batch(list(texts))
        for rows in _by_length(encodings, self.tokens):
            some = [encodings[row] for row in rows]
            yield rows, some, *_run(session, some)

    def warm(self) -> None:
        """Open the model and run one text, so that the first review does not wait for it."""
        self.embed(["warm"])

    def _open(self) -> tuple["Tokenizer", "onnxruntime.InferenceSession"]:
        if self._session is None or self._tokenizer is None:
            self._tokenizer = _open_tokenizer()
            self._session = open_session(self.model, self.threads)
        return self._tokenizer, self._session


def _by_length(encodings: "Sequence[Encoding]", tokens: int) -> Iterator[list[int]]:
    """Rows of similar length together, at most `tokens` when padded to the longest, though at least one row.

    Where padding would cost more than another batch does, a batch ends.
    """
    rows: list[int] = []
    longest = padding = 0
    for row in sorted(range(len(encodings)), key=lambda row: len(encodings[row].ids)):
        length = len(encodings[row].ids)
        padding += len(rows) * (length - longest)
        if rows and (padding > BATCH_COST or (len(rows) + 1) * length > tokens):
            yield rows
            rows, padding = [], 0
        rows.append(row)
        longest = length
    if rows:
        yield rows


def _run(session: "onnxruntime.InferenceSession", encodings: "list[Encoding]") -> tuple[Vectors, NDArray[np.int64]]:
    """((texts, longest, 384) states, (texts, longest) 1 where there is a word)"""
    longest = max(len(encoding.ids) for encoding in encodings)
    ids = np.zeros((len(encodings), longest), dtype=np.int64)
    mask = np.zeros_like(ids)
    for row, encoding in enumerate(encodings):
        ids[row, : len(encoding.ids)] = encoding.ids
        mask[row, : len(encoding.ids)] = 1
    feed = {"input_ids": ids, "attention_mask": mask, "token_type_ids": np.zeros_like(ids)}
    names = {argument.name for argument in session.get_inputs()}
    output = session.run(None, {name: value for name, value in feed.items() if name in names})[0]
    return np.asarray(output, dtype=np.float32), mask


def _pool(states: Vectors, mask: NDArray[np.int64]) -> Vectors:
    """Mean over the real tokens, scaled to length 1: what sentence-transformers does for this model."""
    if states.ndim == 3:
        weights = mask[:, :, None].astype(np.float32)
        states = (states * weights).sum(axis=1) / weights.sum(axis=1)
    pooled: Vectors = states / np.maximum(np.linalg.norm(states, axis=1, keepdims=True), 1e-12)
    return pooled


def _open_tokenizer() -> "Tokenizer":
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_file(str(Path(__file__).with_name("tokenizer.json")))
    tokenizer.no_padding()
    tokenizer.enable_truncation(MAX_TOKENS)
    return tokenizer


def open_session(model: Path, threads: int, mend: str = GET_MODEL) -> "onnxruntime.InferenceSession":
    """A model file, ready to run on as many threads, 0 for one a core.

    Raises:
        ModelFileError: it is missing or damaged; `mend` says what to do.
    """
    if not model.is_file():
        raise ModelFileError(f"A model file is missing: {str(model)!r}. {mend}")
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.log_severity_level = 3
    options.intra_op_num_threads = threads
    # Threads that spin while they wait take the processor from the browser and the language model beside us.
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    try:
        return onnxruntime.InferenceSession(str(model), options, providers=["CPUExecutionProvider"])
    except Exception as error:  # onnxruntime raises bare classes of its own C++ status codes
        raise ModelFileError(
            f"The model file {str(model)!r} cannot be opened: it is damaged. Delete it. {mend}"
        ) from error
