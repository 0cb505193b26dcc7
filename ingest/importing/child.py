"""A process that reads notes for an import. Run as `python -m ingest.importing.child`.

It opens no records and writes nothing: notes come in by its stdin, readings and vectors leave by its stdout. It ends
when its owner's pipe does.
"""

import os
import signal
import sys
from pathlib import Path
from typing import IO, Any

import numpy as np

from ingest.importing.names import NamesOnRecord
from ingest.importing.reading import Done, Failed, Work, read_notes, told
from ingest.index.frames import read_frame, write_frame
from ingest.records import Given, Note


def main() -> None:
    """Answer until the pipe ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches everybody at the terminal; the owner decides
    # Whatever a library prints must not get between two frames.
    out = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    try:
        _serve(sys.stdin.buffer, out)
    except (EOFError, BrokenPipeError):
        return


def _serve(requests: IO[bytes], answers: IO[bytes]) -> None:
    from ingest.book import EMBEDDER_FILE, Book
    from ingest.embed import Embedder
    from ingest.facts.known import Known
    from ingest.settings import Settings

    names = NamesOnRecord(Known())
    head, _ = read_frame(requests)
    book = Book(Settings(home=Path(head["home"]), model="none"))
    book.__dict__["embedder"] = Embedder(book.settings.models / EMBEDDER_FILE, threads=1)
    try:
        book.warm()
    except Exception as error:
        write_frame(answers, {"failed": told(error)})
        return
    write_frame(answers, {})
    while True:
        head, _ = read_frame(requests)
        for name in head.get("reps", ()):
            names.reps[name] = None
        names.add(((name, tuple(aliases)) for name, aliases in head.get("accounts", ())), head.get("rivals", ()))
        works = [_work(each) for each in head.get("works", ())]
        _answer(answers, read_notes(book, works, names) if works else [])


def _work(sent: dict[str, Any]) -> Work:
    beside = tuple((name, points) for name, points in sent["beside"])
    note, given = Note.model_validate(sent["note"]), Given.model_validate(sent["given"])
    return Work(sent["number"], note, given, beside)


def _answer(answers: IO[bytes], made: "list[Done | Failed]") -> None:
    body: list[dict[str, Any]] = []
    rows: list[Any] = []
    for each in made:
        if isinstance(each, Failed):
            body.append({"number": each.number, "why": each.why})
            continue
        body.append({"number": each.number, "reading": each.reading.model_dump_json(), "model": each.vectors.model})
        rows.append(each.vectors.lines)
    write_frame(answers, {"made": body}, np.vstack(rows) if rows else None)


if __name__ == "__main__":
    main()
