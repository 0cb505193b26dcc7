"""Which account the note is about: fields, headings, subjects, 'lost X to', mail domains, accounts on record."""

import re
from collections import Counter
from collections.abc import Iterator

from ingest.facts.fields import Field
from ingest.facts.known import Known
from ingest.facts.names import is_common, is_firm_word, role_in
from ingest.facts.opening import opening_names
from ingest.lines.lists import word_list
from ingest.lines.threads import HEADER, SUBJECT_FIELDS
from ingest.records import Line

_FIRM = r"(?:[A-ZÀ-ÖØ-Þ0-9][\w’'.-]*)(?:\s+(?:(?:&|and|und|of|de|del|y|et|\+)\s+)?[A-ZÀ-ÖØ-Þ0-9][\w’'.-]*){0,5}"
_LOST = (
    re.compile(
        rf"\b(?i:lost|losing|verloren|perdido)\s+(?i:the\s+)?(?P<firm>{_FIRM})(?=\s+(?:to|deal|account|opp"
        rf"|opportunity|because|on|over|today|yesterday|this)\b|\s*[.,;:(–—-]|\s*$)"
    ),
    re.compile(rf"\b(?i:the\s+)?(?P<firm>{_FIRM})\s+(?i:deal|opportunity|opp|account|renewal)\b"),
    re.compile(
        rf"\b(?i:call|meeting|spoke|chat|demo|debrief|telefonat|gespräch|llamada|termin)\s+(?i:with|w|w/|mit|con|bei"
        rf"|at|re|about|on)?\s*[^.,\n]{{0,40}}?\b(?i:at|from|of|bei|von|de)\s+(?P<firm>{_FIRM})"
    ),
)
_MORE = re.compile(r"((?: (?:&|and|und|y|of|de) [A-ZÀ-Þ][\w-]+| [A-ZÀ-Þ][a-zß-ÿ-]+){1,3})(?!\w)")
_OPENING = 300
"""Characters in which a note names its account."""
_NAMED = re.compile(r"[^\W\d_] ?[^\W\d_]|^\d[^\W\d_]$|^[^\W\d_]\d$")
"""Two letters at least ('C&A', folded), or '3M' and 'O2'; a day or a figure is no name."""
_FIELD = 10
"""Votes of what stands in the account's own field: a name even without two letters, such as '1&1'."""
_FIGURE = re.compile(
    r"(?:eur|usd|gbp|chf|[€$£])?\s*\d[\d\s.,:/%'’-]*(?:(?<=\d\d)m|k)?\s*(?:eur|usd|gbp|chf|[€$£])?", re.IGNORECASE
)
"""'12345', '3/4', '12.03.2026', '40k', '40 EUR': an amount, a number or a day, wherever it stands. '3M' is a firm."""
_DEEP = 3000
_ROWS = 60
"""... or, in a thread without a word of the rep's, further down."""
_MAIL = re.compile(r"@([\w-]+(?:\.[\w-]+)+)")
_PUBLIC = frozenset(
    [
        "gmail",
        "googlemail",
        "outlook",
        "hotmail",
        "yahoo",
        "icloud",
        "gmx",
        "web",
        "proton",
        "protonmail",
        "aol",
        "live",
        "msn",
        "t-online",
        "posteo",
        "orange",
        "free",
    ]
)
_LEGAL = re.compile(
    r"[\s,]+(?:gmbh|ag|kg|ohg|se|ltd|limited|llc|inc|corp|plc|co|bv|b\.v|nv|n\.v|sa|s\.a|sl|s\.l|srl|spa|s\.p\.a|sarl"
    r"|sas|ab|oy|as|aps|pty|pvt)\.?$",
    re.IGNORECASE,
)


def find_account(text: str, lines: tuple[Line, ...], fields: list[Field], known: Known) -> str | None:
    """Return the best-supported name; an account on record beats a new spelling of it."""
    votes: Counter[str] = Counter()
    spelled: dict[str, str] = {}
    ours = {word for rep in known.reps for word in rep.lower().split()} | {
        domain.split(".")[0] for domain in known.us_domains
    }
    for name, weight in _candidates(text, lines, fields, known):
        key = fold(name)
        if not key or _FIGURE.fullmatch(name.strip()) or not (weight == _FIELD or _NAMED.search(key)):
            continue
        if not is_common(key) and key.split()[0] not in ours:
            spelled.setdefault(key, name)
            votes[key] = max(votes[key], weight)
    on_record = _on_record(text, known)
    if not votes:
        return on_record[0] if on_record else None
    best = max(votes, key=lambda key: (votes[key], len(key)))
    spelled[best] = _longer(spelled[best], text)
    matched = match_known(spelled[best], known)
    if matched:
        return matched
    if on_record and (on_record[1] >= 9 or votes[best] < 7):
        return on_record[0]
    return spelled[best]


def _longer(name: str, text: str) -> str:
    """'Nordlund' -> 'Nordlund Medical Devices' where the note spells it out."""
    if len(name.split()) > 2:
        return name
    start = text.find(name)
    while start >= 0:
        found = _MORE.match(text, start + len(name))
        if found and not text[start - 1 : start].isalnum():
            common = any(is_common(word) for word in found[1].split() if len(word) > 3)
            return name if common else name + found[1]
        start = text.find(name, start + 1)
    return name


def fold(name: str) -> str:
    """Fold a firm's name for comparison: case, legal form and punctuation aside."""
    bare = _LEGAL.sub("", _LEGAL.sub("", name.strip()))
    return " ".join(re.findall(r"\w+", bare.lower()))


def match_known(name: str, known: Known) -> str | None:
    """Return the account on record that `name` spells, small slips allowed; None when none or several do."""
    key = fold(name)
    spellings = {fold(alias): account for account, aliases in known.accounts for alias in (account, *aliases)}
    if key in spellings or not spellings:
        return spellings.get(key)
    from rapidfuzz import fuzz, process

    found = process.extract(key, list(spellings), scorer=fuzz.ratio, score_cutoff=88, limit=2)
    accounts = {spellings[match[0]] for match in found}
    if len(accounts) == 1:
        return accounts.pop()
    begins = {account for spelling, account in spellings.items() if len(key) >= 5 and spelling.startswith(key + " ")}
    return begins.pop() if len(begins) == 1 else None


def _on_record(text: str, known: Known) -> tuple[str, int] | None:
    """The account on record that the text names most: in full (9), or by first words nobody else has (6)."""
    if not known.accounts:
        return None
    low = " " + " ".join(re.findall(r"\w+", text[:60_000].lower())) + " "
    full: Counter[str] = Counter()
    for account, aliases in known.accounts:
        for alias in (account, *aliases):
            key = fold(alias)
            if len(key) >= 3 and not _FIGURE.fullmatch(key) and f" {key} " in low:
                full[account] += low.count(f" {key} ") + len(key)
    if full:
        return full.most_common(1)[0][0], 9
    firsts = Counter(fold(account).split()[0] for account, _ in known.accounts if fold(account))
    for account, _ in known.accounts:
        words = (
            [] if _FIGURE.fullmatch(fold(account)) else fold(account).split()
        )  # '1&1' is folded to '1 1', as '1:1' is
        two = " ".join(words[:2])
        if len(words) > 1 and f" {two} " in low:
            full[account] += 2 * low.count(f" {two} ")
        if words and firsts[words[0]] == 1 and len(words[0]) >= 5 and not is_common(words[0]):
            full[account] += low.count(f" {words[0]} ")
    full += Counter()
    return (full.most_common(1)[0][0], 6) if full else None


def _candidates(text: str, lines: tuple[Line, ...], fields: list[Field], known: Known) -> Iterator[tuple[str, int]]:
    for field in fields:
        if field.kind == "account" and len(field.value) < 80:
            yield _first_part(field.value), _FIELD
        elif field.kind == "deal" and len(field.value) < 100:
            yield _first_part(field.value), 8
    for row in text[:20_000].splitlines():
        header = HEADER.match(row.lstrip("> \t")[:300]) if ":" in row[:20] else None
        if header and header["field"].lower() in SUBJECT_FIELDS:
            yield from ((_shown(name), 7) for name, _ in opening_names([header["value"]])[:1])
    yield from known.beside
    yield from _opening(lines)
    for pattern in _LOST:
        for line in lines[:60]:
            for match in pattern.finditer(line.text):
                words = match["firm"].split()
                titled = words[0].lower().strip(".") in word_list("person_titles")
                # 'Lost Mrs Miggins Pie Shop' is a firm; 'lost Mrs Dunmore' may be a person who left.
                person = titled and (len(words) < 3 or words[1].endswith("."))
                if not is_common(words[0]) and not person:
                    yield match["firm"].strip(" .'’"), 5
    yield from _domains(text, known)


def _opening(lines: tuple[Line, ...]) -> Iterator[tuple[str, int]]:
    """The likeliest name of the first rows, nobody's speech and no header; else a firm named deep in a thread."""
    turns = Counter(line.speaker for line in lines[:_ROWS])
    people = frozenset(word for who, often in turns.items() if who and often > 1 for word in who.lower().split())
    rows = [line for line in lines[:_ROWS] if line.start < _DEEP and not HEADER.match(line.text)]
    # 'Mercacentro Las Palmas: 9 stores' is cut like the words of a speaker, who then never speaks again.
    told = [
        f"{line.speaker}: {line.text}" if line.speaker else line.text
        for line in rows
        if line.start < _OPENING and (line.speaker is None or (turns[line.speaker] == 1 and line.number < 3))
    ] or [line.text for line in rows[:4]]
    found = opening_names(told, people)
    for at, (name, _) in enumerate(found[:3]):
        yield _shown(name), 6 if not at else 4
    if not found:
        deep = Counter(name for name, _ in opening_names([line.text for line in rows], people) if _is_firm(name))
        yield from ((name, 3) for name, _ in deep.most_common(1))


def _is_firm(name: str) -> bool:
    words = name.split()
    return len(words) > 1 and any(is_firm_word(word) for word in words) and not role_in(words[-1])


def _first_part(value: str) -> str:
    return re.split(r"\s[-–—/|:(]+\s?|\s\(|\s{2,}", value)[0].strip()


def _shown(part: str) -> str:
    """'VANTRY HVAC' -> 'Vantry HVAC': shouted words are quietened, abbreviations kept."""
    if part.islower():
        return part.title()
    if not part.isupper() or len(part) < 6:
        return part
    return " ".join(
        word if _is_abbreviation(word) else "-".join(p.capitalize() for p in word.split("-")) for word in part.split()
    )


def _is_abbreviation(word: str) -> bool:
    return len(word) < 4 or (len(word) == 4 and sum(letter in "AEIOU" for letter in word) < 2)


def _domains(text: str, known: Known) -> Iterator[tuple[str, int]]:
    """Buyers' mail domains; spelled as the text spells the firm when it does."""
    hosts = Counter(host.lower() for host in _MAIL.findall(text[:60_000]))
    ours = {domain.lower() for domain in known.us_domains}
    top = hosts.most_common(6)
    senders = re.search(r"(?im)^from:.*@([\w.-]+)", text)
    outer = senders[1].lower() if senders and len(hosts) > 1 else ""
    for host, _ in top:
        label = host.split(".")[-3] if host.count(".") >= 2 and len(host.split(".")[-2]) <= 3 else host.split(".")[-2]
        if host in ours or host == outer or label in _PUBLIC:
            continue
        squashed = re.sub(r"\W", "", label)
        yield next((firm for firm in _firms(text) if _squash(firm) == squashed), label.replace("-", " ").title()), 5


def _firms(text: str) -> Iterator[str]:
    for match in re.finditer(_FIRM, text[:20_000]):
        words = match[0].split()
        for size in range(min(5, len(words)), 0, -1):
            for start in range(len(words) - size + 1):
                yield " ".join(words[start : start + size])


def _squash(name: str) -> str:
    return re.sub(
        r"[^a-z0-9]", "", name.lower().replace("ä", "ae").replace("ö", "oe").replace("ü", "ue").replace("ß", "ss")
    )
