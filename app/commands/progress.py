"""A progress bar on stderr, drawn only where a person watches; in a log, one line at the start of each step."""

import sys
from types import TracebackType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID


class Bar:
    """Call it with (step, done, in all); bytes when `size` is set."""

    def __init__(self, size: bool = True) -> None:
        self._size = size
        self._step = ""
        self._task: TaskID | None = None
        self._bar: Progress | None = None

    def __enter__(self) -> "Bar":
        if sys.stderr.isatty():
            self._bar = _made(self._size)
            self._bar.start()
        return self

    def __call__(self, step: str, done: int, total: int) -> None:
        """How far it is."""
        if self._bar is None:
            if step != self._step:
                print(f"{step} ...", file=sys.stderr, flush=True)
        elif step != self._step or self._task is None:
            self._task = self._bar.add_task(step, completed=done, total=total or None)
        else:
            self._bar.update(self._task, completed=done, total=total or None)
        self._step = step

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._bar is not None:
            self._bar.stop()


def _made(size: bool) -> "Progress":
    from rich.console import Console
    from rich.progress import BarColumn, DownloadColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    amount = DownloadColumn() if size else MofNCompleteColumn()
    return Progress(
        TextColumn("{task.description}", markup=False), BarColumn(), amount, TimeRemainingColumn(),
        console=Console(stderr=True),
    )  # fmt: skip
