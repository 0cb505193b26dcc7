"""One vector a review in the search index: the mean of its lines, those that show the cause counted twice."""

from typing import Any

import numpy as np
import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """An index; the vector of every line 0; no generation in use, so that the next owner builds one."""
    op.create_index(op.f("ix_reviews_mechanism"), "reviews", ["mechanism"], unique=False)
    conn = op.get_bind()
    for review_id in list(conn.scalars(sa.text("SELECT id FROM reviews"))):
        given = {"id": review_id}
        found = conn.execute(
            sa.text("SELECT line, vector FROM passages WHERE review_id = :id AND line > 0 AND vector IS NOT NULL"),
            given,
        ).all()
        proving = set(
            conn.scalars(sa.text("SELECT line FROM quotes WHERE review_id = :id AND NOT against"), given).all()
        )
        change = sa.text("UPDATE passages SET vector = :vector WHERE review_id = :id AND line = 0")
        conn.execute(change, {**given, "vector": _gist([tuple(row) for row in found], proving)})
    conn.execute(sa.text("DELETE FROM index_state"))


def _gist(found: list[tuple[Any, ...]], proving: set[int]) -> bytes | None:
    if not found:
        return None
    rows = np.stack([np.frombuffer(vector, dtype="<f4") for _, vector in found])
    total = np.asarray([2.0 if line in proving else 1.0 for line, _ in found], dtype=np.float32) @ rows
    length = float(np.linalg.norm(total))
    return (total / length).astype("<f4").tobytes() if length > 0 else None
