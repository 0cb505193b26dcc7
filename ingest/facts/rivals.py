"""Names of rivals: what counts as one after 'went with', and where else the chosen rival may be named."""

import re

from ingest.facts.fields import Field
from ingest.facts.known import Known
from ingest.facts.names import is_common
from ingest.lines.lists import is_first_name, word_list
from ingest.records import Line, Person

_NOBODY = re.compile(
    r"us|me|it|them|him|her|you|their|theirs|ours?|my|his|what|nobody|nothing|no|th(?:is|at|ese|ose)|the|an?|one"
    r"|it's|its|else|elsewhere"
    r"|whoever|everyone|anyone|something|paper|excel|spreadsheet|whiteboard|status|how|where|who|and|or|but|because"
    r"|so|only"
    r"|then|now|today|tomorrow|next|last|in|on|at|for|to|by|over|after|before|from|off|up|out|if|when|as|with|all"
    r"|both"
)
"""What stands after 'went with' and the like without being a rival."""


_NO_FIRM = re.compile(
    r"^(?:mrs?|ms|dr|herrn?|frau|hr|fr|don|doña|sr|sra|prof)\.?$|['’](?:ve|m|ll|d|re|t)$|^(?:is|was|did|does|do|has"
    r"|have|had|could|would|ca|wo)nt$"
)
"""A person's title, or a pronoun and its verb."""
_ORDINARY = re.compile(r"(?:ing|tion|ment|ness|ity|ly|ed|ance|ence|able|ive|est|ism|ous|ful|al|ers|ies|es)$")
"""How words end that are no names."""


_LEAVES = re.compile(r"(?:['’]s )?(?:leaving|retiring|resigning|moving on|going on leave|being away)\b", re.IGNORECASE)
"""'lost to Moira leaving': a person's going, not a rival."""


_GETS = re.compile(
    r"\b(?:(?:went|go|goes|going|gone|sign(?:ed|ing)?|renew\w*|stay\w*|stick\w*|stuck)\b(?: [^\s.;:]+){0,3}? with"
    r"|(?:lost|lose|losing)\b(?: [^\s.;:]+){0,5}? to|(?:verloren|perdid\w+|perdimos|perdu\w*)(?: [^\s.;:]+){0,4}?"
    r" (?:an|gegen|contra|con|contre)|chose|chosen|picked|selected|entschieden für|competitors?:?"
    r"|rivals?:?) (?:the )?$",
    re.IGNORECASE,
)
_GOT = re.compile(
    r" (?:undercut|outbid|beat us|(?:has |have )?(?:won|got|took) (?:it|this|the deal)"
    r"|(?:is|was|were) (?:\S+ )?cheaper)\b",
    re.IGNORECASE,
)
"""What stands before and behind the name of a rival."""


def gets_deal(name: str, text: str) -> bool:
    """Whether the text says that they got the deal or were in it: 'went with Corvane', 'Corvane undercut us'."""
    return any(
        _GETS.search(text[max(0, match.start() - 80) : match.start()]) or _GOT.match(text, match.end())
        for match in re.finditer(rf"(?<!\w){re.escape(name)}(?!\w)", text)
    )


def speaking_rivals(text: str, lines: tuple[Line, ...]) -> list[str]:
    """Firms whose words are told like a speaker's: 'Corvane: "we do this in two weeks"', and they went with Corvane."""
    names = {line.speaker.partition("(")[0].strip() for line in lines if line.speaker}
    return sorted(name for name in names if name and not is_first_name(name.split()[0]) and gets_deal(name, text))


def known_rivals(known: Known) -> dict[str, str]:
    out = {name.lower(): name for name in known.competitors}
    for name in known.competitors:
        out.setdefault(name.split()[0].lower(), name)
    return out


def is_person(name: str | None, people: tuple[Person, ...]) -> bool:
    """Whether the note surely names somebody so, on either side: 'Ffion (compliance)' is nobody's supplier."""
    words = set((name or "").lower().split())
    named = (set(one.name.lower().split()) for one in people if one.side != "unknown")
    return bool(words) and any(words <= each for each in named)


def clean_rival(raw: str, text: str, rivals: dict[str, str]) -> str | None:
    """Return the rival's name at the start of what follows the phrase, or None when it is no name."""
    words = re.split(
        r"\s+(?:and|but|because|since|for|on|in|at|after|over|as|who|which|they|he|she|we|i|yesterday|today|last|und"
        r"|weil|y|porque|\+|-|–|—|=|->|→)\s",
        f"{raw.strip()} ",
    )[0].split()
    if len(words) > 1 and words[0].lower() in ("the", "a", "die", "den", "el", "la") and words[1][0].isupper():
        words.pop(0)
    if (
        not words
        or _NOBODY.fullmatch(words[0].lower().strip("'’"))
        or not re.search(r"[^\W\d_]{2}", words[0])
        or words[0][0].isdigit()
        or any(_NO_FIRM.search(word.lower()) for word in words[:3])
    ):
        return None
    low = [word.lower().strip(".,'\"*") for word in words]
    for size in (3, 2, 1):
        if " ".join(low[:size]) in rivals:
            return rivals[" ".join(low[:size])]
    taken: list[str] = []
    for word in words[:4]:
        if not (word[0].isupper() or word[0].isdigit() or word in ("&",)) or (is_common(word) and not taken):
            break
        taken.append(word.strip(".,'\"*"))
    if _is_elsewhere(taken, words[len(taken) :]):
        return None
    if taken:
        return re.sub(r"['’]s$", "", " ".join(taken)).strip(" &") or None
    return _lower_rival(low[0], text) if len(low) == 1 or len(words[0]) < len(low[0]) + 1 else None


def _is_elsewhere(taken: list[str], after: list[str]) -> bool:
    """Whether somebody went there or with them: 'to Spain for two weeks', 'with Ben to see it', 'to Moira leaving'."""
    if len(taken) == 1 and (taken[0].lower() in word_list("places") or (after and is_first_name(taken[0]))):
        return True
    return bool(taken and _LEAVES.match(" ".join(after)))


def _lower_rival(word: str, text: str) -> str | None:
    """A name typed without capitals: the note writes it with one elsewhere, or twice, or it is no ordinary word."""
    if is_common(word) or len(word) < 4 or not word.isalpha() or word in word_list("question_words"):
        return None
    capital = re.search(rf"\b{re.escape(word.capitalize())}\b", text)
    if capital:
        return capital[0]
    often = len(re.findall(rf"\b{re.escape(word)}\b", text, re.IGNORECASE)) > 1
    low = sum(letter.isupper() for letter in text[:600]) < 8
    return word.capitalize() if often or (low and not _ORDINARY.search(word)) else None


def named_rivals(fields: list[Field]) -> list[str]:
    """Every name in the fields of competitors: 'Kestrel, Routely'."""
    values = [field.value for field in fields if field.kind == "competitor"]
    return [
        name for value in values for part in re.split(r"[,;/&+()]| and | or | vs\.? ", value) if (name := part.strip())
    ]


def rival_field(fields: list[Field], known: Known) -> str | None:
    for field in fields:
        if field.kind == "competitor" and not re.match(
            r"none|no\b|nobody|unknown|n/a|-|status quo|internal|in.?house|sin dato|ningun|kein|unbekannt|excel"
            r"|built|themsel|\?",
            field.value,
            re.IGNORECASE,
        ):
            value = re.split(r"[,;/(]| - ", field.value)[0].strip()
            return known_rivals(known).get(value.lower(), value) or None
    return None


_BESIDE = re.compile(
    r"\b(?i:competitor|competition|lost to|incumbent)\s*[(:=→–-]+\s*(?P<rival>[\w&'’. -]{2,40}?)\s*(?:[),;.\n]|$)"
)
_INCUMBENT = re.compile(
    r"\b(?i:their|current|existing|the) (?i:current |existing |old )?(?i:system|vendor|supplier|provider|tool"
    r"|platform|software|contract)(?:['’]s|(?i: is| was| comes?))? (?i:from|with"
    r"|by) (?P<rival>[A-Z][\w&-]+(?: [A-Z][\w&-]+){0,2})"
)


def beside_reason(text: str, known: Known) -> str | None:
    """'CRM: competitor (kestrel)', or the supplier they already have: 'their system's from Housewell'."""
    rivals = known_rivals(known)
    for pattern in (_BESIDE, _INCUMBENT):
        found = pattern.search(text)
        if (
            found
            and not _NOBODY.fullmatch(found["rival"].split()[0].lower())
            and not is_common(found["rival"].split()[0])
        ):
            name = found["rival"].strip()
            first = name.split()[0].lower()
            return rivals.get(name.lower()) or rivals.get(first) or (name.title() if name.islower() else name)
    return None


def only_rival(text: str, known: Known) -> str | None:
    """The one rival on record that the note names, when the words of the choice name nobody."""
    low = text.lower()
    named = {name for name in known.competitors if re.search(rf"\b{re.escape(name.lower())}\b", low)}
    return named.pop() if len(named) == 1 else None
