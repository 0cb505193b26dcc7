"""What an import needs: what is on record already, many reviews in one transaction, and how columns were mapped.

The `once` of an imported review is its mark: what came in, so that the same row coming again changes nothing.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from ingest.records import Viewer
from ingest.store.database import Database
from ingest.store.documents import dump_plain, load_plain
from ingest.store.ids import new_id
from ingest.store.names import person_key
from ingest.store.outbox import tell_index
from ingest.store.people import account_id, new_deal, number_rounds, user_id
from ingest.store.rows import Entry, OnRecord
from ingest.store.tables import accounts, aliases, cards, column_maps, deals, notes, reviews
from ingest.store.viewing import chunks, own_review, owns, refuse_left
from ingest.store.write import add_card, add_note, add_passages, add_review, check, day_of, put, recorded, to_bytes
from prompts.errors import StoreError


@dataclass(frozen=True, slots=True)
class SameNotes:
    """A deal that came in, whose notes, in one of its versions, are some text word for word."""

    id: str
    """It came in with this one."""
    mark: str
    """Of what came in."""
    account: str
    """The key of one of its account's names."""
    closed: dt.date
    written: dt.date | None
    """The day of its notes, which another CRM may have given for it."""
    amount: float | None


class Imports:
    """The past, coming in."""

    db: Database

    def on_record(self, viewer: Viewer, external_ids: Iterable[str]) -> dict[str, OnRecord]:
        """Those of these ids this viewer has recorded, each as it stands now."""
        query = (
            sa.select(reviews.c.external_id, reviews.c.id, reviews.c.once, reviews.c.author, accounts.c.name)
            .join(deals, deals.c.id == reviews.c.deal_id)
            .join(accounts, accounts.c.id == deals.c.account_id)
            .order_by(reviews.c.id)
        )
        found: dict[str, OnRecord] = {}
        with self.db.reading(viewer) as conn:
            for some in chunks(set(external_ids)):
                for row in conn.execute(query.where(reviews.c.external_id.in_(some), owns(viewer))):
                    old = found.get(row.external_id)
                    mark, earlier = (old.mark, old.earlier) if old else (None, frozenset[str]())
                    if row.once:  # a correction has none of its own
                        mark, earlier = row.once, earlier | ({mark} if mark else set())
                    found[row.external_id] = OnRecord(row.id, mark, row.name, row.author, earlier)
        return found

    def notes_on_record(self, viewer: Viewer, texts: Iterable[str]) -> set[str]:
        """Those of these texts that this viewer has recorded as notes, word for word."""
        digests = {hashlib.sha256(text.encode(errors="surrogatepass")).hexdigest(): text for text in texts}
        found: set[str] = set()
        with self.db.reading(viewer) as conn:
            for some in chunks(digests):
                query = sa.select(notes.c.sha256).join(reviews, reviews.c.note_id == notes.c.id)
                found.update(conn.scalars(query.where(notes.c.sha256.in_(some), owns(viewer))))
        return {digests[digest] for digest in found}

    def same_notes(self, viewer: Viewer, texts: Iterable[str]) -> dict[str, list[SameNotes]]:
        """By text: the deals this viewer has brought in with it, one for each name of their account.

        A review that was written here is none: it lacks what a CRM says.
        """
        digests = {hashlib.sha256(text.encode(errors="surrogatepass")).hexdigest(): text for text in texts}
        columns = (notes.c.sha256, reviews.c.external_id, reviews.c.once)
        query = (
            sa.select(*columns, aliases.c.key, deals.c.closed, notes.c.written, deals.c.amount)
            .join(reviews, reviews.c.note_id == notes.c.id)
            .join(deals, deals.c.id == reviews.c.deal_id)
            .join(aliases, aliases.c.account_id == deals.c.account_id)
            .where(reviews.c.external_id.is_not(None), reviews.c.once.is_not(None))
            .order_by(reviews.c.id)
        )
        found: dict[str, list[SameNotes]] = defaultdict(list)
        with self.db.reading(viewer) as conn:
            for some in chunks(digests):
                for row in conn.execute(query.where(notes.c.sha256.in_(some), owns(viewer))):
                    deal = SameNotes(row.external_id, row.once, row.key, row.closed, row.written, row.amount)
                    found[digests[row.sha256]].append(deal)
        return dict(found)

    def record_many(self, viewer: Viewer, entries: Sequence[Entry]) -> list[str]:
        """Record all of them in one transaction, or none; returns their reviews' ids.

        One whose mark is on record already gives the id it got then. One that `supersedes` a review becomes the next
        version of it.

        Raises:
            DiskFull: nothing was recorded.
            StoreError: one of them cannot be recorded; nothing was.
        """
        for entry in entries:
            if not viewer.all and person_key(viewer.name) != person_key(entry.rep):
                raise StoreError(f"{viewer.name!r} cannot record a review for {entry.rep!r}; sign in as them.")
            check(entry.reading.note, entry.reading.lines, entry.reading.diagnosis)
        blobs = [to_bytes(entry.reading, entry.vectors) for entry in entries]
        now = dt.datetime.now(dt.UTC)
        touched: set[int] = set()
        with self.db.writing() as conn:
            refuse_left(conn, viewer)
            made = [_keep(conn, viewer, each, blob, now, touched) for each, blob in zip(entries, blobs, strict=True)]
            for account in touched:
                number_rounds(conn, account)
        return made

    def column_map(self, header: str) -> dict[str, Any] | None:
        """How the columns under this header row were read last time."""
        with self.db.reading() as conn:
            return load_plain(conn.scalar(sa.select(column_maps.c.body).where(column_maps.c.header == header)))

    def keep_column_map(self, header: str, body: Mapping[str, Any]) -> None:
        """Read them like this from now on."""
        values = {"body": dump_plain(body), "updated": dt.datetime.now(dt.UTC)}
        with self.db.writing() as conn:
            if conn.execute(column_maps.update().where(column_maps.c.header == header).values(values)).rowcount == 0:
                conn.execute(column_maps.insert().values({"header": header, **values}))


def _keep(
    conn: sa.Connection,
    viewer: Viewer,
    entry: Entry,
    blobs: Sequence[bytes | None],
    now: dt.datetime,
    touched: set[int],
) -> str:
    old = own_review(conn, viewer, entry.supersedes) if entry.supersedes else None
    rep_id = old.rep_id if old else user_id(conn, entry.rep)
    if already := recorded(conn, rep_id, entry.mark):
        return already
    account = account_id(conn, entry.account, now)
    touched.add(account)
    if old is not None:
        touched.add(conn.scalar(sa.select(deals.c.account_id).where(deals.c.id == old.deal_id)) or account)
        return _next_version(conn, old, entry, blobs, account, now)
    fixed = {
        "rep_id": rep_id,
        "shared": "private",
        "sample": False,
        "external_id": entry.external_id,
        "once": entry.mark,
    }
    return put(conn, entry.reading, blobs, account, entry.given, now, entry.vectors.model, fixed)


def _next_version(
    conn: sa.Connection,
    old: sa.Row[Any],
    entry: Entry,
    blobs: Sequence[bytes | None],
    account: int,
    now: dt.datetime,
) -> str:
    """What came in has changed: a row that supersedes, with its own note and round. The old ones stay as they are."""
    if conn.scalar(sa.select(reviews.c.id).where(reviews.c.supersedes == old.id)):
        raise StoreError(f"Review {old.id!r} was corrected meanwhile; import it again.")
    reading, review_id = entry.reading, new_id()
    happened = day_of(reading, entry.given, now)
    values = {name: old._mapping[name] for name in ("first_id", "rep_id", "shared", "sample", "put_aside")}
    values |= {"id": review_id, "supersedes": old.id, "author": "rep" if reading.machine else "engine"}
    values |= {"created": now, "happened": happened, "external_id": entry.external_id, "once": entry.mark}
    values["deal_id"] = new_deal(conn, account, old.rep_id, happened, entry.given)
    values["note_id"] = add_note(conn, reading.note, now)
    add_review(conn, values, reading, entry.vectors.model)
    add_passages(conn, review_id, reading.diagnosis.mechanism, reading.lines, blobs)
    of_old = sa.select(cards.c.id).where(cards.c.review_id == old.first_id)
    if len(conn.scalars(of_old).all()) < 2:  # a second one is the rep's own, which stays
        add_card(conn, old.first_id, reading.card, now)
    tell_index(conn, "drop", old.id, now)
    tell_index(conn, "upsert", review_id, now)
    return review_id
