"""The benchmark of the memory: every size in one run, printed with spread."""

import multiprocessing
import os
import shutil
import tempfile
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any, Final

from rich.console import Console

from eval.rows import Row, missed, table
from eval.scale.parts import PARTS, SMALL, Effort, Promise
from eval.scale.peers import CHECK, peers
from eval.scale.prepare import copied, prepare
from eval.scale.team import team

PROMISES: Final = {
    10_000: Promise(
        question_ms=30, check_ms=150, notes_a_second=15, rebuild_s=15, memory_mb=900, team_ms=500, pack_ms=1_000
    ),
    100_000: Promise(question_ms=50, check_ms=300, notes_a_second=15, rebuild_s=150, memory_mb=1_600, team_ms=1_500),
}
SMOKE_SIZE: Final = 1_000


def run(
    console: Console, sizes: Sequence[int], *, smoke: bool, keep: Path | None = None, only: Sequence[str] = ()
) -> int:
    """Measure at every size and print a table for each; 1 when a promise was not kept (never in a smoke run)."""
    effort = SMALL if smoke else Effort()
    kept = True
    if keep is not None:
        keep.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=keep) as folder:
        for size in [SMOKE_SIZE] if smoke else sizes:
            rows = _measure(console, size, effort, Path(folder), keep, only)
            console.print(table(rows, f"{size:,} reviews"))
            load = os.getloadavg()[0]
            console.print(
                f"Load of the machine at the end of this table: {load:.1f} on {os.cpu_count()} cores.", style="dim"
            )
            if line := missed(rows):
                console.print(line)
                kept = False
    return 0 if kept or smoke else 1


def _measure(
    console: Console, size: int, effort: Effort, folder: Path, keep: Path | None, only: Sequence[str]
) -> list[Row]:
    promise = PROMISES.get(size, Promise())
    master = (keep or folder) / f"reviews-{size}"
    with console.status(f"{size:,} reviews") as status:
        made = _apart(prepare, size, master)
        home = copied(master, folder / f"home-{size}") if keep else master
        rows = [
            Row("lines on record", "", [made.lines]),
            Row("database", "MB", [made.megabytes]),
            Row("generated in", "s", [made.seconds]),
        ]
        for name, part in {**PARTS, "team": team}.items():
            if not only or name in only:
                status.update(f"{size:,} reviews: {name}")
                rows += _apart(part, home, promise, effort)
        if not only or "peers" in only:
            status.update(f"{size:,} reviews: others")
            rows += _against(rows, _apart(peers, home, effort, size))
    shutil.rmtree(home)
    return rows


def _apart(part: Callable[..., Any], *given: object) -> Any:
    """Run it in a fresh process, whose memory is its own."""
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as process:
        return process.submit(part, *given).result()


def _against(ours: Sequence[Row], theirs: Sequence[Row]) -> list[Row]:
    """Their rows, and how many times longer each takes than our check."""
    check = next((row for row in ours if row.name.startswith("open-deal check")), None)
    if check is None:
        return list(theirs)
    ratios = [
        Row(
            f"{row.name.removeprefix(CHECK)}, against our check",
            "times",
            [row.median / check.median],
            1.0,
            at_least=True,
        )
        for row in theirs
        if row.name.startswith(CHECK)
    ]
    return [*theirs, *ratios]
