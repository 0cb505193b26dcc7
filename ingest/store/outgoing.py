"""Names on record, for hiding them from a model on another machine. They are shown to nobody."""

import datetime as dt
import json
from dataclasses import dataclass
from typing import Final

import sqlalchemy as sa

from ingest.store.database import Database
from ingest.store.tables import aliases, erasures, readings, reviews, users

_OVERLAP: Final = dt.timedelta(minutes=10)
"""Read again each time: on PostgreSQL what was recorded earlier may be committed later."""
_ALIASES: Final = 1_000


@dataclass(frozen=True, slots=True)
class Recorded:
    """Names that came in since a point, and that point's successor."""

    companies: tuple[str, ...] = ()
    """Accounts, and every spelling of them."""
    competitors: tuple[str, ...] = ()
    people: tuple[str, ...] = ()
    """Ours and theirs."""
    alias: int = 0
    at: dt.datetime | None = None
    erasures: int = 0
    """Another number: something was erased, so ask for all again."""


class Outgoing:
    """Takes no viewer: a name of a review nobody may see is to be hidden too."""

    db: Database

    def names_to_hide(self, since: Recorded = Recorded()) -> Recorded:
        """Accounts, competitors and people of reviews recorded since; everything when something was erased."""
        with self.db.reading_all() as conn:
            erased = conn.scalar(sa.select(sa.func.max(erasures.c.id))) or 0
            if erased != since.erasures:
                since = Recorded()
            spelled = conn.execute(sa.select(aliases.c.id, aliases.c.text).where(aliases.c.id > since.alias - _ALIASES))
            companies = {row.text: row.id for row in spelled}
            query = sa.select(reviews.c.created, reviews.c.competitor, readings.c.diagnosis)
            query = query.join(readings, readings.c.review_id == reviews.c.id).order_by(reviews.c.created)
            if since.at is not None:
                query = query.where(reviews.c.created > since.at - _OVERLAP)
            people, rivals, at = set(conn.scalars(sa.select(users.c.name))), set[str](), since.at
            for row in conn.execute(query):
                at = row.created
                rivals |= {row.competitor} if row.competitor else set()
                people |= {person["name"] for person in json.loads(row.diagnosis)["people"]}
        return Recorded(
            tuple(companies),
            tuple(sorted(rivals)),
            tuple(sorted(people)),
            max(companies.values(), default=since.alias),
            at,
            erased,
        )
