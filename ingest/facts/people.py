"""Who is named in the note, with roles: from mail headers, speakers, fields, 'Name (role)', 'spoke w/ Name from IT'."""

import re
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain
from typing import Final

from ingest.facts.fields import Field
from ingest.facts.known import Known
from ingest.facts.names import NAME, clean_name, is_common, is_plain, is_thing, role_in
from ingest.facts.namewords import (
    CAPITALS,
    FEELS,
    FIRM_AFTER,
    FIRM_BEFORE,
    FROM_FIRM,
    LABEL,
    LOWER,
    OURSELVES,
    SIGN_OFF,
    STRONG,
    SURE,
    TITLED,
    WEAK,
    WORDS,
)
from ingest.lines import flat
from ingest.lines.labels import field_kind, is_name, tag_side
from ingest.lines.lists import is_first_name
from ingest.lines.threads import HEADER, SENDER_FIELDS, address_of, name_of
from ingest.records import Line, Person
from ingest.sides import our_names
from prompts.codes import Side

_TITLES: Final = frozenset(
    ("mr", "mrs", "ms", "dr", "prof", "hr", "fr", "herr", "herrn", "frau", "sr", "sra", "don", "doña", "m", "mme")
)
_EDGE: Final = re.compile(r"\b")
_SENTENCE: Final = re.compile(r"(?<=\w{4})(?<!Prof)\.\s")
"""Behind the names of a field something else is told."""
_NEAR: Final = 120
"""Characters before a name in which words that go with firms are looked for."""


@dataclass(slots=True)
class _Seen:
    name: str
    role: str | None = None
    side: Side = "unknown"
    count: int = 1
    sure: bool = False
    """Named by a header, a speaker, a field or a role; not only by where a capital stands."""


class _People:
    """Collects names; 'Dana' and 'Dana Whitlock' become one person unless two full names share the word."""

    def __init__(self, ours: frozenset[str], barred: frozenset[str]) -> None:
        self.ours = ours
        self.barred = barred
        self.seen: list[_Seen] = []

    def add(
        self, raw: str, role: str | None = None, side: Side = "unknown", sure: bool = False, weight: int = 2
    ) -> None:
        name = clean_name(raw)
        if not name or is_thing(name) or _is_barred(name, self.barred):
            return
        low = name.lower()
        if low in self.ours or (low.split()[0] in self.ours and len(low.split()) == 1):
            side = "us"
        known = self._same(name)
        if known is None:
            self.seen.append(_Seen(name, role, side, weight, sure or role is not None))
            return
        known.count += weight
        known.name = max(known.name, name, key=len)
        known.role = known.role or role
        known.side = side if known.side == "unknown" else known.side
        known.sure = known.sure or sure or role is not None

    def _same(self, name: str) -> "_Seen | None":
        words = _core(name)
        return next((one for one in self.seen if _fits(words, _core(one.name))), None)


def _is_barred(name: str, barred: frozenset[str]) -> bool:
    words = [word.lower().strip(".'") for word in name.split()]
    if TITLED.match(name):
        return False
    return " ".join(words) in barred or all(word in barred or is_common(word) for word in words)


@lru_cache(maxsize=4096)
def _core(name: str) -> tuple[str, ...]:
    """Words of a name without its title, folded."""
    return tuple(word for part in name.split() if (word := part.strip(".").lower()) not in _TITLES)


def _fits(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    """Whether two names can be the same person: the shorter one's words are all in the longer."""
    short, long = (one, other) if len(one) <= len(other) else (other, one)
    return bool(short) and all(
        word in long or (len(word) == 1 and any(full.startswith(word) for full in long)) for word in short
    )


def find_people(
    text: str, lines: tuple[Line, ...], fields: list[Field], known: Known, barred: frozenset[str]
) -> tuple[Person, ...]:
    """Return the people of the note in the order they appear; ours carry side 'us'. `barred`: names of firms."""
    ours = our_names(text, known) | _owners(fields) | {match[0].lower() for match in OURSELVES.finditer(text)}
    firms = {match["firm"].lower() for match in FROM_FIRM.finditer(text[:200_000]) if not is_common(match["firm"])}
    people = _People(ours, barred | {firm for firm in firms if not is_first_name(firm)})
    _from_headers(text, lines, people)
    for line in lines:
        if line.speaker and tag_side(line.speaker) is None and is_name(line.speaker):
            base, _, role = re.sub(r"[)\]]", "", line.speaker).partition("(")
            people.add(base, role_in(role) if role else None, line.side, sure=True)
    for one in fields:
        if one.kind == "people":
            for part in re.split(r"[,;/&+]| and | und | y ", _SENTENCE.split(one.value)[0]):
                name, _, role = part.partition("(")
                if re.match(NAME, name.strip()):
                    people.add(name, role_in(role.strip(") ")) if role else role_in(one.label), sure=True)
    for line in lines:
        _from_words(flat(line.text), people)
    for signed in SIGN_OFF.finditer(text):
        people.add(
            signed["name"].splitlines()[0], role_in((signed["role"] or "").split("|")[0].split(",")[0]), sure=True
        )
    _from_lower(text, lines, people)
    _from_list(text, people)
    return tuple(Person(name=one.name, role=one.role, side=_side(one)) for one in people.seen if _kept(one, text))


def without_firms(people: tuple[Person, ...], barred: frozenset[str]) -> tuple[Person, ...]:
    """Those that are not named like a firm; `barred`: its name and each word of it, folded."""
    return tuple(one for one in people if not _is_barred(one.name, barred))


def _owners(fields: list[Field]) -> frozenset[str]:
    names = [one.value.lower() for one in fields if one.kind == "rep" and len(one.value) < 40]
    return frozenset(names) | frozenset(name.split()[0] for name in names if name)


def _side(one: _Seen) -> Side:
    return "buyer" if one.side == "unknown" and one.sure else one.side


def _kept(one: _Seen, text: str) -> bool:
    """A capital alone is not enough: it takes a sure sign, or two weak ones and no sign of a firm or a thing."""
    if one.sure:
        return True
    first = is_first_name(one.name.split()[0])
    return one.count >= (1 if first else 2) and not _is_firm(one.name, text)


def _is_firm(name: str, text: str) -> bool:
    """Whether the name stands beside words that go with firms and things, anywhere in the note."""
    start = text.find(name)
    while start >= 0:
        end = start + len(name)
        if _EDGE.match(text, end) and FIRM_BEFORE.search(text, max(0, start - _NEAR), start):
            return True
        if _EDGE.match(text, start) and FIRM_AFTER.match(text, end):
            return True
        start = text.find(name, start + 1)
    return False


def _from_headers(text: str, lines: tuple[Line, ...], people: _People) -> None:
    sides = {line.speaker: line.side for line in lines if line.speaker}
    for row in text[:200_000].splitlines():
        header = HEADER.match(row.lstrip("> \t")[:300]) if ":" in row[:24] else None
        if header and header["field"].lower() in SENDER_FIELDS | {"to", "cc", "an", "para", "à", "a", "aan"}:
            for one in re.split(r"[,;](?=[^@]*@|\s*[A-Z])", header["value"])[:10]:
                name = name_of(one)
                shown = not address_of(one) or name.lower() != (address_of(one) or "").partition("@")[0]
                if (
                    shown
                    and is_name(name)
                    and not re.search(r"inbox|crm|team|info|sales|noreply|no-reply", name, re.IGNORECASE)
                ):
                    people.add(name, None, sides.get(name, "unknown"), sure=header["field"].lower() in SENDER_FIELDS)


def _from_words(words: str, people: _People) -> None:
    for pattern in SURE:
        for match in pattern.finditer(words):
            groups = match.groupdict()
            role = role_in(groups.get("role") or groups.get("role2") or "")
            if role:
                people.add(match["name"], role, sure=True)
            elif pattern is SURE[0]:
                people.add(match["name"], weight=1)
    for match in chain(TITLED.finditer(words), FEELS.finditer(words)):
        people.add(match["name"], sure=True)
    counted: set[int] = set()
    for patterns, weight in ((STRONG, 2), (WEAK, 1)):
        for pattern in patterns:
            for match in pattern.finditer(words):
                if match.end("name") not in counted and not _is_label(match, pattern):
                    counted.add(match.end("name"))
                    people.add(match["name"], weight=weight)


def _is_label(match: "re.Match[str]", pattern: "re.Pattern[str]") -> bool:
    """'Amount: 9k' and 'Signs: the owner' name no person."""
    word = match["name"]
    return field_kind(word) is not None or (
        pattern is LABEL and word[-1] == "s" and not is_first_name(word) and is_plain(word)
    )


def _from_list(text: str, people: _People) -> None:
    """Names that begin with a listed first name; in notes typed without capitals the bare word will do."""
    for match in CAPITALS.finditer(text[:200_000]):
        words = match["name"].split("\n")[0].split()
        for at, word in enumerate(words):
            if is_first_name(word):
                people.add(" ".join(words[at:]), weight=1)
                break
    if _typed_low(text):
        for match in WORDS.finditer(text[:60_000]):
            word = match[0] if is_first_name(match[0]) else match[0].removesuffix("s")
            if is_first_name(word) and not is_common(word):
                people.add(word.capitalize(), weight=1)


def _typed_low(text: str) -> bool:
    """Whether most rows and sentences begin with a small letter."""
    starts = re.findall(r"(?:^|[.!?]\s+|\n)\W{0,4}([^\W\d_])", text[:20_000])
    return bool(starts) and sum(char.islower() for char in starts) >= 0.5 * len(starts)


def _from_lower(text: str, lines: tuple[Line, ...], people: _People) -> None:
    """Notes typed without capitals: only after 'with ...' or a role, and before verbs of saying."""
    if not _typed_low(text):
        return
    for line in lines:
        for match in LOWER.finditer(line.text):
            groups = match.groupdict()
            raw = next(filter(None, (groups[name] for name in ("name", "name2", "name3", "name4", "name5"))))
            role = groups["role"] or groups["role2"] or groups["role3"]
            words = raw.split()
            while words and is_common(words[0]):
                words.pop(0)
            if words and not any(is_common(word) or len(word) < 3 for word in words) and not role_in(" ".join(words)):
                people.add(" ".join(word.capitalize() for word in words), role_in(role) if role else None, sure=True)
