"""Mail inside a note: header blocks, 'On ... wrote:', quoted replies; each part gets its sender as speaker."""

import re

from ingest.lines.rows import Row

HEADER = re.compile(
    r"(?:\*\*?)?(?P<field>from|to|cc|bcc|subject|subj?|date|sent|reply-to|message-id|in-reply-to|references|x-[\w-]+"
    r"|mime-version|content-[\w-]+|received|return-path|importance|attachments|von|an|betreff|gesendet|datum|de|para"
    r"|asunto"
    r"|enviado(?: el)?|fecha|à|objet|envoyé|da|a|oggetto|inviato|data|van|aan|onderwerp|verzonden|assunto)"
    r"(?:\*\*?)?[ \t]*:(?:\*\*?)?[ \t]*(?P<value>.*)",
    re.IGNORECASE,
)
"""One mail header, in the languages mail programs write them in."""

SENDER_FIELDS = frozenset({"from", "von", "de", "da", "van"})
SUBJECT_FIELDS = frozenset({"subject", "sub", "subj", "betreff", "asunto", "objet", "oggetto", "onderwerp", "assunto"})
DATE_FIELDS = frozenset(
    {"date", "sent", "datum", "gesendet", "fecha", "enviado", "enviado el", "envoyé", "inviato", "data"}
)

_SURE = frozenset({"from", "subject", "message-id", "von", "betreff", "asunto", "objet", "oggetto", "onderwerp"})
_WROTE = re.compile(
    r"(?:(?:on|am|el|le|il|op|em)\b.{4,120}?,?\s+)?(?P<who>[^,;<>\n]{2,60}?)\s*(?:<(?P<mail>[^<>\s]{3,80})>)?\s*"
    r"(?:wrote|writes|schrieb|escribi[óo]|a écrit|ha scritto|schreef|escreveu)\s*(?:[^:\n]{0,60})?:?$",
    re.IGNORECASE,
)
_GERMAN_WROTE = re.compile(
    r"Am\b.{4,80}\bschrieb\s+(?P<who>[^<>:\n]{2,60}?)\s*(?:<(?P<mail>[^<>\s]{3,80})>)?:$", re.IGNORECASE
)
_DIVIDER = re.compile(
    r"(?:[-_=*]{2,}|begin )\s*(?:original message|forwarded message|forwarded by|weitergeleitete"
    r"|ursprüngliche nachricht"
    r"|original-nachricht|mensaje original|mensaje reenviado|message transféré|messaggio|oorspronkelijk)",
    re.IGNORECASE,
)
_MAIL = re.compile(r"<?\s*([\w.+'-]{1,64}@[\w.-]{1,120}\.\w{2,24})\s*>?")
_WHEN = re.compile(
    r"\b(?:um|at|a las|à)?\s*\d{1,2}[:.]\d{2}(?::\d{2})?\s*(?:[ap]\.?m\.?)?(?:\s*(?:uhr|cet|utc|gmt|[+-]\d{4}))?,?",
    re.IGNORECASE,
)


def name_of(address: str) -> str:
    """'"Whitlock, Dana" <dana@halden.com>' -> 'Dana Whitlock'; a bare address gives what is before the '@'."""
    found = _MAIL.search(address)
    shown = _MAIL.sub("", address).strip(" \"'<>()[]*;") if found else address.strip(" \"'<>*")
    if not shown and found:
        local = re.sub(r"[\d_]+", " ", found[1].partition("@")[0].replace(".", " ")).strip()
        return local.title() or found[1]
    last, comma, first = shown.partition(",")
    return f"{first.strip()} {last.strip()}" if comma and first.strip() and "," not in first else shown


def address_of(value: str) -> str | None:
    """Return the mail address in a header's value, lower case."""
    found = _MAIL.search(value)
    return found[1].lower() if found else None


def mark_mail(text: str, rows: list[Row]) -> list[str]:
    """Set kind and speaker of mail rows; returns the values of the sender headers, outermost first."""
    senders: list[str] = []
    told = False
    by_depth: dict[int, str] = {}
    filed = False
    for at, (first, last) in enumerate(_blocks(text, rows)):
        _mark_block(rows, first, last)
        filed = filed or (at == 0 and first <= 2 and _stays_in_house(text[rows[first].start : rows[last - 1].end]))
    for position, row in enumerate(rows):
        content = text[row.start : min(row.end, row.start + 240)]
        if row.kind == "header":
            header = HEADER.match(content)
            if header and header["field"].lower() in SENDER_FIELDS and header["value"].strip():
                told = bool(senders)
                senders.append(header["value"])
                by_depth = {depth: who for depth, who in by_depth.items() if depth < row.depth}
                by_depth[row.depth] = name_of(header["value"])
            if row.end - row.start < 240 and header and header["field"].lower() in SUBJECT_FIELDS:
                row.kind = "field"
            else:
                row.kind = "skip"
        elif _DIVIDER.match(content):
            row.kind = "skip"
            by_depth.pop(row.depth, None)
        elif row.kind == "text" and (wrote := _attribution(text, rows, position)):
            told = True
            senders.append(wrote)
            depth = _depth_after(rows, position)
            by_depth[max(depth, row.depth)] = name_of(wrote)
        elif row.kind == "text" and row.depth in by_depth:
            row.speaker, row.said = by_depth[row.depth], told or not filed
    return senders


def _blocks(text: str, rows: list[Row]) -> list[tuple[int, int]]:
    """Find runs of two or more headers that hold a From, Subject or Message-ID."""
    blocks: list[tuple[int, int]] = []
    first = 0
    fields: set[str] = set()
    for position, row in enumerate([*rows, Row(0, 0, kind="blank")]):
        header = HEADER.match(text, row.start, min(row.end, row.start + 240)) if row.kind == "text" else None
        if header:
            first = first if fields else position
            fields.add(header["field"].lower())
            continue
        folded = fields and row.kind == "text" and row.start > 0 and text[row.start - 1] in " \t" and not row.bullet
        if folded and row.depth == 0:
            continue
        if len(fields) >= 2 and fields & _SURE:
            blocks.append((first, position))
        fields = set()
    return blocks


def _stays_in_house(block: str) -> bool:
    """A mail to colleagues or to the file: all its addresses share the sender's domain."""
    hosts = {found.lower().partition("@")[2] for found in _MAIL.findall(block)}
    return len(hosts) == 1


def _mark_block(rows: list[Row], first: int, last: int) -> None:
    for row in rows[first:last]:
        if row.kind == "text":
            row.kind = "header"


def _attribution(text: str, rows: list[Row], position: int) -> str | None:
    """Return 'Name <address>' when the row (or the row and the next) says who wrote what follows."""
    row = rows[position]
    if row.end - row.start > 200:
        return None
    content = text[row.start : row.end]
    if not re.match(r"(?:on|am|el|le|il|op|em)\s", content, re.IGNORECASE) and not content.endswith("wrote:"):
        return None
    after = rows[position + 1] if position + 1 < len(rows) else None
    tail = content[-80:]
    if not tail.rstrip().endswith(":") and after is not None and after.kind == "text" and after.end - after.start < 90:
        content = f"{content} {text[after.start : after.end]}"
    else:
        after = None
    found = _GERMAN_WROTE.match(content) or _WROTE.match(content)
    if not found or not content.rstrip().endswith(":"):
        return None
    row.kind = "skip"
    if after is not None:
        after.kind = "skip"
    who = _WHEN.split(found["who"])[-1].strip(" ,") or (found["mail"] or "")
    return f"{who} <{found['mail']}>" if found["mail"] else who


def _depth_after(rows: list[Row], position: int) -> int:
    return next((row.depth for row in rows[position + 1 :][:4] if row.kind == "text"), 0)
