"""The account where nearly every note names it: in its first rows, as a part of its own or behind 'lost' or 're'.

'larkspur freight, last call', '@Michi short to Gerätebau Schellhorn, they have signed', 'Perdimos Avícola Monteclaro
con Rastrea360': rows are cut into parts, parts into runs of words that can be a name; the likeliest run is taken.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import islice

from ingest.facts.calendar import WEEKDAYS
from ingest.facts.names import is_common, is_firm_word, is_plain, role_in
from ingest.lines.labels import field_kind
from ingest.lines.lists import is_first_name, word_list

_CUT = re.compile(
    r"\s*(?:(?<!\bst)(?<!\bdr)(?<!\bmr)(?<!\bmrs)(?<!\bms)(?<!\bhr)(?<!\bfr)(?<!\b[a-z])\.(?=\s|$|\))|\s[-–—/|·•]+\s"
    r"|\s{2,}"
    r"|[-–—]*(?:->|=>|→|>)|[,;:!?()\[\]|*_=<>\"“”•\n\t]|\s(?:x|vs)\s|(?<=\w)[-–—]\s)\s*",
    re.IGNORECASE,
)
_WORD = re.compile(r"[@#]?[^\W_][\w&'’./+-]*|[&+]")
_JOINERS = frozenset(("&", "+", "am", "im", "an", "auf", "zu", "van", "von", "a", "d", "des", "den", "du", "las"))
"""Small words inside firms' names, beside those of `name_connectors`."""
_CHOSEN = re.compile(
    r"\b(?:went|go(?:es|ing|ne)?|signed?|renew\w*|stay\w*|stick\w*|lost|beaten|entsch\w+|verloren|fueron|van"
    r"|perdid\w+"
    r"|award(?:ed)?|gave|prolonged?|zuschlag)\b(?: \S+){0,4}? (?:to|with|w|w/|con|contra|an|für|for|against|gegen"
    r"|by)$"
    r"|\b(?:chose|picked|chosen|winner|than|against|versus|contra|gegen|like)$",
    re.IGNORECASE,
)
_TOOK = re.compile(r"(?:got|took|won|has|have|had|gets|takes|wins|beat|lo ganó|hat)(?: (?:it|this|the|us|them|him))\b")
_ENDS = re.compile(
    r"(?:is|are|was|went|goes|going|gone|signed|said|has|have|had|closed|closing|lost|dead|out|deal|parked|won|came"
    r"|call|debrief|demo|pulled|stay|staying|ist|hat|haben|sind|se|es|no|renewed|renewal|account|opp|opportunity)\b",
    re.IGNORECASE,
)
"""What a note tells of its account in the same breath."""
_FIGURE = re.compile(r"[€$£]?\d[\d.,/:%-]*[a-z€$£%]{0,3}|q[1-4]|h[12]|fy\d*|kw\d*", re.IGNORECASE)
_CODE = re.compile(r"[A-Z]{2,5}-?\d[\d-]*")
_GREETED = re.compile(
    r"(?:hi|hey|hello|hallo|hola|dear|liebe[r]?|servus|moin|cześć|ciao|bonjour|salut|olá|cc)\b", re.IGNORECASE
)
_PLACE = (4.0, 2.0, 1.2, 0.6, 0.0, -0.5, -1.0, -1.5, -2.0)
"""Points for standing in the note's first part, its second ..."""
_SIGNED = re.compile(
    r"(?:regards|wishes|cheers|thanks|best|grüße|grüßen|saludos?|pozdrawiam|cordialmente"
    r"|cordialement)$",
    re.IGNORECASE,
)
_MEETS = frozenset(("with", "w/", "w", "mit", "con", "avec", "com", "into", "up"))
"""Behind the first word of a sentence they say that it is no name: 'Catch up', 'Appel avec'."""
_NONE = frozenset(("kein", "keine", "keinen", "keiner", "keinem"))
_ARTICLES = frozenset(("der", "die", "das", "dem", "den", "des", "eine", "einen", "einem", "einer"))
_MOST_PARTS = 9
_TOO_LONG = 7
_ENOUGH = 3.5


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a row, and what stands around it."""

    words: tuple[str, ...]
    before: str
    after: str
    aside: bool
    """In brackets."""


@cache
def _openers() -> frozenset[str]:
    return word_list("note_openers")


@cache
def _joiners() -> frozenset[str]:
    return word_list("name_connectors") | _JOINERS


@cache
def _plain_words() -> frozenset[str]:
    return (word_list("question_words") | word_list("common_words") | _openers()) - word_list("firm_words")


def _bare(word: str) -> str:
    return word.lower().strip(".,'’/+-")


def opening_names(rows: Sequence[str], people: frozenset[str] = frozenset()) -> list[tuple[str, float]]:
    """Names that may be the account's, the likeliest first, with their points. `people`: words of speakers' names."""
    found = _named(rows, people, _typed_low(rows))
    if not found and rows and rows[0][:1].islower():  # 'sable creek came back no', with capitals only further on
        found = _named(rows[:1], people, low=True)
    return sorted(found, key=lambda name: -name[1])


def _named(rows: Sequence[str], people: frozenset[str], low: bool) -> list[tuple[str, float]]:
    found: list[tuple[str, float]] = []
    parts = (part for row in rows if not _is_greeting(row) for part in _parts(row))
    for at, part in enumerate(islice(parts, _MOST_PARTS)):
        for start, size in _runs(part.words, low):
            name = part.words[start : start + size]
            points = _points(part, start, size, low) + _PLACE[min(at, len(_PLACE) - 1)]
            if points >= _ENOUGH and not all(_bare(word) in people for word in name):
                found.append((" ".join(name).strip(" .,'’-+&"), points))
    return found


def _is_greeting(row: str) -> bool:
    """'Karen,'."""
    return row.endswith(",") and len(row.split()) < 5


def _typed_low(rows: Sequence[str]) -> bool:
    """Whether the note does without capitals, by its first letter and the share of words that have one."""
    words = [word for row in rows for word in row.split() if word[0].isalpha()]
    return bool(words) and words[0][0].islower() and sum(word[0].isupper() for word in words) * 12 <= len(words)


def _parts(row: str) -> Iterator[Part]:
    row = row.strip(" -–—*•#>~")
    cuts = list(_CUT.finditer(row))
    starts, ends = [0, *(cut.end() for cut in cuts)], [*(cut.start() for cut in cuts), len(row)]
    pieces = [row[start:end] for start, end in zip(starts, ends, strict=True)]
    for at, piece in enumerate(pieces):
        words = tuple(_WORD.findall(piece))
        if words and len(piece) < 400:
            following = pieces[at + 1] if at + 1 < len(pieces) else ""
            yield Part(words, pieces[at - 1] if at else "", following, at > 0 and "(" in cuts[at - 1][0])


def _runs(words: tuple[str, ...], low: bool) -> Iterator[tuple[int, int]]:
    """(first word, size) of each run of words that can be a name."""
    at = 0
    while at < len(words):
        size = _run_at(words, at, low)
        if size:
            yield at, size
        at += size or 1


def _run_at(words: tuple[str, ...], at: int, low: bool) -> int:
    if not _opens_name(words, at, low):
        return 0
    end = at + (_low_name(words, at) if low else 1)
    while end < len(words) and end - at < _TOO_LONG:
        if _goes_on(words[end], low):
            end += 1
        elif step := _joined(words, end, low):
            end += step
        else:
            break
    return end - at


def _low_name(words: tuple[str, ...], at: int) -> int:
    """Words of a name without capitals at the head of a part: up to its last firm word, or the whole of a short part.

    'kettle run machine two verticals lost', 'trellis payroll', 'yoder and sons machine out past'
    """
    if (
        at
        and _bare(words[at - 1]) not in word_list("account_cues")
        and any(word not in _openers() for word in words[:at])
    ):
        return 1
    tail = words[at:]
    if 1 < len(tail) <= 4 and not any(_bare(word) in _openers() or len(word) < 3 or "'" in word for word in tail):
        return len(tail)
    firm = [n for n, word in enumerate(tail[:6]) if n and is_firm_word(word)]
    clear = firm and not any(_bare(word) in _openers() - _joiners() or "'" in word for word in tail[: firm[-1]])
    return firm[-1] + 1 if clear else 1


def _joined(words: tuple[str, ...], end: int, low: bool) -> int:
    """How many words a joint of one or two little words and the name word behind it make: 'de la Sierra'."""
    for step in (1, 2):
        if end + step < len(words) and all(_bare(w) in _joiners() or w in _joiners() for w in words[end : end + step]):
            if low and words[end] not in ("&", "+"):
                continue
            day = _bare(words[end + step]) in WEEKDAYS  # 'Nordlund am Montag'
            if _goes_on(words[end + step], low) and not day and not _is_title(words[end + step]):
                return step + 1
    return 0


def _opens_name(words: tuple[str, ...], at: int, low: bool) -> bool:
    word = words[at]
    bare = _bare(word)
    shouted = word.isupper() and is_common(word)
    if not bare or shouted or word[0] in "@#&+" or _FIGURE.fullmatch(word) or _CODE.fullmatch(word) or _is_title(word):
        return False
    if low:
        return "'" not in word and bare not in _openers() and (bare not in _plain_words() or _low_name(words, at) > 1)
    if not word[0].isupper():
        return False
    follows = at + 1 < len(words) and words[at + 1][0].isupper() and words[at + 1].lower() not in _openers()
    if bare in _openers():
        return bare == "the" and follows
    return follows or not is_common(word) or is_firm_word(word)


def _goes_on(word: str, low: bool) -> bool:
    bare = _bare(word)
    if not bare or word[0] in "@#" or _CODE.fullmatch(word):
        return False
    if low:
        return bare not in _plain_words() and "'" not in word and not _FIGURE.fullmatch(word)
    if word[0].isupper():
        return bare not in _openers()
    return False


def _is_title(word: str) -> bool:
    return _bare(word) in word_list("person_titles")


def _points(part: Part, start: int, size: int, low: bool) -> float:
    """What speaks for this run being the account, less what speaks for a person, a rival or a thing."""
    words = part.words
    name, behind = words[start : start + size], " ".join(words[start + size : start + size + 3])
    lead = [_bare(word) for word in words[:start]]
    firm = any(is_firm_word(word) for word in name)
    ahead = all(word in _openers() or words[n].startswith("@") or is_common(word) for n, word in enumerate(lead))
    stops = not behind or bool(_ENDS.match(behind))
    points = 3.0 if ahead else 2.0 if lead[-1] in word_list("account_cues") else 1.5 if len(lead) < 4 else 0.0
    points += 1.5 * stops + 2.0 * firm + 1.0 * (size > 1)
    points -= 3.0 * (size == 1 and not stops) + 0.2 * start + 6.0 * bool(_TOOK.match(behind))
    points -= (
        4.0 * (low and all(is_firm_word(word) or _bare(word) in _plain_words() for word in name)) + 1.5 * part.aside
    )
    points -= 7.0 * (_is_person(part, start, size) and not firm) + 4.0 * bool(_CHOSEN.search(" ".join(lead)))
    points -= 6.0 * (size == 1 and _only_opens(words, start, stops)) + 4.0 * _is_noun(words, start, size)
    points -= 4.0 * (size == 1 and lead[-1:] == ["in"] and _bare(name[0]) in word_list("places"))
    points -= 4.0 * _is_value(part) + 3.0 * (all(word.isupper() and len(word) < 5 for word in name))
    return points


def _only_opens(words: tuple[str, ...], start: int, stops: bool) -> bool:
    """'Phoned the office', 'Lunch with her', 'Hablé con Marta': one word whose capital only begins the sentence."""
    if _bare(words[start]) in word_list("meeting_words"):
        return True
    following, whom = (*words[start + 1 : start + 3], "", "")[:2]
    if is_plain(words[0]):
        return not start and (not stops or following.lower() in _MEETS)
    # 'Kaffee mit Dana', but 'Halden with 40 seats'
    return not start and following.lower() in _MEETS and whom[:1].isupper()


def _is_noun(words: tuple[str, ...], start: int, size: int) -> bool:
    """'wegen der Kühllinie', 'keine Antwort': German nouns have capitals, but firms hardly these words before them."""
    before = [word.lower() for word in words[max(0, start - 2) : start]]
    return (
        size == 1
        and not is_firm_word(words[start])
        and bool(before)
        and (
            before[-1] in _NONE or (before[-1] in _ARTICLES and before[:-1] not in (["bei"], ["von"], ["mit"], ["an"]))
        )
    )


def _is_person(part: Part, start: int, size: int) -> bool:
    """A title or a greeting before, a first name, a role behind, or 'with X, Firm'."""
    words = part.words
    name, near = words[start : start + size], words[max(0, start - 2) : start]
    opener = is_plain(name[0]) or is_common(name[0])  # 'Rang Dr Patel', but 'Zahnarztpraxis Dr. Ruppert'
    if (
        any(_is_title(word) for word in (*near, *(name if opener else ())))
        or is_first_name(name[0])
        or role_in(" ".join(name))
    ):
        return True
    if (start == 1 and _GREETED.match(words[0])) or _SIGNED.search(part.before):
        return True
    if role_in(" ".join(part.after.split()[:4])) or (not start and role_in(" ".join(part.before.split()[-2:]))):
        return True
    met = bool(near) and _bare(near[-1]) in ("with", "w", "mit", "con") and size in (2, 3)
    return met and part.after[:1].isupper()


def _is_value(part: Part) -> bool:
    """'Stage: Negotiation': what stands behind such a label is no account."""
    kind = field_kind(part.before) if part.before else None
    value = kind is not None and kind not in ("account", "deal", "free", "other")
    return value or field_kind(" ".join(part.words)) is not None
