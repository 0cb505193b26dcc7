"""Where a name stands in the records, and making it unreadable there: the same number of characters, so that every
quote and every line stays where it was.
"""

import datetime as dt
import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import sqlalchemy as sa

from ingest.lines.lists import word_list
from ingest.store import ledger
from ingest.store.columns import Words
from ingest.store.names import person_key
from ingest.store.outbox import tell_index
from ingest.store.tables import aliases, erasing, metadata, notes, passages, readings, reviews, users
from ingest.store.takeout import strings
from prompts.redact import pattern_of

BAR: Final = "█"
_INK: Final = re.compile(r"\S| ")
"""What a bar covers: the end of a line inside a name stays, so that every line stays where it was."""
_PLAIN: Final[Mapping[str, tuple[str, ...]]] = {
    "notes": ("text", "name"),
    "reviews": ("stated_text", "mechanism", "competitor"),
    "quotes": ("text",),
    "passages": ("text", "speaker"),
    "commitments": ("text",),
    "cards": ("reopen_when", "call", "avoid"),
    "revisits": ("changed",),
    "deals": ("crm_reason", "crm_stage", "segment"),
    "packs": ("body",),
}
_DOCUMENTS: Final[Mapping[str, tuple[str, ...]]] = {
    "readings": ("diagnosis", "coaching", "machine"),
    "debriefs": ("body",),
}


@dataclass
class Blanked:
    """What was made unreadable."""

    rows: Counter[str] = field(default_factory=Counter)
    """Rows changed, by table."""
    reviews: set[str] = field(default_factory=set)
    """Versions of reviews with a changed line: their vectors were made from the old words."""


def left(conn: sa.Connection, pattern: re.Pattern[str]) -> dict[str, int]:
    """Rows in which any text holds a match, by table. Looks at every text of every table."""
    found: Counter[str] = Counter()
    for table in metadata.sorted_tables:
        columns = [column for column in table.c if isinstance(column.type, Words)]
        if not columns:
            continue
        for row in conn.execute(sa.select(*columns)).yield_per(1000):
            found[table.name] += any(_holds(text, pattern) for text in row if text)
    return {table: number for table, number in found.items() if number}


def blank(conn: sa.Connection, whole: re.Pattern[str], parts: re.Pattern[str] | None, now: dt.datetime) -> Blanked:
    """Make every match of `whole` unreadable; of `parts` too, in reviews that hold a match of `whole`."""
    conn.execute(erasing.insert().values(at=now))  # lets this transaction change what is append-only: see `guards`
    firsts = _Firsts(conn)
    named = _named(conn, whole, firsts)
    done = Blanked()
    for name in (*_PLAIN, *_DOCUMENTS):
        table = metadata.tables[name]
        keys = list(table.primary_key.columns)
        columns = [table.c[column] for column in (*_PLAIN.get(name, ()), *_DOCUMENTS.get(name, ()))]
        extra = [table.c.line] if table is passages else []
        extra += [table.c.review_id] if "review_id" in table.c and table.c.review_id not in keys else []
        changes = []
        for row in conn.execute(sa.select(*keys, *extra, *columns)).yield_per(1000):
            own = firsts.of(name, row._mapping)
            pattern = parts if parts is not None and not named.isdisjoint(own) else whole
            values: dict[str, Any] = _changed(name, row._mapping, pattern)
            if values:
                changes.append(({key.name: row._mapping[key.name] for key in keys}, values, row._mapping))
        for key, values, old in changes:
            if table is passages and "text" in values and old["line"]:
                values["vector"] = None  # made from the old words; `renew_vectors` makes it anew
            here = sa.and_(*(table.c[column] == value for column, value in key.items()))
            conn.execute(table.update().where(here).values(values))
            if table is passages and "text" in values:
                _again_in_full_text(conn, key["id"], old["text"], values["text"])
                done.reviews.add(old["review_id"])
            done.rows[name] += 1
    for review_id in sorted(done.reviews):
        tell_index(conn, "erase", review_id, now)
    conn.execute(erasing.delete())
    return done


def erased_names(conn: sa.Connection, known: Iterable[ledger.Entry]) -> list[str]:
    """Names in this database, of people and of accounts, that were erased after they were recorded."""
    gone = ledger.Gone(known)
    found = [text for key, text in conn.execute(sa.select(aliases.c.key, aliases.c.text)) if gone.at("account", [key])]
    query = sa.select(readings.c.diagnosis, reviews.c.created).join(reviews, reviews.c.id == readings.c.review_id)
    for diagnosis, created in conn.execute(query):
        for person in json.loads(diagnosis)["people"]:
            at = gone.at("rep", [person_key(person["name"])])
            if at is not None and created <= at:
                found.append(person["name"])
    found += [name for name in conn.scalars(sa.select(users.c.name)) if gone.at("rep", [person_key(name)])]
    return [name for name in dict.fromkeys(found) if not is_ordinary(name)]


def blank_again(conn: sa.Connection, names: Sequence[str], now: dt.datetime) -> dict[str, int]:
    """Make them unreadable in a database that was put back."""
    return dict(blank(conn, pattern_of(names), None, now).rows) if names else {}


def own_parts(name: str) -> list[str]:
    """First and last name alone, which are theirs where the whole name stands too."""
    words = [part.strip(".,") for part in name.split()]
    return [word for word in words if len(word) > 2 and not is_ordinary(word) and len(words) > 1]


def is_ordinary(name: str) -> bool:
    """Whether a name is made of ordinary words, so that it cannot be told from them."""
    ordinary = word_list("common_words") | word_list("person_titles")
    return all(word.casefold().strip(".,") in ordinary for word in name.split())


class _Firsts:
    """Which reviews, by their first id, a row belongs to."""

    def __init__(self, conn: sa.Connection) -> None:
        self._by_note: dict[int, set[str]] = defaultdict(set)
        self._by_deal: dict[int, set[str]] = defaultdict(set)
        self._by_version: dict[str, str] = {}
        for row in conn.execute(sa.select(reviews.c.id, reviews.c.first_id, reviews.c.note_id, reviews.c.deal_id)):
            self._by_note[row.note_id].add(row.first_id)
            self._by_deal[row.deal_id].add(row.first_id)
            self._by_version[row.id] = row.first_id

    def of(self, table: str, row: sa.RowMapping) -> set[str]:
        if table == "notes":
            return self._by_note.get(row["id"], set())
        if table == "deals":
            return self._by_deal.get(row["id"], set())
        key = row["id"] if table == "reviews" else row.get("review_id")
        return {self._by_version.get(str(key), str(key))}


def _named(conn: sa.Connection, whole: re.Pattern[str], firsts: _Firsts) -> set[str]:
    found: set[str] = set()
    for name, query in (
        ("notes", sa.select(notes.c.id, notes.c.text)),
        ("readings", sa.select(readings.c.review_id, readings.c.diagnosis)),
    ):
        for row in conn.execute(query).yield_per(1000):
            if _holds(row[1], whole):
                found |= firsts.of(name, row._mapping)
    return found


def _changed(table: str, row: sa.RowMapping, pattern: re.Pattern[str]) -> dict[str, str]:
    found = {}
    for column in (*_PLAIN.get(table, ()), *_DOCUMENTS.get(table, ())):
        text = row[column]
        document = _document(text) if text else None
        if document is None:
            after: Any = _barred(text, pattern) if text else text
        elif (body := _barred_in(document, pattern)) != document:
            after = json.dumps(body, ensure_ascii=False, separators=(",", ":"))
        else:
            continue
        if after != text:
            found[column] = after
    return found


def _document(text: str) -> Any:
    """What a JSON object or list holds, or None. Its text itself is not searched: escapes would hide words there."""
    if text[:1] not in ("{", "["):
        return None
    try:
        return json.loads(text)
    except ValueError:
        return None  # a note that begins with a bracket


def _barred(text: str, pattern: re.Pattern[str]) -> str:
    return pattern.sub(lambda match: _INK.sub(BAR, match[0]), text)


def _barred_in(value: Any, pattern: re.Pattern[str]) -> Any:
    """In every text of a document, not in its keys."""
    if isinstance(value, str):
        return _barred(value, pattern)
    if isinstance(value, dict):
        return {key: _barred_in(each, pattern) for key, each in value.items()}
    return [_barred_in(each, pattern) for each in value] if isinstance(value, list) else value


def _holds(text: str, pattern: re.Pattern[str]) -> bool:
    document = _document(text)
    return any(pattern.search(each) for each in ([text] if document is None else strings(document)))


def _again_in_full_text(conn: sa.Connection, number: int, old: str, new: str) -> None:
    """SQLite's full text has no trigger for a change; PostgreSQL's column is made anew by itself."""
    if conn.dialect.name == "sqlite":
        gone = "INSERT INTO passages_fts(passages_fts, rowid, text) VALUES ('delete', ?, ?)"
        conn.exec_driver_sql(gone, (number, old))
        conn.exec_driver_sql("INSERT INTO passages_fts(rowid, text) VALUES (?, ?)", (number, new))
