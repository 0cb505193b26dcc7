"""A stored review put together again, whole. Callers have asked the permission question already."""

import json
from collections import defaultdict
from collections.abc import Sequence
from functools import cache
from typing import Any

import sqlalchemy as sa

from ingest.records import Coaching, Debrief, Diagnosis, Evidence, FutureCard, Line, Note, Person, Provenance, Viewer
from ingest.store.rows import Commitment, ReviewRow, Round, StoredReview
from ingest.store.tables import cards, commitments, debriefs, notes, passages, quotes, readings, reviews
from ingest.store.viewing import as_row, joined, numbered, row_columns

_IDS: sa.BindParameter[Any] = sa.bindparam("ids", expanding=True)
_newer = reviews.alias("newer")
_CARD = ("revisit", "reopen_when", "call", "avoid")
_QUOTE = ("line", "start", "end", "text", "side", "cause")


def fetch(conn: sa.Connection, viewer: Viewer, review_id: str) -> StoredReview:
    """One version of a review. The caller knows that it exists and may be seen."""
    newer = sa.select(_newer.c.id).where(_newer.c.supersedes == reviews.c.id).scalar_subquery()
    query = (
        sa.select(
            *row_columns(),
            reviews.c.supersedes,
            newer.label("superseded_by"),
            readings,
            *(notes.c[name].label(f"note_{name}") for name in Note.model_fields),
        )
        .select_from(joined().join(readings, readings.c.review_id == reviews.c.id).join(notes))
        .where(reviews.c.id == review_id)
    )
    found = conn.execute(query).one()
    (row,) = numbered(conn, viewer, [as_row(found)])
    about = {name: getattr(row, name) for name in ReviewRow.__slots__ if name in StoredReview.model_fields}
    return StoredReview(
        **about,
        supersedes=found.supersedes,
        superseded_by=found.superseded_by,
        note=Note(**{name: found._mapping[f"note_{name}"] for name in Note.model_fields}),
        lines=_lines(conn, review_id),
        diagnosis=Diagnosis.model_validate_json(found.diagnosis),
        coaching=Coaching.model_validate_json(found.coaching),
        provenance=Provenance.model_validate_json(found.provenance),
        machine=Diagnosis.model_validate_json(found.machine) if found.machine else None,
        card=_latest_cards(conn, [row.first_id]).get(row.first_id, FutureCard()),
        debrief=latest_debrief(conn, row.first_id),
        commitments=tuple(_commitments(conn, [row.first_id])[row.first_id]),
    )


def rounds(conn: sa.Connection, rows: Sequence[ReviewRow]) -> tuple[Round, ...]:
    """Ledger entries of these reviews, a handful of queries for all of them."""
    ids = [row.id for row in rows]
    firsts = [row.first_id for row in rows]
    proofs = _quotes(conn, ids)
    latest, promised, debriefed = _latest_cards(conn, firsts), _commitments(conn, firsts), latest_debriefs(conn, firsts)
    people, versions = _people(conn, ids), _versions(conn, firsts)
    return tuple(
        Round(
            review=row,
            evidence=tuple(proofs[row.id, False]),
            counter_evidence=tuple(proofs[row.id, True]),
            people=people.get(row.id, ()),
            card=latest.get(row.first_id, FutureCard()),
            debrief=debriefed.get(row.first_id),
            commitments=tuple(promised[row.first_id]),
            versions=versions[row.first_id],
        )
        for row in rows
    )


def latest_debrief(conn: sa.Connection, first_id: str) -> Debrief | None:
    """The rep's words that count."""
    return latest_debriefs(conn, [first_id]).get(first_id)


def as_card(row: sa.Row[Any]) -> FutureCard:
    """A `cards` row as the noun."""
    return FutureCard(**{name: row._mapping[name] for name in _CARD})


def as_commitment(row: sa.Row[Any], prefix: str = "") -> Commitment:
    """A `commitments` row as the noun; `prefix` is that of its column labels."""
    return Commitment(**{name: row._mapping[prefix + name] for name in Commitment.model_fields})


def _lines(conn: sa.Connection, review_id: str) -> tuple[Line, ...]:
    query = (
        sa.select(*(passages.c[name] for name in ("line", "start", "end", "text", "side", "speaker")))
        .where(passages.c.review_id == review_id, passages.c.line > 0)
        .order_by(passages.c.line)
    )
    return tuple(
        Line(number=r.line, start=r.start, end=r.end, text=r.text, side=r.side, speaker=r.speaker)
        for r in conn.execute(query)
    )


def _quotes(conn: sa.Connection, ids: Sequence[str]) -> dict[tuple[str, bool], list[Evidence]]:
    found: dict[tuple[str, bool], list[Evidence]] = defaultdict(list)
    for row in conn.execute(_of_reviews(quotes), {"ids": ids}):
        found[row.review_id, row.against].append(Evidence(**{name: row._mapping[name] for name in _QUOTE}))
    return found


def _latest_cards(conn: sa.Connection, firsts: Sequence[str]) -> dict[str, FutureCard]:
    return {row.review_id: as_card(row) for row in conn.execute(_of_reviews(cards), {"ids": firsts})}


def latest_debriefs(conn: sa.Connection, firsts: Sequence[str]) -> dict[str, Debrief]:
    """The same for several reviews, by their first id."""
    latest = {row.review_id: row.body for row in conn.execute(_of_reviews(debriefs), {"ids": firsts})}
    return {first: Debrief.model_validate_json(body) for first, body in latest.items()}


def _commitments(conn: sa.Connection, firsts: Sequence[str]) -> dict[str, list[Commitment]]:
    found: dict[str, list[Commitment]] = defaultdict(list)
    for row in conn.execute(_of_reviews(commitments), {"ids": firsts}):
        found[row.review_id].append(as_commitment(row))
    return found


def _people(conn: sa.Connection, ids: Sequence[str]) -> dict[str, tuple[Person, ...]]:
    found = ((row.review_id, json.loads(row.diagnosis)["people"]) for row in conn.execute(_read(), {"ids": ids}))
    return {review_id: tuple(Person(**person) for person in people) for review_id, people in found}


def _versions(conn: sa.Connection, firsts: Sequence[str]) -> dict[str, int]:
    return {first: number for first, number in conn.execute(_corrected(), {"ids": firsts})}


# Statements are put together once: that takes longer than running them.
@cache
def _of_reviews(table: sa.Table) -> sa.Select[Any]:
    """What hangs on reviews, in the order it was written."""
    return sa.select(table).where(table.c.review_id.in_(_IDS)).order_by(table.c.id)


@cache
def _read() -> sa.Select[Any]:
    return sa.select(readings.c.review_id, readings.c.diagnosis).where(readings.c.review_id.in_(_IDS))


@cache
def _corrected() -> sa.Select[Any]:
    return (
        sa.select(reviews.c.first_id, sa.func.count()).where(reviews.c.first_id.in_(_IDS)).group_by(reviews.c.first_id)
    )
