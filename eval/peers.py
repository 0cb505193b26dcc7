"""What Lossbook is measured against."""

import atexit
import shutil
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any


def chroma_embedder(model: Path) -> Callable[[Sequence[str]], Any]:
    """Chroma's own MiniLM class as a function of texts."""
    peer = chroma_function(model)
    return lambda texts: peer(list(texts))


def chroma_function(model: Path) -> Any:
    """Chroma's own MiniLM class, given our model file, so that only the way it is run differs."""
    from chromadb.utils.embedding_functions.onnx_mini_lm_l6_v2 import ONNXMiniLM_L6_V2

    folder = Path(tempfile.mkdtemp(prefix="lossbook-peer-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)

    class SameModel(ONNXMiniLM_L6_V2):
        DOWNLOAD_PATH = folder

    files = folder / ONNXMiniLM_L6_V2.EXTRACTED_FOLDER_NAME
    files.mkdir()
    (files / "model.onnx").symlink_to(model.resolve())
    tokenizer = Path(__file__).parent.parent / "ingest" / "embed" / "tokenizer.json"
    (files / "tokenizer.json").symlink_to(tokenizer)
    for name in ("config.json", "special_tokens_map.json", "tokenizer_config.json", "vocab.txt"):
        (files / name).touch()  # the class only checks that they are there
    return SameModel(preferred_providers=["CPUExecutionProvider"])


class LangChainEmbeddings:
    """The same class behind LangChain's two methods."""

    def __init__(self, function: Any) -> None:
        self._function = function

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        """One vector a text."""
        return [[float(number) for number in row] for row in self._function(list(texts))]

    def embed_query(self, text: str) -> list[float]:
        """The vector of one text."""
        return self.embed_documents([text])[0]


class Words:
    """BM25 over whole notes; what may not be seen is taken out of the ranking afterwards."""

    def __init__(self, texts: Sequence[str]) -> None:
        import bm25s  # type: ignore[import-untyped]

        self._count = len(texts)
        self._index = bm25s.BM25()
        self._index.index(bm25s.tokenize(list(texts), stopwords="en", show_progress=False), show_progress=False)

    def best(self, text: str, k: int, allowed: Callable[[int], bool], depth: int = 1000) -> list[int]:
        """Positions of the `k` best allowed texts among the first `depth`."""
        import bm25s

        words = bm25s.tokenize(text, stopwords="en", show_progress=False)
        found, scores = self._index.retrieve(words, k=min(depth, self._count), show_progress=False)
        ranked = (int(at) for at, score in zip(found[0], scores[0], strict=True) if score > 0)
        return [at for at in ranked if allowed(at)][:k]
