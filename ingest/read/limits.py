"""What is too big, too small or not text, said so that the next step is plain."""

import re
from typing import Final

from prompts.errors import NoteError

MAX_CHARS: Final = 2_000_000
"""Longest note, in characters (2 MB of plain English)."""
MAX_FILE: Final = 25_000_000
"""Largest .docx or .eml, in bytes: pictures and attachments are left out, only the text counts as the note."""
READABLE: Final = ".txt, .md, .docx, .eml, .vtt, .srt and call .json files"

_WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")
# Scripts written without spaces between words: Thai to Khmer, kana, Han, halfwidth kana.
_NO_SPACES = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uff66-\uff9f]")


def check_size(size: int, name: str, limit: int = MAX_CHARS) -> None:
    """Raise NoteError when `size` (characters, or bytes of a file) is over `limit`."""
    if size > limit:
        raise NoteError(
            f"{_called(name)} is {size / 1e6:.1f} MB, and {limit / 1e6:.0f} MB is the most one note may hold. "
            "Cut it to the part about this deal and try again."
        )


def check_words(text: str, name: str) -> None:
    """Raise NoteError when `text` holds no words, or only one."""
    words = _WORD.findall(text[:4000]) or _WORD.findall(text)
    if not words and not text.strip():
        raise NoteError(
            f"{_called(name)} is empty. Two or three sentences about what happened are enough to begin with."
        )
    if not words:
        raise NoteError(f"{_called(name)} holds no words. Two or three sentences about what happened are enough.")
    if len(words) == 1 and len(_NO_SPACES.findall(text[:4000])) < 6 and len(_WORD.findall(text)) == 1:
        raise NoteError(
            f"{_called(name)} holds one word, {words[0][:40]!r}. "
            "Add a sentence or two on what was said and done, and try again."
        )


def not_readable(name: str, looks_like: str) -> NoteError:
    """Build the error for a file that is not a note."""
    return NoteError(
        f"{_called(name)} looks like {looks_like}, which cannot be read as a note. "
        f"Lossbook reads pasted text and {READABLE}."
    )


def _called(name: str) -> str:
    return f"The file {name!r}" if name else "The note"
