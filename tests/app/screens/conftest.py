"""The real screens over real records, without a browser and without the search index's own process."""

import re
import time
from collections.abc import Callable, Iterator
from html import unescape
from pathlib import Path
from typing import Any

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

import app
from app import running
from app.running import Running
from ingest.book import Book
from ingest.records import Given, Reading, Viewer
from ingest.settings import Settings

MAIN = Path(app.__file__).parent / "main.py"
SAMPLES = MAIN.parent / "samples" / "notes"
NOTE = """Halden Cold Chain - lost, call w Dana Whitlock 18/11/2025
- going with Routely
- Dana: "you said Wednesday the 12th, I rang twice and nobody called back"
- Dana: "Routely had their quote to me the same afternoon"
- come back in March
"""
ME = Viewer(name="Me", all=True)

Open = Callable[..., AppTest]


@pytest.fixture
def engine() -> str:
    """LOSSBOOK_MODEL; a test file with a model of its own overrides this."""
    return "none"


@pytest.fixture(scope="session")
def parts(model_files: Path, warm_cache: Path) -> dict[str, Any]:
    """Embedder, playbook, engine and coach: they hold no records, so one of each does for all tests."""
    book = Book(Settings(home=warm_cache.parent, model="none"))
    book.warm()
    return {name: getattr(book, name) for name in ("embedder", "playbook", "builtin", "coach")}


@pytest.fixture
def home_in_use(home: Path, engine: str, parts: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> Iterator[Running]:
    """The process owns this home, as under `lossbook serve`."""
    monkeypatch.setenv("LOSSBOOK_MODEL", engine)
    monkeypatch.setattr(Running, "_start_index", lambda self: None)
    monkeypatch.setattr(Running, "_warm", lambda self: None)
    st.cache_resource.clear()
    made = Book.__init__

    def with_parts(self: Book, settings: Settings) -> None:
        made(self, settings)
        self.__dict__.update(parts)

    monkeypatch.setattr(Book, "__init__", with_parts)
    yield running.take(Settings())
    running.leave()
    st.cache_resource.clear()


@pytest.fixture
def kept(home_in_use: Running) -> Book:
    """The book the screens use."""
    return home_in_use.book


@pytest.fixture
def opened(home_in_use: Running) -> Open:
    """Open a screen in a new tab, e.g. `opened("accounts", account="1")`."""

    def open_screen(screen: str = "review", **query: str) -> AppTest:
        at = AppTest.from_file(str(MAIN), default_timeout=20)
        for name, value in query.items():
            at.query_params[name] = value
        at.run()
        if screen != "review":
            at.switch_page(f"screens/{screen}.py")
            for name, value in query.items():
                at.query_params[name] = value
            at.run()
        assert not at.exception
        return at

    return open_screen


def text(at: AppTest) -> str:
    """Everything a person can read on the screen, in order, without tags."""
    return "\n".join(_readable(block) for block in _blocks(at.main))


def raw(at: AppTest) -> str:
    """What is handed to the browser as HTML."""
    return "\n".join(element.proto.body for element in at.main.get("html"))


def query(at: AppTest, name: str) -> str | None:
    """A value of the address."""
    found = at.query_params.get(name)
    return found[0] if isinstance(found, list) else found


def button(at: AppTest, label: str) -> AppTest:
    """Click what says this."""
    found = next(each for each in at.button if each.label == label)
    found.click().run()
    assert not at.exception
    return at


def area(at: AppTest, label: str) -> Any:
    """The text field that asks this."""
    return next(each for each in (*at.text_area, *at.text_input) if each.label == label)


def handed_in(at: AppTest, words: str = NOTE) -> AppTest:
    """Paste and 'Review this deal'."""
    area(at, "Your notes").set_value(words)
    return button(at, "Review this deal")


def job_done(book: Book, job_id: str, patience: float = 20.0) -> Any:
    """The job, once nothing more comes of it."""
    end = time.monotonic() + patience
    while (job := book.store.job(ME, job_id)).state in ("queued", "running"):
        assert time.monotonic() < end, job
        time.sleep(0.02)
    return job


def read(book: Book, words: str, given: Given = Given()) -> Reading:  # noqa: B008
    """What the built-in engine makes of it."""
    from ingest.pipeline import review
    from ingest.read import read_text

    *_, last = review(read_text(words, given.date), book, given, "builtin", book.known(ME))
    assert last.reading is not None
    return last.reading


def on_record(book: Book, words: str = NOTE, given: Given = Given()) -> str:  # noqa: B008
    """A review, recorded."""
    return book.record(ME, read(book, words, given), given)


def _blocks(node: Any) -> Iterator[Any]:
    for child in node.children.values():
        if hasattr(child, "children"):
            yield from _blocks(child)
        else:
            yield child


def _readable(element: Any) -> str:
    proto = element.proto
    words = [getattr(proto, name, "") for name in ("body", "label", "text")]
    value = element.value if element.type in ("text_area", "text_input") else ""
    joined = " ".join(str(word) for word in (*words, value) if isinstance(word, str) and word)
    return unescape(re.sub(r"<[^>]+>", " ", joined)) if element.type == "html" else joined
