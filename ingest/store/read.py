"""Lists, one account's ledger, counts. Every function takes a viewer, and its query holds the permission."""

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

import sqlalchemy as sa

from ingest.records import Viewer
from ingest.store.accounts import hidden_aliases
from ingest.store.database import Database
from ingest.store.fetch import as_commitment, fetch, rounds
from ingest.store.names import account_key, person_key
from ingest.store.rows import (
    AccountRow,
    Commitment,
    CommitmentRow,
    Ledger,
    Names,
    ReviewRow,
    Status,
    StoredReview,
    WinRecord,
)
from ingest.store.tables import accounts, aliases, commitments, deals, notes, reviews, users
from ingest.store.viewing import as_row, chunks, joined, may_see, not_found, numbered, row_columns, visible
from prompts.codes import Outcome
from prompts.errors import NotFound


class Reads:
    """What screens and the command line show."""

    db: Database

    def review(self, viewer: Viewer, review_id: str) -> StoredReview:
        """One version, whole; `superseded_by` says whether a correction stands in its place. Raises NotFound."""
        with self.db.reading(viewer) as conn:
            found = conn.scalar(sa.select(reviews.c.id).where(reviews.c.id == review_id, may_see(viewer)))
            if found is None:
                raise not_found(review_id)
            return fetch(conn, viewer, found)

    def history(self, viewer: Viewer, review_id: str) -> list[StoredReview]:
        """All versions of a review, given any of them, oldest first. Raises NotFound."""
        with self.db.reading(viewer) as conn:
            first = sa.select(reviews.c.first_id).where(reviews.c.id == review_id).scalar_subquery()
            query = sa.select(reviews.c.id).where(reviews.c.first_id == first, may_see(viewer)).order_by(reviews.c.id)
            ids = conn.scalars(query).all()
            if not ids:
                raise not_found(review_id)
            return [fetch(conn, viewer, one) for one in ids]

    def recent(
        self, viewer: Viewer, limit: int = 20, offset: int = 0, rep: str | None = None, sample: bool | None = None
    ) -> list[ReviewRow]:
        """The latest recorded, newest first."""
        query = _rows(viewer).order_by(reviews.c.first_id.desc()).limit(limit).offset(offset)
        if rep is not None:
            query = query.where(users.c.key == person_key(rep))
        if sample is not None:
            query = query.where(reviews.c.sample == sample)
        return self._list(viewer, query)

    def review_rows(self, viewer: Viewer, review_ids: Iterable[str]) -> dict[str, ReviewRow]:
        """Those of these ids which are current and may be seen."""
        found = (
            row
            for some in chunks(set(review_ids))
            for row in self._list(viewer, _rows(viewer).where(reviews.c.id.in_(some)))
        )
        return {row.id: row for row in found}

    def accounts(self, viewer: Viewer, search: str = "", limit: int = 50, offset: int = 0) -> list[AccountRow]:
        """Accounts with at least one review this viewer may see, the latest deal first."""
        query = _accounts(viewer).order_by(sa.literal_column("last").desc(), accounts.c.name, accounts.c.id)
        with self.db.reading(viewer) as conn:
            if search.strip():
                called = aliases.c.key.contains(account_key(search), autoescape=True)
                known = aliases.c.id.not_in(hidden_aliases(conn, viewer))
                query = query.where(accounts.c.id.in_(sa.select(aliases.c.account_id).where(called, known)))
            return [_account(row) for row in conn.execute(query.limit(limit).offset(offset))]

    def find_account(self, viewer: Viewer, name: str) -> AccountRow | None:
        """The account with exactly this name or alias, legal form and punctuation aside."""
        with self.db.reading(viewer) as conn:
            named = sa.select(aliases.c.account_id).where(
                aliases.c.key == account_key(name), aliases.c.id.not_in(hidden_aliases(conn, viewer))
            )
            row = conn.execute(_accounts(viewer).where(accounts.c.id.in_(named))).one_or_none()
        return None if row is None else _account(row)

    def account_outcomes(self, viewer: Viewer, account_ids: Iterable[int]) -> dict[int, tuple[Outcome, ...]]:
        """How each round of these accounts ended, oldest first."""
        found: dict[int, list[Outcome]] = {}
        with self.db.reading(viewer) as conn:
            for some in chunks(set(account_ids)):
                query = _rows(viewer).where(accounts.c.id.in_(some)).order_by(deals.c.round, reviews.c.first_id)
                for row in map(as_row, conn.execute(query)):
                    found.setdefault(row.account_id, []).append(row.outcome)
        return {account: tuple(outcomes) for account, outcomes in found.items()}

    def ledger(self, viewer: Viewer, account_id: int) -> Ledger:
        """One account's rounds, oldest first. Raises NotFound when this viewer may see none of them."""
        with self.db.reading(viewer) as conn:
            account = conn.execute(_accounts(viewer).where(accounts.c.id == account_id)).one_or_none()
            if account is None:
                raise NotFound(f"There is no account {account_id!r} among those you may see.")
            query = _rows(viewer).where(accounts.c.id == account_id).order_by(deals.c.round, reviews.c.first_id)
            rows = numbered(conn, viewer, map(as_row, conn.execute(query)))
            spelled = sa.select(aliases.c.text).where(
                aliases.c.account_id == account_id, aliases.c.id.not_in(hidden_aliases(conn, viewer))
            )
            names = conn.scalars(spelled.order_by(aliases.c.id)).all()
            return Ledger(_account(account), tuple(names), rounds(conn, rows))

    def win_record(self, viewer: Viewer, rep: str) -> WinRecord:
        """One rep's deals, won and lost, as far as this viewer may see them."""
        won = reviews.c.outcome == "won"
        query = (
            sa.select(_sum(won), _sum(~won))
            .select_from(reviews.join(users, users.c.id == reviews.c.rep_id))
            .where(visible(viewer), users.c.key == person_key(rep))
        )
        with self.db.reading(viewer) as conn:
            found = conn.execute(query).one()
        return WinRecord(won=int(found[0] or 0), lost=int(found[1] or 0))

    def commitments(self, viewer: Viewer, rep: str | None = None, status: Status | None = None) -> list[CommitmentRow]:
        """What reps said they would do, newest first."""
        query = (
            _rows(viewer)
            .add_columns(*(commitments.c[name].label(f"c_{name}") for name in Commitment.model_fields))
            .join(commitments, commitments.c.review_id == reviews.c.first_id)
            .order_by(commitments.c.id.desc())
        )
        if rep is not None:
            query = query.where(users.c.key == person_key(rep))
        if status is not None:
            query = query.where(commitments.c.status == status)
        with self.db.reading(viewer) as conn:
            found = conn.execute(query).all()
            about = numbered(conn, viewer, map(as_row, found))
            return [CommitmentRow(as_commitment(row, "c_"), of) for row, of in zip(found, about, strict=True)]

    def same_note(self, viewer: Viewer, text: str) -> str | None:
        """Id of the latest review of exactly this text, so that pasting it twice can be pointed out."""
        digest = hashlib.sha256(text.encode(errors="surrogatepass")).hexdigest()
        same = notes.c.sha256 == digest
        query = sa.select(reviews.c.id).join(notes).where(same, visible(viewer)).order_by(reviews.c.id.desc()).limit(1)
        with self.db.reading(viewer) as conn:
            return conn.scalar(query)

    def imported(self, viewer: Viewer, external_ids: Iterable[str]) -> dict[str, str]:
        """Which of these import ids are on record, each with its current review's id."""
        found: dict[str, str] = {}
        with self.db.reading(viewer) as conn:
            for some in chunks(set(external_ids)):
                query = sa.select(reviews.c.external_id, reviews.c.id)
                for row in conn.execute(query.where(reviews.c.external_id.in_(some), visible(viewer))):
                    found[row.external_id] = row.id
        return found

    def known_names(self, viewer: Viewer) -> Names:
        """Accounts, competitors and reps on the records this viewer may see."""
        mine = sa.select(deals.c.account_id).join(reviews, reviews.c.deal_id == deals.c.id).where(visible(viewer))
        named = (
            sa.select(accounts.c.id, accounts.c.name, aliases.c.text)
            .join(aliases, aliases.c.account_id == accounts.c.id)
            .where(accounts.c.id.in_(mine))
            .order_by(accounts.c.name, aliases.c.id)
        )
        rivals = sa.select(reviews.c.competitor).where(visible(viewer), reviews.c.competitor.is_not(None)).distinct()
        reps = sa.select(users.c.name).join(reviews, reviews.c.rep_id == users.c.id).where(visible(viewer)).distinct()
        grouped: dict[tuple[int, str], list[str]] = defaultdict(list)
        with self.db.reading(viewer) as conn:
            named = named.where(aliases.c.id.not_in(hidden_aliases(conn, viewer)))
            for number, name, alias in conn.execute(named):
                grouped[number, name].append(alias)
            competitors, people = conn.scalars(rivals).all(), conn.scalars(reps).all()
        return Names(
            accounts=tuple((name, tuple(spellings)) for (_, name), spellings in grouped.items()),
            competitors=tuple(sorted(competitors)),
            reps=tuple(sorted(people)),
        )

    def count(self, viewer: Viewer, sample: bool | None = None) -> int:
        """How many current reviews this viewer may see."""
        query = sa.select(sa.func.count()).select_from(reviews).where(visible(viewer))
        if sample is not None:
            query = query.where(reviews.c.sample == sample)
        with self.db.reading(viewer) as conn:
            return conn.scalar(query) or 0

    def _list(self, viewer: Viewer, query: sa.Select[Any]) -> list[ReviewRow]:
        with self.db.reading(viewer) as conn:
            return numbered(conn, viewer, map(as_row, conn.execute(query)))


def _rows(viewer: Viewer) -> sa.Select[Any]:
    return sa.select(*row_columns()).select_from(joined()).where(visible(viewer))


def _accounts(viewer: Viewer) -> sa.Select[Any]:
    won = reviews.c.outcome == "won"
    return (
        sa.select(
            accounts.c.id,
            accounts.c.name,
            sa.func.count().label("reviews"),
            _sum(won).label("won"),
            _sum(~won).label("lost"),
            sa.func.max(reviews.c.happened).label("last"),
            _sum(reviews.c.sample).label("samples"),
        )
        .select_from(reviews.join(deals, deals.c.id == reviews.c.deal_id).join(accounts))
        .where(visible(viewer))
        .group_by(accounts.c.id, accounts.c.name)
    )


def _account(row: sa.Row[Any]) -> AccountRow:
    values: Sequence[Any] = row
    number, name, known, won, lost, last, samples = values
    return AccountRow(number, name, int(known), int(won), int(lost), last, int(samples))


def _sum(condition: sa.ColumnElement[bool]) -> sa.ColumnElement[int]:
    return sa.func.sum(sa.case((condition, 1), else_=0))
