"""What Lossbook is measured against."""

import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any


def chroma_embedder(model: Path) -> Callable[[Sequence[str]], Any]:
    """Chroma's own MiniLM class, given our model file, so that only the way it is run differs."""
    from chromadb.utils.embedding_functions.onnx_mini_lm_l6_v2 import ONNXMiniLM_L6_V2

    folder = Path(tempfile.mkdtemp(prefix="lossbook-peer-"))

    class SameModel(ONNXMiniLM_L6_V2):
        DOWNLOAD_PATH = folder

    files = folder / ONNXMiniLM_L6_V2.EXTRACTED_FOLDER_NAME
    files.mkdir()
    (files / "model.onnx").symlink_to(model.resolve())
    tokenizer = Path(__file__).parent.parent / "ingest" / "embed" / "tokenizer.json"
    (files / "tokenizer.json").symlink_to(tokenizer)
    for name in ("config.json", "special_tokens_map.json", "tokenizer_config.json", "vocab.txt"):
        (files / name).touch()  # the class only checks that they are there
    peer = SameModel(preferred_providers=["CPUExecutionProvider"])
    return lambda texts: peer(list(texts))
