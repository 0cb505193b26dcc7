"""Tell text from everything else, and name what the else looks like."""

import io
import zipfile

from ingest.read.encoding import decode

_MAGIC = (
    (b"%PDF", "a PDF"),
    (b"\x89PNG", "a PNG picture"),
    (b"\xff\xd8\xff", "a JPEG picture"),
    (b"GIF8", "a GIF picture"),
    (b"RIFF", "a sound or video file"),
    (b"ID3", "an MP3 recording"),
    (b"OggS", "a sound recording"),
    (b"\x1aE\xdf\xa3", "a video"),
    (b"\xd0\xcf\x11\xe0", "an old Word, Excel or Outlook file"),
    (b"{\\rtf", "a rich-text (RTF) file"),
    (b"\x1f\x8b", "a compressed archive"),
    (b"7z\xbc\xaf", "a compressed archive"),
    (b"Rar!", "a compressed archive"),
    (b"SQLite format 3", "a database"),
    (b"MZ", "a program"),
    (b"\x7fELF", "a program"),
)
_ZIPPED = (
    ("word/", "docx"),
    ("xl/", "an Excel workbook"),
    ("ppt/", "a PowerPoint deck"),
    ("content.xml", "an OpenDocument file"),
)


def sniff(data: bytes) -> str:
    """Return 'text', 'docx', or a phrase for what `data` looks like ('a PDF')."""
    if data[:2] == b"PK":
        return _zipped(data)
    if data[4:8] == b"ftyp":
        return "a sound or video file"
    for start, what in _MAGIC:
        if data.startswith(start) and (len(start) > 3 or not _looks_like_text(data)):
            return what
    return "text" if _looks_like_text(data) else "a binary file"


def _zipped(data: bytes) -> str:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = archive.namelist()
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError):
        return "text" if _looks_like_text(data) else "a damaged Word file or archive"
    for prefix, what in _ZIPPED:
        if any(name.startswith(prefix) for name in names):
            return what
    return "a compressed archive"


def _looks_like_text(data: bytes) -> bool:
    """A stray NUL or escape is still text; one control character in fifty is not."""
    sample = decode(data[:8192])
    odd = sum(1 for char in sample if (char < " " and char not in "\t\n\r\x0b\x0c\x1b") or char == "\ufffd")
    return odd <= max(2, len(sample) // 50)
