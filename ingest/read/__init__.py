"""Files and pasted text to a `Note`: one small module a kind.

encoding   bytes to text, unusable characters replaced one for one
sniff      text or not, and what it looks like when not
limits     too big, too small, not a note: the sentences
mail       .eml, with markup for mail that has only HTML
cues       .vtt and .srt
word       .docx
calls      .json of Gong, Fireflies, Fathom and Momentum
"""

from collections.abc import Callable
from datetime import date
from pathlib import Path, PurePath

from ingest.read.encoding import clean, decode
from ingest.read.limits import MAX_CHARS, MAX_FILE, check_size, check_words, not_readable
from ingest.read.sniff import sniff
from ingest.records import Note
from prompts.errors import NoteError

__all__ = ["read_bytes", "read_file", "read_text"]


def read_text(text: str, written: date | None = None, name: str = "") -> Note:
    """Read pasted text. Raises NoteError when it is empty, one word or over 2 MB."""
    check_size(len(text), name)
    check_words(text, name)
    return Note(text=clean(text), kind="paste", name=name, written=written)


def read_file(path: Path | str, written: date | None = None) -> Note:
    """Read one file. Raises NoteError when it cannot be opened or is not a note."""
    path = Path(path)
    try:
        size = path.stat().st_size
        check_size(size, path.name, MAX_FILE)
        data = path.read_bytes()
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or str(error)
        raise NoteError(f"The file {str(path)!r} cannot be opened: {why}. Check the name and try again.") from error
    return read_bytes(path.name, data, written)


def read_bytes(name: str, data: bytes, written: date | None = None) -> Note:
    """Read an uploaded file by what it holds first, its ending second.

    `written` (from the rep) beats the day found in the file. Raises NoteError.
    """
    looks_like = sniff(data)
    kind = "docx" if looks_like == "docx" else _kind(name, data)
    if looks_like not in ("text", "docx") or (kind == "docx" and looks_like != "docx" and data.strip()):
        raise not_readable(name, "a damaged Word file" if looks_like == "text" else looks_like)
    check_size(len(data), name, MAX_FILE if kind in ("docx", "eml", "json") else 2 * MAX_CHARS)
    text, found = _reader(kind)(name, data)
    check_size(len(text), name)
    check_words(text, name)
    return Note(text=clean(text), kind=kind, name=name, written=written or found)


def _kind(name: str, data: bytes) -> str:
    """Settle the kind from the file's ending; a transcript saved as .txt is still a transcript."""
    ending = PurePath(name.replace("\\", "/")).suffix.lower().lstrip(".")
    if ending in ("md", "markdown"):
        return "md"
    if ending in ("docx", "eml", "vtt", "srt", "json"):
        return ending
    return "vtt" if data.lstrip(b"\xef\xbb\xbf")[:6] == b"WEBVTT" else "txt"


def _reader(kind: str) -> Callable[[str, bytes], tuple[str, date | None]]:
    """Find the reader of a kind; each is imported only when it is needed."""
    if kind == "docx":
        from ingest.read.word import read_docx

        return read_docx
    if kind == "eml":
        from ingest.read.mail import read_eml

        return read_eml
    if kind in ("vtt", "srt"):
        from ingest.read.cues import read_cues

        return read_cues
    if kind == "json":
        from ingest.read.calls import read_call

        return read_call
    return lambda _name, data: (decode(data), None)
