"""The reason the rep or the CRM gave, in its own words, and the cause those words name when they name one."""

import re
from typing import Final

from ingest.facts.denied import after_actually, what_counts
from ingest.facts.fields import Field
from ingest.lines import flat
from ingest.records import Line, Stated
from prompts.codes import Cause

_VERB = (
    r"(?:marking|marked|mark|putting|puttin|put|logging|logged|log|closing|closed|close|filing|filed|file|coding"
    r"|coded|code|booking"
    r"|booked|tagging|tagged|recording|recorded|chalking|chalked|chalk|entering|entered|listing|listed|writing|write)"
)
_SAID = re.compile(
    rf"\b{_VERB}\s+(?:[^\s.;,]+\s+){{0,4}}?(?:as|under|down to|up to):?\s+(?:a |an |the )?"
    r"(?P<why>[^.;\n()]{2,70})",
    re.IGNORECASE,
)
_CRM = re.compile(
    r"\b(?:crm|salesforce|sfdc|hubspot|pipedrive|dropdown|picklist|officially|marking|marked|put)\b(?:\s+(?:reason"
    r"|field|entry))?(?:\s+(?:says?|is|as|will say|sagt|dice))?\s*(?:→|->|=>|:|=|,|–|-)?\s*(?:as |is )?"
    r"(?P<why>[\"“']?[A-Za-zÀ-ÿ][^.;\n()]{1,60})",
    re.IGNORECASE,
)
_REASON = re.compile(
    r"\b(?:(?:main |real |stated |official |lost |loss |close |closed )?reason(?: (?:given|is|was|for loss))?"
    r"|they (?:say|said) it(?:['’]s| is| was)|he says it(?:['’]s| is)"
    r"|lost (?:it |this |this one |them |the deal )?(?:on|due to|because of|over|down to)|grund(?: ist| war)?"
    r"|motivo(?: es| oficial)?|motif|abgelegt (?:als|unter)|als|gebucht als|cerrad[oa] (?:como|por)"
    r"|picked|clicked|selected|perdid[oa] por|la pongo como|lo pongo como|(?:i['’]?d|i would|gonna|going to|will"
    r"|i['’]ll) (?:call|say) (?:it|this)(?: is)?|i blame|blame it on|blaming)"
    r"(?!\w)\s*(?:→|->|:|=|–|-)?\s*(?:as |the |a |it['’]s |it is )?(?P<why>[^.;\n()]{2,60})",
    re.IGNORECASE,
)
_LABELLED = re.compile(
    r"(?:\b(?:reason|motivo|grund|why)\b(?:\s*\([^()\n]{1,20}\)|(?:\s+[\w’']+){0,4}?)\s*(?::|=|→|->|\s[–—-]\s)"
    r"|\b(?:reason|grund|motivo)(?:['’]s| is| was)?(?: that)?(?=\s+(?:they|he|she|the|we|it|i|no|we['’]re|he['’]s"
    r"|she['’]s|they['’]re|us)\b)"
    r"|\bfor the (?:field|form|crm|system):)\s*[\"“']?(?P<why>[^.;\n()\"“”]{2,90})",
    re.IGNORECASE,
)
"""'Reason (mine): payment terms': behind such a label the words need name no cause."""
_MARKED = re.compile(
    r"\b(?:(?:closed?[- ])?lost|losing|clos(?:ing|ed|e)|perdid[oa]|verloren|(?:dead|off|no|cl)(?=\s*[,.:(>→–—/-])"
    r"|log(?:ged|ging)?|mark(?:ed|ing)?|put(?:ting)?|puse|pongo"
    r"|went in|down|book(?:ed|ing)?|set|leave|left|fil(?:ed|ing)|write|wrote|chose|clicked|picked|for the form"
    r"|eingetragen)\b"
    r"(?: (?:it|this|them|that|am|have))?(?: (?:in|down|up))?(?: (?:as|in|under|on|por|como|als))?\s*(?:->|→"
    r"|[,.:(>/–—-])?\s*[\"“']?"
    r"(?=(?P<why>[^\W\d_][^.;\n()\"“”]{2,60}))",
    re.IGNORECASE,
)
"""'lost, timing', 'I logged price': the very next word must be one of a pick-list."""
_EMPTY = re.compile(
    r"\W*(?:blank|not filled|vac[ií]o|leer|empty|k\.? ?a|n/?a|sin dato|none|tbc|left blank)?\W*", re.IGNORECASE
)

CAUSE_WORDS: Final[tuple[tuple[str, Cause | None], ...]] = (
    (r"too small for us|shouldn.?t have chased|bad fit|wrong thing", "discovery_or_fit"),
    (
        r"follow.?up|was slow|i was late|were late|arrived late|too slow|slow (?:response|quote|reply)|late quote"
        r"|we were late|nachfassen|seguimiento",
        "follow_up",
    ),
    (
        r"champion|sponsor|contact left|key contact|left the company|reorg|retired|resign\w*|se fue|away to",
        "champion_lost",
    ),
    (
        r"decision.?maker|no access|single.?thread|no authority|never (?:met|sat|saw)|i no ever see|wrong person"
        r"|entscheider|decisor",
        "no_access",
    ),
    (
        r"incumbent|existing (?:vendor|supplier|provider)|renewed|current (?:vendor|supplier)|wired|own vendor"
        r"|parent.?s vendor|always was going|stay(?:s|ing)? with|bestandslieferant"
        r"|proveedor actual",
        "incumbent_or_wired",
    ),
    (
        r"secur|trust(?!ee)|references?|nervous|too (?:small|wee|young)|compliance|certificat|risk|sicherheit|seguridad"
        r"|vendor size|viability",
        "trust_risk",
    ),
    (
        r"implement|effort|migration|onboarding|contract terms|terms|legal|procurement|too complex|too long"
        r"|too much (?:for|work)|switchover|complexity|aufwand"
        r"|vertrag|rollout",
        "effort_or_terms",
    ),
    (
        r"no budget|budget|funding|no money|cash|presupuesto|price|pricing|too expensive|expensive|cost|preis|teuer"
        r"|precio|caro|prix|prezzo|prijs|commercials?",
        "budget_ceiling",
    ),
    (r"value|see what (?:he|she|they|it)|roi|business case|justif|benefit|nutzen", "value_not_proven"),
    (
        r"feature|functional|product|missing|gap|we (?:don.?t|no) have|can.?t get into|integration|produkt|funktion"
        r"|producto|produit|technical",
        "product_gap",
    ),
    (
        r"priorit|not interested|no interest|no need|status quo|do nothing|happy|comfortable|they.?re fine|fine with"
        r"|okay? with (?:what|how)|no pressure|no pain|kein interesse|kein bedarf"
        r"|sin inter",
        "status_quo",
    ),
    (
        r"indecisi|cold feet|make up (?:her|his|their) mind|(?:can.?t|cannot|couldn.?t|not able to) (?:decide|pull)"
        r"|pull the trigger|unsicher",
        "indecision",
    ),
    (r"fit|qualif|discovery|use case|not right for|passt nicht|no encaja", "discovery_or_fit"),
    (
        r"freeze|merger|acqui|timing|timeline|timescale|timeframe|(?:\A|(?<=[/,;:] ))time\W*\Z"
        r"|(?:bad|wrong|poor|right|no|enough|out of|lack of) time|time (?:of (?:the )?year|(?:is|was)n.?t right"
        r"|not right|pressure|constraint)|too early|later|next year|zeit|tiempo|momento|calendario|délai",
        "external_timing",
    ),
    (r"outsold|better (?:demo|proposal|pitch)|relationship", "outsold"),
)
"""Words of pick-lists and reps, and the cause they name; 'competitor' and 'went dark' name an outcome instead."""
_CAUSES = tuple((re.compile(rf"\b(?:{words})", re.IGNORECASE), cause) for words, cause in CAUSE_WORDS)
_NO_CAUSE = re.compile(
    r"\b(?:competit(?:or|ion)|went dark|gone dark|ghosted|unresponsive|no response|no decision(?![ -]?maker)|other"
    r"|unknown|wettbewerb|competencia)\b",
    re.IGNORECASE,
)
_TRAIL = re.compile(
    r"\s*(?:,|\s[-–—]\s|\s(?:i guess|i suppose|but|although|though|because|for now|then|again|and (?:um|uh|move|that"
    r"|call|so|yeah|we|i)|if|which|in the crm|in crm|so|y|aber|pero|um|uh|move on|whatever|since|when|until|honestly"
    r"|tbh)\b).*$",
    re.IGNORECASE,
)


_MOST_WORDS = 16


def cause_of(words: str) -> Cause | None:
    """Return the cause that a stated reason names, or None when it names none (or only an outcome).

    What the words deny does not count ('not price'), and what stands behind 'real reason:' decides.
    """
    words = what_counts(words)
    if (behind := after_actually(words)) and (decided := cause_of(behind)) is not None:
        return decided
    if _NO_CAUSE.search(words):
        return None
    first = [(found.start(), cause) for pattern, cause in _CAUSES if (found := pattern.search(words))]
    return min(first, key=lambda item: item[0])[1] if first else None


def find_stated(lines: tuple[Line, ...], fields: list[Field]) -> Stated | None:
    """A field of the form wins; else what the rep says they put it down as."""
    for field in fields:
        if field.kind == "reason" and not _EMPTY.fullmatch(field.value):
            return Stated(text=field.value[:200], cause=cause_of(field.value))
    for pattern in (_LABELLED, _SAID, _MARKED, _CRM, _REASON):
        for line in lines:
            if line.side == "buyer" and line.speaker is not None and pattern is not _SAID:
                continue
            for match in pattern.finditer(flat(line.text)):
                why = _trim(match["why"])
                if _is_reason(why, pattern):
                    return Stated(text=why, cause=cause_of(why))
    return None


def _is_reason(why: str, pattern: "re.Pattern[str]") -> bool:
    if not why or _EMPTY.fullmatch(why):
        return False
    if pattern is _LABELLED:
        return len(why.split()) <= _MOST_WORDS
    if pattern is _MARKED:
        return any(words.match(why) for words in (_NO_CAUSE, *(words for words, _ in _CAUSES)))
    return bool(cause_of(why) or _NO_CAUSE.search(why)) and len(why.split()) <= 8


def _trim(why: str) -> str:
    return _TRAIL.sub("", " ".join(why.split())).strip(" \"'“”*,:-–→")
