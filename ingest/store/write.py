"""A review is recorded in one transaction: account, round, note, review, quotes, passages, full text, outbox."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from ingest.gist import gist
from ingest.records import Debrief, Diagnosis, Evidence, FutureCard, Given, Line, Note, Reading, Viewer
from ingest.store.database import Database
from ingest.store.documents import dump
from ingest.store.ids import new_id
from ingest.store.names import person_key
from ingest.store.outbox import tell_index
from ingest.store.people import account_id, new_deal, number_rounds, user_id
from ingest.store.rows import WIDTH, Shared, Vectors
from ingest.store.tables import cards, debriefs, notes, passages, quotes, readings, reviews
from ingest.store.viewing import refuse_left
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
            refuse_left(conn, viewer)
            rep_id = user_id(conn, rep)
            if once is not None and (already := recorded(conn, rep_id, once)):
                return already
            account_nr = account_id(conn, account, now)
            fixed = {"rep_id": rep_id, "shared": shared, "sample": sample, "external_id": external_id, "once": once}
            review_id = put(conn, reading, blobs, account_nr, given, now, vectors.model if vectors else None, fixed)
            number_rounds(conn, account_nr)
            if debrief is not None:
                add_debrief(conn, review_id, debrief, now)
        return review_id


def put(
    conn: sa.Connection,
    reading: Reading,
    blobs: Sequence[bytes | None],
    account: int,
    given: Given | None,
    now: dt.datetime,
    embedder: str | None,
    fixed: Mapping[str, Any],
) -> str:
    """A new round of this account with all that hangs on it; the caller numbers the rounds. Returns the review's id.

    `fixed` are the columns of `reviews` nothing here decides: rep_id, shared, sample, external_id, once.
    """
    happened = day_of(reading, given, now)
    review_id = new_id()
    values = {
        "id": review_id,
        "first_id": review_id,
        "deal_id": new_deal(conn, account, fixed["rep_id"], happened, given),
        "note_id": add_note(conn, reading.note, now),
        "author": "rep" if reading.machine else "engine",
        "created": now,
        "happened": happened,
        **fixed,
    }
    add_review(conn, values, reading, embedder)
    add_passages(conn, review_id, reading.diagnosis.mechanism, reading.lines, blobs)
    add_card(conn, review_id, reading.card, now)
    tell_index(conn, "upsert", review_id, now)
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
    """One blob for the whole review, then one a line; None for a line that was not embedded, whose row is zero.

    Raises:
        StoreError: the shapes do not fit, or a row is not a vector.
    """
    if vectors is None:
        return [None] * (len(reading.lines) + 1)
    if vectors.lines.shape != (len(reading.lines), WIDTH):
        raise StoreError(
            f"Vectors of shape {vectors.lines.shape} do not fit {len(reading.lines)} lines of {WIDTH} numbers; "
            "embed the note again."
        )
    lines = [blob(row) if row.any() else None for row in vectors.lines]
    return [gist_of(reading.lines, vectors.lines, reading.diagnosis), *lines]


def gist_of(lines: Sequence[Line], rows: FloatArray, diagnosis: Diagnosis) -> bytes | None:
    """The whole review as one vector; None when no line has one."""
    made = gist([line.number for line in lines], rows, {item.line for item in diagnosis.evidence})
    return None if made is None else blob(made)


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
    conn.execute(reviews.insert(), [review_row(values, reading.diagnosis)])
    conn.execute(readings.insert(), [reading_row(values["id"], reading, embedder)])
    if rows := quote_rows(values["id"], reading.diagnosis):
        conn.execute(quotes.insert(), rows)


def review_row(values: Mapping[str, Any], diagnosis: Diagnosis) -> dict[str, Any]:
    """The slim row: `values`, and what lists and counts need of the diagnosis."""
    stated = diagnosis.stated
    return {
        **values,
        "outcome": diagnosis.outcome,
        "stated_text": stated.text if stated else None,
        "stated_cause": stated.cause if stated else None,
        "cause": diagnosis.cause,
        "confidence": diagnosis.confidence,
        "mechanism": diagnosis.mechanism,
        "control": diagnosis.control,
        "competitor": diagnosis.competitor,
    }


def reading_row(review_id: str, reading: Reading, embedder: str | None) -> dict[str, Any]:
    """The long documents."""
    return {
        "review_id": review_id,
        "diagnosis": dump(reading.diagnosis),
        "coaching": dump(reading.coaching),
        "provenance": dump(reading.provenance),
        "machine": dump(reading.machine) if reading.machine else None,
        "embedder": embedder,
    }


def quote_rows(review_id: str, diagnosis: Diagnosis) -> list[dict[str, Any]]:
    """What speaks for the cause, then what speaks against it."""
    rows = [_quote(review_id, each, False) for each in diagnosis.evidence]
    return rows + [_quote(review_id, each, True) for each in diagnosis.counter_evidence]


def add_passages(
    conn: sa.Connection, review_id: str, mechanism: str, lines: Sequence[Line], blobs: Sequence[bytes | None]
) -> None:
    """Line 0 stands for the whole review, then the note's lines. `blobs` has one more item than `lines`."""
    conn.execute(passages.insert(), passage_rows(review_id, mechanism, lines, blobs))


def passage_rows(
    review_id: str, mechanism: str, lines: Sequence[Line], blobs: Sequence[bytes | None]
) -> list[dict[str, Any]]:
    """Line 0, then the note's lines."""
    first = _passage(review_id, Line(number=0, start=0, end=0, text=mechanism), blobs[0])
    return [first, *(_passage(review_id, line, vector) for line, vector in zip(lines, blobs[1:], strict=True))]


def add_card(conn: sa.Connection, first_id: str, card: FutureCard, now: dt.datetime) -> None:
    """A card; the latest one counts."""
    conn.execute(cards.insert().values(review_id=first_id, created=now, **card.model_dump()))


def add_debrief(conn: sa.Connection, first_id: str, debrief: Debrief, now: dt.datetime) -> None:
    """The rep's words; the latest ones count."""
    conn.execute(debriefs.insert().values(review_id=first_id, body=dump(debrief), created=now))


def recorded(conn: sa.Connection, rep_id: int, once: str) -> str | None:
    """The review this act has made already."""
    query = sa.select(reviews.c.id).where(reviews.c.rep_id == rep_id, reviews.c.once == once)
    return conn.execute(query).scalar()


def day_of(reading: Reading, given: Given | None, now: dt.datetime) -> dt.date:
    """The day the deal closed: the CRM's, by the notes' own words, else the day of the notes, else today."""
    told = given or Given()
    return told.closed or reading.closed or told.date or reading.note.written or now.astimezone().date()


def add_note(conn: sa.Connection, note: Note, now: dt.datetime) -> int:
    """A note's row; returns its id."""
    key = conn.execute(notes.insert().values(**note_row(note, now))).inserted_primary_key
    assert key is not None
    return int(key[0])


def note_row(note: Note, now: dt.datetime) -> dict[str, Any]:
    """The note and its text's fingerprint."""
    digest = hashlib.sha256(note.text.encode(errors="surrogatepass")).hexdigest()
    return {**note.model_dump(), "sha256": digest, "created": now}


def _quote(review_id: str, quote: Evidence, against: bool) -> dict[str, Any]:
    return {"review_id": review_id, "against": against, **quote.model_dump()}


def _passage(review_id: str, line: Line, vector: bytes | None) -> dict[str, Any]:
    values = line.model_dump()
    values["line"] = values.pop("number")
    return {"review_id": review_id, "vector": vector, **values}
