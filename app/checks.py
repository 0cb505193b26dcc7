"""Is everything in its place? What `lossbook doctor` and the Setup screen show; each answer with its next step.

Nothing is changed by looking: no file is fetched, no search index opened, and only a probe is sent to an endpoint.
"""

import platform
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Literal

from prompts.errors import LossbookError, ModelFileError

if TYPE_CHECKING:
    from ingest.settings import Settings

State = Literal["ok", "warn", "fail"]
_LOW: Final = 2_000_000_000
_FULL: Final = 200_000_000


@dataclass(frozen=True)
class Check:
    """One answer."""

    name: str
    state: State
    text: str
    next: str = ""
    """What to do about it; empty when all is well."""

    def as_json(self) -> dict[str, Any]:
        """For --json."""
        return asdict(self)


def run_checks(settings: "Settings", probe: bool = True) -> Iterator[Check]:
    """Every check in order, as each is done. `probe` asks the model endpoint, which can take seconds."""
    checks: list[tuple[str, Callable[[], Check]]] = [
        ("python", _python),
        ("home", lambda: _home(settings)),
        ("disk", lambda: _disk(settings)),
        ("database", lambda: _database(settings)),
        ("embedder", lambda: _embedder(settings)),
        ("playbook", _playbook),
        ("model", lambda: _model(settings, probe)),
        ("index", lambda: _index(settings)),
        ("app", lambda: _app(settings)),
    ]
    for name, check in checks:
        try:
            yield check()
        except LossbookError as error:
            yield Check(name, "fail", str(error))
        except Exception as error:
            yield Check(name, "fail", f"The check stopped at {type(error).__name__}: {error}", "Please report it.")


def _python() -> Check:
    found = platform.python_version()
    from ingest import version

    return Check("python", "ok", f"Lossbook {version()} on Python {found}")


def _home(settings: "Settings") -> Check:
    home = settings.home
    try:
        home.mkdir(parents=True, exist_ok=True, mode=0o700)
        mark = home / ".doctor"
        mark.write_bytes(b"x")
        mark.unlink()
    except OSError as error:
        why = error.strerror or str(error)
        text = f"{str(home)!r} cannot be written: {why}"
        return Check("home", "fail", text, "Set LOSSBOOK_HOME to a folder you may write.")
    return Check("home", "ok", str(home))


def _disk(settings: "Settings") -> Check:
    folder = next(each for each in (settings.home, *settings.home.absolute().parents) if each.exists())
    free = shutil.disk_usage(folder).free
    text = f"{free / 1e9:.1f} GB free"
    if free < _FULL:
        return Check("disk", "fail", text, "Free some space: a review cannot be recorded on a full disk.")
    if free < _LOW:
        return Check("disk", "warn", text, "The embedded language model needs 1.2 GB.")
    return Check("disk", "ok", text)


def _database(settings: "Settings") -> Check:
    from ingest.records import Viewer
    from ingest.store import Store

    with Store.open(settings.sql_url) as store:
        count = store.count(Viewer(name=settings.rep, all=True))
        samples = store.count(Viewer(name=settings.rep, all=True), sample=True)
    text = f"{count} reviews on record" + (f", {samples} of them samples" if samples else "")
    if settings.database_url is None:
        damage = _damage(settings.home / "lossbook.db")
        if damage:
            return Check("database", "fail", f"The database is damaged: {damage}", "Run: lossbook restore BACKUP-FILE")
        text += ", intact"
    return Check("database", "ok", text)


def _damage(file: Path) -> str | None:
    """What SQLite finds wrong with its file, or None. Full text is compared with what it was made from, too."""
    connection = sqlite3.connect(f"{file.absolute().as_uri()}?mode=ro", uri=True, timeout=5)
    try:
        rows = connection.execute("PRAGMA quick_check(3)").fetchall()
        broken = connection.execute("PRAGMA foreign_key_check").fetchone()
    except sqlite3.Error as error:
        return str(error)
    finally:
        connection.close()
    if rows != [("ok",)]:
        return str(rows[0][0])
    return f"a row of {broken[0]!r} points nowhere" if broken else None


def _embedder(settings: "Settings") -> Check:
    from prompts.modelfile import MINILM, check

    try:
        check(settings.models / MINILM.filename, MINILM)
    except ModelFileError as error:
        return Check("embedder", "fail", _first_sentence(error), "Run: lossbook setup")
    return Check("embedder", "ok", f"{MINILM.name}, {MINILM.size / 1e6:.0f} MB, sha256 as expected")


def _playbook() -> Check:
    from prompts.playbook import Playbook

    playbook = Playbook.load()
    lines = sum(len(page.signals) for page in playbook.causes.values())
    return Check("playbook", "ok", f"{len(playbook.causes)} causes, {lines} lines")


def _model(settings: "Settings", probe: bool) -> Check:
    if settings.model == "none":
        return Check("model", "ok", "None: the built-in engine reads every note (LOSSBOOK_MODEL=none)")
    if settings.model.startswith("scripted:"):
        return Check("model", "warn", f"Scripted answers ({settings.model!r}), not a model", "Unset LOSSBOOK_MODEL.")
    if settings.chat_model:
        return _endpoint(settings, probe)
    from prompts.modelfile import QWEN, check

    try:
        check(settings.models / QWEN.filename, QWEN)
    except ModelFileError as error:
        text = f"{_first_sentence(error)} The built-in engine reads meanwhile."
        return Check("model", "warn", text, "Run: lossbook model pull")
    return Check("model", "ok", f"{QWEN.name}, on this machine, sha256 as expected")


def _endpoint(settings: "Settings", probe: bool) -> Check:
    from prompts.chat import ChatModel
    from prompts.model import host_of

    url = settings.openai_base_url or "https://api.openai.com/v1"
    model = settings.chat_model or ""
    text = f"{model} at {host_of(url)}"
    if not probe:
        return Check("model", "ok", f"{text} (not asked)")
    timeout = min(settings.model_timeout, 30.0)
    try:
        known = settings.home / "endpoints.json"
        found = ChatModel(url, model, settings.openai_api_key, timeout=timeout, known=known).probe()
    except LossbookError as error:
        hint = "Check OPENAI_BASE_URL, OPENAI_API_KEY and LOSSBOOK_CHAT_MODEL."
        return Check("model", "fail", f"{text}: {error}", hint)
    return Check("model", "ok", f"{text}; notes go there; answers by {found.method}")


def _index(settings: "Settings") -> Check:
    from ingest.store import Store

    with Store.open(settings.sql_url) as store:
        found, waiting, lines = store.generation(), store.outbox_waiting(), store.count_vectors()
    if found is None:
        text = f"Not built yet ({lines} lines); exact search answers. `lossbook serve` builds it"
        return Check("index", "ok", text)
    if not (settings.index / found.name).is_dir():
        text = f"The folder {found.name!r} is missing; exact search answers"
        return Check("index", "warn", text, "Run: lossbook serve")
    waits = f", {waiting} changes waiting for `lossbook serve`" if waiting else ""
    return Check("index", "ok", f"{found.name}, {found.passages} of {lines} lines{waits}")


def _app(settings: "Settings") -> Check:
    from app.serving import is_healthy
    from ingest.index.owner import OwnerLock
    from prompts.errors import HomeBusy

    lock = OwnerLock(settings.home)
    try:
        lock.acquire()
    except HomeBusy:
        where = f", answers on port {settings.port}" if is_healthy(settings.port) else ""
        return Check("app", "ok", f"Running as process {lock.owner() or 'unknown'}{where}")
    lock.release()
    return Check("app", "ok", "Not running; start it with: lossbook serve")


def _first_sentence(error: Exception) -> str:
    """Up to the next step, which the check gives itself."""
    return str(error).split(". Run ")[0].rstrip(".") + "."
