"""Every test runs in a scrubbed environment, in a home of its own, and cannot reach a model on another machine."""

import os
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from ingest.book import EMBEDDER_FILE, Book
from ingest.settings import Settings
from prompts.model import forbid_real_calls

ROOT = Path(__file__).parent.parent
MODELS = Settings().models
CACHE = Settings().home / "cache"
"""Where `make setup` puts the model files and the playbook's vectors; taken before the environment is scrubbed."""
_SCRUBBED = ("LOSSBOOK_", "OPENAI_", "LANGSMITH_", "LANGCHAIN_", "CHROMA_", "STREAMLIT_")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--real-model", action="store_true", help="run the tests that use the embedded language model")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if config.getoption("--real-model"):
        return
    for item in items:
        if "real_model" in item.keywords:
            item.add_marker(pytest.mark.skip(reason="uses the embedded language model; pass --real-model"))


@pytest.fixture(scope="session", autouse=True)
def no_real_calls() -> None:
    forbid_real_calls()


@pytest.fixture(autouse=True)
def clean_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in list(os.environ):
        if name.startswith(_SCRUBBED):
            monkeypatch.delenv(name)
    monkeypatch.setenv("LOSSBOOK_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("LOSSBOOK_LOCAL_ONLY", "1")


@pytest.fixture(scope="session")
def model_files() -> Path:
    """Folder with the embedder, as `make setup` leaves it."""
    if not (MODELS / EMBEDDER_FILE).is_file():
        pytest.fail(f"{MODELS / EMBEDDER_FILE} is missing. Run `make setup` first.")
    return MODELS


@pytest.fixture(scope="session")
def engines(model_files: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Book]:
    """A Lossbook that has read its playbook; its engines are shared, its records are never used."""
    home = tmp_path_factory.mktemp("engines")
    (home / "models").symlink_to(model_files)
    if CACHE.is_dir():  # keyed by each line's hash, so an old one only saves less time
        shutil.copytree(CACHE, home / "cache")
    book = Book(Settings(home=home, model="none"))
    book.warm()
    yield book
    book.close()


@pytest.fixture(scope="session")
def warm_cache(engines: Book) -> Path:
    """The playbook's vectors, made once."""
    return engines.settings.home / "cache"


@pytest.fixture
def home(tmp_path: Path, model_files: Path, warm_cache: Path) -> Path:
    """A Lossbook home with the embedder and warm caches, and no records."""
    home = tmp_path / "home"
    home.mkdir()
    (home / "models").mkdir()
    (home / "models" / EMBEDDER_FILE).symlink_to(model_files / EMBEDDER_FILE)
    shutil.copytree(warm_cache, home / "cache")
    return home


@pytest.fixture
def settings(home: Path) -> Settings:
    return Settings(home=home, model="none")


@pytest.fixture
def book(settings: Settings, engines: Book) -> Iterator[Book]:
    """An open Lossbook with the built-in engine only, and records of its own."""
    book = Book(settings)
    for part in ("playbook", "embedder", "builtin", "coach"):
        book.__dict__[part] = getattr(engines, part)
    yield book
    book.close()


@pytest.fixture
def fill_disk() -> Iterator[Callable[[], None]]:
    """Call it and every database opened from then on has no page to spare, as on a full disk."""
    filled: list[Callable[[sqlite3.Connection, object], None]] = []

    def fill() -> None:
        def no_room(connection: sqlite3.Connection, _: object) -> None:
            pages = connection.execute("PRAGMA page_count").fetchone()[0]
            connection.execute(f"PRAGMA max_page_count={pages}")

        sa.event.listen(sa.Engine, "connect", no_room)
        filled.append(no_room)

    yield fill
    for each in filled:
        sa.event.remove(sa.Engine, "connect", each)
