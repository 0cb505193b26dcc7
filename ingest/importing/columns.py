"""Which column is which: five CRMs recognised by their headers, anything else by what its columns are called.

Names are compared without case and punctuation. The CRM's own names come first, then names people give such columns.
"""

import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from prompts.errors import NoteError

FIELDS: Final = {
    "id": "Id",
    "account": "Account",
    "deal": "Deal name",
    "rep": "Rep",
    "text": "Notes",
    "closed": "Day it closed",
    "date": "Day of the notes",
    "amount": "Amount",
    "currency": "Currency",
    "stage": "Stage",
    "segment": "Segment",
    "reason": "Stated reason",
    "outcome": "Won, lost or open",
}
"""What a person may map, as a screen calls it."""
OURS: Final = "lossbook: "
"""Begins the columns a rejects file has more than the file it came from."""
HIDDEN: Final = ("won_flag", "lost_flag", "closed_flag", "lost_on", "won_on", "chance", "note_ids")
"""What only a CRM's own columns fill."""

_CRMS: Final[dict[str, dict[str, str]]] = {
    "salesforce": {
        "id": "opportunity id|opportunityid|id",
        "account": "account name|account.name|accountname",
        "deal": "opportunity name|name",
        "rep": "opportunity owner|owner|owner.name|owner name|opportunity owner: full name",
        "text": "why did we lose?|loss description|lost reason details|loss notes|closed lost notes|description"
        "|loss comments|comments|notes",
        "closed": "close date|closedate|close date (2)",
        "amount": "amount|amount (converted)|acv|acv preview",
        "currency": "amount currency|opportunity currency|currencyisocode|opportunity currency code",
        "stage": "stage|stagename",
        "reason": "lost reason|loss reason|closed lost reason|reason lost|loss_reason__c|lost_reason__c",
        "won_flag": "won|iswon",
        "closed_flag": "closed|isclosed",
        "chance": "probability (%)|probability",
    },
    "hubspot": {
        "id": "record id|deal id",
        "account": "associated company|associated company (primary)|company name|primary company|associated companies",
        "deal": "deal name",
        "rep": "deal owner",
        "text": "associated note|associated notes|notes|deal description|closed lost notes",
        "closed": "close date|closed date",
        "amount": "amount|amount in company currency",
        "currency": "currency",
        "stage": "deal stage",
        "reason": "closed lost reason|lost reason|loss reason",
        "lost_flag": "is closed lost",
        "won_flag": "is closed won",
        "closed_flag": "is deal closed?|is closed",
        "chance": "deal probability",
        "note_ids": "associated note ids",
    },
    "pipedrive": {
        "id": "deal - id",
        "account": "deal - organization",
        "deal": "deal - title",
        "rep": "deal - owner",
        "text": "deal - notes|deal - note|note|notes|content",
        "closed": "deal - lost time|deal - won time|deal - deal closed on",
        "amount": "deal - value",
        "currency": "deal - currency of value|deal - currency",
        "stage": "deal - stage",
        "outcome": "deal - status",
        "reason": "deal - lost reason",
        "lost_on": "deal - lost time",
        "won_on": "deal - won time",
    },
    "close": {
        "id": "id|opportunity_id",
        "account": "lead_name|lead name",
        "rep": "user_name|user name",
        "text": "note|notes",
        "closed": "date_lost|date_won|date lost|date won",
        "amount": "value|value_formatted",
        "currency": "value_currency",
        "stage": "status_label|status_display_name",
        "outcome": "status_type|status",
        "reason": "lost reason|loss reason|custom.lost reason|custom.loss reason",
        "lost_on": "date_lost|date lost",
        "won_on": "date_won|date won",
    },
    "dynamics": {
        "id": "(do not modify) opportunity|opportunityid|opportunity",
        "account": "potential customer|account|customer|parent account",
        "deal": "topic|name",
        "rep": "owner",
        "text": "description|close description|close notes|current situation|customer need|notes",
        "closed": "actual close date|actual end|closed on",
        "amount": "est. revenue|estimated revenue|actual revenue",
        "currency": "currency|transactioncurrencyid",
        "stage": "pipeline phase|sales stage",
        "outcome": "status|statecode",
        "reason": "status reason|statuscode|loss reason",
    },
}
_MARKS: Final[dict[str, tuple[str, ...]]] = {
    "salesforce": ("opportunity id", "opportunity name", "account name", "stagename", "closedate", "accountid",
                   "opportunity owner", "forecast category", "fiscal period", "owner role", "lead source"),
    "hubspot": ("record id", "deal stage", "deal name", "deal owner", "associated note", "associated note ids",
                "is closed lost", "associated company"),
    "pipedrive": ("deal - id", "deal - title", "deal - organization", "deal - status", "deal - lost reason",
                  "deal - owner"),
    "close": ("lead_name", "date_lost", "date_won", "value_period", "user_name", "status_type", "lead_id"),
    "dynamics": ("(do not modify) opportunity", "topic", "potential customer", "actual close date", "status reason",
                 "est. revenue", "est. close date", "actual revenue", "pipeline phase"),
}  # fmt: skip
"""Names that tell the CRM; three of them settle it."""
_ANY: Final[dict[str, str]] = {
    "id": "id|record id|deal id|opportunity id|external id|key|deal number",
    "account": "account|account name|company|company name|customer|customer name|client|organization|organisation"
    "|prospect|kunde|firma|client name|empresa|cuenta",
    "deal": "deal|deal name|opportunity|opportunity name|title|topic|name",
    "rep": "rep|sales rep|owner|deal owner|owner name|opportunity owner|salesperson|ae|account executive|seller"
    "|assigned to|user|besitzer|verkäufer|vertriebler",
    "text": "text|note|notes|call notes|comment|comments|description|body|summary|transcript|details|loss notes"
    "|why did we lose?|why did we lose|what happened|debrief|notizen|bemerkung|notas",
    "closed": "closed|close date|closed date|closed on|date closed|lost date|date lost|lost on|abschlussdatum"
    "|geschlossen am",
    "date": "date|note date|created|created date|create date|day|datum|fecha",
    "amount": "amount|value|deal value|deal size|revenue|acv|arr|mrr|betrag|importe|price",
    "currency": "currency|währung|moneda|amount currency",
    "stage": "stage|deal stage|phase|pipeline stage",
    "segment": "segment|account segment|market segment|customer segment|deal - segment|organization - segment|industry"
    "|account industry|company industry|customer industry|organization - industry|vertical|sector|branche|industria"
    "|territory|account territory|sales territory|region|sales region|account region|deal - region|company size"
    "|account size|organization - company size",
    "outcome": "outcome|status|result|won/lost|ergebnis",
    "reason": "stated_cause|stated cause|lost reason|loss reason|closed lost reason|reason|reason lost|reason for loss"
    "|verlustgrund|grund",
    "won_flag": "won|is won|is closed won",
    "lost_flag": "lost|is lost|is closed lost",
    "closed_flag": "is closed",
    "chance": "probability|probability (%)",
}


@dataclass(frozen=True, slots=True)
class Columns:
    """Field to columns, best first."""

    source: str
    """salesforce, hubspot, pipedrive, close, dynamics or table."""
    fields: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    day_first: bool | None = None
    """None: as the column itself shows."""

    def document(self) -> dict[str, Any]:
        """To be kept for next time."""
        kept = {name: list(columns) for name, columns in self.fields.items()}
        return {"source": self.source, "fields": kept, "day_first": self.day_first}

    @property
    def only_opened(self) -> bool:
        """Whether the day beside the notes is the one on which the deal was opened."""
        return _plain("".join(self.fields.get("date", ())[:1])) in ("created", "createddate", "createdate", "createdon")

    @property
    def shown(self) -> dict[str, tuple[str, ...]]:
        """What a person would call mapped."""
        return {name: columns for name, columns in self.fields.items() if name in FIELDS and columns}


def recognise(header: Iterable[str]) -> Columns:
    """The CRM whose names these are, with its columns; 'table' when it is none of them."""
    header = tuple(header)
    names = {_plain(column) for column in header}
    marks = {crm: sum(_plain(mark) in names for mark in own) for crm, own in _MARKS.items()}
    crm = max(marks, key=lambda each: marks[each])
    if marks[crm] < 3:
        return Columns("table", _matched(header, _ANY))
    own = _matched(header, _CRMS[crm])
    taken = {column for columns in own.values() for column in columns}
    loose = _matched([column for column in header if column not in taken], _ANY)
    return Columns(crm, {**{name: columns for name, columns in loose.items() if name not in own}, **own})


def with_changes(columns: Columns, header: Iterable[str], changes: Mapping[str, Iterable[str]]) -> Columns:
    """A person's word on some fields; a column nobody named is an error.

    Raises:
        NoteError: no such field or column.
    """
    by_name = {_plain(column): column for column in reversed(tuple(header))}
    fields = dict(columns.fields)
    for name, wanted in changes.items():
        if name not in FIELDS:
            raise NoteError(f"There is no field {name!r} to map; the fields are {', '.join(FIELDS)}.")
        found = [by_name.get(_plain(column)) for column in wanted]
        if None in found:
            missing = next(column for column in wanted if _plain(column) not in by_name)
            raise NoteError(f"There is no column {missing!r}; the columns are {', '.join(header)}.")
        fields[name] = tuple(column for column in found if column)
    return Columns(columns.source, fields, columns.day_first)


def from_document(body: Mapping[str, Any], header: Iterable[str]) -> Columns | None:
    """What was kept last time; None when it does not fit this header."""
    header = set(header)
    fields = {name: tuple(columns) for name, columns in body.get("fields", {}).items()}
    if not all(name in FIELDS or name in HIDDEN for name in fields):
        return None
    if not all(column in header for columns in fields.values() for column in columns):
        return None
    return Columns(str(body.get("source", "table")), fields, body.get("day_first"))


def header_key(header: Iterable[str]) -> str:
    """What a mapping is kept under: the header row, in short; the columns a rejects file adds do not count."""
    own = [column for column in header if not column.startswith(OURS)]
    return hashlib.sha256(json.dumps(own, ensure_ascii=False).encode(errors="surrogatepass")).hexdigest()


def _matched(header: Iterable[str], wanted: Mapping[str, str]) -> dict[str, tuple[str, ...]]:
    by_name: dict[str, list[str]] = {}
    for column in header:
        by_name.setdefault(_plain(re.sub(r" \[\d+\]$", "", column)), []).append(column)
    fields: dict[str, tuple[str, ...]] = {}
    for name, spelled in wanted.items():
        # Of two columns with one name the last comes first: reports put the longer Salesforce id there.
        found = [column for each in spelled.split("|") for column in reversed(by_name.get(_plain(each), ()))]
        if name == "segment":  # a region in place of a missing industry would be two things counted as one
            found = found[:1]
        if found:
            fields[name] = tuple(dict.fromkeys(found))
    return fields


def _plain(name: str) -> str:
    return re.sub(r"[\W_]+", "", name.casefold())
