"""The web server: Streamlit in this process, on loopback, with every open default shut.

In this process, because the one that owns the home runs the worker and the index, whether or not a browser is open.
"""

import os
import signal
import socket
import sys
import threading
import time
import urllib.error
import urllib.request
import webbrowser
from collections.abc import Awaitable, Callable, MutableMapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from prompts.errors import LossbookError

if TYPE_CHECKING:
    from app.running import Running
    from ingest.settings import Settings

ADDRESS: Final = "127.0.0.1"
SCRIPT: Final = Path(__file__).with_name("main.py")
HEALTH: Final = "/_stcore/health"
_PATIENCE: Final = 60.0
_FIRST_PAGE: Final = 2.0
"""Seconds the browser gets to draw the first page before the index and the model are loaded."""
_OPTIONS: Final[dict[str, Any]] = {
    "server.address": ADDRESS,
    "server.headless": True,
    "server.fileWatcherType": "none",
    "server.allowedHosts": [ADDRESS, "localhost", "[::1]"],
    "server.enableAgentApi": False,
    "server.showEmailPrompt": False,
    "browser.gatherUsageStats": False,
    "client.showErrorDetails": "none",
    "client.toolbarMode": "minimal",
    "logger.hideWelcomeMessage": True,
    "logger.level": "warning",
}
"""What must hold wherever it is started from; looks are in .streamlit/config.toml."""
_HEADERS: Final = (
    # A picture or a form in a note must not be able to call home.
    (
        b"content-security-policy",
        b"default-src 'self'; img-src 'self' data: blob:; media-src 'self' blob:; font-src 'self' data:; "
        b"style-src 'self' 'unsafe-inline'; script-src 'self' 'unsafe-inline' 'unsafe-eval' blob:; "
        b"worker-src 'self' blob:; connect-src 'self' ws://127.0.0.1:* ws://localhost:*; form-action 'self'; "
        b"frame-ancestors 'none'; base-uri 'self'",
    ),
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
)

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]


class Headers:
    """ASGI middleware: the headers above on every answer."""

    def __init__(self, app: Callable[[Message, Receive, Send], Awaitable[None]]) -> None:
        self._app = app

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        """Pass the request on."""

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message.get("headers", []), *_HEADERS]
            await send(message)

        await self._app(scope, receive, with_headers if scope["type"] == "http" else send)


def serve(settings: "Settings", port: int, browse: bool, say: Callable[[str], None]) -> None:
    """Run the app until it is stopped with Ctrl-C or SIGTERM.

    Raises:
        HomeBusy: another process has this home.
        LossbookError: the port is taken.
    """
    from app.log import keep_log
    from app.running import leave, take
    from ingest.index.owner import OwnerLock

    with OwnerLock(settings.home):
        free_or_refuse(port)  # first the home, then the port: two of one home mostly have the same port as well
    keep_log(settings.home)
    running = take(settings, begin=False)
    if threading.current_thread() is threading.main_thread():
        signal.signal(signal.SIGTERM, _leave_quietly)
    stopped = threading.Event()
    threading.Thread(
        target=_announce, args=(running, port, browse, say, stopped), name="lossbook-health", daemon=True
    ).start()
    try:
        _run_streamlit(settings, port)
    except KeyboardInterrupt:
        say("Stopped. Everything recorded is kept.")
    finally:
        stopped.set()
        leave()


def free_or_refuse(port: int) -> None:
    """Raise LossbookError, with the port and another one to use, unless `port` can be had."""
    if _can_bind(port):
        return
    other = next((each for each in range(port + 1, port + 50) if each < 65536 and _can_bind(each)), None)
    hint = f"use another one: lossbook serve --port {other}" if other else "use another one with --port"
    by = "Lossbook or another Streamlit app" if is_healthy(port) else "another program"
    raise LossbookError(f"Port {port} on {ADDRESS} is taken by {by}. Stop it, or {hint}.")


def is_healthy(port: int) -> bool:
    """Whether an app answers on that port."""
    try:
        with urllib.request.urlopen(f"http://{ADDRESS}:{port}{HEALTH}", timeout=1) as answer:
            return bool(answer.status == 200)
    except (OSError, urllib.error.URLError, ValueError):
        return False


def can_show_browser() -> bool:
    """Whether there is a desktop to open a browser on: none in CI, over ssh, or in a container."""
    if os.environ.get("CI") or os.environ.get("SSH_CONNECTION"):
        return False
    if sys.platform.startswith("linux"):
        return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))
    return True


def _run_streamlit(settings: "Settings", port: int) -> None:
    import streamlit as st
    from starlette.middleware import Middleware

    # Streamlit looks for .streamlit/config.toml where it is started; ours lies beside app/.
    os.environ["LOSSBOOK_HOME"] = str(settings.home.absolute())
    os.chdir(SCRIPT.parent.parent)
    sys.argv = [str(SCRIPT)]
    options = {**_OPTIONS, "server.port": port, "secrets.files": [str(settings.secrets.absolute())]}
    st.App(str(SCRIPT), middleware=[Middleware(Headers)]).run(config=options)


def _announce(
    running: "Running", port: int, browse: bool, say: Callable[[str], None], stopped: threading.Event
) -> None:
    """Say where the app is once it answers, then let the work beside it begin: the first page comes first."""
    url = f"http://{ADDRESS}:{port}"
    deadline = time.monotonic() + _PATIENCE
    while not is_healthy(port) and time.monotonic() < deadline:
        if stopped.wait(0.1):
            return
    if is_healthy(port):
        say(f"Lossbook is at {url} (Ctrl-C stops it).")
        if browse and can_show_browser():
            webbrowser.open(url)
    else:
        say(f"The app does not answer on {url} yet; the log in the home says why.")
    if stopped.wait(_FIRST_PAGE):
        return
    try:
        running.begin()
    except LossbookError as error:
        say(str(error))


def _can_bind(port: int) -> bool:
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        if os.name != "nt":
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((ADDRESS, port))
        except OSError:
            return False
        return True


def _leave_quietly(*_: object) -> None:
    raise SystemExit(0)
