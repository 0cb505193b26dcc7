"""Labels before a colon: which name a field of a form, and which name the person who speaks."""

import re
from functools import cache
from typing import Final

FIELDS: Final = {
    "account": "account|acct|a/c|account name|customer name|client name|company|company name|organisation"
    "|organization|customer"
    "|client|prospect|firma|kunde|konto|unternehmen|cliente|cuenta|empresa|azienda|société|compte|klant|bedrijf",
    "deal": "deal|deal name|opportunity|opportunity name|opp|opp name|oportunidad|affaire",
    "outcome": "outcome|status|stage|deal stage|sales stage|deal status|opportunity stage|result|phase|ergebnis"
    "|estado"
    "|etapa|resultado|statut|étape|fase|esito",
    "reason": "closed lost reason|close lost reason|closed-lost reason|lost reason|loss reason|reason lost|reason"
    "|reason for loss|reason for losing|reason code|lost because|why lost|why we lost|why did we lose|main reason"
    "|deal lost reason|primary loss reason|primary lost reason|primary reason|loss category|lost category|crm reason"
    "|crm says|reason in crm|reason in the crm|crm motivo|motivo crm|motivo en crm|grund crm|crm grund|crm-grund"
    "|lost reason crm|crm lost reason|stated reason|lost reason detail|closed reason|close reason|verlustgrund|grund"
    "|absagegrund|motivo"
    "|motivo de pérdida|motivo de perdida|motivo perdita|razón|razon|motif|motif de perte|raison|reden|reden verlies"
    "|motivo da perda",
    "competitor": "competitor|competitors|competitor name|lost to|winner|rival|main competitor|primary competitor"
    "|competition|won by|wettbewerber|mitbewerber|verloren an|competidor|competencia|perdido contra|concurrent"
    "|concorrente|concurrentie",
    "people": "contact|contacts|primary contact|main contact|attendees|participants|champion|decision maker"
    "|decision-maker|decision makers|economic buyer|stakeholders|stakeholder|people|present|met with|spoke with"
    "|teilnehmer|ansprechpartner|kontakt|asistentes|contacto|contactos|participantes|contatto|sponsor|on the call",
    "rep": "owner|opportunity owner|deal owner|account owner|sales rep|account executive|author|logged by|created by"
    "|rep name|verkäufer|vendedor",
    "date": "date|datum|fecha|data|call date|meeting date|written|created|created date|logged|generated|note date"
    "|sent|gesendet|enviado|envoyé|date of call",
    "closed": "closed|close date|closed on|closed date|lost on|date lost|lost date",
    "next": "next step|next steps|next action|next activity|next contact|follow up|follow-up|followup|follow up date"
    "|follow-up date|revisit|revisit date|reengage|re-engage|re-engage date|come back|reopen|nächster schritt"
    "|nächste schritte|wiedervorlage|próximo paso|próximos pasos|seguimiento|prochaine étape|todo|to do|next",
    "free": "notes|note|summary|comments|comment|description|details|background|recap|context|notizen|notas|notiz"
    "|call notes|call summary|debrief|what happened|lessons|learned|lesson|own goal|my take|honest take|takeaway"
    "|bottom line|tldr|tl;dr|ps|p.s|nb|edit|update|fyi|reminder|note to self|self|verdict|gut feel|lesson learned",
    "other": "amount|value|deal value|deal size|acv|arr|tcv|mrr|currency|probability|forecast|source|lead source|lead"
    "|industry|region|segment|type|size|company size|seats|term|product|products|plan|budget|timeline|timing|pricing"
    "|price|decision process|decision criteria|metrics|pain|pains|identify pain|authority|need|needs|risks|risk"
    "|blockers|blocker|crm|id|opportunity id|deal id|subject|re|fwd|fw|betreff|asunto|objet|oggetto|tags|tag|location"
    "|phone|tel|mobile|email|e-mail|mail|web|website|address|duration|recording|agenda|objections|objection|pros|cons"
    "|good|bad|positives|negatives|strengths|weaknesses|requirements|scope|users|vans|fleet|sites|team|demo|trial"
    "|pilot|proposal|quote|legal|security|procurement|implementation|integration|support|discovery|negotiation|q|a"
    "|question|questions|answer|answers|problem|solution|issue|issues|result|reality|truth|upside|downside|history"
    "|meeting|call|topic|title|priority|version|importance|outcome notes|http|https|betrag|umsatz|importe|monto"
    "|montant|volume|intro|small talk|objection raised|champions|final|also|but|so|then|plus|warning|caveat"
    "|the good|the bad|the ugly|what went wrong|what went well|what i learned|what they said|what they wanted",
}
"""Kind of field: its labels, lower case."""

TAGS: Final = {
    "buyer": "buyer|customer|client|prospect|them|they|kunde|cliente|lead|economic buyer|champion",
    "us": "rep|me|us|ae|seller|sales|sales rep|account executive|ich|wir|yo|nosotros|vendor|bdr|sdr|csm|se",
    "unknown": "speaker|user|system|agent|unknown|unknown speaker|unidentified speaker|sprecher|hablante|host|guest",
}
"""Words that stand for a speaker instead of a name, by side."""

_PARTICLES = frozenset(
    [
        "de",
        "der",
        "den",
        "van",
        "von",
        "del",
        "della",
        "di",
        "da",
        "dos",
        "la",
        "le",
        "el",
        "al",
        "bin",
        "ibn",
        "y",
        "e",
        "the",
        "of",
        "at",
        "from",
        "and",
    ]
)
_SPEAKER_NUMBER = re.compile(
    r"(?:speaker|participant|person|sprecher|hablante|guest|caller)[ _#]?\d{1,2}", re.IGNORECASE
)
_NOT_A_NAME = re.compile(r"[!?;=<>@{}\"“”]|\d{3}|//|^https?$")
_BAD_WORD = re.compile(
    r"^(?:i|we|it|is|was|are|were|not|no|yes|what|why|how|when|who|this|that|there|if|my|our|your|their|his|her"
    r"|said|says|told|only|one|two|three|first|second|last|day|week|month|year|lost|won|dead|closed|deal|call|asked"
    r"|here|still|same|note|price|reason|point|thing|meeting|step|question|problem|answer|bit|line|issue|part)$",
    re.IGNORECASE,
)


@cache
def _kinds() -> dict[str, str]:
    return {label: kind for kind, labels in FIELDS.items() for label in labels.split("|")}


@cache
def _tags() -> dict[str, str]:
    return {word: side for side, words in TAGS.items() for word in words.split("|")}


def plain_label(label: str) -> str:
    """Fold a label as people and exports write it: 'Closed_Lost_Reason__c', '**Why did we lose?**'."""
    folded = re.sub(r"(?:__c|\*+|[?#:\-–]+)$", "", label.strip().strip("*_# ").strip())
    return re.sub(r"[\s_]+", " ", folded).strip("*_?#: ").lower()


def field_kind(label: str) -> str | None:
    """Return the kind of field that `label` names, or None."""
    return _kinds().get(plain_label(label))


def tag_side(label: str) -> str | None:
    """Return the side that a speaker tag such as 'Buyer' or 'Me' stands for, or None when it is no tag."""
    plain = plain_label(label)
    if _SPEAKER_NUMBER.fullmatch(plain):
        return "unknown"
    return _tags().get(plain)


def is_name(label: str) -> bool:
    """Whether `label` looks like a person: 'Dana', 'Dana Whitlock (CFO)', 'Ana de la Cruz', never 'Next steps'."""
    label = label.strip().strip("*_")
    base = re.sub(r"\s*(?:[(\[|,–]|\s-\s).*$", "", label) or label
    words = base.split()
    if (
        not 1 <= len(words) <= 4
        or len(label.split()) > 7
        or re.search(r"\d|\w{3}\.\s", label)
        or _NOT_A_NAME.search(label)
        or field_kind(base)
        or field_kind(label)
    ):
        return False
    if any(_BAD_WORD.match(word) for word in words):
        return False
    return words[0][0].isupper() and all(word[0].isupper() or word.lower() in _PARTICLES for word in words)
