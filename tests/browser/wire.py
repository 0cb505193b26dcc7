"""A browser's end of the app without a browser: signed in over HTTP, the screens over a websocket."""

import re
import time
from collections.abc import Mapping
from contextlib import ExitStack
from types import MappingProxyType

import httpx
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState
from websockets.sync.client import connect
from websockets.typing import Origin, Subprotocol

_ANSWER = 120
"""Seconds a screen may take before the test gives up."""


class Wire:
    """One session. Everything that ever came over it is kept, to be searched for what should not be there."""

    def __init__(self, url: str, cookies: Mapping[str, str] = MappingProxyType({})) -> None:
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in cookies.items())}
        protocols = [
            Subprotocol("streamlit"),
            *(Subprotocol(value) for name, value in cookies.items() if name == "_streamlit_xsrf"),
        ]
        self._stack = ExitStack()
        self._socket = self._stack.enter_context(
            connect(
                f"{url.replace('http', 'ws', 1)}/_stcore/stream",
                subprotocols=protocols,
                additional_headers=headers if cookies else {},
                origin=Origin(url),
                max_size=None,
            )
        )
        self.seen = b""

    def open(self, page: str = "", query: str = "", press: str | None = None) -> tuple[bytes, float]:
        """Everything a screen sends until it is drawn, and the seconds that took."""
        asked = BackMsg()
        asked.rerun_script.query_string = query
        asked.rerun_script.page_name = page
        if press is not None:
            asked.rerun_script.widget_states.widgets.append(WidgetState(id=press, trigger_value=True))
        began = time.monotonic()
        self._socket.send(asked.SerializeToString())
        came = self._until_drawn()
        self.seen += came
        return came, time.monotonic() - began

    def _until_drawn(self) -> bytes:
        came = b""
        while True:
            raw = self._socket.recv(timeout=_ANSWER)
            assert isinstance(raw, bytes)
            came += raw
            message = ForwardMsg.FromString(raw)
            if message.WhichOneof("type") == "script_finished":
                return came

    def redirect(self) -> str:
        """Press the button that signs in; where it leads to."""
        came, _ = self.open()
        button = re.search(rb"\$\$ID-[0-9a-f]+-[^\x00-\x1f\"]*", came)
        assert button, came[:2000]
        asked = BackMsg()
        asked.rerun_script.widget_states.widgets.append(WidgetState(id=button[0].decode(), trigger_value=True))
        self._socket.send(asked.SerializeToString())
        while True:
            raw = self._socket.recv(timeout=_ANSWER)
            assert isinstance(raw, bytes)
            message = ForwardMsg.FromString(raw)
            if message.WhichOneof("type") == "auth_redirect":
                return str(message.auth_redirect.url)

    def close(self) -> None:
        """Leave."""
        self._stack.close()


def signed_in(url: str, who: str) -> Wire:
    """Sign in at the provider as this person, as a browser would."""
    visitor = Wire(url)
    leads_to = visitor.redirect()
    visitor.close()
    with httpx.Client(follow_redirects=True, timeout=60) as client:
        form = client.get(f"{url}{leads_to}" if leads_to.startswith("/") else leads_to)
        client.post(form.url, data={"sub": who}).raise_for_status()
        client.get(f"{url}/_stcore/health").raise_for_status()  # brings the token against forged requests
        return Wire(url, {cookie.name: cookie.value or "" for cookie in client.cookies.jar})
