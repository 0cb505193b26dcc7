"""Deleting reviews with all that hangs on them, and the traces of them elsewhere. The caller has decided which."""

import datetime as dt
import json
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import sqlalchemy as sa

from ingest.records import Advice, Coaching, Viewer
from ingest.store.documents import dump
from ingest.store.forget import forget_people, forget_settings, forget_sharing, needed
from ingest.store.merging import forget_accounts, forget_changes, kept_for_undo
from ingest.store.names import person_key
from ingest.store.outbox import tell_index
from ingest.store.tables import (
    accounts,
    aliases,
    cards,
    commitments,
    deals,
    debriefs,
    drafts,
    erasing,
    followups,
    jobs,
    notes,
    outbox,
    passages,
    quotes,
    readings,
    reviews,
    revisits,
    users,
)
from ingest.store.viewing import chunks


def take_out(
    conn: sa.Connection,
    firsts: Iterable[str],
    now: dt.datetime,
    people: Mapping[int, dt.datetime] | None = None,
    settings_of: Sequence[int] = (),
) -> tuple[int, int]:
    """Delete these reviews, all versions. Returns how many reviews and passages went; tells the index.

    Also what `people` (rows in `users`) left until then beside their reviews, and who `settings_of` are.
    """
    conn.execute(erasing.insert().values(at=now))  # lets this transaction delete: see `guards`
    firsts = list(firsts)
    gone: set[str] = set()
    lines = 0
    for some in chunks(firsts):
        ids = list(conn.scalars(sa.select(reviews.c.id).where(reviews.c.first_id.in_(some))))
        gone.update(ids)
        lines += _delete(conn, some, ids, now)
    forget_people(conn, people or {})
    forget_settings(conn, settings_of)
    _delete_orphans(conn)
    _forget_in_coaching(conn, gone)
    conn.execute(commitments.update().where(commitments.c.shown_by.in_(gone)).values(shown_by=None, shown_line=None))
    conn.execute(erasing.delete())
    return len(firsts), lines


def as_words(texts: Iterable[str]) -> re.Pattern[str]:
    """These texts as they stand, in any case. For whole notes too, which `pattern_of` would be slow with."""
    return re.compile(rf"(?i)(?<!\w)(?:{'|'.join(re.escape(text) for text in texts if text.strip())})(?!\w)")


def clear_traces(conn: sa.Connection, viewer: Viewer, pattern: re.Pattern[str]) -> Counter[str]:
    """Delete jobs and drafts that hold a match; of all owners when the viewer sees all, else their own.

    Returns how many rows went, by table.
    """
    gone: Counter[str] = Counter()
    me = person_key(viewer.name)
    held = sa.select(jobs.c.id, jobs.c.request, jobs.c.progress, jobs.c.result)
    for job in conn.execute(held.where(sa.true() if viewer.all else jobs.c.owner == me)).all():
        if _mentions(job[1:], pattern):
            gone["jobs"] += conn.execute(jobs.delete().where(jobs.c.id == job.id)).rowcount
    typed = sa.select(drafts.c.owner, drafts.c.screen, drafts.c.body)
    for draft in conn.execute(typed.where(sa.true() if viewer.all else drafts.c.owner == me)).all():
        if _mentions([draft.body], pattern):
            here = sa.and_(drafts.c.owner == draft.owner, drafts.c.screen == draft.screen)
            gone["drafts"] += conn.execute(drafts.delete().where(here)).rowcount
    return gone


def _delete(conn: sa.Connection, firsts: Sequence[str], ids: Sequence[str], now: dt.datetime) -> int:
    lines = conn.scalar(sa.select(sa.func.count()).where(passages.c.review_id.in_(ids))) or 0
    conn.execute(outbox.delete().where(outbox.c.review_id.in_(ids)))
    for review_id in sorted(ids):
        tell_index(conn, "erase", review_id, now)
    for table in (quotes, passages, readings):
        conn.execute(table.delete().where(table.c.review_id.in_(ids)))
    forget_sharing(conn, firsts)
    said_there = sa.select(commitments.c.id).where(commitments.c.review_id.in_(firsts))
    conn.execute(
        followups.delete().where(followups.c.review_id.in_(firsts) | followups.c.commitment_id.in_(said_there))
    )
    for table in (debriefs, commitments, cards, revisits):
        conn.execute(table.delete().where(table.c.review_id.in_(firsts)))
    # All versions in one statement: they point at each other.
    conn.execute(reviews.delete().where(reviews.c.first_id.in_(firsts)))
    return lines


def _delete_orphans(conn: sa.Connection) -> None:
    """Notes, deals, accounts and users that no review needs any more."""
    for table, key in ((notes, reviews.c.note_id), (deals, reviews.c.deal_id)):
        conn.execute(table.delete().where(~sa.exists().where(key == table.c.id)))
    with_deals = sa.exists().where(deals.c.account_id == aliases.c.account_id)
    conn.execute(aliases.delete().where(~with_deals))
    forget_changes(conn)
    conn.execute(accounts.delete().where(~sa.exists().where(aliases.c.account_id == accounts.c.id), ~kept_for_undo()))
    forget_accounts(conn)
    conn.execute(users.delete().where(~needed()))


def _forget_in_coaching(conn: sa.Connection, gone: set[str]) -> None:
    """Drop advice elsewhere that points at an erased review: its sentence may name the account."""
    pointing = sa.select(readings.c.review_id, readings.c.coaching).where(readings.c.coaching.contains('"past":["'))
    for row in conn.execute(pointing).all():
        before = Coaching.model_validate_json(row.coaching)
        after = Coaching(
            lessons=_without(before.lessons, gone),
            next_time=_without(before.next_time, gone),
            questions=_without(before.questions, gone),
        )
        if after != before:
            here = readings.c.review_id == row.review_id
            conn.execute(readings.update().where(here).values(coaching=dump(after)))


def _without(advice: Sequence[Advice], gone: set[str]) -> tuple[Advice, ...]:
    return tuple(one for one in advice if gone.isdisjoint(one.past))


def _mentions(documents: Iterable[str | None], pattern: re.Pattern[str]) -> bool:
    texts = (text for document in documents if document for text in strings(json.loads(document)))
    return any(pattern.search(text) for text in texts)


def strings(value: Any) -> list[str]:
    """Every text of a JSON value, keys included."""
    if isinstance(value, str):
        return [value]
    if isinstance(value, dict):
        return [text for pair in value.items() for part in pair for text in strings(part)]
    return [text for item in value for text in strings(item)] if isinstance(value, list) else []
