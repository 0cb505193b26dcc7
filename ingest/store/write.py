"""A review is recorded in one transaction: account, round, note, review, quotes, passages, full text, outbox."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from ingest.records import Debrief, Diagnosis, Evidence, FutureCard, Given, Line, Note, Reading, Viewer
from ingest.store.database import Database
from ingest.store.documents import dump
from ingest.store.ids import new_id
from ingest.store.names import person_key
from ingest.store.outbox import tell_index
from ingest.store.people import account_id, new_deal, number_rounds, user_id
from ingest.store.rows import WIDTH, Shared, Vectors
from ingest.store.tables import cards, debriefs, notes, passages, quotes, readings, reviews
from prompts.errors import StoreError

if TYPE_CHECKING:
    from ingest.store.rows import FloatArray


class Writes:
    """Recording."""

    db: Database

    def record(
        self,
        viewer: Viewer,
        reading: Reading,
        *,
        account: str,
        rep: str,
        given: Given | None = None,
        debrief: Debrief | None = None,
        vectors: Vectors | None = None,
        sample: bool = False,
        external_id: str | None = None,
        shared: Shared = "private",
        once: str | None = None,
    ) -> str:
        """Record one review and return its id.

        `once` names this act, a job's id for instance: recording twice under the same name and rep changes nothing and
        returns the first id, so an interrupted worker can simply do it again.

        Raises:
            DiskFull: Nothing was recorded.
            StoreError: A quote that is not in the note, vectors of the wrong shape, another rep's name.
        """
        if not viewer.all and person_key(viewer.name) != person_key(rep):
            raise StoreError(f"{viewer.name!r} cannot record a review for {rep!r}; leave --rep out or sign in as them.")
        check(reading.note, reading.lines, reading.diagnosis)
        blobs = to_bytes(reading, vectors)
        now = dt.datetime.now(dt.UTC)
        with self.db.writing() as conn:
            rep_id = user_id(conn, rep)
            if once is not None and (already := _recorded(conn, rep_id, once)):
                return already
            happened = _day(reading.note, given, now)
            account_nr = account_id(conn, account, now)
            review_id = new_id()
            values = {
                "id": review_id,
                "first_id": review_id,
                "deal_id": new_deal(conn, account_nr, rep_id, happened, given),
                "note_id": _add_note(conn, reading.note, now),
                "rep_id": rep_id,
                "author": "rep" if reading.machine else "engine",
                "created": now,
                "happened": happened,
                "shared": shared,
                "sample": sample,
                "external_id": external_id,
                "once": once,
            }
            add_review(conn, values, reading, vectors.model if vectors else None)
            add_passages(conn, review_id, reading.diagnosis.mechanism, reading.lines, blobs)
            number_rounds(conn, account_nr)
            add_card(conn, review_id, reading.card, now)
            if debrief is not None:
                add_debrief(conn, review_id, debrief, now)
            tell_index(conn, "upsert", review_id, (0, *(line.number for line in reading.lines)), now)
        return review_id


def check(note: Note, lines: Sequence[Line], diagnosis: Diagnosis) -> None:
    """Raise StoreError for a line or quote that is not the note's own words."""
    parts: list[Line | Evidence] = [*lines, *diagnosis.evidence, *diagnosis.counter_evidence]
    for part in parts:
        if note.text[part.start : part.end] != part.text:
            raise StoreError(
                f"The quote {part.text[:60]!r} is not in the note at {part.start}-{part.end}; not recorded."
            )


def to_bytes(reading: Reading, vectors: Vectors | None) -> list[bytes | None]:
    """One blob for the mechanism, then one a line; None for a line that was not embedded, whose row is zero.

    Raises:
        StoreError: the shapes do not fit, or a row is not a vector.
    """
    if vectors is None:
        return [None] * (len(reading.lines) + 1)
    if vectors.mechanism.shape != (WIDTH,) or vectors.lines.shape != (len(reading.lines), WIDTH):
        raise StoreError(
            f"Vectors of shape {vectors.mechanism.shape} and {vectors.lines.shape} do not fit "
            f"{len(reading.lines)} lines of {WIDTH} numbers; embed the note again."
        )
    return [blob(vectors.mechanism), *(blob(row) if row.any() else None for row in vectors.lines)]


def blob(vector: FloatArray) -> bytes:
    """Little-endian float32, 1,536 bytes.

    Raises:
        StoreError: not all finite, or all zero; one such row would spoil every search.
    """
    length = float(vector @ vector)
    if not 0 < length < float("inf"):
        raise StoreError("A vector is not a number or all zero; nothing was recorded. Run `lossbook doctor`.")
    return vector.astype("<f4", copy=False).tobytes()


def add_review(conn: sa.Connection, values: dict[str, Any], reading: Reading, embedder: str | None) -> None:
    """The slim row, the documents and the quotes."""
    diagnosis = reading.diagnosis
    stated = diagnosis.stated
    conn.execute(
        reviews.insert().values(
            **values,
            outcome=diagnosis.outcome,
            stated_text=stated.text if stated else None,
            stated_cause=stated.cause if stated else None,
            cause=diagnosis.cause,
            confidence=diagnosis.confidence,
            mechanism=diagnosis.mechanism,
            control=diagnosis.control,
            competitor=diagnosis.competitor,
        )
    )
    conn.execute(
        readings.insert().values(
            review_id=values["id"],
            diagnosis=dump(diagnosis),
            coaching=dump(reading.coaching),
            provenance=dump(reading.provenance),
            machine=dump(reading.machine) if reading.machine else None,
            embedder=embedder,
        )
    )
    rows = [_quote(values["id"], e, False) for e in diagnosis.evidence]
    rows += [_quote(values["id"], e, True) for e in diagnosis.counter_evidence]
    if rows:
        conn.execute(quotes.insert(), rows)


def add_passages(
    conn: sa.Connection, review_id: str, mechanism: str, lines: Sequence[Line], blobs: Sequence[bytes | None]
) -> None:
    """Line 0 is the mechanism sentence, then the note's lines. `blobs` has one more item than `lines`."""
    rows = [_passage(review_id, Line(number=0, start=0, end=0, text=mechanism), blobs[0])]
    rows += [_passage(review_id, line, vector) for line, vector in zip(lines, blobs[1:], strict=True)]
    conn.execute(passages.insert(), rows)


def add_card(conn: sa.Connection, first_id: str, card: FutureCard, now: dt.datetime) -> None:
    """A card; the latest one counts."""
    conn.execute(cards.insert().values(review_id=first_id, created=now, **card.model_dump()))


def add_debrief(conn: sa.Connection, first_id: str, debrief: Debrief, now: dt.datetime) -> None:
    """The rep's words; the latest ones count."""
    conn.execute(debriefs.insert().values(review_id=first_id, body=dump(debrief), created=now))


def _recorded(conn: sa.Connection, rep_id: int, once: str) -> str | None:
    query = sa.select(reviews.c.id).where(reviews.c.rep_id == rep_id, reviews.c.once == once)
    return conn.execute(query).scalar()


def _day(note: Note, given: Given | None, now: dt.datetime) -> dt.date:
    told = (given.closed or given.date) if given else None
    return told or note.written or now.astimezone().date()


def _add_note(conn: sa.Connection, note: Note, now: dt.datetime) -> int:
    digest = hashlib.sha256(note.text.encode(errors="surrogatepass")).hexdigest()
    key = conn.execute(notes.insert().values(**note.model_dump(), sha256=digest, created=now)).inserted_primary_key
    assert key is not None
    return int(key[0])


def _quote(review_id: str, quote: Evidence, against: bool) -> dict[str, Any]:
    return {"review_id": review_id, "against": against, **quote.model_dump()}


def _passage(review_id: str, line: Line, vector: bytes | None) -> dict[str, Any]:
    values = line.model_dump()
    values["line"] = values.pop("number")
    return {"review_id": review_id, "vector": vector, **values}
