"""The first schema."""

import sqlalchemy as sa
from alembic import op

from ingest.store import guards

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Tables, then triggers and full text."""
    _tables()
    for statement in guards.statements(op.get_bind().dialect.name):
        op.get_bind().exec_driver_sql(statement)


def _big() -> sa.types.TypeEngine[int]:
    return sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def _tables() -> None:
    op.create_table(
        "accounts",
        sa.Column("id", _big(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("created", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_accounts")),
    )
    op.create_table(
        "calls",
        sa.Column("id", _big(), nullable=False),
        sa.Column("prompt_id", sa.Text(), nullable=False),
        sa.Column("prompt_version", sa.Integer(), nullable=False),
        sa.Column("prompt_sha256", sa.Text(), nullable=False),
        sa.Column("model", sa.Text(), nullable=False),
        sa.Column("host", sa.Text(), nullable=True),
        sa.Column("tokens_in", sa.Integer(), nullable=False),
        sa.Column("tokens_out", sa.Integer(), nullable=False),
        sa.Column("cost", sa.Float(), nullable=True),
        sa.Column("seconds", sa.Float(), nullable=False),
        sa.Column("retries", sa.Integer(), nullable=False),
        sa.Column("ok", sa.Boolean(), nullable=False),
        sa.Column("error", sa.Text(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_calls")),
    )
    op.create_table(
        "drafts",
        sa.Column("owner", sa.Text(), nullable=False),
        sa.Column("screen", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("updated", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("owner", "screen", name=op.f("pk_drafts")),
    )
    op.create_table(
        "erasing",
        sa.Column("id", _big(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_erasing")),
    )
    op.create_table(
        "erasures",
        sa.Column("id", _big(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("salt", sa.Text(), nullable=False),
        sa.Column("hash", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("kind IN ('account', 'rep', 'review')", name=op.f("ck_erasures_kind")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_erasures")),
        sa.UniqueConstraint("hash", name=op.f("uq_erasures_hash")),
    )
    op.create_table(
        "index_state",
        sa.Column("id", _big(), nullable=False),
        sa.Column("generation", sa.Text(), nullable=False),
        sa.Column("passages", sa.Integer(), nullable=False),
        sa.Column("model", sa.Text(), nullable=False),
        sa.Column("swapped", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_index_state")),
    )
    op.create_table(
        "jobs",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("owner", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("request", sa.Text(), nullable=False),
        sa.Column("progress", sa.Text(), nullable=True),
        sa.Column("result", sa.Text(), nullable=True),
        sa.Column("error", sa.Text(), nullable=True),
        sa.Column("created", sa.DateTime(timezone=True), nullable=False),
        sa.Column("started", sa.DateTime(timezone=True), nullable=True),
        sa.Column("finished", sa.DateTime(timezone=True), nullable=True),
        sa.Column("heartbeat", sa.DateTime(timezone=True), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.CheckConstraint("state IN ('queued', 'running', 'done', 'failed', 'cancelled')", name=op.f("ck_jobs_state")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_jobs")),
    )
    op.create_index(op.f("ix_jobs_owner"), "jobs", ["owner"], unique=False)
    op.create_index(op.f("ix_jobs_state"), "jobs", ["state"], unique=False)
    op.create_table(
        "notes",
        sa.Column("id", _big(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("written", sa.Date(), nullable=True),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("created", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notes")),
    )
    op.create_index(op.f("ix_notes_sha256"), "notes", ["sha256"], unique=False)
    op.create_table(
        "outbox",
        sa.Column("id", _big(), nullable=False),
        sa.Column("op", sa.Text(), nullable=False),
        sa.Column("review_id", sa.Text(), nullable=False),
        sa.Column("lines", sa.Text(), nullable=False),
        sa.Column("created", sa.DateTime(timezone=True), nullable=False),
        sa.Column("done", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("op IN ('upsert', 'drop', 'erase')", name=op.f("ck_outbox_op")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outbox")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_outbox_done"), "outbox", ["done"], unique=False)
    op.create_table(
        "users",
        sa.Column("id", _big(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_users")),
        sa.UniqueConstraint("key", name=op.f("uq_users_key")),
    )
    op.create_table(
        "aliases",
        sa.Column("id", _big(), nullable=False),
        sa.Column("account_id", _big(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_aliases_account_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_aliases")),
        sa.UniqueConstraint("key", name=op.f("uq_aliases_key")),
    )
    op.create_index(op.f("ix_aliases_account_id"), "aliases", ["account_id"], unique=False)
    op.create_table(
        "deals",
        sa.Column("id", _big(), nullable=False),
        sa.Column("account_id", _big(), nullable=False),
        sa.Column("rep_id", _big(), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("closed", sa.Date(), nullable=False),
        sa.Column("amount", sa.Float(), nullable=True),
        sa.Column("currency", sa.Text(), nullable=True),
        sa.Column("crm_stage", sa.Text(), nullable=True),
        sa.Column("crm_reason", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_deals_account_id")),
        sa.ForeignKeyConstraint(["rep_id"], ["users.id"], name=op.f("fk_deals_rep_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deals")),
    )
    op.create_index(op.f("ix_deals_account_id"), "deals", ["account_id"], unique=False)
    op.create_index(op.f("ix_deals_rep_id"), "deals", ["rep_id"], unique=False)
    op.create_table(
        "reviews",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("first_id", sa.Text(), nullable=False),
        sa.Column("deal_id", _big(), nullable=False),
        sa.Column("note_id", _big(), nullable=False),
        sa.Column("rep_id", _big(), nullable=False),
        sa.Column("supersedes", sa.Text(), nullable=True),
        sa.Column("author", sa.Text(), nullable=False),
        sa.Column("created", sa.DateTime(timezone=True), nullable=False),
        sa.Column("happened", sa.Date(), nullable=False),
        sa.Column("shared", sa.Text(), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("stated_text", sa.Text(), nullable=True),
        sa.Column("stated_cause", sa.Text(), nullable=True),
        sa.Column("cause", sa.Text(), nullable=False),
        sa.Column("confidence", sa.Text(), nullable=False),
        sa.Column("mechanism", sa.Text(), nullable=False),
        sa.Column("control", sa.Text(), nullable=False),
        sa.Column("competitor", sa.Text(), nullable=True),
        sa.Column("sample", sa.Boolean(), nullable=False),
        sa.Column("put_aside", sa.DateTime(timezone=True), nullable=True),
        sa.Column("external_id", sa.Text(), nullable=True),
        sa.Column("once", sa.Text(), nullable=True),
        sa.CheckConstraint("author IN ('engine', 'rep')", name=op.f("ck_reviews_author")),
        sa.CheckConstraint("shared IN ('private', 'manager', 'team')", name=op.f("ck_reviews_shared")),
        sa.ForeignKeyConstraint(["deal_id"], ["deals.id"], name=op.f("fk_reviews_deal_id")),
        sa.ForeignKeyConstraint(["note_id"], ["notes.id"], name=op.f("fk_reviews_note_id")),
        sa.ForeignKeyConstraint(["rep_id"], ["users.id"], name=op.f("fk_reviews_rep_id")),
        sa.ForeignKeyConstraint(["supersedes"], ["reviews.id"], name=op.f("fk_reviews_supersedes")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reviews")),
        sa.UniqueConstraint("rep_id", "once", name=op.f("uq_reviews_rep_id_once")),
        sa.UniqueConstraint("supersedes", name=op.f("uq_reviews_supersedes")),
    )
    op.create_index(op.f("ix_reviews_deal_id"), "reviews", ["deal_id"], unique=False)
    op.create_index(op.f("ix_reviews_external_id"), "reviews", ["external_id"], unique=False)
    op.create_index(op.f("ix_reviews_first_id"), "reviews", ["first_id"], unique=False)
    op.create_index(op.f("ix_reviews_note_id"), "reviews", ["note_id"], unique=False)
    op.create_table(
        "cards",
        sa.Column("id", _big(), nullable=False),
        sa.Column("review_id", sa.Text(), nullable=False),
        sa.Column("revisit", sa.Date(), nullable=True),
        sa.Column("reopen_when", sa.Text(), nullable=False),
        sa.Column("call", sa.Text(), nullable=False),
        sa.Column("avoid", sa.Text(), nullable=False),
        sa.Column("created", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["review_id"], ["reviews.id"], name=op.f("fk_cards_review_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cards")),
    )
    op.create_index(op.f("ix_cards_review_id"), "cards", ["review_id"], unique=False)
    op.create_index(op.f("ix_cards_revisit"), "cards", ["revisit"], unique=False)
    op.create_table(
        "commitments",
        sa.Column("id", _big(), nullable=False),
        sa.Column("review_id", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("made", sa.DateTime(timezone=True), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("settled", sa.DateTime(timezone=True), nullable=True),
        sa.Column("shown_by", sa.Text(), nullable=True),
        sa.Column("shown_line", sa.Integer(), nullable=True),
        sa.CheckConstraint("status IN ('open', 'kept', 'missed', 'not_testable')", name=op.f("ck_commitments_status")),
        sa.ForeignKeyConstraint(["review_id"], ["reviews.id"], name=op.f("fk_commitments_review_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_commitments")),
    )
    op.create_index(op.f("ix_commitments_review_id"), "commitments", ["review_id"], unique=False)
    op.create_table(
        "debriefs",
        sa.Column("id", _big(), nullable=False),
        sa.Column("review_id", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("created", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["review_id"], ["reviews.id"], name=op.f("fk_debriefs_review_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_debriefs")),
    )
    op.create_index(op.f("ix_debriefs_review_id"), "debriefs", ["review_id"], unique=False)
    op.create_table(
        "passages",
        sa.Column("id", _big(), nullable=False),
        sa.Column("review_id", sa.Text(), nullable=False),
        sa.Column("line", sa.Integer(), nullable=False),
        sa.Column("start", sa.Integer(), nullable=False),
        sa.Column("end", sa.Integer(), nullable=False),
        sa.Column("side", sa.Text(), nullable=False),
        sa.Column("speaker", sa.Text(), nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("vector", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(["review_id"], ["reviews.id"], name=op.f("fk_passages_review_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_passages")),
        sa.UniqueConstraint("review_id", "line", name=op.f("uq_passages_review_id_line")),
    )
    op.create_table(
        "quotes",
        sa.Column("id", _big(), nullable=False),
        sa.Column("review_id", sa.Text(), nullable=False),
        sa.Column("line", sa.Integer(), nullable=False),
        sa.Column("start", sa.Integer(), nullable=False),
        sa.Column("end", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("side", sa.Text(), nullable=False),
        sa.Column("cause", sa.Text(), nullable=False),
        sa.Column("against", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["review_id"], ["reviews.id"], name=op.f("fk_quotes_review_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_quotes")),
    )
    op.create_index(op.f("ix_quotes_review_id"), "quotes", ["review_id"], unique=False)
    op.create_table(
        "readings",
        sa.Column("review_id", sa.Text(), nullable=False),
        sa.Column("diagnosis", sa.Text(), nullable=False),
        sa.Column("coaching", sa.Text(), nullable=False),
        sa.Column("provenance", sa.Text(), nullable=False),
        sa.Column("machine", sa.Text(), nullable=True),
        sa.Column("embedder", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["review_id"], ["reviews.id"], name=op.f("fk_readings_review_id")),
        sa.PrimaryKeyConstraint("review_id", name=op.f("pk_readings")),
    )
