"""Bytes to text without ever failing on text, and the one change made to any text: unusable characters."""

import re

UNUSABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff]")
"""C0 controls but tab, LF and CR, and lone surrogates: no database or screen takes them."""

_MULTIBYTE = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")


def clean(text: str) -> str:
    """Put U+FFFD in place of each unusable character, one for one, so offsets stay true."""
    return UNUSABLE.sub("\ufffd", text)


def decode(data: bytes, charset: str | None = None) -> str:
    """Decode text: its UTF-16, the declared charset, UTF-8, else Windows-1252. Never raises."""
    wide = _utf16(data)
    if wide:
        return data.decode(wide, errors="replace").removeprefix("\ufeff")
    for name in (charset, "utf-8-sig"):
        try:
            if name:
                return data.decode(name)
        except (LookupError, ValueError):
            continue
    # A UTF-8 file with a few broken bytes must not turn into mojibake from end to end.
    good = _MULTIBYTE.findall(data)
    stray = sum(byte >= 0x80 for byte in data) - sum(map(len, good))
    return data.decode("utf-8" if len(good) > stray else "cp1252", errors="replace")


def _utf16(data: bytes) -> str | None:
    """Name the UTF-16 of `data`: from its BOM, or because every other byte of Western text is zero."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    head = data[:2000]
    half = max(1, len(head) // 2)
    if head[1::2].count(0) > 0.7 * half and head[0::2].count(0) < 0.1 * half:
        return "utf-16-le"
    if head[0::2].count(0) > 0.7 * half and head[1::2].count(0) < 0.1 * half:
        return "utf-16-be"
    return None
