"""What other ways of searching find: the same notes, the same questions, whole notes as documents.

They are told which records were won and who may see what, by their metadata filters where they have them.
"""

import uuid
from collections.abc import Callable, Mapping
from typing import Any, Final

from eval.peers import LangChainEmbeddings, Words
from eval.quality.labels import Labels, Record

CHROMA: Final = "Chroma, query_texts"
LANGCHAIN: Final = "LangChain retriever on Chroma"
WORDS: Final = "BM25 alone"
Ask = Callable[[str, str | None], list[str]]
"""(text, the viewer's name or None for everything) to record ids, best first."""
_K: Final = 5


def peers_of(labels: Labels, function: Any) -> Mapping[str, Ask]:
    """Each peer with these records in it. `function` is Chroma's embedding class."""
    lost = [record for record in labels.records if record.outcome != "won"]
    return {CHROMA: _chroma(lost, function), LANGCHAIN: _langchain(lost, function), WORDS: _words(lost)}


def _chroma(records: list[Record], function: Any) -> Ask:
    collection = _client().create_collection(
        f"notes-{uuid.uuid4().hex}", embedding_function=function, configuration={"hnsw": {"space": "cosine"}}
    )
    collection.add(
        ids=[record.id for record in records],
        documents=[record.text for record in records],
        metadatas=[{"rep": record.rep} for record in records],
    )

    def ask(text: str, viewer: str | None) -> list[str]:
        found = collection.query(query_texts=[text], n_results=_K, where=_where(viewer), include=[])
        return list(found["ids"][0])

    return ask


def _langchain(records: list[Record], function: Any) -> Ask:
    from langchain_chroma import Chroma

    store = Chroma(
        f"notes-{uuid.uuid4().hex}",
        client=_client(),
        embedding_function=LangChainEmbeddings(function),  # type: ignore[arg-type]  # has the two methods it calls
        collection_configuration={"hnsw": {"space": "cosine"}},
    )
    store.add_texts(
        [record.text for record in records],
        metadatas=[{"rep": record.rep, "record": record.id} for record in records],
        ids=[record.id for record in records],
    )

    def ask(text: str, viewer: str | None) -> list[str]:
        retriever = store.as_retriever(search_kwargs={"k": _K, "filter": _where(viewer)})
        return [str(document.metadata["record"]) for document in retriever.invoke(text)]

    return ask


def _words(records: list[Record]) -> Ask:
    index = Words([record.text for record in records])

    def ask(text: str, viewer: str | None) -> list[str]:
        best = index.best(text, _K, lambda at: viewer is None or records[at].rep == viewer)
        return [records[at].id for at in best]

    return ask


def _client() -> Any:
    import chromadb
    from chromadb.config import Settings

    return chromadb.EphemeralClient(Settings(_env_file=None, anonymized_telemetry=False))


def _where(viewer: str | None) -> dict[str, Any] | None:
    return None if viewer is None else {"rep": viewer}
