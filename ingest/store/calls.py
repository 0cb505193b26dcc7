"""The log of model calls: which prompt, which model, what it cost. No note text."""

import datetime as dt
from dataclasses import dataclass

import sqlalchemy as sa

from ingest.records import PromptRef
from ingest.store.database import Database
from ingest.store.tables import calls


@dataclass(frozen=True, slots=True)
class Usage:
    """Model calls in all."""

    calls: int
    failed: int
    tokens_in: int
    tokens_out: int
    cost: float
    seconds: float


class Calls:
    """One row a call, also for those that failed."""

    db: Database

    def log_call(
        self,
        prompt: PromptRef,
        *,
        model: str,
        host: str | None,
        seconds: float,
        tokens_in: int = 0,
        tokens_out: int = 0,
        cost: float | None = None,
        retries: int = 0,
        error: str | None = None,
    ) -> None:
        """Write one down; `error` is None when it answered."""
        with self.db.writing() as conn:
            conn.execute(
                calls.insert().values(
                    prompt_id=prompt.id,
                    prompt_version=prompt.version,
                    prompt_sha256=prompt.sha256,
                    model=model,
                    host=host,
                    seconds=seconds,
                    tokens_in=tokens_in,
                    tokens_out=tokens_out,
                    cost=cost,
                    retries=retries,
                    ok=error is None,
                    error=error,
                    at=dt.datetime.now(dt.UTC),
                )
            )

    def usage(self, since: dt.datetime | None = None) -> Usage:
        """Calls in all, or since a time."""
        total = sa.func.sum
        query = sa.select(
            sa.func.count(),
            total(sa.case((calls.c.ok, 0), else_=1)),
            total(calls.c.tokens_in),
            total(calls.c.tokens_out),
            total(calls.c.cost),
            total(calls.c.seconds),
        )
        if since is not None:
            query = query.where(calls.c.at >= since)
        with self.db.reading() as conn:
            n, failed, tokens_in, tokens_out, cost, seconds = conn.execute(query).one()
        return Usage(n, int(failed or 0), int(tokens_in or 0), int(tokens_out or 0), cost or 0.0, seconds or 0.0)
