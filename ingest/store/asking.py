"""What answering a question needs: one account's lines with their vectors, and reviews picked out by what is on record.

Permission stands in every query, as everywhere; a word that occurs only in notes a viewer may not see is not there.
"""

from __future__ import annotations

import datetime as dt
import json
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from ingest.records import Viewer
from ingest.store import statements
from ingest.store.accounts import hidden_aliases
from ingest.store.database import Database
from ingest.store.fetch import rounds
from ingest.store.names import person_key
from ingest.store.outbox import matrix
from ingest.store.rows import WIDTH, ReviewRow, Round
from ingest.store.search import COMMON_FROM, holding
from ingest.store.tables import accounts, deals, quotes, reviews, users
from ingest.store.viewing import as_row, chunks, joined, numbered, row_columns, visible, visible_of_few
from prompts.codes import Cause, Outcome, Side
from prompts.errors import NotFound

if TYPE_CHECKING:
    from ingest.store.rows import FloatArray

_SHORTEST = 3
"""Letters of a word that is looked for in the plural, too."""


@dataclass(frozen=True, slots=True)
class AskedLine:
    """One line of a note, ready to be quoted."""

    review_id: str
    line: int
    start: int
    end: int
    side: Side
    speaker: str | None
    text: str


@dataclass(frozen=True, slots=True)
class DealFacts:
    """What the CRM said of one deal."""

    amount: float | None
    currency: str | None
    stage: str | None
    reason: str | None


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which reviews: every field that is set narrows it."""

    since: dt.date | None = None
    until: dt.date | None = None
    """Both days included."""
    reps: tuple[str, ...] = ()
    outcomes: tuple[Outcome, ...] = ()
    causes: tuple[Cause, ...] = ()
    competitor: str | None = None
    """How its name begins."""
    account_id: int | None = None
    least: float | None = None
    most: float | None = None
    """The amount is above, or below."""
    currency: str | None = None
    """Of the amount, as three letters; where none is on record it may be this one."""
    stated: tuple[str, ...] = ()
    """The reason given, whole: one of these spellings."""
    ids: tuple[str, ...] | None = None
    """Only these reviews."""


@dataclass(frozen=True, slots=True)
class Opened:
    """Everything a viewer may see of some accounts that are one firm. `vectors` is (len(lines), 384)."""

    rounds: tuple[Round, ...]
    """Oldest first, numbered through all of the accounts."""
    aliases: tuple[str, ...]
    deals: dict[str, DealFacts]
    notes: dict[str, str]
    """By review, as they were given."""
    lines: list[AskedLine]
    vectors: FloatArray


class Asking:
    """Reads for `lossbook ask`."""

    db: Database

    def opened(self, viewer: Viewer, account_ids: Sequence[int]) -> Opened:
        """All of it in few queries. Raises NotFound when this viewer may see nothing of these accounts."""
        of = {"accounts": account_ids}
        with self.db.reading(viewer) as conn:
            found = conn.execute(statements.whole(viewer), of).all()
            if not found:
                raise NotFound(f"There is no account {account_ids!r} among those you may see.")
            rows = [replace(as_row(row), round=number) for number, row in enumerate(found, 1)]
            hidden = hidden_aliases(conn, viewer)
            names = tuple(row.text for row in conn.execute(statements.spelled(), of) if row.id not in hidden)
            told = rounds(conn, rows)
        lines, vectors = self.account_lines(viewer, *account_ids)
        facts = {row.id: DealFacts(row.amount, row.currency, row.crm_stage, row.crm_reason) for row in found}
        return Opened(told, names, facts, {row.id: row.note for row in found}, lines, vectors)

    def account_lines(self, viewer: Viewer, *account_ids: int) -> tuple[list[AskedLine], FloatArray]:
        """Every line of these accounts' reviews this viewer may see, oldest round first, and its vectors (n, 384).

        A line that was not embedded has a row of zeros.
        """
        with self.db.reading(viewer) as conn:
            rows = conn.execute(statements.lines(viewer), {"accounts": account_ids}).all()
        return [AskedLine(r.review_id, r.line, r.start, r.end, r.side, r.speaker, r.text) for r in rows], _matrix(rows)

    def deal_facts(self, viewer: Viewer, review_ids: Iterable[str]) -> dict[str, DealFacts]:
        """Amount, stage and reason of the deals of these reviews, less those that may not be seen."""
        columns = (deals.c.amount, deals.c.currency, deals.c.crm_stage, deals.c.crm_reason)
        query = sa.select(reviews.c.id, *columns).join(deals, deals.c.id == reviews.c.deal_id).where(visible(viewer))
        found: dict[str, DealFacts] = {}
        with self.db.reading(viewer) as conn:
            for some in chunks(set(review_ids)):
                for row in conn.execute(query.where(reviews.c.id.in_(some))):
                    found[row.id] = DealFacts(*row[1:])
        return found

    def proofs(self, viewer: Viewer, review_ids: Iterable[str]) -> dict[str, tuple[int, str]]:
        """The first quote for the cause of each of these reviews, as (line, text), less those that may not be seen."""
        query = (
            sa.select(quotes.c.review_id, quotes.c.line, quotes.c.text)
            .join(reviews, reviews.c.id == quotes.c.review_id)
            .where(visible(viewer), ~quotes.c.against)
            .order_by((quotes.c.cause == reviews.c.cause).desc(), quotes.c.id)
        )
        found: dict[str, tuple[int, str]] = {}
        with self.db.reading(viewer) as conn:
            for some in chunks(set(review_ids)):
                for row in conn.execute(query.where(reviews.c.id.in_(some))):
                    found.setdefault(row.review_id, (row.line, row.text))
        return found

    def tally(self, viewer: Viewer, wanted: Wanted) -> int:
        """How many current reviews fit."""
        query = sa.select(sa.func.count()).select_from(joined()).where(*self._fits(viewer, wanted))
        with self.db.reading(viewer) as conn:
            return conn.scalar(query) or 0

    def picked(self, viewer: Viewer, wanted: Wanted, limit: int = 200) -> list[ReviewRow]:
        """The reviews that fit, the latest deal first."""
        query = (
            sa.select(*row_columns())
            .select_from(joined())
            .where(*self._fits(viewer, wanted))
            .order_by(reviews.c.happened.desc(), reviews.c.first_id.desc())
            .limit(limit)
        )
        with self.db.reading(viewer) as conn:
            return numbered(conn, viewer, map(as_row, conn.execute(query)))

    def rivals(self, viewer: Viewer) -> list[str]:
        """Competitors on the records this viewer may see."""

        def read() -> list[str]:
            named = reviews.c.competitor.is_not(None)
            return self._sorted(viewer, sa.select(reviews.c.competitor).where(visible(viewer), named).distinct())

        return list(self.db.kept.get(("rivals", viewer), read))

    def account_names(self, viewer: Viewer, account_ids: Iterable[int]) -> dict[int, str]:
        """Names of these accounts, less those of which this viewer may see nothing."""
        found: dict[int, str] = {}
        with self.db.reading(viewer) as conn:
            for some in chunks(set(account_ids)):
                found |= {row.id: row.name for row in conn.execute(statements.names(viewer), {"accounts": some})}
        return found

    def accounts_saying(self, viewer: Viewer, words: Iterable[str]) -> dict[str, dict[int, int]]:
        """For each word, singular or plural, or words in a row, the accounts whose notes have it, with how many lines.

        A word that nobody's note has, as far as this viewer may see, has an empty entry; a common one has none.
        """
        found: dict[str, list[int]] = {}
        with self.db.reading(viewer) as conn:
            for word in words:
                asked = " OR ".join(f'"{form}"' for form in _forms(word))
                lines = holding(conn, asked)
                if len(lines) <= COMMON_FROM:
                    found[word] = lines
            owners: dict[int, int] = {}
            for some in chunks({line for lines in found.values() for line in lines}):
                rows = conn.execute(statements.owners(viewer), {"lines": some}).all()
                owners |= {line: account for line, account in rows}
        return {word: dict(Counter(owners[line] for line in lines if line in owners)) for word, lines in found.items()}

    def people_of(self, viewer: Viewer, account_ids: Iterable[int]) -> dict[int, set[str]]:
        """Who stands on these accounts' records on their side, folded; an empty set where nobody does."""
        wanted = set(account_ids)
        found: dict[int, set[str]] = {account: set() for account in wanted}
        with self.db.reading(viewer) as conn:
            for some in chunks(wanted):
                for account, diagnosis in conn.execute(statements.readings_of(viewer), {"accounts": some}):
                    people = json.loads(diagnosis)["people"]
                    found[account] |= {person_key(person["name"]) for person in people if person["side"] != "us"}
        return found

    def currencies(self, viewer: Viewer) -> list[str]:
        """Currencies of amounts on the records this viewer may see."""
        query = sa.select(deals.c.currency).join(reviews, reviews.c.deal_id == deals.c.id).distinct()
        known = (deals.c.amount.is_not(None), deals.c.currency.is_not(None))
        return self._sorted(viewer, query.where(visible(viewer), *known))

    def stated(self, viewer: Viewer) -> list[str]:
        """Reasons given on the records this viewer may see, as they are spelled, the most frequent first."""
        text, number = reviews.c.stated_text, sa.func.count()
        query = sa.select(text, number).where(visible(viewer), text.is_not(None)).group_by(text)
        with self.db.reading(viewer) as conn:
            return [row[0] for row in sorted(conn.execute(query), key=lambda row: (-row[1], row[0]))]

    def reps(self, viewer: Viewer) -> list[str]:
        """Reps with a record this viewer may see."""

        def read() -> list[str]:
            theirs = sa.exists().where(reviews.c.rep_id == users.c.id, visible(viewer)).correlate(users)
            return self._sorted(viewer, sa.select(users.c.name).where(theirs))

        return list(self.db.kept.get(("reps", viewer), read))

    def _sorted(self, viewer: Viewer, query: sa.Select[Any]) -> list[str]:
        with self.db.reading(viewer) as conn:
            return sorted(conn.scalars(query))

    def _fits(self, viewer: Viewer, wanted: Wanted) -> list[sa.ColumnElement[bool]]:
        """Permission first, then every field that is set."""
        rival = (wanted.competitor or "").lower()
        narrow: list[tuple[object, Callable[[], sa.ColumnElement[bool]]]] = [
            (wanted.since, lambda: reviews.c.happened >= wanted.since),
            (wanted.until, lambda: reviews.c.happened <= wanted.until),
            (wanted.reps or None, lambda: users.c.key.in_([person_key(name) for name in wanted.reps])),
            (wanted.outcomes or None, lambda: reviews.c.outcome.in_(wanted.outcomes)),
            (wanted.causes or None, lambda: reviews.c.cause.in_(wanted.causes)),
            (rival or None, lambda: sa.func.lower(reviews.c.competitor).startswith(rival, autoescape=True)),
            (wanted.account_id, lambda: accounts.c.id == wanted.account_id),
            (wanted.least, lambda: deals.c.amount > wanted.least),
            (wanted.most, lambda: deals.c.amount < wanted.most),
            (wanted.currency, lambda: sa.or_(deals.c.currency == wanted.currency, deals.c.currency.is_(None))),
            (wanted.stated or None, lambda: reviews.c.stated_text.in_(wanted.stated)),
            (wanted.ids, lambda: reviews.c.id.in_(wanted.ids or ())),
        ]
        few = wanted.account_id is not None or wanted.ids is not None
        seen = visible_of_few(viewer) if few else visible(viewer)
        return [seen, *(make() for value, make in narrow if value is not None)]


def _forms(word: str) -> tuple[str, ...]:
    """A word in the singular and the plural; words in a row, apart and as one."""
    if " " in word:
        return (word, word.replace(" ", ""))
    if len(word) < _SHORTEST:
        return (word,)
    singular = {word[: -len(ending)] for ending in ("s", "es") if word.endswith(ending)}
    return (word, *sorted(each for each in singular if len(each) >= _SHORTEST)) if singular else (word, f"{word}s")


def _matrix(rows: Sequence[Any]) -> FloatArray:
    import numpy as np

    if not rows:
        return np.zeros((0, WIDTH), dtype=np.float32)
    empty = bytes(4 * WIDTH)
    return matrix([row.vector or empty for row in rows])
