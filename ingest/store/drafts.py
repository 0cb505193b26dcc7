"""What a rep has typed and not yet recorded: saved as they type, one draft a screen."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa

from ingest.records import Viewer
from ingest.store.database import Database
from ingest.store.documents import dump_plain, load_plain
from ingest.store.names import person_key
from ingest.store.tables import drafts
from ingest.store.viewing import is_active


class Drafts:
    """Nobody reads another one's draft, whatever else they may see."""

    db: Database

    def save_draft(self, viewer: Viewer, screen: str, body: Mapping[str, Any]) -> None:
        """Keep this in place of what was there."""
        values = {"body": dump_plain(body), "updated": dt.datetime.now(dt.UTC)}
        with self.db.writing() as conn:
            if conn.execute(drafts.update().where(_mine(viewer, screen)).values(values)).rowcount == 0:
                key = {"owner": person_key(viewer.name), "screen": screen}
                conn.execute(drafts.insert().values({**key, **values}))

    def load_draft(self, viewer: Viewer, screen: str) -> dict[str, Any] | None:
        """What was typed last, None when there is nothing."""
        with self.db.reading(viewer) as conn:
            return load_plain(conn.scalar(sa.select(drafts.c.body).where(_mine(viewer, screen), is_active(viewer))))

    def drop_draft(self, viewer: Viewer, screen: str) -> None:
        """Recorded or thrown away; fine when there is none."""
        with self.db.writing() as conn:
            conn.execute(drafts.delete().where(_mine(viewer, screen)))


def _mine(viewer: Viewer, screen: str) -> sa.ColumnElement[bool]:
    return sa.and_(drafts.c.owner == person_key(viewer.name), drafts.c.screen == screen)
