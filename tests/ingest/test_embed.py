from pathlib import Path

import numpy as np
import pytest

from ingest.book import EMBEDDER_FILE
from ingest.embed import DIMENSION, Embedder
from prompts.errors import ModelFileError


@pytest.fixture(scope="module")
def embedder(model_files: Path) -> Embedder:
    return Embedder(model_files / EMBEDDER_FILE)


def test_order_does_not_depend_on_length(embedder: Embedder) -> None:
    texts = [
        "they signed on the tuesday",
        "no",
        "the security questionnaire came back three weeks late " * 5,
        "ok then",
    ] * 20
    together = embedder.embed(texts)
    alone = np.vstack([embedder.embed([text]) for text in texts[:4]])
    assert together.shape == (80, DIMENSION)
    assert np.sum(together[:4] * alone, axis=1).min() > 0.99
    assert np.allclose(np.linalg.norm(together, axis=1), 1, atol=1e-5)


def test_like_is_near_and_unlike_is_far(embedder: Embedder) -> None:
    late, slow, lunch = embedder.embed(["the quote arrived too late", "our quote was sent late", "soup for lunch"])
    assert late @ slow > late @ lunch + 0.2


def test_nothing_gives_nothing(embedder: Embedder) -> None:
    assert embedder.embed([]).shape == (0, DIMENSION)


def test_odd_text_is_embedded_too(embedder: Embedder) -> None:
    assert np.isfinite(embedder.embed(["", "\ufffd", "مرحبا", "🙂" * 400, "x" * 100_000])).all()


def test_a_missing_model_names_the_next_step(tmp_path: Path) -> None:
    with pytest.raises(ModelFileError, match="make setup"):
        Embedder(tmp_path / "none.onnx").embed(["x"])


def test_a_damaged_model_names_the_next_step(tmp_path: Path, model_files: Path) -> None:
    damaged = tmp_path / "cut.onnx"
    damaged.write_bytes((model_files / EMBEDDER_FILE).read_bytes()[:100_000])
    with pytest.raises(ModelFileError, match="damaged"):
        Embedder(damaged).embed(["x"])
