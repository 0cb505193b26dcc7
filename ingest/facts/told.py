"""Days that a note tells of and does not ask for: 'her email of 11 May', 'I flagged it in May', 'had it come in May'.

Without a year such words would mean the next such day, which lies ahead and is nobody's wish.
"""

import re
from typing import Final

from ingest.facts.dates import When

_ADVERB: Final = r"(?:(?:\w+ly|also|first|already|then|never|last|both|only|just|even|all) )?"
_DID: Final = (
    r"(?:flagged|sent|rang|phoned|emailed|mailed|wrote|met|spoke|talked|visited|called|heard|saw|showed|demoed|quoted"
    r"|presented|answered|replied|responded|came|went|left|joined|started|signed|bought"
    r"|renewed|retired|died|closed|lost|won|froze|paid|tried|missed|forgot|chased|delivered|dropped|pulled|switched"
    r"|(?:was|were|got) (?:\w+ed|told|sent|made|bought|let go|sold|given|rung))"
)
_AHEAD: Final = (
    r"(?:to|until|till|til|by|before|after|for|that|would|will|could|should|can|if|when|once|again|next|is|are|be|now"
    r"|from|since|want\w*|need\w*|and|but|so|who|which|starts?|opens?|ends?|runs?|expires?|renews?|begins?|comes?|gets?"
    r"|has|have|says?|said|asks?)"
)
_BEHIND: Final = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r"\b(?:last|latest|final) (?:(?:proper|real|actual|good|known|direct|written) )?(?:contact|call|e-?mail"
        rf"|mail|message|reply|answer|visit|word|sign|spoke|heard|rang|met|saw|wrote)\b(?:(?!\b{_AHEAD}\b)[^.,;:!?]){{0,25}}$",
        r"\b(?:e-?mails?|mails?|messages?|letters?|voicemails?|quotes?|offers?|proposals?|notes?|calls?) (?:of|dated)"
        r" (?:the )?$",
        r"\b(?:her|his|their|my|our) (?:last |first |second )?(?:e-?mails?|mails?|messages?|letters?|voicemails?"
        r"|notes?) (?:from|on|in) (?:the )?$",
        r"\b(?:ended|expired|lapsed|ran out) (?:in |on )?(?:the )?$",
        rf"(?:\b(?:I|we|she|he|they|you|it|who|nobody|no ?one)|\b(?-i:[A-Z])[\w’'-]+) {_ADVERB}{_DID}\b"
        rf"(?:(?!\b{_AHEAD}\b)[^.,;:!?]){{0,40}}?\b(?:back )?(?:in|on|around|during) (?:the )?(?:early |late |mid )?$",
    )
)
_WOULD_HAVE: Final = re.compile(
    r"\bif\b[^.;!?]{0,40}\b(?:had|hadn['’]?t)(?: not| only| just| ever)? (?:been|come|gone|got|had|sent|seen|known|told"
    r"|said|met|rung|done|made|\w{2,}ed)\b"
    r"|(?:^|\band |\bbut )had (?:we|they|he|she|you|it|I)\b"
    r"|\b(?:would|could|should|might|['’]d)(?:n['’]?t)?(?: not)?(?: have|['’]ve) (?:been|come|gone|got|had|sent|seen"
    r"|known|told|said|met|rung|won|done|made|taken|bought|\w{2,}ed)\b",
    re.IGNORECASE,
)
_DUE: Final = re.compile(r"\b(?:by|until|till|til|before|after|from)\s+(?:the )?$", re.IGNORECASE)
_YEAR: Final = re.compile(r"20\d\d|['’]\d\d|\bnext\b", re.IGNORECASE)


def ends_in_year(shown: str, when: When) -> bool:
    """'spring 28' and 'Mar 28', but not the 28th of March."""
    found = re.search(r"[^\W\d]\.?\s(\d\d)$", shown)
    return found is not None and when.day is not None and when.day.year % 100 == int(found[1])


def is_told(words: str, when: When) -> bool:
    """Whether the day at `when` in these words has been, or never came; one with its year says itself which it is."""
    shown = words[when.start : when.end]
    if _YEAR.search(shown) or ends_in_year(shown, when):
        return False
    ahead = re.split(r"[.!?;,]\s", words[: when.start])[-1]
    if _DUE.search(ahead):
        return False
    clause = ahead + re.split(r"[.!?;,](?:\s|$)", words[when.start :])[0]
    return bool(_WOULD_HAVE.search(clause)) or any(pattern.search(ahead) for pattern in _BEHIND)
