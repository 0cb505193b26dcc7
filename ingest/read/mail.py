"""Mail files: the headers a reader needs, then the body as it was sent, quoted replies and all."""

import email
from collections.abc import Iterator
from datetime import date
from email.header import decode_header, make_header
from email.message import Message
from email.utils import parsedate_to_datetime

from ingest.read.encoding import clean, decode
from ingest.read.markup import html_to_text
from prompts.errors import NoteError

_SHOWN = ("From", "To", "Cc", "Date", "Subject")


def read_eml(name: str, data: bytes) -> tuple[str, date | None]:
    """Return headers and body as text, and the day of the Date header. Raises NoteError when it has no words."""
    message = email.message_from_bytes(data)
    body = "\n\n".join(filter(None, _bodies(message)))
    headers = _headers(message)
    if not body.strip() and not message.get("Subject"):
        raise NoteError(f"The mail {name!r} holds no text that can be read. Paste its words instead.")
    return (f"{headers}\n\n{body}" if headers else body), _sent(message)


def _headers(message: Message) -> str:
    rows = ((field, _decoded(message.get(field))) for field in _SHOWN)
    return "\n".join(f"{field}: {value}" for field, value in rows if value)


def _decoded(value: object) -> str:
    if value is None:
        return ""
    try:
        text = str(make_header(decode_header(str(value))))
    except (ValueError, LookupError, UnicodeError):
        text = str(value)
    return " ".join(clean(text).split())


def _bodies(message: Message) -> Iterator[str]:
    """Walk the parts in order; of alternatives take plain text when it has words; leave attachments out."""
    parts = message.get_payload()
    kind = message.get_content_type()
    if kind == "message/rfc822" and isinstance(parts, list) and parts and isinstance(parts[0], Message):
        yield "---------- Forwarded message ----------\n" + _headers(parts[0])
        yield from _bodies(parts[0])
    elif kind == "multipart/alternative" and isinstance(parts, list):
        offered = [list(_bodies(part)) for part in parts if isinstance(part, Message)]
        yield from next((texts for texts in offered if any(text.strip() for text in texts)), [])
    elif message.is_multipart() and isinstance(parts, list):
        for part in parts:
            if isinstance(part, Message):
                yield from _bodies(part)
    elif kind.startswith("text/") and message.get_content_disposition() != "attachment":
        yield _text(message, kind)


def _text(part: Message, kind: str) -> str:
    payload = part.get_payload(decode=True)
    data = payload if isinstance(payload, bytes) else str(part.get_payload()).encode("utf-8", "replace")
    charset = part.get_content_charset()
    text = decode(data, None if charset in ("us-ascii", "ascii") else charset)
    # Line ends of mail belong to its transport, so the text keeps plain ones.
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return (html_to_text(text) if kind == "text/html" else text).strip("\n") if kind != "text/calendar" else ""


def _sent(message: Message) -> date | None:
    try:
        return parsedate_to_datetime(str(message.get("Date", ""))).date()
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
