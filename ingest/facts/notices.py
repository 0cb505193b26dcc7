"""One calm sentence for each thing a reader should know about the note before trusting what is made of it."""

import re

from ingest.facts.fields import Field
from ingest.facts.outcome import Ending
from ingest.records import Line

WON = "This reads like a won deal. It is reviewed with the same care; there is no loss to explain."
OPEN = "This reads like a deal that is still open. What follows is a first look, not a verdict."
TWO = "This note seems to hold two deals. Review them one at a time for a clear answer."
INSTRUCTS = "Part of this note is written as an instruction to a machine. It is read as plain text and not followed."
LANGUAGE = "This note is in a language the built-in engine reads less well. Please check the evidence with care."

_INSTRUCTS = re.compile(
    r"\b(?:ignore|disregard|forget|override|bypass)\s+(?:all\s+|any\s+|every\s+|the\s+|your\s+|my\s+|these\s+"
    r"|previous\s+|prior\s+|above\s+|earlier\s+|of\s+)*(?:instructions?|prompts?|rules|guidelines|directions"
    r"|programming|system prompt)"
    r"|^[^\w\n]{0,8}(?:system|assistant|developer)\s*:\s*\S|<\|?(?:im_start|im_end|system|endoftext)\|?>|\[/?INST\]"
    r"|\byou are (?:now )?(?:a|an|no longer) (?:ai|language model|assistant|chatbot|llm|helpful|different)"
    r"|<!--[^>]{0,300}\b(?:ai|llm|assistant|model|instruction|gpt|ignore|output|respond|prompt)\b|\b(?:reveal|print"
    r"|show|repeat) (?:your|the) (?:system )?(?:prompt|instructions)"
    r"|\b(?:ignorier\w*|vergiss)\s+(?:alle\s+|deine\s+|die\s+|bisherigen\s+|vorherigen\s+)*(?:anweisungen|regeln"
    r"|instruktionen)|\bignora\s+(?:todas\s+)?(?:las\s+|tus\s+)?(?:instrucciones|reglas)",
    re.IGNORECASE | re.MULTILINE,
)
_FIRM = r"[A-ZÀ-Þ][\w’'-]+(?: (?:& |and )?[A-ZÀ-Þ][\w’'-]+){1,4}"
_ENDED = re.compile(
    rf"\b[Ll]ost (?:the )?(?P<firm>{_FIRM})(?= to | deal| as well| too)"
    rf"|^\W{{0,4}}(?P<headed>{_FIRM})\s*[-–—:]\s*(?:closed )?(?:lost|won|dead)\b"
)
_READ_WELL = frozenset({"en"})


def find_notices(
    text: str, lines: tuple[Line, ...], fields: list[Field], ending: Ending, language: str
) -> tuple[str, ...]:
    """Return the sentences, the most important first."""
    checks = (
        (ending.outcome == "won", WON),
        (ending.open, OPEN),
        (_two_deals(fields) or _two_endings(lines), TWO),
        (bool(_INSTRUCTS.search(text)), INSTRUCTS),
        (language not in _READ_WELL, LANGUAGE),
    )
    return tuple(sentence for holds, sentence in checks if holds)


def _two_deals(fields: list[Field]) -> bool:
    """Two accounts, two opportunities, or two lost reasons or closed stages, each in a field of its own."""
    accounts = {_folded(field.value) for field in fields if field.kind in ("account",)}
    deals = {_folded(field.value) for field in fields if field.kind == "deal"}
    reasons = [field for field in fields if field.kind == "reason" and "reason" in field.label]
    closed = [
        field
        for field in fields
        if field.kind == "outcome" and re.search(r"closed|lost|won", field.value, re.IGNORECASE)
    ]
    return (
        len(accounts) > 1
        or len(deals) > 1
        or len({field.line for field in closed}) > 1
        or len({f.line for f in reasons if f.label == reasons[0].label}) > 1
    )


def _two_endings(lines: tuple[Line, ...]) -> bool:
    """'Lost Alder Homes to Kestrel ... lost Birch Homes too', or two headings 'Alder Homes - lost' of two firms."""
    firms = {
        _folded(found["firm"] or found["headed"])
        for line in lines
        if line.speaker is None
        for found in _ENDED.finditer(line.text[:200])
    }
    # 'Lost Alder ... Alder Homes - lost' is one deal: a name that begins another is the same firm.
    return sum(not any(other != firm and other.startswith(firm) for other in firms) for firm in firms) > 1


def _folded(value: str) -> str:
    return re.sub(r"[^\w]+", " ", value.lower()).strip()
