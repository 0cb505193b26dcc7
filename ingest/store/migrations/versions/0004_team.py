"""People with roles and a manager of record; who looked; consents, thanks, packs; row-level security on PostgreSQL."""

import sqlalchemy as sa
from alembic import op

from ingest.store import walls

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Everybody on record becomes an active rep without a manager: what they see stays as it was."""
    _people()
    op.create_table(
        "consents",
        sa.Column("id", _big(), nullable=False),
        sa.Column("review_id", sa.Text(), nullable=False),
        sa.Column("rep_id", _big(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("names", sa.Boolean(), nullable=False),
        sa.Column("given", sa.DateTime(timezone=True), nullable=False),
        sa.Column("taken_back", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("kind IN ('kit')", name=op.f("ck_consents_kind")),
        sa.ForeignKeyConstraint(["review_id"], ["reviews.id"], name=op.f("fk_consents_review_id")),
        sa.ForeignKeyConstraint(["rep_id"], ["users.id"], name=op.f("fk_consents_rep_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consents")),
    )
    op.create_table(
        "packs",
        sa.Column("id", _big(), nullable=False),
        sa.Column("rep_id", _big(), nullable=False),
        sa.Column("manager_id", _big(), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("created", sa.DateTime(timezone=True), nullable=False),
        sa.Column("edited", sa.DateTime(timezone=True), nullable=True),
        sa.Column("expires", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(["rep_id"], ["users.id"], name=op.f("fk_packs_rep_id")),
        sa.ForeignKeyConstraint(["manager_id"], ["users.id"], name=op.f("fk_packs_manager_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_packs")),
    )
    op.create_table(
        "thanks",
        sa.Column("id", _big(), nullable=False),
        sa.Column("review_id", sa.Text(), nullable=False),
        sa.Column("user_id", _big(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["review_id"], ["reviews.id"], name=op.f("fk_thanks_review_id")),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_thanks_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_thanks")),
        sa.UniqueConstraint("review_id", "user_id", name=op.f("uq_thanks_review_id_user_id")),
    )
    op.create_table(
        "views",
        sa.Column("id", _big(), nullable=False),
        sa.Column("viewer_id", _big(), nullable=False),
        sa.Column("review_id", sa.Text(), nullable=False),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "place IN ('ledger', 'ask', 'check', 'prep', 'team', 'mcp', 'review')", name=op.f("ck_views_place")
        ),
        sa.ForeignKeyConstraint(["viewer_id"], ["users.id"], name=op.f("fk_views_viewer_id")),
        sa.ForeignKeyConstraint(["review_id"], ["reviews.id"], name=op.f("fk_views_review_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_views")),
    )
    for table, columns in _INDEXES.items():
        for column in columns:
            op.create_index(op.f(f"ix_{table}_{column}"), table, [column], unique=False)
    for statement in walls.statements(op.get_bind().dialect.name):
        op.get_bind().exec_driver_sql(statement)


_INDEXES = {
    "consents": ("review_id", "rep_id"),
    "packs": ("rep_id", "manager_id", "expires"),
    "thanks": ("user_id",),
    "views": ("viewer_id", "review_id"),
}


def _people() -> None:
    role = sa.CheckConstraint("role IN ('rep', 'manager', 'lead', 'admin')", name=op.f("ck_users_role"))
    op.add_column("users", sa.Column("role", sa.Text(), role, server_default="rep", nullable=False))
    op.add_column("users", sa.Column("active", sa.Boolean(), server_default=sa.true(), nullable=False))
    op.add_column("users", sa.Column("manager_id", _big(), nullable=True))
    op.add_column("users", sa.Column("email", sa.Text(), nullable=True))
    op.add_column("users", sa.Column("subject", sa.Text(), nullable=True))
    op.create_index(op.f("ix_users_manager_id"), "users", ["manager_id"], unique=False)
    op.create_index(op.f("ix_users_email"), "users", ["email"], unique=True)
    op.create_index(op.f("ix_users_subject"), "users", ["subject"], unique=True)


def _big() -> sa.types.TypeEngine[int]:
    return sa.BigInteger().with_variant(sa.Integer(), "sqlite")
