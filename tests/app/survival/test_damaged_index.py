"""The index folder is deleted, cut or poisoned, at rest and under a running app. The answers stay right."""

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from app.asking import ask
from app.running import Running
from app.similar import WITHOUT_INDEX
from tests.app.notes import SILENCE
from tests.app.survival.conftest import LOST_THIS_WAY, ME, OTHERS, keep, other, settle, whole

Damage = Callable[[Path], None]
MOST_ON_DISK = 200_000_000


def deleted(root: Path) -> None:
    shutil.rmtree(root)


def cut(root: Path) -> None:
    (file,) = root.glob("gen-*/*/data_level0.bin")
    os.truncate(file, file.stat().st_size // 3)


def poisoned(root: Path) -> None:
    """What a kill -9 has left behind: a file that claims 80 GB and has none of them."""
    (file,) = root.glob("gen-*/*/link_lists.bin")
    os.truncate(file, 80 * 1024**3)


@pytest.mark.slow
@pytest.mark.parametrize("damage", [deleted, cut, poisoned])
def test_damaged_while_the_app_runs_and_found_at_its_next_start(
    home: Path, own: Callable[[], Running], damage: Damage
) -> None:
    running = own()
    settle(running)
    assert whole(running.book).path == "index"
    first = running.book.index.generation  # type: ignore[union-attr]

    damage(home / "index")
    whole(running.book)
    for number in range(3):  # what is written now may or may not reach the damaged files
        keep(running.book, f"{SILENCE}Call {number}.", f"Later {number}", "Me", "team")
        assert running.indexer is not None
        running.indexer.nudge()
        whole(running.book, OTHERS + 5 + number)

    running = own()  # begins while the index is still looked at, or built
    checked = whole(running.book, OTHERS + 7)
    if not running.book.index.ready:  # type: ignore[union-attr]
        assert checked.path == "exact"
        assert WITHOUT_INDEX in checked.notices
    settle(running)
    assert whole(running.book, OTHERS + 7).path == "index"
    assert running.book.index.generation != first  # type: ignore[union-attr]
    assert on_disk(home / "index") < MOST_ON_DISK


@pytest.mark.slow
@pytest.mark.parametrize("damage", [deleted, cut, poisoned])
def test_asking_for_a_new_index_mends_a_damaged_one_without_a_restart(
    home: Path, own: Callable[[], Running], damage: Damage
) -> None:
    running = own()
    settle(running)
    first = running.book.index.generation  # type: ignore[union-attr]
    damage(home / "index")
    assert running.indexer is not None
    running.indexer.rebuild()
    while running.book.index.generation == first:  # type: ignore[union-attr]
        whole(running.book)
    settle(running)
    assert whole(running.book).path == "index"
    assert ask(running.book, ME, LOST_THIS_WAY).notices == ()


@pytest.mark.slow
@pytest.mark.parametrize("damage", [deleted, cut, poisoned])
def test_a_running_app_writes_onto_the_damaged_files(home: Path, own: Callable[[], Running], damage: Damage) -> None:
    """So many that Chroma has to write its graph where the damage is."""
    running = own()
    settle(running)
    damage(home / "index")
    assert running.indexer is not None
    for start in range(OTHERS, 2 * OTHERS, 100):
        running.book.store.record_many(ME, [other(number) for number in range(start, start + 100)])
        running.indexer.nudge()
        whole(running.book, start + 104)
    settle(running)
    assert whole(running.book, 2 * OTHERS + 4).path == "index"
    running = own()
    settle(running)
    assert whole(running.book, 2 * OTHERS + 4).path == "index"
    assert on_disk(home / "index") < MOST_ON_DISK


def on_disk(root: Path) -> int:
    """Bytes it really takes."""
    return sum(each.stat().st_blocks for each in root.rglob("*")) * 512
