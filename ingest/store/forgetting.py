"""Forgetting a person or an account everywhere: what is theirs goes, their name is made unreadable in what stays."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from ingest.records import Viewer
from ingest.store import ledger
from ingest.store.database import Database
from ingest.store.erase import Erasing, clear_files, merge_full_text, scrub
from ingest.store.fetch import fetch
from ingest.store.mentions import blank, is_ordinary, left, own_parts
from ingest.store.names import account_key, person_key
from ingest.store.outbox import tell_index
from ingest.store.rows import Erased, Vectors
from ingest.store.tables import accounts, aliases, passages, users
from ingest.store.takeout import clear_traces
from ingest.store.write import to_bytes
from prompts.errors import NotFound, StoreError
from prompts.redact import pattern_of


@dataclass(frozen=True)
class Forgotten:
    """What an erasure took out, and where a name was made unreadable."""

    erased: Erased | None
    """None when nothing on record was theirs."""
    blanked: Mapping[str, int]
    """Rows that named them, by table."""
    cleared: Mapping[str, int]
    """Drafts and jobs of anybody that held the name and were deleted, by table."""
    reviews: tuple[str, ...]
    """Versions of reviews whose vectors have to be made anew: `renew_vectors`."""
    names: tuple[str, ...]
    """What was looked for."""
    words: tuple[str, ...]
    """Names that are ordinary words, so they were left in other people's notes."""
    scrubbed: bool


class Forgetting(Erasing):
    """For the laptop's user, an admin, and everybody about themselves."""

    db: Database

    def forget_person(self, viewer: Viewer, name: str) -> Forgotten:
        """Erase what a person recorded, and their name in what others did: a rep, or somebody met at a customer.

        Raises:
            NotFound: nothing on record holds that name.
            StoreError: somebody else, and the viewer is no admin.
        """
        with self.db.reading(viewer) as conn:
            everything = acting_for(conn, viewer, name)
        try:
            erased = self.erase_rep(everything, name)
        except NotFound:
            erased = None
        return self._forget(everything, [" ".join(name.split())], erased, own_parts(name), ledger_key=person_key(name))

    def forget_account(self, viewer: Viewer, name: str) -> Forgotten:
        """Erase an account with all its reviews, and its names in notes about others.

        Raises:
            NotFound: there is no such account.
            StoreError: the viewer is no admin.
        """
        with self.db.reading(viewer) as conn:
            everything = acting_for(conn, viewer, None)
        with self.db.reading(everything) as conn:
            number = sa.select(aliases.c.account_id).where(aliases.c.key == account_key(name)).scalar_subquery()
            spelled = conn.scalars(sa.select(aliases.c.text).where(aliases.c.account_id == number)).all()
            called = conn.scalars(sa.select(accounts.c.name).where(accounts.c.id == number)).all()
        erased = self.erase_account(everything, name)
        names = {" ".join(each.split()) for each in (name, *spelled, *called)}
        return self._forget(everything, sorted(names), erased, [], ledger_key=None)

    def names_left(self, names: Sequence[str]) -> dict[str, int]:
        """Rows in which one of these names stands as whole words, by table; every text of every table is looked at."""
        with self.db.reading_all() as conn:
            return left(conn, pattern_of(names))

    def renew_vectors(self, viewer: Viewer, review_id: str, vectors: Vectors) -> None:
        """Put the vectors of one version's lines in the place of those made from words that are gone.

        Raises:
            StoreError: they do not fit the lines.
        """
        with self.db.writing() as conn:
            blobs = to_bytes(fetch(conn, viewer, review_id).reading, vectors)
            here = sa.select(passages.c.id).where(passages.c.review_id == review_id).order_by(passages.c.line)
            for number, blob in zip(conn.scalars(here).all(), blobs, strict=True):
                conn.execute(passages.update().where(passages.c.id == number).values(vector=blob))
            tell_index(conn, "erase", review_id, dt.datetime.now(dt.UTC))

    def _forget(
        self,
        everything: Viewer,
        names: Sequence[str],
        erased: Erased | None,
        parts: Sequence[str],
        ledger_key: str | None,
    ) -> Forgotten:
        now = dt.datetime.now(dt.UTC)
        telling = [name for name in names if not is_ordinary(name)]
        rows: dict[str, int] = {}
        cleared: dict[str, int] = {}
        versions: set[str] = set()
        if telling:
            with self.db.writing() as conn:
                cleared = dict(clear_traces(conn, everything, pattern_of(telling)))
                done = blank(conn, pattern_of(telling), pattern_of([*telling, *parts]) if parts else None, now)
                rows, versions = dict(done.rows), done.reviews
                if ledger_key is not None and (rows or cleared):
                    ledger.write(conn, ledger.entries("rep", [ledger_key], now))
                merge_full_text(conn)
                known = ledger.read(conn)
            clear_files(self.db, known)
        if erased is None and not rows and not cleared:
            raise NotFound(f"There is nothing on record that holds {names[0]!r}; check the spelling.")
        words = tuple(name for name in names if name not in telling)
        return Forgotten(erased, rows, cleared, tuple(sorted(versions)), tuple(names), words, scrub(self.db))


def acting_for(conn: sa.Connection, viewer: Viewer, name: str | None) -> Viewer:
    """A viewer who sees everything, for what concerns this person (None: an account).

    Raises:
        StoreError: the viewer is neither they themselves nor an admin nor a laptop's user.
    """
    themselves = name is not None and person_key(viewer.name) == person_key(name)
    active = sa.and_(users.c.key == person_key(viewer.name), users.c.active)
    role = conn.scalar(sa.select(users.c.role).where(active))
    if viewer.all or role == "admin" or (themselves and role is not None):
        return Viewer(name=viewer.name, all=True)
    whose = f"about {name!r}" if name is not None else "about an account"
    raise StoreError(f"{viewer.name!r} cannot ask for that {whose}; ask them, or an admin of this Lossbook.")
