"""What a rep lets others have: who may see a review, whether it may be told as a story, and thanks for it."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable

import sqlalchemy as sa

from ingest.records import Viewer
from ingest.store.database import Database
from ingest.store.packs import forget_packs_with
from ingest.store.rows import Shared
from ingest.store.tables import consents, reviews, thanks, users
from ingest.store.team_rows import Consent
from ingest.store.viewing import chunks, may_see, me, not_found, own_review, visible
from prompts.errors import StoreError


class Sharing:
    """All of it can be taken back."""

    db: Database

    def share(self, viewer: Viewer, review_id: str, shared: Shared) -> None:
        """Say who may see it: all versions of it.

        Less than the team takes the consent to a kit back; private takes it out of other people's 1:1 packs.
        """
        with self.db.writing() as conn:
            row = own_review(conn, viewer, review_id)
            conn.execute(reviews.update().where(reviews.c.first_id == row.first_id).values(shared=shared))
            if shared != "team":
                _take_back(conn, row.first_id)
            if shared == "private":
                forget_packs_with(conn, [row.first_id], row.rep_id)

    def give_consent(self, viewer: Viewer, review_id: str, *, names: bool) -> None:
        """The rep agrees that this review is told to the whole company; `names`: as they are, not replaced.

        Raises:
            NotFound: no such review.
            StoreError: another rep's, or not shared with the team.
        """
        now = dt.datetime.now(dt.UTC)
        with self.db.writing() as conn:
            row = own_review(conn, viewer, review_id)
            if row.shared != "team":
                raise StoreError("Share this review with the team first; a kit is for everybody.")
            _take_back(conn, row.first_id)
            values = {"review_id": row.first_id, "rep_id": row.rep_id, "kind": "kit", "names": names, "given": now}
            conn.execute(consents.insert().values(values))

    def take_consent_back(self, viewer: Viewer, review_id: str) -> None:
        """No kit from now on. Fine when there was no consent."""
        with self.db.writing() as conn:
            _take_back(conn, own_review(conn, viewer, review_id).first_id)

    def consent(self, viewer: Viewer, review_id: str) -> Consent | None:
        """The consent that stands for a review this viewer may see."""
        first = sa.select(reviews.c.first_id).where(reviews.c.id == review_id, may_see(viewer)).scalar_subquery()
        query = (
            sa.select(consents.c.review_id, users.c.name, consents.c.names, consents.c.given)
            .join(users, users.c.id == consents.c.rep_id)
            .where(consents.c.review_id == first, consents.c.taken_back.is_(None))
        )
        with self.db.reading(viewer) as conn:
            row = conn.execute(query).one_or_none()
        return None if row is None else Consent(*row)

    def thank(self, viewer: Viewer, review_id: str) -> None:
        """Thank the rep for a review they shared with the team. Once; a second time changes nothing.

        Raises:
            NotFound: no such review, or not one this viewer may see.
            StoreError: their own, not shared with the team, or a viewer who is not on record.
        """
        with self.db.writing() as conn:
            given = sa.and_(reviews.c.id == review_id, may_see(viewer))
            row = conn.execute(
                sa.select(reviews.c.first_id, reviews.c.rep_id, reviews.c.shared).where(given)
            ).one_or_none()
            if row is None:
                raise not_found(review_id)
            mine = conn.scalar(sa.select(me(viewer)))
            if mine is None:
                raise StoreError(f"{viewer.name!r} is not on record, so the thanks would be nobody's.")
            if row.rep_id == mine or row.shared != "team":
                raise StoreError("Thanks go to somebody else, for what they shared with the team.")
            same = sa.and_(thanks.c.review_id == row.first_id, thanks.c.user_id == mine)
            if conn.scalar(sa.select(thanks.c.id).where(same)) is None:
                now = dt.datetime.now(dt.UTC)
                conn.execute(thanks.insert().values(review_id=row.first_id, user_id=mine, at=now))

    def take_thanks_back(self, viewer: Viewer, review_id: str) -> None:
        """Fine when there were none."""
        first = sa.select(reviews.c.first_id).where(reviews.c.id == review_id).scalar_subquery()
        with self.db.writing() as conn:
            conn.execute(thanks.delete().where(thanks.c.review_id == first, thanks.c.user_id == me(viewer)))

    def thanks(self, viewer: Viewer, review_ids: Iterable[str]) -> dict[str, tuple[str, ...]]:
        """Who said thanks, oldest first, for each of these current reviews this viewer may see; by the id given."""
        query = (
            sa.select(reviews.c.id, users.c.name)
            .join(thanks, thanks.c.review_id == reviews.c.first_id)
            .join(users, users.c.id == thanks.c.user_id)
            .where(visible(viewer))
            .order_by(thanks.c.id)
        )
        found: dict[str, list[str]] = defaultdict(list)
        with self.db.reading(viewer) as conn:
            for some in chunks(dict.fromkeys(review_ids)):
                for row in conn.execute(query.where(reviews.c.id.in_(some))):
                    found[row.id].append(row.name)
        return {review_id: tuple(names) for review_id, names in found.items()}


def _take_back(conn: sa.Connection, first: str) -> None:
    standing = sa.and_(consents.c.review_id == first, consents.c.taken_back.is_(None))
    conn.execute(consents.update().where(standing).values(taken_back=dt.datetime.now(dt.UTC)))
