"""The Chroma process: the only place that imports chromadb. Run as `python -m ingest.index.child`.

Chroma can crash or hang its process and must have one process a folder, so it gets one of its own. It works in the
index folder (relative paths, no stray .env), answers one request at a time, and ends when its owner's pipe does.
"""

import os
import queue
import signal
import sys
import threading
import time
from typing import IO, Any

from ingest.index.frames import Rows, read_frame, write_frame

COLLECTION = "reviews"
GRAPH: Any = {"space": "cosine", "ef_construction": 64, "ef_search": 400}
"""Less care in building than Chroma's own (100 and 100), more in searching. Among 100,000 reviews that is 40 % less
work to build, and 98 % of the ten nearest are found, not 87 %, in 6 ms."""
LOCK_FILE = "child.lock"
LOCK_SECONDS = 20.0
"""How long to wait for the child of an owner that was killed to finish its last call."""
GRACE_SECONDS = 5.0
"""How long a call may still run after the owner is gone."""
Requests = queue.SimpleQueue[tuple[dict[str, Any], Rows] | None]
Reply = tuple[dict[str, Any], Rows | None]


class Mismatch(Exception):
    """The folder holds vectors of another model, dimension or schema."""


class Chroma:
    """One collection of one generation folder. Method names are the requests."""

    def __init__(self, gone: threading.Event) -> None:
        self._gone = gone

    def open(self, _: Rows, folder: str, meta: dict[str, str | int], create: bool) -> Reply:
        """Take the folder's lock, then open or create the collection.

        Raises:
            Mismatch: its metadata is not `meta`, or its space is not cosine.
            filelock.Timeout: another process has the folder.
            FileNotFoundError: there is no such folder.
        """
        import chromadb  # 2 s, in which the owner may be killed and the folder swept away by the next one
        from filelock import FileLock

        assert chromadb
        self._folder, self._meta = folder, meta
        if self._gone.is_set() or not os.path.isdir(folder):
            raise FileNotFoundError(folder)
        self._lock = FileLock(os.path.join(folder, LOCK_FILE), timeout=LOCK_SECONDS)
        self._lock.acquire()
        self._connect(create)
        return {}, None

    def _connect(self, create: bool) -> None:
        import chromadb
        from chromadb.config import Settings

        settings = Settings(
            _env_file=None,
            anonymized_telemetry=False,
            is_persistent=True,
            persist_directory=self._folder,
            allow_reset=False,
        )
        self._client = chromadb.PersistentClient(self._folder, settings=settings)
        if create:
            self._client.create_collection(
                COLLECTION, configuration={"hnsw": GRAPH}, metadata=self._meta, embedding_function=None
            )
        self._lines = self._client.get_collection(COLLECTION, embedding_function=None)
        space = (self._lines.configuration_json.get("hnsw") or {}).get("space")
        if self._lines.metadata != self._meta or space != "cosine":
            raise Mismatch(f"the index is of {self._lines.metadata!r} ({space}), wanted {self._meta!r} (cosine)")

    def reopen(self, _: Rows) -> Reply:
        """Close, and read everything back from the disk."""
        self._close()
        self._connect(create=False)
        return {}, None

    def upsert(self, rows: Rows, ids: list[str]) -> Reply:
        """Add or replace `rows`, one for each of the distinct `ids`."""
        self._lines.upsert(ids=ids, embeddings=rows.reshape(len(ids), -1))
        return {}, None

    def delete(self, _: Rows, ids: list[str]) -> Reply:
        """Take `ids` out of answers. Their vectors stay in the files: erasing needs a new generation."""
        self._lines.delete(ids=ids)
        return {}, None

    def query(self, rows: Rows, n: int) -> Reply:
        """Ids of the `n` nearest to each row, and their cosine distances, all rows in one flat array.

        `missing` is how many ids a row ought to have besides: lines the graph holds and cannot reach.
        """
        import numpy as np

        queries = rows.reshape(-1, int(self._meta["dimension"]))
        found = self._lines.query(query_embeddings=queries, n_results=n, include=["distances"])
        distances = [distance for row in found["distances"] or [] for distance in row]
        fewest = min(map(len, found["ids"]), default=n)
        missing = 0 if fewest == n else min(n, self._lines.count()) - fewest
        return {"ids": found["ids"], "missing": missing}, np.asarray(distances, dtype=np.float32)

    def count(self, _: Rows) -> Reply:
        """How many vectors."""
        return {"count": self._lines.count()}, None

    def ids(self, _: Rows) -> Reply:
        """Every id."""
        return {"ids": self._lines.get(include=[])["ids"]}, None

    def close(self) -> None:
        """Let go of the folder, if it was opened."""
        if hasattr(self, "_client"):
            self._close()

    def _close(self) -> None:
        self._client.close()  # type: ignore[attr-defined]  # chromadb declares the interface, returns the class


REQUESTS = frozenset({"open", "reopen", "upsert", "delete", "query", "count", "ids"})


def serve(requests_in: IO[bytes], replies_out: IO[bytes]) -> None:
    """Answer requests until the owner closes the pipe or is gone."""
    requests: Requests = queue.SimpleQueue()
    gone = threading.Event()
    threading.Thread(target=_listen, args=(requests_in, requests, gone), daemon=True).start()
    chroma = Chroma(gone)
    while (request := requests.get()) is not None and not gone.is_set():
        reply, rows = _answer(chroma, *request)
        try:
            write_frame(replies_out, reply, rows)
        except OSError:
            break
    chroma.close()


def _answer(chroma: Chroma, head: dict[str, Any], rows: Rows) -> Reply:
    name = head.pop("request")
    try:
        if name not in REQUESTS:
            raise ValueError(f"no request {name!r}")
        reply: Reply = getattr(chroma, name)(rows, **head)
    except Exception as error:
        return {"error": type(error).__name__, "message": str(error)}, None
    return reply


def _listen(stream: IO[bytes], requests: Requests, gone: threading.Event) -> None:
    try:
        while True:
            requests.put(read_frame(stream))
    except (EOFError, OSError):
        gone.set()
        requests.put(None)
    # The owner is gone. A call that is still writing may finish, but must not outlive the next owner's patience.
    time.sleep(GRACE_SECONDS)
    os._exit(1)


def main() -> None:
    """Take stdin and stdout for the frames, so that nothing Chroma prints can get between them."""
    # A Ctrl-C or a service stop reaches the whole group; a write in the middle ends by the pipe closing, not by these.
    for name in ("SIGINT", "SIGTERM", "SIGHUP"):
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), signal.SIG_IGN)
    requests_in, replies_out = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    serve(requests_in, replies_out)
    sys.stderr.flush()
    os._exit(0)  # the listening thread and Rust's threads have nothing left to say


if __name__ == "__main__":
    main()
