"""Forgetting a person or an account everywhere, looking whether it worked, and saying so in a certificate."""

import datetime as dt
import hashlib
import json
import re
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
_LARGEST: Final = 200_000_000
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
    return Certificate(
        kind=kind,
        name=name,
        at=dt.datetime.now(dt.UTC).isoformat(timespec="seconds"),
        by=viewer.name,
        code=version(),
        rows_erased=dict(done.erased.rows) if done.erased else {},
        rows_blanked=dict(done.blanked),
        vectors=vectors,
        left=store.names_left(searched) if searched else {},
        files=tuple(_files(book.settings.home, searched)),
        notes=tuple(notes),
    )


def _renew(book: "Book", viewer: "Viewer", versions: Sequence[str]) -> None:
    from ingest.store.rows import Vectors

    for review_id in versions:
        lines = book.store.review(viewer, review_id).lines
        book.store.renew_vectors(viewer, review_id, Vectors(book.line_vectors(lines)))
    book.forget_vectors()


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


def _files(home: Path, names: Sequence[str]) -> list[str]:
    """Files of the home, the index and the database's own included, that hold one of these names as text."""
    if not names:
        return []
    sought = re.compile(b"|".join(re.escape(name.encode()) for name in names), re.IGNORECASE)
    found = []
    for file in sorted(home.rglob("*")):
        inside = file.relative_to(home)
        if inside.parts[0] in _SKIPPED or not file.is_file() or file.stat().st_size > _LARGEST:
            continue
        try:
            if sought.search(file.read_bytes()):
                found.append(str(inside))
        except OSError:
            continue
    return found


def page(certificate: Certificate) -> str:
    """The certificate as a person reads it."""
    body = certificate.document
    verdict = (
        "A search of every table and file found the name nowhere."
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
