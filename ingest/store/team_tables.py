"""Tables of what people let each other have: who looked, consents, thanks, 1:1 packs."""

import sqlalchemy as sa

from ingest.store.columns import When, Words, metadata, one_of, own_id, to

# Who looked at whose record: append-only, like the records.
views = sa.Table(
    "views",
    metadata,
    own_id(),
    to("viewer_id", "users.id"),
    to("review_id", "reviews.id"),
    sa.Column("place", Words, nullable=False),
    sa.Column("at", When, nullable=False),
    one_of("place", "ledger", "ask", "check", "prep", "team", "mcp", "review"),
)
consents = sa.Table(
    "consents",
    metadata,
    own_id(),
    to("review_id", "reviews.id"),
    to("rep_id", "users.id"),
    sa.Column("kind", Words, nullable=False),
    sa.Column("names", sa.Boolean, nullable=False),
    sa.Column("given", When, nullable=False),
    sa.Column("taken_back", When),
    one_of("kind", "kit"),
)
thanks = sa.Table(
    "thanks",
    metadata,
    own_id(),
    to("review_id", "reviews.id", index=False),
    to("user_id", "users.id"),
    sa.Column("at", When, nullable=False),
    sa.UniqueConstraint("review_id", "user_id"),
)
packs = sa.Table(
    "packs",
    metadata,
    own_id(),
    to("rep_id", "users.id"),
    to("manager_id", "users.id"),
    sa.Column("since", sa.Date, nullable=False),
    sa.Column("until", sa.Date, nullable=False),
    sa.Column("body", Words, nullable=False),
    sa.Column("created", When, nullable=False),
    sa.Column("edited", When),
    sa.Column("expires", sa.Date, nullable=False, index=True),
)
