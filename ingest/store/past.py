"""Past losses, laid out to be compared with: their lines, vectors, ranking and words. Few at a time."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from ingest.records import Debrief, Viewer
from ingest.store.database import Database
from ingest.store.fetch import latest_debriefs
from ingest.store.outbox import matrix
from ingest.store.rows import ReviewRow
from ingest.store.tables import commitments, notes, passages, readings, reviews
from ingest.store.viewing import as_row, chunks, joined, row_columns, visible

if TYPE_CHECKING:
    from ingest.store.rows import FloatArray


@dataclass(frozen=True, slots=True)
class PastLoss:
    """One past review, current version."""

    row: ReviewRow
    """Its round is left at 0: counting it for each viewer costs more than finding the match."""
    text: str
    """The note."""
    ranking: dict[str, float]
    """Cause to its share."""
    proving: tuple[tuple[int, str], ...]
    """(line, cause) of the lines that show why."""
    lines: tuple[int, ...]
    """Numbers of the lines that were embedded."""
    vectors: FloatArray
    """(len(lines), 384)."""
    proof: tuple[int, str] | None = None
    """(line, its words) of the first line that shows why."""


@dataclass(frozen=True, slots=True)
class PastWords:
    """What a past loss that is shown has to say."""

    lines: tuple[tuple[int, str], ...]
    """(number, text) of every line."""
    lesson: str
    """The playbook's first; empty when there is none."""
    debrief: Debrief | None
    committed: tuple[str, ...]
    """What the rep said they would do."""


_NOTED = joined().join(notes, notes.c.id == reviews.c.note_id).join(readings, readings.c.review_id == reviews.c.id)


class Past:
    """What "have we lost like this before" needs of the records."""

    db: Database

    def past_losses(self, viewer: Viewer, review_ids: Iterable[str]) -> list[PastLoss]:
        """Those of these reviews which are losses, current, and may be seen."""
        wanted = list(dict.fromkeys(review_ids))
        lost = sa.and_(visible(viewer), reviews.c.outcome != "won")
        about = (
            sa.select(*row_columns(), notes.c.text.label("note_text"), readings.c.diagnosis)
            .select_from(_NOTED)
            .where(lost)
        )
        lines = (
            sa.select(passages.c.review_id, passages.c.line, passages.c.vector)
            .where(passages.c.line > 0, passages.c.vector.is_not(None))
            .order_by(passages.c.review_id, passages.c.line)
        )
        held: dict[str, list[tuple[int, bytes]]] = {}
        found: dict[str, Any] = {}
        with self.db.reading(viewer) as conn:
            for some in chunks(wanted):
                seen = {row.id: row for row in conn.execute(about.where(reviews.c.id.in_(some)))}
                for review_id, line, vector in conn.execute(lines.where(passages.c.review_id.in_(seen))).all():
                    held.setdefault(review_id, []).append((line, vector))
                found |= seen
        return [_past(found[each], held[each]) for each in wanted if each in found and each in held]

    def past_words(self, viewer: Viewer, review_ids: Iterable[str]) -> dict[str, PastWords]:
        """What those of these reviews say which are current and may be seen."""
        query = (
            sa.select(reviews.c.id, reviews.c.first_id, readings.c.coaching)
            .join_from(reviews, readings, readings.c.review_id == reviews.c.id)
            .where(visible(viewer))
        )
        found: dict[str, PastWords] = {}
        with self.db.reading(viewer) as conn:
            for some in chunks(dict.fromkeys(review_ids)):
                seen = conn.execute(query.where(reviews.c.id.in_(some))).all()
                firsts = [row.first_id for row in seen]
                lines = _grouped(conn, _LINES.where(passages.c.review_id.in_([row.id for row in seen])))
                debriefed = latest_debriefs(conn, firsts)
                promised = _grouped(conn, _PROMISED.where(commitments.c.review_id.in_(firsts)))
                for row in seen:
                    lessons = json.loads(row.coaching).get("lessons") or [{"text": ""}]
                    found[row.id] = PastWords(
                        lines=tuple((number, text) for number, text in lines.get(row.id, ())),
                        lesson=lessons[0]["text"],
                        debrief=debriefed.get(row.first_id),
                        committed=tuple(text for (text,) in promised.get(row.first_id, ())),
                    )
        return found

    def same_mechanism(self, viewer: Viewer, mechanism: str, limit: int = 30) -> list[str]:
        """The latest losses filed under exactly this sentence."""
        query = (
            sa.select(reviews.c.id)
            .where(reviews.c.mechanism == mechanism, reviews.c.outcome != "won", visible(viewer))
            .order_by(reviews.c.happened.desc(), reviews.c.id.desc())
            .limit(limit)
        )
        with self.db.reading(viewer) as conn:
            return list(conn.scalars(query))


_LINES = (
    sa.select(passages.c.review_id, passages.c.line, passages.c.text)
    .where(passages.c.line > 0)
    .order_by(passages.c.review_id, passages.c.line)
)
_PROMISED = sa.select(commitments.c.review_id, commitments.c.text).order_by(commitments.c.id)


def _grouped(conn: sa.Connection, query: sa.Select[Any]) -> dict[str, list[Any]]:
    """Rows by their first column, less it."""
    found: dict[str, list[Any]] = {}
    for key, *rest in conn.execute(query).all():
        found.setdefault(key, []).append(rest)
    return found


def _past(row: Any, held: list[tuple[int, bytes]]) -> PastLoss:
    diagnosis = json.loads(row.diagnosis)
    evidence = diagnosis.get("evidence") or ()
    return PastLoss(
        row=replace(as_row(row), round=0),
        text=row.note_text,
        ranking={each["cause"]: each["score"] for each in diagnosis["ranking"]},
        proving=tuple((item["line"], item["cause"]) for item in evidence),
        lines=tuple(line for line, _ in held),
        vectors=matrix([vector for _, vector in held]),
        proof=(evidence[0]["line"], evidence[0]["text"]) if evidence else None,
    )
