"""A process that has chromadb imported and forks on demand, so that a test's Chroma process starts in 20 ms, not 2 s.

The forked process runs the shipped `ingest.index.child.serve`; only the way it starts differs from `process.launch`,
which test_process.py tests for itself. Forking is safe here: this process has one Python thread and no client open.
"""

import contextlib
import json
import os
import select
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO

from ingest.index.process import Launch


class Forked:
    """What `subprocess.Popen` would be for a process that is not our child."""

    def __init__(self, pid: int, stdin: IO[bytes] | None = None, stdout: IO[bytes] | None = None) -> None:
        self.pid, self.stdin, self.stdout = pid, stdin, stdout
        self._handle = os.pidfd_open(pid)

    def kill(self) -> None:
        with contextlib.suppress(ProcessLookupError):
            signal.pidfd_send_signal(self._handle, signal.SIGKILL)

    def wait(self, timeout: float | None = None) -> int:
        if not select.select([self._handle], [], [], timeout)[0]:
            raise subprocess.TimeoutExpired("forked", timeout or 0)
        return 0

    def __del__(self) -> None:
        os.close(self._handle)


def forking(address: Path) -> Launch:
    """A `Launch` that asks the zygote at `address`."""

    def launch(root: Path) -> Forked:
        their_in, stdin = os.pipe()
        stdout, their_out = os.pipe()
        pid = ask(address, {"run": "chroma", "root": str(root), "group": str(os.getpgrp())}, [their_in, their_out])
        os.close(their_in)
        os.close(their_out)
        return Forked(pid, os.fdopen(stdin, "wb"), os.fdopen(stdout, "rb"))

    return launch


def ask(address: Path, request: dict[str, str], handles: list[int]) -> int:
    """Have the zygote fork; returns the pid."""
    with socket.socket(socket.AF_UNIX) as link:
        link.connect(str(address))
        socket.send_fds(link, [json.dumps(request).encode()], handles)
        return int(link.recv(20))


@contextlib.contextmanager
def running(address: Path, also: str = "") -> Iterator[None]:
    """Run a zygote at `address`. `also` names a module that it imports too; its `main(root)` can be forked."""
    zygote = subprocess.Popen([sys.executable, "-m", "tests.ingest.index.zygote", str(address), also])
    try:
        until = time.monotonic() + 60
        while not address.exists():
            assert zygote.poll() is None
            assert time.monotonic() < until
            time.sleep(0.02)
        yield
    finally:
        zygote.kill()
        zygote.wait()


def main(address: str, also: str) -> None:
    import importlib

    import chromadb

    assert chromadb
    run: dict[str, Callable[[str], None]] = {"chroma": _chroma}
    if also:
        run["worker"] = importlib.import_module(also).main
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    with socket.socket(socket.AF_UNIX) as door:
        door.bind(address + ".new")
        door.listen(16)
        os.rename(address + ".new", address)
        while True:
            link, _ = door.accept()
            text, handles, _, _ = socket.recv_fds(link, 4096, 4)
            if len(handles) == 2:  # else the one who asked was killed while asking
                request = json.loads(text)
                pid = os.fork()
                if pid == 0:
                    _become(handles, run[request["run"]], request["root"], int(request["group"]))
                with contextlib.suppress(OSError):
                    link.send(str(pid).encode())
            link.close()
            for handle in handles:
                os.close(handle)


def _become(handles: list[int], run: Callable[[str], None], root: str, group: int) -> None:
    try:
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        os.setpgid(0, group)  # 0: a group of its own
        os.dup2(handles[0], 0)
        os.dup2(handles[1], 1)
        os.closerange(3, 4096)
        run(root)
    finally:
        os._exit(1)


def _chroma(root: str) -> None:
    from ingest.index.child import main as child

    os.chdir(root)
    child()


if __name__ == "__main__":
    main(*sys.argv[1:])
