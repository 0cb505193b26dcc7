"""An OpenAI-compatible endpoint on loopback that behaves as badly as it is told to."""

import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Json = dict[str, Any]
Behaviour = Callable[["Exchange"], None]


class Exchange:
    """One request as the endpoint sees it, and the ways to answer it."""

    def __init__(self, handler: BaseHTTPRequestHandler, body: Json, stop: threading.Event) -> None:
        self.handler = handler
        self.body = body
        self.stop = stop

    @property
    def schema(self) -> Json | None:
        """The schema the request is bound to, by either method."""
        form = self.body.get("response_format") or {}
        if form.get("type") == "json_schema":
            return dict(form["json_schema"]["schema"])
        tools = self.body.get("tools")
        return dict(tools[0]["function"]["parameters"]) if tools else None

    def fail(self, status: int, message: str, **more: Any) -> None:
        data = json.dumps({"error": {"message": message, "type": "error", "code": None, **more}}).encode()
        self.handler.send_response(status)
        self.handler.send_header("Content-Type", "application/json")
        self.handler.send_header("Content-Length", str(len(data)))
        self.handler.end_headers()
        self.handler.wfile.write(data)

    def open_stream(self) -> None:
        self.handler.send_response(200)
        self.handler.send_header("Content-Type", "text/event-stream")
        self.handler.end_headers()

    def event(self, payload: Json | str) -> None:
        text = payload if isinstance(payload, str) else json.dumps(payload)
        self.handler.wfile.write(f"data: {text}\n\n".encode())
        self.handler.wfile.flush()

    def piece(self, text: str, finish: str | None = None) -> None:
        delta: Json = {"role": "assistant", "content": text}
        if self.body.get("tools"):
            name = self.body["tools"][0]["function"]["name"]
            call = {"index": 0, "id": "1", "type": "function", "function": {"name": name, "arguments": text}}
            delta = {"role": "assistant", "tool_calls": [call]}
        self.event(self._chunk([{"index": 0, "delta": delta, "finish_reason": finish}]))

    def _chunk(self, choices: list[Json], **more: Any) -> Json:
        return {"id": "1", "object": "chat.completion.chunk", "created": 1, "model": "m", "choices": choices, **more}

    def answer(self, text: str, *, finish: str = "stop", tokens_in: int | None = None, pause: float = 0.0) -> None:
        """Stream `text` in pieces of 8 characters, then the usage if it was asked for."""
        self.open_stream()
        for start in range(0, len(text), 8):
            self.piece(text[start : start + 8])
            time.sleep(pause)
        self.event(self._chunk([{"index": 0, "delta": {}, "finish_reason": finish}]))
        if (self.body.get("stream_options") or {}).get("include_usage"):
            prompt = sum(len(message["content"]) for message in self.body["messages"]) // 4
            read = prompt if tokens_in is None else tokens_in
            usage = {"prompt_tokens": read, "completion_tokens": len(text) // 4, "total_tokens": read + len(text) // 4}
            self.event(self._chunk([], usage=usage))
        self.event("[DONE]")

    @property
    def is_canary(self) -> bool:
        return "Grey heron" in self.body["messages"][-1]["content"]

    def sing(self) -> None:
        """Answer the canary as the schema asks."""
        self.answer(json.dumps({"what_was_seen": "a grey heron", "bird_code": "heron"}))


def hang(exchange: Exchange) -> None:
    """Accept and never answer."""
    exchange.stop.wait(30)


def trickle(exchange: Exchange) -> None:
    """Keep the stream alive for ever without ever finishing."""
    exchange.open_stream()
    while not exchange.stop.wait(0.02):
        exchange.handler.wfile.write(b": keep-alive\n\n")
        exchange.handler.wfile.flush()


def drip(exchange: Exchange) -> None:
    """Send a token now and then, for ever."""
    exchange.open_stream()
    exchange.piece('{"why": "')
    while not exchange.stop.wait(0.02):
        exchange.piece("x")


def die(exchange: Exchange) -> None:
    """Break off in the middle of a chunked body."""
    exchange.handler.protocol_version = "HTTP/1.1"
    exchange.handler.send_response(200)
    exchange.handler.send_header("Content-Type", "text/event-stream")
    exchange.handler.send_header("Content-Length", "100000")
    exchange.handler.end_headers()
    exchange.piece('{"why": "because')
    exchange.handler.close_connection = True


class FakeEndpoint:
    """The server; `asked` holds the body of every request, in order."""

    def __init__(self, behave: Behaviour) -> None:
        self.behave = behave
        self.asked: list[Json] = []
        self.keys: list[str | None] = []
        self.broken_off = threading.Event()
        self.stop = threading.Event()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._server.daemon_threads = True

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_address[1]}/v1"

    @property
    def reviews(self) -> list[Json]:
        """What was asked besides the canary."""
        return [body for body in self.asked if "Grey heron" not in body["messages"][-1]["content"]]

    def _handler(fake) -> type[BaseHTTPRequestHandler]:
        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                fake.asked.append(body)
                fake.keys.append(self.headers.get("Authorization"))
                try:
                    fake.behave(Exchange(self, body, fake.stop))
                except OSError:
                    fake.broken_off.set()

            def log_message(self, *_: Any) -> None:
                pass

        return Handler

    @contextmanager
    def serving(self) -> Iterator["FakeEndpoint"]:
        thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield self
        finally:
            self.stop.set()
            self._server.shutdown()
            thread.join()
            self._server.server_close()
