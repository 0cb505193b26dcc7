"""The process that test_kill.py kills: an owner at work on real records and a real index.

It first holds everything the earlier ones acknowledged against what it finds, then records, corrects, erases and
rebuilds until it dies. What is done is told in a file, after the call that did it returned; what is about to be done
to an older review is told before, because a kill in between may or may not have done it.
"""

import json
import os
import random
import sqlite3
import time
import traceback
from datetime import UTC, datetime
from pathlib import Path

import numpy as np

from ingest.gist import gist
from ingest.index.exact import ExactCache
from ingest.index.frames import Rows
from ingest.index.generations import Index
from ingest.index.indexer import Indexer
from ingest.index.owner import OwnerLock
from ingest.index.process import Shape, launch
from ingest.index.search import search
from ingest.index.source import StoreRecords
from ingest.records import Coaching, Diagnosis, FutureCard, Line, Note, Provenance, Ranked, Reading, Viewer
from ingest.store.rows import Vectors
from ingest.store.store import Store
from prompts.errors import NotFound
from tests.ingest.index.memory import clustered
from tests.ingest.index.zygote import forking

ME = Viewer(name="Me", all=True)
MODEL = "synthetic"
LINES = 3
MOST = 120
"""Reviews it lets grow; past it, it erases."""


def vectors(seed: int) -> Rows:
    """The lines' vectors of one review, (LINES, 384)."""
    return clustered(LINES, seed=seed)


def account(seed: int) -> str:
    return f"Account {seed % 7}"


def reading(seed: int) -> Reading:
    """The smallest review there is."""
    texts = [f"Line {number} of call {seed}." for number in range(LINES)]
    starts = np.cumsum([0, *(len(text) + 1 for text in texts)])
    lines = tuple(
        Line(number=number + 1, start=int(start), end=int(start) + len(text), text=text)
        for number, (start, text) in enumerate(zip(starts, texts, strict=False))
    )
    return Reading(
        note=Note(text=" ".join(texts)),
        lines=lines,
        diagnosis=diagnosis(seed),
        coaching=Coaching(),
        card=FutureCard(),
        provenance=Provenance(engine="builtin", at=datetime(2026, 1, 5, tzinfo=UTC)),
    )


def diagnosis(seed: int) -> Diagnosis:
    return Diagnosis(
        outcome="no_decision",
        cause="follow_up",
        confidence="low",
        ranking=(Ranked(cause="follow_up", score=1.0),),
        mechanism=f"Nobody called back after call {seed}.",
        control="rep",
    )


class Diary:
    """What was acknowledged, in a file that survives."""

    def __init__(self, file: Path) -> None:
        self._handle = os.open(file, os.O_RDWR | os.O_CREAT | os.O_APPEND)
        self.present: dict[str, int] = {}
        """Reviews that must be found, with the seeds of their lines' vectors."""
        self.gone: set[str] = set()
        self.unsure: set[str] = set()
        for text in file.read_text().splitlines():
            self._take(*json.loads(text))

    def tell(self, what: str, review: str, seed: int = 0) -> None:
        os.write(self._handle, json.dumps([what, review, seed]).encode() + b"\n")
        self._take(what, review, seed)

    def _take(self, what: str, review: str, seed: int) -> None:
        if what == "recorded":
            self.present[review] = seed
        elif what == "trying":
            self.unsure.add(review)
        else:  # "gone" or "kept"
            self.unsure.discard(review)
            if what == "gone":
                self.gone.add(review)
                del self.present[review]


def main(root: str) -> None:
    """Check, say `ready`, then work until killed. A failed check is left in the file `failure`."""
    home = Path(root)
    try:
        owner = OwnerLock(home)
        owner.acquire()
        store = Store.open(f"sqlite:///{home / 'lossbook.db'}")
        records = StoreRecords(store, MODEL)
        door = home / "door"
        start = forking(Path(door.read_text())) if door.exists() else launch
        index = Index(home / "index", Shape(MODEL), records.get_pointer, records.set_pointer, start)
        indexer = Indexer(records, index, idle=0.01)
        diary = Diary(home / "diary")
        settle(diary, store)
        drain(indexer)
        check(diary, home, store, records, index)
        os.write(1, b"ready\n")
        if not (home / "last").exists():
            indexer.start()
            work(diary, store, indexer)
        indexer.stop()
        store.close()
        owner.release()
    except BaseException:
        (home / "failure").write_text(traceback.format_exc())
        os._exit(1)


def settle(diary: Diary, store: Store) -> None:
    """A change that was cut off either happened or did not; from now on it is known which."""
    current = store.allowed(ME, diary.unsure)
    for review in sorted(diary.unsure):
        diary.tell("kept" if review in current else "gone", review)


def drain(indexer: Indexer) -> None:
    for _ in range(50):
        if not indexer.step():
            return
    raise AssertionError("the indexer never settles")


def check(diary: Diary, home: Path, store: Store, records: StoreRecords, index: Index) -> None:
    """Every committed review is found by the index and exactly, no erased one is, and the files are in order."""
    with sqlite3.connect(f"file:{home / 'lossbook.db'}?mode=ro", uri=True) as conn:
        assert conn.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert conn.execute("PRAGMA foreign_key_check").fetchall() == []
    conn.close()
    process = index._process
    assert process is not None
    assert index.ready
    assert index.generation == records.get_pointer()
    assert [each.name for each in index.root.iterdir()] == [index.generation]
    on_record = records.line_ids()
    assert process.ids() == on_record
    assert process.count() == len(on_record)

    reviews = {each.partition(":")[0] for each in on_record}
    assert set(diary.present) <= reviews, "a committed review is lost"
    assert not diary.gone & reviews, "an erased review is back"
    files = [each.read_bytes() for each in index.root.rglob("*") if each.is_file()]
    assert not store.allowed(ME, diary.gone)
    assert not [review for review in diary.gone if erased(store, review) and any(review.encode() in f for f in files)]

    exact = ExactCache(records)
    ids = [f"{review}:0" for review in diary.present]
    gists = [gist(range(LINES), vectors(seed), ()) for seed in diary.present.values()]
    for path, source in (("index", index), ("exact", None)) if ids else ():
        found = search(source, np.array(gists), 1, lambda reviews: store.allowed(ME, reviews), exact)
        lost = {mine: answer.hits for mine, answer in zip(ids, found, strict=True) if answer.hits[0].id != mine}
        assert not lost, f"{path}: {len(lost)} of {len(ids)} reviews are not the first of what is like them: {lost}"
        assert min(each.hits[0].score for each in found) > 0.9999
        # Where its graph cannot reach a line, the index says so, and exact search answers.
        assert all(each.path == path or "cannot reach" in each.why for each in found)


def erased(store: Store, review: str) -> bool:
    """Whether it was erased, rather than replaced by a correction, which keeps its row."""
    try:
        store.history(ME, review)
    except NotFound:
        return True
    return False


def work(diary: Diary, store: Store, indexer: Indexer) -> None:
    """Until killed."""
    chance = random.Random()
    while True:
        seed = chance.getrandbits(32)
        what = chance.random()
        old = chance.choice(sorted(diary.present)) if diary.present else None
        if old is None or (what < 0.86 and len(diary.present) < MOST):
            lines = Vectors(vectors(seed), MODEL)
            review = store.record(ME, reading(seed), account=account(seed), rep="Me", vectors=lines)
            diary.tell("recorded", review, seed)
        elif what < 0.92:
            diary.tell("trying", old)
            lines_seed = diary.present[old]
            review = store.correct(ME, old, diagnosis(seed))
            diary.tell("gone", old)
            diary.tell("recorded", review, lines_seed)
        elif what < 0.96:
            diary.tell("trying", old)
            store.erase_review(ME, old)
            diary.tell("gone", old)
        elif what < 0.99:
            name = account(diary.present[old])
            together = [each for each, each_seed in diary.present.items() if account(each_seed) == name]
            for each in together:
                diary.tell("trying", each)
            store.erase_account(ME, name)
            for each in together:
                diary.tell("gone", each)
        else:
            indexer.rebuild()
        if chance.random() < 0.3:
            time.sleep(chance.random() * 0.05)  # let the indexer catch up: kills should find it idle, too
