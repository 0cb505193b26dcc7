"""What others take to find past notes like an open deal's, with the same permissions applied.

One vector a note, given to them ready-made: their own embedder would take hours to index this many. A query is
embedded by Chroma's own class. A rep may see their own notes and what is shared with the team.
"""

import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

from eval.homes import fresh
from eval.peers import LangChainEmbeddings, Words, chroma_function
from eval.rows import Row
from eval.scale.asked import OpenDeal, open_deals
from eval.scale.lines import pool
from eval.scale.parts import BUSY, Effort, Watch
from eval.scale.reviews import generate
from ingest.book import EMBEDDER_FILE, Book

CHECK: Final = "open-deal search by "
NAMES: Final = ("Chroma, query_texts and where", "LangChain retriever, filter", "BM25, filtered after")
_K: Final = 5
_BATCH: Final = 2000


def peers(home: Path, effort: Effort, count: int) -> list[Row]:
    """Milliseconds of each for one open deal."""
    book = Book(fresh(home))
    lines = pool(book)
    notes, reps, shared, vectors = _notes(count, lines)
    deals = list(open_deals(lines, max(5, effort.checks // 3) + 1))
    with tempfile.TemporaryDirectory() as folder:
        collection, langchain = _chroma(folder, book, notes, reps, shared, vectors)
        words = Words(notes)

        def by_words(deal: OpenDeal) -> object:
            return words.best(deal.note.text, _K, lambda at: reps[at] == deal.viewer.name or shared[at] == "team")

        def by_chroma(deal: OpenDeal) -> object:
            return collection.query(query_texts=[deal.note.text], n_results=_K, where=_where(deal))

        def by_langchain(deal: OpenDeal) -> object:
            retriever = langchain.as_retriever(search_kwargs={"k": _K, "filter": _where(deal)})
            return retriever.invoke(deal.note.text)

        ways = zip(NAMES, (by_chroma, by_langchain, by_words), strict=True)
        made = [row for name, way in ways for row in _timed(CHECK + name, way, deals)]
    book.close()
    return made


def _timed(name: str, way: Callable[[OpenDeal], object], deals: list[OpenDeal]) -> list[Row]:
    way(deals[0])
    watch = Watch()
    for deal in deals[1:]:
        with watch:
            way(deal)
    return [Row(name, "ms", watch.wall), Row(BUSY, "ms", watch.busy)]


def _notes(count: int, lines: Any) -> tuple[list[str], list[str], list[str], Any]:
    import numpy as np

    notes: list[str] = []
    reps: list[str] = []
    shared: list[str] = []
    vectors = []
    for item in generate(count, lines):
        notes.append(item.reading.note.text)
        reps.append(item.rep)
        shared.append(item.shared)
        mean = item.vectors.lines.mean(axis=0)
        vectors.append(mean / np.linalg.norm(mean))
    return notes, reps, shared, np.stack(vectors)


def _chroma(
    folder: str, book: Book, notes: list[str], reps: list[str], shared: list[str], vectors: Any
) -> tuple[Any, Any]:
    import chromadb
    from chromadb.config import Settings
    from langchain_chroma import Chroma

    function = chroma_function(book.settings.models / EMBEDDER_FILE)
    settings = Settings(_env_file=None, anonymized_telemetry=False, is_persistent=True)
    client = chromadb.PersistentClient(folder, settings=settings)
    shape = {"hnsw": {"space": "cosine"}}
    collection = client.create_collection("notes", embedding_function=function, configuration=shape)  # type: ignore[arg-type]
    for start in range(0, len(notes), _BATCH):
        some = slice(start, start + _BATCH)
        collection.add(
            ids=[str(number) for number in range(start, start + len(notes[some]))],
            embeddings=vectors[some],
            documents=notes[some],
            metadatas=[{"rep": rep, "shared": how} for rep, how in zip(reps[some], shared[some], strict=True)],
        )
    embeddings = LangChainEmbeddings(function)
    return collection, Chroma("notes", client=client, embedding_function=embeddings)  # type: ignore[arg-type]


def _where(deal: OpenDeal) -> dict[str, Any]:
    return {"$or": [{"rep": deal.viewer.name}, {"shared": "team"}]}
