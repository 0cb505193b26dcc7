"""Names in words that many will read. What is known to be a name is replaced; it is no promise that nobody is known.

People become what they are to the deal ('the finance lead', 'a colleague'), the account 'the customer', addresses and
numbers a word in brackets. The rep reads the result before anybody else does.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from ingest.records import Person, Viewer
    from ingest.store import Store
    from ingest.store.rows import StoredReview

_ADDRESS: Final = re.compile(r"[\w.+-]+@[\w-]+\.[\w.-]*\w|https?://\S+|www\.\S+")
_PHONE: Final = re.compile(r"(?<![\w/])\+?\d[\d ()/-]{7,}\d(?!\w)")
_DAY: Final = re.compile(r"\d{4}-\d\d-\d\d|\d\d?[./]\d\d?[./]\d{2,4}")
_FIRST_NAMES: Final = re.compile(r"\b(?P<first>[A-Z][a-zà-ÿ]+)(?: [A-Z][a-zà-ÿ]+)?\b")
_ARTICLE: Final = re.compile(
    r"\b(?:the |an? )(?=(?:the|an?|our|another) (?:\w+ ){0,2}(?:lead|company|customer|colleague|contact))",
    re.IGNORECASE,
)
_START: Final = re.compile(
    r"(^|[.!?]\s+|[\"“])"
    r"(somebody\b|(?:the|an?|our|another)(?= (?:customer|colleague|contact|person there|head of|[\w ]+lead)))"
)
_TITLES: Final = frozenset(
    [
        "mr",
        "mrs",
        "ms",
        "dr",
        "prof",
        "herr",
        "frau",
        "sir",
        "madam",
        "the",
        "and",
        "van",
        "von",
        "de",
        "der",
        "den",
        "la",
        "le",
    ]
)
_SHORT: Final = 3
"""Letters a single word of an account's name needs: 'UK' alone is a country."""
_ROLES: Final = (
    (("cfo", "finance", "controller", "treasur", "accountant", "commercial manager"), "the finance lead"),
    (("procure", "purchas", "buyer", "sourcing"), "the purchasing lead"),
    (("cto", "cio", "it ", "i.t", "security", "engineer", "technical", "architect", "developer"), "the technical lead"),
    (("ceo", "owner", "founder", "managing director", "president", "partner"), "the head of the company"),
    (("coo", "operations", "plant", "warehouse", "logistics", "production", "fleet", "depot"), "the operations lead"),
    (("legal", "counsel", "compliance"), "the legal lead"),
    (("hr", "people", "human"), "the people lead"),
    (("sales", "account exec", "marketing"), "the commercial lead"),
)


@dataclass(frozen=True)
class Hidden:
    """What to put in place of each name."""

    names: tuple[tuple[str, str], ...]
    """(name or part of one, what stands for it), the longest first."""
    initials: tuple[tuple[str, str], ...] = ()
    """(single letter that stands for a buyer in these notes, what stands for it)."""

    def __call__(self, text: str) -> str:
        """The same words without the names."""
        text = _ADDRESS.sub("[address]", text)
        for name, instead in self.names:
            text = re.sub(rf"(?<!\w){_written(name)}(?!\w)", instead, text)
        for letter, instead in self.initials:
            text = re.sub(rf"(?<![\w.'’&-]){letter}(?![\w.'’&-])", instead, text)
        text = _FIRST_NAMES.sub(_somebody, text)
        text = _PHONE.sub(lambda found: found[0] if _DAY.search(found[0]) else "[number]", text)
        return _tidy(text)


def _written(name: str) -> str:
    """However it is typed; but 'Will' and 'May' only with their capital, or every 'will' would be somebody."""
    from ingest.facts.names import is_common

    escaped = re.escape(name)
    return f"(?:{escaped}|{re.escape(name.upper())})" if is_common(name) else f"(?i:{escaped})"


def _somebody(found: re.Match[str]) -> str:
    """A first name that stands in no record of people is still somebody's."""
    from ingest.facts.names import is_common
    from ingest.lines.lists import is_first_name

    first = found["first"]
    return "somebody" if is_first_name(first) and not is_common(first) else found[0]


def hidden(store: "Store", viewer: "Viewer", review: "StoredReview") -> Hidden:
    """The names to replace in one review: its people, every colleague, every account on record, its own first."""
    found: dict[str, str] = {}
    initials: dict[str, str] = {}
    accounts = store.known_names(viewer)
    for spelling in (review.account, *_spellings(accounts.accounts, review.account)):
        _firm(found, spelling, "the customer")
    told: set[str] = set()
    for person in review.diagnosis.people:
        instead = _apart(role_of(person), told)
        _person(found, person.name, instead)
        if person.side != "us":
            initials.setdefault(person.name.strip()[:1].upper(), instead)
    colleagues = [person.name for person in store.people(viewer)]
    for name in (review.rep, *accounts.reps, *colleagues, *_speakers(review)):
        _person(found, name, "a colleague")
    note = review.note.text.lower()
    for name, spellings in accounts.accounts:
        for other in (name, *spellings):
            if other.split()[0].lower() in note:
                _firm(found, other, "another customer")
    ordered = sorted(found.items(), key=lambda item: -len(item[0]))
    letters = {letter: instead for letter, instead in initials.items() if letter.isalpha() and letter not in "AI"}
    return Hidden(tuple(ordered), tuple(letters.items()))


def role_of(person: "Person") -> str:
    """What somebody is to the deal."""
    if person.side == "us":
        return "a colleague"
    role = f"{(person.role or '').lower()} "
    for words, instead in _ROLES:
        if any(word in role for word in words):
            return instead
    return f"the {role.strip()}" if role.strip() else "our contact there"


def _apart(instead: str, told: set[str]) -> str:
    """The second in one role is another one, or 'A found the way round B' becomes a sentence about one person."""
    if instead in told and instead != "a colleague":
        return "another person there" if instead == "our contact there" else instead.replace("the ", "another ", 1)
    told.add(instead)
    return instead


def _spellings(accounts: "Iterable[tuple[str, tuple[str, ...]]]", account: str) -> "tuple[str, ...]":
    return next((spellings for name, spellings in accounts if name == account), ())


def _speakers(review: "StoredReview") -> list[str]:
    """Names before a colon in a transcript; those who are buyers are known from `people` already."""
    return [line.speaker for line in review.lines if line.speaker and len(line.speaker.split()) <= _SHORT]


def _firm(found: dict[str, str], name: str, instead: str) -> None:
    """The whole name, and its first word, by which people call a firm."""
    from ingest.facts.names import is_common, is_firm_word

    name = " ".join(name.split())
    if name:
        found.setdefault(name, instead)
    first = name.split()[0] if name else ""
    if len(first) > _SHORT and not is_common(first) and not is_firm_word(first):
        found.setdefault(first, instead)


def _person(found: dict[str, str], name: str, instead: str) -> None:
    """The whole name and each part of it."""
    parts = [part.strip(".,") for part in name.split()]
    for part in (" ".join(name.split()), *parts):
        if len(part) > 1 and part.lower() not in _TITLES:
            found.setdefault(part, instead)


def _tidy(text: str) -> str:
    """Sentences begin with a capital, and nothing is said twice in a row: 'the customer the customer'."""
    text = _ARTICLE.sub("", text)
    text = re.sub(r"\b((?:the|an?|our|another) [\w ]+?)(?: \1)+\b", r"\1", text, flags=re.IGNORECASE)
    return _START.sub(lambda found: f"{found[1]}{found[2].capitalize()}", text)
