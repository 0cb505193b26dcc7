"""Vectors, full text, and which ids a viewer may see. The index suggests, SQL decides."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, Literal

import sqlalchemy as sa

from ingest.records import Viewer
from ingest.store.database import Database
from ingest.store.outbox import matrix
from ingest.store.rows import WIDTH, Passage, PassageId
from ingest.store.tables import passages, reviews
from ingest.store.viewing import chunks, visible

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
_MOST_WORDS = 24


class Search:
    """What looking for similar losses needs of the records."""

    db: Database

    def allowed(self, viewer: Viewer, review_ids: Iterable[str]) -> set[str]:
        """Those of these ids which are current and may be seen: ask before loading any text."""
        with self.db.reading() as conn:
            return {
                review_id
                for some in chunks(set(review_ids))
                for review_id in conn.scalars(sa.select(reviews.c.id).where(reviews.c.id.in_(some), visible(viewer)))
            }

    def passages(self, viewer: Viewer, ids: Iterable[PassageId]) -> dict[PassageId, Passage]:
        """Text of these passages, less those that may not be seen."""
        found: dict[PassageId, Passage] = {}
        with self.db.reading() as conn:
            for some in chunks(set(ids)):
                wanted = sa.tuple_(passages.c.review_id, passages.c.line).in_(some)
                for row in conn.execute(_of(viewer, *_TEXT).where(wanted)):
                    found[row.review_id, row.line] = Passage(**row._mapping)
        return found

    def review_passages(self, viewer: Viewer, review_id: str) -> list[Passage]:
        """All passages of one review in order, the mechanism sentence first; empty when it may not be seen."""
        query = _of(viewer, *_TEXT).where(passages.c.review_id == review_id).order_by(passages.c.line)
        with self.db.reading() as conn:
            return [Passage(**row._mapping) for row in conn.execute(query)]

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
        with self.db.reading() as conn:
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
        terms = _terms(words)
        if not terms:
            return []
        build = _fts_sqlite if self.db.dialect == "sqlite" else _fts_postgres
        score, where = build(terms)
        query = _of(viewer, passages.c.review_id, passages.c.line, score.label("score")).where(where, *_lines(which))
        query = query.order_by(sa.literal_column("score").desc(), passages.c.id).limit(limit)
        with self.db.reading() as conn:
            return [((row.review_id, row.line), float(row.score)) for row in conn.execute(query)]


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


def _fts_sqlite(terms: list[str]) -> tuple[sa.ColumnElement[float], sa.ColumnElement[bool]]:
    match = " OR ".join(f'"{term}"' for term in terms)
    where = sa.and_(_fts.c.rowid == passages.c.id, _fts.c.passages_fts.op("MATCH")(match))
    return -sa.func.bm25(sa.literal_column("passages_fts")), where


def _fts_postgres(terms: list[str]) -> tuple[sa.ColumnElement[float], sa.ColumnElement[bool]]:
    asked = sa.func.websearch_to_tsquery("english", " or ".join(f'"{term}"' for term in terms))
    tsv: sa.ColumnClause[Any] = sa.literal_column("passages.tsv")
    return sa.func.ts_rank(tsv, asked), tsv.op("@@")(asked)
