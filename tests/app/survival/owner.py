"""An app process that other tests meddle with: `python -m tests.app.survival.owner HOME ...`.

import FILE...   imports these as the screen does, waits for the index, says what it kept
die MOMENT       starts on its records, builds the index anew and kills itself at that moment
"""

import json
import os
import signal
import sys
from collections.abc import Iterator
from pathlib import Path
from unittest.mock import patch

from app.running import Running
from ingest.index.frames import Chunk
from ingest.index.generations import Index
from ingest.index.source import StoreRecords
from ingest.settings import Settings
from tests.app.survival.conftest import ME, settle, until

MOMENTS = ("building", "built", "pointed", "swapped")


def bring_in(running: Running, files: list[str]) -> None:
    """Import as the screen does."""
    until((Path(files[0]).parent / "go").exists)
    assert running.imports.start(ME, [(Path(file), Path(file).name) for file in files], {})
    until(lambda: not running.imports.state().running, 200)
    state = running.imports.state()
    assert state.done is not None, state.error
    print(json.dumps({"kept": state.done.kept, "rejected": [each.why for each in state.done.rejected]}), flush=True)
    sys.stdin.readline()  # until the other one is done, too
    assert running.indexer is not None
    running.indexer.nudge()
    settle(running)


def die_at(running: Running, moment: str) -> None:
    """Have the next swap end this process, as kill -9 does."""

    def die(*_: object) -> None:
        os.kill(os.getpid(), signal.SIGKILL)

    plain = StoreRecords.all_vectors

    def half(records: StoreRecords) -> Iterator[Chunk]:
        for chunk in plain(records):
            yield chunk
            die()

    at: dict[str, tuple[object, str, object]] = {
        "building": (StoreRecords, "all_vectors", half),
        "built": (running.book.index, "_set_pointer", die),
        "pointed": (Index, "_install", die),
        "swapped": (Index, "_only", die),
    }
    patch.object(*at[moment]).start()
    assert running.indexer is not None
    running.indexer.rebuild()
    until(lambda: False)


def main(home: str, what: str, *more: str) -> None:
    """Run as the owner of this home."""
    running = Running(Settings(home=Path(home), model="none"))
    running.start()
    running.begin()
    settle(running)
    print("ready", flush=True)
    if what == "die":
        die_at(running, more[0])
    bring_in(running, list(more))
    running.stop()


if __name__ == "__main__":
    main(*sys.argv[1:])
