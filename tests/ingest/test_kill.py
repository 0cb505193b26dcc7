"""Kill -9 at random moments: of the owner, of its Chroma process, of both at once.

Whatever the moment, every committed review is found by search afterwards, no erased one is, and the index points at a
folder that is whole. `make test` kills a few times, CI 120 times.
"""

import contextlib
import os
import random
import select
import signal
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from tests.ingest.index import zygote
from tests.ingest.index.zygote import Forked
from tests.ingest.killed import Diary

READY_SECONDS = 90


@pytest.fixture(scope="module")
def door(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    address = tmp_path_factory.mktemp("kill") / "door"
    with zygote.running(address, also="tests.ingest.killed"):
        yield address


@pytest.fixture
def home(tmp_path: Path) -> Path:
    home = tmp_path / "home"
    home.mkdir()
    return home


def test_a_few_kills(home: Path, door: Path) -> None:
    kill_often(home, door, times=8)


def test_a_chroma_process_started_as_in_production(home: Path, door: Path) -> None:
    kill_often(home, door, times=2, forked=False)


@pytest.mark.slow
@pytest.mark.timeout(1500)
def test_many_kills(home: Path, door: Path) -> None:
    kill_often(home, door, times=110)
    (home / "last").unlink()
    kill_often(home, door, times=10, forked=False)


def kill_often(home: Path, door: Path, times: int, forked: bool = True) -> None:
    if forked:
        (home / "door").write_text(str(door))
    else:
        (home / "door").unlink(missing_ok=True)
    chance = random.Random()
    victims: Counter[str] = Counter()
    for _ in range(times):
        with worker(home, door) as (process, said):
            starting = chance.random() < 0.3  # open, probe, drain
            if starting:
                select.select([said], [], [], chance.random() * 0.5)
            else:
                ready(home, said)
                time.sleep(chance.random() ** 2 * 1.5)
            victims[kill(process, chance, alone=not starting)] += 1
        assert not (home / "failure").exists(), (home / "failure").read_text()
    (home / "last").touch()
    with worker(home, door) as (process, said):
        ready(home, said)
        process.wait(30)
    assert not (home / "failure").exists(), (home / "failure").read_text()
    diary = Diary(home / "diary")
    print(f"{times} kills {dict(victims)}: {len(diary.present)} reviews found, {len(diary.gone)} gone")
    assert diary.present or times < 5


@contextlib.contextmanager
def worker(home: Path, door: Path) -> Iterator[tuple[Forked, int]]:
    """One owner, in a process group of its own with its Chroma processes."""
    nothing = os.open(os.devnull, os.O_RDONLY)
    said, says = os.pipe()
    process = Forked(zygote.ask(door, {"run": "worker", "root": str(home), "group": "0"}, [nothing, says]))
    os.close(says)
    os.close(nothing)
    try:
        yield process, said
    finally:
        process.kill()
        process.wait(30)
        os.close(said)


def ready(home: Path, said: int) -> None:
    """Wait until it has found everything as it should be."""
    assert select.select([said], [], [], READY_SECONDS)[0], "the check does not end"
    if os.read(said, 6) != b"ready\n":
        failure = home / "failure"
        pytest.fail(failure.read_text() if failure.exists() else "the owner died by itself")


def kill(owner: Forked, chance: random.Random, alone: bool) -> str:
    """Returns who was killed. `alone` allows for the index's process alone, which the owner's own check would see."""
    how = chance.random()
    if how < 0.4:
        owner.kill()
        return "owner"
    chromas = [each for each in psutil.process_iter() if each.pid != owner.pid and group(each.pid) == owner.pid]
    if how < 0.6 and chromas and alone:  # the owner goes on without it for a while
        for chroma in chromas:
            with contextlib.suppress(ProcessLookupError):
                os.kill(chroma.pid, chance.choice([signal.SIGKILL, signal.SIGSEGV]))
        time.sleep(chance.random() * 0.5)
        owner.kill()
        return "index, then owner"
    with contextlib.suppress(ProcessLookupError):
        os.killpg(owner.pid, signal.SIGKILL)
    return "both at once"


def group(pid: int) -> int | None:
    try:
        return os.getpgid(pid)
    except ProcessLookupError:
        return None
