"""Vectors, full text, and which ids a viewer may see. The index suggests, SQL decides."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable
from functools import cache
from itertools import combinations
from typing import TYPE_CHECKING, Any, Literal

import sqlalchemy as sa

from ingest.records import Viewer
from ingest.store.database import Database
from ingest.store.outbox import matrix
from ingest.store.rows import WIDTH, Passage, PassageId
from ingest.store.tables import passages, reviews
from ingest.store.viewing import chunks, may_see, visible

if TYPE_CHECKING:
    from ingest.store.rows import FloatArray

Which = Literal["all", "mechanism", "note"]

_WORD = re.compile(r"\w+")
# A word in nearly every note costs 50 times what a rare one does, and says nothing.
_COMMON = """
a an and are as at be but by did do for from had has have he her his how i if in is it its me my no not of on or our she
so that the their them they this to us was we were what when which who why will with you your
der die das und ist nicht ein eine wir sie es zu mit von den im el la los las y de que en un una por con
"""
_MOST_WORDS = 80
COMMON_FROM = 400
"""A word in more lines than this, whoever wrote them, is searched for only beside another one: it would cost more than
it says. Nothing else about lines a viewer may not see enters an answer: words are weighed by the lines they may see."""
_KEYS = 6
"""Rarest words, or pairs of common ones, that are looked up."""
_MANY = 2000
_ASKED = "asked"

Key = tuple[str, ...]
"""One word, or two that stand in one line."""


class Search:
    """What looking for similar losses needs of the records."""

    db: Database

    def allowed(self, viewer: Viewer, review_ids: Iterable[str]) -> set[str]:
        """Those of these ids which are current and may be seen: ask before loading any text."""
        wanted = set(review_ids)
        query = sa.select(reviews.c.id).where(visible(viewer))
        with self.db.reading(viewer) as conn:
            if len(wanted) > _MANY:  # a viewer of few among many: all of theirs at once
                return wanted & set(conn.scalars(query))
            return {
                review_id for some in chunks(wanted) for review_id in conn.scalars(query.where(reviews.c.id.in_(some)))
            }

    def seen(self, viewer: Viewer, review_ids: Iterable[str]) -> set[str]:
        """Those of these ids, corrected since or not, which may be seen: whether something kept may still be shown."""
        query = sa.select(reviews.c.id).where(may_see(viewer))
        with self.db.reading(viewer) as conn:
            return {
                review_id
                for some in chunks(set(review_ids))
                for review_id in conn.scalars(query.where(reviews.c.id.in_(some)))
            }

    def passages(self, viewer: Viewer, ids: Iterable[PassageId]) -> dict[PassageId, Passage]:
        """Text of these passages, less those that may not be seen."""
        found: dict[PassageId, Passage] = {}
        with self.db.reading(viewer) as conn:
            for some in chunks(set(ids)):
                wanted = sa.tuple_(passages.c.review_id, passages.c.line).in_(some)
                for row in conn.execute(_of(viewer, *_TEXT).where(wanted)):
                    found[row.review_id, row.line] = Passage(**row._mapping)
        return found

    def vectors(self, viewer: Viewer, which: Which = "all", chunk: int = 4096) -> tuple[list[PassageId], FloatArray]:
        """Every vector this viewer may search: (ids, matrix of shape (n, 384) in the same order).

        `which` is mechanism (one row a review), note (the note's own lines) or all; `chunk` rows are read at a time.
        """
        import numpy as np

        query = _of(viewer, passages.c.review_id, passages.c.line, passages.c.vector).where(
            passages.c.vector.is_not(None), *_lines(which)
        )
        ids: list[PassageId] = []
        parts: list[FloatArray] = []
        with self.db.reading(viewer) as conn:
            for some in conn.execution_options(yield_per=chunk).execute(query).partitions():
                ids += [(row.review_id, row.line) for row in some]
                parts.append(matrix([row.vector for row in some]))
        return ids, np.concatenate(parts) if parts else np.zeros((0, WIDTH), dtype=np.float32)

    def search_words(
        self, viewer: Viewer, words: str, limit: int = 50, which: Which = "all"
    ) -> list[tuple[PassageId, float]]:
        """Passages that share words with `words`, best first; a greater score is a better match.

        Any text may be given: it is taken as plain words, never as query syntax.
        """
        found: dict[tuple[int, str, int], float] = {}
        query = _of(viewer, passages.c.id, passages.c.review_id, passages.c.line)
        query = query.where(_matching(self.db.dialect), *_lines(which))
        with self.db.reading(viewer) as conn:
            for key in _keys(conn, _terms(words)):
                rows = conn.execute(query, {_ASKED: _text(conn, key)}).all()
                for number, review_id, line in rows:
                    place = (number, review_id, line)
                    found[place] = found.get(place, 0.0) + len(key) * math.log(1 + 2 * COMMON_FROM / len(rows))
        best = sorted(found.items(), key=lambda item: (-item[1], item[0][0]))[:limit]
        return [((review_id, line), score) for (_, review_id, line), score in best]


_TEXT = tuple(passages.c[name] for name in ("review_id", "line", "start", "end", "side", "text"))
_fts = sa.table("passages_fts", sa.column("rowid"), sa.column("passages_fts"))


def _of(viewer: Viewer, *columns: sa.ColumnElement[Any]) -> sa.Select[Any]:
    return sa.select(*columns).join_from(passages, reviews, reviews.c.id == passages.c.review_id).where(visible(viewer))


def _lines(which: Which) -> list[sa.ColumnElement[bool]]:
    return {"all": [], "mechanism": [passages.c.line == 0], "note": [passages.c.line > 0]}[which]


def _terms(words: str) -> list[str]:
    common = set(_COMMON.split())
    found = dict.fromkeys(word.casefold() for word in _WORD.findall(words))
    return [word for word in found if word not in common and not _lone(word)][:_MOST_WORDS]


def _lone(word: str) -> bool:
    return any("\ud800" <= c <= "\udfff" for c in word)


def _keys(conn: sa.Connection, terms: list[str]) -> list[Key]:
    """The rarest terms that occur, and pairs of common ones when few are rare."""
    often: dict[Key, int] = {(term,): _often(conn, (term,)) for term in terms}
    rare = sorted((key for key, lines in often.items() if 0 < lines <= COMMON_FROM), key=lambda key: often[key])[:_KEYS]
    common = [key[0] for key, lines in often.items() if lines > COMMON_FROM][:_KEYS]
    for pair in combinations(common, 2):
        if len(rare) >= _KEYS:
            break
        if 0 < _often(conn, pair) <= COMMON_FROM:
            rare.append(pair)
    return rare


def _often(conn: sa.Connection, key: Key) -> int:
    """How many passages, as far as it matters."""
    return conn.scalar(_counting(conn.dialect.name), {_ASKED: _text(conn, key)}) or 0


def holding(conn: sa.Connection, asked: str) -> list[int]:
    """Ids of passages that hold what is asked, whoever wrote them: at most `COMMON_FROM` and one."""
    return list(conn.scalars(_some(conn.dialect.name), {_ASKED: asked}).all())


@cache
def _counting(dialect: str) -> sa.Select[int]:
    return sa.select(sa.func.count()).select_from(_some(dialect).subquery())


@cache
def _some(dialect: str) -> sa.Select[int]:
    if dialect == "sqlite":  # the full-text table alone: as many rows are read as are counted
        some = sa.select(_fts.c.rowid).where(_fts.c.passages_fts.op("MATCH")(sa.bindparam(_ASKED)))
    else:
        some = sa.select(passages.c.id).where(_matching(dialect))
    return some.limit(COMMON_FROM + 1)


@cache
def _matching(dialect: str) -> sa.ColumnElement[bool]:
    """Passages that hold what is asked; made once, since many words are asked for."""
    if dialect == "sqlite":
        return passages.c.id.in_(sa.select(_fts.c.rowid).where(_fts.c.passages_fts.op("MATCH")(sa.bindparam(_ASKED))))
    tsv: sa.ColumnClause[Any] = sa.literal_column("passages.tsv")
    return tsv.op("@@")(sa.func.websearch_to_tsquery("english", sa.bindparam(_ASKED)))


def _text(conn: sa.Connection, key: Key) -> str:
    return (" AND " if conn.dialect.name == "sqlite" else " ").join(f'"{term}"' for term in key)
