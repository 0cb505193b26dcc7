"""Forgetting a person or an account everywhere, looking whether it worked, and saying so in a certificate."""

import datetime as dt
import hashlib
import json
import os
import re
import stat
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Literal

from prompts.errors import HomeBusy, IndexUnavailable

if TYPE_CHECKING:
    from ingest.book import Book
    from ingest.records import Viewer

Kind = Literal["person", "account"]
_WAIT_SECONDS: Final = 60.0
_SKIPPED: Final = ("models", "cache")
"""Folders of a home that hold no note."""
_CHUNK: Final = 16_000_000
"""Bytes of a file in memory at once."""
_OUTSIDE: Final = (
    "Backups are not changed: a ledger of salted hashes removes the same again when one is put back, and keeps erased "
    "reviews from being imported again. Copies made outside Lossbook (exports, kits, packs, mails, a model endpoint's "
    "own logs) are not reached. Looked for: the whole name in any case; first and last name alone only where the "
    "whole name stood too. A nickname or a misspelt name is not found."
)


@dataclass(frozen=True)
class Certificate:
    """What was erased where, when and by whom, and what a search found afterwards."""

    kind: Kind
    name: str
    at: str
    """ISO 8601, UTC."""
    by: str
    code: str
    """Lossbook's version."""
    rows_erased: Mapping[str, int]
    rows_blanked: Mapping[str, int]
    """Rows of others in which the name was made unreadable."""
    vectors: str
    left: Mapping[str, int]
    """Rows in which the name still stands, by table, after a search of every text of every table."""
    files: tuple[str, ...]
    """Files of the home that still hold the name."""
    notes: tuple[str, ...]

    @property
    def complete(self) -> bool:
        """Whether the search found nothing."""
        return not self.left and not self.files and not self.notes

    @property
    def document(self) -> dict[str, Any]:
        """As JSON, with the sha256 of all the rest."""
        body = {**asdict(self), "complete": self.complete, "outside": _OUTSIDE}
        body |= {"files": list(self.files), "notes": list(self.notes)}
        text = json.dumps(body, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        return {**body, "sha256": hashlib.sha256(text.encode()).hexdigest()}


def forget(book: "Book", viewer: "Viewer", kind: Kind, name: str) -> Certificate:
    """Do it, all of it.

    Raises:
        NotFound: nothing on record holds that name.
        StoreError: the viewer may not.
    """
    from ingest import version
    from ingest.records import Viewer

    store = book.store
    done = store.forget_person(viewer, name) if kind == "person" else store.forget_account(viewer, name)
    _renew(book, Viewer(name=viewer.name, all=True), done.reviews)
    vectors, notes = _index(book)
    if done.words:
        notes.append(f"Left in other notes, being ordinary words: {', '.join(done.words)}.")
    if not done.scrubbed:
        notes.append("Another process has the database open; the last traces on disk go when it closes.")
    searched = [each for each in done.names if each not in done.words]
    files, unread = _files(book.settings.home, searched)
    return Certificate(
        kind=kind,
        name=name,
        at=dt.datetime.now(dt.UTC).isoformat(timespec="seconds"),
        by=viewer.name,
        code=version(),
        rows_erased=dict(Counter(done.erased.rows if done.erased else {}) + Counter(done.cleared)),
        rows_blanked=dict(done.blanked),
        vectors=vectors,
        left=store.names_left(searched) if searched else {},
        files=tuple(files),
        notes=(*notes, *unread),
    )


def _renew(book: "Book", viewer: "Viewer", versions: Sequence[str]) -> None:
    from ingest.store.rows import Vectors

    for review_id in versions:
        lines = book.store.review(viewer, review_id).lines
        book.store.renew_vectors(viewer, review_id, Vectors(book.line_vectors(lines)))
    book.note_vectors.forget()


def _index(book: "Book") -> tuple[str, list[str]]:
    """Let the search index be built anew, which alone takes old vectors off the disk; (what is so, what is not)."""
    import time

    from ingest.index.owner import OwnerLock

    if book.store.generation() is None and not any(book.settings.index.glob("*")):
        return "There was no search index.", []
    try:
        with OwnerLock(book.settings.home):
            book.store.forget_generation()
            index, indexer = book.make_index()
            try:
                while indexer.step():
                    pass
                name = index.generation
            finally:
                indexer.stop()
            return f"The search index was built anew, as {name}; it holds ids and numbers, no text.", []
    except HomeBusy:
        end = time.monotonic() + _WAIT_SECONDS
        while book.store.outbox_waiting() and time.monotonic() < end:
            time.sleep(0.2)
        if not book.store.outbox_waiting():
            return "The running app has built the search index anew; it holds ids and numbers, no text.", []
    except IndexUnavailable as error:
        return "The search index could not be built anew.", [f"{error}. Run `lossbook rebuild-index`."]
    return "Not checked.", ["The running app has not built the search index anew yet; ask again in a minute."]


def _files(home: Path, names: Sequence[str]) -> tuple[list[str], list[str]]:
    """Search the home's files, the index and the database's own included, for these names as text.

    Returns the files that hold one, and a sentence for each file or folder that could not be read.
    """
    if not names:
        return [], []
    written = [name.encode() for name in names]
    sought = re.compile(b"|".join(map(re.escape, written)), re.IGNORECASE)
    found: list[str] = []
    unread: list[OSError] = []
    for folder, inside, files in os.walk(home, onerror=unread.append):
        if Path(folder) == home:
            inside[:] = [each for each in inside if each not in _SKIPPED]
        inside.sort()
        for file in (Path(folder, each) for each in sorted(files)):
            try:
                if _in_file(file, sought, max(map(len, written))):
                    found.append(str(file.relative_to(home)))
            except FileNotFoundError:
                continue  # gone since it was listed
            except OSError as error:
                unread.append(error)
    return found, [
        f"Not searched: {error.filename!r} cannot be read ({error.strerror}). Let Lossbook read it and ask again, or "
        "look yourself."
        for error in unread
    ]


def _in_file(file: Path, sought: re.Pattern[bytes], longest: int) -> bool:
    """Whether a file holds a match of at most `longest` bytes. Raises OSError."""
    if not stat.S_ISREG(file.stat().st_mode):
        return False  # a socket or a pipe holds nothing
    with file.open("rb") as source:
        before = b""
        while piece := source.read(_CHUNK):
            here = before + piece
            if sought.search(here):
                return True
            before = here[-longest:]
    return False


def page(certificate: Certificate) -> str:
    """The certificate as a person reads it."""
    body = certificate.document
    verdict = (
        "A search of every table and of every file of the home, but for models and cache, found the name nowhere."
        if certificate.complete
        else "Not complete yet; see what is left."
    )
    parts = [
        f"# Erased: the {certificate.kind} {certificate.name}",
        f"{certificate.at}, by {certificate.by}, Lossbook {certificate.code}. {verdict}",
        _table("Rows erased", certificate.rows_erased),
        _table("Rows of others in which the name was made unreadable", certificate.rows_blanked),
        f"Search index: {certificate.vectors}",
        _table("Rows that still hold the name", certificate.left),
    ]
    parts += ["Files that still hold it: " + ", ".join(certificate.files)] if certificate.files else []
    parts += list(certificate.notes)
    return "\n\n".join([*filter(None, parts), _OUTSIDE, f"sha256 of the JSON: {body['sha256']}"]) + "\n"


def _table(title: str, counts: Mapping[str, int]) -> str:
    if not counts:
        return f"{title}: none."
    return f"{title}:\n\n" + "\n".join(f"- {table}: {number}" for table, number in sorted(counts.items()))
