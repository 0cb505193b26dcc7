"""The tables. Portable to SQLite and PostgreSQL."""

import sqlalchemy as sa

from ingest.store.columns import BigId, When, Words, one_of, own_id, to
from ingest.store.columns import metadata as metadata
from ingest.store.team_tables import consents as consents
from ingest.store.team_tables import packs as packs
from ingest.store.team_tables import thanks as thanks
from ingest.store.team_tables import views as views

users = sa.Table(
    "users",
    metadata,
    own_id(),
    sa.Column("name", Words, nullable=False),
    sa.Column("key", Words, nullable=False, unique=True),
    # SQLite adds columns only, not constraints: so the check stands in the column, unique is an index, and whoever
    # erases a manager clears `manager_id`.
    sa.Column("role", Words, one_of("role", "rep", "manager", "lead", "admin"), nullable=False, server_default="rep"),
    sa.Column("active", sa.Boolean, nullable=False, server_default=sa.true()),
    sa.Column("manager_id", BigId, index=True),
    sa.Column("email", Words, index=True, unique=True),
    sa.Column("subject", Words, index=True, unique=True),
)
accounts = sa.Table(
    "accounts",
    metadata,
    own_id(),
    sa.Column("name", Words, nullable=False),
    sa.Column("created", When, nullable=False),
)
aliases = sa.Table(
    "aliases",
    metadata,
    own_id(),
    to("account_id", "accounts.id"),
    sa.Column("text", Words, nullable=False),
    sa.Column("key", Words, nullable=False, unique=True),
)
deals = sa.Table(
    "deals",
    metadata,
    own_id(),
    to("account_id", "accounts.id"),
    to("rep_id", "users.id"),
    sa.Column("round", sa.Integer, nullable=False),
    sa.Column("closed", sa.Date, nullable=False),
    sa.Column("amount", sa.Float),
    sa.Column("currency", Words),
    sa.Column("crm_stage", Words),
    sa.Column("crm_reason", Words),
    sa.Column("segment", Words),
)
notes = sa.Table(
    "notes",
    metadata,
    own_id(),
    sa.Column("text", Words, nullable=False),
    sa.Column("kind", Words, nullable=False),
    sa.Column("name", Words, nullable=False),
    sa.Column("written", sa.Date),
    sa.Column("sha256", Words, nullable=False, index=True),
    sa.Column("created", When, nullable=False),
)
# Slim on purpose: lists and counts scan this table, so the long documents live in `readings`.
reviews = sa.Table(
    "reviews",
    metadata,
    sa.Column("id", Words, primary_key=True),
    sa.Column("first_id", Words, nullable=False, index=True),
    to("deal_id", "deals.id"),
    to("note_id", "notes.id"),
    to("rep_id", "users.id", index=False),
    sa.Column("supersedes", sa.ForeignKey("reviews.id"), unique=True),
    sa.Column("author", Words, nullable=False),
    sa.Column("created", When, nullable=False),
    sa.Column("happened", sa.Date, nullable=False),
    sa.Column("shared", Words, nullable=False),
    sa.Column("outcome", Words, nullable=False),
    sa.Column("stated_text", Words),
    sa.Column("stated_cause", Words),
    sa.Column("cause", Words, nullable=False, index=True),
    sa.Column("confidence", Words, nullable=False),
    sa.Column("mechanism", Words, nullable=False, index=True),
    sa.Column("control", Words, nullable=False),
    sa.Column("competitor", Words),
    sa.Column("sample", sa.Boolean, nullable=False),
    sa.Column("put_aside", When),
    sa.Column("external_id", Words, index=True),
    sa.Column("once", Words),
    sa.UniqueConstraint("rep_id", "once"),
    one_of("shared", "private", "manager", "team"),
    one_of("author", "engine", "rep"),
)
readings = sa.Table(
    "readings",
    metadata,
    sa.Column("review_id", sa.ForeignKey("reviews.id"), primary_key=True),
    sa.Column("diagnosis", Words, nullable=False),
    sa.Column("coaching", Words, nullable=False),
    sa.Column("provenance", Words, nullable=False),
    sa.Column("machine", Words),
    sa.Column("embedder", Words),
)
quotes = sa.Table(
    "quotes",
    metadata,
    own_id(),
    to("review_id", "reviews.id"),
    sa.Column("line", sa.Integer, nullable=False),
    sa.Column("start", sa.Integer, nullable=False),
    sa.Column("end", sa.Integer, nullable=False),
    sa.Column("text", Words, nullable=False),
    sa.Column("side", Words, nullable=False),
    sa.Column("cause", Words, nullable=False),
    sa.Column("against", sa.Boolean, nullable=False),
    # Which reviews have a line for a cause is read from this alone.
    sa.Index(None, "cause", "against", "review_id"),
)
passages = sa.Table(
    "passages",
    metadata,
    own_id(),
    to("review_id", "reviews.id", index=False),
    sa.Column("line", sa.Integer, nullable=False),
    sa.Column("start", sa.Integer, nullable=False),
    sa.Column("end", sa.Integer, nullable=False),
    sa.Column("side", Words, nullable=False),
    sa.Column("speaker", Words),
    sa.Column("text", Words, nullable=False),
    sa.Column("vector", sa.LargeBinary),
    sa.UniqueConstraint("review_id", "line"),
)
debriefs = sa.Table(
    "debriefs",
    metadata,
    own_id(),
    to("review_id", "reviews.id"),
    sa.Column("body", Words, nullable=False),
    sa.Column("created", When, nullable=False),
)
commitments = sa.Table(
    "commitments",
    metadata,
    own_id(),
    to("review_id", "reviews.id"),
    sa.Column("text", Words, nullable=False),
    sa.Column("made", When, nullable=False),
    sa.Column("status", Words, nullable=False),
    sa.Column("settled", When),
    sa.Column("shown_by", Words),
    sa.Column("shown_line", sa.Integer),
    one_of("status", "open", "kept", "missed", "not_testable"),
)
# What a language model found of a commitment in a later note; `note_id` is the note it read.
followups = sa.Table(
    "followups",
    metadata,
    own_id(),
    to("review_id", "reviews.id", index=False),
    to("note_id", "notes.id"),
    to("commitment_id", "commitments.id"),
    sa.Column("verdict", Words, nullable=False),
    sa.Column("line", sa.Integer),
    sa.Column("model", Words, nullable=False),
    sa.Column("at", When, nullable=False),
    sa.UniqueConstraint("review_id", "commitment_id"),
    one_of("verdict", "kept", "missed", "not_testable"),
)
cards = sa.Table(
    "cards",
    metadata,
    own_id(),
    to("review_id", "reviews.id"),
    sa.Column("revisit", sa.Date, index=True),
    sa.Column("reopen_when", Words, nullable=False),
    sa.Column("call", Words, nullable=False),
    sa.Column("avoid", Words, nullable=False),
    sa.Column("created", When, nullable=False),
)
drafts = sa.Table(
    "drafts",
    metadata,
    sa.Column("owner", Words, primary_key=True),
    sa.Column("screen", Words, primary_key=True),
    sa.Column("body", Words, nullable=False),
    sa.Column("updated", When, nullable=False),
)
jobs = sa.Table(
    "jobs",
    metadata,
    sa.Column("id", Words, primary_key=True),
    sa.Column("owner", Words, nullable=False, index=True),
    sa.Column("kind", Words, nullable=False),
    sa.Column("state", Words, nullable=False, index=True),
    sa.Column("request", Words, nullable=False),
    sa.Column("progress", Words),
    sa.Column("result", Words),
    sa.Column("error", Words),
    sa.Column("created", When, nullable=False),
    sa.Column("started", When),
    sa.Column("finished", When),
    sa.Column("heartbeat", When),
    sa.Column("attempts", sa.Integer, nullable=False),
    one_of("state", "queued", "running", "done", "failed", "cancelled"),
)
outbox = sa.Table(
    "outbox",
    metadata,
    own_id(),
    sa.Column("op", Words, nullable=False),
    sa.Column("review_id", Words, nullable=False),
    sa.Column("lines", Words, nullable=False),
    sa.Column("created", When, nullable=False),
    sa.Column("done", When, index=True),
    one_of("op", "upsert", "drop", "erase"),
    sqlite_autoincrement=True,
)
index_state = sa.Table(
    "index_state",
    metadata,
    own_id(),
    sa.Column("generation", Words, nullable=False),
    sa.Column("passages", sa.Integer, nullable=False),
    sa.Column("model", Words, nullable=False),
    sa.Column("swapped", When, nullable=False),
)
calls = sa.Table(
    "calls",
    metadata,
    own_id(),
    sa.Column("prompt_id", Words, nullable=False),
    sa.Column("prompt_version", sa.Integer, nullable=False),
    sa.Column("prompt_sha256", Words, nullable=False),
    sa.Column("model", Words, nullable=False),
    sa.Column("host", Words),
    sa.Column("tokens_in", sa.Integer, nullable=False),
    sa.Column("tokens_out", sa.Integer, nullable=False),
    sa.Column("cost", sa.Float),
    sa.Column("seconds", sa.Float, nullable=False),
    sa.Column("retries", sa.Integer, nullable=False),
    sa.Column("ok", sa.Boolean, nullable=False),
    sa.Column("error", Words),
    sa.Column("at", When, nullable=False),
)
erasures = sa.Table(
    "erasures",
    metadata,
    own_id(),
    sa.Column("kind", Words, nullable=False),
    sa.Column("salt", Words, nullable=False),
    sa.Column("hash", Words, nullable=False, unique=True),
    sa.Column("at", When, nullable=False),
    one_of("kind", "account", "rep", "review"),
)
account_changes = sa.Table(
    "account_changes",
    metadata,
    own_id(),
    sa.Column("kind", Words, nullable=False),
    sa.Column("account_id", BigId, nullable=False, index=True),
    sa.Column("other_id", BigId, nullable=False),
    sa.Column("aliases", Words, nullable=False),
    sa.Column("deals", Words, nullable=False),
    sa.Column("by", Words, nullable=False),
    sa.Column("at", When, nullable=False),
    sa.Column("undone", When),
    one_of("kind", "merge", "split"),
)
revisits = sa.Table(
    "revisits",
    metadata,
    own_id(),
    to("review_id", "reviews.id"),
    sa.Column("changed", Words, nullable=False),
    sa.Column("outcome", Words, nullable=False),
    sa.Column("created", When, nullable=False),
    one_of("outcome", "later", "reopened", "closed"),
)
column_maps = sa.Table(
    "column_maps",
    metadata,
    sa.Column("header", Words, primary_key=True),
    sa.Column("body", Words, nullable=False),
    sa.Column("updated", When, nullable=False),
)
# A row in here, inside one transaction, is what lets that transaction delete: see the triggers in `schema`.
erasing = sa.Table("erasing", metadata, own_id(), sa.Column("at", When, nullable=False))
