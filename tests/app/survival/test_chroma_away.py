"""The search index's process hangs or dies while somebody asks. The answer comes within two seconds all the same."""

import os
import signal
import time
from collections.abc import Callable

import pytest

from app.asking import ask
from app.checking import check
from app.running import Running
from app.similar import WITHOUT_INDEX
from ingest.read import read_text
from tests.app.survival.conftest import LOST_THIS_WAY, ME, settle, whole
from tests.app.test_checking import OPEN

SECONDS = 2.5
"""One and a half until the process is given up, and the search itself; the machine may be busy."""


@pytest.mark.parametrize("how", [signal.SIGSTOP, signal.SIGKILL], ids=["hangs", "dies"])
@pytest.mark.parametrize("asked", ["check", "ask"])
def test_an_answer_comes_when_chroma_hangs_or_dies(own: Callable[[], Running], how: signal.Signals, asked: str) -> None:
    running = own()
    settle(running)
    whole(running.book)  # warm
    running.book.exact()
    index = running.book.index
    assert index is not None
    assert index.pid is not None
    first = index.generation

    os.kill(index.pid, how)
    started = time.monotonic()
    if asked == "check":
        checked = check(running.book, ME, read_text(f"{OPEN}- and one more line\n"))
        told, notices = checked.similar[0].account, checked.notices
    else:
        answered = ask(running.book, ME, LOST_THIS_WAY)
        told, notices = answered.answer, answered.notices
    took = time.monotonic() - started

    assert took < SECONDS
    assert "Mwangi" in told
    assert WITHOUT_INDEX in notices
    settle(running)
    assert index.generation != first
    assert whole(running.book).path == "index"
