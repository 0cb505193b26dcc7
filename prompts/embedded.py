"""The language model on this machine: llama.cpp's server in a child process, every open default shut."""

import json
import os
import secrets
import subprocess
import sys
import threading
import time
from contextlib import suppress
from pathlib import Path
from typing import IO, Any, Final, TypeVar

from pydantic import BaseModel

from prompts.chat import ChatModel
from prompts.errors import ModelCancelled, ModelError, ModelFileError, ModelTimeout
from prompts.model import THIS_MACHINE, Answer, OnPartial
from prompts.modelfile import QWEN, ModelFile, check
from prompts.probe import Capability
from prompts.prompt import Rendered
from prompts.wire import Endpoint, Request, exchange

T = TypeVar("T", bound=BaseModel)

N_CTX: Final = 8192
"""Tokens of prompt and answer together."""
_CHILD: Final = Path(__file__).with_name("embedded_child.py")
_LOAD_SECONDS: Final = 120.0
_CAN: Final = Capability("json_schema")


class EmbeddedServer:
    """One child process that serves one model file on loopback, on a random port, behind a random key."""

    def __init__(self, path: Path, spec: ModelFile | None = QWEN) -> None:
        """Nothing is started yet. `spec` None takes any GGUF file at `path` as it is."""
        self.path = path
        self.spec = spec
        self._process: subprocess.Popen[str] | None = None
        self._endpoint: Endpoint | None = None
        self._lock = threading.Lock()

    @property
    def running(self) -> bool:
        """Whether the child process is alive and has loaded the model."""
        process = self._process  # another thread may let go of it meanwhile
        return self._endpoint is not None and process is not None and process.poll() is None

    def endpoint(self, cancel: threading.Event | None = None) -> Endpoint:
        """Where it answers; starts it, or starts it again, when it is not running. Takes 3 to 8 seconds then.

        Raises:
            ModelFileError: the file is missing, truncated or wrong, or llama.cpp cannot load it.
            ModelTimeout: it did not load in two minutes.
            ModelCancelled: `cancel` was set meanwhile.
        """
        with self._lock:
            if not self.running:
                self._stop()
                self._endpoint = self._start(cancel)
            assert self._endpoint is not None
            return self._endpoint

    def close(self) -> None:
        """Stop the child process and give its memory back."""
        with self._lock:
            self._stop()

    def why_it_stopped(self) -> str | None:
        """How the child process ended, in words; None while it lives."""
        process = self._process
        code = process.poll() if process else None
        if code is None:
            return None
        return f"signal {-code}" if code < 0 else f"status {code}"

    def _start(self, cancel: threading.Event | None) -> Endpoint:
        check(self.path, self.spec, cancel=cancel)
        key = secrets.token_urlsafe(32)
        # -P: neither the working directory nor this folder may shadow a library in the child.
        self._process = subprocess.Popen(  # noqa: S603
            [sys.executable, "-P", str(_CHILD)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            # llama.cpp's threads otherwise spin while they wait for each other, and starve on a busy machine.
            env={"OMP_WAIT_POLICY": "PASSIVE", **os.environ},
        )
        report = self._first_line(self._process, json.dumps(self._config(key)), cancel)
        if "url" not in report:
            self._stop()
            raise ModelFileError(
                f"The model file {str(self.path)!r} cannot be loaded ({report.get('error', 'the loader crashed')}). "
                "Run `lossbook model pull` to fetch it again."
            )
        return Endpoint(f"{report['url']}/v1", self.path.stem, key, max_retries=0, where=THIS_MACHINE)

    def _config(self, key: str) -> dict[str, Any]:
        return {
            "path": str(self.path),
            "key": key,
            "n_ctx": N_CTX,
            "n_predict": 1024,
            "n_batch": 128,  # after a stop the next question waits for the batch at hand: about 3 s on two cores
            "cache_mib": 512,
            "timeout": 30,
            "threads": _cores(),
        }

    def _first_line(
        self, process: "subprocess.Popen[str]", config: str, cancel: threading.Event | None
    ) -> dict[str, Any]:
        """Hand the configuration over (not on the command line: it holds the key) and wait for the report."""
        assert process.stdin is not None
        assert process.stdout is not None
        lines: list[str] = []
        reader = threading.Thread(target=_read_line, args=(process.stdout, lines), daemon=True)
        reader.start()
        try:
            process.stdin.write(config + "\n")
            process.stdin.flush()
        except OSError:
            return {}
        deadline = time.monotonic() + _LOAD_SECONDS
        while reader.is_alive():
            reader.join(0.1)
            if cancel and cancel.is_set():
                self._stop()
                raise ModelCancelled("Stopped while the model was loading. Nothing was changed.")
            if time.monotonic() > deadline:
                self._stop()
                raise ModelTimeout(
                    f"The model file {str(self.path)!r} did not load within {_LOAD_SECONDS:.0f} s. "
                    "Close other programs, or set LOSSBOOK_MODEL=none."
                )
        return dict(json.loads(lines[0])) if lines and lines[0].startswith("{") else {}

    def _stop(self) -> None:
        process, self._process, self._endpoint = self._process, None, None
        if process is None:
            return
        process.kill()
        process.wait()
        for pipe in (process.stdin, process.stdout):
            if pipe:
                with suppress(OSError):  # what was not written is lost with the process
                    pipe.close()


class EmbeddedModel:
    """The embedded server as a Model. One question at a time: two at once are slower for both."""

    local = True
    host = THIS_MACHINE

    def __init__(self, path: Path, spec: ModelFile | None = QWEN, *, timeout: float = 120.0) -> None:
        """Nothing is started yet; `timeout` is seconds for one answer, waiting and loading not counted."""
        self.server = EmbeddedServer(path, spec)
        self.timeout = timeout
        self._turn = threading.Lock()

    @property
    def name(self) -> str:
        """Name of the model."""
        return self.server.path.stem

    def ask(
        self,
        prompt: Rendered,
        returns: type[T],
        *,
        system: Rendered | None = None,
        on_partial: OnPartial | None = None,
        cancel: threading.Event | None = None,
        max_tokens: int = 600,
    ) -> Answer[T]:
        """See `Model.ask`. Text that stays the same belongs in `system`: it is then read once, not every time."""
        with _Turn(self._turn, cancel):
            endpoint = self.server.endpoint(cancel)
            model = ChatModel.at(endpoint, timeout=self.timeout, capability=_CAN)
            try:
                return model.ask(
                    prompt, returns, system=system, on_partial=on_partial, cancel=cancel, max_tokens=max_tokens
                )
            except ModelError as error:
                self._explain_end(error)
                raise

    def warm(self, system: Rendered | str, cancel: threading.Event | None = None) -> float:
        """Load the model and read `system`, so that questions with the same `system` start at once; returns seconds.

        Raises:
            ModelError: as `ask`.
        """
        text = system if isinstance(system, str) else system.text
        began = time.monotonic()
        with _Turn(self._turn, cancel):
            endpoint = self.server.endpoint(cancel)
            request = Request((("system", text), ("user", "")), 1, bound={"extra_body": {"max_tokens": 1}})
            try:
                exchange(endpoint, request, deadline=time.monotonic() + self.timeout, cancel=cancel)
            except ModelError as error:
                self._explain_end(error)
                raise
        return time.monotonic() - began

    def close(self) -> None:
        """Stop the server and give its memory back."""
        self.server.close()

    def _explain_end(self, error: ModelError) -> None:
        # The kernel needs a moment to report the end of a child whose sockets are already closed.
        time.sleep(0.05)
        why = self.server.why_it_stopped()
        if why:
            raise ModelError(
                f"The embedded model stopped by itself ({why}), most often for lack of memory. "
                "It starts again with the next question; close other programs if it does not."
            ) from error


class _Turn:
    """A lock whose waiting can be cancelled."""

    def __init__(self, lock: threading.Lock, cancel: threading.Event | None) -> None:
        self._lock = lock
        self._cancel = cancel

    def __enter__(self) -> None:
        while not self._lock.acquire(timeout=0.1):
            if self._cancel and self._cancel.is_set():
                raise ModelCancelled("Stopped while waiting for its turn. Nothing was changed.")

    def __exit__(self, *_: object) -> None:
        self._lock.release()


def _read_line(pipe: IO[str], lines: list[str]) -> None:
    lines.append(pipe.readline())


def _cores() -> int:
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 2
