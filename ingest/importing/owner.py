"""Whose deal it is, where a note says so in a field at its head: 'Rep: Ilse Brandt', '**Deal owner:** Bram Okonjo'."""

import re
from collections.abc import Iterator
from typing import Final

from ingest.facts.fields import find_fields
from ingest.facts.names import clean_name, is_common, is_firm_word, role_in
from ingest.lines import number_lines
from ingest.lines.labels import is_name
from ingest.lines.lists import is_first_name
from ingest.records import Line, Note

_HEAD: Final = 1500
"""Characters in which a note says whose it is."""
_ROWS: Final = 12
_RANKS: Final = tuple(
    tuple(labels.split("|"))
    for labels in (
        "rep|our rep|sales rep|rep name|deal owner|opportunity owner|account executive|ae|seller|verkäufer|vendedor",
        "owner",
        "account owner",
        "author|logged by|created by",
    )
)
"""Labels; those of a later row count only where there is none of an earlier one."""
_FORM: Final = frozenset(("account", "deal", "outcome", "reason", "closed", "date"))
"""Fields beside which 'Owner' is a deal's; by itself it may be the owner of the buyer's firm."""
_OWN: Final = re.compile(
    r"\W*(?P<label>rep|our rep|ae|seller)\W{0,3}(?::|=)(?:\*\*|__)?\s*(?P<value>\S[^\n]*)", re.IGNORECASE
)
"""Labels that are a speaker's in a transcript, so no fields there."""
_ANY: Final = re.compile(
    rf"\b(?:{'|'.join(label for rank in _RANKS for label in rank)})\b\W{{0,5}}(?<=[:=>→*_])", re.IGNORECASE
)
_NOBODY: Final = re.compile(
    r"\b(?:user|automation|workflow|team|admin|integration|system|api|bot|queue|import|migration|support|unassigned)\b",
    re.IGNORECASE,
)
"""Words of an owner that is no person: 'Inactive User', 'Workflow Automation'."""
_CUT: Final = re.compile(r"\s*(?:[,;|/&(\[·•\t]|\s[-–—]\s|\s{2,}|\s(?:and|und|y|with|mit)\s)\s*", re.IGNORECASE)


def rep_in(note: Note) -> str | None:
    """The rep a note names at its head; None when it names none, or several."""
    head = note.text[:_HEAD]
    if not _ANY.search(head):
        return None
    lines = number_lines(Note(text=head, kind=note.kind))[:_ROWS]
    found = list(_named(lines))
    for rank in _RANKS:
        names = {_person(value) for label, value in found if label in rank}
        if names:
            return names.pop() if len(names) == 1 else None
    return None


def _named(lines: tuple[Line, ...]) -> Iterator[tuple[str, str]]:
    """(label, value) of the fields that may say it."""
    fields = find_fields(lines)
    in_form = any(each.kind in _FORM for each in fields)
    for each in fields:
        if each.kind == "rep" and (each.label != "owner" or (in_form and _is_bare(each.value))):
            yield each.label, each.value
    for line in lines:
        if line.speaker is None and (match := _OWN.match(line.text)):
            yield match["label"].lower(), match["value"]


def _is_bare(value: str) -> bool:
    """A first name's name and no more: 'Private Equity' and 'Jim Halloran (60 vans)' own the buyer's firm."""
    return is_first_name(value.split()[0]) and not _CUT.search(value)


def _person(value: str) -> str | None:
    """One person's name, whatever is told of them: 'Ilse Brandt (EMEA)', 'Ilse Brandt, Account: Hexley'."""
    name, *rest = _CUT.split(value.strip().strip("*_ "), maxsplit=1)
    name = name.strip(" *_.,'\"")
    other = _CUT.split(rest[0])[0].strip(" *_.)]") if rest else ""
    if other and ":" not in rest[0][:30] and is_name(other) and clean_name(other) == other and not role_in(other):
        return None
    listed = bool(name) and is_first_name(name.split()[0])
    if listed and (name.islower() or name.isupper()):
        name = name.title()
    words = name.split()
    if not 1 <= len(words) <= 4 or not is_name(name) or clean_name(name) != name:
        return None
    if _NOBODY.search(name) or any(is_common(word) or is_firm_word(word) for word in words):
        return None
    return name if listed or len(words) > 1 else None  # one word: 'Zapier', 'Unassigned'
