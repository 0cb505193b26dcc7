"""Packs that are kept while somebody works on them: for thirty days, for whoever prepared them."""

import datetime as dt
from collections.abc import Callable
from typing import TYPE_CHECKING

from app.prep.nouns import Key, Pack
from ingest.records import Viewer
from prompts.errors import NotFound

if TYPE_CHECKING:
    from ingest.store import Store
    from ingest.store.team_rows import Pack as Kept


def keep(store: "Store", viewer: Viewer, pack: Pack) -> "Kept":
    """Keep a new one. Raises StoreError when the viewer may not."""
    return store.keep_pack(viewer, pack.rep, pack.since, pack.until, pack.model_dump_json(), pack.made)


def read(kept: "Kept") -> Pack:
    """What is in it."""
    return Pack.model_validate_json(kept.body).model_copy(update={"expires": kept.expires})


def kept_pack(store: "Store", viewer: Viewer, pack_id: int, today: dt.date) -> "Kept":
    """One of the viewer's own. Raises NotFound when there is none, or none any more."""
    for each in store.packs(viewer, today):
        if each.id == pack_id:
            return each
    raise NotFound(f"There is no pack {pack_id!r} of yours; packs expire after 30 days. Prepare a new one.")


def rewrite(store: "Store", viewer: Viewer, pack_id: int, key: Key, text: str | None, today: dt.date) -> Pack:
    """Put somebody's words in the place of one part; None brings the part back. Raises NotFound."""
    return change(store, viewer, pack_id, lambda pack: pack.with_edited(key, text), today)


def change(store: "Store", viewer: Viewer, pack_id: int, make: Callable[[Pack], Pack], today: dt.date) -> Pack:
    """Put what `make` makes of a kept pack in its place. Raises NotFound."""
    pack = make(read(kept_pack(store, viewer, pack_id, today)))
    store.edit_pack(viewer, pack_id, pack.model_dump_json(), today)
    return pack
