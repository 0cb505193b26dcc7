"""The segment of a deal; and indexes by which the product gaps are found without reading every review and quote."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"

_INDEXES = {
    "reviews": ("cause",),
    "quotes": ("cause", "against", "review_id"),
}


def upgrade() -> None:
    """Deals on record have no segment; importing the CRM's export again brings it in."""
    op.add_column("deals", sa.Column("segment", sa.Text(), nullable=True))
    for table, columns in _INDEXES.items():
        op.create_index(op.f(f"ix_{table}_{'_'.join(columns)}"), table, list(columns), unique=False)


def downgrade() -> None:
    """Segments are lost; everything else stays."""
    for table, columns in _INDEXES.items():
        op.drop_index(op.f(f"ix_{table}_{'_'.join(columns)}"), table_name=table)
    op.drop_column("deals", "segment")
