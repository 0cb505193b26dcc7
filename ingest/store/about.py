"""Everything the records hold about one person, for that person to read."""

import datetime as dt
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

import sqlalchemy as sa

from ingest.records import Viewer
from ingest.store.database import Database
from ingest.store.forgetting import acting_for
from ingest.store.mentions import own_parts
from ingest.store.names import person_key
from ingest.store.packs import may_read
from ingest.store.tables import (
    accounts,
    cards,
    commitments,
    consents,
    deals,
    debriefs,
    drafts,
    followups,
    jobs,
    notes,
    packs,
    passages,
    quotes,
    readings,
    reviews,
    revisits,
    thanks,
    users,
    views,
)
from ingest.store.viewing import chunks, is_current, may_see
from ingest.store.views import Looks
from prompts.errors import NotFound
from prompts.redact import pattern_of

Row = dict[str, Any]
_OF_VERSION: Final = (readings, quotes)
_OF_REVIEW: Final = (debriefs, commitments, cards, revisits, consents, thanks, views)
_JSON: Final = ("diagnosis", "coaching", "provenance", "machine", "body", "request", "progress", "result")


@dataclass(frozen=True)
class Mention:
    """A line of somebody's notes that names the person, or holds their words."""

    review_id: str
    account: str
    rep: str
    happened: dt.date
    line: int
    """0 is the sentence that says what went wrong."""
    text: str


@dataclass(frozen=True)
class About:
    """All of it. Lines and vectors, which are made from the notes, are left out of the tables."""

    name: str
    tables: Mapping[str, list[Row]]
    """Rows that are theirs, by table; documents as objects. Passwords there are none: sign-in is elsewhere."""
    mentions: tuple[Mention, ...]
    """In notes that are not theirs."""
    whole: bool
    """False when an admin asked about somebody else: only reviews the admin may see, no drafts, jobs or packs."""


class Personal(Looks):
    """For the laptop's user, an admin, and everybody about themselves."""

    db: Database

    def about_person(self, viewer: Viewer, name: str) -> About:
        """What a person recorded and left, and where others name them, as far as the viewer may see those notes.

        An admin gets of somebody else only the reviews that the admin may see, and that look is written down.

        Raises:
            NotFound: nothing on record holds that name.
            StoreError: somebody else, and the viewer is no admin.
        """
        clean = " ".join(name.split())
        with self.db.reading(viewer) as conn:
            # Their own records are theirs, also where the first wall hides them from an admin.
            everything = acting_for(conn, viewer, clean)
        with self.db.reading(everything) as conn:
            number = conn.scalar(sa.select(users.c.id).where(users.c.key == person_key(clean)))
            whole = viewer.all or person_key(viewer.name) == person_key(clean)
            tables = _theirs(conn, viewer, number, whole)
            if whole:
                tables |= _unshared(conn, viewer, number, person_key(clean))
            mentions = tuple(_mentions(conn, viewer, clean, number))
        if not any(tables.values()) and not mentions:
            raise NotFound(f"There is nothing on record that holds {clean!r}; check the spelling.")
        seen = [*(row["id"] for row in tables["reviews"]), *(each.review_id for each in mentions)]
        self.looked(viewer, seen, "review")
        return About(clean, {table: rows for table, rows in tables.items() if rows}, mentions, whole)


def _theirs(conn: sa.Connection, viewer: Viewer, number: int | None, whole: bool) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = {"users": _rows(conn, users, users.c.id == number)}
    own = sa.select(reviews, accounts.c.name.label("account")).join(deals, deals.c.id == reviews.c.deal_id)
    own = own.join(accounts, accounts.c.id == deals.c.account_id).where(reviews.c.rep_id == number)
    own = own if whole else own.where(may_see(viewer))
    found["reviews"] = [_plain(row._mapping) for row in conn.execute(own.order_by(reviews.c.id))]
    ids, firsts = [row["id"] for row in found["reviews"]], {row["first_id"] for row in found["reviews"]}
    found["notes"] = _among(conn, notes, notes.c.id, {row["note_id"] for row in found["reviews"]})
    found["deals"] = _among(conn, deals, deals.c.id, {row["deal_id"] for row in found["reviews"]})
    for table in _OF_VERSION:
        found[table.name] = _among(conn, table, table.c.review_id, ids)
    for table in _OF_REVIEW:
        found[table.name] = _among(conn, table, table.c.review_id, firsts)
    said = {row["id"] for row in found["commitments"]}  # a finding is seen with both: the note, and what was said
    found["followups"] = [
        row for row in _among(conn, followups, followups.c.review_id, firsts) if row["commitment_id"] in said
    ]
    found["views made"] = _rows(conn, views, views.c.viewer_id == number)
    found["thanks given"] = _rows(conn, thanks, thanks.c.user_id == number)
    return found


def _unshared(conn: sa.Connection, viewer: Viewer, number: int | None, key: str) -> dict[str, list[Row]]:
    """What nobody but they themselves and the laptop's user reads."""
    # A manager's preparation is the manager's; the laptop's one user has all of them anyway.
    about = packs.c.rep_id == number if viewer.all else sa.false()
    today = dt.datetime.now(dt.UTC).date()
    theirs = sa.and_(may_read(viewer, today), sa.or_(packs.c.manager_id == number, about))
    return {
        "packs": _rows(conn, packs, theirs),
        "drafts": _rows(conn, drafts, drafts.c.owner == key),
        "jobs": _rows(conn, jobs, jobs.c.owner == key),
    }


def _mentions(conn: sa.Connection, viewer: Viewer, name: str, number: int | None) -> Iterable[Mention]:
    pattern = pattern_of([name])
    parts = pattern_of([name, *own_parts(name)])
    query = (
        sa.select(passages.c.review_id, passages.c.line, passages.c.text, accounts.c.name, users.c.name.label("rep"))
        .add_columns(reviews.c.happened, passages.c.speaker)
        .join(reviews, reviews.c.id == passages.c.review_id)
        .join(deals, deals.c.id == reviews.c.deal_id)
        .join(accounts, accounts.c.id == deals.c.account_id)
        .join(users, users.c.id == reviews.c.rep_id)
        .where(is_current(), may_see(viewer))
        .order_by(passages.c.review_id, passages.c.line)
    )
    if number is not None:
        query = query.where(reviews.c.rep_id != number)
    named = {row.review_id for row in conn.execute(query).yield_per(1000) if pattern.search(row.text)}
    for some in chunks(sorted(named)):
        for row in conn.execute(query.where(passages.c.review_id.in_(some))):
            if parts.search(row.text) or parts.search(row.speaker or ""):
                yield Mention(row.review_id, row.name, row.rep, row.happened, row.line, row.text)


def _among(conn: sa.Connection, table: sa.Table, column: sa.Column[Any], keys: Iterable[Any]) -> list[Row]:
    return [row for some in chunks(sorted(keys)) for row in _rows(conn, table, column.in_(some))]


def _rows(conn: sa.Connection, table: sa.Table, where: sa.ColumnElement[bool]) -> list[Row]:
    query = sa.select(table).where(where).order_by(*table.primary_key.columns)
    return [_plain(row._mapping) for row in conn.execute(query)]


def _plain(row: sa.RowMapping) -> Row:
    """As JSON can hold it."""
    return {str(name): _value(str(name), value) for name, value in row.items()}


def _value(name: str, value: Any) -> Any:
    if isinstance(value, (dt.date, dt.datetime)):
        return value.isoformat()
    if isinstance(value, str) and name in _JSON:
        try:
            return json.loads(value)
        except ValueError:
            return value  # a 1:1 pack's body need not be JSON
    return value
